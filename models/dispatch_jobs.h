/// A day's jobs: to a centre when they arrive, by the policy; there they queue (physics/scheduling).
#pragma once

#include "models/dispatch_flow.h"

/// At the beginning of a run.
void dispatch_jobs_start(const struct dispatch_wire *wire, struct dispatch_state *state);

/// Plays a day's arrivals and queues; what jobs hold of a site counts as its mean over the day, as most last longer. Jobs that were told of are in queue 0 of the process as struct dispatch_arrival; those
/// that there is no storage for stay there.
void dispatch_jobs_day(const struct dispatch_wire *wire, struct dispatch_state *state,
                       struct dispatch_day *day, struct sim_ctx *ctx);

/// Mean numbers of jobs at a site since they were last asked for. days: since then.
void dispatch_jobs_site(const struct dispatch_wire *wire, struct dispatch_state *state, int64_t site,
                        double days, double *queued, double *running);

/// Part of a class's compute that jobs have at a site.
double dispatch_gang_frac(const struct dispatch_wire *wire, int64_t class_index);

/// Rows of all centres, when the run ends.
void dispatch_jobs_finish(const struct dispatch_wire *wire, struct dispatch_state *state,
                          struct sim_ctx *ctx);
