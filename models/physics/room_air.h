/// The air of a data hall and its fans, per kW of design IT load.
///
///     racks --warm--> cooling --> fans --supply--> racks
///
/// The air carries the heat of the room and that of its own fans, so the fans are sized with their own heat
/// in the sum.
#pragma once

#include "sim/field.h"

/// See room_air_table for meaning, range and default of each.
struct room_air_params {
    double supply_degc;
    double rise_k;
    double fan_pressure_pa;
    double fan_efficiency_frac;
    double minimum_speed_frac;
    double fan_exponent;
    double server_fan_frac;
};

extern const struct sim_table room_air_table;

/// Sized fans.
struct room_air {
    const struct room_air_params *params; // borrowed
    double room_kw;                       // heat released in the room at the design load
    double kg_per_s;                      // dry air at full speed
    double fan_kw;                        // at full speed
    double cooling_kw;                    // heat to be taken from the air: the room's and the fans'
};

/// Sizes the fans. room_kw: > 0. pressure_pa: 54,000..110,000 (below, the fans' heat can exceed what the air
/// carries at the table's limits: an assertion).
struct room_air room_air_size(const struct room_air_params *params, double room_kw, double pressure_pa);

/// Fan power while the room releases room_kw [kW]: speed in proportion to the heat, held above its least.
double room_air_fan_kw(const struct room_air *air, double room_kw);
