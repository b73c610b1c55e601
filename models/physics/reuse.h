/// Heat that somebody takes: from the racks' liquid where there is any, else from the chilled water's return by a heat
/// pump. Per kW of design IT load.
#pragma once

#include "sim/field.h"

/// See reuse_table for meaning, range and default of each.
struct reuse_params {
    double demand_month_frac[12];
    double delivery_degc;
    double exchanger_approach_k;
    double carnot_frac;
    double head_pa;
};

extern const struct sim_table reuse_table;
