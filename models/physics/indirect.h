/// Indirect evaporative air handler: room air and outdoor ("scavenger") air pass each other in a plate
/// exchanger, the outdoor side of which can be sprayed. Per kW of design IT load.
///
///     room, warm  ---->|=======|----> room, cool (what is missing is trimmed by compressors, not here)
///     outdoor out <----|=======|<---- outdoor in
///                       ' ' ' '  spray on part of the surface
///
/// The exchanger is a counterflow. Its conductance is two film resistances in series, each with the 0.8th
/// power of its flow (turbulent flow, Dittus and Boelter). Wetting raises the heat capacity of the scavenger
/// stream, not the conductance: incomplete wetting eats that gain, and so the effectiveness over the wet bulb
/// comes out at 0.7-0.8, about what such units reach (an estimate).
#pragma once

#include "models/physics/room_air.h"
#include "models/physics/wet_air.h"
#include "sim/field.h"

/// See indirect_table for meaning, range and default of each.
struct indirect_params {
    double effectiveness_frac;
    double fan_pressure_pa;
    double fan_efficiency_frac;
    double minimum_speed_frac;
    double spray_speed_frac;
};

extern const struct sim_table indirect_table;

/// A sized handler.
struct indirect {
    const struct indirect_params *params; // borrowed
    struct room_air air;
    struct wet_air wet_air; // at the plant's pressure
    double ntu;             // of the exchanger, at full, equal flows
    double fan_kw;          // scavenger fans, moving as much air as the room's
    double short_kw;        // cooling that it cannot do in the design weather: the trim's
};

/// An hour of it.
struct indirect_hour {
    double fan_kw;                  // scavenger fans
    double dry_kw;                  // heat that leaves with air from unsprayed surface
    double short_kw;                // cooling that is left for the trim
    struct wet_air_exhaust exhaust; // of the sprayed surface
};

/// Sizes a handler for sized room air. design_dry_degc: 10..50; design_wet_degc: 5..35.
struct indirect indirect_size(const struct indirect_params *params, const struct room_air *air,
                              double design_dry_degc, double design_wet_degc, double pressure_pa);

/// An hour: as little air and water as do the cooling, else all that there is.
/// @param cooling_kw          to be taken from the room's air     [kW]      >= 0
/// @param dry_degc, wet_degc  outdoor bulbs                       [degC]    -30..50, wet_degc <= dry_degc
struct indirect_hour indirect_run(const struct indirect *indirect, double cooling_kw, double dry_degc,
                                  double wet_degc);
