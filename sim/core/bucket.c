#include "sim/core/bucket.h"

#include <stdlib.h>
#include <string.h>

#include "sim/core/memory.h"
#include "sim/status.h"

#define SMALL_BYTES 128 // first chunk of a bucket: sparse models have a few events in each
#define LARGE_BYTES 1024
#define SLAB_BYTES  ((size_t)1 << 20)
/// Up to so many entries, one insertion sort is cheaper than counting.
#define FEW 24

struct bucket_chunk {
    struct bucket_chunk *next;
    uint32_t used;     // bytes
    uint32_t capacity; // bytes
    unsigned char bytes[];
};

static size_t record_bytes(uint32_t payload_size)
{
    return sizeof(struct bucket_record) + ((payload_size + 7u) & ~7u);
}

void bucket_set_create(struct bucket_set *set, sim_time window, uint32_t block_bits, uint32_t block_count)
{
    *set = (struct bucket_set){.window = window,
                               .per_window = 1.0 / (double)window,
                               .block_bits = block_bits,
                               .block_count = block_count,
                               .now = -1,
                               .horizon = BUCKET_SLOTS - 1,
                               .far_next = INT64_MAX};
    set->buckets =
        memory_new((size_t)BUCKET_SLOTS * block_count, sizeof(*set->buckets), "the ring of windows");
    set->counts = memory_new((size_t)BUCKET_SLOTS * block_count, sizeof(*set->counts), "the ring of windows");
    set->places = memory_new(((size_t)1 << block_bits) + 1, sizeof(*set->places), "a counting sort");
}

void bucket_set_destroy(struct bucket_set *set)
{
    for (size_t i = 0; i < set->slab_count; i++)
        free(set->slabs[i]);
    free(set->slabs);
    free(set->buckets);
    free(set->counts);
    free(set->places);
    free(set->entries);
    free(set->scratch);
    *set = (struct bucket_set){0};
}

/// Memory for a chunk that is in no free list yet.
static struct bucket_chunk *carve(struct bucket_set *set, size_t bytes)
{
    if (set->slab_count == 0 || set->slab_used + bytes > SLAB_BYTES) {
        set->slabs =
            memory_grow(set->slabs, &set->slab_capacity, set->slab_count + 1, sizeof(*set->slabs), "events");
        set->slabs[set->slab_count] = malloc(SLAB_BYTES);
        SIM_ASSERT(set->slabs[set->slab_count], "out of memory: %zu bytes for events", SLAB_BYTES);
        set->slab_count++;
        set->slab_used = 0;
    }
    struct bucket_chunk *chunk = (void *)((unsigned char *)set->slabs[set->slab_count - 1] + set->slab_used);
    set->slab_used += bytes;
    chunk->capacity = (uint32_t)(bytes - sizeof(*chunk));
    return chunk;
}

static struct bucket_chunk *take_chunk(struct bucket_set *set, bool is_small)
{
    struct bucket_chunk **list = is_small ? &set->free_small : &set->free_large;
    struct bucket_chunk *chunk = *list;
    if (chunk)
        *list = chunk->next;
    else
        chunk = carve(set, is_small ? SMALL_BYTES : LARGE_BYTES);
    chunk->next = NULL;
    chunk->used = 0;
    return chunk;
}

static void give_chunks(struct bucket_set *set, struct bucket_chunk *chunk)
{
    while (chunk) {
        struct bucket_chunk *next = chunk->next;
        struct bucket_chunk **list =
            chunk->capacity == SMALL_BYTES - sizeof(*chunk) ? &set->free_small : &set->free_large;
        chunk->next = *list;
        *list = chunk;
        chunk = next;
    }
}

/// Appends to a chain whose ends are given.
static void append(struct bucket_set *set, struct bucket_chunk **first, struct bucket_chunk **last,
                   const struct bucket_record *record, const void *payload)
{
    size_t bytes = record_bytes(record->size);
    struct bucket_chunk *chunk = *last;
    if (!chunk || chunk->used + bytes > chunk->capacity) {
        struct bucket_chunk *fresh = take_chunk(set, !chunk);
        if (chunk)
            chunk->next = fresh;
        else
            *first = fresh;
        *last = chunk = fresh;
    }
    unsigned char *place = chunk->bytes + chunk->used;
    memcpy(place, record, sizeof(*record));
    if (record->size > 0)
        memcpy(place + sizeof(*record), payload, record->size);
    chunk->used += (uint32_t)bytes;
}

static void put_in_ring(struct bucket_set *set, int64_t window, uint32_t block,
                        const struct bucket_record *record, const void *payload)
{
    size_t slot = (size_t)window % BUCKET_SLOTS, index = slot * set->block_count + block;
    struct bucket *bucket = &set->buckets[index];
    if (!bucket->last)
        set->occupied[slot / 64] |= (uint64_t)1 << (slot % 64);
    append(set, &bucket->first, &bucket->last, record, payload);
    set->counts[index]++;
}

/// A far record keeps its block in front of its payload.
static void put_far(struct bucket_set *set, int64_t window, uint32_t block,
                    const struct bucket_record *record, const void *payload)
{
    struct {
        uint64_t block;
        unsigned char bytes[SIM_PAYLOAD_MAX];
    } carried = {.block = block};
    struct bucket_record far = *record;
    if (record->size > 0)
        memcpy(carried.bytes, payload, record->size);
    far.size = (uint16_t)(record->size + sizeof(carried.block));
    append(set, &set->far_first, &set->far_last, &far, &carried);
    if (window < set->far_next)
        set->far_next = window;
}

