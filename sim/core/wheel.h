/// A worker's pending events without a global order: buckets by lookahead window and block of processes.
///
/// No message can arrive inside the window in which it was sent, so within a window the order between processes does not
/// matter: only each process's own events must be in order (batch.h). A worker therefore never keeps a sorted set. It
/// appends an event to the bucket of its window and block; when the window comes, it runs block by block.
///
///     cell    64 windows
///     fine    128 slots, a window each: all of this cell and the next
///     coarse  128 slots, a cell each: the 126 cells after those; dealt to the fine ones as the wheel turns
///     far     events beyond; dealt again when the wheel has come half way to them
///
///     buckets | block 0: fine slots, coarse slots | block 1: ... |      of all workers; a bucket is a chain of chunks
///     busy    [slot] one bit a block: which buckets of this worker hold anything
///
/// A hierarchical timing wheel (Varghese, Lauck, "Hashed and hierarchical timing wheels", SOSP 1987), window-synchronous
/// and unsorted. Appending touches memory in streams, where a heap would miss the cache at every level.
#pragma once

#include <string.h>

#include "sim/core/chunk.h"
#include "sim/core/pending.h"

/// Products of 64 by 64 bits; gcc and clang have them.
__extension__ typedef unsigned __int128 wheel_product;

#define WHEEL_CELL_BITS 6
#define WHEEL_FINE      128
#define WHEEL_COARSE    128
#define WHEEL_SLOTS     (WHEEL_FINE + WHEEL_COARSE)

/// A chain of chunks, of which the last is written to at `cursor`. Empty: all null.
struct bucket {
    unsigned char *cursor, *end;
    struct chunk *first, *last;
};

struct wheel {
    // Length of a window, and how to divide by it.
    sim_time window_ns;
    uint64_t reciprocal;
    uint32_t reciprocal_shift;

    uint32_t block_bits, block_count;
    struct bucket *buckets; // [block][WHEEL_SLOTS], shared by all workers
    struct chunk_pool pool;

    int64_t now;        // window that runs, or ran last; -1 at first
    int64_t fine_end;   // first window that has no fine slot
    int64_t coarse_end; // first window that has no coarse slot either
    uint64_t *busy;     // [slot][words]
    uint32_t words;     // of 64 blocks
    uint64_t occupied[WHEEL_SLOTS / 64];
    int64_t earliest[WHEEL_COARSE]; // window of a coarse slot's events
    struct bucket far;
    int64_t far_earliest; // window; INT64_MAX without far events
};

/// window_ns: > 1. buckets: see above, all empty.
void wheel_create(struct wheel *wheel, sim_time window_ns, uint32_t block_bits, uint32_t block_count,
                  struct bucket *buckets);
void wheel_destroy(struct wheel *wheel);

/// Sets the window that counts as having run. Nothing has been put yet. window: >= -1.
void wheel_begin(struct wheel *wheel, int64_t window);

/// Window that holds a time. time: >= 0. Exact: a division by an invariant as a product with its reciprocal (Granlund,
/// Montgomery, "Division by invariant integers using multiplication", PLDI 1994, theorem 4.2 with N = 63).
static inline int64_t wheel_window(const struct wheel *wheel, sim_time time)
{
    return (int64_t)((uint64_t)((wheel_product)(uint64_t)time * wheel->reciprocal >> 64) >>
                     wheel->reciprocal_shift);
}

/// Makes room for `bytes` at the bucket's cursor: its first chunk, or one more.
void bucket_extend(struct chunk_pool *pool, struct bucket *bucket, size_t bytes);

static inline void bucket_append(struct chunk_pool *pool, struct bucket *bucket, struct event_head head,
                                 const void *payload)
{
    size_t bytes = event_bytes(head.size);
    if (__builtin_expect((size_t)(bucket->end - bucket->cursor) < bytes, 0))
        bucket_extend(pool, bucket, bytes);
    event_write(bucket->cursor, head, payload);
    bucket->cursor += bytes;
}

/// Takes all events off a bucket.
struct chunk *bucket_detach(struct bucket *bucket);

