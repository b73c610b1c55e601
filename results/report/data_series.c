/// Targets, and what changes over time: the province's series, and those by class or the like.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/to_json.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// Dates of a series on a page, more or less: a curve has no more to show.
#define DATES_MAX 160
/// Items of a scale that are shown beside each other; a series over more of them is left out.
#define ITEMS_MAX 12

static const double quantiles_p[] = {0.05, 0.25, 0.5, 0.75, 0.95};
enum { QUANTILES = sizeof(quantiles_p) / sizeof(*quantiles_p) };
static const size_t outer[] = {0, 2, 4}; // of those, where less is shown: 5 %, median, 95 %

static json_t *row_json(const struct verdict_row *row)
{
    json_t *object = json_object();
    to_json_put(object, "id", to_json_text(row->id));
    to_json_put(object, "date", json_string(row->date));
    to_json_put(object, "goal", column_figure(row->goal));
    to_json_put(object, "unit", to_json_text(row->unit));
    to_json_put(object, "at_most", json_boolean(row->at_most));
    to_json_put(object, "word", json_string(verdict_word_key(verdict_word(row))));
    to_json_put(object, "count", json_integer((json_int_t)row->count));
    to_json_put(object, "reached", json_integer((json_int_t)row->reach_count));
    to_json_put(object, "p", column_figure(row->p_reach));
    to_json_put(object, "p_low", column_figure(row->p_low));
    to_json_put(object, "p_high", column_figure(row->p_high));
    to_json_put(object, "q05", column_figure(row->p05));
    to_json_put(object, "q50", column_figure(row->p50));
    to_json_put(object, "q95", column_figure(row->p95));
    to_json_put(object, "shortfall", column_figure(row->shortfall));
    to_json_put(object, "binding", row->binding ? to_json_text(row->binding) : json_null());
    to_json_put(object, "binding_share", column_figure(row->binding_share));
    to_json_put(object, "basis", to_json_text(row->basis));
    to_json_put(object, "basis_zh", to_json_text(row->basis_zh));
    to_json_put(object, "source", to_json_text(row->source));
    return object;
}

void data_targets(json_t *data, const struct verdict *verdict)
{
    json_t *targets = json_array(), *estimates = json_array();
    for (size_t i = 0; i < verdict->row_count; i++)
        json_array_append_new(targets, row_json(&verdict->rows[i]));
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        const struct verdict_estimate *estimate = &verdict->estimates[i];
        json_t *object = json_object();
        to_json_put(object, "target", json_integer((json_int_t)estimate->row));
        to_json_put(object, "input", to_json_text(estimate->input));
        to_json_put(object, "source", to_json_text(estimate->source));
        to_json_put(object, "shock", to_json_text(estimate->shock));
        to_json_put(object, "also", json_integer((json_int_t)estimate->also));
        to_json_put(object, "rho", column_figure(estimate->rho));
        json_array_append_new(estimates, object);
    }
    json_object_set_new(data, "replications", json_integer((json_int_t)verdict->replications));
    json_object_set_new(data, "targets", targets);
    json_object_set_new(data, "estimates", estimates);
}

static bool is_axis(const char *scale)
{
    return strcmp(scale, SCHEMA_TIME) == 0 || strcmp(scale, SCHEMA_MONTH) == 0;
}

/// Which dates of a scale are shown: every n-th, the ends of years, and the last. To be freed; null after a fault.
static bool *shown_dates(struct load *load, const char *scale, struct sim_error *error)
{
    int64_t epoch = 0;
    double *days = column_days(load, scale, error);
    if (!days)
        return NULL;
    size_t count = load_find(load, scale)->count, step = (count + DATES_MAX - 1) / DATES_MAX;
    bool *shown = sim_memory_new(count, sizeof(*shown), "a report");
    sim_date_read(load_attribute_text(load, SCHEMA_EPOCH, ""), &epoch);
    for (size_t i = 0; i < count; i++) {
        struct sim_date date = sim_date_of(epoch + llround(days[i]));
        shown[i] = i % step == 0 || i + 1 == count || (date.month == 12 && date.day == 31);
    }
    free(days);
    return shown;
}

static json_t *thinned(const double *values, size_t count, const bool *shown)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        if (shown[i])
            json_array_append_new(array, column_figure(values[i]));
    return array;
}

static void put_axis(json_t *data, struct load *load, const char *scale, struct sim_error *error)
{
    bool *shown = load_find(load, scale) ? shown_dates(load, scale, error) : NULL;
    double *days = shown ? column_days(load, scale, error) : NULL;
    if (days)
        json_object_set_new(data, scale, thinned(days, load_find(load, scale)->count, shown));
    free(days);
    free(shown);
}

