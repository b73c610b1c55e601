/// Units of a sweep, done by the threads of all ranks, watched from rank 0.
///
///     rank 0: list of missing units --> any thread of any rank: run, write (sweep_parts.h), tell --> rank 0: tally, progress
#pragma once

#include "scenarios/run/ground.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/ranks.h"
#include "scenarios/run/sweep_parts.h"
#include "scenarios/run/sweep_tally.h"

struct sweep_work {
    const struct sweep_plan *plan;
    const struct sweep_parts *parts;
    const struct ranks *ranks;
    uint32_t threads; // of this rank
    bool is_quiet;
    struct sweep_target *targets;
    struct sweep_tally tally; // on rank 0
    struct progress progress; // likewise
    size_t *missing, missing_count;
    struct ground ground; // of all points, once it is made
    bool has_ground;
    size_t wanted; // tasks of this process's share, done or not
    size_t done;   // of them
};

void sweep_work_init(struct sweep_work *work, const struct sweep_plan *plan, const struct sweep_parts *parts,
                     const struct ranks *ranks);
void sweep_work_clear(struct sweep_work *work);

/// On rank 0: lists the units of this shard that are not there, and counts those that are; of the points that the plan keeps.
void sweep_work_list(struct sweep_work *work);

/// The ear of rank 0 (ranks.h); self: its sweep_work.
void sweep_work_hear(void *self, size_t unit, const void *note, size_t size);

/// Does the missing units, on all ranks; stops everywhere at the first fault. has_work: whether there are any.
/// @return this rank's status; 75: interrupted, or another rank asked to stop
enum sim_status sweep_work_do(struct sweep_work *work, bool has_work, struct sim_error *error);

/// Copies faults.
void sweep_take_faults(struct sim_error *error, const struct sim_error *from);
