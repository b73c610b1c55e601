/// What all replications share: weather by climate, plant tables by plant and pressure.
#include <stdlib.h>
#include <string.h>

#include "models/models.h"
#include "sim/memory.h"

struct world {
    int64_t climate_count, plant_count;
    int64_t hours;
    struct weather_hour **weather; // by climate
    struct plant_grid **grids;     // by climate, then plant; null where no site needs it
    struct edge_day **edge_days;   // by climate; null where no edge site needs it
    struct edge_plan edges;
    struct edge_site *edge_sites; // of the plan
};

static struct weather_hour *draw_weather(const struct province *province,
                                         const struct climate_params *climate, int64_t hours, uint64_t seed)
{
    struct weather_hour *weather = sim_memory_new((size_t)hours, sizeof(*weather), "weather and plants");
    struct sim_rng rng = sim_rng_named(seed, climate->id, 0, 0, 0);
    weather_year(climate, &rng, province->epoch + 1, (size_t)hours, 0, weather);
    return weather;
}

/// Whether edge sites of the plan stand in a climate.
static bool has_edges(const struct world *world, const struct province *province, int64_t climate)
{
    const struct county_params *counties = province->counties.items;
    const struct city_params *cities = province->cities.items;
    if (province->edge_power.plant < 0)
        return false;
    for (size_t i = 0; i < world->edges.count; i++)
        if (cities[counties[world->edges.sites[i].county].city].climate == climate)
            return true;
    return false;
}

/// The grids that sites use, made in parallel: each takes up to a fifth of a second.
static void make_grids(struct world *world, const struct province *province)
{
    const struct site_params *sites = province->sites.items;
    const struct climate_params *climates = province->climates.items;
    const struct plant_params *plants = province->plants.items;
    size_t count = (size_t)(world->climate_count * world->plant_count);
    bool *is_used = sim_memory_new(count, sizeof(*is_used), "weather and plants");
    for (int64_t s = 0; s < province->sites.count; s++) {
        is_used[sites[s].climate * world->plant_count + sites[s].stock_plant] |= sites[s].stock.count > 0;
        is_used[sites[s].climate * world->plant_count + sites[s].new_plant] |= sites[s].phases.count > 0;
    }
    for (int64_t i = 0; i < world->climate_count; i++)
        if (has_edges(world, province, i))
            is_used[i * world->plant_count + province->edge_power.plant] = true;
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++)
        if (is_used[i])
            world->grids[i] =
                plant_grid_create(&plants[i % (size_t)world->plant_count],
                                  weather_pressure_pa(&climates[i / (size_t)world->plant_count]));
    free(is_used);
}

static void make_edge_days(struct world *world, const struct province *province)
{
    double load_hour_factor[24];
    province_load_hours(province, load_hour_factor);
#pragma omp parallel for schedule(dynamic)
    for (int64_t i = 0; i < world->climate_count; i++)
        if (has_edges(world, province, i))
            world->edge_days[i] = edge_days_create(
                world->grids[i * world->plant_count + province->edge_power.plant], world->weather[i],
                world->hours, province->power.tariff_hour_factor, load_hour_factor);
}

static void copy_plan(struct world *world, const struct edge_plan *plan)
{
    if (!plan || plan->count == 0)
        return;
    world->edge_sites = sim_memory_new(plan->count, sizeof(*world->edge_sites), "the edge sites");
    memcpy(world->edge_sites, plan->sites, plan->count * sizeof(*plan->sites));
    world->edges = (struct edge_plan){world->edge_sites, plan->count};
}

struct world *world_create(const struct province *province, const struct edge_plan *plan, uint64_t seed)
{
    struct world *world = sim_memory_new(1, sizeof(*world), "weather and plants");
    copy_plan(world, plan);
    world->climate_count = province->climates.count;
    world->plant_count = province->plants.count;
    world->hours = (province->end - province->epoch) * 24;
    world->weather =
        sim_memory_new((size_t)world->climate_count, sizeof(*world->weather), "weather and plants");
    world->grids = sim_memory_new((size_t)(world->climate_count * world->plant_count), sizeof(*world->grids),
                                  "weather and plants");
    const struct climate_params *climates = province->climates.items;
    for (int64_t i = 0; i < world->climate_count; i++)
        world->weather[i] = draw_weather(province, &climates[i], world->hours, seed);
    world->edge_days =
        sim_memory_new((size_t)world->climate_count, sizeof(*world->edge_days), "weather and plants");
    make_grids(world, province);
    make_edge_days(world, province);
    return world;
}

void world_destroy(struct world *world)
{
    if (!world)
        return;
    for (int64_t i = 0; i < world->climate_count; i++) {
        free(world->weather[i]);
        free(world->edge_days[i]);
    }
    for (int64_t i = 0; i < world->climate_count * world->plant_count; i++)
        plant_grid_destroy(world->grids[i]);
    free(world->weather);
    free(world->grids);
    free(world->edge_days);
    free(world->edge_sites);
    free(world);
}

const struct weather_hour *world_weather(const struct world *world, int64_t climate, int64_t *hours)
{
    *hours = world->hours;
    return world->weather[climate];
}

const struct plant_grid *world_grid(const struct world *world, int64_t climate, int64_t plant)
{
    return world->grids[climate * world->plant_count + plant];
}

const struct edge_plan *world_edges(const struct world *world)
{
    return &world->edges;
}

const struct edge_day *world_edge_days(const struct world *world, int64_t climate, int64_t *days)
{
    *days = world->hours / 24;
    return world->edge_days[climate];
}
