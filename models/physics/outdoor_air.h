/// Outdoor air through the room, with an adiabatic stage (a wetted pad that cools and moistens it). Per kW of design IT
/// load.
///
///     outdoor --> filter --> [ pad ] --+--> (machine's coil, if too warm) --> fans --> racks --+--> out
///                                      +<------------------- return air mixed in -------------+
///
/// Nothing in the room gives off moisture, so the supply has the humidity of the air that is let in. Where that is
/// outside its limits the dampers close and the machine does everything.
#pragma once

#include "sim/field.h"

/// See outdoor_air_table for meaning, range and default of each.
struct outdoor_air_params {
    double dew_point_low_degc;
    double dew_point_high_degc;
    double humidity_high_frac;
    double pad_effectiveness_frac;
    double pad_head_pa;
    double filter_pressure_pa;
    double pad_pressure_pa;
};

extern const struct sim_table outdoor_air_table;
