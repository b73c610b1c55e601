/// What a cooling plant is composed of: one choice for each place in the chain.
///
///     racks --air----> [ air stage ] --> [ free stage ] --> [ machine ]
///        |                  |                  |                |
///        |              outdoors              sink      sink or outdoor air
///        +---liquid--> facility water --> [ liquid sink ]     (what it cannot take goes to the machine)
///
/// Each stage takes what heat it can in the hour's weather and hands the rest on. Any combination that plant_check
/// (plant_check.h) accepts is a plant; the named options (cooling_plant.h) are combinations that are built.
#pragma once

#include <stdint.h>

#include "sim/field.h"

/// Value 0 of every choice: the part that the plant's option has.
enum part_air { AIR_AS_OPTION, AIR_NONE, AIR_OUTDOOR, AIR_INDIRECT };
enum part_free { FREE_AS_OPTION, FREE_NONE, FREE_EXCHANGER, FREE_REFRIGERANT_PUMP };
enum part_machine { MACHINE_AS_OPTION, MACHINE_NONE, MACHINE_DX, MACHINE_CHILLER_AIR, MACHINE_CHILLER_WATER };
enum part_sink { SINK_AS_OPTION, SINK_NONE, SINK_TOWER, SINK_DRY_COOLER, SINK_SEAWATER };

/// See parts_table for the names in a scenario.
struct parts_params {
    int64_t air;         // enum part_air
    int64_t free;        // enum part_free
    int64_t machine;     // enum part_machine
    int64_t sink;        // enum part_sink: of the exchanger and of water-cooled condensers
    int64_t liquid_sink; // enum part_sink: of the racks' liquid, where liquid.heat_frac is above zero
};

extern const struct sim_table parts_table;
