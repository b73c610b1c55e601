/// Events in order: a 4-ary heap with inline keys. For what a process sends to itself inside the window that runs, and for
/// models without lookahead.
///
///     keys    [ time | receiver | slot ]   16 bytes an event; the four children of a place share a cache line
///     slots   what else an event has, and its payload's place; recycled
///     bodies  64 bytes each, recycled; an event without payload has none
///
/// Not a list of pointers: one unhidden cache miss an event would cap the engine at a few million events a second. A key has
/// the receiver, so that what is next can be fetched before it is looked at; sender and sequence are asked for only where
/// times are equal. The place of the event taken last stays open, since most handlers send one event for the one they got:
/// the next one pushed sinks from there.
#pragma once

#include <stdbool.h>

#include "sim/core/pending.h"

struct heap_key {
    sim_time time;
    sim_lp to;
    uint32_t slot;
};

struct heap_slot {
    sim_lp sender;
    uint32_t sequence; // of the sender
    uint16_t type;
    uint16_t size; // of the payload
    uint32_t body; // 1-based, 0 for none
};

struct heap_body {
    unsigned char bytes[SIM_PAYLOAD_MAX];
};

/// Recycled places in an array: those used last first.
struct heap_free {
    uint32_t *places;
    size_t count, capacity;
};

struct heap {
    struct heap_key *keys;  // [0] is the last of its line, so that the children of each place fill one
    void *key_memory;       // what they lie in
    size_t count, capacity; // of keys; counts the open place
    bool is_open;           // keys[0] was taken and not yet filled
    struct heap_slot *slots;
    size_t slot_count, slot_capacity;
    struct heap_body *bodies;
    size_t body_count, body_capacity;
    struct heap_free free_slots, free_bodies;
};

void heap_clear(struct heap *heap);

/// Adds an event; its payload is copied.
void heap_push(struct heap *heap, struct event_head head, const void *payload);

/// Closes the open place, if there is one. What follows wants it closed.
void heap_settle(struct heap *heap);

/// Number of events.
static inline size_t heap_count(const struct heap *heap)
{
    return heap->count - heap->is_open;
}

/// Time of the first event, SIM_NEVER if there is none. Settled.
static inline sim_time heap_next(const struct heap *heap)
{
    return heap->count ? heap->keys[0].time : SIM_NEVER;
}

/// True if the first event comes before another. Settled.
static inline bool heap_precedes(const struct heap *heap, const struct sim_event *event)
{
    if (heap->count == 0)
        return false;
    const struct heap_key *first = &heap->keys[0];
    if (first->time != event->time)
        return first->time < event->time;
    const struct heap_slot *slot = &heap->slots[first->slot];
    return slot->sender != event->sender ? slot->sender < event->sender : slot->sequence < event->sequence;
}

/// Receiver of the first event. Settled, not empty.
static inline sim_lp heap_receiver(const struct heap *heap)
{
    return heap->keys[0].to;
}

/// The key that is first once the first event is taken off; null without one. Settled.
static inline const struct heap_key *heap_second(const struct heap *heap)
{
    const struct heap_key *second = heap->count > 1 ? &heap->keys[1] : NULL;
    for (size_t i = 2; i < 5 && i < heap->count; i++)
        if (heap->keys[i].time < second->time)
            second = &heap->keys[i];
    return second;
}

/// Copies the event at a place of the array (in no order). Settled.
void heap_read(const struct heap *heap, size_t place, union pending_event *event);

/// Takes the first event off. Settled, not empty.
void heap_pop(struct heap *heap, union pending_event *event);
