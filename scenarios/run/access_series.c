#include "scenarios/run/access_series.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"

#define ACCESS_SERIES (SERIES_ACCESS_END - SERIES_ACCESS_FIRST)
#define PER_10K       1e4
#define US_PER_MS     1e3

static double *allocate(size_t count)
{
    return sim_memory_new(count, sizeof(double), "a replication");
}

void access_series_init(struct access_series *sums, const struct province *province,
                        const struct calendar *calendar, struct outcome *outcome)
{
    size_t times = calendar->time_count;
    *sums = (struct access_series){
        .province = province,
        .calendar = calendar,
        .outcome = outcome,
        .held_by = allocate(ACCESS_SERIES * times),
        .late_tbps = allocate(CAUSE_COUNT * times),
        .way_tbps = allocate(times),
    };
    // From nothing on: what is the sum of exits is no value before.
    for (size_t t = 0; t < times && province_has_egress(province); t++)
        outcome->series[SERIES_BANDWIDTH_TBPS * times + t] =
            outcome->series[SERIES_EGRESS_PEAK_TBPS * times + t] = 0;
}

void access_series_clear(struct access_series *sums)
{
    free(sums->held_by);
    free(sums->late_tbps);
    free(sums->way_tbps);
}

/// First recording date from a day on. Rows are a month's: they hold until the next one's.
static size_t time_from(const struct calendar *calendar, double day)
{
    size_t t = 0;
    while (t < calendar->time_count && calendar->time_days[t] < day)
        t++;
    return t;
}

static size_t time_until(const struct calendar *calendar, const struct province *province, double day)
{
    int64_t next = sim_month_end(province->epoch + (int64_t)day + 1) - province->epoch;
    return time_from(calendar, (double)next);
}

static void take_access(struct access_series *sums, double day, const struct access_row *row)
{
    const struct access_indicator *indicator =
        (const struct access_indicator *)sums->province->access.indicators.items + row->indicator;
    size_t times = sums->calendar->time_count, series = (size_t)series_find(indicator->id);
    for (size_t t = time_from(sums->calendar, day); t < time_until(sums->calendar, sums->province, day);
         t++) {
        sums->outcome->series[series * times + t] = row->value;
        sums->held_by[(series - SERIES_ACCESS_FIRST) * times + t] = (double)row->cause;
    }
}

static void take_exit(struct access_series *sums, double day, const struct network_exit_row *row)
{
    size_t times = sums->calendar->time_count, months = sums->calendar->month_count;
    double *series = sums->outcome->series;
    int64_t month = calendar_month(sums->calendar, day);
    for (size_t t = time_from(sums->calendar, day); t < time_until(sums->calendar, sums->province, day);
         t++) {
        series[SERIES_BANDWIDTH_TBPS * times + t] += row->capacity_tbps;
        series[SERIES_EGRESS_PEAK_TBPS * times + t] += row->peak_tbps;
        sums->way_tbps[t] += row->peak_tbps * row->way_us;
        for (size_t c = 0; c < CAUSE_COUNT; c++)
            sums->late_tbps[c * times + t] += row->late_tbps[c];
    }
    if (month < 0)
        return; // the epoch
    const double values[EXIT_MONTHS_COUNT] = {row->capacity_tbps, row->peak_tbps,
                                              row->capacity_tbps > 0 ? row->peak_tbps / row->capacity_tbps
                                                                     : NAN};
    size_t exits = (size_t)sums->province->network.exits.count;
    for (size_t v = 0; v < EXIT_MONTHS_COUNT; v++)
        sums->outcome->exit_months[(v * exits + (size_t)row->exit) * months + (size_t)month] = values[v];
}

static void take_curve(struct access_series *sums, const struct access_curve_row *row)
{
    size_t indicators = (size_t)sums->province->access.indicators.count;
    const double values[ACCESS_CURVES_COUNT] = {row->ceiling, row->rate_per_year, row->start_per_year,
                                                row->pace_per_year};
    for (size_t v = 0; v < ACCESS_CURVES_COUNT; v++)
        sums->outcome->access_curves[v * indicators + (size_t)row->indicator] = values[v];
}

bool access_series_take(struct access_series *sums, double day, const struct sim_row_type *type,
                        const void *row)
{
    const struct network_link_row *link = row;
    if (type == &access_row_type)
        take_access(sums, day, row);
    else if (type == &access_curve_row_type)
        take_curve(sums, row);
    else if (type == &network_exit_row_type)
        take_exit(sums, day, row);
    else if (type == &network_link_row_type)
        sums->outcome->link_peak_tbps[link->link] += link->peak_tbps;
    else
        return false;
    return true;
}

void access_series_finish(struct access_series *sums)
{
    size_t times = sums->calendar->time_count;
    double *series = sums->outcome->series, residents = sums->province->access.residents;
    for (size_t t = 0; t < times; t++) {
        double capacity = series[SERIES_BANDWIDTH_TBPS * times + t],
               peak = series[SERIES_EGRESS_PEAK_TBPS * times + t];
        series[SERIES_EGRESS_UTILISATION_FRAC * times + t] = capacity > 0 ? peak / capacity : NAN;
        series[SERIES_EGRESS_MS * times + t] = peak > 0 ? 2 * sums->way_tbps[t] / peak / US_PER_MS : NAN;
        series[SERIES_BS5G_PER_10K * times + t] =
            residents > 0 ? series[SERIES_BS5G_SITES * times + t] / residents * PER_10K : NAN;
    }
}

void access_series_missing(const struct access_series *sums, int series, size_t t, double gap,
                           double *missing)
{
    size_t times = sums->calendar->time_count;
    if (series == SERIES_BANDWIDTH_TBPS)
        for (size_t c = 0; c < CAUSE_COUNT; c++)
            missing[c] += sums->late_tbps[c * times + t];
    if (series == SERIES_BS5G_PER_10K)
        series = SERIES_BS5G_SITES;
    if (series >= SERIES_ACCESS_FIRST && series < SERIES_ACCESS_END)
        missing[(size_t)sums->held_by[(size_t)(series - SERIES_ACCESS_FIRST) * times + t]] += gap;
}
