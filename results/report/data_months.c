/// What sites use month by month: PUE by site and month, and energy, carbon, cost and water by year.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/stats.h"
#include "results/to_json.h"
#include "sim/clock.h"
#include "sim/memory.h"

static const char *const month_scales[] = {SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH, NULL};
/// Totals told by year; what comes after "site_" is the key of its text.
static const char *const totals[] = {"site_energy_mwh", "site_carbon_t", "site_cost_cny", "site_water_m3"};

/// PUE of the energies of all replications together: a ratio of energies, as a PUE has to be, and no mean of ratios.
static void put_heat(json_t *data, struct load *load, struct sim_error *error)
{
    if (!column_is(load, "site_energy_mwh", false, month_scales) ||
        !column_is(load, "site_it_energy_mwh", false, month_scales))
        return;
    const struct load_variable *variable = load_find(load, "site_energy_mwh");
    size_t sites = variable->counts[1], months = variable->counts[2];
    double *all = column_means(load, variable, NULL, error);
    double *it = column_means(load, load_find(load, "site_it_energy_mwh"), NULL, error);
    json_t *rows = json_array();
    for (size_t i = 0; i < sites * months && all && it; i++)
        all[i] = it[i] > 0 ? all[i] / it[i] : NAN;
    for (size_t s = 0; s < sites && all && it; s++)
        json_array_append_new(rows, column_figures(all + s * months, months, 1));
    json_t *heat = json_object();
    column_put_numbers(heat, "days", load, SCHEMA_MONTH, SCHEMA_MONTH, error);
    json_object_set_new(heat, "rows", rows);
    json_object_set_new(data, "pue_heat", heat);
    free(all);
    free(it);
}

/// Year that each month belongs to, as an index; the years themselves: room for as many as months. Returns their count, 0 where
/// there are none.
static size_t years_of(struct load *load, size_t *year_of, int *years, struct sim_error *error)
{
    int64_t epoch;
    size_t count = 0, months = load_find(load, SCHEMA_MONTH)->count;
    double *days = sim_date_read(load_attribute_text(load, SCHEMA_EPOCH, ""), &epoch)
                       ? column_days(load, SCHEMA_MONTH, error)
                       : NULL;
    if (!days)
        return 0;
    for (size_t m = 0; m < months; m++) {
        int year = sim_date_of(epoch + llround(days[m])).year;
        if (count == 0 || years[count - 1] != year)
            years[count++] = year;
        year_of[m] = count - 1;
    }
    free(days);
    return count;
}

/// Sum over sites, by replication and year: [year][replication]. Null after a fault.
static double *yearly(struct load *load, const struct load_variable *variable, const size_t *year_of,
                      size_t years, struct sim_error *error)
{
    size_t replications = variable->counts[0], sites = variable->counts[1], months = variable->counts[2];
    double *row = sim_memory_new(sites * months, sizeof(double), "a report");
    double *sums = sim_memory_new(years * replications, sizeof(double), "a report");
    enum sim_status status = SIM_OK;
    for (size_t r = 0; r < replications && status == SIM_OK; r++) {
        status = load_rows(load, variable, r, 1, row, error);
        for (size_t i = 0; i < sites * months; i++)
            if (!isnan(row[i]))
                sums[year_of[i % months] * replications + r] += row[i];
    }
    free(row);
    if (status == SIM_OK)
        return sums;
    free(sums);
    return NULL;
}

static json_t *total_json(const struct load_variable *variable, double *sums, size_t years)
{
    static const double p[] = {0.05, 0.5, 0.95};
    size_t replications = variable->counts[0];
    json_t *object = json_object(), *rows = json_array();
    for (size_t y = 0; y < years; y++) {
        double *of_year = sums + y * replications;
        json_t *figures = json_array();
        stats_sort(of_year, replications);
        for (size_t q = 0; q < 3; q++)
            json_array_append_new(figures, column_figure(stats_quantile(of_year, replications, p[q])));
        json_array_append_new(rows, figures);
    }
    to_json_put(object, "name", to_json_text(variable->name + strlen("site_")));
    to_json_put(object, "unit", to_json_text(variable->unit));
    to_json_put(object, "q", rows);
    return object;
}

static void put_years(json_t *data, struct load *load, struct sim_error *error)
{
    const struct load_variable *months = load_find(load, SCHEMA_MONTH);
    if (!months)
        return;
    size_t *year_of = sim_memory_new(months->count, sizeof(*year_of), "a report");
    int *years = sim_memory_new(months->count, sizeof(*years), "a report");
    size_t count = years_of(load, year_of, years, error);
    json_t *object = json_object(), *names = json_array(), *rows = json_array();
    for (size_t y = 0; y < count; y++)
        json_array_append_new(names, json_integer(years[y]));
    for (size_t i = 0; i < sizeof(totals) / sizeof(*totals) && count > 0; i++) {
        if (!column_is(load, totals[i], false, month_scales))
            continue;
        const struct load_variable *variable = load_find(load, totals[i]);
        double *sums = yearly(load, variable, year_of, count, error);
        if (sums)
            json_array_append_new(rows, total_json(variable, sums, count));
        free(sums);
    }
    json_object_set_new(object, "years", names);
    json_object_set(object, "totals", rows);
    if (json_array_size(rows) > 0)
        json_object_set(data, "yearly", object);
    json_decref(rows);
    json_decref(object);
    free(years);
    free(year_of);
}

void data_months(json_t *data, struct load *load, struct sim_error *error)
{
    put_heat(data, load, error);
    put_years(data, load, error);
}
