/// Liquid to the racks: cold plates or immersion tanks, coolant distribution units, facility water. Per kW of design IT
/// load.
///
///     racks --coolant--> CDU --facility water--> exchanger --> liquid sink
///                                    +---------> what is left: chilled water or DX of the residual air
///
/// What distinguishes single-phase immersion from cold plates is the share of the heat, the server fans that are left,
/// and the pumps' heads; the chain is the same.
#pragma once

#include <stdbool.h>

#include "models/physics/sink.h"
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

/// Sized loops.
struct liquid {
    const struct liquid_params *params; // borrowed
    double racks_kw;                    // heat at the design load
    double coolant_pump_kw;             // at full flow
    double facility_pump_kw;            // likewise
    double heat_kw;                     // to be taken from the facility water: the racks' and the pumps'
    bool has_sink;
    struct sink sink;
    double left_kw; // what the sink leaves at the design weather
};

/// An hour of them.
struct liquid_hour {
    double pump_kw;
    double fan_kw;  // of the sink
    double left_kw; // heat that is left for the machine
    double heat_kw; // to be taken from the facility water, before others take any
    double heat_rejected_kw;
    double evaporation_l_per_h;
    double drift_l_per_h;
    double supply_degc; // facility water to the CDUs
    double flow_frac;   // of coolant and facility water, over design
    double air_frac;    // of the sink, over design
    bool is_warm;       // that water is above its set-point: nothing helps the sink
};

/// Sizes the loops. racks_kw: > 0. sink: null where all of the heat goes to the machine; its heat is found here.
struct liquid liquid_size(const struct liquid_params *params, double racks_kw, const struct sink_def *sink,
                          double design_dry_degc, double design_sea_degc);

/// An hour.
/// @param racks_kw   heat into the liquid                                  [kW]  >= 0
/// @param reused_kw  of the facility water's heat, taken by others         [kW]  0..all of it (held inside)
/// @param has_help   whether a machine takes what the sink leaves; else the water becomes warmer
struct liquid_hour liquid_run(const struct liquid *liquid, double racks_kw, double reused_kw, bool has_help,
                              const struct outside *outside);
