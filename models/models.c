/// Builds a province's processes and wires them to each other.
///
/// Processes are added from those who serve to those who ask, so that at one instant a fleet records before the racks
/// tell it of their changes: a month's row is the state before that instant.
#include "models/build.h"

#include <stdlib.h>

#include "sim/memory.h"

/// Hours of the day with a mean of 1.
static void normalise_hours(const double given[24], double factor[24])
{
    double sum = 0;
    for (int hour = 0; hour < 24; hour++)
        sum += given[hour];
    for (int hour = 0; hour < 24; hour++)
        factor[hour] = sum > 0 ? given[hour] * 24 / sum : 1;
}

void province_load_hours(const struct province *province, double load_hour_factor[24])
{
    normalise_hours(province->power.load_hour_factor, load_hour_factor);
}

static void *array(int64_t count, size_t size)
{
    return sim_memory_new((size_t)count, size, "a province");
}

/// Every array of parameters has its size before the first process borrows from it.
static void allocate(struct province_build *build)
{
    const struct province *province = build->province;
    int64_t zones = province->zones.count, markets = province->supply.count;
    int64_t sites = province->sites.count, counties = province->counties.count;
    size_t projects, halls, rack_groups;
    build_count(province, &projects, &halls, &rack_groups);
    build->zones = array(zones, sizeof(sim_lp));
    build->zone_wires = array(zones, sizeof(struct grid_wire));
    build->markets = array(markets, sizeof(sim_lp));
    build->market_wires = array(markets, sizeof(struct supply_wire));
    build->facilities = array(sites, sizeof(sim_lp));
    build->facility_wires = array(sites, sizeof(struct facility_wire));
    build->fleet_wires = array(sites, sizeof(struct fleet_wire));
    build->projects = array((int64_t)projects, sizeof(sim_lp));
    build->project_wires = array((int64_t)projects, sizeof(struct project_wire));
    build->hall_wires = array((int64_t)halls, sizeof(struct hall_wire));
    build->rack_wires = array((int64_t)rack_groups, sizeof(struct rack_wire));
    build->rack_groups = array((int64_t)rack_groups, sizeof(sim_lp));
    build->edge_wires = array(counties, sizeof(struct edge_wire));
    build->edge_power_wires = array(counties, sizeof(struct edge_power_wire));
}

struct province_build *province_build(struct sim_engine *engine, const struct province *province,
                                      const struct world *world, bool every_day)
{
    struct province_build *build = sim_memory_new(1, sizeof(*build), "a province");
    build->engine = engine;
    build->province = province;
    build->world = world;
    allocate(build);
    build_calibrate(build);
    province_load_hours(province, build->load_hour_factor);
    normalise_hours(province->power.carbon_hour_factor, build->carbon_hour_factor);
    build_resources(build);
    build_pool(build);
    build_sites(build, every_day);
    build_edges(build);
    build_network(build);
    build_demand(build, every_day);
    build_dispatch(build);
    build_storm(build);
    build_access(build);
    return build;
}

void province_build_destroy(struct province_build *build)
{
    if (!build)
        return;
    for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
        free(build->stock_vintage[c]);
    free(build->zones);
    free(build->zone_wires);
    free(build->markets);
    free(build->market_wires);
    free(build->facility_wires);
    free(build->fleet_wires);
    free(build->projects);
    free(build->project_wires);
    free(build->hall_wires);
    free(build->rack_wires);
    free(build->rack_groups);
    free(build->edge_wires);
    free(build->edge_power_wires);
    free(build->edge_rank);
    free(build->edge_start_day);
    free(build->programme_share);
    free(build->facilities);
    for (int i = 0; i < 2; i++)
        province_dispatch_destroy(build->dispatches[i]);
    free(build->site_city);
    free(build->site_cluster);
    free(build->programme_city_frac);
    free(build->programme_indicator);
    free(build->demand_cities);
    free(build->access_wires);
    free(build->city_share);
    free(build->destination_weight);
    free(build->onward_us);
    province_eras_free(build->eras, build->era_count);
    free(build);
}

const struct demand_plan *province_demand(const struct province_build *build)
{
    return build->demand_plan.given ? &build->demand_plan : NULL;
}

size_t province_rack_groups(const struct province_build *build, const sim_lp **first,
                            const struct rack_wire **wires)
{
    *first = build->rack_groups;
    *wires = build->rack_wires;
    return build->rack_group_count;
}
