/// Allocation that either works or says how much was wanted, and for what, and exits 70.
#pragma once

#include <stddef.h>

/// Zeroed memory, never null (a byte where nothing is asked for). Freed with free().
void *sim_memory_new(size_t count, size_t size, const char *what);

/// The same for what one thread writes all the time: shares no cache line with anything else.
void *sim_memory_own(size_t count, size_t size, const char *what);

/// The same for large blocks that are read all over: on huge pages, where the system has them.
void *sim_memory_pages(size_t size, const char *what);

/// Either of the two, by size: begins a cache line in any case.
void *sim_memory_lines(size_t size, const char *what);

/// Grows an array to hold at least `needed` elements, doubling; *capacity is in elements. Returns the array.
void *sim_memory_grow(void *array, size_t *capacity, size_t needed, size_t size, const char *what);

/// A copy of a text; null of null.
char *sim_memory_text(const char *text);
