/// Seawater as a heat sink: an intake, pumps, and a plate exchanger. Per kW of design IT load.
///
/// Counterflow with the exchanger's conductance in proportion to the 0.8th power of both flows. The sea's temperature
/// is a yearly curve through monthly means; nothing evaporates.
#pragma once

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
