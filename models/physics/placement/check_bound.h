/// The bound that multipliers prove, recomputed from the problem alone. Private to the checker.
#pragma once

#include "models/physics/placement/placement.h"

/// Lowest cost that an answer can have by these multipliers, rounded up to a whole number.
/// @param fault  gets what makes them no multipliers at all (a wrong sign, a wrong number); null if nothing does
int64_t placement_check_bound(const struct placement_problem *problem,
                              const struct placement_multipliers *multipliers, const char **fault);

/// The bound of a tree's node, where each site may open in the periods of its mask (bit period_count: never), and what its
/// reduced costs exclude: periods with which no answer can cost less than `claim` are taken from the masks. is_closed: becomes
/// true where nothing is left that could. For EXPECTED. The fault, or null.
const char *placement_check_node(const struct placement_problem *problem,
                                 const struct placement_multipliers *multipliers, int64_t claim,
                                 uint16_t *mask, bool *is_closed);
