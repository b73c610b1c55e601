/// Edge data centres, one by one: agreed with the owner of a telecom or power site, built by a crew, in service.
///
/// Which county gets how many is decided before the run (models.c, by population); a site's turn in the province's
/// roll-out follows the plan's dates.
#pragma once

#include "models/ports.h"
#include "models/stage.h"

/// A date by which so many sites are to be started.
struct edge_step {
    int64_t date;
    double sites; // in all, stock included
};

struct edge_params {
    double stock_sites;    // in service at the epoch
    struct sim_list steps; // of struct edge_step, ascending
    double agreement_days; // median: site, power, permits
    double build_days;     // median: fit-out and connection
    double sigma;          // of the logarithm of both
    double crews_per_site; //
};

extern const struct sim_table edge_table;
extern const struct sim_kind edge_kind; // params: struct edge_wire
extern const struct sim_row_type edge_row_type;

/// A county's edge sites: an array of processes.
struct edge_wire {
    const struct edge_params *given;
    struct stage_unit unit;  // site = county
    const double *start_day; // by index in the array; before 0: in service at the epoch
    sim_lp crews;
};

/// A site that went into service.
struct edge_row {
    int64_t county;
    double sites;
};

struct edge_state {
    struct stage_now stage;
    int64_t is_in_service;
};
