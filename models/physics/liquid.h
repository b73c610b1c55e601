/// Liquid to the racks: cold plates or immersion tanks, coolant distribution units, facility water. Per kW of design IT
/// load.
///
///     racks --coolant--> CDU --facility water--> exchanger --> liquid sink
///                                    +---------> what is left: chilled water or DX of the residual air
///
/// What distinguishes single-phase immersion from cold plates is the share of the heat, the server fans that are left,
/// and the pumps' heads; the chain is the same.
#pragma once

#include "sim/field.h"

/// See liquid_table for meaning, range and default of each.
struct liquid_params {
    double heat_frac;
    double supply_degc;
    double rise_k;
    double exchanger_approach_k;
    double coolant_rise_k;
    double coolant_head_pa;
    double facility_head_pa;
    double pump_efficiency_frac;
    double minimum_flow_frac;
    double pump_exponent;
    double server_fan_left_frac;
};

extern const struct sim_table liquid_table;
