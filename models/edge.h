/// Edge data centres, one by one: agreed with the owner of a telecom or power site, built by a crew, in service.
///
/// Which sites, and in which order, is decided before the run: the placement's answer comes in as data (edge_plan). A
/// site's turn in the province's roll-out follows the plan's dates.
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

/// A site that the placement chose.
struct edge_site {
    int64_t county;
    double racks; // standard racks
};

/// All of them, in the order of the roll-out: existing ones first, then year by year, and a reserve for a roll-out that
/// turns out larger than planned.
struct edge_plan {
    const struct edge_site *sites;
    size_t count;
};

extern const struct sim_table edge_table;
extern const struct sim_kind edge_kind; // params: struct edge_wire
extern const struct sim_row_type edge_row_type;

/// A county's edge sites: an array of processes.
struct edge_wire {
    const struct edge_params *given;
    struct stage_unit unit; // site = county
    const struct edge_plan *plan;
    const uint32_t *rank;    // in the plan, by index in the array
    const double *start_day; // likewise; before 0: in service at the epoch
    sim_lp crews, power;
    sim_lp dispatchers[2]; // the dispatcher and the baseline's; 0: there is none
};

/// A site that went into service.
struct edge_row {
    int64_t county;
    int64_t rank; // in the plan
    double sites;
    double racks; // standard racks
};

struct edge_state {
    struct stage_now stage;
    int64_t is_in_service;
};
