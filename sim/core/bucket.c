#include "sim/core/bucket.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"
#include "sim/status.h"

#define SMALL_BYTES 128 // first chunk of a bucket: sparse models have a few events in each
#define LARGE_BYTES 1024
#define SLAB_BYTES  ((size_t)1 << 20)
/// Up to so many entries, one insertion sort is cheaper than counting.
#define FEW 24

struct bucket_chunk {
    struct bucket_chunk *next;
    uint32_t used;     // bytes; of a bucket's last chunk only its cursor tells
    uint32_t capacity; // bytes
    unsigned char bytes[];
};

void bucket_set_create(struct bucket_set *set, sim_time window, int64_t windows, uint32_t block_bits,
                       uint32_t block_count)
{
    uint32_t slots = BUCKET_SLOTS_LEAST;
    while (slots < BUCKET_SLOTS_MOST && slots <= windows)
        slots *= 2;
    *set = (struct bucket_set){.window = window,
                               .per_window = 1.0 / (double)window,
                               .block_bits = block_bits,
                               .block_count = block_count,
                               .slots = slots,
                               .now = -1,
                               .horizon = slots - 1,
                               .far_next = INT64_MAX};
    set->buckets = sim_memory_new((size_t)slots * block_count, sizeof(*set->buckets), "the ring of windows");
    set->places = sim_memory_new(((size_t)1 << block_bits) + 1, sizeof(*set->places), "a counting sort");
}

void bucket_set_destroy(struct bucket_set *set)
{
    for (size_t i = 0; i < set->slab_count; i++)
        free(set->slabs[i]);
    free(set->slabs);
    free(set->buckets);
    free(set->places);
    free(set->entries);
    *set = (struct bucket_set){0};
}

