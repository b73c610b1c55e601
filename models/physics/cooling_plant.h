/// The cooling and power chain of a data hall for one hour: IT load and weather to electricity, water and
/// heat.
///
///     IT, UPS, distribution, lighting -> room -> fans -> cooling -+-> DX                          -> air   (dx)
///                                                                 +-> chilled water -> chiller    -> air   (chiller_air)
///                                                                 |                 -> chiller    -> tower (chiller_water)
///                                                                 |                 -> exchanger  -> tower (..._economizer)
///                                                                 +-> air exchanger, sprayed, DX trim      (indirect_...)
///
/// Everything is per kW of design IT load: a plant of 1 kW. Steady state, hour by hour: no storage, no
/// hysteresis, no start-up. Each hour's control takes the cheaper of the modes and the cheapest number of
/// chillers, so the result is continuous in weather and load. Every watt of electricity is followed to where
/// it leaves as heat, and the difference of both sums is reported.
///
/// Equations and sources, in the order of the chain:
///  - fans: P = V dp / eta; part load P = P0 max(x, floor)^n. Pumps likewise.
///  - chillers: DOE-2 / EnergyPlus "EIR" model, capacity and efficiency as biquadratics of leaving chilled water and
///    entering condenser fluid (EnergyPlus Engineering Reference, "Electric Chiller Model Based on Condenser Entering
///    Temperature"); York YK (2771 kW, COP 6.84, variable speed) and York YCAL0033EE (COP 3.1, condenser fans included).
///    Inputs are held inside the curves' range and the COP then scaled by the ratio of Carnot COPs (an estimate: no
///    public curve is valid above about 12 degC of chilled water); the hour is flagged.
///  - tower: Merkel's enthalpy potential as a counterflow exchanger with the equivalent heat capacity of saturated air
///    (Braun, Klein, Mitchell, "Effectiveness models for cooling towers and cooling coils", ASHRAE Trans. 95(2), 1989;
///    EnergyPlus "CoolingTower:VariableSpeed:Merkel", from which the conductance's dependence on flows is taken).
///  - tower fans follow the load (Braun and Diderrich, "Near-optimal control of cooling towers for chilled-water
///    systems", ASHRAE Trans. 96(2), 1990: air flow linear in load).
///  - water-side economizer: integrated, in series before the chillers, approach of the exchanger constant.
///  - indirect evaporative: counterflow air-to-air exchanger, part of its surface sprayed as needed, DX trim.
///  - water: evaporation from the moist-air balance with saturated exit; blow-down from cycles of concentration.
///  - electrical: electrical.h.
#pragma once

#include <stdint.h>

#include "models/physics/electrical.h"
#include "sim/field.h"

enum plant_option {
    PLANT_DX,
    PLANT_CHILLER_AIR,
    PLANT_CHILLER_WATER,
    PLANT_CHILLER_WATER_ECONOMIZER,
    PLANT_INDIRECT_EVAPORATIVE,
    PLANT_OPTION_COUNT,
};

/// Room air. Meaning, range and default of each member of these structs: the field tables in cooling_plant.c.
struct plant_air {
    double supply_degc;
    double rise_k;
    double fan_pressure_pa;
    double fan_efficiency_frac;
    double minimum_speed_frac;
    double fan_exponent;
};

/// Water circuits.
struct plant_water {
    double rise_k;
    double chilled_head_pa;
    double condenser_head_pa;
    double economizer_head_pa;
    double pump_efficiency_frac;
    double minimum_flow_frac;
    double pump_exponent;
    double exchanger_approach_k;
};

/// Compressors.
struct plant_chiller {
    int64_t module_count;
    double sizing_ratio;
    double minimum_load_frac;
    double condenser_water_minimum_degc;
    double condenser_air_minimum_degc;
    double dx_evaporator_approach_k;
    double dx_cop_ratio;
};

