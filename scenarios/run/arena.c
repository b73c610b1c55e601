#include "scenarios/run/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/status.h"

/// Bytes of an ordinary block; larger requests get a block of their own.
#define BLOCK_BYTES ((size_t)32768)

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    max_align_t bytes[];
};

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    struct arena_block *block = malloc(sizeof(*block) + room);
    SIM_ASSERT(block, "out of memory for %zu bytes", room);
    *block = (struct arena_block){.older = arena->blocks, .size = room};
    return arena->blocks = block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t step = sizeof(max_align_t), whole = (size + step - 1) / step * step;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < whole)
        block = add_block(arena, whole);
    void *memory = (char *)block->bytes + block->used;
    block->used += whole;
    return memset(memory, 0, whole);
}

char *arena_copy(struct arena *arena, const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(arena_alloc(arena, size), text, size);
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    SIM_ASSERT(length >= 0, "cannot print a text");
    char *text = arena_alloc(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void arena_reset(struct arena *arena)
{
    while (arena->blocks && arena->blocks->older) {
        struct arena_block *older = arena->blocks->older;
        free(arena->blocks);
        arena->blocks = older;
    }
    if (arena->blocks)
        arena->blocks->used = 0;
}

void arena_clear(struct arena *arena)
{
    arena_reset(arena);
    free(arena->blocks);
    arena->blocks = NULL;
}
