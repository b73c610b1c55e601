/// A worker's pending events without a global order: buckets by lookahead window and block of processes.
///
/// No message can arrive inside the window in which it was sent, so within a window the order between processes does not
/// matter: only each process's own events must be in order. A worker therefore never keeps a sorted set. It appends an
/// event to the bucket of its window and block, and when the window comes, runs block by block and process by process:
///
///     ring    window k: | block 0 | block 1 | block 2 | ...     slot = k mod slots; a bucket is a chain of chunks
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
#include <string.h>

#include "sim/event.h"

/// Windows that a ring holds, at least and at most; powers of two. The most is more than a province's days.
#define BUCKET_SLOTS_LEAST 64
#define BUCKET_SLOTS_MOST  2048

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

/// One window of one block: a chain of chunks, of which the last is written to at `cursor`.
struct bucket {
    unsigned char *cursor, *end;
    struct bucket_chunk *first;
    struct bucket_chunk *last;
    size_t count; // events
};

/// An event taken out of its bucket, as its handler will see it.
struct bucket_entry {
    struct sim_event event;
    uint32_t sequence; // of the sender
    sim_lp to;
};

struct bucket_set {
    sim_time window; // length, ns
    double per_window;
    uint32_t block_bits; // processes of a block: 1 << block_bits
    uint32_t block_count;
    uint32_t slots;         // windows in the ring, a power of two
    int64_t now;            // window that runs, or ran last
    int64_t horizon;        // first window beyond the ring's
    struct bucket *buckets; // [slot][block]
    uint64_t occupied[BUCKET_SLOTS_MOST / 64];
    struct bucket_chunk *free_small, *free_large;
    struct bucket far; // records of windows beyond the ring
    int64_t far_next;  // earliest window among the far ones, INT64_MAX if there are none
    void **slabs;      // all memory of chunks
    size_t slab_count, slab_capacity, slab_used;
    struct bucket_entry *entries; // of the block that runs
    size_t entry_capacity;
    uint32_t *places; // of its processes, in the counting sort
};

/// window: > 0. windows: that the run may have, for the size of the ring. Blocks are of 1 << block_bits processes;
/// block_count of them.
void bucket_set_create(struct bucket_set *set, sim_time window, int64_t windows, uint32_t block_bits,
                       uint32_t block_count);
void bucket_set_destroy(struct bucket_set *set);

/// Window that holds a time. time: >= 0.
static inline int64_t bucket_window(const struct bucket_set *set, sim_time time)
{
    // A product in place of a division; off by one at most, which the remainder shows.
    int64_t window = (int64_t)((double)time * set->per_window);
    sim_time rest = time - window * set->window;
    return window + (rest >= set->window) - (rest < 0);
}

/// Bytes that a record takes with its payload.
static inline size_t bucket_record_bytes(uint32_t payload_size)
{
    return sizeof(struct bucket_record) + ((payload_size + 7u) & ~7u);
}

/// Makes room for a record of `bytes` at the bucket's cursor: its first chunk, or one more.
void bucket_extend(struct bucket_set *set, struct bucket *bucket, size_t bytes);

/// Files a record of a window beyond the ring.
void bucket_put_far(struct bucket_set *set, int64_t window, uint32_t block,
                    const struct bucket_record *record, const void *payload);

static inline void bucket_append(struct bucket_set *set, struct bucket *bucket,
                                 const struct bucket_record *record, const void *payload)
{
    size_t bytes = bucket_record_bytes(record->size);
    if ((size_t)(bucket->end - bucket->cursor) < bytes)
        bucket_extend(set, bucket, bytes);
    memcpy(bucket->cursor, record, sizeof(*record));
    if (payload && record->size > 0)
        memcpy(bucket->cursor + sizeof(*record), payload, record->size);
    bucket->cursor += bytes;
    bucket->count++;
}

/// Files a record. window: that of its time, later than `now`; block: of its receiver, within this worker.
static inline void bucket_put(struct bucket_set *set, int64_t window, uint32_t block,
                              const struct bucket_record *record, const void *payload)
{
    if (window >= set->horizon) {
        bucket_put_far(set, window, block, record, payload);
        return;
    }
    size_t slot = (size_t)window & (set->slots - 1);
    struct bucket *bucket = &set->buckets[slot * set->block_count + block];
    if (bucket->count == 0)
        set->occupied[slot / 64] |= (uint64_t)1 << (slot % 64);
    bucket_append(set, bucket, record, payload);
}

/// Earliest window with events after `now`, INT64_MAX if there is none.
int64_t bucket_next(const struct bucket_set *set);

/// Makes `window` the one that runs.
void bucket_enter(struct bucket_set *set, int64_t window);

/// Number of events of a block in the window that runs.
static inline size_t bucket_count(const struct bucket_set *set, uint32_t block)
{
    return set->buckets[((size_t)set->now & (set->slots - 1)) * set->block_count + block].count;
}

/// Takes the events of a block in the window that runs, sorted by receiver, time, sender, sequence. first: receiver of the
/// block with index 0. The entries are valid until bucket_done; returns how many.
size_t bucket_take(struct bucket_set *set, uint32_t block, sim_lp first, struct bucket_entry **entries);

/// Recycles the block's bucket.
void bucket_done(struct bucket_set *set, uint32_t block);

/// Says that all blocks of the window that runs are done.
void bucket_leave(struct bucket_set *set);
