/// Cooling towers: water cooled by air that it partly evaporates into. Per kW of design IT load.
///
/// Merkel's enthalpy potential as a counterflow exchanger with the equivalent heat capacity of saturated air
/// (Braun, Klein and Mitchell, "Effectiveness models for cooling towers and cooling coils", ASHRAE Trans.
/// 95(2), 1989). The conductance's dependence on flows and wet bulb is the default of EnergyPlus's
/// "CoolingTower:VariableSpeed:Merkel". A tower has many cells; below a least flow of water cells close, so
/// that the fill of the others stays wet.
#pragma once

#include "models/physics/wet_air.h"
#include "sim/field.h"

/// See tower_table for meaning, range and default of each.
struct tower_params {
    double approach_k;
    double range_k;
    double water_to_air_ratio;
    double fan_pressure_pa;
    double fan_efficiency_frac;
    double minimum_speed_frac;
    double fan_follow_frac;
    double minimum_cell_flow_frac;
    double drift_frac;
};

extern const struct sim_table tower_table;

/// A sized tower.
struct tower {
    const struct tower_params *params; // borrowed
    struct wet_air wet_air;            // at the plant's pressure
    double design_wet_degc;
    double heat_kw; // to be rejected at the design wet bulb
    double water_kg_per_s;
    double air_kg_per_s;
    double ua_w_per_k; // Merkel conductance, on the heat capacity of air
    double fan_kw;     // at full speed
};

/// A sink at work.
struct sink_point {
    double heat_kw;    // to be rejected                                             >= 0
    double water_frac; // water flow over design                                     0.1..1.25
    double air_frac;   // air or seawater flow over design, alike in open cells      0.1..1
};

/// Sizes a tower. A tower that cannot reach its approach with its air, however large, gets 100 kW/K and stays
/// short of it.
/// @param design_wet_degc  wet bulb at which the approach is reached     [degC]  5..35
/// @param heat_kw          to be rejected then                           [kW]    > 0
struct tower tower_size(const struct tower_params *params, double design_wet_degc, double heat_kw,
                        double pressure_pa);

/// Leaving water minus wet bulb. wet_degc: -30..40. Error at full fan, 0 to 25.6 degC of wet bulb: inside the
/// span of three published correlations (tests/models/physics/test_plant.c).
double tower_approach_k(const struct tower *tower, const struct sink_point *point, double wet_degc);

/// Air flow over design while chillers run: falls with the heat, by params->fan_follow_frac of its fall.
/// Source: Braun and Diderrich, "Near-optimal control of cooling towers for chilled-water systems", ASHRAE
/// Trans. 96(2), 1990 (air flow linear in load).
double tower_following_air_frac(const struct tower *tower, double heat_kw);

/// The share of the cells that is open: all, until the water per cell would be too little to wet the fill.
double tower_open_cells_frac(const struct tower *tower, double water_frac);

/// Fan power over full power at air flow a: c[0] + c[1] a + c[2] a^2 + c[3] a^3, never below zero. Source: EnergyPlus /
/// OpenStudio default for variable-speed towers.
extern const double tower_fan_curve[4];

/// Power of the fans of the open cells [kW].
double tower_fan_kw(const struct tower *tower, const struct sink_point *point);

/// Heat and water that leave with the air, the fans' own heat not among it.
struct wet_air_exhaust tower_exhaust(const struct tower *tower, const struct sink_point *point,
                                     double dry_degc, double wet_degc);

/// Water that leaves as droplets [L/h].
double tower_drift_l_per_h(const struct tower *tower, const struct sink_point *point);
