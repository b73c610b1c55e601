/// The map: outline, sites, placed edge sites, what counties have of them at the end of each year.
#include <stdlib.h>
#include <string.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Edge sites sent to a page: beyond these, every n-th.
#define EDGE_SITES_MAX 6000

static void put_outline(json_t *map, struct load *load, struct sim_error *error)
{
    json_t *outline = json_object();
    column_put_numbers(outline, "ring", load, "outline_ring", SCHEMA_OUTLINE, error);
    column_put_numbers(outline, "lat", load, "outline_latitude", SCHEMA_OUTLINE, error);
    column_put_numbers(outline, "lon", load, "outline_longitude", SCHEMA_OUTLINE, error);
    if (json_object_size(outline) == 3)
        json_object_set(map, "outline", outline);
    json_decref(outline);
}

static void put_sites(json_t *map, struct load *load, struct sim_error *error)
{
    json_t *sites = json_object();
    column_put_numbers(sites, "lat", load, "site_latitude", SCHEMA_SITE, error);
    column_put_numbers(sites, "lon", load, "site_longitude", SCHEMA_SITE, error);
    if (json_object_size(sites) == 2) {
        column_put_texts(sites, "cluster", load, "site_cluster", SCHEMA_SITE, error);
        column_put_texts(sites, "city", load, "site_city", SCHEMA_SITE, error);
        column_put_numbers(sites, "exit_ms", load, "site_exit_ms", SCHEMA_SITE, error);
        json_object_set(map, "sites", sites);
    }
    json_decref(sites);
}

/// Every n-th element of the columns of a table, where there are too many.
static void thin(json_t *table, size_t most)
{
    const char *key;
    json_t *column;
    void *next;
    json_object_foreach_safe(table, next, key, column)
    {
        size_t count = json_array_size(column), step = (count + most - 1) / most;
        json_t *kept = json_array();
        for (size_t i = 0; i < count && step > 1; i += step)
            json_array_append(kept, json_array_get(column, i));
        if (step > 1)
            json_object_set(table, key, kept);
        json_decref(kept);
    }
}

static void put_edge(json_t *map, struct load *load, struct sim_error *error)
{
    const char *scale = "edge_site";
    json_t *edge = json_object();
    column_put_numbers(edge, "lat", load, "edge_site_latitude", scale, error);
    column_put_numbers(edge, "lon", load, "edge_site_longitude", scale, error);
    column_put_texts(edge, "year", load, "edge_site_year", scale, error);
    if (json_object_size(edge) == 3) {
        size_t all = json_array_size(json_object_get(edge, "year"));
        thin(edge, EDGE_SITES_MAX);
        json_object_set_new(edge, "all", json_integer((json_int_t)all));
        json_object_set(map, "edge", edge);
    }
    json_decref(edge);
}

/// Means of a county's series at the end of each year: months 11, 23, ... and the last. [year][county]
static void put_years(json_t *counties, const char *key, struct load *load, const char *name,
                      struct sim_error *error)
{
    const char *const scales[] = {SCHEMA_REPLICATION, SCHEMA_COUNTY, SCHEMA_MONTH, NULL};
    if (!column_is(load, name, false, scales))
        return;
    const struct load_variable *variable = load_find(load, name);
    size_t count = variable->counts[1], months = variable->counts[2];
    double *means = column_means(load, variable, NULL, error);
    json_t *years = json_array(), *days = json_array();
    const json_t *all_days = json_object_get(counties, "month");
    for (size_t m = months < 12 ? months - 1 : 11; means && m < months; m += 12) {
        json_array_append_new(years, column_figures(means + m, count, months));
        json_array_append(days, json_array_get(all_days, m));
    }
    json_object_set_new(counties, "day", days);
    json_object_set_new(counties, key, years);
    free(means);
}

static void put_counties(json_t *map, struct load *load, struct sim_error *error)
{
    json_t *counties = json_object();
    column_put_texts(counties, "name", load, "county_name", SCHEMA_COUNTY, error);
    column_put_texts(counties, "name_zh", load, "county_name_zh", SCHEMA_COUNTY, error);
    column_put_texts(counties, "city", load, "county_city", SCHEMA_COUNTY, error);
    column_put_numbers(counties, "lat", load, "county_latitude", SCHEMA_COUNTY, error);
    column_put_numbers(counties, "lon", load, "county_longitude", SCHEMA_COUNTY, error);
    column_put_numbers(counties, "people", load, "county_population", SCHEMA_COUNTY, error);
    column_put_numbers(counties, "month", load, SCHEMA_MONTH, SCHEMA_MONTH, error);
    put_years(counties, "sites", load, "edge_county_sites", error);
    put_years(counties, "share", load, "edge_county_share_within_1ms", error);
    json_object_del(counties, "month");
    if (json_object_get(counties, "name") && json_object_get(counties, "lat"))
        json_object_set(map, "counties", counties);
    json_decref(counties);
}

static void put_cities(json_t *map, struct load *load, struct sim_error *error)
{
    json_t *cities = json_object();
    column_put_texts(cities, "id", load, SCHEMA_CITY, SCHEMA_CITY, error);
    column_put_texts(cities, "name", load, "city_name", SCHEMA_CITY, error);
    column_put_texts(cities, "name_zh", load, "city_name_zh", SCHEMA_CITY, error);
    if (json_object_size(cities) == 3)
        json_object_set(map, "cities", cities);
    json_decref(cities);
}

void data_map(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *map = json_object();
    put_outline(map, load, error);
    put_cities(map, load, error);
    put_sites(map, load, error);
    put_edge(map, load, error);
    put_counties(map, load, error);
    json_object_set_new(data, "map", map);
}
