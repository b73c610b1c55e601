#include "results/platform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "results/table.h"
#include "results/to_json.h"
#include "sim/memory.h"

#define MONTHS_A_YEAR 12

/// The variables that are read, in the order of `struct side`'s arrays.
enum { DEMAND, SERVED, UNSERVED, AWAY, RTT, WAIT, SLOWDOWN, JOBS, COST, CARBON, VARIABLES };
static const char *const names[VARIABLES] = {
    SCHEMA_WORK_DEMAND, SCHEMA_WORK_SERVED,   SCHEMA_WORK_UNSERVED, SCHEMA_WORK_AWAY, SCHEMA_WORK_RTT,
    SCHEMA_WORK_WAIT,   SCHEMA_WORK_SLOWDOWN, SCHEMA_WORK_JOBS,     SCHEMA_WORK_COST, SCHEMA_WORK_CARBON};

/// Sums over the last year that are looked at: of a variable, each month weighted by another (-1: by 1).
static const struct {
    int variable, weight;
} sums[] = {{DEMAND, -1},   {SERVED, -1},     {UNSERVED, -1}, {AWAY, -1}, {RTT, SERVED}, {WAIT, JOBS},
            {WAIT, SERVED}, {SLOWDOWN, JOBS}, {JOBS, -1},     {COST, -1}, {CARBON, -1}};
enum { SUMS = sizeof(sums) / sizeof(sums[0]) };

/// What is kept of what is read: of a replication its sums alone, so that many fit.
struct columns {
    size_t replications, works, months, gains;
    const char *const *work, *const *precision, *const *gain, *const *gain_unit;
    double *sums[2]; // replication x work x sum, of the platform and of the baseline
    double *gain_values, *called, *shed;
    const double *month_days;
    double *days_of; // of each month
};

/// Sum over the last year of a class of work, each month weighted. month: work x month of each variable.
static double sum_year(const struct columns *columns, double *const month[VARIABLES], size_t w, size_t sum)
{
    size_t first = columns->months > MONTHS_A_YEAR ? columns->months - MONTHS_A_YEAR : 0;
    const double *values = month[sums[sum].variable] + w * columns->months;
    const double *weights = sums[sum].weight < 0 ? NULL : month[sums[sum].weight] + w * columns->months;
    double total = 0;
    for (size_t m = first; m < columns->months; m++)
        total += values[m] * (weights ? weights[m] : 1);
    return total;
}

/// Reads replication after replication, work x month, and keeps the sums.
static enum sim_status read_sums(struct load *load, struct columns *columns, int side,
                                 const struct load_variable *const variables[VARIABLES],
                                 struct sim_error *error)
{
    double *month[VARIABLES], *sum;
    enum sim_status status = SIM_OK;
    for (int i = 0; i < VARIABLES; i++)
        month[i] = sim_memory_new(columns->works * columns->months, sizeof(double), "a platform");
    sum = columns->sums[side] =
        sim_memory_new(columns->replications * columns->works * SUMS, sizeof(double), "a platform");
    for (size_t r = 0; r < columns->replications && status == SIM_OK; r++) {
        for (int i = 0; i < VARIABLES && status == SIM_OK; i++)
            status = load_rows(load, variables[i], r, 1, month[i], error);
        for (size_t w = 0; w < columns->works; w++)
            for (size_t k = 0; k < SUMS; k++)
                *sum++ = sum_year(columns, month, w, k);
    }
    for (int i = 0; i < VARIABLES; i++)
        free(month[i]);
    return status;
}

static enum sim_status read_side(struct load *load, struct columns *columns, int side,
                                 struct sim_error *error)
{
    static const char *const scales[] = {SCHEMA_REPLICATION, SCHEMA_WORK, SCHEMA_MONTH, NULL};
    const struct load_variable *variables[VARIABLES];
    enum sim_status status = SIM_OK;
    for (int i = 0; i < VARIABLES && status == SIM_OK; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s%s", side ? SCHEMA_BASELINE : "", names[i]);
        status = load_need(load, name, false, scales, &variables[i], error);
    }
    if (status != SIM_OK)
        return status;
    columns->replications = variables[0]->counts[0];
    columns->works = variables[0]->counts[1];
    columns->months = variables[0]->counts[2];
    return read_sums(load, columns, side, variables, error);
}

