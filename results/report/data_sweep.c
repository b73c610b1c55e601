/// The page of a sweep: what `suanli analyse` tells, and between which values each factor lay.
#include <math.h>
#include <stdlib.h>

#include "results/analyse.h"
#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Factors told of each target at most, the strongest first.
#define FACTORS_MAX 30

static const char *const method_names[] = {"sobol", "morris", "rank"};

static void trim_factors(json_t *analysis)
{
    size_t i;
    json_t *target;
    json_array_foreach(json_object_get(analysis, "targets"), i, target)
    {
        json_t *factors = json_object_get(target, "factors");
        while (json_array_size(factors) > FACTORS_MAX)
            json_array_remove(factors, json_array_size(factors) - 1);
    }
}

/// Least and greatest value of each factor over the points.
static void put_factors(json_t *data, struct load *load, struct sim_error *error)
{
    const char *const scales[] = {SCHEMA_POINT, SCHEMA_FACTOR, NULL};
    double *values;
    json_t *factors = json_object(), *ranges = json_array();
    column_put_texts(factors, "path", load, SCHEMA_FACTOR, SCHEMA_FACTOR, error);
    column_put_texts(factors, "unit", load, SCHEMA_FACTOR_UNIT, SCHEMA_FACTOR, error);
    column_put_texts(factors, "range", load, SCHEMA_FACTOR_RANGE, SCHEMA_FACTOR, error);
    if (load_numbers_of(load, SCHEMA_POINT_VALUE, scales, &values, error) == SIM_OK) {
        size_t count = load_find(load, SCHEMA_FACTOR)->count, points = load_find(load, SCHEMA_POINT)->count;
        for (size_t f = 0; f < count; f++) {
            double bounds[2] = {INFINITY, -INFINITY};
            for (size_t p = 0; p < points; p++) {
                bounds[0] = fmin(bounds[0], values[p * count + f]);
                bounds[1] = fmax(bounds[1], values[p * count + f]);
            }
            json_array_append_new(ranges, column_figures(bounds, 2, 1));
        }
        free(values);
    }
    json_object_set_new(factors, "bounds", ranges);
    json_object_set_new(data, "factors", factors);
}

void data_sweep(json_t *data, struct load *load, struct sim_error *error)
{
    struct analyse *analyse;
    if (analyse_create(load, &analyse, error) != SIM_OK)
        return;
    json_t *analysis = analyse_json(analyse);
    size_t i;
    json_t *target;
    trim_factors(analysis);
    to_json_put(analysis, "method", json_string(method_names[analyse->method]));
    json_array_foreach(json_object_get(analysis, "targets"), i, target)
    {
        to_json_put(target, "least", column_figure(analyse->targets[i].least));
        to_json_put(target, "most", column_figure(analyse->targets[i].most));
    }
    json_object_set_new(data, "analysis", analysis);
    analyse_destroy(analyse);
    put_factors(data, load, error);
}
