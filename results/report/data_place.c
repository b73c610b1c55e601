/// The page of a placement: the sites chosen, whom they serve, and how far from the best they can be.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Clients sent to a page: beyond these, every n-th.
#define CLIENTS_MAX 4000

static void put_whole(json_t *object, const char *key, const struct load *load, const char *name)
{
    const struct load_attribute *attribute = load_attribute(load, name);
    if (attribute && attribute->is_whole)
        to_json_put(object, key, json_integer((json_int_t)attribute->whole));
    else if (attribute && attribute->text == NULL)
        to_json_put(object, key, column_figure(attribute->number));
}

/// Numbers over one scale; null where the file has none.
static double *numbers(struct load *load, const char *name, const char *scale, struct sim_error *error)
{
    double *values = NULL;
    const char *const scales[] = {scale, NULL};
    if (column_is(load, name, false, scales))
        load_numbers_of(load, name, scales, &values, error);
    return values;
}

/// Places on the ground where the file has them, else on the problem's own plane.
static void put_points(json_t *object, struct load *load, const char *scale, const char *const names[2][2],
                       const double *keep, size_t step, struct sim_error *error)
{
    static const char *const keys[] = {"lon", "lat"};
    bool is_ground = load_find(load, names[0][0]) != NULL;
    to_json_put(object, "is_ground", json_boolean(is_ground));
    for (int axis = 0; axis < 2; axis++) {
        double *values = numbers(load, names[is_ground ? 0 : 1][axis], scale, error);
        json_t *kept = json_array();
        for (size_t i = 0; values && i < load_find(load, scale)->count; i += step)
            if (!keep || keep[i] >= 0)
                json_array_append_new(kept, column_figure(values[i]));
        to_json_put(object, keys[axis], kept);
        free(values);
    }
}

static void put_sites(json_t *place, struct load *load, struct sim_error *error)
{
    static const char *const names[2][2] = {{"site_lon", "site_lat"}, {"site_x", "site_y"}};
    double *period = numbers(load, "site_period", SCHEMA_SITE, error);
    const char *const *texts = NULL;
    if (!period)
        return;
    if (column_is(load, "site_name", true, (const char *[]){SCHEMA_SITE, NULL}))
        load_texts_of(load, "site_name", SCHEMA_SITE, &texts, error);
    json_t *sites = json_object(), *periods = json_array(), *labels = json_array();
    put_points(sites, load, SCHEMA_SITE, names, period, 1, error);
    size_t count = load_find(load, SCHEMA_SITE)->count;
    for (size_t i = 0; i < count; i++) {
        if (period[i] < 0)
            continue;
        json_array_append_new(periods, column_figure(period[i]));
        if (texts)
            json_array_append_new(labels, to_json_text(texts[i]));
    }
    to_json_put(sites, "period", periods);
    to_json_put(sites, "name", labels);
    to_json_put(sites, "candidates", json_integer((json_int_t)count));
    to_json_put(place, "sites", sites);
    free(period);
}

static void put_clients(json_t *place, struct load *load, struct sim_error *error)
{
    static const char *const names[2][2] = {{"client_lon", "client_lat"}, {"client_x", "client_y"}};
    const struct load_variable *scale = load_find(load, "client");
    if (!scale)
        return;
    json_t *clients = json_object();
    size_t step = (scale->count + CLIENTS_MAX - 1) / CLIENTS_MAX;
    put_points(clients, load, "client", names, NULL, step, error);
    to_json_put(clients, "all", json_integer((json_int_t)scale->count));
    to_json_put(place, "clients", clients);
}

void data_place(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *place = json_object();
    put_sites(place, load, error);
    put_clients(place, load, error);
    put_whole(place, "mode", load, "placement_mode");
    put_whole(place, "cost", load, "placement_cost");
    put_whole(place, "bound", load, "placement_lower_bound");
    put_whole(place, "feasible", load, "placement_feasible");
    put_whole(place, "proven", load, "placement_proven");
    put_whole(place, "unit", load, "placement_unit");
    const struct load_variable *period = load_find(load, "period");
    to_json_put(place, "periods", json_integer(period ? (json_int_t)period->count : 1));
    to_json_put(data, "place", place);
}
