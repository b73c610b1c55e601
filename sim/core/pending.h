/// Events in order: a 4-ary heap with inline keys, and a pool of payloads. For what a process sends to itself inside the
/// window that runs, and for models without lookahead.
///
///     heap    [ time | sender, sequence | to, type, size | body ]  32 bytes an event, four children share two lines
///     bodies  64 bytes each, recycled through a free list; an event without payload has none (body 0)
///
/// Not a list of pointers: one unhidden cache miss an event would cap the engine at a few million events a second.
#pragma once

#include <stdbool.h>

#include "sim/event.h"

struct pending_event {
    sim_time time;
    sim_lp sender;
    uint32_t sequence; // of the sender
    sim_lp to;
    uint16_t type;
    uint16_t size; // of the payload
    uint32_t body; // 1-based slot of the payload, 0 for none
};

struct pending_body {
    unsigned char bytes[SIM_PAYLOAD_MAX];
};

struct pending {
    struct pending_event *heap;
    size_t count, capacity;
    struct pending_body *bodies;
    size_t body_count, body_capacity;
    uint32_t *free_bodies;
    size_t free_count, free_capacity;
};

void pending_clear(struct pending *pending);

/// Adds an event; its payload (size bytes) is copied.
void pending_push(struct pending *pending, struct pending_event event, const void *payload);

/// Time of the first event, SIM_NEVER if there is none.
sim_time pending_next(const struct pending *pending);

/// True if the first event comes before that of the given time, sender and sequence.
static inline bool pending_precedes(const struct pending *pending, sim_time time, sim_lp sender,
                                    uint32_t sequence)
{
    if (pending->count == 0)
        return false;
    const struct pending_event *first = &pending->heap[0];
    if (first->time != time)
        return first->time < time;
    return first->sender != sender ? first->sender < sender : first->sequence < sequence;
}

/// Takes the first event off if it is before `limit`; copies its payload out.
bool pending_pop(struct pending *pending, sim_time limit, struct pending_event *event,
                 struct pending_body *payload);
