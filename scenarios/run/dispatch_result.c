#include "scenarios/run/dispatch_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/series.h"
#include "sim/memory.h"

static const struct series_info measures[MEASURE_COUNT] = {
    [MEASURE_DEMAND] = {SCHEMA_WORK_DEMAND, "PFLOPS day", "work that came, by class of work"},
    [MEASURE_SERVED] = {SCHEMA_WORK_SERVED, "PFLOPS day",
                        "work done, by class of work; of jobs, when they end"},
    [MEASURE_UNSERVED] = {SCHEMA_WORK_UNSERVED, "PFLOPS day", "work given up, by class of work"},
    [MEASURE_WAITING] = {SCHEMA_WORK_WAITING, "PFLOPS day",
                         "work that waits or is not yet done at the month's end, by class of work"},
    [MEASURE_AWAY] = {SCHEMA_WORK_AWAY, "PFLOPS day", "work that ran outside its city, by class of work"},
    [MEASURE_RTT] = {SCHEMA_WORK_RTT, "ms", "mean round trip to where work ran, by class of work"},
    [MEASURE_WAIT] = {SCHEMA_WORK_WAIT, "h",
                      "mean wait of jobs that ended, and of batch work, by class of work"},
    [MEASURE_SLOWDOWN] = {SCHEMA_WORK_SLOWDOWN, "1",
                          "mean bounded slowdown (10 s) of jobs that ended, by class of work"},
    [MEASURE_JOBS] = {SCHEMA_WORK_JOBS, "1", "jobs that ended, by class of work"},
    [MEASURE_ENERGY] = {SCHEMA_WORK_ENERGY, "MWh",
                        "energy that work added, plants included, by class of work"},
    [MEASURE_COST] = {SCHEMA_WORK_COST, "CNY", "cost of that energy, by class of work"},
    [MEASURE_CARBON] = {SCHEMA_WORK_CARBON, "t", "carbon dioxide of that energy, by class of work"},
};

static const struct series_info gains[GAIN_COUNT] = {
    [GAIN_SERVED] = {"served_more_frac", "1", ""},
    [GAIN_COST] = {"saved_cny_per_pflops_day", "CNY/(PFLOPS day)", ""},
    [GAIN_CARBON] = {"saved_carbon_kg_per_pflops_day", "kg/(PFLOPS day)", ""},
    [GAIN_COST_FRAC] = {"saved_cost_frac", "1", ""},
    [GAIN_CARBON_FRAC] = {"saved_carbon_frac", "1", ""},
};

/// Lengths of the arrays; 0 where there is no dispatcher.
struct sizes {
    size_t works, sites, classes, months;
};

static struct sizes sizes_of(const struct province *province, const struct calendar *calendar)
{
    if (!province_has_dispatch(province))
        return (struct sizes){0};
    return (struct sizes){WORK_COUNT, (size_t)province->sites.count, (size_t)province->classes.count,
                          calendar->month_count};
}

static bool has_baseline(const struct province *province)
{
    return province->dispatch.has_baseline && province->dispatch.policy != DISPATCH_NONE;
}

static double *allocate(size_t count)
{
    return sim_memory_new(count, sizeof(double), "a replication");
}

void dispatch_outcome_init(struct dispatch_outcome *outcome, const struct province *province,
                           const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    *outcome = (struct dispatch_outcome){
        .work = {allocate(MEASURE_COUNT * n.works * n.months), allocate(MEASURE_COUNT * n.works * n.months)},
        .use = allocate(n.classes * n.sites * n.months),
        .jobs = allocate(2 * n.sites * n.months),
        .shed = allocate(2 * n.months),
    };
}

void dispatch_outcome_clear(struct dispatch_outcome *outcome)
{
    free(outcome->work[0]);
    free(outcome->work[1]);
    free(outcome->use);
    free(outcome->jobs);
    free(outcome->shed);
    *outcome = (struct dispatch_outcome){0};
}

void dispatch_outcome_reset(struct dispatch_outcome *outcome, const struct province *province,
                            const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    for (int i = 0; i < 2; i++)
        memset(outcome->work[i], 0, MEASURE_COUNT * n.works * n.months * sizeof(double));
    memset(outcome->use, 0, n.classes * n.sites * n.months * sizeof(double));
    memset(outcome->jobs, 0, 2 * n.sites * n.months * sizeof(double));
    memset(outcome->shed, 0, 2 * n.months * sizeof(double));
}

