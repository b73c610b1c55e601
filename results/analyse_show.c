/// An analysis for people.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/analyse.h"
#include "results/table.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// Factors shown of each target; JSON and the file have all.
enum { SHOWN = 8 };

/// Unit of a factor that is a date.
static const char CIVIL_DAY[] = "days since 1970-01-01";

// ---- numbers -----------------------------------------------------------------------------------------------

/// Four digits, without an exponent where people would write none.
static void format(double value, char text[32])
{
    bool is_long = fabs(value) >= 9999.5 && fabs(value) < 1e9;
    snprintf(text, 32, is_long ? "%.0f" : "%.4g", value);
}

static void print_number(double value, FILE *stream)
{
    char text[32];
    format(value, text);
    fputs(text, stream);
}

/// A unit behind a number, but not the 1 of what has none.
static void print_unit(const char *unit, FILE *stream)
{
    if (!unit[0] || (unit[0] == '1' && !unit[1]))
        return;
    fputc(' ', stream);
    table_text(stream, unit);
}

// ---- factors -----------------------------------------------------------------------------------------------

static void print_columns(const struct analyse *analyse, struct table *table)
{
    static const char *const headers[3][6] = {
        {"total", "95 %", "half", "first", "95 %", NULL},
        {"mu*", "95 %", "half", "mu", "sigma", NULL},
        {"rho", "95 %", "half", NULL},
    };
    for (int i = 0; headers[analyse->method][i]; i++)
        table_column(table, headers[analyse->method][i], TABLE_RIGHT);
    table_column(table, "factor", TABLE_LEFT);
}

/// Indices and correlations have two digits behind the point; effects are in the target's unit.
static void print_value(struct table *table, const struct analyse *analyse, enum table_style style,
                        double value)
{
    if (isnan(value))
        table_cell(table, TABLE_FAINT, "-");
    else if (analyse->method == ANALYSE_MORRIS)
        table_cell(table, style, "%.3g", value);
    else
        table_cell(table, style, "%.2f", value);
}

static void print_estimate(struct table *table, const struct analyse *analyse,
                           struct analyse_estimate estimate)
{
    // An interval that holds nought says that nothing was found.
    bool is_nought = estimate.low <= 0 && estimate.high >= 0;
    print_value(table, analyse, is_nought ? TABLE_FAINT : TABLE_PLAIN, estimate.value);
    if (isnan(estimate.low))
        table_cell(table, TABLE_FAINT, "-");
    else
        table_cell(table, TABLE_FAINT, analyse->method == ANALYSE_MORRIS ? "%.3g..%.3g" : "%.2f..%.2f",
                   estimate.low, estimate.high);
}

static void print_factor(const struct analyse *analyse, const struct analyse_target *target, size_t f,
                         struct table *table)
{
    print_estimate(table, analyse, analyse_main_estimate(target, f));
    print_value(table, analyse, TABLE_FAINT, target->half[f]);
    if (target->sobol)
        print_estimate(table, analyse, target->sobol[f].first);
    if (target->morris) {
        print_value(table, analyse, TABLE_PLAIN, target->morris[f].mu);
        print_value(table, analyse, TABLE_PLAIN, target->morris[f].sigma);
    }
    table_cell(table, TABLE_PLAIN, "%s", analyse->factors[f]);
}

static void print_factors(const struct analyse *analyse, const struct analyse_target *target, FILE *stream,
                          bool colours)
{
    size_t *order = sim_memory_new(analyse->factor_count, sizeof(*order), "an analysis");
    struct table *table = table_create();
    analyse_order(analyse, target, order);
    print_columns(analyse, table);
    for (size_t i = 0; i < analyse->factor_count && i < SHOWN; i++)
        print_factor(analyse, target, order[i], table);
    table_print(table, stream, colours);
    table_destroy(table);
    free(order);
}

// ---- how far to trust it -----------------------------------------------------------------------------------

