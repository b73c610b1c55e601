#include "sim/snapshot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/core/worker.h"
#include "sim/memory.h"

/// Of the layout below. Another one is another number.
#define MAGIC   0x4e53554c4e415553u
#define VERSION 1u

/// What stands first.
struct head {
    uint64_t magic;
    uint32_t version, replication;
    uint64_t seed;
    sim_time time;
    uint64_t processes, groups;
    uint64_t handled; // events so far
    uint64_t events;  // pending
};

/// Before each group's processes: what they must be in the engine that takes the snapshot up.
struct group_head {
    uint64_t kind_name, name; // hashes
    uint32_t count, timers, streams, queues;
    uint64_t state_size;
};

void sim_bytes_clear(struct sim_bytes *bytes)
{
    free(bytes->bytes);
    *bytes = (struct sim_bytes){0};
}

void sim_bytes_add(struct sim_bytes *bytes, const void *data, size_t size)
{
    bytes->bytes =
        sim_memory_grow(bytes->bytes, &bytes->capacity, bytes->size + size, 1, "a snapshot");
    if (size > 0)
        memcpy(bytes->bytes + bytes->size, data, size);
    bytes->size += size;
}

static struct group_head head_of(const struct lp_group *group)
{
    return (struct group_head){
        .kind_name = sim_hash(0, group->kind->name, strlen(group->kind->name)),
        .name = sim_hash(0, group->name, strlen(group->name)),
        .count = group->count,
        .timers = group->kind->timer_count,
        .streams = group->kind->stream_count,
        .queues = group->kind->queue_count,
        .state_size = group->kind->state_size,
    };
}

/// A process: its counters, the draws of its streams, its queues, its state. Keys of streams follow from its name.
static void save_process(const struct lp_group *group, unsigned char *process, struct sim_bytes *out)
{
    const struct sim_kind *kind = group->kind;
    sim_bytes_add(out, lp_sequence(process), sizeof(uint32_t) * (1 + kind->timer_count));
    for (uint32_t s = 0; s < kind->stream_count; s++)
        sim_bytes_add(out, &lp_streams(group, process)[s].draw, sizeof(uint64_t));
    for (uint32_t q = 0; q < kind->queue_count; q++) {
        const struct lp_queue *queue = &lp_queues(group, process)[q];
        uint32_t sizes[2] = {queue->count, queue->item_size};
        sim_bytes_add(out, sizes, sizeof(sizes));
        sim_bytes_add(out, queue->count ? lp_queue_item(queue, 0) : NULL,
                      (size_t)queue->count * queue->item_size);
    }
    sim_bytes_add(out, process + group->state_offset, kind->state_size);
}

/// All pending events, in one order.
struct pending_list {
    const struct sim_event **events;
    union pending_event *copies; // of those in a heap
    size_t count, capacity;
};

static void list_chain(struct pending_list *list, const struct bucket *bucket)
{
    for (const struct chunk *chunk = bucket->first; chunk; chunk = chunk->next) {
        const unsigned char *end = chunk == bucket->last ? bucket->cursor : chunk->bytes + chunk->used;
        for (const unsigned char *at = chunk->bytes; at < end;) {
            const struct sim_event *event = (const void *)at;
            list->events = sim_memory_grow(list->events, &list->capacity, list->count + 1,
                                           sizeof(*list->events), "a snapshot");
            list->events[list->count++] = event;
            at += event_bytes(event->size);
        }
    }
}

/// The heap of the only worker, where there are no windows.
static void list_heap(struct pending_list *list, const struct heap *heap)
{
    list->copies = sim_memory_new(heap->count, sizeof(*list->copies), "a snapshot");
    list->events = sim_memory_grow(list->events, &list->capacity, heap->count, sizeof(*list->events),
                                   "a snapshot");
    for (; list->count < heap->count; list->count++) {
        heap_read(heap, list->count, &list->copies[list->count]);
        list->events[list->count] = &list->copies[list->count].event;
    }
}

