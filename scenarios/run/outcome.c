#include "scenarios/run/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/fold.h"
#include "sim/memory.h"

const struct series_info site_series_list[SITE_SERIES_COUNT] = {
    [SITE_RACKS] = {"site_racks", "standard rack", "standard racks commissioned, by site"},
    [SITE_EFLOPS] = {"site_eflops", "EFLOPS", "compute in service after the counting rule, by site"},
    [SITE_OCCUPIED] = {"site_occupied_frac", "1", "racks filled over racks in service, by site"},
};

const struct series_info site_months_list[SITE_MONTHS_COUNT] = {
    [SITE_PUE] = {"site_pue", "1", "PUE of the month, by site: ratio of energies"},
    [SITE_IT_ENERGY] = {"site_it_energy_mwh", "MWh", "IT energy of the month, by site"},
    [SITE_ENERGY] = {"site_energy_mwh", "MWh", "all energy of the month, by site"},
    [SITE_WATER] = {"site_water_m3", "m3", "cooling water of the month, by site"},
    [SITE_COST] = {"site_cost_cny", "CNY", "cost of electricity of the month, by site"},
    [SITE_CARBON] = {"site_carbon_t", "t", "carbon dioxide of the month's electricity, by site"},
};

const struct series_info phase_dates_list[PHASE_DATES_COUNT] = {
    [PHASE_GROUND_BREAKING] = {"phase_ground_breaking", "day",
                               "civil works begin, by phase; days after the epoch"},
    [PHASE_FIRST_HALL] = {"phase_first_hall", "day", "first hall in service, by phase; days after the epoch"},
    [PHASE_LAST_HALL] = {"phase_last_hall", "day", "all halls in service, by phase; days after the epoch"},
    [PHASE_BUILD_DAYS] =
        {"phase_build_days", "day",
         "ground-breaking to acceptance of all halls, without time that halls waited for demand"},
};

const struct series_info county_months_list[COUNTY_MONTHS_COUNT] = {
    [COUNTY_SITES] = {"edge_county_sites", "1", "edge data centres in service, by county"},
    [COUNTY_SHARE] = {"edge_county_share_within_1ms", "1",
                      "people inside the circle (network.circle_ms, 1 ms) of an edge data centre, by county"},
    [COUNTY_RACKS] = {"edge_county_racks", "standard rack",
                      "racks of edge data centres in service, by county"},
    [COUNTY_PUE] = {"edge_county_pue", "1", "PUE of the month of edge data centres, by county"},
    [COUNTY_IT_ENERGY] = {"edge_county_it_energy_mwh", "MWh",
                          "IT energy of the month of edge data centres, by county"},
    [COUNTY_ENERGY] = {"edge_county_energy_mwh", "MWh",
                       "all energy of the month of edge data centres, by county"},
};

const struct series_info access_curves_list[ACCESS_CURVES_COUNT] = {
    [CURVE_CEILING] = {"indicator_ceiling", "1",
                       "where an indicator comes to, as drawn, in its series' unit"},
    [CURVE_RATE] = {"indicator_rate_per_year", "1/year", "its rate of growth, as drawn"},
    [CURVE_START] = {"indicator_start_per_year", "1/year",
                     "bass: share of those without it who begin by themselves a year, as drawn"},
    [CURVE_PACE] = {"indicator_pace_per_year", "1",
                    "build: what crews can add a year, as drawn, in its series' unit"},
};

const struct series_info exit_months_list[EXIT_MONTHS_COUNT] = {
    [EXIT_CAPACITY] = {"exit_capacity_tbps", "Tbps", "capacity in service at the month's end, by exit"},
    [EXIT_PEAK] = {"exit_peak_tbps", "Tbps", "peak load of the month, by exit"},
    [EXIT_UTILISATION] = {"exit_utilisation_frac", "1", "peak load over capacity, by exit"},
};

static double *allocate(size_t count)
{
    return sim_memory_new(count, sizeof(double), "a replication");
}
size_t phase_count(const struct province *province)
{
    return phase_index(province, province->sites.count, 0);
}

size_t phase_index(const struct province *province, int64_t site, int64_t phase)
{
    const struct site_params *sites = province->sites.items;
    int64_t index = phase;
    for (int64_t s = 0; s < site; s++)
        index += sites[s].phases.count;
    return (size_t)index;
}

