/// What a scenario says about sweeps of it: which values vary, and over which points. The program reads it; no model does.
#pragma once

#include "sim/field.h"

struct sweep_vary {
    const char *path;
    const char *range; // "200:640" or "a,b,c"; "": its own distribution
};

struct sweep_params {
    const char *design;   // name of a design, or a CSV file
    int64_t points;       // 0: the design's default
    int64_t replications; // of each point
    int64_t antithetic;   // they come in antithetic pairs
    struct sim_list vary; // of struct sweep_vary; none: all uncertain values
};

extern const struct sim_table sweep_table;
