#include "sim/core/lp_table.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"
#include "sim/status.h"

static size_t align_8(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

static void free_queues(const struct lp_group *group)
{
    for (uint32_t i = 0; i < group->count; i++) {
        struct lp_queue *queues = lp_queues(group, lp_bytes(group, group->first + i));
        for (uint32_t q = 0; q < group->kind->queue_count; q++)
            free(queues[q].items);
    }
}

void lp_table_clear(struct lp_table *table)
{
    for (size_t i = 0; i < table->group_count; i++) {
        if (table->groups[i].kind->queue_count > 0)
            free_queues(&table->groups[i]);
        free(table->groups[i].name);
        free(table->groups[i].memory);
    }
    free(table->groups);
    free(table->kinds);
    free(table->group_of);
    *table = (struct lp_table){0};
}

static uint32_t kind_index(struct lp_table *table, const struct sim_kind *kind)
{
    for (size_t i = 0; i < table->kind_count; i++)
        if (table->kinds[i] == kind)
            return (uint32_t)i;
    table->kinds = sim_memory_grow(table->kinds, &table->kind_capacity, table->kind_count + 1,
                                   sizeof(*table->kinds), "kinds");
    table->kinds[table->kind_count] = kind;
    return (uint32_t)table->kind_count++;
}

sim_lp lp_table_add(struct lp_table *table, const struct sim_kind *kind, const char *name, uint32_t count,
                    const void *params, uint64_t seed)
{
    SIM_ASSERT(kind->state_size <= 1048576 && kind->timer_count <= 64 && kind->stream_count <= 64 &&
                   kind->queue_count <= 8,
               "kind %s asks for more than a process may have", kind->name);
    SIM_ASSERT(kind->lookahead >= 0, "kind %s has a lookahead of %lld ns", kind->name,
               (long long)kind->lookahead);
    SIM_ASSERT(table->count + count < UINT32_MAX, "%zu processes, more than handles can name",
               table->count + count);
    table->groups = sim_memory_grow(table->groups, &table->group_capacity, table->group_count + 1,
                                    sizeof(*table->groups), "groups of processes");
    size_t stream_offset = align_8(sizeof(uint32_t) * (1 + (size_t)kind->timer_count));
    size_t queue_offset = stream_offset + sizeof(struct sim_rng) * kind->stream_count;
    size_t state_offset = queue_offset + sizeof(struct lp_queue) * kind->queue_count;
    struct lp_group group = {
        .kind = kind,
        .params = params,
        .name = sim_memory_text(name),
        .first = (sim_lp)table->count + 1,
        .count = count,
        .stream_offset = (uint32_t)stream_offset,
        .queue_offset = (uint32_t)queue_offset,
        .state_offset = (uint32_t)state_offset,
        .stride = (uint32_t)align_8(state_offset + kind->state_size),
        .lookahead = kind->lookahead,
        .kind_index = kind_index(table, kind),
        .stream_base = sim_rng_base(seed, name),
    };
    group.memory = sim_memory_pages((size_t)count * group.stride, kind->name);

    table->group_of = sim_memory_grow(table->group_of, &table->capacity, table->count + count + 1,
                                      sizeof(*table->group_of), "the table of processes");
    for (uint32_t i = 0; i < count; i++)
        table->group_of[group.first + i] = (uint32_t)table->group_count;
    table->count += count;
    table->groups[table->group_count++] = group;
    return group.first;
}

void lp_key_streams(const struct lp_group *group, uint32_t index, uint32_t replication)
{
    struct sim_rng *streams = lp_streams(group, lp_bytes(group, group->first + index));
    uint64_t key = sim_rng_key(group->stream_base, index);
    for (uint32_t s = 0; s < group->kind->stream_count; s++) {
        streams[s].key = key;
        streams[s].purpose = s;
        streams[s].replication = replication;
    }
}

void lp_queue_reserve(struct lp_queue *queue, uint32_t count)
{
    if (queue->head > 0 && queue->head + count > queue->capacity) {
        memmove(queue->items, lp_queue_item(queue, 0), (size_t)queue->count * queue->item_size);
        queue->head = 0;
    }
    // Twice as much as is needed, so that the move above is rare.
    size_t capacity = queue->capacity;
    if (count > capacity / 2) {
        queue->items =
            sim_memory_grow(queue->items, &capacity, 2 * (size_t)count, queue->item_size, "a queue");
        queue->capacity = (uint32_t)capacity;
    }
}

void lp_queue_remove(struct lp_queue *queue, uint32_t i)
{
    if (i == 0) {
        queue->head++;
    } else {
        unsigned char *place = lp_queue_item(queue, i);
        memmove(place, place + queue->item_size, (size_t)(queue->count - i - 1) * queue->item_size);
    }
    if (--queue->count == 0)
        queue->head = 0;
}
