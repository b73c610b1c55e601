#include "sim/core/heap.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// The total order: time, sender, sender's sequence.
static inline bool is_before(const struct heap *heap, const struct heap_key *a, const struct heap_key *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    if (a->sender != b->sender)
        return a->sender < b->sender;
    return heap->slots[a->slot].sequence < heap->slots[b->slot].sequence;
}

static uint32_t place_take(struct heap_free *free_places, size_t *used)
{
    return free_places->count > 0 ? free_places->places[--free_places->count] : (uint32_t)(*used)++;
}

static void place_give(struct heap_free *free_places, uint32_t place)
{
    free_places->places = sim_memory_grow(free_places->places, &free_places->capacity, free_places->count + 1,
                                          sizeof(*free_places->places), "free places of events");
    free_places->places[free_places->count++] = place;
}

void heap_clear(struct heap *heap)
{
    free(heap->keys);
    free(heap->slots);
    free(heap->bodies);
    free(heap->free_slots.places);
    free(heap->free_bodies.places);
    *heap = (struct heap){0};
}

static uint32_t new_body(struct heap *heap, const void *payload, size_t size)
{
    uint32_t body = place_take(&heap->free_bodies, &heap->body_count);
    heap->bodies = sim_memory_grow(heap->bodies, &heap->body_capacity, heap->body_count,
                                   sizeof(*heap->bodies), "payloads of events");
    memcpy(heap->bodies[body].bytes, payload, size);
    return body + 1;
}

static uint32_t new_slot(struct heap *heap, struct event_head head, const void *payload)
{
    uint32_t slot = place_take(&heap->free_slots, &heap->slot_count);
    heap->slots = sim_memory_grow(heap->slots, &heap->slot_capacity, heap->slot_count, sizeof(*heap->slots),
                                  "pending events");
    heap->slots[slot] = (struct heap_slot){
        .sequence = head.sequence,
        .to = head.to,
        .type = head.type,
        .size = head.size,
        .body = head.size > 0 ? new_body(heap, payload, head.size) : 0,
    };
    return slot;
}

static void rise(struct heap *heap, size_t place, struct heap_key key)
{
    while (place > 0) {
        size_t parent = (place - 1) / 4;
        if (!is_before(heap, &key, &heap->keys[parent]))
            break;
        heap->keys[place] = heap->keys[parent];
        place = parent;
    }
    heap->keys[place] = key;
}

/// Puts `key` at the root's place and lets it sink.
static void sink(struct heap *heap, struct heap_key key)
{
    struct heap_key *keys = heap->keys;
    size_t count = heap->count, place = 0;
    for (;;) {
        size_t child = 4 * place + 1;
        if (child >= count)
            break;
        size_t end = child + 4 < count ? child + 4 : count, first = child;
        for (size_t i = child + 1; i < end; i++)
            if (is_before(heap, &keys[i], &keys[first]))
                first = i;
        if (!is_before(heap, &keys[first], &key))
            break;
        keys[place] = keys[first];
        place = first;
    }
    keys[place] = key;
}

void heap_push(struct heap *heap, struct event_head head, const void *payload)
{
    struct heap_key key = {head.time, head.sender, new_slot(heap, head, payload)};
    if (heap->is_open) {
        heap->is_open = false;
        sink(heap, key);
        return;
    }
    heap->keys = sim_memory_grow(heap->keys, &heap->capacity, heap->count + 1, sizeof(*heap->keys),
                                 "pending events");
    rise(heap, heap->count++, key);
}

void heap_settle(struct heap *heap)
{
    if (!heap->is_open)
        return;
    heap->is_open = false;
    heap->count--;
    if (heap->count > 0)
        sink(heap, heap->keys[heap->count]);
}

void heap_read(const struct heap *heap, size_t place, union pending_event *event)
{
    const struct heap_key *key = &heap->keys[place];
    const struct heap_slot *slot = &heap->slots[key->slot];
    event->event.time = key->time;
    event->event.sender = key->sender;
    event->event.sequence = slot->sequence;
    event->event.to = slot->to;
    event->event.type = slot->type;
    event->event.size = slot->size;
    if (slot->body != 0)
        memcpy(event->bytes + sizeof(event->event), heap->bodies[slot->body - 1].bytes, slot->size);
}

void heap_pop(struct heap *heap, union pending_event *event)
{
    uint32_t slot = heap->keys[0].slot, body = heap->slots[slot].body;
    heap_read(heap, 0, event);
    if (body != 0)
        place_give(&heap->free_bodies, body - 1);
    place_give(&heap->free_slots, slot);
    heap->is_open = true;
}
