/// The stages that units went through in one replication, and what they say about a date.
///
/// What is missing at a date is attributed without a counterfactual: each unit that is not in service then is laid to the
/// cause that bound it last, which is the wait it is in; else, at work as planned, the last wait of two weeks or more that
/// it had; else, if it never waited so long, the work itself.
#pragma once

#include "models/models.h"

struct ledger {
    struct stage_row *rows; // in order of time
    size_t count, capacity;
    bool is_sorted;
};

void ledger_add(struct ledger *ledger, const struct stage_row *row);
void ledger_clear(struct ledger *ledger);

/// Which of a unit's weights is asked for.
enum ledger_weight { LEDGER_RACKS, LEDGER_EFLOPS, LEDGER_HPC_PFLOPS, LEDGER_FP64_PFLOPS, LEDGER_EDGE_SITES };

/// Adds, by cause, what is not in service at a day. vintage: factor on compute by class, for the equipment of that day; null
/// for none. missing: CAUSE_COUNT sums.
void ledger_missing(struct ledger *ledger, double day, enum ledger_weight weight, const double *vintage,
                    double *missing);

/// Adds days by site and cause, each unit weighted with its racks over the site's planned racks.
/// planned_racks: by site; wait_days, work_days: [site][cause].
void ledger_days(const struct ledger *ledger, const double *planned_racks, double *wait_days,
                 double *work_days);

/// Adds days of waiting of edge sites by cause, per planned site.
void ledger_edge_days(const struct ledger *ledger, double planned_sites, double *wait_days);
