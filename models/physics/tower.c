#include "models/physics/tower.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

#define SECONDS_PER_HOUR 3600.0

// [EP]: EnergyPlus and OpenStudio default; [LM]: range of Lei and Masanet (2022), cited in cooling_plant.h;
// the rest are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(tower_params, approach_k, "K", 1.5, 10, 3.9,
                  "leaving water minus wet bulb, design [EP; LM: 2.8-6.7]"),
    SIM_FIELD_F64(tower_params, range_k, "K", 2, 12, 5.56, "cooling of the water, design [EP; LM: 4-6]"),
    SIM_FIELD_F64(tower_params, water_to_air_ratio, "1", 0.4, 3, 1.0,
                  "mass flow of water over that of air, design"),
    SIM_FIELD_F64(tower_params, fan_pressure_pa, "Pa", 50, 600, 200,
                  "pressure of the tower's fans [LM: 100-400]"),
    SIM_FIELD_F64(tower_params, fan_efficiency_frac, "1", 0.2, 0.95, 0.7,
                  "fan, motor and drive [LM: 0.65-0.9]"),
    SIM_FIELD_F64(tower_params, minimum_speed_frac, "1", 0.13, 1, 0.25, "least speed of the tower's fans"),
    SIM_FIELD_F64(tower_params, fan_follow_frac, "1", 0, 1, 0.75,
                  "share of the load's fall that the air flow follows while chillers run; 0: full air"),
    SIM_FIELD_F64(tower_params, minimum_cell_flow_frac, "1", 0.2, 1, 0.33,
                  "water flow at which cells start to close [EP]"),
    SIM_FIELD_F64(tower_params, drift_frac, "1", 0, 0.005, 5e-5,
                  "water lost as droplets, of the circulation"),
};

const struct sim_table tower_table = SIM_TABLE(tower_params, fields, "cooling tower");

/// Bounds of the search for the conductance: far outside of anything built, per kW.
#define UA_LEAST_W_PER_K 1.0
#define UA_MOST_W_PER_K  1e5

/// The fan moves the exhaust (induced draught), saturated and this much above the wet bulb. Estimate: it
/// moves the volume by a few percent.
#define EXHAUST_ABOVE_WET_K 5.0

/// Approach of a tower with the given flows and conductance. Closed form: the heat fixes the air's exit, and
/// with it the equivalent heat capacity.
static double merkel_approach_k(double ua_w_per_k, double water_kg_per_s, double air_kg_per_s, double heat_kw,
                                double wet_degc, const struct wet_air *wet_air)
{
    double heat_w = heat_kw * UNITS_W_PER_KW;
    if (heat_w <= 0.0)
        return 0.0;
    double equivalent_j_per_kg_k = wet_air_heat_capacity_j_per_kg_k(wet_air, wet_degc, heat_w / air_kg_per_s);
    double air = air_kg_per_s * equivalent_j_per_kg_k;
    double water = water_kg_per_s * PSYCHROMETRICS_WATER_J_PER_KG_K;
    double least = fmin(air, water);
    double ntu = ua_w_per_k * equivalent_j_per_kg_k / PSYCHROMETRICS_AIR_J_PER_KG_K / least;
    return heat_w / (machines_counterflow_frac(ntu, least / fmax(air, water)) * least) - heat_w / water;
}

/// Conductance over design, from air and water flow and wet bulb (EnergyPlus Merkel tower's default curves).
static double conductance_frac(double air_frac, double water_frac, double wet_below_design_k)
{
    return air_frac * (1.3 - 0.3 * air_frac) * (0.1082 + water_frac * (1.667 - 0.7713 * water_frac)) *
           (1.0 + 0.0081 * wet_below_design_k);
}

const double tower_fan_curve[4] = {-0.0093, 0.0512, -0.0838, 1.0419};

static double fan_power_frac(double air_frac)
{
    const double *c = tower_fan_curve;
    return fmax(0.0, c[0] + air_frac * (c[1] + air_frac * (c[2] + c[3] * air_frac)));
}

double tower_open_cells_frac(const struct tower *tower, double water_frac)
{
    return fmin(1.0, water_frac / tower->params->minimum_cell_flow_frac);
}

/// Wanted minus reached approach, against the logarithm of the conductance.
static double closer_than_design(const void *context, double log_ua)
{
    const struct tower *tower = context;
    double approach_k =
        merkel_approach_k(exp(log_ua) * conductance_frac(1.0, 1.0, 0.0), tower->water_kg_per_s,
                          tower->air_kg_per_s, tower->heat_kw, tower->design_wet_degc, &tower->wet_air);
    return tower->params->approach_k - approach_k;
}

struct tower tower_size(const struct tower_params *params, double design_wet_degc, double heat_kw,
                        double pressure_pa)
{
    struct tower tower = {.params = params, .design_wet_degc = design_wet_degc, .heat_kw = heat_kw};
    wet_air_init(&tower.wet_air, pressure_pa);
    tower.water_kg_per_s = heat_kw * UNITS_W_PER_KW / (PSYCHROMETRICS_WATER_J_PER_KG_K * params->range_k);
    tower.air_kg_per_s = tower.water_kg_per_s / params->water_to_air_ratio;
    tower.ua_w_per_k =
        exp(numeric_root(closer_than_design, &tower, log(UA_LEAST_W_PER_K), log(UA_MOST_W_PER_K)));
    double exit_degc = design_wet_degc + EXHAUST_ABOVE_WET_K;
    double exit_humidity = psychrometrics_saturated_humidity(exit_degc, pressure_pa);
    tower.fan_kw =
        tower.air_kg_per_s * machines_fan_kw_per_kg_s(exit_degc, exit_humidity, pressure_pa,
                                                      params->fan_pressure_pa, params->fan_efficiency_frac);
    return tower;
}

double tower_approach_k(const struct tower *tower, const struct sink_point *point, double wet_degc)
{
    // The open cells are a smaller tower; seen from one of them heat and water are more.
    double open = tower_open_cells_frac(tower, point->water_frac), cell_water = point->water_frac / open;
    double ua_w_per_k =
        tower->ua_w_per_k * conductance_frac(point->air_frac, cell_water, tower->design_wet_degc - wet_degc);
    return merkel_approach_k(ua_w_per_k, tower->water_kg_per_s * cell_water,
                             tower->air_kg_per_s * point->air_frac, point->heat_kw / open, wet_degc,
                             &tower->wet_air);
}

double tower_following_air_frac(const struct tower *tower, double heat_kw)
{
    double fall = 1.0 - fmin(1.0, heat_kw / tower->heat_kw);
    return fmax(tower->params->minimum_speed_frac, 1.0 - tower->params->fan_follow_frac * fall);
}

double tower_fan_kw(const struct tower *tower, const struct sink_point *point)
{
    return tower->fan_kw * tower_open_cells_frac(tower, point->water_frac) * fan_power_frac(point->air_frac);
}

struct wet_air_exhaust tower_exhaust(const struct tower *tower, const struct sink_point *point,
                                     double dry_degc, double wet_degc)
{
    double air_kg_per_s =
        tower->air_kg_per_s * point->air_frac * tower_open_cells_frac(tower, point->water_frac);
    return wet_air_exhaust(&tower->wet_air, air_kg_per_s, point->heat_kw, dry_degc, wet_degc);
}

double tower_drift_l_per_h(const struct tower *tower, const struct sink_point *point)
{
    return tower->params->drift_frac * tower->water_kg_per_s * point->water_frac * SECONDS_PER_HOUR;
}
