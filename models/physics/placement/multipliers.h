/// Multipliers in whole numbers, and the bound that they prove, on the solver's rows.
///
/// check.h computes the same bound from the problem alone and shares no code with this.
#pragma once

#include "models/physics/placement/bound.h"

__extension__ typedef __int128 placement_wide;

/// Multipliers of a bound, rounded. share: [scenario] of the rows' weights.
void placement_multipliers_take(const struct placement_bound *bound, const int64_t *share,
                                struct placement_multipliers *multipliers);
void placement_multipliers_copy(const struct placement_problem *problem,
                                const struct placement_multipliers *from, struct placement_multipliers *to);
void placement_multipliers_clear(struct placement_multipliers *multipliers);

/// Into a bound of the same problem, as a start. Rows that differ in number are passed over: false.
bool placement_multipliers_give(const struct placement_multipliers *multipliers,
                                struct placement_bound *bound);

/// The bound, times scale (and times the sum of the shares), exact. Existing sites are open, vetoed ones not.
placement_wide placement_multipliers_value(const struct placement_multipliers *multipliers,
                                           const struct placement_rows *rows);

/// Least whole number that is not below value / divisor. divisor: > 0.
int64_t placement_wide_ceil(placement_wide value, placement_wide divisor);