static json_t *describe(const struct load_variable *variable, size_t axis)
{
    json_t *object = json_object();
    to_json_put(object, "name", to_json_text(variable->name));
    to_json_put(object, "unit", to_json_text(variable->unit));
    to_json_put(object, "text", to_json_text(variable->long_name));
    to_json_put(object, "axis", to_json_text(variable->scales[axis]));
    return object;
}

static void put_observations(json_t *data, struct load *load, struct sim_error *error)
{
    static const char *const texts[] = {"series", "kind", "source"}, *const numbers[] = {"date", "value"};
    const char *scale = "observation";
    char name[64];
    json_t *table = json_object();
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s_%s", scale, texts[i]);
        column_put_texts(table, texts[i], load, name, scale, error);
    }
    for (size_t i = 0; i < 2; i++) {
        snprintf(name, sizeof(name), "%s_%s", scale, numbers[i]);
        column_put_numbers(table, numbers[i], load, name, scale, error);
    }
    if (json_object_size(table) == 5)
        json_object_set(data, "observations", table);
    json_decref(table);
}

void data_series(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *series = json_array();
    put_axis(data, load, SCHEMA_TIME, error);
    put_axis(data, load, SCHEMA_MONTH, error);
    for (size_t i = 0; i < load_count(load); i++) {
        const struct load_variable *variable = load_at(load, i);
        if (variable->rank != 2 || variable->type != STORE_F64 || !is_axis(variable->scales[1]) ||
            strcmp(variable->scales[0], SCHEMA_REPLICATION) != 0)
            continue;
        double *values = column_quantiles(load, variable, quantiles_p, QUANTILES, false, error);
        bool *shown = shown_dates(load, variable->scales[variable->rank - 1], error);
        if (!values || !shown) {
            free(values);
            free(shown);
            break; // the fault is told
        }
        json_t *object = describe(variable, 1), *bands = json_array();
        for (size_t q = 0; q < QUANTILES; q++)
            json_array_append_new(bands,
                                  thinned(values + q * variable->counts[1], variable->counts[1], shown));
        json_object_set_new(object, "q", bands);
        json_array_append_new(series, object);
        free(values);
        free(shown);
    }
    json_object_set_new(data, "series", series);
    put_observations(data, load, error);
}

/// Whether a variable goes over replications, a few named items, and time; items that have sections of their own do not count.
static bool is_group(const struct load *load, const struct load_variable *variable)
{
    static const char *const taken[] = {SCHEMA_SITE, SCHEMA_COUNTY, SCHEMA_TARGET, SCHEMA_INPUT, "phase"};
    if (variable->rank != 3 || variable->type != STORE_F64 || !is_axis(variable->scales[2]) ||
        strcmp(variable->scales[0], SCHEMA_REPLICATION) != 0 || variable->counts[1] > ITEMS_MAX)
        return false;
    for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
        if (strcmp(variable->scales[1], taken[i]) == 0)
            return false;
    const struct load_variable *scale = load_find(load, variable->scales[1]);
    return scale && scale->type == STORE_TEXT;
}

/// Items by their keys, and their names where the file has any: <scale>_name, <scale>_name_zh.
static void put_items(json_t *object, struct load *load, const char *scale, struct sim_error *error)
{
    char name[128];
    column_put_texts(object, "items", load, scale, scale, error);
    snprintf(name, sizeof(name), "%s_name", scale);
    column_put_texts(object, "names", load, name, scale, error);
    snprintf(name, sizeof(name), "%s_name_zh", scale);
    column_put_texts(object, "names_zh", load, name, scale, error);
}

void data_groups(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *groups = json_array();
    for (size_t i = 0; i < load_count(load); i++) {
        const struct load_variable *variable = load_at(load, i);
        if (!is_group(load, variable))
            continue;
        size_t items = variable->counts[1], dates = variable->counts[2];
        double *values = column_quantiles(load, variable, quantiles_p, QUANTILES, false, error);
        bool *shown = shown_dates(load, variable->scales[variable->rank - 1], error);
        if (!values || !shown) {
            free(values);
            free(shown);
            break; // the fault is told
        }
        json_t *object = describe(variable, 2), *bands = json_array();
        to_json_put(object, "scale", to_json_text(variable->scales[1]));
        put_items(object, load, variable->scales[1], error);
        for (size_t item = 0; item < items; item++) {
            json_t *one = json_array();
            for (size_t q = 0; q < sizeof(outer) / sizeof(*outer); q++)
                json_array_append_new(one, thinned(values + (outer[q] * items + item) * dates, dates, shown));
            json_array_append_new(bands, one);
        }
        json_object_set_new(object, "q", bands);
        json_array_append_new(groups, object);
        free(values);
        free(shown);
    }
    if (json_array_size(groups) > 0)
        json_object_set(data, "groups", groups);
    json_decref(groups);
}
