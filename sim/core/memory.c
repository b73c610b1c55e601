#include "sim/memory.h"

#include <stdlib.h>
#include <string.h>

#include "sim/status.h"

#define FIRST_CAPACITY 64

void *sim_memory_new(size_t count, size_t size, const char *what)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    SIM_ASSERT(block, "out of memory: %zu x %zu bytes for %s", count, size, what);
    return block;
}

void *sim_memory_grow(void *array, size_t *capacity, size_t needed, size_t size, const char *what)
{
    if (needed <= *capacity)
        return array;
    size_t grown = *capacity ? *capacity : FIRST_CAPACITY;
    while (grown < needed)
        grown *= 2;
    void *block = realloc(array, grown * size);
    SIM_ASSERT(block, "out of memory: %zu x %zu bytes for %s", grown, size, what);
    *capacity = grown;
    return block;
}

char *sim_memory_text(const char *text)
{
    if (!text)
        return NULL;
    char *twin = strdup(text);
    SIM_ASSERT(twin, "out of memory: a text of %zu bytes", strlen(text));
    return twin;
}
