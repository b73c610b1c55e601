/// The page of a comparison of cooling: options side by side, their curves, months, parts, drawn bands.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/stats.h"
#include "results/to_json.h"
#include "sim/memory.h"

static const char *const scale = "option";

/// By option, one figure each, under their names in the file.
static const char *const figures[] = {"pue_year",     "pue_fill_up",
                                      "pue_operated", "wue",
                                      "tue",          "ere",
                                      "grade",        "capital_cny",
                                      "total_cny",    "cost_cny_per_kwh",
                                      "to_32_degc_s", "to_32_degc_tank_s"};
/// Parts that the power over that of the servers goes to, hour by hour.
static const char *const parts[] = {
    "compressor",        "pump",    "fan", "outdoor_fan", "heat_pump", "ups_loss", "transformer_loss",
    "distribution_loss", "lighting"};

/// A table by option: [option][place].
static void put_rows(json_t *object, const char *name, const char *across, struct load *load,
                     struct sim_error *error)
{
    const char *const scales[] = {scale, across, NULL};
    double *values;
    if (!column_is(load, name, false, scales) ||
        load_numbers_of(load, name, scales, &values, error) != SIM_OK)
        return;
    const struct load_variable *variable = load_find(load, name);
    json_t *rows = json_array();
    for (size_t i = 0; i < variable->counts[0]; i++)
        json_array_append_new(rows, column_figures(values + i * variable->counts[1], variable->counts[1], 1));
    json_object_set_new(object, name, rows);
    free(values);
}

/// Mean over the hours, by option; to be freed, null where there is none.
static double *hour_means(struct load *load, const char *name, struct sim_error *error)
{
    const char *const scales[] = {scale, SCHEMA_TIME, NULL};
    if (!column_is(load, name, false, scales))
        return NULL;
    const struct load_variable *variable = load_find(load, name);
    size_t options = variable->counts[0], hours = variable->counts[1];
    double *row = sim_memory_new(hours, sizeof(double), "a report");
    double *means = sim_memory_new(options, sizeof(double), "a report");
    for (size_t i = 0; i < options; i++) {
        if (load_rows(load, variable, i, 1, row, error) != SIM_OK)
            break;
        means[i] = stats_mean(row, hours);
    }
    free(row);
    return means;
}

/// Energy of each part over that of the servers: what a PUE is above 1.
static void put_parts(json_t *object, struct load *load, struct sim_error *error)
{
    size_t options = load_find(load, scale)->count;
    double *it = hour_means(load, "it", error);
    json_t *list = json_array();
    for (size_t p = 0; p < sizeof(parts) / sizeof(*parts) && it; p++) {
        double *means = hour_means(load, parts[p], error);
        if (!means)
            continue;
        for (size_t i = 0; i < options; i++)
            means[i] = it[i] > 0 ? means[i] / it[i] : NAN;
        json_t *part = json_object();
        to_json_put(part, "name", json_string(parts[p]));
        to_json_put(part, "ratio", column_figures(means, options, 1));
        json_array_append_new(list, part);
        free(means);
    }
    json_object_set_new(object, "parts", list);
    free(it);
}

static void put_bands(json_t *object, struct load *load, struct sim_error *error)
{
    static const double p[] = {0.05, 0.5, 0.95};
    const char *const scales[] = {SCHEMA_REPLICATION, scale, NULL};
    if (!column_is(load, "pue_draw", false, scales))
        return;
    const struct load_variable *variable = load_find(load, "pue_draw");
    size_t options = variable->counts[1];
    double *values = column_quantiles(load, variable, p, 3, false, error);
    json_t *rows = json_array();
    for (size_t i = 0; i < options && values; i++)
        json_array_append_new(rows, column_figures(values + i, 3, options));
    json_object_set_new(object, "pue_band", rows);
    free(values);
}

void data_cooling(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *cooling = json_object();
    const struct load_attribute *it_kw = load_attribute(load, "it_kw");
    column_put_texts(cooling, "id", load, scale, scale, error);
    column_put_texts(cooling, "name", load, "option_name", scale, error);
    column_put_numbers(cooling, "load", load, "load", "load", error);
    column_put_numbers(cooling, "curve_load", load, "curve_load", "curve_load", error);
    for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
        column_put_numbers(cooling, figures[i], load, figures[i], scale, error);
    put_rows(cooling, "pue_load", "load", load, error);
    put_rows(cooling, "pue_curve", "curve_load", load, error);
    put_rows(cooling, "pue_month", SCHEMA_MONTH, load, error);
    put_parts(cooling, load, error);
    put_bands(cooling, load, error);
    to_json_put(cooling, "weather", to_json_text(load_attribute_text(load, "weather", "")));
    to_json_put(cooling, "load_name", to_json_text(load_attribute_text(load, "load", "")));
    to_json_put(cooling, "it_kw", it_kw ? column_figure(it_kw->number) : json_null());
    json_object_set_new(data, "cooling", cooling);
}
