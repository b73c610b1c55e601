/// Dry coolers: water cooled by outdoor air through fins, with an optional wetted pad before them. Per kW of design IT
/// load.
///
/// Crossflow exchanger, both streams unmixed; conductance of air and water side in series, with the 0.8th and 0.85th
/// power of their flows; fan power with the cube of the flow. Source of exponents and fan: BAC TDFS1238N-C60ET40B as
/// the Modelica Buildings library has it (2,931 kW, air 35 degC, water 46.11 to 40.55 degC, fans 117.68 kW).
#pragma once

#include "sim/field.h"

/// See dry_cooler_table for meaning, range and default of each.
struct dry_cooler_params {
    double approach_k;
    double range_k;
    double air_rise_k;
    double fan_frac;
    double minimum_speed_frac;
    double fan_follow_frac;
    double pad_effectiveness_frac;
    double pad_start_degc;
};

extern const struct sim_table dry_cooler_table;
