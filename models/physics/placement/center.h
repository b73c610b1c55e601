/// p-center: the least radius within which the targets' sites can cover every client, found by halving.
///
/// Whether a radius does is a maximal covering problem: it does where the cost is zero, and does not where the bound is
/// above zero.
#pragma once

#include "models/physics/placement/solver.h"

void placement_solve_center(struct placement_solver *solver);
