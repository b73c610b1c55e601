#include "sim/rng.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

/// Beyond this shape Wilson and Hilferty's cube of a normal is right to 1e-8, and GSL's incomplete gamma soon fails.
#define CUBE_SHAPE 1e5

/// Steps of the search at most. Newton takes 2 to 8; where it leaves its bracket, that is halved.
#define MOST_STEPS 100

/// Wilson and Hilferty, "The distribution of chi-square", PNAS 17(12), 1931: the cube root is nearly normal.
static double cube_root(double u, double shape)
{
    return 1 - 1 / (9 * shape) + sim_normal_quantile(u) / (3 * sqrt(shape));
}

/// Where the search begins: ln of a guess. small: ln of the quantile if it is small.
static double first_guess(double u, double shape, double small)
{
    double root = cube_root(u, shape);
    if (shape > 0.3 && root > 0.2)
        return log(shape) + 3 * log(root);
    return small < log(shape + 1) ? small : log(fmax(shape, -log(1 - u)));
}

double sim_gamma_quantile(double u, double shape)
{
    if (!(u > 0 && u < 1))
        return u == 0 ? 0 : u == 1 ? INFINITY : NAN;
    if (shape > CUBE_SHAPE)
        return shape * pow(cube_root(u, shape), 3);
    // Small quantiles: P = x^shape / Gamma(shape + 1), to the first order in x.
    double ln_gamma = gsl_sf_lngamma(shape + 1), small = (log(u) + ln_gamma) / shape;
    if (small < -38)
        return exp(small);

    // Newton on ln(tail / wanted) over y = ln x, on the side of the lesser tail, kept in a bracket.
    bool is_lower = u < 0.5;
    double wanted = is_lower ? u : 1 - u, low = -800, high = INFINITY;
    double y = first_guess(u, shape, small);
    for (int i = 0; i < MOST_STEPS; i++) {
        double x = exp(y);
        double tail = is_lower ? gsl_cdf_gamma_P(x, shape, 1) : gsl_cdf_gamma_Q(x, shape, 1);
        double excess = is_lower ? log(tail / wanted) : -log(tail / wanted); // > 0: x is too large
        if (excess > 0)
            high = y;
        else
            low = y;
        // Slope: x times the density, over the tail.
        double step = excess * tail / (shape * exp(shape * y - x - ln_gamma));
        if (fabs(step) < 1e-8) // what is left is its square
            return exp(y - step);
        double next = y - step;
        y = next > low && next < high ? next : isinf(high) ? y + 1 : 0.5 * (low + high);
    }
    return exp(y);
}

double sim_rng_gamma(struct sim_rng *rng, double shape, double scale)
{
    return scale * sim_gamma_quantile(sim_rng_uniform(rng), shape);
}
