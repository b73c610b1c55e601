/// A folder of its own for a test program, which it works in and which goes with it.
#pragma once

#include <stddef.h>

/// Group fixtures of cmocka: makes the folder, with a folder `data` in it, and enters it; removes it.
int scratch_enter(void **state);
int scratch_leave(void **state);

/// Writes a file of the folder, whole; fails the test where it cannot.
void scratch_write(const char *path, const char *bytes, size_t size);