static enum sim_status read_columns(struct load *load, struct columns *columns, bool has_baseline,
                                    struct sim_error *error)
{
    static const char *const by_month[] = {SCHEMA_REPLICATION, SCHEMA_MONTH, NULL};
    static const char *const by_gain[] = {SCHEMA_REPLICATION, SCHEMA_GAIN, NULL};
    size_t before = error->count;
    load_texts_of(load, SCHEMA_WORK, SCHEMA_WORK, &columns->work, error);
    load_texts_of(load, SCHEMA_WORK_PRECISION, SCHEMA_WORK, &columns->precision, error);
    read_side(load, columns, 0, error);
    load_numbers_of(load, "called_mwh", by_month, &columns->called, error);
    load_numbers_of(load, "shed_mwh", by_month, &columns->shed, error);
    if (has_baseline) {
        read_side(load, columns, 1, error);
        load_texts_of(load, SCHEMA_GAIN, SCHEMA_GAIN, &columns->gain, error);
        load_texts_of(load, SCHEMA_GAIN_UNIT, SCHEMA_GAIN, &columns->gain_unit, error);
        load_numbers_of(load, SCHEMA_PLATFORM_GAIN, by_gain, &columns->gain_values, error);
    }
    if (error->count > before)
        return error->faults[before].status;
    columns->gains = has_baseline ? load_find(load, SCHEMA_GAIN)->count : 0;
    return SIM_OK;
}

/// Sum over the last year of a class of work in a replication.
static double year_sum(const struct columns *columns, int side, int variable, int weight, size_t r, size_t w)
{
    size_t k = 0;
    while (k < SUMS && (sums[k].variable != variable || sums[k].weight != weight))
        k++;
    SIM_ASSERT(k < SUMS, "a sum of %s that is not kept", names[variable]);
    return columns->sums[side][(r * columns->works + w) * SUMS + k];
}

static double ratio(double above, double below)
{
    return below > 0 ? above / below : NAN;
}

/// Median of those that are numbers; NaN if there is none.
static double median(double *values, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            values[n++] = values[i];
    stats_sort(values, n);
    return stats_quantile(values, n, 0.5);
}

/// A ratio of sums of the last year, median over the replications.
static double year_ratio(const struct columns *columns, int side, int above, int weight, int below, size_t w,
                         double *space)
{
    for (size_t r = 0; r < columns->replications; r++)
        space[r] =
            ratio(year_sum(columns, side, above, weight, r, w), year_sum(columns, side, below, -1, r, w));
    return median(space, columns->replications);
}

static struct platform_side judge_side(const struct columns *columns, int side, size_t w, double *space)
{
    double jobs = 0;
    for (size_t r = 0; r < columns->replications; r++)
        jobs += year_sum(columns, side, JOBS, -1, r, w);
    int each = jobs > 0 ? JOBS : SERVED; // what a wait is the mean over
    return (struct platform_side){
        .served_frac = year_ratio(columns, side, SERVED, -1, DEMAND, w, space),
        .unserved_frac = year_ratio(columns, side, UNSERVED, -1, DEMAND, w, space),
        .rtt_ms = year_ratio(columns, side, RTT, SERVED, SERVED, w, space),
        .wait_h = year_ratio(columns, side, WAIT, each, each, w, space),
        .slowdown = jobs > 0 ? year_ratio(columns, side, SLOWDOWN, JOBS, JOBS, w, space) : NAN,
        .cny = year_ratio(columns, side, COST, -1, SERVED, w, space),
        .kg = 1000 * year_ratio(columns, side, CARBON, -1, SERVED, w, space),
    };
}

