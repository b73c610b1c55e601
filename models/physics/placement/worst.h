/// The worst of several demand scenarios.
///
/// For any weights of the scenarios the weighted problem's bound is a bound for the worst one, too. The weights move
/// towards the scenarios that cost the answer at hand most (multiplicative weights: Arora, Hazan and Kale, Theory of
/// Computing 8, 2012), and every answer that turns up is priced by its worst scenario.
#pragma once

#include "models/physics/placement/solver.h"

void placement_solve_worst(struct placement_solver *solver);
