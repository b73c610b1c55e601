/// Whether a scenario's group `sweep` can be swept.
#pragma once

#include "scenarios/run/scenario.h"

/// What can be told without running anything, by file and line, all faults: design, points, paths, ranges, pairs.
/// Part of every check of a scenario.
enum sim_status sweep_check(const struct scenario *scenario, struct sim_error *error);

/// Tries the ends of every range and every word of every list, as the scenario that they make: what only the whole can tell,
/// such as a site that is not there. path, overrides: as the scenario was opened.
enum sim_status sweep_check_values(const struct scenario *scenario, const char *path,
                                   const char *const *overrides, size_t override_count,
                                   struct sim_error *error);
