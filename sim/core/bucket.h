/// A worker's pending events without a global order: buckets by lookahead window and block of processes.
///
/// No message can arrive inside the window in which it was sent, so within a window the order between processes does not
/// matter: only each process's own events must be in order. A worker therefore never keeps a sorted set. It appends an
/// event to the bucket of its window and block, and when the window comes, runs block by block and process by process:
///
///     ring    window k: | block 0 | block 1 | block 2 | ...     slot = k mod SLOTS; a bucket is a chain of chunks
///             window k+1: ...
///     chunk   | next, used | record | payload | record | payload | ...      first one small, the others large, recycled
///     far     records of windows beyond the ring; dealt out again each half turn
///
///     bucket -> counting sort by process -> insertion sort by (time, sender, sequence) in each -> run, state streaming by
///
/// Appending and sorting touch memory in streams, where a heap would miss the cache at every level (ENGINE comparison of
/// priority queues: Brown's calendar queue, CACM 31(10), 1988; this is its window-synchronous, unsorted relative).
#pragma once

#include <stdbool.h>

#include "sim/event.h"

/// Windows that the ring holds. More than a province's days; a power of two.
#define BUCKET_SLOTS 2048

/// An event in a bucket, followed by `size` bytes of payload, padded to eight.
struct bucket_record {
    sim_time time;
    sim_lp sender;
    uint32_t sequence; // of the sender
    sim_lp to;
    uint16_t type;
    uint16_t size;
};

struct bucket_chunk;

/// One window of one block.
struct bucket {
    struct bucket_chunk *first, *last;
};

/// A record taken out of its bucket, with where its payload lies.
struct bucket_entry {
    struct bucket_record record;
    const void *payload;
};

struct bucket_set {
    sim_time window; // length, ns
    double per_window;
    uint32_t block_bits; // processes of a block: 1 << block_bits
    uint32_t block_count;
    int64_t now;            // window that runs, or ran last
    int64_t horizon;        // first window beyond the ring's
    struct bucket *buckets; // [slot][block]
    uint32_t *counts;       // [slot][block] events
    uint64_t occupied[BUCKET_SLOTS / 64];
    struct bucket_chunk *free_small, *free_large;
    struct bucket_chunk *far_first, *far_last;
    int64_t far_next; // earliest window among the far ones, INT64_MAX if there are none
    void **slabs;     // all memory of chunks
    size_t slab_count, slab_capacity, slab_used;
    struct bucket_entry *entries, *scratch; // of the block that runs
    size_t entry_capacity, scratch_capacity;
    uint32_t *places; // of its processes, in the counting sort
};

/// window: > 0. Blocks are of 1 << block_bits processes; block_count of them.
void bucket_set_create(struct bucket_set *set, sim_time window, uint32_t block_bits, uint32_t block_count);
void bucket_set_destroy(struct bucket_set *set);

/// Window that holds a time. time: >= 0.
static inline int64_t bucket_window(const struct bucket_set *set, sim_time time)
{
    // A product in place of a division; off by one at most, which the remainder shows.
    int64_t window = (int64_t)((double)time * set->per_window);
    sim_time rest = time - window * set->window;
    return window + (rest >= set->window) - (rest < 0);
}

/// Files a record. window: that of its time, later than `now`; block: of its receiver, within this worker.
void bucket_put(struct bucket_set *set, int64_t window, uint32_t block, const struct bucket_record *record,
                const void *payload);

/// Earliest window with events after `now`, INT64_MAX if there is none.
int64_t bucket_next(const struct bucket_set *set);

/// Makes `window` the one that runs.
void bucket_enter(struct bucket_set *set, int64_t window);

/// Events of each block in the window that runs.
static inline const uint32_t *bucket_counts(const struct bucket_set *set)
{
    return set->counts + ((size_t)set->now % BUCKET_SLOTS) * set->block_count;
}

/// Takes the events of a block in the window that runs, sorted by receiver, time, sender, sequence. first: receiver of the
/// block with index 0. The entries are valid until bucket_done; returns how many.
size_t bucket_take(struct bucket_set *set, uint32_t block, sim_lp first, struct bucket_entry **entries);

/// Recycles the block's bucket.
void bucket_done(struct bucket_set *set, uint32_t block);

/// Says that all blocks of the window that runs are done.
void bucket_leave(struct bucket_set *set);

/// The order of one process's events.
static inline bool bucket_is_before(const struct bucket_record *a, const struct bucket_record *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    if (a->sender != b->sender)
        return a->sender < b->sender;
    return a->sequence < b->sequence;
}