void outcome_init(struct outcome *outcome, const struct scenario *scenario, const struct calendar *calendar)
{
    const struct province *province = scenario_province(scenario, 0);
    size_t sites = (size_t)province->sites.count, targets = (size_t)province->targets.count;
    *outcome = (struct outcome){
        .series = allocate(SERIES_COUNT * calendar->time_count),
        .class_eflops = allocate((size_t)province->classes.count * calendar->time_count),
        .site_series = allocate(SITE_SERIES_COUNT * sites * calendar->time_count),
        .site_months = allocate(SITE_MONTHS_COUNT * sites * calendar->month_count),
        .phase_dates = allocate(PHASE_DATES_COUNT * phase_count(province)),
        .wait_days = allocate(sites * CAUSE_COUNT),
        .work_days = allocate(sites * CAUSE_COUNT),
        .planned_wait_days = allocate(CAUSE_COUNT),
        .edge_wait_days = allocate(CAUSE_COUNT),
        .county_months =
            allocate(COUNTY_MONTHS_COUNT * (size_t)province->counties.count * calendar->month_count),
        .exit_months =
            allocate(EXIT_MONTHS_COUNT * (size_t)province->network.exits.count * calendar->month_count),
        .access_curves = allocate(ACCESS_CURVES_COUNT * (size_t)province->access.indicators.count),
        .link_peak_tbps = allocate((size_t)province->network.links.count),
        .target_value = allocate(targets),
        .target_cause = allocate(targets),
        .target_missing = allocate(targets * CAUSE_COUNT),
        .inputs = allocate(scenario_input_count(scenario)),
    };
    demand_outcome_init(&outcome->demand, province, calendar);
    dispatch_outcome_init(&outcome->dispatch, province, calendar);
}

void outcome_clear(struct outcome *outcome)
{
    free(outcome->series);
    free(outcome->class_eflops);
    free(outcome->site_series);
    free(outcome->site_months);
    free(outcome->phase_dates);
    free(outcome->wait_days);
    free(outcome->work_days);
    free(outcome->planned_wait_days);
    free(outcome->edge_wait_days);
    free(outcome->county_months);
    free(outcome->exit_months);
    free(outcome->access_curves);
    free(outcome->link_peak_tbps);
    free(outcome->target_value);
    free(outcome->target_cause);
    free(outcome->target_missing);
    free(outcome->inputs);
    demand_outcome_clear(&outcome->demand);
    dispatch_outcome_clear(&outcome->dispatch);
    *outcome = (struct outcome){0};
}
/// The types of rows, in the order that a snapshot numbers them.
static const struct sim_row_type *const row_types[] = {
    &fleet_row_type,        &facility_row_type,      &stage_row_type,          &edge_row_type,
    &edge_power_row_type,   &milestone_row_type,     &access_row_type,         &network_exit_row_type,
    &network_link_row_type, &access_curve_row_type,  &demand_row_type,         &programme_row_type,
    &dispatch_row_type,     &dispatch_site_row_type, &dispatch_centre_row_type};
enum { ROW_TYPES = sizeof(row_types) / sizeof(row_types[0]) };
/// A row as a snapshot keeps it, before its bytes.
struct kept_row {
    sim_time time;
    uint64_t type;
};

static void keep(struct sim_bytes *rows, sim_time time, const struct sim_row_type *type, const void *row)
{
    struct kept_row kept = {.time = time};
    while (kept.type < ROW_TYPES && row_types[kept.type] != type)
        kept.type++;
    SIM_ASSERT(kept.type < ROW_TYPES, "rows of a type that snapshots do not know: %s", type->name);
    sim_bytes_add(rows, &kept, sizeof(kept));
    sim_bytes_add(rows, row, type->table->size);
}

/// Folds the rows that a snapshot kept; false if they are none.
static bool take_kept(struct fold *fold, const struct sim_bytes *rows)
{
    for (size_t at = 0; at < rows->size;) {
        struct kept_row kept;
        if (rows->size - at < sizeof(kept))
            return false;
        memcpy(&kept, rows->bytes + at, sizeof(kept));
        at += sizeof(kept);
        size_t size = kept.type < ROW_TYPES ? row_types[kept.type]->table->size : SIZE_MAX;
        if (rows->size - at < size)
            return false;
        fold_take(fold, sim_in_days(kept.time), row_types[kept.type], rows->bytes + at);
        at += size;
    }
    return true;
}

