/// Partial rank correlations: how surely an output rises or falls with a factor, the other factors held.
///
/// Ranks from 1, ties at their mean; the correlation of what is left of factor and output when their linear dependence on
/// all other factors is taken away, -P_iy / sqrt(P_ii P_yy) with P the inverse of the matrix of rank correlations. The 95 %
/// interval is Fisher's, at n less the number of factors held.
/// Sources: R. L. Iman, W. J. Conover, "The use of the rank transform in regression", Technometrics 21(4), 1979;
/// R. A. Fisher, "The distribution of the partial correlation coefficient", Metron 3, 1924.
#pragma once

#include "results/analyse_sobol.h"

/// x: [point][factor]; y: [point]; a point whose y is NaN is left out. partial: [factor]; NaN for a factor that does not
/// vary, and for all where factors depend on each other in a line or there are fewer than factors + 4 points.
/// @return points used
size_t analyse_rank(const double *x, const double *y, size_t points, size_t factors,
                    struct analyse_estimate *partial);
