/// Seawater as a heat sink: an intake, pumps, and a plate exchanger. Per kW of design IT load.
///
/// Counterflow with the exchanger's conductance in proportion to the 0.8th power of both flows. The sea's temperature
/// is a yearly curve through monthly means; nothing evaporates.
#pragma once

#include "models/physics/tower.h"
#include "sim/field.h"

/// See sea_table for meaning, range and default of each.
struct sea_params {
    double mean_degc[12];
    double approach_k;
    double rise_k;
    double head_pa;
    double pump_efficiency_frac;
    double minimum_flow_frac;
    double pump_exponent;
};

extern const struct sim_table sea_table;

/// A sized intake with its exchanger.
struct sea {
    const struct sea_params *params; // borrowed
    double heat_kw;
    double water_kg_per_s; // of the plant's water
    double sea_kg_per_s;
    double ua_w_per_k;
    double pump_kw; // of the seawater, at full flow
};

/// Sizes an exchanger for this heat at its approach. range_k: of the plant's water [K] > 0. heat_kw: > 0.
struct sea sea_size(const struct sea_params *params, double heat_kw, double range_k);

/// Leaving water of the plant [degC]; point->air_frac is the flow of the sea.
double sea_leaving_degc(const struct sea *sea, const struct sink_point *point, double sea_degc);

/// Power of the seawater pumps [kW].
double sea_pump_kw(const struct sea *sea, const struct sink_point *point);
