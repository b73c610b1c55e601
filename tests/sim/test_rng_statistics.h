/// Statistics that judge a sample, for tests with fixed seeds: what passes once passes always. Bounds are such that a right
/// generator fails a check under one seed in ten thousand.
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

/// Bound for |z| of a standard normal statistic: 7e-6 by chance.
#define Z 4.5

static inline int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/// Kolmogorov and Smirnov's distance of a sample of probabilities from the uniform law, times sqrt(n), must be below 2.225:
/// 1e-4 by chance (2 exp(-2 d^2); Smirnov 1948).
static inline void expect_uniform(const char *name, double *sample, size_t n)
{
    qsort(sample, n, sizeof(*sample), compare_doubles);
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fmax(sample[i] - (double)i / (double)n, (double)(i + 1) / (double)n - sample[i]));
    if (!(worst * sqrt((double)n) < 2.225))
        fail_msg("%s: Kolmogorov-Smirnov distance %.3f / sqrt(n)", name, worst * sqrt((double)n));
}

/// Pearson's statistic with its degrees of freedom must be an everyday one: neither too large nor too small, 1e-4 each.
static inline void expect_everyday(const char *name, double statistic, int freedom)
{
    double p = gsl_cdf_chisq_Q(statistic, freedom);
    if (!(p > 1e-4 && p < 1 - 1e-4))
        fail_msg("%s: chi-square %.1f of %d degrees of freedom, p = %g", name, statistic, freedom, p);
}
