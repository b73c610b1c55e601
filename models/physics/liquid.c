#include "models/physics/liquid.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"

// Defaults are estimates: coolant pumps about 1.2 % and facility pumps about 0.8 % of the heat; facility water of ASHRAE
// class W40.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(liquid_params, heat_frac, "1", 0, 1, 0,
                  "share of the IT heat that liquid takes; 0: air only"),
    SIM_FIELD_F64(liquid_params, supply_degc, "degC", 10, 60, 38,
                  "warmest facility water that the CDUs may get (ASHRAE W32, W40, W45)"),
    SIM_FIELD_F64(liquid_params, rise_k, "K", 3, 25, 8, "rise of the facility water at full load"),
    SIM_FIELD_F64(liquid_params, exchanger_approach_k, "K", 0, 8, 2,
                  "facility water minus the sink's water; 0: one closed loop"),
    SIM_FIELD_F64(liquid_params, coolant_rise_k, "K", 3, 25, 9, "rise of the coolant at full load"),
    SIM_FIELD_F64(liquid_params, coolant_head_pa, "Pa", 0, 1e6, 270000,
                  "head of the coolant pumps in the CDUs"),
    SIM_FIELD_F64(liquid_params, facility_head_pa, "Pa", 0, 1e6, 160000, "head of the facility-water pumps"),
    SIM_FIELD_F64(liquid_params, pump_efficiency_frac, "1", 0.2, 0.95, 0.6, "pump, motor and drive"),
    SIM_FIELD_F64(liquid_params, minimum_flow_frac, "1", 0.1, 1, 0.5, "least flow of the pumps"),
    SIM_FIELD_F64(liquid_params, pump_exponent, "1", 1, 3, 2.5, "power of the flow that pump power follows"),
    SIM_FIELD_F64(liquid_params, server_fan_left_frac, "1", 0, 1, 0.4,
                  "server-fan power that is left beside the liquid, of that with air alone"),
};

const struct sim_table liquid_table = SIM_TABLE(liquid_params, fields, "liquid to the racks");

/// Water a little warmer than set is not worth a warning.
#define WARM_K 1e-6

/// The sink in an hour.
struct attempt {
    const struct liquid *liquid;
    const struct outside *outside;
    double heat_kw, rise_k;
    struct sink_point point;
    double leaving_degc;
};

/// Share of the heat that the sink takes at full air if it took `assumed_frac`.
static double taken_frac(void *context, double assumed_frac)
{
    struct attempt *attempt = context;
    const struct liquid_params *params = attempt->liquid->params;
    attempt->point.heat_kw = assumed_frac * attempt->heat_kw;
    attempt->point.air_frac = 1.0;
    attempt->leaving_degc = sink_leaving_degc(&attempt->liquid->sink, &attempt->point, attempt->outside);
    double return_degc = params->supply_degc + attempt->rise_k;
    return numeric_clamp(
        (return_degc - attempt->leaving_degc - params->exchanger_approach_k) / attempt->rise_k, 0.0, 1.0);
}

static double flow_frac_of(const struct liquid *liquid, double heat_kw)
{
    return numeric_clamp(heat_kw / liquid->heat_kw, liquid->params->minimum_flow_frac, 1.25);
}

struct liquid liquid_size(const struct liquid_params *params, double racks_kw, const struct sink_def *sink,
                          double design_dry_degc, double design_sea_degc)
{
    struct liquid liquid = {.params = params, .racks_kw = racks_kw};
    double coolant = machines_pump_kw_per_kw(params->coolant_head_pa, params->coolant_rise_k,
                                             params->pump_efficiency_frac);
    double facility =
        machines_pump_kw_per_kw(params->facility_head_pa, params->rise_k, params->pump_efficiency_frac);
    liquid.coolant_pump_kw = coolant * racks_kw;
    liquid.facility_pump_kw = facility * racks_kw;
    liquid.heat_kw = racks_kw + liquid.coolant_pump_kw + liquid.facility_pump_kw;
    liquid.left_kw = liquid.heat_kw;
    if (!sink)
        return liquid;
    struct sink_def def = *sink;
    def.heat_kw = liquid.heat_kw;
    liquid.has_sink = true;
    liquid.sink = sink_size(&def);
    struct outside design = {design_dry_degc, sink->design_wet_degc, design_sea_degc};
    liquid.left_kw = liquid_run(&liquid, racks_kw, 0.0, true, &design).left_kw;
    return liquid;
}

struct liquid_hour liquid_run(const struct liquid *liquid, double racks_kw, double reused_kw, bool has_help,
                              const struct outside *outside)
{
    const struct liquid_params *params = liquid->params;
    struct liquid_hour hour = {.supply_degc = params->supply_degc};
    double flow_frac = flow_frac_of(liquid, racks_kw * liquid->heat_kw / liquid->racks_kw);
    hour.pump_kw = (liquid->coolant_pump_kw + liquid->facility_pump_kw) *
                   machines_power(flow_frac, params->pump_exponent);
    hour.flow_frac = flow_frac;
    hour.heat_kw = racks_kw + hour.pump_kw;
    double heat_kw = fmax(hour.heat_kw - reused_kw, 0.0);
    if (!liquid->has_sink || heat_kw <= 0.0) {
        hour.left_kw = heat_kw;
        return hour;
    }
    struct attempt attempt = {.liquid = liquid, .outside = outside, .heat_kw = heat_kw};
    attempt.rise_k = params->rise_k * hour.heat_kw / liquid->heat_kw / flow_frac;
    attempt.point.water_frac = flow_frac;
    double goal_degc = params->supply_degc - params->exchanger_approach_k, taken = taken_frac(&attempt, 1.0);
    if (taken >= 1.0 || !has_help) {
        hour.supply_degc = fmax(attempt.leaving_degc + params->exchanger_approach_k, params->supply_degc);
        hour.is_warm = hour.supply_degc > params->supply_degc + WARM_K;
        attempt.point.heat_kw = heat_kw;
        attempt.point.air_frac = sink_goal_air_frac(&liquid->sink, &attempt.point, outside, goal_degc, 1.0);
    } else {
        numeric_fixed_point(taken_frac, &attempt, taken, 0.0, 1.0);
        hour.left_kw = heat_kw - attempt.point.heat_kw;
    }
    hour.air_frac = attempt.point.air_frac;
    hour.fan_kw = sink_fan_kw(&liquid->sink, &attempt.point);
    struct wet_air_exhaust exhaust = sink_exhaust(&liquid->sink, &attempt.point, outside);
    hour.heat_rejected_kw = exhaust.heat_kw + hour.fan_kw;
    hour.evaporation_l_per_h = exhaust.evaporation_l_per_h;
    hour.drift_l_per_h = sink_drift_l_per_h(&liquid->sink, &attempt.point);
    return hour;
}