void bucket_put(struct bucket_set *set, int64_t window, uint32_t block, const struct bucket_record *record,
                const void *payload)
{
    if (window < set->horizon)
        put_in_ring(set, window, block, record, payload);
    else
        put_far(set, window, block, record, payload);
}

int64_t bucket_next(const struct bucket_set *set)
{
    int64_t window = set->now + 1;
    while (window < set->horizon) {
        size_t slot = (size_t)window % BUCKET_SLOTS;
        uint64_t word = set->occupied[slot / 64] >> (slot % 64);
        if (word) {
            int64_t found = window + __builtin_ctzll(word);
            return found < set->horizon ? found : set->far_next;
        }
        window += 64 - (int64_t)(slot % 64);
    }
    return set->far_next;
}

/// Moves the ring on and deals out the far records that now lie in it.
static void turn(struct bucket_set *set)
{
    struct bucket_chunk *chunk = set->far_first, *all = chunk;
    set->horizon = set->now + BUCKET_SLOTS;
    set->far_first = set->far_last = NULL;
    set->far_next = INT64_MAX;
    for (; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used;) {
            struct bucket_record record;
            uint64_t block;
            memcpy(&record, chunk->bytes + at, sizeof(record));
            at += (uint32_t)record_bytes(record.size);
            const unsigned char *carried = chunk->bytes + at - record_bytes(record.size) + sizeof(record);
            memcpy(&block, carried, sizeof(block));
            record.size = (uint16_t)(record.size - sizeof(block));
            bucket_put(set, bucket_window(set, record.time), (uint32_t)block, &record,
                       carried + sizeof(block));
        }
    give_chunks(set, all);
}

void bucket_enter(struct bucket_set *set, int64_t window)
{
    set->now = window;
    if (window >= set->horizon - BUCKET_SLOTS / 2)
        turn(set);
}

static bool entry_before(const struct bucket_entry *a, const struct bucket_entry *b)
{
    if (a->record.to != b->record.to)
        return a->record.to < b->record.to;
    return bucket_is_before(&a->record, &b->record);
}

static void insertion_sort(struct bucket_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct bucket_entry entry = entries[i];
        size_t place = i;
        while (place > 0 && entry_before(&entry, &entries[place - 1])) {
            entries[place] = entries[place - 1];
            place--;
        }
        entries[place] = entry;
    }
}

static int compare_entries(const void *a, const void *b)
{
    return entry_before(a, b) ? -1 : 1; // never equal: sequences differ
}

/// Sorts entries by receiver into `sorted`, then each receiver's by order.
static void counting_sort(struct bucket_set *set, const struct bucket_entry *entries, size_t count,
                          sim_lp first, struct bucket_entry *sorted)
{
    size_t processes = (size_t)1 << set->block_bits;
    uint32_t *places = set->places, sum = 0;
    memset(places, 0, processes * sizeof(*places));
    for (size_t i = 0; i < count; i++)
        places[entries[i].record.to - first]++;
    for (size_t p = 0; p < processes; p++) {
        uint32_t n = places[p];
        places[p] = sum;
        sum += n;
    }
    for (size_t i = 0; i < count; i++)
        sorted[places[entries[i].record.to - first]++] = entries[i];
    // places[p] is now the end of p's entries.
    for (size_t p = 0, begin = 0; p < processes; begin = places[p], p++) {
        size_t n = places[p] - begin;
        if (n > FEW)
            qsort(sorted + begin, n, sizeof(*sorted), compare_entries);
        else if (n > 1)
            insertion_sort(sorted + begin, n);
    }
}

size_t bucket_take(struct bucket_set *set, uint32_t block, sim_lp first, struct bucket_entry **entries)
{
    size_t index = ((size_t)set->now % BUCKET_SLOTS) * set->block_count + block, count = set->counts[index],
           n = 0;
    if (count == 0)
        return 0;
    set->entries =
        memory_grow(set->entries, &set->entry_capacity, count, sizeof(*set->entries), "a block's events");
    for (struct bucket_chunk *chunk = set->buckets[index].first; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used; n++) {
            memcpy(&set->entries[n].record, chunk->bytes + at, sizeof(struct bucket_record));
            set->entries[n].payload = chunk->bytes + at + sizeof(struct bucket_record);
            at += (uint32_t)record_bytes(set->entries[n].record.size);
        }
    *entries = set->entries;
    if (count <= FEW) {
        insertion_sort(set->entries, count);
        return count;
    }
    set->scratch =
        memory_grow(set->scratch, &set->scratch_capacity, count, sizeof(*set->scratch), "a block's events");
    counting_sort(set, set->entries, count, first, set->scratch);
    *entries = set->scratch;
    return count;
}

void bucket_done(struct bucket_set *set, uint32_t block)
{
    size_t slot = (size_t)set->now % BUCKET_SLOTS, index = slot * set->block_count + block;
    give_chunks(set, set->buckets[index].first);
    set->buckets[index] = (struct bucket){NULL, NULL};
    set->counts[index] = 0;
}

void bucket_leave(struct bucket_set *set)
{
    size_t slot = (size_t)set->now % BUCKET_SLOTS;
    set->occupied[slot / 64] &= ~((uint64_t)1 << (slot % 64));
}
