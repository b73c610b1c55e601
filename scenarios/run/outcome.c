#include "scenarios/run/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/latency_series.h"
#include "scenarios/run/ledger.h"
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

#define MONTHS_A_YEAR 12

/// The rows of a replication on their way into the arrays.
struct fold {
    const struct province *province;
    const struct calendar *calendar;
    struct outcome *outcome;
    struct ledger ledger;
    // Province sums that series are made from.
    double *occupied_racks;                 // [time]
    double *vacant_eflops, *awaited_eflops; // [time]
    double *awaited_hpc_pflops;             // [time]
    double *awaited_fp64_pflops;            // [time]
    double *it_mwh[2], *total_mwh[2];       // [month]; [0] all, [1] new parts of new large centres
    double *full_it_mwh, *full_total_mwh;   // [month], of the latter at full load
    double *edge_sites;                     // [time]
    double *edge_day;                       // [edge site of the plan] in service; infinite: not in the run
    double *edge_racks;                     // [time]
    double *edge_it_mwh, *edge_total_mwh;   // [month]
    double *phase_racks;                    // [phase], in service
    const struct outcome_job *job;
    const struct sim_engine *engine;
    struct sim_bytes *keep; // all rows so far, for a snapshot; null: not kept
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
        .target_value = allocate(targets),
        .target_cause = allocate(targets),
        .target_missing = allocate(targets * CAUSE_COUNT),
        .inputs = allocate(scenario_input_count(scenario)),
    };
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
    free(outcome->target_value);
    free(outcome->target_cause);
    free(outcome->target_missing);
    free(outcome->inputs);
    *outcome = (struct outcome){0};
}

static void fold_init(struct fold *fold, const struct province *province, const struct calendar *calendar,
                      size_t edge_count, struct outcome *outcome)
{
    size_t times = calendar->time_count, months = calendar->month_count;
    *fold = (struct fold){
        .province = province,
        .calendar = calendar,
        .outcome = outcome,
        .occupied_racks = allocate(times),
        .vacant_eflops = allocate(times),
        .awaited_eflops = allocate(times),
        .awaited_hpc_pflops = allocate(times),
        .awaited_fp64_pflops = allocate(times),
        .it_mwh = {allocate(months), allocate(months)},
        .total_mwh = {allocate(months), allocate(months)},
        .full_it_mwh = allocate(months),
        .full_total_mwh = allocate(months),
        .edge_sites = allocate(times),
        .edge_day = allocate(edge_count),
        .edge_racks = allocate(times),
        .edge_it_mwh = allocate(months),
        .edge_total_mwh = allocate(months),
        .phase_racks = allocate(phase_count(province)),
    };
    for (size_t i = 0; i < edge_count; i++)
        fold->edge_day[i] = INFINITY;
}

static void fold_clear(struct fold *fold)
{
    ledger_clear(&fold->ledger);
    free(fold->occupied_racks);
    free(fold->vacant_eflops);
    free(fold->awaited_eflops);
    free(fold->awaited_hpc_pflops);
    free(fold->awaited_fp64_pflops);
    for (int i = 0; i < 2; i++) {
        free(fold->it_mwh[i]);
        free(fold->total_mwh[i]);
    }
    free(fold->full_it_mwh);
    free(fold->full_total_mwh);
    free(fold->edge_sites);
    free(fold->edge_day);
    free(fold->edge_racks);
    free(fold->edge_it_mwh);
    free(fold->edge_total_mwh);
    free(fold->phase_racks);
}

