#include "sim/core/wheel.h"

#include <stdlib.h>

#include "sim/memory.h"
#include "sim/status.h"

#define CELL_WINDOWS (1 << WHEEL_CELL_BITS)

/// Events whose places are fetched before they are filed: more than the cache can wait for at once buys nothing.
#define PUT_AHEAD 32

_Static_assert(WHEEL_FINE == 2 * CELL_WINDOWS, "fine slots are those of two cells");

static int64_t cell_of(int64_t window)
{
    return window >> WHEEL_CELL_BITS; // -1 of window -1
}

static uint32_t coarse_slot(int64_t cell)
{
    return (uint32_t)cell % WHEEL_COARSE;
}

/// m = ceil(2^(63 + l) / d) with l = ceil(log2 d) fits 64 bits, and n m >> (63 + l) is n / d for all n < 2^63.
static void find_reciprocal(struct wheel *wheel, uint64_t divisor)
{
    uint32_t bits = 1;
    while (((uint64_t)1 << bits) < divisor)
        bits++;
    wheel_product scale = (wheel_product)1 << (63 + bits);
    wheel->reciprocal = (uint64_t)((scale + divisor - 1) / divisor);
    wheel->reciprocal_shift = bits - 1;
}

static void set_reach(struct wheel *wheel)
{
    wheel->fine_end = (cell_of(wheel->now) + 2) * CELL_WINDOWS;
    wheel->coarse_end = (cell_of(wheel->now) + WHEEL_COARSE) * CELL_WINDOWS;
}

void wheel_create(struct wheel *wheel, sim_time window_ns, uint32_t block_bits, uint32_t block_count,
                  struct bucket *buckets)
{
    *wheel = (struct wheel){.window_ns = window_ns,
                            .block_bits = block_bits,
                            .block_count = block_count,
                            .buckets = buckets,
                            .words = (block_count + 63) / 64,
                            .far_earliest = INT64_MAX};
    find_reciprocal(wheel, (uint64_t)window_ns);
    wheel->busy =
        sim_memory_new((size_t)WHEEL_SLOTS * wheel->words, sizeof(*wheel->busy), "the wheel of windows");
    wheel_begin(wheel, -1);
}

void wheel_destroy(struct wheel *wheel)
{
    chunk_pool_clear(&wheel->pool);
    free(wheel->busy);
    *wheel = (struct wheel){0};
}

void wheel_begin(struct wheel *wheel, int64_t window)
{
    wheel->now = window;
    set_reach(wheel);
}

void bucket_extend(struct chunk_pool *pool, struct bucket *bucket, size_t bytes)
{
    struct chunk *fresh = chunk_take(pool, !bucket->last);
    SIM_ASSERT(bytes <= fresh->capacity, "an event of %zu bytes", bytes);
    if (bucket->last) {
        bucket->last->used = (uint32_t)(bucket->cursor - bucket->last->bytes);
        bucket->last->next = fresh;
    } else {
        bucket->first = fresh;
    }
    bucket->last = fresh;
    bucket->cursor = fresh->bytes;
    bucket->end = fresh->bytes + fresh->capacity;
}

struct chunk *bucket_detach(struct bucket *bucket)
{
    struct chunk *chain = bucket->first;
    if (chain)
        bucket->last->used = (uint32_t)(bucket->cursor - bucket->last->bytes);
    *bucket = (struct bucket){0};
    return chain;
}

void wheel_put_later(struct wheel *wheel, int64_t window, uint32_t block, struct event_head head,
                     const void *payload)
{
    if (window >= wheel->coarse_end) {
        bucket_append(&wheel->pool, &wheel->far, head, payload);
        if (window < wheel->far_earliest)
            wheel->far_earliest = window;
        return;
    }
    uint32_t coarse = coarse_slot(cell_of(window)), slot = WHEEL_FINE + coarse;
    if (!wheel_is_occupied(wheel, slot) || window < wheel->earliest[coarse])
        wheel->earliest[coarse] = window;
    wheel_append(wheel, slot, block, head, payload);
}

void wheel_put_all(struct wheel *wheel, const unsigned char *bytes, size_t size)
{
    struct {
        const struct sim_event *event;
        int64_t window;
        uint32_t block;
    } some[PUT_AHEAD];
    for (size_t at = 0; at < size;) {
        size_t n = 0;
        for (; n < PUT_AHEAD && at < size; n++) {
            const struct sim_event *event = (const void *)(bytes + at);
            some[n].event = event;
            some[n].window = wheel_window(wheel, event->time);
            some[n].block = (event->to - 1) >> wheel->block_bits;
            __builtin_prefetch(wheel_bucket(wheel, (uint32_t)some[n].window % WHEEL_FINE, some[n].block), 1);
            at += event_bytes(event->size);
        }
        for (size_t i = 0; i < n; i++)
            __builtin_prefetch(
                wheel_bucket(wheel, (uint32_t)some[i].window % WHEEL_FINE, some[i].block)->cursor, 1);
        for (size_t i = 0; i < n; i++)
            wheel_put(wheel, some[i].window, some[i].block, event_head(some[i].event),
                      some[i].event->payload);
    }
}

