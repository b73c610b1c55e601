/// A chilled-water plant: pumps, chillers, and outdoor air or a tower to take the heat. Per kW of design IT
/// load.
///
///     room air -> chilled water -+-> chillers                    -> outdoor air    (no tower)
///                                +-> chillers                    -> tower          (mechanical)
///                                +-> exchanger -> chillers       -> tower          (economizer)
///
/// The economizer is integrated: its exchanger stands before the chillers, on both the chilled and the
/// condenser water, and does what it can; its approach is constant. An hour runs in the cheaper of the two
/// modes, so that power has no steps. While chillers run alone the tower's fans follow the load, and slow
/// down further where the water would become too cold for the condensers; with the exchanger they run at
/// full air until it does everything, and then only as much as needed.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "models/physics/chiller.h"
#include "models/physics/tower.h"
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
    const struct tower_params *tower; // null: the chillers are air-cooled
    double supply_degc;               // chilled water to the room     4..30
    double cop_factor;                // as chiller.h has it
    double design_dry_degc;           //                               10..50
    double design_wet_degc;           //                               5..35
    double cooling_kw;                // to be taken from the room's air
    double pressure_pa;               //                               54,000..110,000
};

/// A sized plant.
struct chilled_water {
    const struct chilled_water_params *params; // borrowed, as are those of the chiller and the tower
    double cooling_kw;                         // at the design load
    double chilled_pump_kw;                    // at full flow
    double condenser_pump_kw;                  // likewise; 0 without a tower, as all of `tower`
    struct chiller chiller;
    struct tower tower;
};

/// An hour of it.
struct chilled_water_hour {
    double pump_kw; // chilled and condenser water
    double compressor_kw;
    double tower_fan_kw;
    double free_frac;        // share of the cooling done without compressors
    double heat_rejected_kw; // as it leaves: with the tower's air and its fans' heat, or with the condensers'
    double evaporation_l_per_h;
    double drift_l_per_h;
    int64_t flags; // enum chiller_flag
};

/// Sizes pumps and chillers for the design weather, and the tower where there is one.
struct chilled_water chilled_water_size(const struct chilled_water_def *def);

/// An hour of a plant whose chillers are air-cooled. cooling_kw: [kW] >= 0. dry_degc: [degC] -30..50.
struct chilled_water_hour chilled_water_run_air(const struct chilled_water *plant, double cooling_kw,
                                                double dry_degc);

/// An hour of a plant with a tower.
/// @param cooling_kw          to be taken from the room's air        [kW]     >= 0
/// @param dry_degc, wet_degc  outdoor bulbs                          [degC]   -30..50, wet_degc <= dry_degc
/// @param has_economizer      whether the exchanger is there
struct chilled_water_hour chilled_water_run_tower(const struct chilled_water *plant, double cooling_kw,
                                                  double dry_degc, double wet_degc, bool has_economizer);