static void take_fleet(struct fold *fold, size_t t, const struct fleet_row *row)
{
    struct outcome *outcome = fold->outcome;
    const struct compute_class *classes = fold->province->classes.items;
    size_t times = fold->calendar->time_count, sites = (size_t)fold->province->sites.count,
           site = (size_t)row->site;
    double *series = outcome->series + t;
    series[SERIES_COMPUTE_EFLOPS * times] += row->counted_eflops;
    series[SERIES_RACKS_IN_SERVICE * times] += row->racks_in_service;
    series[SERIES_HPC_PEAK_PFLOPS * times] += row->hpc_pflops;
    series[SERIES_RACKS_ORDERED * times] += row->racks_ordered;
    series[SERIES_RACKS_PIPELINE * times] += row->racks_pipeline;
    series[SERIES_RACKS_CANCELLED * times] += row->racks_cancelled;
    series[SERIES_RACKS_RETIRED * times] += row->racks_retired;
    for (int64_t c = 0; c < fold->province->classes.count; c++) {
        outcome->class_eflops[(size_t)c * times + t] +=
            row->compute_tflops[c] * classes[c].count_frac / UNITS_TFLOPS_PER_EFLOPS;
        if (compute_is_fp64(&classes[c]))
            series[SERIES_HPC_FP64_PFLOPS * times] += row->compute_tflops[c] / UNITS_TFLOPS_PER_PFLOPS;
    }
    fold->occupied_racks[t] += row->occupied_frac * row->racks_in_service;
    fold->vacant_eflops[t] += row->vacant_eflops;
    fold->awaited_eflops[t] += row->awaited_eflops;
    fold->awaited_hpc_pflops[t] += row->awaited_hpc_pflops;
    fold->awaited_fp64_pflops[t] += row->awaited_fp64_pflops;
    const double by_site[SITE_SERIES_COUNT] = {row->racks_in_service, row->counted_eflops,
                                               row->occupied_frac};
    for (size_t v = 0; v < SITE_SERIES_COUNT; v++)
        outcome->site_series[(v * sites + site) * times + t] = by_site[v];
}

static void take_facility(struct fold *fold, size_t month, const struct facility_row *row)
{
    size_t months = fold->calendar->month_count, sites = (size_t)fold->province->sites.count,
           site = (size_t)row->site;
    const struct site_params *params = (const struct site_params *)fold->province->sites.items + site;
    double it_mwh = row->it_mwh[0] + row->it_mwh[1], total_mwh = row->total_mwh[0] + row->total_mwh[1];
    double pue = it_mwh > 0 ? total_mwh / it_mwh : NAN;
    const double by_site[SITE_MONTHS_COUNT] = {pue,           it_mwh,        total_mwh,
                                               row->water_m3, row->cost_cny, row->carbon_t};
    for (size_t v = 0; v < SITE_MONTHS_COUNT; v++)
        fold->outcome->site_months[(v * sites + site) * months + month] = by_site[v];
    fold->it_mwh[0][month] += it_mwh;
    fold->total_mwh[0][month] += total_mwh;
    if (site_new_racks(params) >= MODELS_LARGE_RACKS) {
        fold->it_mwh[1][month] += row->it_mwh[1];
        fold->total_mwh[1][month] += row->total_mwh[1];
        fold->full_it_mwh[month] += row->it_mwh[1];
        fold->full_total_mwh[month] += row->it_mwh[1] * row->full_load_pue;
    }
}

static double *county_month(const struct fold *fold, enum county_months variable, int64_t county,
                            size_t month)
{
    size_t counties = (size_t)fold->province->counties.count, months = fold->calendar->month_count;
    return fold->outcome->county_months + ((size_t)variable * counties + (size_t)county) * months + month;
}

static void take_edge(struct fold *fold, double day, const struct edge_row *row)
{
    const struct calendar *calendar = fold->calendar;
    for (size_t t = 0; t < calendar->time_count; t++)
        if (calendar->time_days[t] >= day) {
            fold->edge_sites[t] += row->sites;
            fold->edge_racks[t] += row->racks;
        }
    for (size_t m = 0; m < calendar->month_count; m++)
        if (calendar->month_days[m] >= day)
            *county_month(fold, COUNTY_SITES, row->county, m) += row->sites;
    fold->edge_day[row->rank] = day;
}

