/// Power for new halls: a grid zone's headroom, its reinforcements, and the time that a connection takes.
///
/// A connection waits until the zone has the MW, then takes a lognormal time: longer where it needs a substation of its
/// own (110 kV) than from a 10/35 kV line.
#pragma once

#include "models/ports.h"

/// New capacity in a zone.
struct grid_reinforcement {
    int64_t date;       // planned
    double capacity_mw; //
    double delay_days;  // behind the plan; may be uncertain
};

struct grid_params {
    const char *id;
    const char *name;
    double headroom_mw;             // free for data centres at the epoch
    struct sim_list reinforcements; // of struct grid_reinforcement
    double small_days;              // median connection time below large_mw
    double large_days;              // median connection time from large_mw on
    double large_mw;                // power from which a project needs a substation of its own
    double sigma;                   // of the logarithm of the times
};

extern const struct sim_table grid_table;
extern const struct sim_kind grid_kind; // params: struct grid_wire

struct grid_wire {
    const struct grid_params *given;
    int64_t epoch_civil_day;
};