static void print_settled(const struct analyse *analyse, const struct analyse_target *target, FILE *stream)
{
    static const double wide[] = {ANALYSE_WIDE_INDEX, ANALYSE_WIDE_MORRIS, ANALYSE_WIDE_RANK},
                        moved[] = {ANALYSE_MOVED_INDEX, ANALYSE_MOVED_MORRIS, ANALYSE_MOVED_RANK};
    const char *of = analyse->method == ANALYSE_MORRIS ? " of the largest mu*" : "";
    if (target->wide + target->moved == 0) {
        fprintf(stream,
                "Settled: no interval is wider than %g%s, and nothing that acts moved by more than %g.\n",
                wide[analyse->method], of, moved[analyse->method]);
        return;
    }
    fputs("Not settled:", stream);
    if (target->wide > 0)
        fprintf(stream, " %zu of %zu factors %s an interval wider than %g%s", target->wide,
                analyse->factor_count, target->wide == 1 ? "has" : "have", wide[analyse->method], of);
    if (target->moved > 0)
        fprintf(stream, "%s %zu that act%s moved by more than %g%s with the second half of the points",
                target->wide > 0 ? " and" : "", target->moved, target->moved == 1 ? "s" : "",
                moved[analyse->method], target->wide > 0 ? "" : of);
    fputs(". Take more --points.\n", stream);
}

/// How far the answer can be trusted.
static void print_convergence(const struct analyse *analyse, const struct analyse_target *target,
                              FILE *stream)
{
    size_t factors = analyse->factor_count,
           sample = analyse->method == ANALYSE_RANK ? analyse->points : analyse->size;
    if (target->used < sample)
        fprintf(stream, "Without a value: %zu of %zu %s, which are left out.\n", sample - target->used,
                sample,
                target->sobol    ? "base points"
                : target->morris ? "trajectories"
                                 : "points");
    if (!target->has_enough) {
        fprintf(stream, "%zu are too few for %zu factors: take more --points, twice as many at least.\n",
                target->used, factors);
        return;
    }
    if (target->rank) {
        fprintf(stream, "%zu of %zu factors act: their intervals are beside 0", target->acting, factors);
        size_t by_chance = (factors + 10) / 20; // 1 in 20, rounded
        if (by_chance > 0)
            fprintf(stream, ", as those of about %zu would be by chance", by_chance);
        fputs(".\n", stream);
    }
    if (target->sobol)
        fprintf(stream, "Factors alone explain %.0f %% of the variance; the rest is how they act together.\n",
                100 * target->first_sum);
    print_settled(analyse, target, stream);
}

// ---- boxes -------------------------------------------------------------------------------------------------

/// True of a list of words, whose values are their places; texts of given points are not in the file.
static bool is_words(const struct analyse *analyse, size_t f)
{
    const char *range = analyse->ranges[f];
    if (strcmp(analyse->laws[f], "list") != 0 || !strchr(range, ','))
        return false;
    for (const char *word = range; *word; word += strcspn(word, ","), word += *word == ',') {
        char *end;
        strtod(word, &end);
        if (end == word || (*end && *end != ','))
            return true;
    }
    return false;
}

/// The words inside a limit.
static void print_words(const struct analyse *analyse, size_t f, const struct prim_limit *limit, FILE *stream)
{
    const char *before = " is ";
    size_t place = 0;
    table_text(stream, analyse->factors[f]);
    for (const char *word = analyse->ranges[f]; *word; place++) {
        word += strspn(word, " ");
        size_t length = strcspn(word, ",");
        if ((double)place >= limit->low && (double)place <= limit->high) {
            char text[256];
            snprintf(text, sizeof(text), "%.*s", (int)(length < sizeof(text) ? length : sizeof(text) - 1),
                     word);
            fputs(before, stream);
            table_text(stream, text);
            before = " or ";
        }
        word += length + (word[length] == ',');
    }
}

/// A bound, which of a date lies between two days: the one inside.
static void print_bound(const struct analyse *analyse, size_t f, double bound, bool is_low, FILE *stream)
{
    char text[32];
    format(bound, text);
    if (strcmp(analyse->units[f], CIVIL_DAY) == 0)
        sim_date_write((int64_t)(is_low ? floor(bound) : ceil(bound)), text);
    fputs(text, stream);
}

