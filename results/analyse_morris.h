/// Elementary effects: which of many factors matter at all, and which act in a line.
///
///     effect  change of the output over change of the coordinate, one a trajectory and factor
///     mu*     mean of the absolute effects: how much the factor matters
///     mu      mean of the effects: with a sign
///     sigma   their standard deviation: large beside mu* where the factor bends or interacts
///
/// Sources: M. D. Morris, Technometrics 33(2), 1991; mu*: F. Campolongo, J. Cariboni, A. Saltelli, "An effective screening
/// design for sensitivity analysis of large models", Environmental Modelling & Software 22(10), 2007.
#pragma once

#include "results/analyse_sobol.h"

struct analyse_morris {
    struct analyse_estimate mu_star; // with the 95 % interval of 1,000 bootstrap samples of the trajectories
    double mu, sigma;                // in the output's unit, over the factor's whole range
};

/// u: [trajectory][factors + 1][factor], neighbours differing in one factor; y: [trajectory][factors + 1]; a trajectory with
/// a NaN is left out. effects: [factor].
/// @return trajectories used; effects are NaN where there is none
size_t analyse_morris(const double *u, const double *y, size_t trajectories, size_t factors, uint64_t seed,
                      struct analyse_morris *effects);
