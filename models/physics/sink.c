#include "models/physics/sink.h"

#include <math.h>
#include <stddef.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "sim/status.h"

double sink_range_k(const struct sink_def *def)
{
    return def->kind == SINK_TOWER        ? def->tower->range_k
           : def->kind == SINK_DRY_COOLER ? def->dry_cooler->range_k
                                          : SINK_SEA_RANGE_K;
}

struct sink sink_size(const struct sink_def *def)
{
    struct sink sink = {.kind = def->kind, .heat_kw = def->heat_kw};
    switch (def->kind) {
    case SINK_TOWER:
        sink.tower = tower_size(def->tower, def->design_wet_degc, def->heat_kw, def->pressure_pa);
        sink.water_kg_per_s = sink.tower.water_kg_per_s;
        sink.least_air_frac = def->tower->minimum_speed_frac;
        sink.fan_kw = sink.tower.fan_kw;
        break;
    case SINK_DRY_COOLER:
        sink.dry_cooler = dry_cooler_size(def->dry_cooler, def->heat_kw, def->pressure_pa);
        sink.water_kg_per_s = sink.dry_cooler.water_kg_per_s;
        sink.least_air_frac = def->dry_cooler->minimum_speed_frac;
        sink.fan_kw = sink.dry_cooler.fan_kw;
        break;
    case SINK_SEAWATER:
        sink.sea = sea_size(def->sea, def->heat_kw, SINK_SEA_RANGE_K);
        sink.water_kg_per_s = sink.sea.water_kg_per_s;
        sink.least_air_frac = def->sea->minimum_flow_frac;
        sink.fan_kw = sink.sea.pump_kw;
        break;
    case SINK_NONE:
    case SINK_AS_OPTION: SIM_ASSERT(false, "a sink without a kind");
    }
    return sink;
}

double sink_design_degc(const struct sink_def *def, double design_dry_degc, double sea_degc)
{
    if (def->kind == SINK_TOWER)
        return def->design_wet_degc + def->tower->approach_k;
    if (def->kind == SINK_SEAWATER)
        return sea_degc + def->sea->approach_k;
    double pad =
        def->dry_cooler->pad_effectiveness_frac * (design_dry_degc > def->dry_cooler->pad_start_degc);
    return design_dry_degc - pad * (design_dry_degc - def->design_wet_degc) + def->dry_cooler->approach_k;
}

double sink_source_degc(const struct sink *sink, const struct outside *outside)
{
    if (sink->kind == SINK_TOWER)
        return outside->wet_degc;
    if (sink->kind == SINK_SEAWATER)
        return outside->sea_degc;
    return dry_cooler_air_degc(&sink->dry_cooler, outside->dry_degc, outside->wet_degc);
}

double sink_leaving_degc(const struct sink *sink, const struct sink_point *point,
                         const struct outside *outside)
{
    if (sink->kind == SINK_TOWER)
        return outside->wet_degc + tower_approach_k(&sink->tower, point, outside->wet_degc);
    if (sink->kind == SINK_SEAWATER)
        return sea_leaving_degc(&sink->sea, point, outside->sea_degc);
    return dry_cooler_leaving_degc(&sink->dry_cooler, point, sink_source_degc(sink, outside));
}

double sink_following_air_frac(const struct sink *sink, double heat_kw)
{
    if (sink->kind == SINK_TOWER)
        return tower_following_air_frac(&sink->tower, heat_kw);
    double follow = sink->kind == SINK_DRY_COOLER ? sink->dry_cooler.params->fan_follow_frac : 1.0;
    double fall = 1.0 - fmin(1.0, heat_kw / sink->heat_kw);
    return fmax(sink->least_air_frac, 1.0 - follow * fall);
}

/// Water at a temperature is wanted from a sink at work.
struct question {
    const struct sink *sink;
    const struct outside *outside;
    struct sink_point point;
    double goal_degc;
};

/// Goal minus leaving water: grows with the air.
static double colder_than_goal(const void *context, double air_frac)
{
    const struct question *q = context;
    struct sink_point point = q->point;
    point.air_frac = air_frac;
    return q->goal_degc - sink_leaving_degc(q->sink, &point, q->outside);
}

double sink_goal_air_frac(const struct sink *sink, const struct sink_point *point,
                          const struct outside *outside, double goal_degc, double air_most_frac)
{
    struct question question = {sink, outside, *point, goal_degc};
    double least = fmin(sink->least_air_frac, air_most_frac);
    return numeric_root(colder_than_goal, &question, least, air_most_frac);
}

double sink_fan_kw(const struct sink *sink, const struct sink_point *point)
{
    if (sink->kind == SINK_TOWER)
        return tower_fan_kw(&sink->tower, point);
    if (sink->kind == SINK_SEAWATER)
        return sea_pump_kw(&sink->sea, point);
    return dry_cooler_fan_kw(&sink->dry_cooler, point);
}

struct wet_air_exhaust sink_exhaust(const struct sink *sink, const struct sink_point *point,
                                    const struct outside *outside)
{
    if (sink->kind == SINK_TOWER)
        return tower_exhaust(&sink->tower, point, outside->dry_degc, outside->wet_degc);
    if (sink->kind == SINK_DRY_COOLER)
        return dry_cooler_exhaust(&sink->dry_cooler, point, outside->dry_degc, outside->wet_degc);
    return (struct wet_air_exhaust){point->heat_kw, 0.0};
}

double sink_drift_l_per_h(const struct sink *sink, const struct sink_point *point)
{
    return sink->kind == SINK_TOWER ? tower_drift_l_per_h(&sink->tower, point) : 0.0;
}
