/// What all replications share: weather by climate, plant tables by plant and pressure.
#include <stdlib.h>

#include "models/models.h"
#include "sim/memory.h"

struct world {
    int64_t climate_count, plant_count;
    int64_t hours;
    struct weather_hour **weather; // by climate; null where no site has it
    struct plant_grid **grids;     // by climate, then plant; null where no site needs it
};

static struct weather_hour *draw_weather(const struct province *province,
                                         const struct climate_params *climate, int64_t hours, uint64_t seed)
{
    struct weather_hour *weather = sim_memory_new((size_t)hours, sizeof(*weather), "weather and plants");
    struct sim_rng rng = sim_rng_named(seed, climate->id, 0, 0, 0);
    weather_year(climate, &rng, province->epoch + 1, (size_t)hours, 0, weather);
    return weather;
}

/// The grids that sites use, made in parallel: each takes up to a twentieth of a second.
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
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++) {
        size_t climate = i / (size_t)world->plant_count, plant = i % (size_t)world->plant_count;
        if (is_used[i]) {
            struct plant_span span = plant_span_of(world->weather[climate], (size_t)world->hours);
            world->grids[i] =
                plant_grid_create(&plants[plant], weather_pressure_pa(&climates[climate]), &span);
        }
    }
    free(is_used);
}

struct world *world_create(const struct province *province, uint64_t seed)
{
    struct world *world = sim_memory_new(1, sizeof(*world), "weather and plants");
    world->climate_count = province->climates.count;
    world->plant_count = province->plants.count;
    world->hours = (province->end - province->epoch) * 24;
    world->weather =
        sim_memory_new((size_t)world->climate_count, sizeof(*world->weather), "weather and plants");
    world->grids = sim_memory_new((size_t)(world->climate_count * world->plant_count), sizeof(*world->grids),
                                  "weather and plants");
    const struct climate_params *climates = province->climates.items;
    const struct site_params *sites = province->sites.items;
    for (int64_t s = 0; s < province->sites.count; s++) {
        int64_t i = sites[s].climate;
        if (!world->weather[i])
            world->weather[i] = draw_weather(province, &climates[i], world->hours, seed);
    }
    make_grids(world, province);
    return world;
}

void world_destroy(struct world *world)
{
    if (!world)
        return;
    for (int64_t i = 0; i < world->climate_count; i++)
        free(world->weather[i]);
    for (int64_t i = 0; i < world->climate_count * world->plant_count; i++)
        plant_grid_destroy(world->grids[i]);
    free(world->weather);
    free(world->grids);
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
