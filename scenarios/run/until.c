#include "scenarios/run/until.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "results/stats.h"
#include "results/store.h"
#include "sim/clock.h"
#include "sim/memory.h"

static const char FORM[] =
    "p(TARGET@DATE) +- H, p(SERIES>=VALUE@DATE) +- H, mean(SERIES@DATE) +- H or q05(SERIES@DATE) "
    "+- H, with DATE as YYYY-MM-DD or YYYY";
/// Quantile 0.975 of the standard normal distribution.
static const double Z_95 = 1.959963984540054;

// ---- reading -----------------------------------------------------------------------------------------------

/// The pieces of a condition, as they were written.
struct pieces {
    char kind[16], name[64], sense[3], date[11];
    double goal, half;
};

static bool cut(const char *text, struct pieces *pieces)
{
    char rest[2] = "";
    *pieces = (struct pieces){0};
    bool is_bare = sscanf(text, " %15[a-z0-9] ( %63[a-z0-9_] @ %10[0-9-] ) +- %lf %1s", pieces->kind,
                          pieces->name, pieces->date, &pieces->half, rest) == 4;
    bool is_full =
        !is_bare &&
        sscanf(text, " %15[a-z0-9] ( %63[a-z0-9_] %2[<>=] %lf @ %10[0-9-] ) +- %lf %1s", pieces->kind,
               pieces->name, pieces->sense, &pieces->goal, pieces->date, &pieces->half, rest) == 6;
    bool is_sense = is_bare || strcmp(pieces->sense, ">=") == 0 || strcmp(pieces->sense, "<=") == 0;
    return (is_bare || is_full) && is_sense && isfinite(pieces->goal) && isfinite(pieces->half) &&
           pieces->half > 0;
}

static bool read_kind(const struct pieces *pieces, struct until *until)
{
    const char *kind = pieces->kind;
    if (strcmp(kind, "p") == 0) {
        until->kind = UNTIL_SHARE;
        return true;
    }
    if (pieces->sense[0]) // a comparison is for a share only
        return false;
    if (strcmp(kind, "mean") == 0) {
        until->kind = UNTIL_MEAN;
        return true;
    }
    char digits[32];
    size_t length = strlen(kind + 1);
    if (kind[0] != 'q' || length < 2 || strspn(kind + 1, "0123456789") != length)
        return false;
    snprintf(digits, sizeof(digits), "0.%s", kind + 1);
    until->kind = UNTIL_QUANTILE;
    until->level = strtod(digits, NULL);
    return until->level > 0;
}

static enum sim_status refuse(struct sim_error *error, const char *text, const char *expected)
{
    return sim_error_say(error, SIM_USAGE, "--until: found \"%s\", expected %s", text, expected);
}

/// Goal and series of a target that the scenario has.
static enum sim_status find_target(const struct pieces *pieces, int64_t day, const char *text,
                                   const struct province *province, struct until *until,
                                   struct sim_error *error)
{
    const struct target_params *targets = province->targets.items;
    for (int64_t i = 0; i < province->targets.count; i++)
        if (strcmp(targets[i].id, pieces->name) == 0 && targets[i].date == day) {
            until->series = series_find(target_series_name(&targets[i]));
            until->goal = targets[i].value;
            until->at_most = targets[i].sense != TARGET_AT_LEAST;
            return SIM_OK;
        }
    return refuse(error, text, "id and date of one of the scenario's targets, or SERIES>=VALUE@DATE");
}

static enum sim_status find_series(const struct pieces *pieces, const char *text, struct until *until,
                                   struct sim_error *error)
{
    const char *names[SERIES_COUNT];
    char expected[160] = "a series of the run";
    for (int i = 0; i < SERIES_COUNT; i++)
        names[i] = series_list[i].name;
    until->series = series_find(pieces->name);
    until->goal = pieces->goal;
    until->at_most = pieces->sense[0] == '<';
    if (until->series >= 0)
        return SIM_OK;
    const char *nearest = sim_nearest(pieces->name, names, SERIES_COUNT);
    if (nearest)
        snprintf(expected, sizeof(expected), "perhaps the series \"%s\"", nearest);
    return refuse(error, text, expected);
}

/// Whether it names what an analysis makes of a whole design: "sobol(ramp.half_days) +- 0.01".
static bool is_analysis(const char *text)
{
    static const char *const names[] = {"index", "indices", "sobol", "first", "total", "morris",
                                        "mu",    "sigma",   "prcc",  "s1",    "st",    "shapley"};
    size_t blank = strspn(text, " "), length = strcspn(text + blank, " (@_*+");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strlen(names[i]) == length && strncasecmp(text + blank, names[i], length) == 0)
            return true;
    return false;
}

