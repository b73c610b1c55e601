/// The bound that multipliers prove, recomputed from the problem alone. Private to the checker.
#pragma once

#include "models/physics/placement/placement.h"

/// Lowest cost that an answer can have by these multipliers, rounded up to a whole number.
/// @param fault  gets what makes them no multipliers at all (a wrong sign, a wrong number); null if nothing does
int64_t placement_check_bound(const struct placement_problem *problem,
                              const struct placement_multipliers *multipliers, const char **fault);
