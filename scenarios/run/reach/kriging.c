#include "scenarios/run/reach/kriging.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"
#include "sim/status.h"

static const double BETAS[] = {0.0, 0.3, 1.0, 3.0, 10.0};
static const double TAUS2[] = {1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3};
/// Variance of what all points share, over A: so large that the data say what it is.
static const double COMMON = 100.0;
/// Least variance of an axis over the greatest one's: what does nothing alone may still help others, if the data say so.
static const double LEASTS[] = {1e-9, 1e-4, 1e-2};

struct kriging {
    struct axes axes;
    size_t outputs, count;
    double *alone2;  // [axis], mean square effect alone
    double *effect2; // [axis], a_j^2
    double *effort;  // [count][axis]
    double *base;    // [output], y of the first point
    double *weight;  // [count][output]
    double all, beta;
};

struct kriging *kriging_create(struct axes axes, size_t outputs)
{
    struct kriging *kriging = sim_memory_new(1, sizeof(*kriging), "a surrogate");
    kriging->axes = axes;
    kriging->outputs = outputs;
    kriging->alone2 = sim_memory_new(axes.count, sizeof(double), "a surrogate");
    kriging->effect2 = sim_memory_new(axes.count, sizeof(double), "a surrogate");
    kriging->base = sim_memory_new(outputs, sizeof(double), "a surrogate");
    return kriging;
}

void kriging_destroy(struct kriging *kriging)
{
    if (!kriging)
        return;
    free(kriging->alone2);
    free(kriging->effect2);
    free(kriging->effort);
    free(kriging->base);
    free(kriging->weight);
    free(kriging);
}

/// Mean square effect of each axis alone; nought of one that never was alone.
static void find_effects(struct kriging *kriging, const int *x, const double *const *y, size_t count)
{
    size_t axes = kriging->axes.count;
    memset(kriging->alone2, 0, axes * sizeof(double));
    for (size_t p = 1; p < count; p++) {
        size_t taken = 0, axis = 0;
        double sum = 0;
        for (size_t j = 0; j < axes; j++)
            if (x[p * axes + j] > 0) {
                taken++;
                axis = j;
            }
        for (size_t r = 0; r < kriging->outputs && taken == 1; r++)
            sum += (y[p][r] - y[0][r]) * (y[p][r] - y[0][r]);
        if (taken == 1)
            kriging->alone2[axis] = fmax(kriging->alone2[axis], sum / (double)kriging->outputs);
    }
}

/// Takes these effects, no axis's less than a share of the greatest.
static void set_least(struct kriging *kriging, double least)
{
    double most = 0;
    kriging->all = 0;
    for (size_t j = 0; j < kriging->axes.count; j++)
        most = fmax(most, kriging->alone2[j]);
    for (size_t j = 0; j < kriging->axes.count; j++)
        kriging->all += kriging->effect2[j] = fmax(kriging->alone2[j], most > 0 ? least * most : 1.0);
}

/// The two sums of the covariance.
static void covary(const struct kriging *kriging, const double *u, const double *v, double *single,
                   double *pairs)
{
    double sum = 0, squares = 0;
    for (size_t j = 0; j < kriging->axes.count; j++) {
        double z = kriging->effect2[j] * 0.5 * (u[j] * v[j] + (u[j] < v[j] ? u[j] : v[j]));
        sum += z;
        squares += z * z;
    }
    *single = sum;
    *pairs = (sum * sum - squares) / kriging->all;
}

/// Factorises the covariance of the points; false where rounding has the better of it.
static bool factorise(const struct kriging *kriging, const double *single, const double *pairs, double beta,
                      double tau2, gsl_matrix *matrix)
{
    size_t count = kriging->count;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            gsl_matrix_set(matrix, i, j,
                           COMMON * kriging->all + single[i * count + j] + beta * pairs[i * count + j] +
                               (i == j ? tau2 * kriging->all : 0.0));
    return gsl_linalg_cholesky_decomp1(matrix) == GSL_SUCCESS;
}

/// Solves for the weights of all outputs; returns the sum of y K^-1 y.
static double solve(struct kriging *kriging, const gsl_matrix *factor, const double *const *y)
{
    size_t count = kriging->count, outputs = kriging->outputs;
    double sum = 0;
    gsl_vector *vector = gsl_vector_alloc(count);
    SIM_ASSERT(vector, "out of memory for a surrogate");
    for (size_t r = 0; r < outputs; r++) {
        for (size_t p = 0; p < count; p++)
            gsl_vector_set(vector, p, y[p][r] - kriging->base[r]);
        gsl_linalg_cholesky_svx(factor, vector);
        for (size_t p = 0; p < count; p++) {
            double weight = gsl_vector_get(vector, p);
            kriging->weight[p * outputs + r] = weight;
            sum += weight * (y[p][r] - kriging->base[r]);
        }
    }
    gsl_vector_free(vector);
    return sum;
}

