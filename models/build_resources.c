/// What projects and cabinets compete for: review, capital, crews, grid zones, markets, tenants.
#include "models/build.h"

#include <stdio.h>

#include "sim/memory.h"

void build_resources(struct province_build *build)
{
    const struct province *province = build->province;
    const double crews[4] = {province->crews.civil, province->crews.mep, province->crews.install,
                             province->crews.edge};
    const char *const trades[4] = {"crews/civil", "crews/mep", "crews/install", "crews/edge"};
    char name[256];
    build->quota = sim_add(build->engine, &quota_kind, "review", &province->review);
    build->treasury = sim_add(build->engine, &treasury_kind, "capital", &province->capital);
    for (int i = 0; i < 4; i++) {
        build->crew_wires[i].crews = crews[i];
        build->crews[i] = sim_add(build->engine, &contractor_kind, trades[i], &build->crew_wires[i]);
    }
    const struct grid_params *zones = province->zones.items;
    for (int64_t i = 0; i < province->zones.count; i++) {
        build->zone_wires[i] = (struct grid_wire){&zones[i], province->epoch};
        snprintf(name, sizeof(name), "zones/%s", zones[i].id);
        build->zones[i] = sim_add(build->engine, &grid_kind, name, &build->zone_wires[i]);
    }
    const struct supply_params *markets = province->supply.items;
    for (int64_t i = 0; i < province->supply.count; i++) {
        build->market_wires[i] = (struct supply_wire){&markets[i], province->epoch};
        snprintf(name, sizeof(name), "supply/%s", markets[i].id);
        build->markets[i] = sim_add(build->engine, &supply_kind, name, &build->market_wires[i]);
    }
}

/// The pool that tenants come from, where programmes say how many there are.
void build_pool(struct province_build *build)
{
    const struct province *province = build->province;
    const struct site_params *sites = province->sites.items;
    if (province->demand.programmes.count == 0)
        return;
    build->site_city = sim_memory_new((size_t)province->sites.count, sizeof(int64_t), "a province");
    build->site_cluster = sim_memory_new((size_t)province->sites.count, sizeof(int64_t), "a province");
    for (int64_t s = 0; s < province->sites.count; s++) {
        build->site_city[s] = sites[s].city;
        build->site_cluster[s] = sites[s].cluster[0] != '\0';
    }
    for (int w = 0; w < WORK_COUNT; w++) {
        int64_t compute = province->demand.work.of[w].compute;
        bool at_epoch;
        if (compute >= 0 && demand_plan_asks(&province->demand, (enum work)w, &at_epoch))
            build->has_work[compute] = true;
    }
    build->pool_wire = (struct pool_wire){build->site_city, build->site_cluster};
    build->pool = sim_add_array(build->engine, &pool_kind, "pool", (uint32_t)province->classes.count,
                                &build->pool_wire);
}
