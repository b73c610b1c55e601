/// A tank of chilled water that the chillers fill at some hours and that cools at others. Per kW of design IT load.
#pragma once

#include "sim/field.h"

/// See store_table for meaning, range and default of each.
struct store_params {
    double capacity_h;
    double rate_frac;
    double loss_frac_per_h;
    double charge_hour_frac[24];
};

extern const struct sim_table store_table;
