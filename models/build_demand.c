/// Programmes' demand, city by city, and the dispatchers that give its work out.
#include "models/build.h"

#include <string.h>

#include "sim/memory.h"

/// Indicator of access of that series; -1: none.
static int64_t indicator_of(const struct province *province, const char *series)
{
    const struct access_indicator *indicators = province->access.indicators.items;
    for (int64_t i = 0; i < province->access.indicators.count; i++)
        if (strcmp(indicators[i].id, series) == 0)
            return i;
    return -1;
}

/// Shares of all programmes in each class of work, normalised, and where each is at home.
static void share_demand(struct province_build *build)
{
    const struct province *province = build->province;
    const struct programme_params *programmes = province->demand.programmes.items;
    size_t count = (size_t)province->demand.programmes.count, cities = (size_t)province->cities.count;
    double all[WORK_COUNT] = {0};
    build->programme_share = sim_memory_new(count * WORK_COUNT, sizeof(double), "a province");
    build->programme_city_frac = sim_memory_new(count * cities, sizeof(double), "a province");
    build->programme_indicator = sim_memory_new(count, sizeof(int64_t), "a province");
    for (size_t p = 0; p < count; p++)
        for (int w = 0; w < WORK_COUNT; w++)
            all[w] += programmes[p].share.of[w];
    for (size_t p = 0; p < count; p++) {
        for (int w = 0; w < WORK_COUNT; w++)
            build->programme_share[p * WORK_COUNT + w] = all[w] > 0 ? programmes[p].share.of[w] / all[w] : 0;
        province_programme_cities(province, &programmes[p], build->programme_city_frac + p * cities);
        build->programme_indicator[p] = indicator_of(province, programmes[p].driver);
    }
}

void build_demand(struct province_build *build, bool every_day)
{
    const struct province *province = build->province;
    const struct compute_class *classes = province->classes.items;
    struct demand_plan *plan = &build->demand_plan;
    if (province->demand.programmes.count == 0)
        return;
    share_demand(build);
    *plan = (struct demand_plan){
        .given = &province->demand,
        .share = build->programme_share,
        .city_frac = build->programme_city_frac,
        .indicator = build->programme_indicator,
        .city_count = province->cities.count,
        .border_tbps = province->network.egress.peak_tbps,
        .epoch_civil_day = province->epoch,
    };
    for (int w = 0; w < WORK_COUNT; w++) {
        int64_t compute = province->demand.work.of[w].compute;
        plan->counted_per_tflops[w] = compute >= 0 ? classes[compute].count_frac : 0;
    }
    demand_plan_make(plan, build->stock_tflops);
    build->demand_wire = (struct demand_wire){
        .plan = plan,
        .network = build->network,
        .pool = build->pool,
        .class_count = (uint32_t)province->classes.count,
        .ahead_days = province->ramp.order_ahead_days,
        .every_day = every_day,
    };
    sim_lp first = sim_add_array(build->engine, &demand_kind, "demand", (uint32_t)province->cities.count,
                                 &build->demand_wire);
    build->demand_cities = sim_memory_new((size_t)province->cities.count, sizeof(sim_lp), "a province");
    for (int64_t i = 0; i < province->cities.count; i++)
        build->demand_cities[i] = first + (sim_lp)i;
}

bool province_has_dispatch(const struct province *province)
{
    return province->dispatch.policy != DISPATCH_OFF && province->demand.programmes.count > 0;
}

static sim_lp add_dispatcher(struct province_build *build, int which, int64_t policy, const char *name)
{
    struct dispatch_wire *wire = &build->dispatch_wires[which];
    build->dispatches[which] =
        province_dispatch_make(wire, build->province, build->world, &build->demand_plan, policy);
    wire->is_baseline = which;
    // The same failures strike a job, whoever places it.
    wire->schedule.failures = sim_engine_stream(build->engine, "dispatch/failures");
    if (wire->edge_class >= 0)
        wire->edge_tflops_per_kw = build->new_tflops_per_kw[wire->edge_class];
    return sim_add(build->engine, &dispatch_kind, name, wire);
}

/// After all who tell it of a day: at one instant, what processes of lower numbers say comes first.
void build_dispatch(struct province_build *build)
{
    const struct province *province = build->province;
    sim_lp dispatchers[2] = {0};
    if (!province_has_dispatch(province))
        return;
    dispatchers[0] = add_dispatcher(build, 0, province->dispatch.policy, "dispatch");
    if (province->dispatch.has_baseline && province->dispatch.policy != DISPATCH_NONE)
        dispatchers[1] = add_dispatcher(build, 1, DISPATCH_NONE, "dispatch/baseline");
    for (int64_t s = 0; s < province->sites.count; s++) {
        memcpy(build->fleet_wires[s].dispatchers, dispatchers, sizeof(dispatchers));
        province_dispatch_tell(build->dispatches[0], s, build->facilities[s]);
    }
    for (int64_t c = 0; c < province->counties.count; c++) {
        int64_t edge_class = build->dispatch_wires[0].edge_class;
        if (build->edge_wires[c].power == 0 || edge_class < 0)
            continue;
        memcpy(build->edge_wires[c].dispatchers, dispatchers, sizeof(dispatchers));
        build->edge_power_wires[c].dispatched =
            (const struct compute_class *)province->classes.items + edge_class;
        province_dispatch_tell_edge(build->dispatches[0], c, build->edge_wires[c].power);
    }
    build->demand_wire.dispatcher = dispatchers[0];
    build->demand_wire.baseline = dispatchers[1];
}
