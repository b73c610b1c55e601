/// The cooling and power chain of a data hall for one hour: IT load and weather to electricity, water and
/// heat.
///
///     IT, UPS, distribution, lighting -> room -> fans -> air stage -> free stage -> machine -> sink -> outdoors
///                                  |                                     ^
///                                  +-- liquid --> liquid sink ---(rest)--+
///
/// A plant is a composition of parts (parts.h); an option is a composition with a name, and plant_catalogue.h lists
/// parameter sets that are built. Everything is per kW of design IT load: a plant of 1 kW. Steady state within the
/// hour; what passes from hour to hour (economizer engaged, cold in a tank) is struct plant_state and nothing else.
/// Every watt of electricity is followed to where it leaves as heat; the sums must agree to 1e-6, always (an assertion).
///
/// Stable for callers: everything in this header, plant_catalogue.h, plant_check.h and plant_year.h. Members may be
/// added to structs; none will be renamed, and none change unit or sign. Sizes of parts (struct plant_design) are for
/// reading.
///
/// The parts, their equations and sources, each file above those it is made of:
///
///     plant_year       hours in sequence, sums        plant_table       an hour from a grid
///     plant_check      contradicting parameters       plant_catalogue   parameter sets that are built
///     plant_step       the hour                       cooling_plant     parameters, sizing
///     outdoor_air      air stage: outdoor air, pad    indirect          air stage: evaporative air handler
///     chilled_water    pumps, modes, exchanger        refrigerant_pump  DX without compressors
///     liquid           CDUs and facility water        store, reuse      tank of chilled water, heat for others
///     chiller          compressors                    sink              tower, dry_cooler or sea
///     room_air         air of the hall and its fans   machines          fans, pumps, exchangers
///     wet_air          saturated exhaust, evaporation electrical        transformers, UPS, distribution
///     parts, psychrometrics, numeric
///
/// [LM] in the field tables: parameter ranges of Lei and Masanet, "Climate- and technology-specific PUE and
/// WUE estimations for U.S. data centers using a hybrid statistical and thermodynamics-based approach",
/// Resour. Conserv. Recycl. 182 (2022). Defaults: a well-run hall of the early 2020s.
#pragma once

#include <stdint.h>

#include "models/physics/chilled_water.h"
#include "models/physics/chiller.h"
#include "models/physics/dry_cooler.h"
#include "models/physics/electrical.h"
#include "models/physics/indirect.h"
#include "models/physics/liquid.h"
#include "models/physics/outdoor_air.h"
#include "models/physics/parts.h"
#include "models/physics/refrigerant_pump.h"
#include "models/physics/reuse.h"
#include "models/physics/room_air.h"
#include "models/physics/sea.h"
#include "models/physics/store.h"
#include "models/physics/tower.h"
#include "sim/field.h"

/// Compositions with a name. What each is made of: plant_parts_of.
enum plant_option {
    PLANT_DX,
    PLANT_CHILLER_AIR,
    PLANT_CHILLER_WATER,
    PLANT_CHILLER_WATER_ECONOMIZER,
    PLANT_INDIRECT_EVAPORATIVE,
    PLANT_DX_REFRIGERANT_PUMP,
    PLANT_CHILLER_AIR_ECONOMIZER,
    PLANT_OUTDOOR_AIR,
    PLANT_LIQUID_TOWER,
    PLANT_LIQUID_DRY_COOLER,
    PLANT_SEAWATER,
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
    double changeover_saving_frac;
    struct parts_params parts;
    struct room_air_params air;
    struct outdoor_air_params outdoor;
    struct indirect_params indirect;
    struct liquid_params liquid;
    struct chilled_water_params water;
    struct refrigerant_pump_params refrigerant_pump;
    struct chiller_params chiller;
    struct tower_params tower;
    struct dry_cooler_params dry_cooler;
    struct sea_params sea;
    struct store_params store;
    struct reuse_params reuse;
    struct electrical_params electrical;
};

extern const struct sim_table plant_params_table;

/// Why an hour's result is less sure. Bits.
enum plant_flag {
    PLANT_EXTRAPOLATED = CHILLER_EXTRAPOLATED, // a compressor ran outside its curve's temperatures
    PLANT_SHORT = CHILLER_SHORT,               // the parts could not; the load is counted as if met
    PLANT_CLAMPED = 4,                         // load_frac was outside 0..1, or wet_degc above dry_degc
    PLANT_TOWER_RANGE =
        8, // wet bulb above 26.7 degC, the end of published tower correlations; the model goes on
};

/// How the heat was taken in an hour.
enum plant_mode {
    PLANT_IDLE,       // no heat to take
    PLANT_MECHANICAL, // compressors alone
    PLANT_PARTIAL,    // compressors after a free stage
    PLANT_FREE,       // no compressor ran
    PLANT_MODE_COUNT,
};

/// What an hour is asked. plant_year fills all of it; single questions may leave zeroes from sea_degc on.
struct plant_conditions {
    double load_frac; // IT load over the design IT load of what is commissioned  [1]     0..1 (held inside)
    double dry_degc;  // outdoor dry bulb                                         [degC]  -30..50
    double
        wet_degc; // outdoor wet bulb                                         [degC]  -30..dry_degc (held below)
    double sea_degc;   // read where a sink is the sea                             [degC]  -2..36
    double store_frac; // filling (above 0) or emptying of the tank, of the fastest [1]    -1..1 (held inside)
    double reuse_frac; // heat wanted by others, of the design heat of its source  [1]     0..1 (held inside)
};

