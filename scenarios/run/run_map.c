#include "scenarios/run/run_map.h"

#include <stdlib.h>

#include "results/schema.h"
#include "sim/memory.h"

static void put_texts(struct store *store, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    size_t variable = store_add_variable(
        store, &(struct store_variable){
                   .name = name, .unit = "1", .long_name = long_name, .scales = {scale}, .type = STORE_TEXT});
    store_put_texts(store, variable, texts);
}

static void put_numbers(struct store *store, const char *name, const char *unit, const char *long_name,
                        const char *scale, const double *numbers)
{
    size_t variable = store_add_variable(
        store, &(struct store_variable){
                   .name = name, .unit = unit, .long_name = long_name, .scales = {scale}, .type = STORE_F64});
    store_put_fixed(store, variable, numbers);
}

static void put_cities(struct store *store, const struct province *province)
{
    const struct city_params *cities = province->cities.items;
    size_t count = (size_t)province->cities.count;
    const char **texts = sim_memory_new(3 * count, sizeof(*texts), "a result file");
    for (size_t i = 0; i < count; i++) {
        texts[i] = cities[i].id;
        texts[count + i] = cities[i].name;
        texts[2 * count + i] = cities[i].name_zh;
    }
    store_add_scale(store, &(struct store_scale){
                               .name = SCHEMA_CITY, .long_name = "cities", .count = count, .texts = texts});
    put_texts(store, "city_name", "names of cities", SCHEMA_CITY, texts + count);
    put_texts(store, "city_name_zh", "Chinese names of cities", SCHEMA_CITY, texts + 2 * count);
    free(texts);
}

static void put_counties(struct store *store, const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    const struct city_params *cities = province->cities.items;
    size_t count = (size_t)province->counties.count;
    double *numbers = sim_memory_new(3 * count, sizeof(*numbers), "a result file");
    const char **city = sim_memory_new(count, sizeof(*city), "a result file");
    for (size_t i = 0; i < count; i++) {
        city[i] = cities[counties[i].city].id;
        numbers[i] = counties[i].latitude_deg;
        numbers[count + i] = counties[i].longitude_deg;
        numbers[2 * count + i] = (double)counties[i].population;
    }
    put_texts(store, "county_city", "cities of counties", SCHEMA_COUNTY, city);
    put_numbers(store, "county_latitude", "degrees_north", "latitude of seats of counties, WGS-84",
                SCHEMA_COUNTY, numbers);
    put_numbers(store, "county_longitude", "degrees_east", "longitude of seats of counties, WGS-84",
                SCHEMA_COUNTY, numbers + count);
    put_numbers(store, "county_population", "1", "residents of counties", SCHEMA_COUNTY, numbers + 2 * count);
    free(numbers);
    free(city);
}

static void put_outline(struct store *store, const struct province *province)
{
    const struct outline_point *points = province->siting.outline.items;
    size_t count = (size_t)province->siting.outline.count;
    double *numbers = sim_memory_new(4 * count, sizeof(*numbers), "a result file");
    for (size_t i = 0; i < count; i++) {
        numbers[i] = (double)i;
        numbers[count + i] = (double)points[i].ring;
        numbers[2 * count + i] = points[i].lat;
        numbers[3 * count + i] = points[i].lon;
    }
    store_add_scale(store,
                    &(struct store_scale){.name = SCHEMA_OUTLINE,
                                          .long_name = "points of the province's outline, ring by ring",
                                          .count = count,
                                          .numbers = numbers,
                                          .whole = true});
    put_numbers(store, "outline_ring", "1", "ring that a point belongs to", SCHEMA_OUTLINE, numbers + count);
    put_numbers(store, "outline_latitude", "degrees_north", "latitude of the outline, WGS-84", SCHEMA_OUTLINE,
                numbers + 2 * count);
    put_numbers(store, "outline_longitude", "degrees_east", "longitude of the outline, WGS-84",
                SCHEMA_OUTLINE, numbers + 3 * count);
    free(numbers);
}

void run_map_put(struct store *store, const struct province *province)
{
    if (province->title_zh[0])
        store_attribute_text(store, SCHEMA_TITLE_ZH, province->title_zh);
    put_cities(store, province);
    if (province->counties.count > 0)
        put_counties(store, province);
    if (province->siting.outline.count > 0)
        put_outline(store, province);
}