static void take_edge_power(struct fold *fold, size_t month, const struct edge_power_row *row)
{
    fold->edge_it_mwh[month] += row->it_mwh;
    fold->edge_total_mwh[month] += row->total_mwh;
    *county_month(fold, COUNTY_RACKS, row->county, month) = row->racks;
    *county_month(fold, COUNTY_PUE, row->county, month) =
        row->it_mwh > 0 ? row->total_mwh / row->it_mwh : NAN;
    *county_month(fold, COUNTY_IT_ENERGY, row->county, month) = row->it_mwh;
    *county_month(fold, COUNTY_ENERGY, row->county, month) = row->total_mwh;
}

static void take_milestone(struct fold *fold, double day, const struct milestone_row *row)
{
    size_t count = phase_count(fold->province), phase = phase_index(fold->province, row->site, row->phase);
    const struct site_params *site = (const struct site_params *)fold->province->sites.items + row->site;
    const struct phase_params *params = (const struct phase_params *)site->phases.items + row->phase;
    double *dates = fold->outcome->phase_dates + phase;
    if (row->hall < 0) {
        dates[PHASE_GROUND_BREAKING * count] = day;
        return;
    }
    if (fold->phase_racks[phase] == 0)
        dates[PHASE_FIRST_HALL * count] = day;
    fold->phase_racks[phase] += row->racks;
    // Until the last hall is in, the longest of those so far; fmax passes over NaN.
    double *build_days = &dates[PHASE_BUILD_DAYS * count];
    *build_days = fmax(*build_days, day - row->demand_days - dates[PHASE_GROUND_BREAKING * count]);
    double planned = (double)params->racks * params->rack_kw / UNITS_STANDARD_RACK_KW;
    if (fold->phase_racks[phase] > planned * (1 - 1e-9))
        dates[PHASE_LAST_HALL * count] = day;
}

/// The types of rows, in the order that a snapshot numbers them.
static const struct sim_row_type *const row_types[] = {&fleet_row_type,      &facility_row_type,
                                                       &stage_row_type,      &edge_row_type,
                                                       &edge_power_row_type, &milestone_row_type};
enum { ROW_TYPES = sizeof(row_types) / sizeof(row_types[0]) };

static void take(struct fold *fold, double day, const struct sim_row_type *type, const void *row)
{
    if (type == &fleet_row_type)
        take_fleet(fold, (size_t)calendar_time(fold->calendar, day), row);
    else if (type == &facility_row_type)
        take_facility(fold, (size_t)calendar_month(fold->calendar, day), row);
    else if (type == &stage_row_type)
        ledger_add(&fold->ledger, row);
    else if (type == &edge_row_type)
        take_edge(fold, day, row);
    else if (type == &edge_power_row_type)
        take_edge_power(fold, (size_t)calendar_month(fold->calendar, day), row);
    else if (type == &milestone_row_type)
        take_milestone(fold, day, row);
}

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
        take(fold, sim_in_days(kept.time), row_types[kept.type], rows->bytes + at);
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
    take(fold, sim_in_days(time), type, row);
    if (fold->keep)
        keep(fold->keep, time, type, row);
}

/// Ratio of two energies over the last 12 months that end by `day`, or as many as there were; NaN without energy.
static double year_ratio(const struct calendar *calendar, double day, const double *above,
                         const double *below)
{
    double sum_above = 0, sum_below = 0;
    size_t end = 0;
    while (end < calendar->month_count && calendar->month_days[end] <= day)
        end++;
    for (size_t m = end > MONTHS_A_YEAR ? end - MONTHS_A_YEAR : 0; m < end; m++) {
        sum_above += above[m];
        sum_below += below[m];
    }
    return sum_below > 0 ? sum_above / sum_below : NAN;
}

