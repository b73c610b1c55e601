/// Memory that is given back all at once. Not for things with a life of their own.
#pragma once

#include <stddef.h>

struct arena_block;

/// Zero-initialise it; `arena_clear` frees it.
struct arena {
    struct arena_block *blocks; // newest first
};

/// Zeroed memory, aligned for any type. Exits 70 when there is none left.
void *arena_alloc(struct arena *arena, size_t size);

/// A copy of a text (null gives null).
char *arena_copy(struct arena *arena, const char *text);

/// A printf-style text.
char *arena_print(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Forgets everything allocated but keeps one block for the next use.
void arena_reset(struct arena *arena);

/// Frees everything.
void arena_clear(struct arena *arena);
