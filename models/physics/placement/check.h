/// The checker of answers: cost and bound once more, from the problem alone, in whole numbers.
///
/// It shares no code with the solver but the problem's own definition of distance (placement_distance) and, where
/// capacitated, the knapsack in whole numbers (knapsack.h). What a tree has shown beyond the multipliers it follows where the
/// answer has the tree's steps (check_proof.h): trees of one problem that were searched to their end and are not too large.
/// Those of center, capacitated and the worst of scenarios are not written down: there it vouches for the multipliers' bound.
///
/// Why the bound holds. Let x_rj be 1 where site j serves row r, z_r the units of its need that none serves, y_j^t 1 where
/// j is open in t. For any u, lambda, m, beta >= 0 every lawful answer has
///
///     cost >= cost + sum u_r (need_r - z_r - sum_j x_rj) + sum lambda^t (target^t - sum_j y_j^t)
///                  + sum m_c+ (floor_c - sum_j y_j) + sum m_c- (sum_j y_j - limit_c) + sum beta (sum price - budget)
///
/// since each bracket is zero or negative. The right side falls apart by site (x_rj <= y_j: take min(0, w d - u)) and by
/// row (z_r: take need min(0, w tail - u)); its least value is the bound. Capacitated: the bracket of a site is a knapsack.
#pragma once

#include "models/physics/placement/placement.h"

/// Checks an answer. Each fault found is a fault 65 of `error`, under `name`: a site that may not be open, a count, a
/// county, a budget or a capacity that is not kept, a client served by a closed site, a wrong cost, wrong multipliers,
/// a bound that they do not prove, a bound above the cost.
enum sim_status placement_check(const struct placement_problem *problem,
                                const struct placement_result *result, const char *name,
                                struct sim_error *error);

/// Least cost of an answer with these sites ([site] period; period_count: never), each client at its nearest; INT64_MAX: it
/// breaks a rule. Not for capacitated.
int64_t placement_check_least(const struct placement_problem *problem, const int8_t *period);