static void finish_series(struct fold *fold)
{
    const struct calendar *calendar = fold->calendar;
    size_t times = calendar->time_count;
    double *series = fold->outcome->series;
    for (size_t t = 0; t < times; t++) {
        double racks = series[SERIES_RACKS_IN_SERVICE * times + t], day = calendar->time_days[t];
        series[SERIES_OCCUPIED_FRAC * times + t] = racks > 0 ? fold->occupied_racks[t] / racks : NAN;
        series[SERIES_EDGE_SITES * times + t] = fold->edge_sites[t];
        series[SERIES_PUE_ALL * times + t] = year_ratio(calendar, day, fold->total_mwh[0], fold->it_mwh[0]);
        series[SERIES_PUE_NEW_LARGE * times + t] =
            year_ratio(calendar, day, fold->total_mwh[1], fold->it_mwh[1]);
        series[SERIES_PUE_EDGE * times + t] =
            year_ratio(calendar, day, fold->edge_total_mwh, fold->edge_it_mwh);
        series[SERIES_EDGE_RACKS * times + t] = fold->edge_racks[t];
    }
}

/// What keeps a PUE too high: how empty the halls are, if full ones would reach the goal; else the plant.
static enum cause pue_cause(const struct fold *fold, double day, double goal)
{
    double full = year_ratio(fold->calendar, day, fold->full_total_mwh, fold->full_it_mwh);
    return full <= goal ? CAUSE_DEMAND : CAUSE_MEP;
}

/// Scales what is missing, by cause, to a sum; nothing stays nothing.
static void scale_to(double *missing, double gap)
{
    double sum = 0;
    for (int c = 0; c < CAUSE_COUNT; c++)
        sum += missing[c];
    for (int c = 0; c < CAUSE_COUNT && sum > 0; c++)
        missing[c] *= gap / sum;
}

/// What is missing of a series at a date, by the cause that bound it last, in the series' unit.
static void attribute(struct fold *fold, int series, double day, size_t t, double gap, double goal,
                      double *missing)
{
    const struct compute_class *classes = fold->province->classes.items;
    double vintage[COMPUTE_CLASS_MAX];
    for (int64_t c = 0; c < fold->province->classes.count; c++)
        vintage[c] = compute_vintage(&classes[c], day);
    switch (series) {
    case SERIES_COMPUTE_EFLOPS:
        ledger_missing(&fold->ledger, day, LEDGER_EFLOPS, vintage, missing);
        missing[CAUSE_DEMAND] += fold->vacant_eflops[t];
        missing[CAUSE_EQUIPMENT] += fold->awaited_eflops[t];
        break;
    case SERIES_HPC_PEAK_PFLOPS:
        ledger_missing(&fold->ledger, day, LEDGER_HPC_PFLOPS, vintage, missing);
        missing[CAUSE_EQUIPMENT] += fold->awaited_hpc_pflops[t];
        break;
    case SERIES_HPC_FP64_PFLOPS:
        ledger_missing(&fold->ledger, day, LEDGER_FP64_PFLOPS, vintage, missing);
        missing[CAUSE_EQUIPMENT] += fold->awaited_fp64_pflops[t];
        break;
    case SERIES_RACKS_IN_SERVICE: ledger_missing(&fold->ledger, day, LEDGER_RACKS, NULL, missing); break;
    case SERIES_EDGE_SITES: ledger_missing(&fold->ledger, day, LEDGER_EDGE_SITES, NULL, missing); break;
    case SERIES_PUE_NEW_LARGE:
    case SERIES_PUE_ALL: missing[pue_cause(fold, day, goal)] += gap; break;
    case SERIES_OCCUPIED_FRAC: missing[CAUSE_DEMAND] += gap; break;
    case SERIES_LATENCY_CITY_MS:
    case SERIES_SHARE_IN_CIRCLE:
        // What edge sites still wait for, as far as it explains the gap.
        ledger_missing(&fold->ledger, day, LEDGER_EDGE_SITES, NULL, missing);
        scale_to(missing, gap);
        break;
    default: break; // the book of racks: nothing that waits
    }
}

static int largest(const double *values, int count)
{
    int best = -1;
    for (int i = 0; i < count; i++)
        if (values[i] > 0 && (best < 0 || values[i] > values[best]))
            best = i;
    return best;
}

