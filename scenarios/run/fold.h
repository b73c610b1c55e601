/// The rows of a replication on their way into the arrays of its outcome, and what is made of them at the end.
#pragma once

#include "scenarios/run/access_series.h"
#include "scenarios/run/ledger.h"
#include "scenarios/run/outcome.h"

struct fold {
    const struct province *province;
    const struct calendar *calendar;
    struct outcome *outcome;
    struct ledger ledger;
    // Province sums that series are made from.
    double *occupied_racks;                 // [time]
    double *vacant_eflops, *awaited_eflops; // [time]
    double *awaited_hpc_pflops;             // [time]
    double *awaited_fp64_pflops;            // [time]
    double *it_mwh[2], *total_mwh[2];       // [month]; [0] all, [1] new parts of new large centres
    double *full_it_mwh, *full_total_mwh;   // [month], of the latter at full load
    double *edge_sites;                     // [time]
    double *edge_day;                       // [edge site of the plan] in service; infinite: not in the run
    double *edge_racks;                     // [time]
    double *edge_it_mwh, *edge_total_mwh;   // [month]
    double *phase_racks;                    // [phase], in service
    double *tenant_wait_days;               // [site] standard racks x days, of new racks for tenants
    struct access_series access;
    const struct outcome_job *job;
    const struct sim_engine *engine;
    struct sim_bytes *keep; // all rows so far, for a snapshot; null: not kept
};

/// Sums of nothing yet. edge_sites: of the plan.
void fold_init(struct fold *fold, const struct province *province, const struct calendar *calendar,
               size_t edge_sites, struct outcome *outcome);
void fold_clear(struct fold *fold);

/// Takes a row of a day.
void fold_take(struct fold *fold, double day, const struct sim_row_type *type, const void *row);

/// After the last row: series, phases, targets, the ledger's sums.
void fold_finish(struct fold *fold);
