#include "sim/core/pending.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// The total order: time, sender, sender's sequence.
static inline bool is_before(const struct pending_event *a, const struct pending_event *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    if (a->sender != b->sender)
        return a->sender < b->sender;
    return a->sequence < b->sequence;
}

static uint32_t body_take(struct pending *pending)
{
    if (pending->free_count > 0)
        return pending->free_bodies[--pending->free_count];
    pending->bodies = sim_memory_grow(pending->bodies, &pending->body_capacity, pending->body_count + 1,
                                      sizeof(*pending->bodies), "event payloads");
    return (uint32_t)++pending->body_count;
}

static void body_give(struct pending *pending, uint32_t body)
{
    pending->free_bodies =
        sim_memory_grow(pending->free_bodies, &pending->free_capacity, pending->free_count + 1,
                        sizeof(*pending->free_bodies), "free payloads");
    pending->free_bodies[pending->free_count++] = body;
}

void pending_clear(struct pending *pending)
{
    free(pending->heap);
    free(pending->bodies);
    free(pending->free_bodies);
    *pending = (struct pending){0};
}

void pending_push(struct pending *pending, struct pending_event event, const void *payload)
{
    event.body = 0;
    if (event.size > 0) {
        event.body = body_take(pending);
        memcpy(pending->bodies[event.body - 1].bytes, payload, event.size);
    }
    pending->heap = sim_memory_grow(pending->heap, &pending->capacity, pending->count + 1,
                                    sizeof(*pending->heap), "pending events");
    size_t place = pending->count++;
    while (place > 0) {
        size_t parent = (place - 1) / 4;
        if (!is_before(&event, &pending->heap[parent]))
            break;
        pending->heap[place] = pending->heap[parent];
        place = parent;
    }
    pending->heap[place] = event;
}

sim_time pending_next(const struct pending *pending)
{
    return pending->count ? pending->heap[0].time : SIM_NEVER;
}

/// Puts `event` at the root's place and lets it sink.
static void sink_from_root(struct pending *pending, struct pending_event event)
{
    struct pending_event *heap = pending->heap;
    size_t count = pending->count, place = 0;
    for (;;) {
        size_t child = 4 * place + 1;
        if (child >= count)
            break;
        size_t end = child + 4 < count ? child + 4 : count, first = child;
        for (size_t i = child + 1; i < end; i++)
            if (is_before(&heap[i], &heap[first]))
                first = i;
        if (!is_before(&heap[first], &event))
            break;
        heap[place] = heap[first];
        place = first;
    }
    heap[place] = event;
}

bool pending_pop(struct pending *pending, sim_time limit, struct pending_event *event,
                 struct pending_body *payload)
{
    if (pending->count == 0 || pending->heap[0].time >= limit)
        return false;
    *event = pending->heap[0];
    if (event->body != 0) {
        memcpy(payload->bytes, pending->bodies[event->body - 1].bytes, event->size);
        body_give(pending, event->body);
    }
    pending->count--;
    if (pending->count > 0)
        sink_from_root(pending, pending->heap[pending->count]);
    return true;
}
