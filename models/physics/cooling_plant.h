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
/// The parts, their equations and sources, each file above those it is made of:
///
///     cooling_plant   parameters, sizing, the hour
///     chilled_water   pumps, modes, economizer         indirect   evaporative air handler
///     chiller  tower  compressors; Merkel towers       room_air   air of the hall and its fans
///     wet_air         saturated exhaust, evaporation   machines   fans, pumps, exchangers
///     electrical      transformers, UPS, distribution  psychrometrics, numeric
///
/// [LM] in the field tables: parameter ranges of Lei and Masanet, "Climate- and technology-specific PUE and
/// WUE estimations for U.S. data centers using a hybrid statistical and thermodynamics-based approach",
/// Resour. Conserv. Recycl. 182 (2022). Defaults: a well-run hall of the early 2020s.
#pragma once

#include <stdint.h>

#include "models/physics/chilled_water.h"
#include "models/physics/chiller.h"
#include "models/physics/electrical.h"
#include "models/physics/indirect.h"
#include "models/physics/room_air.h"
#include "models/physics/tower.h"
#include "sim/field.h"

enum plant_option {
    PLANT_DX,
    PLANT_CHILLER_AIR,
    PLANT_CHILLER_WATER,
    PLANT_CHILLER_WATER_ECONOMIZER,
    PLANT_INDIRECT_EVAPORATIVE,
    PLANT_OPTION_COUNT,
};

/// See plant_params_table for meaning, range and default of each.
struct plant_params {
    const char *id;
    const char *name;
    int64_t option; // enum plant_option
    double chilled_water_degc;
    double cop_factor;
    double design_dry_degc;
    double design_wet_degc;
    double concentration_ratio;
    struct room_air_params air;
    struct chilled_water_params water;
    struct chiller_params chiller;
    struct tower_params tower;
    struct indirect_params indirect;
    struct electrical_params electrical;
};

extern const struct sim_table plant_params_table;

/// Why an hour's result is less sure. Bits.
enum plant_flag {
    PLANT_EXTRAPOLATED = CHILLER_EXTRAPOLATED, // a compressor ran outside its curve's temperatures
    PLANT_SHORT = CHILLER_SHORT,               // the compressors could not; the load is counted as if met
    PLANT_CLAMPED = 4,                         // load_frac was outside 0..1, or wet_degc above dry_degc
};

/// One hour of a plant whose design IT load is 1 kW.
struct plant_hour {
    double it_kw;
    double fan_kw;        // air to the room
    double pump_kw;       // chilled and condenser water
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

/// Sizes of the parts, found once from parameters and pressure. Per kW of design IT. Parts that the option
/// does not have are zero.
struct plant_design {
    const struct plant_params *params; // borrowed
    double pressure_pa;
    struct room_air air; // its fans, and the heat to be taken away
    struct chilled_water chilled_water;
    struct indirect indirect;
    double trim_kw; // capacity of the indirect handler's DX
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
/// Blow-down is what keeps the circulating water at params->concentration_ratio, droplets counted.
/// Cost: 0.1 to 0.2 us (dx, chiller_air), 1 us (indirect evaporative), 4 to 6 us (towers).
void plant_run(const struct plant_design *design, double load_frac, double dry_degc, double wet_degc,
               struct plant_hour *out);

/// Sizes the plant and runs one hour: for single questions. Many hours: plant_size once, then plant_run.
void plant_hour(const struct plant_params *params, double load_frac, double dry_degc, double wet_degc,
                double pressure_pa, struct plant_hour *out);

/// Total over IT power; infinite without IT load.
double plant_pue(const struct plant_hour *hour);
