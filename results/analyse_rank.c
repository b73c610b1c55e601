#include "results/analyse_rank.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "results/stats.h"
#include "sim/memory.h"
#include "sim/status.h"

static const double Z_95 = 1.959963984540054;

/// A pivot of the correlation matrix below this is nought but for rounding: the factor is a sum of others.
static const double PIVOT_MIN = 1e-10;

/// Ranks less their mean, scaled to length 1; false where they do not vary.
static bool rank_column(const double *values, size_t stride, const double *y, size_t points, double *scratch,
                        double *ranks, size_t count)
{
    double squares = 0, mean = ((double)count + 1) / 2;
    for (size_t p = 0, n = 0; p < points; p++)
        if (!isnan(y[p]))
            scratch[n++] = values[p * stride];
    stats_ranks(scratch, count, ranks);
    for (size_t n = 0; n < count; n++) {
        ranks[n] -= mean;
        squares += ranks[n] * ranks[n];
    }
    for (size_t n = 0; n < count; n++)
        ranks[n] /= squares > 0 ? sqrt(squares) : 1;
    return squares > 0;
}

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/// Inverse of the correlation matrix of `size` columns; null where they depend on each other.
static gsl_matrix *invert(const double *columns, size_t size, size_t count)
{
    gsl_matrix *matrix = gsl_matrix_alloc(size, size);
    SIM_ASSERT(matrix, "out of memory for %zu correlations", size * size);
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j <= i; j++) {
            double value = i == j ? 1 : dot(columns + i * count, columns + j * count, count);
            gsl_matrix_set(matrix, i, j, value);
            gsl_matrix_set(matrix, j, i, value);
        }
    bool is_good = gsl_linalg_cholesky_decomp1(matrix) == GSL_SUCCESS;
    for (size_t i = 0; i < size && is_good; i++)
        is_good = gsl_matrix_get(matrix, i, i) > sqrt(PIVOT_MIN);
    if (is_good && gsl_linalg_cholesky_invert(matrix) == GSL_SUCCESS)
        return matrix;
    gsl_matrix_free(matrix);
    return NULL;
}

static struct analyse_estimate estimate(double rho, size_t count, size_t held)
{
    double half = Z_95 / sqrt((double)count - (double)held - 3), z = atanh(rho);
    return (struct analyse_estimate){rho, tanh(z - half), tanh(z + half)};
}

size_t analyse_rank(const double *x, const double *y, size_t points, size_t factors,
                    struct analyse_estimate *partial)
{
    size_t count = 0, used = 0;
    for (size_t p = 0; p < points; p++)
        count += !isnan(y[p]);
    double *columns = sim_memory_new((factors + 1) * count, sizeof(double), "an analysis"),
           *scratch = sim_memory_new(count, sizeof(double), "an analysis");
    size_t *column_of = sim_memory_new(factors, sizeof(*column_of), "an analysis");
    for (size_t f = 0; f < factors; f++) {
        partial[f] = (struct analyse_estimate){NAN, NAN, NAN};
        column_of[f] = SIZE_MAX;
        if (rank_column(x + f, factors, y, points, scratch, columns + used * count, count))
            column_of[f] = used++;
    }
    bool varies = rank_column(y, 1, y, points, scratch, columns + used * count, count);
    gsl_matrix *inverse = NULL;
    if (varies && used > 0 && count >= used + 4)
        inverse = invert(columns, used + 1, count);
    for (size_t f = 0; f < factors && inverse; f++) {
        size_t c = column_of[f];
        if (c != SIZE_MAX)
            partial[f] =
                estimate(-gsl_matrix_get(inverse, used, c) /
                             sqrt(gsl_matrix_get(inverse, c, c) * gsl_matrix_get(inverse, used, used)),
                         count, used - 1);
    }
    if (inverse)
        gsl_matrix_free(inverse);
    free(columns);
    free(scratch);
    free(column_of);
    return count;
}
