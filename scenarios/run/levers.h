/// What may be changed in a run that goes on from a snapshot: fields that are read when they are needed.
#pragma once

#include "sim/field.h"
#include "sim/status.h"

/// Checks overrides ("path=value") that are made after the close of a day. before, after: structs of `table` without and with
/// them. Faults (65), each naming its path: what it names is no lever (it has acted before that day, in what was built or
/// drawn), or a date that has passed, old or new.
enum sim_status levers_check(const struct sim_table *table, const void *before, const void *after,
                             const char *const *overrides, size_t count, int64_t civil_day,
                             struct sim_error *error);
