/// Direct expansion with a refrigerant pump: on cold days a pump moves liquid refrigerant between evaporator and
/// condenser and the compressors rest. Per kW of design IT load.
///
/// The heat that pumps can move is in proportion to the difference between return and outdoor air; between none and all
/// some circuits pump while the others compress.
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
