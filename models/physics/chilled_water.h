/// A chilled-water plant: pumps, chillers, and a sink or outdoor air to take the heat. Per kW of design IT
/// load.
///
///     room air -> chilled water -+-> chillers                    -> outdoor air    (air-cooled)
///                                +-> chillers                    -> sink           (water-cooled)
///                                +-> exchanger -> chillers       -> sink (air)     (economizer engaged)
///                                +-> exchanger                   -> sink           (no compressors at all)
///
/// The economizer is integrated: its exchanger stands before the chillers, on both the chilled and the
/// sink's water, and does what it can; its approach is constant. Where the chillers are air-cooled, the sink has the
/// exchanger to itself and rests without it. An hour runs in the cheaper of the two modes, but changes over
/// from the mode it was in only for a saving. While chillers run alone the sink's fans follow the load, and slow
/// down further where the water would become too cold for the condensers; with the exchanger they run at
/// full air until it does everything, and then only as much as needed.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "models/physics/chiller.h"
#include "models/physics/parts.h"
#include "models/physics/sink.h"
#include "sim/field.h"

/// See chilled_water_table for meaning, range and default of each.
struct chilled_water_params {
    double rise_k;
    double chilled_head_pa;
    double condenser_head_pa;
    double economizer_head_pa;
    double pump_efficiency_frac;
    double minimum_flow_frac;
    double pump_exponent;
    double exchanger_approach_k;
};

extern const struct sim_table chilled_water_table;

/// What a plant is sized from.
struct chilled_water_def {
    const struct chilled_water_params *water;
    const struct chiller_params *chiller;
    enum part_machine machine; // none, chiller_air or chiller_water
    bool has_exchanger;        // a plant without a machine has one
    struct sink_def sink;      // kind, parameters, design wet bulb and pressure; its heat is found here
    double supply_degc;        // chilled water to the room     4..30
    double cop_factor;         // as chiller.h has it
    double design_dry_degc;    //                               10..50
    double design_sea_degc;    //                               -2..36
    double cooling_kw;         // to be taken from the room's air, and from its liquid where that needs help
};

/// A sized plant.
struct chilled_water {
    const struct chilled_water_params *params; // borrowed, as are those of the chiller and the sink
    enum part_machine machine;
    bool has_exchanger;
    double supply_degc;
    double cooling_kw;        // at the design load
    double chilled_pump_kw;   // at full flow
    double condenser_pump_kw; // likewise; 0 without a sink, as all of `sink`
    struct chiller chiller;   // zero without a machine
    struct sink sink;
};

/// What an hour is asked.
struct chilled_water_ask {
    double cooling_kw; // to be taken from the room: moves the flow         >= 0
    double other_kw;   // into the tank, less what others take              the sum with cooling_kw >= 0
    struct outside outside;
    double saving_frac; // that changing over must bring, of the power
};

/// An hour of it.
struct chilled_water_hour {
    double pump_kw; // chilled and condenser water
    double compressor_kw;
    double tower_fan_kw;     // or seawater pumps
    double free_frac;        // share of the cooling done without compressors
    double heat_rejected_kw; // as it leaves: with the sink's air and its fans' heat, or with the condensers'
    double evaporation_l_per_h;
    double drift_l_per_h;
    double chilled_degc;   // supply; above the set-point where there is no machine to hold it
    double condenser_degc; // water from the sink; 0 where it rests
    double chilled_flow_frac, condenser_flow_frac; // of the pumps, over design
    double sink_air_frac;                          // over design; of seawater its flow
    double chiller_load_kw;                        // what the chillers did, pumps' heat among it
    double entering_degc;                          // water or air to their condensers; 0 where they rest
    int64_t flags;                                 // enum chiller_flag
};

/// Sizes pumps and chillers for the design weather, and the sink where there is one.
struct chilled_water chilled_water_size(const struct chilled_water_def *def);

/// An hour of a plant.
/// @param is_engaged  in: whether the economizer was engaged the hour before; out: whether it is now. Null: no hour
///                    before, the cheaper mode
struct chilled_water_hour chilled_water_run(const struct chilled_water *plant,
                                            const struct chilled_water_ask *ask, bool *is_engaged);