/// Minus twice the logarithm of the likelihood, for each output, with the scale that makes it greatest.
static double unlikely(const gsl_matrix *factor, double sum, size_t count, size_t outputs)
{
    double logs = 0, n = (double)count;
    for (size_t p = 0; p < count; p++)
        logs += 2.0 * log(gsl_matrix_get(factor, p, p));
    return n * log(fmax(sum, 1e-300) / (n * (double)outputs)) + logs;
}

/// The choices of a covariance, and how unlikely the data are under the best of them.
struct choice {
    double least, beta, tau2, unlikely;
};

/// Covariances of all pairs of points, for the effects as they are set.
static void covary_all(const struct kriging *kriging, double *single, double *pairs)
{
    size_t count = kriging->count, axes = kriging->axes.count;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            covary(kriging, kriging->effort + i * axes, kriging->effort + j * axes, &single[i * count + j],
                   &pairs[i * count + j]);
}

static void try_choices(struct kriging *kriging, const double *const *y, double least, double *single,
                        double *pairs, gsl_matrix *matrix, struct choice *best)
{
    set_least(kriging, least);
    covary_all(kriging, single, pairs);
    for (size_t b = 0; b < sizeof(BETAS) / sizeof(*BETAS); b++)
        for (size_t t = 0; t < sizeof(TAUS2) / sizeof(*TAUS2); t++) {
            if (!factorise(kriging, single, pairs, BETAS[b], TAUS2[t], matrix))
                continue;
            double value = unlikely(matrix, solve(kriging, matrix, y), kriging->count, kriging->outputs);
            if (value < best->unlikely)
                *best = (struct choice){least, BETAS[b], TAUS2[t], value};
        }
}

static void find_covariance(struct kriging *kriging, const double *const *y, double *single, double *pairs)
{
    size_t count = kriging->count;
    gsl_matrix *matrix = gsl_matrix_alloc(count, count);
    SIM_ASSERT(matrix, "out of memory for a surrogate");
    struct choice best = {LEASTS[0], BETAS[0], TAUS2[sizeof(TAUS2) / sizeof(*TAUS2) - 1], INFINITY};
    for (size_t l = 0; l < sizeof(LEASTS) / sizeof(*LEASTS); l++)
        try_choices(kriging, y, LEASTS[l], single, pairs, matrix, &best);
    kriging->beta = best.beta;
    set_least(kriging, best.least);
    covary_all(kriging, single, pairs);
    bool is_good = factorise(kriging, single, pairs, best.beta, best.tau2, matrix);
    SIM_ASSERT(is_good, "a covariance of %zu points that is none", count);
    solve(kriging, matrix, y);
    gsl_matrix_free(matrix);
}

void kriging_fit(struct kriging *kriging, const int *x, const double *const *y, size_t count)
{
    size_t axes = kriging->axes.count;
    kriging->count = count;
    free(kriging->effort);
    free(kriging->weight);
    kriging->effort = sim_memory_new(count * axes, sizeof(double), "a surrogate");
    kriging->weight = sim_memory_new(count * kriging->outputs, sizeof(double), "a surrogate");
    memcpy(kriging->base, y[0], kriging->outputs * sizeof(double));
    find_effects(kriging, x, y, count);
    for (size_t i = 0; i < count * axes; i++)
        kriging->effort[i] = axis_effort(&kriging->axes.items[i % axes], x[i]);
    double *single = sim_memory_new(count * count, sizeof(double), "a surrogate"),
           *pairs = sim_memory_new(count * count, sizeof(double), "a surrogate");
    find_covariance(kriging, y, single, pairs);
    free(single);
    free(pairs);
}

void kriging_predict(const struct kriging *kriging, const int *x, double *restrict y)
{
    size_t axes = kriging->axes.count, outputs = kriging->outputs, taken = 0;
    size_t axis[axes + 1];
    double effort[axes + 1];
    // An axis that is not taken adds nothing to either sum. A search asks this some hundred thousand times.
    for (size_t j = 0; j < axes; j++)
        if (x[j] > 0) {
            axis[taken] = j;
            effort[taken++] = axis_effort(&kriging->axes.items[j], x[j]);
        }
    memcpy(y, kriging->base, outputs * sizeof(double));
    for (size_t p = 0; p < kriging->count; p++) {
        const double *other = kriging->effort + p * axes;
        double sum = 0, squares = 0;
        for (size_t i = 0; i < taken; i++) {
            double u = effort[i], v = other[axis[i]];
            double z = kriging->effect2[axis[i]] * 0.5 * (u * v + (u < v ? u : v));
            sum += z;
            squares += z * z;
        }
        double pairs = (sum * sum - squares) / kriging->all;
        double k = COMMON * kriging->all + sum + kriging->beta * pairs;
        const double *restrict weight = kriging->weight + p * outputs;
        for (size_t r = 0; r < outputs; r++)
            y[r] += k * weight[r];
    }
}
