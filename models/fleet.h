/// A site's racks in sum: in service, filled, their compute by class, their power; the book of what was ordered.
///
/// Told by the cabinets of every change; writes a row at each recording date, tells the facility each day's load, opens
/// the gates at which halls wait for the site to fill, and hands on what the pool of demand gives to cabinets that wait for
/// tenants, in the order in which their turn came.
#pragma once

#include "models/compute.h"
#include "models/ports.h"
#include "models/rack.h"

/// Sums by class; [0] the stock of the epoch, [1] what the plan period added.
struct fleet_sums {
    double service_kw[2][COMPUTE_CLASS_MAX];
    double equipped_kw[2][COMPUTE_CLASS_MAX];
    double awaited_kw[COMPUTE_CLASS_MAX];
    double tflops[COMPUTE_CLASS_MAX];
    double promised_kw[COMPUTE_CLASS_MAX]; // tenants found, servers not in
    double hpc_tflops;
    double hpc_awaited_kw[COMPUTE_CLASS_MAX];
    double ordered, pipeline, cancelled, retired; // standard racks
};

struct fleet_wire {
    int64_t site;
    const struct compute_class *classes;
    int64_t class_count;
    const double *tflops_per_kw; // by class: equipment of the epoch
    const struct ramp_params *ramp;
    struct fleet_sums opening;
    sim_lp facility;       // 0: none, and no dispatchers
    sim_lp dispatchers[2]; // the dispatcher and the baseline's; 0: there is none
    sim_lp pool;       // first of the pool's processes, one a class of compute; 0: tenants come of themselves
    int64_t every_day; // rows every day, not only at month-ends
};

/// What is recorded of a site. Compute by class is at the class's own precision.
struct fleet_row {
    int64_t site;
    double racks_in_service, racks_ordered, racks_pipeline, racks_cancelled, racks_retired; // standard racks
    double tenant_wait_days; // standard racks x days so far: new racks whose turn had come waited for tenants
    double occupied_frac;
    double compute_tflops[COMPUTE_CLASS_MAX];
    double counted_eflops;
    double hpc_pflops;
    double vacant_eflops;       // counted: in service, below the plateau, nobody wants it yet
    double awaited_eflops;      // counted: wanted, equipment late
    double awaited_hpc_pflops;  //
    double awaited_fp64_pflops; // of which of FP64 classes
    double it_kw;
};

extern const struct sim_row_type fleet_row_type;
extern const struct sim_kind fleet_kind; // params: struct fleet_wire
