/// A heat sink of a water loop: tower, dry cooler or the sea, asked the same questions. Per kW of design IT load.
#pragma once

#include "models/physics/dry_cooler.h"
#include "models/physics/parts.h"
#include "models/physics/sea.h"
#include "models/physics/tower.h"

/// The plant's water on the exchanger with the sea is cooled by this much, as in a tower. Estimate.
#define SINK_SEA_RANGE_K 5.56

/// Outdoors, as sinks feel it.
struct outside {
    double dry_degc, wet_degc, sea_degc;
};

/// What a sink is sized from.
struct sink_def {
    enum part_sink kind;
    const struct tower_params *tower;
    const struct dry_cooler_params *dry_cooler;
    const struct sea_params *sea;
    double design_wet_degc;
    double heat_kw;
    double pressure_pa;
};

/// A sized sink.
struct sink {
    enum part_sink kind;
    double heat_kw;        // at design
    double water_kg_per_s; // at full flow
    double least_air_frac; // of fans or seawater pumps
    double fan_kw;         // of fans or seawater pumps, at full speed
    union {
        struct tower tower;
        struct dry_cooler dry_cooler;
        struct sea sea;
    };
};

/// Cooling of the water at design that a kind of sink has: its pumps' size depends on it [K].
double sink_range_k(const struct sink_def *def);

/// Sizes a sink; kind: not none.
struct sink sink_size(const struct sink_def *def);

/// Leaving water at design [degC], of the sea at sea_degc.
double sink_design_degc(const struct sink_def *def, double design_dry_degc, double sea_degc);

/// Temperature that the leaving water tends to without heat [degC].
double sink_source_degc(const struct sink *sink, const struct outside *outside);

/// Leaving water at work [degC].
double sink_leaving_degc(const struct sink *sink, const struct sink_point *point,
                         const struct outside *outside);

/// Air (or seawater) flow over design while chillers run: falls with the heat, by the fan_follow_frac of its fall.
double sink_following_air_frac(const struct sink *sink, double heat_kw);

/// Air (or seawater) flow over design that brings the water to goal_degc, at most air_most_frac; the least that the fans
/// can do where that is colder (the rest is a bypass). point->air_frac is not read.
double sink_goal_air_frac(const struct sink *sink, const struct sink_point *point,
                          const struct outside *outside, double goal_degc, double air_most_frac);

/// Power of fans or seawater pumps [kW].
double sink_fan_kw(const struct sink *sink, const struct sink_point *point);

/// Heat and water that leave, the fans' own heat not among it.
struct wet_air_exhaust sink_exhaust(const struct sink *sink, const struct sink_point *point,
                                    const struct outside *outside);

/// Water that leaves as droplets [L/h].
double sink_drift_l_per_h(const struct sink *sink, const struct sink_point *point);
