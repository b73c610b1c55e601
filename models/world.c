/// What all replications share: weather by climate, plant tables by plant and pressure.
#include <math.h>
#include <stdlib.h>

#include "models/models.h"
#include "sim/memory.h"

struct world {
    int64_t climate_count, plant_count;
    int64_t hours;
    struct weather_hour **weather; // by climate; null where no site has it
    struct plant_grid **grids; // by climate, then plant; borrowed from `made`; null where no site needs it
    struct plant_grid **made;  // by kind of grid
    size_t made_count;
};

static struct weather_hour *draw_weather(const struct province *province,
                                         const struct climate_params *climate, int64_t hours, uint64_t seed)
{
    struct weather_hour *weather = sim_memory_new((size_t)hours, sizeof(*weather), "weather and plants");
    struct sim_rng rng = sim_rng_named(seed, climate->id, 0, 0, 0);
    weather_year(climate, &rng, province->epoch + 1, (size_t)hours, 0, weather);
    return weather;
}

/// A grid that climates of about the same pressure share.
struct grid_kind {
    int64_t plant;
    double pressure_pa;
    struct plant_span span;
};

static void widen(struct plant_span *span, const struct plant_span *other)
{
    span->dry_low_degc = fmin(span->dry_low_degc, other->dry_low_degc);
    span->dry_high_degc = fmax(span->dry_high_degc, other->dry_high_degc);
    span->wet_low_degc = fmin(span->wet_low_degc, other->wet_low_degc);
    span->wet_high_degc = fmax(span->wet_high_degc, other->wet_high_degc);
    span->depression_high_k = fmax(span->depression_high_k, other->depression_high_k);
}

/// The kind of grid that a plant in a climate reads: one that is listed already, wide enough from now on, or a new one.
static size_t kind_of(const struct world *world, const struct province *province, int64_t climate,
                      int64_t plant, struct grid_kind *kinds, size_t *count)
{
    const struct climate_params *climates = province->climates.items;
    struct plant_span span = plant_span_of(world->weather[climate], (size_t)world->hours);
    double pressure_pa = PLANT_GRID_PRESSURE_STEP_PA *
                         round(weather_pressure_pa(&climates[climate]) / PLANT_GRID_PRESSURE_STEP_PA);
    for (size_t k = 0; k < *count; k++) {
        if (kinds[k].plant == plant && kinds[k].pressure_pa == pressure_pa) {
            widen(&kinds[k].span, &span);
            return k;
        }
    }
    kinds[*count] = (struct grid_kind){plant, pressure_pa, span};
    return (*count)++;
}

/// The grids that sites use, made in parallel: each takes up to a twentieth of a second.
static void make_grids(struct world *world, const struct province *province)
{
    const struct site_params *sites = province->sites.items;
    const struct plant_params *plants = province->plants.items;
    size_t pairs = (size_t)(world->climate_count * world->plant_count), kind_count = 0;
    struct grid_kind *kinds = sim_memory_new(pairs, sizeof(*kinds), "weather and plants");
    size_t *kind = sim_memory_new(pairs, sizeof(*kind), "weather and plants"); // from 1; 0: not used
    for (int64_t s = 0; s < province->sites.count; s++) {
        int64_t used[2] = {sites[s].stock.count > 0 ? sites[s].stock_plant : -1,
                           sites[s].phases.count > 0 ? sites[s].new_plant : -1};
        for (int i = 0; i < 2; i++) {
            size_t pair = (size_t)(sites[s].climate * world->plant_count + used[i]);
            if (used[i] >= 0 && kind[pair] == 0)
                kind[pair] = 1 + kind_of(world, province, sites[s].climate, used[i], kinds, &kind_count);
        }
    }
    world->made = sim_memory_new(kind_count, sizeof(*world->made), "weather and plants");
    world->made_count = kind_count;
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < kind_count; k++)
        world->made[k] = plant_grid_create(&plants[kinds[k].plant], kinds[k].pressure_pa, &kinds[k].span);
    for (size_t pair = 0; pair < pairs; pair++)
        world->grids[pair] = kind[pair] > 0 ? world->made[kind[pair] - 1] : NULL;
    free(kinds);
    free(kind);
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
    for (size_t k = 0; k < world->made_count; k++)
        plant_grid_destroy(world->made[k]);
    free(world->weather);
    free(world->made);
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
