#include "sim/core/chunk.h"

#include <stdlib.h>

#include "sim/memory.h"

#define SMALL_BYTES 128
#define LARGE_BYTES 1024
#define SLAB_LEAST  ((size_t)1 << 16)
#define SLAB_MOST   ((size_t)1 << 21)

/// Slabs double, so that small models stay small.
static void add_slab(struct chunk_pool *pool)
{
    size_t bytes = SLAB_LEAST << (pool->slab_count < 5 ? pool->slab_count : 5);
    pool->slabs = sim_memory_grow(pool->slabs, &pool->slab_capacity, pool->slab_count + 1,
                                  sizeof(*pool->slabs), "slabs of events");
    pool->cursor = sim_memory_pages(bytes, "pending events");
    pool->end = pool->cursor + bytes;
    pool->slabs[pool->slab_count++] = pool->cursor;
}

_Static_assert(SLAB_LEAST << 5 == SLAB_MOST, "slabs end at a huge page");

static struct chunk *carve(struct chunk_pool *pool, size_t bytes)
{
    if ((size_t)(pool->end - pool->cursor) < bytes)
        add_slab(pool);
    struct chunk *chunk = (void *)pool->cursor;
    pool->cursor += bytes;
    chunk->capacity = (uint32_t)(bytes - sizeof(*chunk));
    return chunk;
}

struct chunk *chunk_take(struct chunk_pool *pool, bool is_small)
{
    struct chunk **list = is_small ? &pool->free_small : &pool->free_large;
    struct chunk *chunk = *list;
    if (chunk)
        *list = chunk->next;
    else
        chunk = carve(pool, is_small ? SMALL_BYTES : LARGE_BYTES);
    chunk->next = NULL;
    chunk->used = 0;
    return chunk;
}

void chunk_give(struct chunk_pool *pool, struct chunk *chain)
{
    while (chain) {
        struct chunk *next = chain->next;
        struct chunk **list =
            chain->capacity == SMALL_BYTES - sizeof(*chain) ? &pool->free_small : &pool->free_large;
        chain->next = *list;
        *list = chain;
        chain = next;
    }
}

void chunk_pool_clear(struct chunk_pool *pool)
{
    for (size_t i = 0; i < pool->slab_count; i++)
        free(pool->slabs[i]);
    free(pool->slabs);
    *pool = (struct chunk_pool){0};
}