/// First occupied fine slot of the windows [from, end), INT64_MAX if none is.
static int64_t next_fine(const struct wheel *wheel, int64_t from, int64_t end)
{
    while (from < end) {
        uint32_t slot = (uint32_t)from % WHEEL_FINE;
        uint64_t word = wheel->occupied[slot / 64] >> (slot % 64);
        if (word) {
            int64_t found = from + __builtin_ctzll(word);
            return found < end ? found : INT64_MAX;
        }
        from += 64 - slot % 64;
    }
    return INT64_MAX;
}

int64_t wheel_next(const struct wheel *wheel)
{
    int64_t next = next_fine(wheel, wheel->now + 1, wheel->fine_end);
    if (next != INT64_MAX)
        return next;
    for (int64_t cell = cell_of(wheel->now) + 2; cell < cell_of(wheel->coarse_end); cell++) {
        uint32_t coarse = coarse_slot(cell), slot = WHEEL_FINE + coarse;
        if (wheel_is_occupied(wheel, slot)) {
            next = wheel->earliest[coarse];
            break;
        }
    }
    return next < wheel->far_earliest ? next : wheel->far_earliest;
}

/// Files again all events of a chain.
static void deal(struct wheel *wheel, struct chunk *chain)
{
    for (struct chunk *chunk = chain, *next; chunk; chunk = next) {
        next = chunk->next;
        for (uint32_t at = 0; at < chunk->used;) {
            const struct sim_event *event = (const void *)(chunk->bytes + at);
            wheel_put(wheel, wheel_window(wheel, event->time), (event->to - 1) >> wheel->block_bits,
                      event_head(event), event->payload);
            at += (uint32_t)event_bytes(event->size);
        }
        chunk->next = NULL;
        chunk_give(&wheel->pool, chunk);
    }
}

static void deal_slot(struct wheel *wheel, uint32_t slot)
{
    uint64_t *busy = &wheel->busy[(size_t)slot * wheel->words];
    wheel->occupied[slot / 64] &= ~((uint64_t)1 << (slot % 64));
    for (uint32_t word = 0; word < wheel->words; word++) {
        uint64_t bits = busy[word];
        busy[word] = 0;
        for (; bits; bits &= bits - 1)
            deal(wheel, bucket_detach(wheel_bucket(wheel, slot, word * 64 + (uint32_t)__builtin_ctzll(bits))));
    }
}

/// The wheel has turned by a cell or more: cells that now have fine slots are dealt to them.
static void turn(struct wheel *wheel, int64_t old_cell)
{
    int64_t cell = cell_of(wheel->now), end = old_cell + WHEEL_COARSE;
    set_reach(wheel);
    for (int64_t c = old_cell + 2; c <= cell + 1 && c < end; c++) {
        uint32_t slot = WHEEL_FINE + coarse_slot(c);
        if (wheel_is_occupied(wheel, slot))
            deal_slot(wheel, slot);
    }
    if (wheel->far_earliest < (cell + WHEEL_COARSE / 2) * CELL_WINDOWS) {
        wheel->far_earliest = INT64_MAX;
        deal(wheel, bucket_detach(&wheel->far));
    }
}

void wheel_enter(struct wheel *wheel, int64_t window)
{
    int64_t old_cell = cell_of(wheel->now);
    wheel->now = window;
    if (cell_of(window) != old_cell)
        turn(wheel, old_cell);
    uint32_t slot = (uint32_t)window % WHEEL_FINE;
    wheel->occupied[slot / 64] &= ~((uint64_t)1 << (slot % 64));
}

/// Earliest window of a chain's events.
static int64_t earliest_of(const struct wheel *wheel, const struct bucket *bucket)
{
    sim_time earliest = INT64_MAX;
    for (const struct chunk *chunk = bucket->first; chunk; chunk = chunk->next) {
        const unsigned char *end = chunk == bucket->last ? bucket->cursor : chunk->bytes + chunk->used;
        for (const unsigned char *at = chunk->bytes; at < end;) {
            const struct sim_event *event = (const void *)at;
            earliest = event->time < earliest ? event->time : earliest;
            at += event_bytes(event->size);
        }
    }
    return wheel_window(wheel, earliest);
}

static void recount_slot(struct wheel *wheel, uint32_t slot, uint32_t block)
{
    const struct bucket *bucket = wheel_bucket(wheel, slot, block);
    if (!bucket->first)
        return;
    if (slot >= WHEEL_FINE) {
        int64_t earliest = earliest_of(wheel, bucket), *known = &wheel->earliest[slot - WHEEL_FINE];
        if (!wheel_is_occupied(wheel, slot) || earliest < *known)
            *known = earliest;
    }
    wheel_mark(wheel, slot, block);
}

void wheel_recount(struct wheel *wheel, const uint16_t *owner, uint32_t self)
{
    memset(wheel->busy, 0, (size_t)WHEEL_SLOTS * wheel->words * sizeof(*wheel->busy));
    memset(wheel->occupied, 0, sizeof(wheel->occupied));
    for (uint32_t block = 0; block < wheel->block_count; block++)
        for (uint32_t slot = 0; owner[block] == self && slot < WHEEL_SLOTS; slot++)
            recount_slot(wheel, slot, block);
}

struct chunk *wheel_release_far(struct wheel *wheel)
{
    wheel->far_earliest = INT64_MAX;
    return bucket_detach(&wheel->far);
}