/// Files an event whose window has no fine slot.
void wheel_put_later(struct wheel *wheel, int64_t window, uint32_t block, struct event_head head,
                     const void *payload);

static inline struct bucket *wheel_bucket(const struct wheel *wheel, uint32_t slot, uint32_t block)
{
    return &wheel->buckets[(size_t)block * WHEEL_SLOTS + slot];
}

static inline bool wheel_is_occupied(const struct wheel *wheel, uint32_t slot)
{
    return wheel->occupied[slot / 64] >> (slot % 64) & 1;
}

static inline void wheel_mark(struct wheel *wheel, uint32_t slot, uint32_t block)
{
    wheel->busy[slot * wheel->words + block / 64] |= (uint64_t)1 << (block % 64);
    wheel->occupied[slot / 64] |= (uint64_t)1 << (slot % 64);
}

static inline void wheel_append(struct wheel *wheel, uint32_t slot, uint32_t block,
                                struct event_head head, const void *payload)
{
    struct bucket *bucket = wheel_bucket(wheel, slot, block);
    if (!bucket->first)
        wheel_mark(wheel, slot, block);
    bucket_append(&wheel->pool, bucket, head, payload);
}

/// Files an event. window: that of its time, >= the one that runs; block: of its receiver.
static inline void wheel_put(struct wheel *wheel, int64_t window, uint32_t block,
                             struct event_head head, const void *payload)
{
    if (__builtin_expect(window < wheel->fine_end, 1))
        wheel_append(wheel, (uint32_t)window % WHEEL_FINE, block, head, payload);
    else
        wheel_put_later(wheel, window, block, head, payload);
}

/// Files all events of `size` bytes, laid one after the other as in chunks. Looks ahead: the places of many events, all
/// over memory, are fetched at once.
void wheel_put_all(struct wheel *wheel, const unsigned char *bytes, size_t size);

/// Fetches what the sends of a block's processes to each other are about to write: the ends of its fine buckets.
static inline void wheel_fetch_ends(const struct wheel *wheel, uint32_t block)
{
    for (uint32_t ahead = 1; ahead < WHEEL_FINE / 2; ahead++)
        __builtin_prefetch(
            wheel_bucket(wheel, (uint32_t)(wheel->now + ahead) % WHEEL_FINE, block)->cursor, 1);
}

/// Fetches the fine buckets of a block: all of them follow one another.
static inline void wheel_fetch_row(const struct wheel *wheel, uint32_t block)
{
    for (uint32_t slot = 0; slot < WHEEL_FINE; slot += 64 / sizeof(struct bucket))
        __builtin_prefetch(wheel_bucket(wheel, slot, block), 1);
}

/// Fetches the first events of a block in the window that runs.
static inline void wheel_fetch_events(const struct wheel *wheel, uint32_t block)
{
    const char *first = (const char *)wheel_bucket(wheel, (uint32_t)wheel->now % WHEEL_FINE, block)->first;
    __builtin_prefetch(first);
    __builtin_prefetch(first + 64);
}

/// Earliest window with events after the one that runs, INT64_MAX if there is none.
int64_t wheel_next(const struct wheel *wheel);

/// Makes `window` the one that runs. window: > the one that ran.
void wheel_enter(struct wheel *wheel, int64_t window);

/// Blocks that have events in the window that runs, 64 at a time. Forgets them: whoever asks, runs them.
static inline uint64_t wheel_claim(struct wheel *wheel, uint32_t word)
{
    uint64_t *busy = &wheel->busy[(uint32_t)wheel->now % WHEEL_FINE * wheel->words + word], bits = *busy;
    *busy = 0;
    return bits;
}

/// Finds again which buckets hold anything, after blocks have changed hands. owner[block]: the worker of each; self: this
/// one. Of far events only wheel_release_far knows.
void wheel_recount(struct wheel *wheel, const uint16_t *owner, uint32_t self);

/// Takes all far events off, for those of blocks that have changed hands to be sent on and the others to be put again.
struct chunk *wheel_release_far(struct wheel *wheel);
