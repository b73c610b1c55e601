/// Allocation that either works or says how much was wanted, and for what.
#pragma once

#include <stddef.h>

/// Zeroed memory, never null for size > 0.
void *memory_new(size_t count, size_t size, const char *what);

/// Grows an array to hold at least `needed` elements, doubling; *capacity is in elements.
void *memory_grow(void *array, size_t *capacity, size_t needed, size_t size, const char *what);