static int compare_events(const void *a, const void *b)
{
    const struct sim_event *const *left = a, *const *right = b;
    if ((*left)->to != (*right)->to)
        return (*left)->to < (*right)->to ? -1 : 1;
    return event_precedes(*left, *right) ? -1 : 1;
}

static struct pending_list list_pending(const struct sim_engine *engine)
{
    struct pending_list list = {0};
    if (engine->lookahead == 0) {
        list_heap(&list, &engine->workers[0].heap);
    } else {
        for (uint32_t w = 0; w < engine->worker_count; w++)
            list_chain(&list, &engine->workers[w].wheel.far);
        for (size_t i = 0; i < (size_t)engine->block_count * WHEEL_SLOTS; i++)
            list_chain(&list, &engine->buckets[i]);
    }
    if (list.count > 1)
        qsort(list.events, list.count, sizeof(*list.events), compare_events);
    return list;
}

void sim_snapshot_save(const struct sim_engine *engine, struct sim_bytes *out)
{
    SIM_ASSERT(engine->has_started && !engine->has_run, "a snapshot of an engine that has not begun, or has ended");
    struct pending_list list = list_pending(engine);
    struct head head = {.magic = MAGIC,
                        .version = VERSION,
                        .replication = engine->def.replication,
                        .seed = engine->def.seed,
                        .time = engine->time,
                        .processes = engine->table.count,
                        .groups = engine->table.group_count,
                        .handled = engine_events(engine),
                        .events = list.count};
    sim_bytes_add(out, &head, sizeof(head));
    for (size_t g = 0; g < engine->table.group_count; g++) {
        const struct lp_group *group = &engine->table.groups[g];
        struct group_head group_head = head_of(group);
        sim_bytes_add(out, &group_head, sizeof(group_head));
        for (uint32_t i = 0; i < group->count; i++)
            save_process(group, lp_bytes(group, group->first + i), out);
    }
    for (size_t i = 0; i < list.count; i++) {
        static const unsigned char padding[8];
        const struct sim_event *event = list.events[i];
        struct event_head event_head_ = event_head(event);
        sim_bytes_add(out, &event_head_, sizeof(event_head_));
        sim_bytes_add(out, event->payload, event->size);
        sim_bytes_add(out, padding, event_bytes(event->size) - sizeof(event_head_) - event->size);
    }
    free(list.events);
    free(list.copies);
}

/// Bytes that are read, and the first thing wrong with them.
struct reader {
    const unsigned char *at, *end;
    char *fault;
    size_t fault_size;
    bool is_bad;
};

__attribute__((format(printf, 2, 3))) static void say(struct reader *reader, const char *text, ...)
{
    if (reader->is_bad)
        return;
    va_list arguments;
    va_start(arguments, text);
    vsnprintf(reader->fault, reader->fault_size, text, arguments);
    va_end(arguments);
    reader->is_bad = true;
}

/// Next `size` bytes into `out` (zeroed if there are fewer).
static void take(struct reader *reader, void *out, size_t size)
{
    if (reader->is_bad || (size_t)(reader->end - reader->at) < size) {
        say(reader, "a snapshot that ends too early"); // unless something else was wrong before
        memset(out, 0, size);
        return;
    }
    memcpy(out, reader->at, size);
    reader->at += size;
}

static void load_queue(struct reader *reader, struct lp_queue *queue)
{
    uint32_t sizes[2];
    take(reader, sizes, sizeof(sizes));
    size_t bytes = (size_t)sizes[0] * sizes[1];
    if (sizes[1] > SIM_PAYLOAD_MAX)
        say(reader, "a queue of %u items of %u bytes", sizes[0], sizes[1]);
    else if (bytes > (size_t)(reader->end - reader->at))
        say(reader, "a snapshot that ends too early");
    if (reader->is_bad)
        return;
    queue->item_size = sizes[1];
    if (sizes[0] == 0)
        return;
    lp_queue_reserve(queue, sizes[0]);
    take(reader, queue->items, bytes);
    queue->count = sizes[0];
}

