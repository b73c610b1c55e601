/// Outdoor air through the room, with an adiabatic stage (a wetted pad that cools and moistens it). Per kW of design IT
/// load.
///
///     outdoor --> filter --> [ pad ] --+--> (machine's coil, if too warm) --> fans --> racks --+--> out
///                                      +<------------------- return air mixed in -------------+
///
/// Nothing in the room gives off moisture, so the supply has the humidity of the air that is let in. Where that is
/// outside its limits the dampers close and the machine does everything.
#pragma once

#include <stdbool.h>

#include "models/physics/room_air.h"
#include "models/physics/sink.h"
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

/// An hour with the dampers open.
struct outdoor_air_hour {
    bool is_usable;          // false: too moist, or warmer than the return; nothing else is set then
    double fan_kw;           // beyond what the room fans need alone
    double pump_kw;          // of the pad
    double heat_kw;          // to be taken from the air, with the heat of these fans
    double left_kw;          // of it, what is left for the machine
    double heat_rejected_kw; // of it, what the exhaust air carries away
    double evaporation_l_per_h;
};

/// Runs an hour with open dampers; with closed ones there is nothing to run.
/// @param air         the room's air
/// @param cooling_kw  to be taken from it: the room's heat and that of its fans alone      [kW]  > 0
/// @param flow_frac   of the fans                                                          [1]   > 0
/// @param pressure_pa                                                                      [Pa]
struct outdoor_air_hour outdoor_air_run(const struct outdoor_air_params *params, const struct room_air *air,
                                        double cooling_kw, double flow_frac, const struct outside *outside,
                                        double pressure_pa);