static void judge_work(const struct columns *columns, bool has_baseline, size_t w, struct platform_work *work,
                       double *space)
{
    size_t year = columns->months < MONTHS_A_YEAR ? columns->months : MONTHS_A_YEAR;
    *work = (struct platform_work){.id = sim_memory_text(columns->work[w]),
                                   .precision = sim_memory_text(columns->precision[w])};
    for (size_t r = 0; r < columns->replications; r++)
        space[r] = year_sum(columns, 0, JOBS, -1, r, w) * MONTHS_A_YEAR / (double)year;
    work->jobs = median(space, columns->replications);
    for (size_t r = 0; r < columns->replications; r++)
        space[r] = year_sum(columns, 0, SERVED, -1, r, w) / ((double)year * 365.25 / MONTHS_A_YEAR);
    stats_sort(space, columns->replications);
    work->p05 = stats_quantile(space, columns->replications, 0.05);
    work->p50 = stats_quantile(space, columns->replications, 0.50);
    work->p95 = stats_quantile(space, columns->replications, 0.95);
    work->away_frac = year_ratio(columns, 0, AWAY, -1, SERVED, w, space);
    for (int side = 0; side < (has_baseline ? 2 : 1); side++)
        work->side[side] = judge_side(columns, side, w, space);
}

static double median_sum(const struct columns *columns, const double *by_month, double *space)
{
    for (size_t r = 0; r < columns->replications; r++) {
        space[r] = 0;
        for (size_t m = 0; m < columns->months; m++)
            space[r] += by_month[r * columns->months + m];
    }
    return median(space, columns->replications);
}

static void judge(const struct columns *columns, struct platform *platform)
{
    double *space = sim_memory_new(columns->replications, sizeof(double), "a platform");
    platform->work_count = columns->works;
    platform->gain_count = columns->gains;
    platform->works = sim_memory_new(columns->works, sizeof(*platform->works), "a platform");
    platform->gains = sim_memory_new(columns->gains, sizeof(*platform->gains), "a platform");
    for (size_t w = 0; w < columns->works; w++)
        judge_work(columns, platform->has_baseline, w, &platform->works[w], space);
    for (size_t g = 0; g < columns->gains; g++) {
        struct platform_gain_row *gain = &platform->gains[g];
        size_t n = 0;
        for (size_t r = 0; r < columns->replications; r++) {
            double value = columns->gain_values[r * columns->gains + g];
            if (!isnan(value))
                space[n++] = value;
        }
        stats_sort(space, n);
        *gain = (struct platform_gain_row){
            sim_memory_text(columns->gain[g]), sim_memory_text(columns->gain_unit[g]),
            stats_quantile(space, n, 0.05), stats_quantile(space, n, 0.50), stats_quantile(space, n, 0.95)};
    }
    platform->called_mwh = median_sum(columns, columns->called, space);
    platform->shed_mwh = median_sum(columns, columns->shed, space);
    free(space);
}

enum sim_status platform_create(struct load *load, struct platform **out, struct sim_error *error)
{
    struct platform *platform = sim_memory_new(1, sizeof(*platform), "a platform");
    struct columns columns = {0};
    *out = platform;
    const char *policy = load_attribute_text(load, SCHEMA_DISPATCH_POLICY, NULL);
    if (!policy || !load_find(load, SCHEMA_WORK_SERVED))
        return SIM_OK;
    platform->has_baseline = load_find(load, SCHEMA_PLATFORM_GAIN) != NULL;
    enum sim_status status = read_columns(load, &columns, platform->has_baseline, error);
    if (status == SIM_OK) {
        platform->policy = sim_memory_text(policy);
        judge(&columns, platform);
    } else {
        platform_destroy(platform);
        *out = NULL;
    }
    free(columns.sums[0]);
    free(columns.sums[1]);
    free(columns.gain_values);
    free(columns.called);
    free(columns.shed);
    return status;
}

