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
        struct lp_queue *queues = (void *)(group->memory + i * group->stride + group->queue_offset);
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
    free(table->group_of);
    *table = (struct lp_table){0};
}

static void key_streams(const struct lp_group *group, uint64_t seed, uint32_t replication)
{
    for (uint32_t i = 0; i < group->count; i++) {
        struct sim_rng *streams = (void *)(group->memory + i * group->stride + group->stream_offset);
        if (group->kind->stream_count == 0)
            return;
        streams[0] = sim_rng_named(seed, group->name, i, 0, replication);
        for (uint32_t s = 1; s < group->kind->stream_count; s++) {
            streams[s] = streams[0];
            streams[s].purpose = s;
        }
    }
}

sim_lp lp_table_add(struct lp_table *table, const struct sim_kind *kind, const char *name, uint32_t count,
                    const void *params, uint64_t seed, uint32_t replication)
{
    SIM_ASSERT(kind->state_size <= 65536 && kind->timer_count <= 64 && kind->stream_count <= 64 &&
                   kind->queue_count <= 8,
               "kind %s asks for more than a process may have", kind->name);
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
        .stream_offset = stream_offset,
        .queue_offset = queue_offset,
        .state_offset = state_offset,
        .stride = align_8(state_offset + kind->state_size),
    };
    group.memory = sim_memory_new(count, group.stride, kind->name);
    key_streams(&group, seed, replication);

    table->group_of = sim_memory_grow(table->group_of, &table->capacity, table->count + count + 1,
                                      sizeof(*table->group_of), "the table of processes");
    for (uint32_t i = 0; i < count; i++)
        table->group_of[group.first + i] = (uint32_t)table->group_count;
    table->count += count;
    table->groups[table->group_count++] = group;
    return group.first;
}

struct lp_place lp_table_find(const struct lp_table *table, sim_lp lp)
{
    struct lp_group *group = &table->groups[table->group_of[lp]];
    uint32_t index = lp - group->first;
    unsigned char *bytes = group->memory + index * group->stride;
    return (struct lp_place){
        .group = group,
        .index = index,
        .counter = (void *)bytes,
        .streams = (void *)(bytes + group->stream_offset),
        .queues = (void *)(bytes + group->queue_offset),
        .state = bytes + group->state_offset,
    };
}