static void judge_targets(struct fold *fold)
{
    const struct province *province = fold->province;
    const struct target_params *targets = province->targets.items;
    size_t times = fold->calendar->time_count;
    for (int64_t i = 0; i < province->targets.count; i++) {
        double day = (double)(targets[i].date - province->epoch),
               *missing = fold->outcome->target_missing + i * CAUSE_COUNT;
        size_t t = (size_t)calendar_time(fold->calendar, day);
        int series = series_find(target_series_name(&targets[i]));
        double value = fold->outcome->series[(size_t)series * times + t];
        double gap =
            targets[i].sense == TARGET_AT_LEAST ? targets[i].value - value : value - targets[i].value;
        fold->outcome->target_value[i] = value;
        fold->outcome->target_cause[i] = -1;
        // A value that is none (NaN) misses, but nothing can be laid to a cause.
        if (isnan(gap) || gap <= 1e-9 * fabs(targets[i].value))
            continue;
        attribute(fold, series, day, t, gap, targets[i].value, missing);
        fold->outcome->target_cause[i] = largest(missing, CAUSE_COUNT);
    }
}

/// A phase that is not all in service has no time from ground-breaking to acceptance.
static void finish_phases(struct fold *fold)
{
    size_t count = phase_count(fold->province);
    double *dates = fold->outcome->phase_dates;
    for (size_t i = 0; i < count; i++)
        if (isnan(dates[PHASE_LAST_HALL * count + i]))
            dates[PHASE_BUILD_DAYS * count + i] = NAN;
}

static void sum_ledger(struct fold *fold)
{
    const struct province *province = fold->province;
    double *planned = allocate((size_t)province->sites.count);
    double planned_edges =
        province->edge.steps.count > 0
            ? ((const struct edge_step *)province->edge.steps.items)[province->edge.steps.count - 1].sites
            : 0;
    for (int64_t s = 0; s < province->sites.count; s++)
        planned[s] = site_new_racks((const struct site_params *)province->sites.items + s);
    ledger_days(&fold->ledger, planned, fold->outcome->wait_days, fold->outcome->work_days);
    double all = 0;
    for (int64_t s = 0; s < province->sites.count; s++)
        all += planned[s];
    for (int64_t s = 0; s < province->sites.count && all > 0; s++)
        for (int c = 0; c < CAUSE_COUNT; c++)
            fold->outcome->planned_wait_days[c] +=
                fold->outcome->wait_days[s * CAUSE_COUNT + c] * planned[s] / all;
    ledger_edge_days(&fold->ledger, planned_edges - province->edge.stock_sites,
                     fold->outcome->edge_wait_days);
    free(planned);
}

static void reset(struct outcome *outcome, const struct province *province, const struct calendar *calendar)
{
    size_t sites = (size_t)province->sites.count, targets = (size_t)province->targets.count;
    size_t times = calendar->time_count, months = calendar->month_count;
    memset(outcome->series, 0, SERIES_COUNT * times * sizeof(double));
    memset(outcome->class_eflops, 0, (size_t)province->classes.count * times * sizeof(double));
    memset(outcome->site_series, 0, SITE_SERIES_COUNT * sites * times * sizeof(double));
    memset(outcome->site_months, 0, SITE_MONTHS_COUNT * sites * months * sizeof(double));
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
    memset(outcome->target_missing, 0, targets * CAUSE_COUNT * sizeof(double));
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

static void finish(struct fold *fold)
{
    finish_series(fold);
    latency_series(fold->job->places, fold->province, fold->calendar, fold->edge_day, fold->outcome);
    finish_phases(fold);
    judge_targets(fold);
    sum_ledger(fold);
}

bool outcome_run(struct outcome *outcome, const struct outcome_job *job, char *fault, size_t fault_size)
{
    const struct province *province = scenario_province(job->scenario, job->instance);
    struct fold fold;
    scenario_draw(job->scenario, job->instance, job->seed, job->replication, outcome->inputs);
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
        finish(&fold);
    fold_clear(&fold);
    return is_good;
}
