#include "scenarios/run/fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/latency_series.h"
#include "sim/memory.h"

#define MONTHS_A_YEAR 12

static double *allocate(size_t count)
{
    return sim_memory_new(count, sizeof(double), "a replication");
}
void fold_init(struct fold *fold, const struct province *province, const struct calendar *calendar,
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
        .tenant_wait_days = allocate((size_t)province->sites.count),
    };
    access_series_init(&fold->access, province, calendar, outcome);
    for (size_t i = 0; i < edge_count; i++)
        fold->edge_day[i] = INFINITY;
}

void fold_clear(struct fold *fold)
{
    ledger_clear(&fold->ledger);
    access_series_clear(&fold->access);
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
    free(fold->tenant_wait_days);
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
    fold->tenant_wait_days[site] = row->tenant_wait_days;
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
    bool is_known = fold->province->power.is_simulated;
    *county_month(fold, COUNTY_IT_ENERGY, row->county, month) = is_known ? row->it_mwh : NAN;
    *county_month(fold, COUNTY_ENERGY, row->county, month) = is_known ? row->total_mwh : NAN;
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
void fold_take(struct fold *fold, double day, const struct sim_row_type *type, const void *row)
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
    else if (type == &demand_row_type)
        demand_outcome_take(&fold->outcome->demand, fold->province, fold->calendar, day, row);
    else if (type == &programme_row_type)
        demand_outcome_take_programme(&fold->outcome->demand, fold->province, fold->calendar, day, row);
    else if (type == &dispatch_row_type)
        dispatch_outcome_take(&fold->outcome->dispatch, fold->calendar, day, row);
    else if (type == &dispatch_site_row_type)
        dispatch_outcome_take_site(&fold->outcome->dispatch, fold->province, fold->calendar, day, row);
    else
        access_series_take(&fold->access, day, type, row);
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
    default: // the book of racks: nothing that waits
        access_series_missing(&fold->access, series, t, gap, missing);
        break;
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
    for (int64_t s = 0; s < province->sites.count; s++) {
        all += planned[s];
        if (planned[s] > 0)
            fold->outcome->wait_days[s * CAUSE_COUNT + CAUSE_DEMAND] +=
                fold->tenant_wait_days[s] / planned[s];
    }
    for (int64_t s = 0; s < province->sites.count && all > 0; s++)
        for (int c = 0; c < CAUSE_COUNT; c++)
            fold->outcome->planned_wait_days[c] +=
                fold->outcome->wait_days[s * CAUSE_COUNT + c] * planned[s] / all;
    ledger_edge_days(&fold->ledger, planned_edges - province->edge.stock_sites,
                     fold->outcome->edge_wait_days);
    free(planned);
}
void fold_finish(struct fold *fold)
{
    finish_series(fold);
    access_series_finish(&fold->access);
    latency_series(fold->job->places, fold->province, fold->calendar, fold->edge_day, fold->outcome);
    finish_phases(fold);
    judge_targets(fold);
    demand_outcome_finish(&fold->outcome->demand, fold->province, fold->calendar);
    dispatch_outcome_finish(&fold->outcome->dispatch, fold->province, fold->calendar);
    sum_ledger(fold);
}
