/// Edge sites, county by county, and their power.
#include "models/build.h"

#include <math.h>
#include <stdio.h>

#include "sim/memory.h"

/// Day on which site `rank` (from 0) of the roll-out starts: linear between the steps; -1 for the stock.
static double edge_start(const struct province *province, double rank)
{
    const struct edge_step *steps = province->edge.steps.items;
    double sites_before = province->edge.stock_sites, day_before = 0;
    if (rank < sites_before)
        return -1;
    for (int64_t i = 0; i < province->edge.steps.count; i++) {
        double day = (double)(steps[i].date - province->epoch);
        if (rank < steps[i].sites)
            return fmax(0, day_before +
                               (day - day_before) * (rank - sites_before) / (steps[i].sites - sites_before));
        sites_before = fmax(sites_before, steps[i].sites);
        day_before = day;
    }
    return fmax(0, day_before);
}

static void add_edge_power(struct province_build *build, size_t c)
{
    const struct province *province = build->province;
    const struct county_params *county = (const struct county_params *)province->counties.items + c;
    const struct city_params *city = (const struct city_params *)province->cities.items + county->city;
    struct edge_power_wire *wire = &build->edge_power_wires[c];
    char name[256];
    *wire = (struct edge_power_wire){
        .given = &province->edge_power,
        .county = (int64_t)c,
        .overhead_factor = province->power.overhead_factor,
        .cny_per_kwh = province->power.cny_per_kwh,
        .carbon_kg_per_kwh = province->power.carbon_kg_per_kwh,
    };
    if (city->climate >= 0 && province->power.is_simulated)
        wire->days = world_edge_days(build->world, city->climate, &wire->day_count);
    for (int hour = 0; hour < 24; hour++)
        wire->price_factor += build->load_hour_factor[hour] * province->power.tariff_hour_factor[hour] / 24;
    snprintf(name, sizeof(name), "counties/%s/edge_power", county->id);
    build->edge_wires[c].power = sim_add(build->engine, &edge_power_kind, name, wire);
}

/// Sites of the plan that this roll-out comes to: the stock, and what its steps start. None without a plan.
static size_t edge_count(const struct province *province, const struct edge_plan *plan)
{
    const struct edge_step *steps = province->edge.steps.items;
    double most = province->edge.stock_sites;
    if (plan->count == 0)
        return 0;
    for (int64_t i = 0; i < province->edge.steps.count; i++)
        most = fmax(most, steps[i].sites);
    size_t count = (size_t)floor(most);
    SIM_ASSERT(count <= plan->count, "%zu edge sites are rolled out, %zu are placed", count, plan->count);
    return count;
}

/// The sites of the plan, county by county: in each an array of processes in the order of the plan.
void build_edges(struct province_build *build)
{
    const struct province *province = build->province;
    const struct edge_plan *plan = world_edges(build->world);
    const struct county_params *counties = province->counties.items;
    size_t total = edge_count(province, plan);
    build->edge_start_day = sim_memory_new(total, sizeof(double), "a province");
    build->edge_rank = sim_memory_new(total, sizeof(*build->edge_rank), "a province");
    size_t next = 0;
    for (size_t c = 0; c < (size_t)province->counties.count; c++) {
        size_t first = next;
        char name[256];
        for (size_t rank = 0; rank < total; rank++)
            if (plan->sites[rank].county == (int64_t)c) {
                build->edge_rank[next] = (uint32_t)rank;
                build->edge_start_day[next++] = edge_start(province, (double)rank);
            }
        if (next == first)
            continue;
        build->edge_wires[c] = (struct edge_wire){
            .given = &province->edge,
            .unit = {.site = (int64_t)c, .hall = -1, .edge_sites = 1},
            .plan = plan,
            .rank = build->edge_rank + first,
            .start_day = build->edge_start_day + first,
            .crews = build->crews[3],
        };
        add_edge_power(build, c);
        snprintf(name, sizeof(name), "counties/%s/edge", counties[c].id);
        sim_add_array(build->engine, &edge_kind, name, (uint32_t)(next - first), &build->edge_wires[c]);
    }
}
