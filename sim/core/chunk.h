/// Memory of pending events: chunks of two sizes, carved from slabs and recycled through free lists.
///
///     slab    2 MB on a huge page (the first ones are smaller) | chunk | chunk | ...
///     chunk   | next | used, capacity | event | payload | event | payload | ...
///
/// A bucket's first chunk is small, since sparse models have a few events in each; those after it are large. A free list
/// is last in, first out: what was read last, and is still in the cache, is written next.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chunk {
    struct chunk *next;
    uint32_t used;     // bytes
    uint32_t capacity; // bytes
    unsigned char bytes[];
};

/// Of one worker. Zero-initialise it.
struct chunk_pool {
    struct chunk *free_small, *free_large;
    unsigned char *cursor, *end; // of the slab that is being carved
    void **slabs;
    size_t slab_count, slab_capacity;
};

/// An empty chunk.
struct chunk *chunk_take(struct chunk_pool *pool, bool is_small);

/// Takes back a chain of chunks, of this pool or another that lives as long.
void chunk_give(struct chunk_pool *pool, struct chunk *chain);

void chunk_pool_clear(struct chunk_pool *pool);
