/// Reads source text before libconfig does, for the faults that libconfig 1.5 lets pass or tells badly.
///
/// libconfig wraps integers beyond 32 bits without a word (3000000000 becomes -1294967296), takes 1e400 for infinity
/// and "." for zero, ignores an unterminated comment or @include, and leaks on an unterminated string. The scan knows
/// its tokens and follows its includes, but not its grammar: syntax is left to libconfig.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sim/status.h"

/// Bytes of one file, and of a scenario with all that it includes.
#define SCAN_BYTES_MAX ((size_t)64 << 20)
/// Includes inside includes; libconfig's own limit.
#define SCAN_INCLUDE_DEPTH_MAX 10
/// Groups, lists and arrays inside each other.
#define SCAN_NESTING_MAX 32

/// Faults of a text, told by file:line: key.
struct scan_faults {
    struct sim_error broken;  // the text must not be given to libconfig
    struct sim_error numbers; // it can be, but the numbers at these places are not what was written
};

/// Reads a whole file. path: as the user wrote it. text: the bytes and a closing zero, from malloc, null on failure.
/// @return null, or what is wrong (a constant sentence or strerror's)
const char *scan_read(const char *path, char **text, size_t *size);

/// Scans a scenario file and all it includes. folder: of the scenario, to which all includes are relative, null where
/// that is the working folder.
void scan_file(const char *path, const char *folder, struct scan_faults *faults);

/// Scans the value of an override, which may include nothing. place: told as the file, at line 0.
void scan_value(const char *text, const char *place, struct scan_faults *faults);

void scan_faults_clear(struct scan_faults *faults);
