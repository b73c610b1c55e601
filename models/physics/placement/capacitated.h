/// Capacitated: each client is served by one site, within its capacity.
///
/// The assignment is relaxed; what is left of a site is a knapsack for each period (pack.h). Branch and bound decides sites
/// first, then which client goes where. Scenarios are merged by share: a client keeps its site in all of them. A backup is a
/// second open site nearby, whatever its load.
#pragma once

#include "models/physics/placement/solver.h"

void placement_solve_capacitated(struct placement_solver *solver);
