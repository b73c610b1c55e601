/// Dry coolers: water cooled by outdoor air through fins, with an optional wetted pad before them. Per kW of design IT
/// load.
///
/// Crossflow exchanger, both streams unmixed; conductance of air and water side in series, with the 0.8th and 0.85th
/// power of their flows; fan power with the cube of the flow. Source of exponents and fan: BAC TDFS1238N-C60ET40B as
/// the Modelica Buildings library has it (2,931 kW, air 35 degC, water 46.11 to 40.55 degC, fans 117.68 kW).
#pragma once

#include "models/physics/tower.h"
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

/// A sized dry cooler.
struct dry_cooler {
    const struct dry_cooler_params *params; // borrowed
    double pressure_pa;
    double heat_kw; // at the design air
    double water_kg_per_s;
    double air_kg_per_s;
    double ua_w_per_k; // at full flows
    double fan_kw;     // at full speed
};

/// Sizes a dry cooler for this heat at its approach, whatever the air's temperature. heat_kw: > 0.
struct dry_cooler dry_cooler_size(const struct dry_cooler_params *params, double heat_kw, double pressure_pa);

/// Temperature of the air that reaches the fins: outdoor air, or what the pad makes of it. The pad is wetted little by
/// little over 2 K from pad_start_degc, so that nothing steps. Bulbs: [degC] -30..50.
double dry_cooler_air_degc(const struct dry_cooler *cooler, double dry_degc, double wet_degc);

/// Leaving water [degC]. air_degc: as above.
double dry_cooler_leaving_degc(const struct dry_cooler *cooler, const struct sink_point *point,
                               double air_degc);

/// Power of the fans [kW].
double dry_cooler_fan_kw(const struct dry_cooler *cooler, const struct sink_point *point);

/// Heat and water that leave with the air, the fans' own heat not among it.
struct wet_air_exhaust dry_cooler_exhaust(const struct dry_cooler *cooler, const struct sink_point *point,
                                          double dry_degc, double wet_degc);
