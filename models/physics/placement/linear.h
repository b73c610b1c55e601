/// The linear relaxation of problems that count who is covered, and its multipliers, which are the best that there are.
///
/// Climbing (bound.h) comes near them where distances differ. Where they do not, and sites have prices, floors and years, it
/// may stay below zero for thousands of steps, while the program is small once rows and sites alike are held once (alike.h).
/// With y_g^t sites of group g open by the end of period t, and u_r^t what rows alike lack:
///
///     min  sum charge_g y_g^T + sum w_r^t u_r^t        (set cover: w is more than all charges)
///     sum of r's groups y_g^t + u_r^t >= need_r        y_g^t >= y_g^(t-1)        0 <= y_g^t <= size_g
///     sum y^t = target^t     floor_c^t <= sum of c y^t <= limit_c^t     sum price_g (y_g^t - y_g^(t-1)) <= budget^t
///
/// Solved by GLPK's dual simplex. What it leaves of rounding costs some of the bound, never its truth: whole multipliers are
/// made of it, and those are what is evaluated and written down.
#pragma once

#include "models/physics/placement/bound.h"
#include "models/physics/placement/solver.h"

/// Solves the linear program under the solver's masks, and takes its multipliers where they prove more than those at hand. False,
/// and the bound as it was: the program is too large, takes too many steps, or has no answer; or the solver is to stop. The mode
/// counts who is covered: cover, set cover or center.
bool placement_linear_solve(struct placement_solver *solver, struct placement_bound *bound);
