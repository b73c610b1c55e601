/// The table of logical processes. Those added by one call form a group: same kind, same parameters, one block.
///
///     group.memory   | process 0          | process 1          | ...        stride bytes each
///     a process      | sequence, timer[t] | stream[s] | queue[q] | state |   everything of one process side by side
#pragma once

#include "sim/kind.h"

/// A growing array of items of one size.
struct lp_queue {
    unsigned char *items;
    size_t count, capacity, item_size;
};

struct lp_group {
    const struct sim_kind *kind;
    const void *params;
    char *name;
    sim_lp first;
    uint32_t count;
    size_t stream_offset, queue_offset, state_offset, stride;
    unsigned char *memory;
};

struct lp_table {
    struct lp_group *groups;
    size_t group_count, group_capacity;
    uint32_t *group_of; // by process, 1-based as handles are
    size_t count, capacity;
};

/// A process found: its group and its bytes.
struct lp_place {
    struct lp_group *group;
    uint32_t index;    // within the group
    uint32_t *counter; // [0] the sequence of its last event, [1 + k] that of timer k, 0 if not set
    struct sim_rng *streams;
    struct lp_queue *queues;
    void *state;
};

void lp_table_clear(struct lp_table *table);

/// Adds a group; returns its first process.
sim_lp lp_table_add(struct lp_table *table, const struct sim_kind *kind, const char *name, uint32_t count,
                    const void *params, uint64_t seed, uint32_t replication);

struct lp_place lp_table_find(const struct lp_table *table, sim_lp lp);
