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

/// An hour of it.
struct reuse_hour {
    double taken_kw;     // of the source's heat
    double power_kw;     // of heat pump and delivery pumps
    double delivered_kw; // heat that others get: the sum of both
};

/// Takes heat from water that returns at return_degc.
/// @param wanted_kw     from the source                     [kW]    >= 0
/// @param most_kw       what the source has                 [kW]    >= 0
/// @param return_degc   water that carries it               [degC]
/// Where that water is warm enough an exchanger does it; else a heat pump, whose COP is a share of Carnot's, at most 12.
struct reuse_hour reuse_run(const struct reuse_params *params, double wanted_kw, double most_kw,
                            double return_degc);
