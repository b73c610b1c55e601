/// The events of one block in the window that runs, by process.
///
///     heads   [process of the block]  its first link, or none
///     touched the processes that have events, as they were met
///     links   | event, next | event, next | ...      in the chunks they stay where they are
///
/// Two passes over a few kilobytes: chain each event to its process, then run process by process. The order among the
/// processes is nobody's business; that among a process's own events is (time, sender, sequence), sorted when it is run:
/// most have one event or two.
#pragma once

#include "sim/core/chunk.h"
#include "sim/core/pending.h"

struct batch_link {
    const struct sim_event *event;
    uint32_t next; // 1 + its index, 0 at the end
};

struct batch {
    uint32_t *heads;   // 1 + index of a link; all 0 between blocks
    uint32_t *touched; // process within the block
    size_t touched_count;
    struct batch_link *links;
    size_t link_capacity;
    const struct sim_event **sorted; // of one process
    size_t sorted_capacity;
};

/// block_processes: of a block, at most.
void batch_create(struct batch *batch, uint32_t block_processes);
void batch_destroy(struct batch *batch);

/// Chains the events of a chain of chunks; returns how many. first: the process with index 0. bytes, stride: where processes
/// lie, for those that have events to be fetched; stride 0 where that is not known.
size_t batch_gather(struct batch *batch, const struct chunk *chain, sim_lp first, const unsigned char *bytes,
                    size_t stride);

/// The events of touched process i in order; *count: how many, at least one. Valid until the next call. Each once.
const struct sim_event *const *batch_take(struct batch *batch, size_t i, size_t *count);
