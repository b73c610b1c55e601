/// What all replications share: weather by climate, plant tables by plant and pressure, fits of what people take up.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/models.h"
#include "sim/memory.h"

struct world {
    int64_t climate_count, plant_count;
    int64_t hours;
    struct weather_hour **weather; // by climate; null where nothing stands in it
    struct plant_grid **grids; // by climate, then plant; borrowed from `made`; null where no site needs it
    struct plant_grid **made;  // by kind of grid
    size_t made_count;
    double **full_load;          // by climate, then plant: power of plants that cool what is added
    struct edge_day **edge_days; // by climate; null where no edge site needs it
    struct edge_plan edges;
    struct edge_site *edge_sites; // of the plan
    struct growth_fit *access;    // by indicator
    int64_t access_count;
    int64_t site_count;
    float **marginal_pue; // by site; null without demand
    const struct dispatch_trace *trace;
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
    for (int64_t i = 0; i < world->climate_count; i++) {
        size_t pair = (size_t)(i * world->plant_count + province->edge_power.plant);
        if (has_edges(world, province, i) && kind[pair] == 0)
            kind[pair] = 1 + kind_of(world, province, i, province->edge_power.plant, kinds, &kind_count);
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

/// Hours of plants at full load are the same in all replications.
static void run_full(struct world *world, const struct province *province)
{
    const struct site_params *sites = province->sites.items;
    for (int64_t s = 0; s < province->sites.count; s++) {
        int64_t pair = sites[s].climate * world->plant_count + sites[s].new_plant;
        const struct weather_hour *weather = world->weather[sites[s].climate];
        if (sites[s].phases.count == 0 || world->full_load[pair])
            continue;
        double *power = sim_memory_new((size_t)world->hours, sizeof(*power), "weather and plants"), water;
        for (int64_t hour = 0; hour < world->hours; hour++)
            plant_grid_at(world->grids[pair], FACILITY_FULL_LOAD_FRAC, weather[hour].dry_degc,
                          weather[hour].wet_degc, &power[hour], &water);
        world->full_load[pair] = power;
    }
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

/// What a plant takes more for a kW of IT more, over that kW.
static double marginal(const struct plant_grid *grid, const struct weather_hour *hour)
{
    const double step = 0.05;
    double low, high, water;
    plant_grid_at(grid, WORLD_MARGINAL_LOAD_FRAC - step, hour->dry_degc, hour->wet_degc, &low, &water);
    plant_grid_at(grid, WORLD_MARGINAL_LOAD_FRAC + step, hour->dry_degc, hour->wet_degc, &high, &water);
    return (high - low) / (2 * step);
}

static float *make_marginal(const struct world *world, const struct site_params *site)
{
    float *pue = sim_memory_new((size_t)world->hours, sizeof(*pue), "weather and plants");
    const struct weather_hour *weather = world->weather[site->climate];
    const struct plant_grid *stock =
        site->stock.count > 0 ? world_grid(world, site->climate, site->stock_plant) : NULL;
    const struct plant_grid *added =
        site->phases.count > 0 ? world_grid(world, site->climate, site->new_plant) : NULL;
    for (int64_t hour = 0; hour < world->hours; hour++) {
        double sum =
            (stock ? marginal(stock, &weather[hour]) : 0) + (added ? marginal(added, &weather[hour]) : 0);
        pue[hour] = (float)(sum / ((stock ? 1 : 0) + (added ? 1 : 0) + (!stock && !added)));
    }
    return pue;
}

static void make_marginals(struct world *world, const struct province *province)
{
    const struct site_params *sites = province->sites.items;
    world->site_count = province->sites.count;
    // Whatever the policy: a sweep may vary it.
    if (province->demand.programmes.count == 0)
        return;
    world->marginal_pue = sim_memory_new((size_t)world->site_count, sizeof(float *), "weather and plants");
#pragma omp parallel for schedule(dynamic)
    for (int64_t s = 0; s < world->site_count; s++)
        world->marginal_pue[s] = make_marginal(world, &sites[s]);
}

static void copy_plan(struct world *world, const struct edge_plan *plan)
{
    if (!plan || plan->count == 0)
        return;
    world->edge_sites = sim_memory_new(plan->count, sizeof(*world->edge_sites), "the edge sites");
    memcpy(world->edge_sites, plan->sites, plan->count * sizeof(*plan->sites));
    world->edges = (struct edge_plan){world->edge_sites, plan->count};
}

static void fit_access(struct world *world, const struct province *province)
{
    const struct access_indicator *indicators = province->access.indicators.items;
    world->access_count = province->access.indicators.count;
    world->access = sim_memory_new((size_t)world->access_count, sizeof(*world->access), "access");
#pragma omp parallel for schedule(dynamic)
    for (int64_t i = 0; i < world->access_count; i++)
        access_fit(&province->access, &indicators[i], province->epoch, &world->access[i]);
}

/// All that energy follows from, in that order: each step reads what the ones before it made.
static void make_power(struct world *world, const struct province *province, uint64_t seed)
{
    const struct climate_params *climates = province->climates.items;
    const struct site_params *sites = province->sites.items;
    for (int64_t i = 0; i < world->climate_count; i++) {
        bool is_used = has_edges(world, province, i);
        for (int64_t s = 0; s < province->sites.count && !is_used; s++)
            is_used = sites[s].climate == i;
        if (is_used)
            world->weather[i] = draw_weather(province, &climates[i], world->hours, seed);
    }
    make_grids(world, province);
    make_edge_days(world, province);
    run_full(world, province);
    make_marginals(world, province);
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
    world->full_load = sim_memory_new((size_t)(world->climate_count * world->plant_count),
                                      sizeof(*world->full_load), "weather and plants");
    world->edge_days =
        sim_memory_new((size_t)world->climate_count, sizeof(*world->edge_days), "weather and plants");
    if (province->power.is_simulated)
        make_power(world, province, seed);
    fit_access(world, province);
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
    for (size_t k = 0; k < world->made_count; k++)
        plant_grid_destroy(world->made[k]);
    for (int64_t i = 0; i < world->climate_count * world->plant_count; i++)
        free(world->full_load[i]);
    for (int64_t s = 0; s < world->site_count && world->marginal_pue; s++)
        free(world->marginal_pue[s]);
    free(world->marginal_pue);
    free(world->weather);
    free(world->made);
    free(world->grids);
    free(world->full_load);
    free(world->edge_days);
    free(world->edge_sites);
    for (int64_t i = 0; i < world->access_count; i++)
        growth_fit_clear(&world->access[i]);
    free(world->access);
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

const double *world_full_load(const struct world *world, int64_t climate, int64_t plant)
{
    return world->full_load[climate * world->plant_count + plant];
}

const struct edge_plan *world_edges(const struct world *world)
{
    return &world->edges;
}

const struct growth_fit *world_access(const struct world *world, int64_t indicator)
{
    return &world->access[indicator];
}

const struct edge_day *world_edge_days(const struct world *world, int64_t climate, int64_t *days)
{
    *days = world->hours / 24;
    return world->edge_days[climate];
}

const float *world_marginal_pue(const struct world *world, int64_t site)
{
    return world->marginal_pue ? world->marginal_pue[site] : NULL;
}

void world_set_trace(struct world *world, const struct dispatch_trace *trace)
{
    world->trace = trace;
}

const struct dispatch_trace *world_trace(const struct world *world)
{
    return world->trace;
}
