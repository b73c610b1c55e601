#include "sim/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/status.h"

/// Two cache lines: processors fetch them in pairs.
#define OWN_BYTES      ((size_t)128)
#define HUGE_PAGE      ((size_t)1 << 21)
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

void *sim_memory_own(size_t count, size_t size, const char *what)
{
    size_t whole = (count * size + OWN_BYTES - 1) & ~(OWN_BYTES - 1);
    void *block = aligned_alloc(OWN_BYTES, whole ? whole : OWN_BYTES);
    SIM_ASSERT(block, "out of memory: %zu x %zu bytes for %s", count, size, what);
    return memset(block, 0, whole);
}

void *sim_memory_lines(size_t size, const char *what)
{
    return size < HUGE_PAGE ? sim_memory_own(1, size, what) : sim_memory_pages(size, what);
}

void *sim_memory_pages(size_t size, const char *what)
{
    if (size < HUGE_PAGE)
        return sim_memory_new(size, 1, what);
    size_t whole = (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
    void *block = aligned_alloc(HUGE_PAGE, whole);
    SIM_ASSERT(block, "out of memory: %zu bytes for %s", whole, what);
    madvise(block, whole, MADV_HUGEPAGE); // a wish; without it all is the same, but slower
    return memset(block, 0, size);
}

char *sim_memory_text(const char *text)
{
    if (!text)
        return NULL;
    char *twin = strdup(text);
    SIM_ASSERT(twin, "out of memory: a text of %zu bytes", strlen(text));
    return twin;
}
