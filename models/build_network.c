/// The network's egress, and indicators of access.
#include "models/build.h"

#include <stdio.h>

#include "sim/memory.h"

/// Each city's share of the province's people; without any, the same for all.
static double *share_people(const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    size_t cities = (size_t)province->cities.count;
    double *share = sim_memory_new(cities, sizeof(*share), "a province"), all = 0;
    for (int64_t i = 0; i < province->counties.count; i++) {
        share[counties[i].city] += (double)counties[i].population;
        all += (double)counties[i].population;
    }
    for (size_t c = 0; c < cities; c++)
        share[c] = all > 0 ? share[c] / all : 1 / (double)cities;
    return share;
}

void build_network(struct province_build *build)
{
    const struct province *province = build->province;
    if (!province_has_egress(province))
        return;
    build->era_count = province_eras(province, &build->eras);
    build->city_share = share_people(province);
    size_t destinations = province_destinations(province, &build->destination_weight, &build->onward_us);
    build->network_wire = (struct network_wire){
        .given = &province->network,
        .epoch_civil_day = province->epoch,
        .city_count = province->cities.count,
        .share = build->city_share,
        .destination_count = (int64_t)destinations,
        .weight = build->destination_weight,
        .onward_us = build->onward_us,
        .eras = build->eras,
        .era_count = (int64_t)build->era_count,
    };
    build->network = sim_add(build->engine, &network_kind, "network", &build->network_wire);
}

/// True of an indicator that some programme follows.
static bool is_followed(const struct province_build *build, int64_t indicator)
{
    for (int64_t p = 0; p < build->province->demand.programmes.count; p++)
        if (build->programme_indicator[p] == indicator)
            return true;
    return false;
}

void build_access(struct province_build *build)
{
    const struct access_params *access = &build->province->access;
    const struct access_indicator *indicators = access->indicators.items;
    size_t count = (size_t)access->indicators.count;
    build->access_wires = sim_memory_new(count, sizeof(*build->access_wires), "a province");
    for (size_t i = 0; i < count; i++) {
        char name[256];
        build->access_wires[i] = (struct access_wire){
            .given = access,
            .indicator = &indicators[i],
            .index = (int64_t)i,
            .epoch_civil_day = build->province->epoch,
            .fit = world_access(build->world, (int64_t)i),
            .receivers = build->demand_cities,
            .receiver_count = is_followed(build, (int64_t)i) ? (uint64_t)build->province->cities.count : 0,
        };
        snprintf(name, sizeof(name), "access/%.200s", indicators[i].id);
        sim_add(build->engine, &access_kind, name, &build->access_wires[i]);
    }
}
