#include "sim/core/heap.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

#define FIRST_KEYS 64
#define LINE_KEYS  (64 / sizeof(struct heap_key))

/// Where times are equal: sender, sender's sequence.
static __attribute__((noinline)) bool is_before_at_once(const struct heap *heap, const struct heap_key *a,
                                                        const struct heap_key *b)
{
    const struct heap_slot *left = &heap->slots[a->slot], *right = &heap->slots[b->slot];
    return left->sender != right->sender ? left->sender < right->sender : left->sequence < right->sequence;
}

/// The total order.
static inline bool is_before(const struct heap *heap, const struct heap_key *a, const struct heap_key *b)
{
    return __builtin_expect(a->time == b->time, 0) ? is_before_at_once(heap, a, b) : a->time < b->time;
}

/// Twice as many keys, one line for the children of each place.
static __attribute__((noinline)) void grow_keys(struct heap *heap)
{
    size_t capacity = heap->capacity ? 2 * heap->capacity : FIRST_KEYS;
    void *memory = sim_memory_lines((capacity + LINE_KEYS) * sizeof(*heap->keys), "pending events");
    struct heap_key *keys = (struct heap_key *)memory + LINE_KEYS - 1;
    if (heap->count > 0)
        memcpy(keys, heap->keys, heap->count * sizeof(*keys));
    free(heap->key_memory);
    heap->key_memory = memory;
    heap->keys = keys;
    heap->capacity = capacity;
}

static __attribute__((noinline)) void grow_slots(struct heap *heap)
{
    size_t capacity = heap->slot_capacity ? 2 * heap->slot_capacity : FIRST_KEYS;
    struct heap_slot *slots = sim_memory_lines(capacity * sizeof(*slots), "pending events");
    if (heap->slots)
        memcpy(slots, heap->slots, heap->slot_capacity * sizeof(*slots));
    free(heap->slots);
    heap->slots = slots;
    heap->slot_capacity = capacity;
}

static uint32_t place_take(struct heap_free *free_places, size_t *used)
{
    return free_places->count > 0 ? free_places->places[--free_places->count] : (uint32_t)(*used)++;
}

static inline void place_give(struct heap_free *free_places, uint32_t place)
{
    if (free_places->count == free_places->capacity)
        free_places->places =
            sim_memory_grow(free_places->places, &free_places->capacity, free_places->count + 1,
                            sizeof(*free_places->places), "free places of events");
    free_places->places[free_places->count++] = place;
}

void heap_clear(struct heap *heap)
{
    free(heap->key_memory);
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

static inline uint32_t new_slot(struct heap *heap, struct event_head head, const void *payload)
{
    uint32_t slot = place_take(&heap->free_slots, &heap->slot_count);
    if (heap->slot_count > heap->slot_capacity)
        grow_slots(heap);
    struct heap_slot *at = &heap->slots[slot];
    at->sender = head.sender;
    at->sequence = head.sequence;
    at->type = head.type;
    at->size = head.size;
    at->body = head.size > 0 ? new_body(heap, payload, head.size) : 0;
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
        // The grandchildren follow one another in memory: whichever child rises, its own are on their way.
        for (size_t line = 0; line < 4; line++)
            __builtin_prefetch(&keys[4 * child + 1] + 4 * line);
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
    struct heap_key key = {head.time, head.to, new_slot(heap, head, payload)};
    if (heap->is_open) {
        heap->is_open = false;
        sink(heap, key);
        return;
    }
    if (heap->count == heap->capacity)
        grow_keys(heap);
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
    event->event.sender = slot->sender;
    event->event.sequence = slot->sequence;
    event->event.to = key->to;
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
