/// Direct expansion with a refrigerant pump: on cold days a pump moves liquid refrigerant between evaporator and
/// condenser and the compressors rest. Per kW of design IT load.
///
/// The heat that a circuit's pump can move is in proportion to the difference between return and outdoor air. Where
/// pumps alone cannot do it some circuits pump and the others compress, which can do no more than their share of the
/// capacity: at full load few circuits can be spared for pumping, at half load many.
#pragma once

#include "sim/field.h"

/// See refrigerant_pump_table for meaning, range and default of each.
struct refrigerant_pump_params {
    double full_difference_k;
    double pump_frac;
    double fan_frac;
    double minimum_speed_frac;
};

extern const struct sim_table refrigerant_pump_table;

/// An hour of pumped refrigerant.
struct refrigerant_pump_hour {
    double taken_kw;
    double pump_kw;
    double fan_kw; // condenser fans of the circuits that pump
};

/// Heat that pumps take of cooling_kw, and what that costs.
/// @param design_kw    cooling at the design load                [kW]    > 0
/// @param capacity_kw  of all compressors                        [kW]    > 0
/// @param return_degc  air from the racks                        [degC]
/// @param dry_degc     outdoor air                               [degC]  -30..50
struct refrigerant_pump_hour refrigerant_pump_run(const struct refrigerant_pump_params *params,
                                                  double design_kw, double capacity_kw, double cooling_kw,
                                                  double return_degc, double dry_degc);
