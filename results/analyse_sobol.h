/// Sobol indices: which share of an output's variance a factor explains, alone and with all that it interacts with.
///
/// Estimators over a Saltelli design of N base points, f less its mean:
///
///     S_i  = 1/N sum_j f(B)_j (f(AB_i)_j - f(A)_j) / V        first order: Saltelli 2010, table 2, (b)
///     ST_i = 1/(2N) sum_j (f(A)_j - f(AB_i)_j)^2 / V          total: Jansen 1999; the same table, (f)
///     V    = variance of f(A) and f(B) together
///
/// Intervals hold 95 % and are percentiles of 1,000 bootstrap samples of the base points (Archer, Saltelli & Sobol 1997). On
/// quasi-random points they are too wide, as the bootstrap takes the points for independent: errors are on the safe side.
/// Sources: A. Saltelli et al., Computer Physics Communications 181(2), 2010; M. J. W. Jansen, ibid. 117(1-2), 1999;
/// G. E. B. Archer, A. Saltelli, I. M. Sobol, J. Statistical Computation and Simulation 58(2), 1997.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// An estimate and its 95 % interval.
struct analyse_estimate {
    double value, low, high; // NaN where there is none
};

struct analyse_sobol {
    struct analyse_estimate first, total;
    double total_half,
        total_quarter; // the total index from the first half and quarter of the base points: does it settle?
};

/// Indices of all factors. y: [base point][A, B, AB_0, ...]; a base point with a NaN is left out. indices: [factor].
/// @return base points used; indices are NaN where there are fewer than 2 or the output does not vary
size_t analyse_sobol(const double *y, size_t base_count, size_t factors, uint64_t seed,
                     struct analyse_sobol *indices);
