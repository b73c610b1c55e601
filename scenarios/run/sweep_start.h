/// How each process that works on a sweep was started: a small file of its own among the parts, `start-<host>-<pid>-<s>`.
///
/// For people who ask how a sweep stands, not for the program: a start that cannot be noted is not, and nothing follows.
#pragma once

#include <jansson.h>

#include "scenarios/run/ranks.h"
#include "scenarios/run/sweep_parts.h"

/// Notes this process. Of several ranks, rank 0 does it for all.
void sweep_start_note(const struct sweep_parts *parts, const struct ranks *ranks, uint32_t threads);

/// All notes in a folder, by time: an array of objects. A new reference.
json_t *sweep_start_list(const char *folder);
