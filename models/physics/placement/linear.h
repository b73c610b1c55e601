/// The linear relaxation of problems that count who is covered, and its multipliers, which are the best that there are.
///
/// Climbing (bound.h) comes near them where distances differ. Where they do not, and sites have prices, floors and years, it
/// may stay below zero for thousands of steps, while the program (program.h) is small once rows and sites alike are held once.
/// Solved by GLPK's dual simplex. What it leaves of rounding costs some of the bound, never its truth: whole multipliers are
/// made of it, and those are what is evaluated and written down.
#pragma once

#include "models/physics/placement/bound.h"
#include "models/physics/placement/solver.h"

/// Solves the linear program under the solver's masks, and takes its multipliers where they prove more than those at hand. False,
/// and the bound as it was: the program is too large, takes too many steps, or has no answer; or the solver is to stop. The mode
/// counts who is covered: cover, set cover or center. choice: [site] the period in which the program would open it, rounded.
bool placement_linear_solve(struct placement_solver *solver, struct placement_bound *bound, int8_t *choice);
