#include "results/report/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Bytes of a variable held at once, more or less.
#define CHUNK_BYTES ((size_t)64 << 20)

json_t *column_figure(double value)
{
    char text[32];
    if (!isfinite(value))
        return json_null();
    if (value == trunc(value) && fabs(value) < 1e15)
        return json_integer((json_int_t)value);
    snprintf(text, sizeof(text), "%.6g", value);
    double rounded = strtod(text, NULL);
    return rounded == trunc(rounded) && fabs(rounded) < 1e15 ? json_integer((json_int_t)rounded)
                                                             : json_real(rounded);
}

json_t *column_figures(const double *values, size_t count, size_t stride)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, column_figure(values[i * stride]));
    return array;
}

bool column_is(const struct load *load, const char *name, bool texts, const char *const *scales)
{
    const struct load_variable *variable = load_find(load, name);
    size_t rank = 0;
    if (!variable || (variable->type == STORE_TEXT) != texts)
        return false;
    for (; scales[rank]; rank++)
        if (rank >= variable->rank || strcmp(variable->scales[rank], scales[rank]) != 0)
            return false;
    return rank == variable->rank;
}

json_t *column_texts(struct load *load, const char *name, const char *scale, struct sim_error *error)
{
    const char *const *texts;
    if (!column_is(load, name, true, (const char *[]){scale, NULL}) ||
        load_texts_of(load, name, scale, &texts, error) != SIM_OK)
        return NULL;
    json_t *array = json_array();
    for (size_t i = 0; i < load_find(load, name)->count; i++)
        json_array_append_new(array, to_json_text(texts[i]));
    return array;
}

json_t *column_numbers(struct load *load, const char *name, const char *scale, struct sim_error *error)
{
    double *numbers;
    const char *const scales[] = {scale, NULL};
    if (!column_is(load, name, false, scales) ||
        load_numbers_of(load, name, scales, &numbers, error) != SIM_OK)
        return NULL;
    json_t *array = column_figures(numbers, load_find(load, name)->count, 1);
    free(numbers);
    return array;
}

double *column_days(struct load *load, const char *scale, struct sim_error *error)
{
    double *days;
    load_days_of(load, scale, (const char *[]){scale, NULL}, false, &days, error);
    return days;
}

void column_put_texts(json_t *object, const char *key, struct load *load, const char *name, const char *scale,
                      struct sim_error *error)
{
    json_t *array = column_texts(load, name, scale, error);
    if (array)
        json_object_set_new(object, key, array);
}

void column_put_numbers(json_t *object, const char *key, struct load *load, const char *name,
                        const char *scale, struct sim_error *error)
{
    json_t *array = column_numbers(load, name, scale, error);
    if (array)
        json_object_set_new(object, key, array);
}

/// Quantiles of sorted values of which `never` more lie beyond the last: type 7, NaN where it would need one of those.
static double quantile(const double *sorted, size_t present, size_t never, double p_frac)
{
    double place = p_frac * (double)(present + never - (present + never > 0));
    if (never == 0)
        return stats_quantile(sorted, present, p_frac);
    size_t below = (size_t)place;
    if (below >= present || (place > (double)below && below + 1 >= present))
        return NAN;
    double share = place - (double)below;
    return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

double *column_quantiles(struct load *load, const struct load_variable *variable, const double *p_frac,
                         size_t count, bool never, struct sim_error *error)
{
    size_t replications = variable->counts[0], places = variable->count / replications;
    double *values = sim_memory_new(variable->count, sizeof(double), "a report");
    double *sorted = sim_memory_new(replications, sizeof(double), "a report");
    double *quantiles = sim_memory_new(count * places, sizeof(double), "a report");
    enum sim_status status = load_numbers(load, variable, values, error);
    for (size_t i = 0; i < places && status == SIM_OK; i++) {
        size_t present = 0;
        for (size_t r = 0; r < replications; r++)
            if (!isnan(values[r * places + i]))
                sorted[present++] = values[r * places + i];
        stats_sort(sorted, present);
        for (size_t q = 0; q < count; q++)
            quantiles[q * places + i] =
                quantile(sorted, present, never ? replications - present : 0, p_frac[q]);
    }
    free(values);
    free(sorted);
    if (status == SIM_OK)
        return quantiles;
    free(quantiles);
    return NULL;
}

double *column_means(struct load *load, const struct load_variable *variable, double *shares,
                     struct sim_error *error)
{
    size_t replications = variable->counts[0], places = variable->count / replications;
    size_t rows = CHUNK_BYTES / sizeof(double) / places + 1;
    if (rows > replications)
        rows = replications;
    double *values = sim_memory_new(rows * places, sizeof(double), "a report");
    double *means = sim_memory_new(places, sizeof(double), "a report");
    size_t *present = sim_memory_new(places, sizeof(*present), "a report");
    enum sim_status status = SIM_OK;
    for (size_t first = 0; first < replications && status == SIM_OK; first += rows) {
        size_t taken = replications - first < rows ? replications - first : rows;
        status = load_rows(load, variable, first, taken, values, error);
        for (size_t i = 0; i < taken * places && status == SIM_OK; i++)
            if (!isnan(values[i])) {
                means[i % places] += values[i];
                present[i % places]++;
            }
    }
    for (size_t i = 0; i < places; i++) {
        means[i] = present[i] ? means[i] / (double)present[i] : NAN;
        if (shares)
            shares[i] = (double)present[i] / (double)replications;
    }
    free(values);
    free(present);
    if (status == SIM_OK)
        return means;
    free(means);
    return NULL;
}
