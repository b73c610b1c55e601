/// Result files whose values are not what the program writes: sealed and sound HDF5, with anything in their numbers and texts.
///
/// Damaged bytes never come so far: the seal stops them (damage.c). What is left is a file whose writer was wrong. Seeds are the
/// .h5 files of the folder that SUANLI_FUZZ_RESULTS names, by name.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Bytes of one edit: variable, place (two), value, how many.
enum { EDIT_BYTES = 5, EDITS_MAX = 16 };

size_t result_seeds(void);

/// The seed as it is, to compare with.
const uint8_t *result_seed(size_t seed, size_t *size);

/// Writes an edited copy of a seed into the folder and seals it.
///
///     value 0..17, and others by their remainder   the number, at `place` and at so many places behind it; a hostile text
///     255   the variable is gone
///     254   the variable and another (by place) have each other's names: type, shape and scales are wrong
///     253   a text attribute of the variable (by place) is hostile
///     252   an attribute of the file (by place) is hostile: a text or a number
void result_edit(size_t seed, const uint8_t *edits, size_t size, const char *name);
