/// The table of logical processes. Those added by one call form a group: same kind, same parameters, one block.
///
///     group.memory   | process 0          | process 1          | ...        stride bytes each
///     a process      | sequence, timer[t] | stream[s] | queue[q] | state |   everything of one process side by side
#pragma once

#include <stdbool.h>

#include "sim/kind.h"

/// Items of one size, first in, first out; from the middle too.
struct lp_queue {
    unsigned char *items;
    uint32_t head; // items taken from the front whose room is not yet used again
    uint32_t count;
    uint32_t capacity;
    uint32_t item_size; // 0 before the first
};

struct lp_group {
    unsigned char *memory;
    sim_lp first;
    uint32_t count;
    uint32_t stride, state_offset, stream_offset, queue_offset;
    sim_time lookahead; // of the kind
    const struct sim_kind *kind;
    const void *params;
    char *name;
    uint32_t kind_index; // within the table's kinds
    uint64_t stream_base; // of its members' random streams
    bool is_traced;      // the events of some of its processes are emitted
};

struct lp_table {
    struct lp_group *groups;
    size_t group_count, group_capacity;
    const struct sim_kind **kinds; // each once, in the order of their first process
    size_t kind_count, kind_capacity;
    uint32_t *group_of; // by process, 1-based as handles are
    size_t count, capacity;
};

void lp_table_clear(struct lp_table *table);

/// Adds a group; returns its first process. Its streams are keyed when it starts: by its worker, not by who adds it.
sim_lp lp_table_add(struct lp_table *table, const struct sim_kind *kind, const char *name, uint32_t count,
                    const void *params, uint64_t seed);

static inline struct lp_group *lp_table_group(const struct lp_table *table, sim_lp lp)
{
    return &table->groups[table->group_of[lp]];
}

/// Bytes of a process.
static inline unsigned char *lp_bytes(const struct lp_group *group, sim_lp lp)
{
    return group->memory + (size_t)(lp - group->first) * group->stride;
}

/// Sequence of its last event.
static inline uint32_t *lp_sequence(unsigned char *process)
{
    return (uint32_t *)(void *)process;
}

/// Sequence of the event that is timer k's, 0 if it is not set.
static inline uint32_t *lp_timer(unsigned char *process, uint32_t k)
{
    return (uint32_t *)(void *)process + 1 + k;
}

static inline struct sim_rng *lp_streams(const struct lp_group *group, unsigned char *process)
{
    return (void *)(process + group->stream_offset);
}

static inline struct lp_queue *lp_queues(const struct lp_group *group, unsigned char *process)
{
    return (void *)(process + group->queue_offset);
}

static inline void *lp_queue_item(const struct lp_queue *queue, uint32_t i)
{
    return queue->items + ((size_t)queue->head + i) * queue->item_size;
}

/// Says which streams a process's are. Their draws, 0 at first, are left as they are.
void lp_key_streams(const struct lp_group *group, uint32_t index, uint32_t replication);

/// Makes room for `count` items.
void lp_queue_reserve(struct lp_queue *queue, uint32_t count);

/// Takes out item i. From the front without moving the others.
void lp_queue_remove(struct lp_queue *queue, uint32_t i);
