/// Crews of one trade, shared by all projects of the province, who wait for them in line.
#pragma once

#include "models/ports.h"

/// Crews at work in the province at once, by trade.
struct crews_params {
    double civil;   // civil works
    double mep;     // M&E fit-out
    double install; // cabinets
    double edge;    // edge sites
};

struct contractor_wire {
    double crews;
};

extern const struct sim_table crews_table;
extern const struct sim_kind contractor_kind; // params: struct contractor_wire