void dispatch_outcome_take(struct dispatch_outcome *outcome, const struct calendar *calendar, double day,
                           const struct dispatch_row *row)
{
    size_t months = calendar->month_count, month = (size_t)calendar_month(calendar, day);
    const double *const values[MEASURE_COUNT] = {row->demand, row->served,     row->unserved, row->waiting,
                                                 row->away,   row->rtt_ms,     row->wait_h,   row->slowdown,
                                                 row->jobs,   row->energy_mwh, row->cost_cny, row->carbon_t};
    double *out = outcome->work[row->is_baseline];
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        for (size_t w = 0; w < WORK_COUNT; w++)
            out[(i * WORK_COUNT + w) * months + month] =
                i <= MEASURE_AWAY ? values[i][w] / UNITS_TFLOPS_PER_PFLOPS : values[i][w];
    if (row->is_baseline)
        return;
    outcome->shed[month] = row->called_mwh;
    outcome->shed[months + month] = row->shed_mwh;
}

void dispatch_outcome_take_site(struct dispatch_outcome *outcome, const struct province *province,
                                const struct calendar *calendar, double day,
                                const struct dispatch_site_row *row)
{
    struct sizes n = sizes_of(province, calendar);
    size_t month = (size_t)calendar_month(calendar, day), at = (size_t)row->site * n.months + month;
    if (row->is_baseline)
        return;
    for (size_t c = 0; c < n.classes; c++)
        outcome->use[c * n.sites * n.months + at] = row->use_frac[c];
    outcome->jobs[at] = row->queued_jobs;
    outcome->jobs[n.sites * n.months + at] = row->running_jobs;
}

static double sum_of(const double *work, enum work_measure measure, size_t w, size_t months)
{
    double sum = 0;
    for (size_t m = 0; m < months; m++)
        sum += work[((size_t)measure * WORK_COUNT + w) * months + m];
    return sum;
}

void dispatch_outcome_finish(struct dispatch_outcome *outcome, const struct province *province,
                             const struct calendar *calendar)
{
    const struct compute_class *classes = province->classes.items;
    size_t months = sizes_of(province, calendar).months;
    double served[2] = {0}, would_cny = 0, would_t = 0, saved_cny = 0, saved_t = 0;
    for (int i = 0; i < GAIN_COUNT; i++)
        outcome->gain[i] = NAN;
    if (months == 0 || !has_baseline(province))
        return;
    for (size_t w = 0; w < WORK_COUNT; w++) {
        int64_t c = province->demand.work.of[w].compute;
        double work[2], cny[2], tonnes[2], counted = c >= 0 ? classes[c].count_frac : 0;
        for (int i = 0; i < 2; i++) {
            work[i] = sum_of(outcome->work[i], MEASURE_SERVED, w, months);
            cny[i] = sum_of(outcome->work[i], MEASURE_COST, w, months);
            tonnes[i] = sum_of(outcome->work[i], MEASURE_CARBON, w, months);
            served[i] += work[i] * counted;
        }
        // Work that the baseline never did has no cost there to be compared with.
        if (work[0] <= 0 || work[1] <= 0)
            continue;
        would_cny += cny[1] / work[1] * work[0];
        would_t += tonnes[1] / work[1] * work[0];
        saved_cny += cny[1] / work[1] * work[0] - cny[0];
        saved_t += tonnes[1] / work[1] * work[0] - tonnes[0];
    }
    if (served[0] <= 0 || served[1] <= 0)
        return;
    outcome->gain[GAIN_SERVED] = served[0] / served[1] - 1;
    outcome->gain[GAIN_COST] = saved_cny / served[0];
    outcome->gain[GAIN_CARBON] = saved_t * 1000 / served[0];
    outcome->gain[GAIN_COST_FRAC] = would_cny > 0 ? saved_cny / would_cny : NAN;
    outcome->gain[GAIN_CARBON_FRAC] = would_t > 0 ? saved_t / would_t : NAN;
}

// ---- the file ------------------------------------------------------------------------------------------------

static size_t add(struct store *store, enum store_type type, const char *name, const char *unit,
                  const char *long_name, const char *a, const char *b, const char *c)
{
    return store_add_variable(
        store, &(struct store_variable){
                   .name = name, .unit = unit, .long_name = long_name, .scales = {a, b, c}, .type = type});
}

