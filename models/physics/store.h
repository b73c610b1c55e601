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

/// What the tank does in an hour.
struct store_hour {
    double charge_kw;  // cold into it (above 0) or out of it
    double loss_kw;    // cold that it loses to its surroundings
    double stored_kwh; // afterwards
};

/// An hour of a tank that holds stored_kwh of cold.
/// @param design_kw   cooling at the design load                           [kW]   > 0
/// @param wish_frac   filling or emptying wanted, of the fastest            [1]    -1..1 (held inside)
/// @param cooling_kw  cooling needed: the tank gives no more than that      [kW]   >= 0
/// @param spare_kw    what the chillers could fill it with                  [kW]   >= 0
struct store_hour store_run(const struct store_params *params, double design_kw, double stored_kwh,
                            double wish_frac, double cooling_kw, double spare_kw);