void platform_destroy(struct platform *platform)
{
    if (!platform)
        return;
    for (size_t w = 0; w < platform->work_count; w++) {
        free(platform->works[w].id);
        free(platform->works[w].precision);
    }
    for (size_t g = 0; g < platform->gain_count; g++) {
        free(platform->gains[g].id);
        free(platform->gains[g].unit);
    }
    free(platform->policy);
    free(platform->works);
    free(platform->gains);
    free(platform);
}

// ---- JSON ----------------------------------------------------------------------------------------------------

static void put_quantiles(json_t *object, const char *unit, double p05, double p50, double p95)
{
    json_object_set_new(object, "unit", to_json_text(unit));
    json_object_set_new(object, "p05", to_json_statistic(p05));
    json_object_set_new(object, "p50", to_json_statistic(p50));
    json_object_set_new(object, "p95", to_json_statistic(p95));
}

static void put_side(json_t *object, const struct platform_side *side)
{
    json_object_set_new(object, "served_frac", to_json_statistic(side->served_frac));
    json_object_set_new(object, "unserved_frac", to_json_statistic(side->unserved_frac));
    json_object_set_new(object, "rtt_ms", to_json_statistic(side->rtt_ms));
    json_object_set_new(object, "wait_h", to_json_statistic(side->wait_h));
    json_object_set_new(object, "slowdown", to_json_statistic(side->slowdown));
    json_object_set_new(object, "cny_per_pflops_day", to_json_statistic(side->cny));
    json_object_set_new(object, "kg_per_pflops_day", to_json_statistic(side->kg));
}

void platform_json(const struct platform *platform, json_t *object)
{
    if (!platform->policy)
        return;
    json_t *dispatch = json_object(), *works = json_array(), *gains = json_object();
    json_object_set_new(dispatch, "policy", to_json_text(platform->policy));
    for (size_t w = 0; w < platform->work_count; w++) {
        const struct platform_work *work = &platform->works[w];
        json_t *entry = json_object();
        json_object_set_new(entry, "work", to_json_text(work->id));
        json_object_set_new(entry, "precision", to_json_text(work->precision));
        put_quantiles(entry, "PFLOPS", work->p05, work->p50, work->p95);
        json_object_set_new(entry, "jobs", to_json_statistic(work->jobs));
        json_object_set_new(entry, "away_frac", to_json_statistic(work->away_frac));
        put_side(entry, &work->side[0]);
        if (platform->has_baseline) {
            json_t *baseline = json_object();
            put_side(baseline, &work->side[1]);
            json_object_set_new(entry, "baseline", baseline);
        }
        json_array_append_new(works, entry);
    }
    for (size_t g = 0; g < platform->gain_count; g++) {
        const struct platform_gain_row *gain = &platform->gains[g];
        json_t *entry = json_object();
        put_quantiles(entry, gain->unit, gain->p05, gain->p50, gain->p95);
        to_json_put(gains, gain->id, entry);
    }
    json_object_set_new(dispatch, "works", works);
    if (platform->has_baseline)
        json_object_set_new(dispatch, "gain", gains);
    else
        json_decref(gains);
    json_object_set_new(dispatch, "called_mwh", to_json_statistic(platform->called_mwh));
    json_object_set_new(dispatch, "shed_mwh", to_json_statistic(platform->shed_mwh));
    json_object_set_new(object, "dispatch", dispatch);
}

// ---- printing ------------------------------------------------------------------------------------------------

static void cell_number(struct table *table, enum table_style style, const char *format, double value)
{
    if (isnan(value)) {
        table_cell(table, TABLE_FAINT, "-");
        return;
    }
    char text[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof(text), format, value);
#pragma GCC diagnostic pop
    table_cell(table, style, "%s", text);
}