static void load_process(struct reader *reader, const struct lp_group *group, unsigned char *process)
{
    const struct sim_kind *kind = group->kind;
    take(reader, lp_sequence(process), sizeof(uint32_t) * (1 + kind->timer_count));
    for (uint32_t s = 0; s < kind->stream_count; s++)
        take(reader, &lp_streams(group, process)[s].draw, sizeof(uint64_t));
    for (uint32_t q = 0; q < kind->queue_count; q++)
        load_queue(reader, &lp_queues(group, process)[q]);
    take(reader, process + group->state_offset, kind->state_size);
}

static void load_group(struct reader *reader, const struct lp_group *group)
{
    struct group_head found, expected = head_of(group);
    take(reader, &found, sizeof(found));
    if (memcmp(&found, &expected, sizeof(found)) != 0) {
        say(reader, "other processes than the snapshot's: %u of %s (%s), where it has %u", group->count,
            group->name, group->kind->name, found.count);
        return;
    }
    for (uint32_t i = 0; i < group->count && !reader->is_bad; i++)
        load_process(reader, group, lp_bytes(group, group->first + i));
}

static void load_event(struct reader *reader, struct sim_engine *engine, sim_time after)
{
    union pending_event event;
    take(reader, &event, sizeof(struct event_head));
    if (event.event.size > SIM_PAYLOAD_MAX || event.event.to - 1 >= engine->table.count ||
        event.event.sender - 1 >= engine->table.count || event.event.time <= after ||
        event.event.time > engine->def.end) {
        say(reader, "an event that cannot be (to process %u, %u bytes)", event.event.to, event.event.size);
        return;
    }
    take(reader, event.bytes + sizeof(struct event_head),
         event_bytes(event.event.size) - sizeof(struct event_head));
    struct sim_ctx *worker = &engine->workers[0];
    if (engine->lookahead > 0)
        worker = &engine->workers[engine->owners[0][block_of(worker, event.event.to)]];
    if (!reader->is_bad)
        worker_file(worker, event_head(&event.event), event.event.payload);
}

bool sim_snapshot_load(struct sim_engine *engine, const void *bytes, size_t size, char *fault, size_t fault_size)
{
    struct reader reader = {bytes, (const unsigned char *)bytes + size, fault, fault_size, false};
    struct head head;
    take(&reader, &head, sizeof(head));
    if (head.magic != MAGIC || head.version != VERSION)
        say(&reader, "no snapshot of this version of the engine");
    if (head.seed != engine->def.seed || head.replication != engine->def.replication)
        say(&reader, "seed %llu, replication %u, where the run has %llu and %u", (unsigned long long)head.seed,
            head.replication, (unsigned long long)engine->def.seed, engine->def.replication);
    if (head.groups != engine->table.group_count || head.processes != engine->table.count)
        say(&reader, "%llu processes in %llu groups, where the run has %zu in %zu",
            (unsigned long long)head.processes, (unsigned long long)head.groups, engine->table.count,
            engine->table.group_count);
    if (head.time < 0 || head.time > engine->def.end)
        say(&reader, "a snapshot of day %g of a run of %g days", sim_in_days(head.time),
            sim_in_days(engine->def.end));
    for (size_t g = 0; g < engine->table.group_count && !reader.is_bad; g++)
        load_group(&reader, &engine->table.groups[g]);
    if (reader.is_bad)
        return false;
    engine_take_up(engine, head.time);
    engine->events_before = head.handled;
    for (uint64_t i = 0; i < head.events && !reader.is_bad; i++)
        load_event(&reader, engine, head.time);
    if (reader.at != reader.end)
        say(&reader, "a snapshot with more behind its end");
    return !reader.is_bad;
}
