/// What an answer costs, and whom each site serves, straight from the problem.
#pragma once

#include "models/physics/placement/placement.h"

/// Cost of an answer in the problem's terms (scenarios merged by share, or the worst; center: the greatest distance).
/// period: [site] in which it opens; period_count or more, or negative: never.
/// assignment: [period][client] site that serves it, PLACEMENT_NONE for none; may be null. Not for capacitated.
/// unserved: gets the number of clients with weight that no site serves although they must be; may be null.
int64_t placement_answer_cost(const struct placement_problem *problem, const int8_t *period,
                              int32_t *assignment, int64_t *unserved);