static void print_works(const struct platform *platform, FILE *stream, bool colours,
                        enum strings_language language)
{
    // "" has the precision.
    static const char *const heads[] = {"PFLOPS",        "",
                                        "head.served",   "head.alone",
                                        "head.away",     "head.rtt_ms",
                                        "head.wait_h",   "head.alone",
                                        "head.slowdown", "head.cny_per_pflops_day",
                                        "head.alone"};
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.work"), TABLE_LEFT);
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        table_column(table, i < 2 ? heads[i] : strings_say(language, heads[i]),
                     i == 1 ? TABLE_LEFT : TABLE_RIGHT);
    for (size_t w = 0; w < platform->work_count; w++) {
        const struct platform_work *work = &platform->works[w];
        const struct platform_side *own = &work->side[0], *alone = &work->side[1];
        double none = platform->has_baseline ? 1 : NAN;
        if (!(work->p95 > 0))
            continue;
        table_cell(table, TABLE_PLAIN, "%s", strings_name(language, "work", work->id));
        cell_number(table, TABLE_PLAIN, work->p50 < 100 ? "%.3g" : "%.0f", work->p50);
        table_cell(table, TABLE_FAINT, "%s", work->precision);
        cell_number(table, TABLE_PLAIN, "%.1f %%", 100 * own->served_frac);
        cell_number(table, TABLE_FAINT, "%.1f %%", 100 * alone->served_frac * none);
        cell_number(table, TABLE_PLAIN, "%.0f %%", 100 * work->away_frac);
        cell_number(table, TABLE_PLAIN, "%.2f", own->rtt_ms);
        cell_number(table, TABLE_PLAIN, "%.1f", own->wait_h);
        cell_number(table, TABLE_FAINT, "%.1f", alone->wait_h * none);
        cell_number(table, TABLE_PLAIN, "%.1f", own->slowdown);
        cell_number(table, TABLE_PLAIN, own->cny < 100 ? "%.3g" : "%.0f", own->cny);
        cell_number(table, TABLE_FAINT, alone->cny < 100 ? "%.3g" : "%.0f", alone->cny * none);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}

static const struct platform_gain_row *gain_of(const struct platform *platform, const char *id)
{
    for (size_t g = 0; g < platform->gain_count; g++)
        if (strcmp(platform->gains[g].id, id) == 0)
            return &platform->gains[g];
    return NULL;
}

static void print_gain(const struct platform *platform, FILE *stream, enum strings_language language)
{
    const struct platform_gain_row *served = gain_of(platform, "served_more_frac"),
                                   *cost = gain_of(platform, "saved_cny_per_pflops_day"),
                                   *carbon = gain_of(platform, "saved_carbon_kg_per_pflops_day"),
                                   *cost_frac = gain_of(platform, "saved_cost_frac"),
                                   *carbon_frac = gain_of(platform, "saved_carbon_frac");
    if (!served || !cost || !carbon || !cost_frac || !carbon_frac)
        return;
    fprintf(stream, strings_say(language, "say.gain_work"), 100 * served->p50, 100 * served->p05,
            100 * served->p95);
    fprintf(stream, strings_say(language, "say.gain_cost"), cost->p50, cost->p05, cost->p95,
            100 * cost_frac->p50);
    fputc('\n', stream);
    fprintf(stream, strings_say(language, "say.gain_carbon"), carbon->p50, carbon->p05, carbon->p95,
            100 * carbon_frac->p50);
    fputc('\n', stream);
}

void platform_print(const struct platform *platform, FILE *stream, bool colours,
                    enum strings_language language)
{
    if (!platform->policy)
        return;
    fputc('\n', stream);
    fprintf(stream, strings_say(language, "say.runs_where"),
            strings_name(language, "policy", platform->policy));
    fputc('\n', stream);
    print_works(platform, stream, colours, language);
    print_gain(platform, stream, language);
    if (platform->called_mwh > 0) {
        fprintf(stream, strings_say(language, "say.calls"), platform->called_mwh, platform->shed_mwh);
        fputc('\n', stream);
    }
}
