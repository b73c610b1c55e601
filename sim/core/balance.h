/// Blocks over workers, by what they have been measured to cost. Results cannot depend on who runs what.
///
/// Every few windows one window is timed block by block. Now and then, with no message under way, worker 0 looks whether
/// the busiest worker has more to do than the mean; if so, blocks are moved from the busiest to the idlest. Their events
/// stay where they lie: only who runs them changes.
#pragma once

#include <stdbool.h>

#include "sim/core/worker.h"

/// A time to look at the balance has come. All workers find the same.
static inline bool balance_is_due(const struct sim_ctx *worker)
{
    return worker->windows == worker->next_balance;
}

/// Looks at the balance and moves what pays; called by all workers at the same point, when all have collected.
void balance_workers(struct sim_ctx *worker);

/// Moves blocks from the busiest worker to the idlest until that no longer pays. cost, owner: [block]. load: [worker], room
/// to work in. Returns how many were moved.
uint32_t balance_plan(const uint64_t *cost, uint16_t *owner, uint32_t block_count, uint64_t *load,
                      uint32_t worker_count);