/// Memory for a chunk that is in no free list yet.
static struct bucket_chunk *carve(struct bucket_set *set, size_t bytes)
{
    if (set->slab_count == 0 || set->slab_used + bytes > SLAB_BYTES) {
        set->slabs = sim_memory_grow(set->slabs, &set->slab_capacity, set->slab_count + 1,
                                     sizeof(*set->slabs), "events");
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

/// Writes the cursor back into the chunk that it stands in.
static void settle(struct bucket *bucket)
{
    if (bucket->last)
        bucket->last->used = (uint32_t)(bucket->cursor - bucket->last->bytes);
}

void bucket_extend(struct bucket_set *set, struct bucket *bucket, size_t bytes)
{
    struct bucket_chunk *fresh = take_chunk(set, !bucket->last);
    SIM_ASSERT(bytes <= fresh->capacity, "an event of %zu bytes", bytes);
    settle(bucket);
    if (bucket->last)
        bucket->last->next = fresh;
    else
        bucket->first = fresh;
    bucket->last = fresh;
    bucket->cursor = fresh->bytes;
    bucket->end = fresh->bytes + fresh->capacity;
}

/// A far record keeps its block in front of its payload.
void bucket_put_far(struct bucket_set *set, int64_t window, uint32_t block,
                    const struct bucket_record *record, const void *payload)
{
    struct {
        uint64_t block;
        unsigned char bytes[SIM_PAYLOAD_MAX];
    } carried = {.block = block};
    struct bucket_record far = *record;
    if (payload && record->size > 0)
        memcpy(carried.bytes, payload, record->size);
    far.size = (uint16_t)(record->size + sizeof(carried.block));
    bucket_append(set, &set->far, &far, &carried);
    if (window < set->far_next)
        set->far_next = window;
}

int64_t bucket_next(const struct bucket_set *set)
{
    int64_t window = set->now + 1;
    while (window < set->horizon) {
        size_t slot = (size_t)window & (set->slots - 1);
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
    settle(&set->far);
    struct bucket_chunk *all = set->far.first;
    set->horizon = set->now + set->slots;
    set->far = (struct bucket){0};
    set->far_next = INT64_MAX;
    for (const struct bucket_chunk *chunk = all; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used;) {
            struct bucket_record record;
            uint64_t block;
            memcpy(&record, chunk->bytes + at, sizeof(record));
            const unsigned char *carried = chunk->bytes + at + sizeof(record);
            at += (uint32_t)bucket_record_bytes(record.size);
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
    if (window >= set->horizon - set->slots / 2)
        turn(set);
}

/// The order of one process's events; receivers first, where there are several.
static inline bool entry_before(const struct bucket_entry *a, const struct bucket_entry *b)
{
    if (a->to != b->to)
        return a->to < b->to;
    if (a->event.time != b->event.time)
        return a->event.time < b->event.time;
    if (a->event.sender != b->event.sender)
        return a->event.sender < b->event.sender;
    return a->sequence < b->sequence;
}

static void insertion_sort(struct bucket_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (!entry_before(&entries[i], &entries[i - 1]))
            continue;
        struct bucket_entry entry = entries[i];
        size_t place = i;
        do {
            entries[place] = entries[place - 1];
            place--;
        } while (place > 0 && entry_before(&entry, &entries[place - 1]));
        entries[place] = entry;
    }
}

static int compare_entries(const void *a, const void *b)
{
    return entry_before(a, b) ? -1 : 1; // never equal: sequences differ
}

static inline struct bucket_entry entry_of(const unsigned char *bytes)
{
    const struct bucket_record *record = (const void *)bytes;
    return (struct bucket_entry){.event = {.time = record->time,
                                           .sender = record->sender,
                                           .type = record->type,
                                           .size = record->size,
                                           .payload = bytes + sizeof(*record)},
                                 .sequence = record->sequence,
                                 .to = record->to};
}

static inline uint32_t size_of(const unsigned char *bytes)
{
    return (uint32_t)bucket_record_bytes(((const struct bucket_record *)(const void *)bytes)->size);
}

/// Few events: take them as they lie and sort them by receiver and order at once.
static void take_few(const struct bucket *bucket, struct bucket_entry *entries)
{
    size_t n = 0;
    for (const struct bucket_chunk *chunk = bucket->first; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used; at += size_of(chunk->bytes + at))
            entries[n++] = entry_of(chunk->bytes + at);
    insertion_sort(entries, n);
}

/// Many events: count each receiver's, put each event into its receiver's places, sort those.
static void take_many(struct bucket_set *set, const struct bucket *bucket, sim_lp first,
                      struct bucket_entry *entries)
{
    size_t processes = (size_t)1 << set->block_bits;
    uint32_t *places = set->places, sum = 0;
    memset(places, 0, processes * sizeof(*places));
    for (const struct bucket_chunk *chunk = bucket->first; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used; at += size_of(chunk->bytes + at))
            places[((const struct bucket_record *)(const void *)(chunk->bytes + at))->to - first]++;
    for (size_t p = 0; p < processes; p++) {
        uint32_t n = places[p];
        places[p] = sum;
        sum += n;
    }
    for (const struct bucket_chunk *chunk = bucket->first; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used; at += size_of(chunk->bytes + at)) {
            struct bucket_entry entry = entry_of(chunk->bytes + at);
            entries[places[entry.to - first]++] = entry;
        }
    // places[p] is now the end of p's entries.
    for (size_t p = 0, begin = 0; p < processes; begin = places[p], p++) {
        size_t n = places[p] - begin;
        if (n > FEW)
            qsort(entries + begin, n, sizeof(*entries), compare_entries);
        else if (n > 1)
            insertion_sort(entries + begin, n);
    }
}

size_t bucket_take(struct bucket_set *set, uint32_t block, sim_lp first, struct bucket_entry **entries)
{
    struct bucket *bucket = &set->buckets[((size_t)set->now & (set->slots - 1)) * set->block_count + block];
    set->entries = sim_memory_grow(set->entries, &set->entry_capacity, bucket->count, sizeof(*set->entries),
                                   "a block's events");
    settle(bucket);
    if (bucket->count <= FEW)
        take_few(bucket, set->entries);
    else
        take_many(set, bucket, first, set->entries);
    *entries = set->entries;
    return bucket->count;
}

void bucket_done(struct bucket_set *set, uint32_t block)
{
    struct bucket *bucket = &set->buckets[((size_t)set->now & (set->slots - 1)) * set->block_count + block];
    give_chunks(set, bucket->first);
    *bucket = (struct bucket){0};
}

void bucket_leave(struct bucket_set *set)
{
    size_t slot = (size_t)set->now & (set->slots - 1);
    set->occupied[slot / 64] &= ~((uint64_t)1 << (slot % 64));
}
