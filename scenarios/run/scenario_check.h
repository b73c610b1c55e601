/// What a scenario must be beyond its fields' own ranges: dates in order, shares that sum to one, names that fit, levers that move
/// what is there. Each fault is told where it was written.
#pragma once

#include "scenarios/run/scenario.h"

/// Adds all faults of a scenario that is bound to `error`; where dates are at fault, those alone.
void scenario_check(const struct scenario_file *file, const struct bound *bound, struct sim_error *error);
