/// An analysis for people, and as JSON.
#include <math.h>
#include <stdlib.h>

#include "results/analyse.h"
#include "results/table.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Factors shown of each target; JSON has all.
enum { SHOWN = 8 };

/// Past these an index is said to be unsure.
static const double WIDE = 0.2, UNSETTLED = 0.05;

static void print_columns(const struct analyse *analyse, struct table *table)
{
    static const char *const headers[3][6] = {
        {"first order", "95 %", "total", "95 %", "from half", NULL},
        {"mu*", "95 %", "mu", "sigma", NULL},
        {"partial rank correlation", "95 %", NULL},
    };
    for (int i = 0; headers[analyse->method][i]; i++)
        table_column(table, headers[analyse->method][i], TABLE_RIGHT);
    table_column(table, "factor", TABLE_LEFT);
}

static void print_estimate(struct table *table, struct analyse_estimate estimate)
{
    if (isnan(estimate.value)) {
        table_cell(table, TABLE_FAINT, "-");
        table_cell(table, TABLE_FAINT, "-");
        return;
    }
    // An interval that holds nought says that nothing was found.
    enum table_style style = estimate.low <= 0 && estimate.high >= 0 ? TABLE_FAINT : TABLE_PLAIN;
    table_cell(table, style, "%.3g", estimate.value);
    table_cell(table, TABLE_FAINT, "%.3g..%.3g", estimate.low, estimate.high);
}

static void print_factor(const struct analyse *analyse, const struct analyse_target *target, size_t f,
                         struct table *table)
{
    switch (analyse->method) {
    case ANALYSE_SOBOL:
        print_estimate(table, target->sobol[f].first);
        print_estimate(table, target->sobol[f].total);
        table_cell(table, TABLE_FAINT, "%.3g", target->sobol[f].total_half);
        break;
    case ANALYSE_MORRIS:
        print_estimate(table, target->morris[f].mu_star);
        table_cell(table, TABLE_PLAIN, "%.3g", target->morris[f].mu);
        table_cell(table, TABLE_PLAIN, "%.3g", target->morris[f].sigma);
        break;
    case ANALYSE_RANK: print_estimate(table, target->rank[f]); break;
    }
    table_cell(table, TABLE_PLAIN, "%s", analyse->factors[f]);
}

/// How far the answer can be trusted; nothing where there is nothing to say.
static void print_convergence(const struct analyse *analyse, const struct analyse_target *target,
                              FILE *stream)
{
    size_t wide = 0, unsettled = 0;
    if (target->rank && target->used < analyse->factor_count + 4) {
        fprintf(stream,
                "%zu points with a value are too few for %zu factors: take more --points, twice as many at "
                "least.\n",
                target->used, analyse->factor_count);
        return;
    }
    for (size_t f = 0; f < analyse->factor_count; f++) {
        const struct analyse_estimate *estimate = target->sobol  ? &target->sobol[f].total
                                                  : target->rank ? &target->rank[f]
                                                                 : NULL;
        wide += estimate && estimate->high - estimate->low > (target->rank ? 2 * WIDE : WIDE);
        unsettled +=
            target->sobol && fabs(target->sobol[f].total.value - target->sobol[f].total_half) > UNSETTLED;
    }
    if (wide + unsettled > 0)
        fprintf(stream,
                "Not settled: %zu of %zu factors have wide intervals, %zu changed by more than %g with the "
                "second half of "
                "the points. Take more --points.\n",
                wide, analyse->factor_count, unsettled, UNSETTLED);
}

/// A unit behind a number, but not the 1 of what has none.
static void print_unit(const char *unit, FILE *stream)
{
    if (!unit[0] || (unit[0] == '1' && !unit[1]))
        return;
    fputc(' ', stream);
    table_text(stream, unit);
}

static void print_limit(const struct analyse *analyse, size_t f, const struct prim_limit *limit, FILE *stream)
{
    if (isfinite(limit->low) && isfinite(limit->high))
        fprintf(stream, "%.4g < ", limit->low);
    table_text(stream, analyse->factors[f]);
    if (isfinite(limit->high))
        fprintf(stream, " < %.4g", limit->high);
    else
        fprintf(stream, " > %.4g", limit->low);
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
            before = " and ";
        }
    fprintf(stream, ": %.0f %% of all that %s, %zu points.\n", 100 * box->coverage,
            target->boxes_reach ? "reach it" : "miss it", box->points);
}

static void print_target(const struct analyse *analyse, const struct analyse_target *target, FILE *stream,
                         bool colours)
{
    fputc('\n', stream);
    table_text(stream, target->id);
    fprintf(stream, " %s %g", target->at_most ? "<=" : ">=", target->goal);
    print_unit(target->unit, stream);
    fprintf(stream, " at %s: reached in %.0f %% of all runs; value %.4g..%.4g over the points, mean %.4g\n",
            target->date, 100 * target->p_reach, target->least, target->most, target->mean);
    if (!(target->least < target->most)) {
        fputs("It does not vary with anything that was varied.\n", stream);
        return;
    }
    size_t *order = sim_memory_new(analyse->factor_count, sizeof(*order), "an analysis");
    struct table *table = table_create();
    analyse_order(analyse, target, order);
    print_columns(analyse, table);
    for (size_t i = 0; i < analyse->factor_count && i < SHOWN; i++)
        print_factor(analyse, target, order[i], table);
    table_print(table, stream, colours);
    table_destroy(table);
    free(order);
    print_convergence(analyse, target, stream);
    for (size_t b = 0; b < target->box_count; b++)
        print_box(analyse, target, &target->boxes[b], stream);
}