/// What passes from hour to hour. Zeroes are a good start.
struct plant_state {
    double is_economizing; // 1: the economizer was engaged; changing over must save changeover_saving_frac
    double is_open;        // 1: likewise the dampers of the outdoor-air stage
    double stored_kwh;     // cold in the tank
};

/// One hour of a plant whose design IT load is 1 kW: [kW] or [L/h] per kW of design IT load.
struct plant_hour {
    double it_kw;         // as the racks' meters have it
    double server_fan_kw; // of it, the servers' own fans: TUE is total over the rest (power supplies aside)
    double fan_kw;        // air to the room
    double pump_kw;       // chilled, condenser and facility water, CDUs, refrigerant, pads
    double compressor_kw; // with condenser fans where the condenser is air-cooled
    double
        tower_fan_kw; // tower, dry cooler, pumped refrigerant's condenser, scavenger air; pumps of seawater
    double heat_pump_kw; // of heat reuse, with its delivery pumps
    double ups_loss_kw;
    double distribution_loss_kw;
    double transformer_loss_kw;
    double lighting_kw;
    double total_kw;            // sum of the above but server_fan_kw: electricity in
    double heat_rejected_kw;    // heat out to the environment, summed where it leaves
    double heat_reused_kw;      // heat out to others
    double heat_stored_kw;      // heat into the tank: below zero while it is filled with cold
    double residual_kw;         // total - rejected - reused - stored; below 1e-9
    double free_frac;           // share of the cooling done without compressors
    double water_l_per_h;       // make-up: the sum of the next four
    double evaporation_l_per_h; // towers, sprayed exchangers, pads of dry coolers
    double drift_l_per_h;
    double blowdown_l_per_h;
    double
        humidification_l_per_h; // evaporated into the room's air by the outdoor-air stage's pad, and its bleed
    double
        water_residual_l_per_h; // what keeps the salts at the concentration ratio, minus make-up; below 1e-9
    double supply_degc;         // air to the racks
    double chilled_degc;        // chilled water to the room; 0 without
    double condenser_degc;      // water from the sink; 0 without
    double liquid_degc;         // facility water to the CDUs; 0 without
    double exchanged_frac;      // share of the chilled water's load that the economizer's exchanger does
    double compressor_load_kw;  // cooling that compressors do, heat of chilled-water pumps among it
    double entering_degc;       // water or air to the chillers' condensers; 0 where they rest, and of DX
    double chilled_flow_frac;   // chilled water over design; 0 without, as all of the next
    double condenser_flow_frac; // likewise condenser water
    double sink_air_frac;       // air through the sink over design; of seawater its flow
    double liquid_flow_frac;    // coolant and facility water over design
    double liquid_air_frac;     // air through the liquid's sink over design
    int64_t mode;               // enum plant_mode
    int64_t flags;              // enum plant_flag
};

/// Sizes of the parts, found once from parameters and pressure. Per kW of design IT. Parts that the plant
/// does not have are zero.
struct plant_design {
    const struct plant_params *params; // borrowed
    struct parts_params parts;         // none of them "as option"
    double pressure_pa;
    struct room_air air;                // its fans, and the heat to be taken from the air
    struct indirect indirect;           //
    struct liquid liquid;               //
    struct chilled_water chilled_water; // pumps, chillers and sink, where there is such a loop
    double machine_kw;                  // cooling that the machine is sized for
    double trim_kw;                     // capacity of the indirect handler's DX
};

/// Parts of a plant: of its option, unless its parameters name others.
struct parts_params plant_parts_of(const struct plant_params *params);

/// Parameters as the field tables' defaults have them, with this option; of the options with liquid, 0.8 of the heat in
/// it.
struct plant_params plant_params_default(enum plant_option option);

/// Name of a mode in results. Never null.
const char *plant_mode_name(enum plant_mode mode);

/// Sizes a plant for its design weather. pressure_pa: 54,000..110,000. params: accepted by plant_check (others give
/// numbers without meaning). A tower that cannot reach its approach with its air, however large, gets 100 kW/K per kW
/// and stays short of it.
void plant_size(const struct plant_params *params, double pressure_pa, struct plant_design *design);

/// An hour of a sized plant. state: of the hour before, becomes that of this one; null for an hour on its own, whose
/// economizer is engaged where that is cheaper, and whose tank stands still.
/// Blow-down is what keeps the circulating water at params->concentration_ratio, droplets counted.
void plant_step(const struct plant_design *design, const struct plant_conditions *conditions,
                struct plant_state *state, struct plant_hour *out);

/// An hour on its own: load and weather; the sea at its yearly mean, no reuse.
void plant_run(const struct plant_design *design, double load_frac, double dry_degc, double wet_degc,
               struct plant_hour *out);

/// Sizes the plant and runs one hour: for single questions. Many hours: plant_size once, then plant_run.
void plant_hour(const struct plant_params *params, double load_frac, double dry_degc, double wet_degc,
                double pressure_pa, struct plant_hour *out);

/// Total over IT power; infinite without IT load.
double plant_pue(const struct plant_hour *hour);