static enum sim_status read_one(struct until *until, const char *text, const struct province *province,
                                const struct calendar *calendar, struct sim_error *error)
{
    struct pieces pieces;
    char date[24];
    int64_t day;
    if (is_analysis(text))
        return refuse(
            error, text,
            "a probability, mean or quantile: indices and correlations are of a whole design, so they "
            "cannot be watched. Choose --points, and see their intervals in `suanli analyse`");
    if (!cut(text, &pieces) || !read_kind(&pieces, until))
        return refuse(error, text, FORM);
    snprintf(date, sizeof(date), strlen(pieces.date) == 4 ? "%s-12-31" : "%s", pieces.date);
    if (!sim_date_read(date, &day))
        return refuse(error, text, FORM);
    until->time = calendar_time(calendar, (double)(day - province->epoch));
    if (until->time < 0)
        return refuse(error, text, "a date on which series are recorded: a month's end inside the run");
    if (until->kind == UNTIL_SHARE && pieces.half >= 0.5)
        return refuse(error, text, "a half-width below 0.5");
    until->half = pieces.half;
    if (pieces.sense[0])
        snprintf(until->name, sizeof(until->name), "p(%s%s%g@%s)", pieces.name, pieces.sense, pieces.goal,
                 date);
    else
        snprintf(until->name, sizeof(until->name), "%s(%s@%s)", pieces.kind, pieces.name, date);
    bool is_target = until->kind == UNTIL_SHARE && !pieces.sense[0];
    return is_target ? find_target(&pieces, day, text, province, until, error)
                     : find_series(&pieces, text, until, error);
}

enum sim_status untils_read(struct untils *untils, const struct options *options,
                            const struct province *province, const struct calendar *calendar, size_t group,
                            struct sim_error *error)
{
    *untils =
        (struct untils){.items = sim_memory_new(options->until_count, sizeof(struct until), "conditions"),
                        .count = options->until_count,
                        .group = group};
    for (size_t i = 0; i < untils->count; i++)
        read_one(&untils->items[i], options->untils[i], province, calendar, error);
    return sim_error_status(error);
}

void untils_clear(struct untils *untils)
{
    for (size_t i = 0; i < untils->count; i++)
        free(untils->items[i].values);
    free(untils->items);
    *untils = (struct untils){0};
}

// ---- looking -----------------------------------------------------------------------------------------------

void untils_take(struct untils *untils, const double *series, size_t times)
{
    for (size_t i = 0; i < untils->count; i++) {
        struct until *until = &untils->items[i];
        double value = series[(size_t)until->series * times + (size_t)until->time];
        double gap = until->at_most ? value - until->goal : until->goal - value;
        if (until->kind == UNTIL_SHARE) // as the verdict has it: sums round, and NaN misses
            value = gap <= 1e-9 * fabs(until->goal);
        until->values =
            sim_memory_grow(until->values, &until->capacity, untils->size + 1, sizeof(double), "conditions");
        until->values[untils->size] = value;
    }
    untils->size++;
}

size_t until_boundary(size_t groups, size_t most, bool is_doubling)
{
    size_t next =
        is_doubling ? 2 * groups : groups + (groups / 8 + UNTIL_FIRST - 1) / UNTIL_FIRST * UNTIL_FIRST;
    next = next < UNTIL_FIRST ? UNTIL_FIRST : next;
    return next < most ? next : most;
}

/// Means of groups, of those values that are there; their number.
static size_t group_means(const double *values, size_t size, size_t group, double *means)
{
    size_t count = 0;
    for (size_t first = 0; first + group <= size; first += group) {
        double mean = stats_mean_present(values + first, group, 1);
        if (!isnan(mean))
            means[count++] = mean;
    }
    return count;
}

static double half_of_share(const double *means, size_t count)
{
    double low, high;
    stats_wilson_groups(means, count, &low, &high);
    return (high - low) / 2;
}

static double half_of_mean(const double *means, size_t count)
{
    double mean = stats_mean(means, count), squares = 0;
    if (count < 2)
        return INFINITY;
    for (size_t i = 0; i < count; i++)
        squares += (means[i] - mean) * (means[i] - mean);
    double freedom = (double)count - 1;
    return stats_t_95(freedom) * sqrt(squares / freedom / (double)count);
}

