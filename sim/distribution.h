/// Distributions by their quantile function.
///
/// An uncertain value is drawn as Q(u), u uniform in (0,1): one coordinate per value. That lets a design (Latin
/// hypercube, Sobol) supply u, and a common shock correlate values through a Gaussian copula,
///     u = Phi( load * z + sqrt(1 - load^2) * e ),   z of the shock, e of the value, both standard normal,
/// without changing any value's own distribution.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum sim_distribution_type {
    SIM_POINT,      // value
    SIM_UNIFORM,    // low, high
    SIM_TRIANGULAR, // low, mode, high
    SIM_PERT,       // low, mode, high; beta with shape 4 (Malcolm et al. 1959)
    SIM_NORMAL,     // mean, sd
    SIM_LOGNORMAL,  // median, sigma of the logarithm
    SIM_GAMMA,      // shape, scale
    SIM_DISCRETE,   // value, weight, value, weight, ...
    SIM_EMPIRICAL,  // values, ascending; linear between them
};

/// parameters: as listed above, `count` of them; borrowed, never freed here.
struct sim_distribution {
    enum sim_distribution_type type;
    const double *parameters;
    size_t count;
};

/// Name in a scenario ("pert"), null past the last type.
const char *sim_distribution_name(enum sim_distribution_type type);

/// Null if the parameters describe a distribution, else what is wrong with them (a constant sentence).
const char *sim_distribution_fault(const struct sim_distribution *distribution);

/// Quantile function. u: in (0, 1).
double sim_distribution_quantile(const struct sim_distribution *distribution, double u);

/// Least and greatest value that can occur (infinite where unbounded).
void sim_distribution_support(const struct sim_distribution *distribution, double *least, double *greatest);

/// Coordinate of a value under a common shock (see above). u: of the value, (0,1); z: of the shock; load: -1..1.
double sim_copula(double u, double z, double load);
