/// The file of a sweep: its points, and what each replication of each left.
#pragma once

#include "scenarios/run/sweep_parts.h"

/// Puts all units together, as far as points are kept, and publishes the file. Faults: 65 a unit is missing; those of store_create and store_close.
enum sim_status sweep_file_merge(const struct sweep_parts *parts, const char *path, struct sim_error *error);

/// Points of a sweep's file, 0 if it cannot be read.
size_t sweep_file_points(const char *path);

/// True if a file is there, whole, and of this plan.
bool sweep_file_is_done(const struct sweep_plan *plan, const char *path);