static void print_limit(const struct analyse *analyse, size_t f, const struct prim_limit *limit, FILE *stream)
{
    if (is_words(analyse, f)) {
        print_words(analyse, f, limit, stream);
        return;
    }
    if (isfinite(limit->low) && isfinite(limit->high)) {
        print_bound(analyse, f, limit->low, true, stream);
        fputs(" < ", stream);
    }
    table_text(stream, analyse->factors[f]);
    fputs(isfinite(limit->high) ? " < " : " > ", stream);
    print_bound(analyse, f, isfinite(limit->high) ? limit->high : limit->low, !isfinite(limit->high), stream);
    if (strcmp(analyse->units[f], CIVIL_DAY) != 0)
        print_unit(analyse->units[f], stream);
}

static void print_box(const struct analyse *analyse, const struct analyse_target *target,
                      const struct prim_box *box, FILE *stream)
{
    const char *before = "";
    fprintf(stream, "%s in %.0f %% of the futures where ", target->boxes_reach ? "Reached" : "Missed",
            100 * box->density);
    for (size_t f = 0; f < analyse->factor_count; f++)
        if (isfinite(box->limits[f].low) || isfinite(box->limits[f].high)) {
            fputs(before, stream);
            print_limit(analyse, f, &box->limits[f], stream);
            before = "\n    and ";
        }
    fprintf(stream, "\n    (%zu points; %.0f %% of all that %s)\n", box->points, 100 * box->coverage,
            target->boxes_reach ? "reach it" : "miss it");
}

// ---- a target ----------------------------------------------------------------------------------------------

static void print_title(const struct analyse_target *target, FILE *stream)
{
    fputc('\n', stream);
    table_text(stream, target->id);
    fputs(target->at_most ? " <= " : " >= ", stream);
    print_number(target->goal, stream);
    print_unit(target->unit, stream);
    fprintf(stream, " at %s: reached in %.3g %% of all runs", target->date, 100 * target->p_reach);
    if (!isnan(target->p_low))
        fprintf(stream, " (95 %%: %.0f..%.0f)", 100 * target->p_low, 100 * target->p_high);
    if (isnan(target->mean)) {
        fputs("; no run has a value\n", stream);
        return;
    }
    fputs("; mean ", stream);
    print_number(target->mean, stream);
    fputs(", points from ", stream);
    print_number(target->least, stream);
    fputs(" to ", stream);
    print_number(target->most, stream);
    fputc('\n', stream);
}

static void print_target(const struct analyse *analyse, const struct analyse_target *target, FILE *stream,
                         bool colours)
{
    print_title(target, stream);
    if (!(target->least < target->most)) {
        fputs("It does not vary with anything that was varied.\n", stream);
        return;
    }
    print_factors(analyse, target, stream, colours);
    print_convergence(analyse, target, stream);
    for (size_t b = 0; b < target->box_count; b++)
        print_box(analyse, target, &target->boxes[b], stream);
}

void analyse_print(const struct analyse *analyse, FILE *stream, bool colours)
{
    static const char *const methods[] = {
        "total  Sobol index: share of the value's variance that goes with a factor, interactions included\n"
        "first  the same of the factor alone",
        "mu*    elementary effect: change of the value over a factor's whole range, mean without sign (mu: "
        "with it)\n"
        "sigma  its standard deviation: large beside mu* where the factor bends or interacts",
        "rho    partial rank correlation: how surely the value rises (or falls) with a factor, the others "
        "held"};
    table_text(stream, analyse->title);
    fprintf(stream, "\n%s design, %zu points x %zu replication%s, %zu factors", analyse->design,
            analyse->points, analyse->replications, analyse->replications == 1 ? "" : "s",
            analyse->factor_count);
    if (analyse->factor_count > SHOWN)
        fprintf(stream, ", the first %d of each target shown (--json and -o have all)", SHOWN);
    fprintf(stream, "\n\n%s\nhalf   the same from the first half of the points: what settles does not move\n",
            methods[analyse->method]);
    for (size_t i = 0; i < analyse->target_count; i++)
        print_target(analyse, &analyse->targets[i], stream, colours);
    if (analyse->target_count == 0)
        fputs("The scenario has no targets: there is nothing to analyse.\n", stream);
}