/// Cooling tower.
struct plant_tower {
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

/// Indirect evaporative air handler.
struct plant_indirect {
    double effectiveness_frac;
    double fan_pressure_pa;
    double fan_efficiency_frac;
    double minimum_speed_frac;
    double spray_speed_frac;
};

struct plant_params {
    const char *id;
    const char *name;
    int64_t option; // enum plant_option
    double chilled_water_degc;
    double cop_factor;
    double design_dry_degc;
    double design_wet_degc;
    double concentration_ratio;
    struct plant_air air;
    struct plant_water water;
    struct plant_chiller chiller;
    struct plant_tower tower;
    struct plant_indirect indirect;
    struct electrical_params electrical;
};

extern const struct sim_table plant_params_table;
extern const struct sim_table plant_air_table;
extern const struct sim_table plant_water_table;
extern const struct sim_table plant_chiller_table;
extern const struct sim_table plant_tower_table;
extern const struct sim_table plant_indirect_table;

/// Why an hour's result is less sure. Bits.
enum plant_flag {
    PLANT_EXTRAPOLATED = 1, // a compressor ran outside its curve's temperatures
    PLANT_SHORT = 2,        // the load was above the compressors' capacity; it is counted as if it were met
    PLANT_CLAMPED = 4,      // load_frac was outside 0..1, or wet_degc above dry_degc
};

/// One hour of a plant whose design IT load is 1 kW.
struct plant_hour {
    double it_kw;
    double fan_kw;        // air to the room
    double pump_kw;       //
    double compressor_kw; // with condenser fans where the condenser is air-cooled
    double tower_fan_kw;  // tower, or scavenger air of the indirect evaporative handler
    double ups_loss_kw;
    double distribution_loss_kw;
    double transformer_loss_kw;
    double lighting_kw;
    double total_kw;         // sum of the above: electricity in
    double heat_rejected_kw; // heat out, summed where it leaves
    double residual_kw;      // total_kw - heat_rejected_kw; below 1e-9
    double free_frac;        // share of the cooling done without compressors
    double water_l_per_h;    // make-up: the sum of the next three
    double evaporation_l_per_h;
    double drift_l_per_h;
    double blowdown_l_per_h;
    int64_t flags; // enum plant_flag
};

/// Sizes of the parts, found once from parameters and pressure. Per kW of design IT.
struct plant_design {
    const struct plant_params *params; // borrowed
    double pressure_pa;
    double room_kw;         // heat released in the room
    double fan_kw;          // room fans at full speed
    double cooling_kw;      // heat taken from the room, fans included
    double air_kg_per_s;    // through the room
    double chilled_pump_kw; // at full flow
    double chiller_kw;      // reference capacity, all modules
    double condenser_kw;    // heat to the tower
    double condenser_pump_kw;
    double tower_water_kg_per_s;
    double tower_air_kg_per_s;
    double tower_ua_w_per_k; // Merkel conductance, on the heat capacity of air
    double tower_fan_kw;     // tower or scavenger fans at full speed
    double exchanger_ntu;    // of the indirect evaporative exchanger, at full flows
    double trim_kw;          // capacity of its DX
};

/// Parameters as the field tables' defaults have them, with this option.
struct plant_params plant_params_default(enum plant_option option);

/// Sizes a plant for its design weather. pressure_pa: 54,000..110,000. params: inside the tables' ranges. A
/// tower that cannot reach its approach with its air, however large, gets 100 kW/K per kW and stays short of
/// it.
void plant_size(const struct plant_params *params, double pressure_pa, struct plant_design *design);

/// An hour of a sized plant.
/// @param load_frac  IT load over the design IT load of what is commissioned   [1]     0..1 (held inside)
/// @param dry_degc   outdoor dry bulb                                          [degC]  -30..50
/// @param wet_degc   outdoor wet bulb                                          [degC]  -30..dry_degc (held below it)
/// Cost: 0.1 us (dx, chiller_air), 1 us (indirect evaporative), 3 to 5 us (towers).
void plant_run(const struct plant_design *design, double load_frac, double dry_degc, double wet_degc,
               struct plant_hour *out);

/// Sizes the plant and runs one hour: for single questions. Many hours: plant_size once, then plant_run.
void plant_hour(const struct plant_params *params, double load_frac, double dry_degc, double wet_degc,
                double pressure_pa, struct plant_hour *out);

/// Total over IT power; infinite without IT load.
double plant_pue(const struct plant_hour *hour);

/// Leaving water minus wet bulb of a sized tower.
/// @param heat_kw     heat to reject, per kW of design IT         >= 0
/// @param water_frac  water flow over design                      0.2..1.25
/// @param air_frac    air flow over design, the same in all cells 0.1..1
double plant_tower_approach_k(const struct plant_design *design, double wet_degc, double heat_kw,
                              double water_frac, double air_frac);

/// Cooling over compressor power at full load of the water-cooled (York YK) or air-cooled (York YCAL) curve,
/// without the as-operated factor. leaving_degc: chilled water; entering_degc: condenser water or outdoor
/// air. flags may be null.
double plant_chiller_cop(int is_air_cooled, double leaving_degc, double entering_degc, int64_t *flags);
