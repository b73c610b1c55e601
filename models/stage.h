/// The ledger's row: one stage of one unit (a phase that has not released its halls, a hall, an edge site) from its
/// begin to its end, under one cause. Units hand these to the engine; the ledger, the attribution of what is missing
/// at a target's date and the timeline of a report are all folds of them.
///
/// A stage is a wait (for a resource, or work beyond its planned duration) or work as planned.
#pragma once

#include "models/ports.h"

struct stage_row {
    int64_t site;          // index in the scenario; county for an edge site
    int64_t phase;         // index in the site
    int64_t hall;          // index in the phase; -1 for all halls that the phase has not released
    int64_t cause;         // enum cause
    int64_t is_wait;       // 1 wait, 0 work as planned
    double begin_day;      //
    double end_day;        // the run's end where the stage is still open
    double racks;          // standard racks that are held up
    int64_t compute;       // class of compute
    double compute_eflops; // counted compute that they would carry when filled, with equipment of the epoch
    double hpc_pflops;     // of which HPC peak
    double fp64_pflops;    // of which of FP64 classes
    double edge_sites;     // edge data centres held up
};

extern const struct sim_row_type stage_row_type;

/// What a unit weighs in the ledger.
struct stage_unit {
    int64_t site, phase, hall, compute;
    double racks, compute_eflops, hpc_pflops, fp64_pflops, edge_sites;
};

/// The stage that a unit is in.
struct stage_now {
    double begin_day;
    double planned_days; // of work; 0 for a wait
    int64_t cause;
    int64_t is_open;
};

/// Opens a stage, closing the one before. planned_days: 0 for a wait.
void stage_open(struct stage_now *now, const struct stage_unit *unit, enum cause cause, double planned_days,
                struct sim_ctx *ctx);

/// Closes the open stage, if there is one: emits work up to the plan, and what went beyond it as a wait.
void stage_close(struct stage_now *now, const struct stage_unit *unit, struct sim_ctx *ctx);

/// A date that a planner asks for: ground is broken, or a hall goes into service.
struct milestone_row {
    int64_t site, phase;
    int64_t hall;       // -1: ground-breaking of the phase; else the hall that went into service
    double racks;       // standard racks of the hall
    double demand_days; // that the hall waited for the site to fill
};

extern const struct sim_row_type milestone_row_type;