void analyse_print(const struct analyse *analyse, FILE *stream, bool colours)
{
    static const char *const methods[] = {
        "Sobol indices: the share of the value's variance that a factor explains alone "
        "(first order) and with all its interactions (total)",
        "Elementary effects: mu* is how much a factor matters over its whole range; sigma "
        "beside it says that it bends or interacts",
        "Partial rank correlations: how surely the value rises (or falls) with a factor, "
        "the others held"};
    table_text(stream, analyse->title);
    fprintf(stream, "\n%s design, %zu points x %zu replications, %zu factors\n%s.\n", analyse->design,
            analyse->points, analyse->replications, analyse->factor_count, methods[analyse->method]);
    for (size_t i = 0; i < analyse->target_count; i++)
        print_target(analyse, &analyse->targets[i], stream, colours);
    if (analyse->target_count == 0)
        fputs("The scenario has no targets: there is nothing to analyse.\n", stream);
}

// ---- JSON --------------------------------------------------------------------------------------------------

static json_t *estimate_json(struct analyse_estimate estimate)
{
    json_t *json = json_object();
    to_json_put(json, "value", to_json_statistic(estimate.value));
    to_json_put(json, "low", to_json_statistic(estimate.low));
    to_json_put(json, "high", to_json_statistic(estimate.high));
    return json;
}

static json_t *factor_json(const struct analyse *analyse, const struct analyse_target *target, size_t f)
{
    json_t *json = json_object();
    to_json_put(json, "path", to_json_text(analyse->factors[f]));
    if (target->sobol) {
        to_json_put(json, "first", estimate_json(target->sobol[f].first));
        to_json_put(json, "total", estimate_json(target->sobol[f].total));
        to_json_put(json, "total_half", to_json_statistic(target->sobol[f].total_half));
        to_json_put(json, "total_quarter", to_json_statistic(target->sobol[f].total_quarter));
    } else if (target->morris) {
        to_json_put(json, "mu_star", estimate_json(target->morris[f].mu_star));
        to_json_put(json, "mu", to_json_statistic(target->morris[f].mu));
        to_json_put(json, "sigma", to_json_statistic(target->morris[f].sigma));
    } else {
        to_json_put(json, "partial_rank", estimate_json(target->rank[f]));
    }
    return json;
}

static json_t *box_json(const struct analyse *analyse, const struct prim_box *box)
{
    json_t *json = json_object(), *limits = json_array();
    to_json_put(json, "density", to_json_statistic(box->density));
    to_json_put(json, "coverage", to_json_statistic(box->coverage));
    to_json_put(json, "mass", to_json_statistic(box->mass));
    to_json_put(json, "points", json_integer((json_int_t)box->points));
    for (size_t f = 0; f < analyse->factor_count; f++) {
        const struct prim_limit *limit = &box->limits[f];
        if (!isfinite(limit->low) && !isfinite(limit->high))
            continue;
        json_t *one = json_object();
        to_json_put(one, "path", to_json_text(analyse->factors[f]));
        to_json_put(one, "low", to_json_statistic(limit->low)); // null where it is open
        to_json_put(one, "high", to_json_statistic(limit->high));
        to_json_put(one, "p_low", to_json_statistic(limit->p_low));
        to_json_put(one, "p_high", to_json_statistic(limit->p_high));
        json_array_append_new(limits, one);
    }
    to_json_put(json, "limits", limits);
    return json;
}

static json_t *target_json(const struct analyse *analyse, const struct analyse_target *target)
{
    json_t *json = json_object(), *factors = json_array(), *boxes = json_array();
    size_t *order = sim_memory_new(analyse->factor_count, sizeof(*order), "an analysis");
    analyse_order(analyse, target, order);
    to_json_put(json, "id", to_json_text(target->id));
    to_json_put(json, "date", json_string(target->date));
    to_json_put(json, "target", json_real(target->goal));
    to_json_put(json, "unit", to_json_text(target->unit));
    to_json_put(json, "sense", json_string(target->at_most ? "<=" : ">="));
    to_json_put(json, "p_reach", to_json_statistic(target->p_reach));
    to_json_put(json, "mean", to_json_statistic(target->mean));
    to_json_put(json, "used", json_integer((json_int_t)target->used));
    for (size_t i = 0; i < analyse->factor_count; i++)
        json_array_append_new(factors, factor_json(analyse, target, order[i]));
    for (size_t b = 0; b < target->box_count; b++)
        json_array_append_new(boxes, box_json(analyse, &target->boxes[b]));
    to_json_put(json, "factors", factors);
    to_json_put(json, "boxes_of", json_string(target->boxes_reach ? "reached" : "missed"));
    to_json_put(json, "boxes", boxes);
    free(order);
    return json;
}

json_t *analyse_json(const struct analyse *analyse)
{
    json_t *json = json_object(), *targets = json_array();
    to_json_put(json, "scenario", to_json_text(analyse->title));
    to_json_put(json, "design", to_json_text(analyse->design));
    to_json_put(json, "points", json_integer((json_int_t)analyse->points));
    to_json_put(json, "replications", json_integer((json_int_t)analyse->replications));
    for (size_t i = 0; i < analyse->target_count; i++)
        json_array_append_new(targets, target_json(analyse, &analyse->targets[i]));
    to_json_put(json, "targets", targets);
    return json;
}
