#include "sim/distribution.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/rng.h"
#include "sim/status.h"

static const char *const names[] = {
    [SIM_POINT] = "value", [SIM_UNIFORM] = "uniform",   [SIM_TRIANGULAR] = "triangular",
    [SIM_PERT] = "pert",   [SIM_NORMAL] = "normal",     [SIM_LOGNORMAL] = "lognormal",
    [SIM_GAMMA] = "gamma", [SIM_DISCRETE] = "discrete", [SIM_EMPIRICAL] = "empirical",
};

const char *sim_distribution_name(enum sim_distribution_type type)
{
    return (size_t)type < sizeof(names) / sizeof(names[0]) ? names[type] : NULL;
}

static const char *discrete_fault(const double *p, size_t count)
{
    if (count < 2 || count % 2 != 0)
        return "pairs of value and weight";
    double total = 0;
    for (size_t i = 0; i < count; i += 2) {
        if (p[i + 1] < 0)
            return "weights of at least 0";
        if (i > 0 && p[i] <= p[i - 2])
            return "values in ascending order";
        total += p[i + 1];
    }
    return total > 0 ? NULL : "weights with a sum above 0";
}

const char *sim_distribution_fault(const struct sim_distribution *distribution)
{
    const double *p = distribution->parameters;
    size_t n = distribution->count;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(p[i]))
            return "finite numbers";
    switch (distribution->type) {
    case SIM_POINT: return n == 1 ? NULL : "one number";
    case SIM_UNIFORM: return n == 2 && p[0] < p[1] ? NULL : "[low, high] with low < high";
    case SIM_TRIANGULAR:
    case SIM_PERT:
        return n == 3 && p[0] <= p[1] && p[1] <= p[2] && p[0] < p[2]
                   ? NULL
                   : "[low, mode, high] with low <= mode <= high and low < high";
    case SIM_NORMAL: return n == 2 && p[1] > 0 ? NULL : "[mean, sd] with sd > 0";
    case SIM_LOGNORMAL: return n == 2 && p[0] > 0 && p[1] > 0 ? NULL : "[median, sigma], both above 0";
    case SIM_GAMMA: return n == 2 && p[0] > 0 && p[1] > 0 ? NULL : "[shape, scale], both above 0";
    case SIM_DISCRETE: return discrete_fault(p, n);
    case SIM_EMPIRICAL:
        if (n < 2)
            return "two values or more";
        for (size_t i = 1; i < n; i++)
            if (p[i] < p[i - 1])
                return "values in ascending order";
        return NULL;
    }
    return "a distribution";
}

static double triangular_quantile(const double *p, double u)
{
    double width = p[2] - p[0], left = (p[1] - p[0]) / width;
    if (u < left)
        return p[0] + sqrt(u * width * (p[1] - p[0]));
    return p[2] - sqrt((1 - u) * width * (p[2] - p[1]));
}

static double pert_quantile(const double *p, double u)
{
    double width = p[2] - p[0];
    double alpha = 1 + 4 * (p[1] - p[0]) / width, beta = 1 + 4 * (p[2] - p[1]) / width;
    return p[0] + width * gsl_cdf_beta_Pinv(u, alpha, beta);
}

static double discrete_quantile(const double *p, size_t count, double u)
{
    double total = 0, sum = p[1];
    size_t at = 0;
    for (size_t i = 0; i < count; i += 2)
        total += p[i + 1];
    while (p[at + 1] == 0 || u * total > sum) { // the last sum is the total
        at += 2;
        sum += p[at + 1];
    }
    return p[at];
}

static double empirical_quantile(const double *p, size_t count, double u)
{
    double place = u * (double)(count - 1);
    size_t below = (size_t)place;
    SIM_ASSERT(below + 1 < count, "quantile of %g among %zu values", u, count);
    return p[below] + (place - (double)below) * (p[below + 1] - p[below]);
}

double sim_distribution_quantile(const struct sim_distribution *distribution, double u)
{
    const double *p = distribution->parameters;
    SIM_ASSERT(u > 0 && u < 1, "quantile of %g", u);
    switch (distribution->type) {
    case SIM_POINT: return p[0];
    case SIM_UNIFORM: return p[0] + u * (p[1] - p[0]);
    case SIM_TRIANGULAR: return triangular_quantile(p, u);
    case SIM_PERT: return pert_quantile(p, u);
    case SIM_NORMAL: return p[0] + p[1] * sim_normal_quantile(u);
    case SIM_LOGNORMAL: return p[0] * exp(p[1] * sim_normal_quantile(u));
    case SIM_GAMMA: return p[1] * sim_gamma_quantile(u, p[0]);
    case SIM_DISCRETE: return discrete_quantile(p, distribution->count, u);
    case SIM_EMPIRICAL: return empirical_quantile(p, distribution->count, u);
    }
    sim_panic(__FILE__, __LINE__, "distribution type %d", (int)distribution->type);
}

void sim_distribution_support(const struct sim_distribution *distribution, double *least, double *greatest)
{
    const double *p = distribution->parameters;
    switch (distribution->type) {
    case SIM_NORMAL:
        *least = -INFINITY;
        *greatest = INFINITY;
        return;
    case SIM_LOGNORMAL:
    case SIM_GAMMA:
        *least = 0;
        *greatest = INFINITY;
        return;
    case SIM_DISCRETE:
        *least = p[0];
        *greatest = p[distribution->count - 2];
        return;
    default: *least = p[0]; *greatest = p[distribution->count - 1];
    }
}

double sim_copula(double u, double z, double load)
{
    if (load == 0)
        return u;
    double mixed = load * z + sqrt(1 - load * load) * sim_normal_quantile(u);
    double result = gsl_cdf_ugaussian_P(mixed);
    // Phi rounds to 0 or 1 beyond about 8 sigma; quantile functions want the open interval.
    return fmin(fmax(result, 0x1p-53), 1 - 0x1p-53);
}
