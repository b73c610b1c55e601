/// Capacitated: each client is served by one site, within its capacity.
///
/// The assignment is relaxed; what is left of a site is a knapsack. Branch and bound decides sites first, then which client
/// goes where. Rules on counties and budgets are kept by answers and looked at in the tree's leaves; the bound does without.
#pragma once

#include "models/physics/placement/solver.h"

void placement_solve_capacitated(struct placement_solver *solver);