/// The sink: one row.
static void take_row(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct fold *fold = self;
    if (type == &sim_trace_row_type) {
        trace_text_add(fold->job->trace, fold->engine, fold->job->replication, fold->province->epoch, time,
                       lp, row);
        return;
    }
    fold_take(fold, sim_in_days(time), type, row);
    if (fold->keep)
        keep(fold->keep, time, type, row);
}
static void reset(struct outcome *outcome, const struct province *province, const struct calendar *calendar)
{
    size_t sites = (size_t)province->sites.count, targets = (size_t)province->targets.count;
    size_t times = calendar->time_count, months = calendar->month_count;
    memset(outcome->series, 0, SERIES_COUNT * times * sizeof(double));
    memset(outcome->class_eflops, 0, (size_t)province->classes.count * times * sizeof(double));
    memset(outcome->site_series, 0, SITE_SERIES_COUNT * sites * times * sizeof(double));
    for (size_t i = 0; i < SITE_MONTHS_COUNT * sites * months; i++)
        outcome->site_months[i] = province->power.is_simulated ? 0 : NAN;
    for (size_t i = 0; i < PHASE_DATES_COUNT * phase_count(province); i++)
        outcome->phase_dates[i] = NAN;
    memset(outcome->wait_days, 0, sites * CAUSE_COUNT * sizeof(double));
    memset(outcome->work_days, 0, sites * CAUSE_COUNT * sizeof(double));
    memset(outcome->planned_wait_days, 0, CAUSE_COUNT * sizeof(double));
    memset(outcome->edge_wait_days, 0, CAUSE_COUNT * sizeof(double));
    size_t county_months = COUNTY_MONTHS_COUNT * (size_t)province->counties.count * months;
    memset(outcome->county_months, 0, county_months * sizeof(double));
    for (size_t i = 0; i < (size_t)province->counties.count * months; i++)
        outcome->county_months[COUNTY_PUE * (size_t)province->counties.count * months + i] = NAN;
    size_t exit_months = EXIT_MONTHS_COUNT * (size_t)province->network.exits.count * months;
    for (size_t i = 0; i < exit_months; i++)
        outcome->exit_months[i] = NAN;
    for (int64_t i = 0; i < province->network.links.count; i++)
        outcome->link_peak_tbps[i] = province_has_egress(province) ? 0 : NAN;
    // What no process tells of is no value.
    for (size_t i = SERIES_BANDWIDTH_TBPS * times; i < SERIES_COUNT * times; i++)
        outcome->series[i] = NAN;
    memset(outcome->target_missing, 0, targets * CAUSE_COUNT * sizeof(double));
    demand_outcome_reset(&outcome->demand, province, calendar);
    dispatch_outcome_reset(&outcome->dispatch, province, calendar);
}

static void take_kinds(struct outcome *outcome, const struct sim_engine *engine)
{
    outcome->kind_count = sim_engine_kind_count(engine);
    SIM_ASSERT(outcome->kind_count <= OUTCOME_KINDS_MAX, "%zu kinds of processes", outcome->kind_count);
    for (size_t i = 0; i < outcome->kind_count; i++)
        outcome->kinds[i] = sim_engine_kind(engine, i);
}

/// Takes up the state that the job goes on from, rows included.
static bool take_up(struct fold *fold, struct sim_engine *engine, const struct outcome_job *job, char *fault,
                    size_t fault_size)
{
    if (!sim_snapshot_load(engine, job->from->engine.bytes, job->from->engine.size, fault, fault_size))
        return false;
    if (take_kept(fold, &job->from->rows))
        return true;
    snprintf(fault, fault_size, "rows that are none of this program's");
    return false;
}

/// Runs up to the day that is to be saved, and saves it.
static void save(struct fold *fold, struct sim_engine *engine, const struct outcome_job *job)
{
    job->save->engine.size = 0;
    sim_engine_run_to(engine, (job->save_day - fold->province->epoch) * SIM_DAY);
    sim_snapshot_save(engine, &job->save->engine);
    fold->keep = NULL;
}
bool outcome_run(struct outcome *outcome, const struct outcome_job *job, char *fault, size_t fault_size)
{
    const struct province *province = scenario_province(job->scenario, job->instance);
    struct fold fold;
    (job->is_antithetic ? scenario_draw_antithetic : scenario_draw)(job->scenario, job->instance, job->seed,
                                                                    job->replication, outcome->inputs);
    reset(outcome, province, job->calendar);
    fold_init(&fold, province, job->calendar, world_edges(job->world)->count, outcome);
    if (job->save) {
        job->save->rows.size = 0;
        fold.keep = &job->save->rows;
        if (job->from)
            sim_bytes_add(fold.keep, job->from->rows.bytes, job->from->rows.size);
    }
    struct sim_sink sink = {&fold, take_row};
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = job->workers;
    def.seed = job->seed;
    def.replication = job->replication;
    def.end = (province->end - province->epoch) * SIM_DAY;
    def.epoch_civil_day = province->epoch;
    def.sink = &sink;
    def.statistics = job->has_statistics;
    def.trace = job->trace_pattern;
    struct sim_engine *engine = sim_engine_create(&def);
    fold.job = job;
    fold.engine = engine;
    struct province_build *build = province_build(engine, province, job->world, job->calendar->every_day);
    bool is_good = !job->from || take_up(&fold, engine, job, fault, fault_size);
    if (job->trace_pattern)
        trace_text_begin(job->trace);
    if (is_good && job->save)
        save(&fold, engine, job);
    if (is_good)
        outcome->totals = sim_engine_run(engine);
    if (is_good)
        take_kinds(outcome, engine);
    if (job->trace_pattern)
        trace_text_end(job->trace);
    sim_engine_destroy(engine);
    province_build_destroy(build);
    if (is_good)
        fold_finish(&fold);
    fold_clear(&fold);
    return is_good;
}
