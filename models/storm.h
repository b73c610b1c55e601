/// Typhoon season: storms that stop outdoor work in the whole province for some days.
///
/// Storms are Poisson within the season; each stops work for a lognormal time, felt by a project after its city's
/// exposure. Common to all projects: a bad season delays them together.
#pragma once

#include "models/ports.h"

struct storm_params {
    double storms_per_year; // that stop work
    int64_t first_month;    // of the season
    int64_t last_month;     //
    double stop_days;       // median of a storm
    double stop_sigma;      // of the logarithm
};

extern const struct sim_table storm_table;
extern const struct sim_kind storm_kind; // params: struct storm_wire

struct storm_wire {
    const struct storm_params *given;
    const sim_lp *projects; // who hears of it
    uint32_t project_count;
};
