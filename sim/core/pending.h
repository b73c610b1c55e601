/// A pending event as it lies in memory: a head, and its payload padded to eight bytes. A handler is shown it where it lies.
#pragma once

#include <stdbool.h>
#include <string.h>

#include "sim/event.h"

/// All of an event but its payload. Handed on by value: it is made in registers and stored once, where it belongs.
struct event_head {
    sim_time time;
    sim_lp sender;
    uint32_t sequence;
    sim_lp to;
    uint16_t type;
    uint16_t size;
};

_Static_assert(sizeof(struct event_head) == sizeof(struct sim_event) &&
                   offsetof(struct event_head, size) == offsetof(struct sim_event, size),
               "a head is an event up to its payload");

/// An event with room for any payload.
union pending_event {
    struct sim_event event;
    unsigned char bytes[sizeof(struct sim_event) + SIM_PAYLOAD_MAX];
};

static inline struct event_head event_head(const struct sim_event *event)
{
    struct event_head head;
    memcpy(&head, event, sizeof(head));
    return head;
}

/// Bytes that an event takes with its payload.
static inline size_t event_bytes(size_t payload_size)
{
    return sizeof(struct sim_event) + ((payload_size + 7) & ~(size_t)7);
}

/// Writes an event to a place of event_bytes(head.size) bytes. Member by member: copied as a whole, the head would first be
/// written to the stack, and read back from there before those writes have landed.
static inline void event_write(unsigned char *place, struct event_head head, const void *payload)
{
    struct event_head *at = (void *)place;
    at->time = head.time;
    at->sender = head.sender;
    at->sequence = head.sequence;
    at->to = head.to;
    at->type = head.type;
    at->size = head.size;
    if (payload && head.size > 0)
        memcpy(place + sizeof(head), payload, head.size);
}

/// The order of a process's events.
static inline bool event_precedes(const struct sim_event *a, const struct sim_event *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    if (a->sender != b->sender)
        return a->sender < b->sender;
    return a->sequence < b->sequence;
}