static void add_work(struct dispatch_columns *columns, struct store *store, int which)
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        char name[64], long_name[160];
        snprintf(name, sizeof(name), "%s%s", which ? SCHEMA_BASELINE : "", measures[i].name);
        snprintf(long_name, sizeof(long_name), "%s%s", measures[i].long_name,
                 which ? ", had each city been on its own" : "");
        columns->work[which][i] = add(store, STORE_F64, name, measures[i].unit, long_name, SCHEMA_REPLICATION,
                                      SCHEMA_WORK, SCHEMA_MONTH);
    }
}

static void add_gain(struct dispatch_columns *columns, struct store *store)
{
    const char *names[GAIN_COUNT], *units[GAIN_COUNT];
    for (int i = 0; i < GAIN_COUNT; i++) {
        names[i] = gains[i].name;
        units[i] = gains[i].unit;
    }
    store_add_scale(store,
                    &(struct store_scale){.name = SCHEMA_GAIN,
                                          .unit = "1",
                                          .long_name = "what the platform is worth against the baseline",
                                          .count = GAIN_COUNT,
                                          .texts = names});
    store_put_texts(
        store,
        add(store, STORE_TEXT, SCHEMA_GAIN_UNIT, "1", "units of platform_gain", SCHEMA_GAIN, NULL, NULL),
        units);
    columns->gain = add(store, STORE_F64, SCHEMA_PLATFORM_GAIN, "1",
                        "gain of the unified platform over each city on its own, in gain_unit",
                        SCHEMA_REPLICATION, SCHEMA_GAIN, NULL);
}

void dispatch_columns_add(struct dispatch_columns *columns, struct store *store,
                          const struct province *province, const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    const struct compute_class *classes = province->classes.items;
    const char *r = SCHEMA_REPLICATION;
    if (n.months == 0)
        return;
    store_attribute_text(store, SCHEMA_DISPATCH_POLICY, dispatch_policy_names[province->dispatch.policy]);
    add_work(columns, store, 0);
    for (size_t c = 0; c < n.classes; c++) {
        char name[160], long_name[200];
        snprintf(name, sizeof(name), "site_use_%.100s", classes[c].id);
        snprintf(long_name, sizeof(long_name), "mean use of the compute of class %.100s, by site",
                 classes[c].id);
        columns->use[c] = add(store, STORE_F64, name, "1", long_name, r, SCHEMA_SITE, SCHEMA_MONTH);
    }
    columns->jobs[0] = add(store, STORE_F64, "site_jobs_waiting", "1",
                           "jobs that wait, mean of the month, by site", r, SCHEMA_SITE, SCHEMA_MONTH);
    columns->jobs[1] = add(store, STORE_F64, "site_jobs_running", "1",
                           "jobs that run, mean of the month, by site", r, SCHEMA_SITE, SCHEMA_MONTH);
    columns->shed[0] = add(store, STORE_F64, "called_mwh", "MWh",
                           "energy that calls of the virtual power plant asked for", r, SCHEMA_MONTH, NULL);
    columns->shed[1] = add(store, STORE_F64, "shed_mwh", "MWh", "energy shed of that", r, SCHEMA_MONTH, NULL);
    if (!has_baseline(province))
        return;
    add_work(columns, store, 1);
    add_gain(columns, store);
}

void dispatch_columns_put(const struct dispatch_columns *columns, struct store *store, size_t replication,
                          const struct dispatch_outcome *outcome, const struct province *province,
                          const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    int dispatchers = has_baseline(province) ? 2 : 1;
    if (n.months == 0)
        return;
    for (int which = 0; which < dispatchers; which++)
        for (size_t i = 0; i < MEASURE_COUNT; i++)
            store_put(store, columns->work[which][i], replication,
                      outcome->work[which] + i * n.works * n.months);
    for (size_t c = 0; c < n.classes; c++)
        store_put(store, columns->use[c], replication, outcome->use + c * n.sites * n.months);
    for (size_t i = 0; i < 2; i++) {
        store_put(store, columns->jobs[i], replication, outcome->jobs + i * n.sites * n.months);
        store_put(store, columns->shed[i], replication, outcome->shed + i * n.months);
    }
    if (dispatchers == 2)
        store_put(store, columns->gain, replication, outcome->gain);
}