/// values: [size], of which `present` are numbers, ascending in `sorted`. means: room for the groups.
static double half_of_quantile(const struct untils *untils, const struct until *until, const double *sorted,
                               size_t present, double estimate, double *means)
{
    double *below = sim_memory_new(untils->size, sizeof(double), "conditions"), q = until->level;
    for (size_t i = 0; i < untils->size; i++)
        below[i] = isnan(until->values[i]) ? NAN : until->values[i] <= estimate;
    size_t groups = group_means(below, untils->size, untils->group, means);
    free(below);
    if (groups == 0)
        return INFINITY;
    double spread = Z_95 * sqrt(q * (1 - q) / stats_effective_size(means, groups));
    double low = floor((q - spread) * (double)(present - 1)),
           high = ceil((q + spread) * (double)(present - 1));
    if (low < 0 || high > (double)(present - 1))
        return INFINITY;
    return (sorted[(size_t)high] - sorted[(size_t)low]) / 2;
}

static struct until_state look(const struct untils *untils, const struct until *until)
{
    size_t present = 0, size = untils->size;
    struct until_state state = {NAN, INFINITY};
    double *means = sim_memory_new(size / untils->group, sizeof(double), "conditions");
    size_t groups = group_means(until->values, size, untils->group, means);
    if (until->kind != UNTIL_QUANTILE && groups > 0) {
        state.estimate = stats_mean(means, groups);
        state.half = until->kind == UNTIL_SHARE ? half_of_share(means, groups) : half_of_mean(means, groups);
    } else if (groups > 0) {
        double *sorted = sim_memory_new(size, sizeof(double), "conditions");
        for (size_t i = 0; i < size; i++)
            if (!isnan(until->values[i]))
                sorted[present++] = until->values[i];
        stats_sort(sorted, present);
        state.estimate = stats_quantile(sorted, present, until->level);
        state.half = half_of_quantile(untils, until, sorted, present, state.estimate, means);
        free(sorted);
    }
    free(means);
    return state;
}

bool untils_met(const struct untils *untils, struct until_state *states)
{
    bool is_met = true;
    for (size_t i = 0; i < untils->count; i++) {
        struct until_state state = look(untils, &untils->items[i]);
        is_met = is_met && state.half <= untils->items[i].half;
        if (states)
            states[i] = state;
    }
    return is_met;
}

// ---- telling -----------------------------------------------------------------------------------------------

char *untils_text(const struct untils *untils)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a text");
    for (size_t i = 0; i < untils->count; i++) {
        struct until_state state = look(untils, &untils->items[i]);
        fprintf(stream, "%s%s = %.4g +- ", i > 0 ? ", " : "", untils->items[i].name, state.estimate);
        if (isfinite(state.half))
            fprintf(stream, "%.3g", state.half);
        else
            fputs("unknown", stream);
        fprintf(stream, " (wanted %.3g)", untils->items[i].half);
    }
    fclose(stream);
    return text;
}

static void print_conditions(const struct untils *untils, const char *before, const char *between,
                             const char *after, FILE *stream)
{
    for (size_t i = 0; i < untils->count; i++)
        fprintf(stream, "%s%s%s +- %g%s", i > 0 ? between : "", before, untils->items[i].name,
                untils->items[i].half, after);
}

char *untils_command(const struct untils *untils)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a text");
    print_conditions(untils, " --until '", "", "'", stream);
    fclose(stream);
    return text;
}

void untils_store(const struct untils *untils, struct store *store)
{
    char *text = NULL, name[64];
    size_t size = 0;
    if (untils->count == 0)
        return;
    struct until_state *states = sim_memory_new(untils->count, sizeof(*states), "conditions");
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a text");
    print_conditions(untils, "", " and ", "", stream);
    fclose(stream);
    store_attribute_text(store, SCHEMA_UNTIL, text);
    free(text);
    store_attribute_whole(store, SCHEMA_UNTIL_MET, untils_met(untils, states));
    text = untils_text(untils);
    store_attribute_text(store, SCHEMA_UNTIL_REACHED, text);
    free(text);
    for (size_t i = 0; i < untils->count; i++) {
        snprintf(name, sizeof(name), i > 0 ? "%s_%zu" : "%s", SCHEMA_UNTIL_HALF, i + 1);
        store_attribute_number(store, name, states[i].half);
    }
    free(states);
}
