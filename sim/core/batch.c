#include "sim/core/batch.h"

#include <stdlib.h>

#include "sim/memory.h"

/// Up to so many events, insertion beats merging.
#define FEW 16

void batch_create(struct batch *batch, uint32_t block_processes)
{
    *batch = (struct batch){
        .heads = sim_memory_own(block_processes, sizeof(*batch->heads), "a block's events"),
        .touched = sim_memory_own(block_processes + 1, sizeof(*batch->touched), "a block's events"),
    };
}

void batch_destroy(struct batch *batch)
{
    free(batch->heads);
    free(batch->touched);
    free(batch->links);
    free(batch->sorted);
    *batch = (struct batch){0};
}

/// Fetches a chunk that is read next.
static inline void fetch(const struct chunk *chunk)
{
    for (size_t at = 0; chunk && at < 1024; at += 64)
        __builtin_prefetch((const char *)chunk + at);
}

size_t batch_gather(struct batch *batch, const struct chunk *chain, sim_lp first, const unsigned char *bytes,
                    size_t stride)
{
    uint32_t n = 0, touched = 0;
    for (const struct chunk *chunk = chain; chunk; chunk = chunk->next) {
        batch->links = sim_memory_grow(batch->links, &batch->link_capacity,
                                       n + chunk->used / sizeof(struct sim_event), sizeof(*batch->links),
                                       "a block's events");
        const unsigned char *end = chunk->bytes + chunk->used;
        fetch(chunk->next);
        for (const unsigned char *at = chunk->bytes; at < end;) {
            const struct sim_event *event = (const void *)at;
            uint32_t process = event->to - first, next = batch->heads[process];
            __builtin_prefetch(bytes + process * stride, 1);
            batch->touched[touched] = process;
            touched += next == 0;
            batch->links[n++] = (struct batch_link){event, next};
            batch->heads[process] = n;
            at += event_bytes(event->size);
        }
    }
    batch->touched_count = touched;
    return n;
}

static int compare_events(const void *a, const void *b)
{
    const struct sim_event *const *left = a, *const *right = b;
    return event_precedes(*left, *right) ? -1 : 1; // never equal: sequences differ
}

static void insertion_sort(const struct sim_event **events, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct sim_event *event = events[i];
        size_t place = i;
        for (; place > 0 && event_precedes(event, events[place - 1]); place--)
            events[place] = events[place - 1];
        events[place] = event;
    }
}

const struct sim_event *const *batch_take(struct batch *batch, size_t i, size_t *count)
{
    size_t n = 0;
    for (uint32_t next = batch->heads[batch->touched[i]]; next; next = batch->links[next - 1].next) {
        batch->sorted = sim_memory_grow(batch->sorted, &batch->sorted_capacity, n + 1, sizeof(*batch->sorted),
                                        "a process's events");
        batch->sorted[n++] = batch->links[next - 1].event;
    }
    batch->heads[batch->touched[i]] = 0;
    if (n > FEW)
        qsort(batch->sorted, n, sizeof(*batch->sorted), compare_events);
    else if (n > 1)
        insertion_sort(batch->sorted, n);
    *count = n;
    return batch->sorted;
}
