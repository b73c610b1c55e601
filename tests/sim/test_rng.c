/// Streams against published vectors, and distributions against their closed forms.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "sim/distribution.h"
#include "sim/rng.h"

/// Known-answer vectors of philox4x32-10 from the Random123 distribution (kat_vectors).
static void test_philox_known_answers(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } vectors[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < 3; i++) {
        uint32_t out[4];
        sim_philox(vectors[i].counter, vectors[i].key, out);
        assert_memory_equal(out, vectors[i].out, sizeof(out));
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/// Kolmogorov-Smirnov distance times sqrt(n); above 1.95 at the 0.1 % level (Smirnov 1948).
static double smirnov(double *sample, size_t n, double (*cdf)(double))
{
    qsort(sample, n, sizeof(*sample), compare_doubles);
    double worst = 0;
    for (size_t i = 0; i < n; i++) {
        double f = cdf(sample[i]);
        worst = fmax(worst, fmax(f - (double)i / (double)n, (double)(i + 1) / (double)n - f));
    }
    return worst * sqrt((double)n);
}

static double uniform_cdf(double x)
{
    return x;
}
static double exponential_cdf(double x)
{
    return 1 - exp(-x / 3.0);
}
static double gamma_cdf(double x)
{
    return gsl_cdf_gamma_P(x, 2.5, 1.5);
}

#define SAMPLE 100000

static void test_draws_follow_their_laws(void **unused)
{
    (void)unused;
    double *sample = malloc(SAMPLE * sizeof(*sample));
    struct sim_rng rng = sim_rng_named(1, "laws", 0, 0, 0);
    for (size_t i = 0; i < SAMPLE; i++)
        sample[i] = sim_rng_uniform(&rng);
    assert_true(smirnov(sample, SAMPLE, uniform_cdf) < 1.95);
    for (size_t i = 0; i < SAMPLE; i++)
        sample[i] = sim_rng_exponential(&rng, 3.0);
    assert_true(smirnov(sample, SAMPLE, exponential_cdf) < 1.95);
    for (size_t i = 0; i < SAMPLE; i++)
        sample[i] = sim_rng_normal(&rng);
    assert_true(smirnov(sample, SAMPLE, gsl_cdf_ugaussian_P) < 1.95);
    gsl_rng gsl = sim_rng_gsl(&rng);
    for (size_t i = 0; i < SAMPLE; i++)
        sample[i] = gsl_ran_gamma(&gsl, 2.5, 1.5);
    assert_true(smirnov(sample, SAMPLE, gamma_cdf) < 1.95);
    free(sample);
}

static void test_streams_are_named(void **unused)
{
    (void)unused;
    struct sim_rng a = sim_rng_named(7, "hall/rack", 3, 1, 5), b = a;
    assert_int_equal(sim_rng_bits(&a), sim_rng_bits(&b));
    struct sim_rng others[] = {sim_rng_named(8, "hall/rack", 3, 1, 5), sim_rng_named(7, "hall/racl", 3, 1, 5),
                               sim_rng_named(7, "hall/rack", 4, 1, 5), sim_rng_named(7, "hall/rack", 3, 2, 5),
                               sim_rng_named(7, "hall/rack", 3, 1, 6)};
    a = sim_rng_named(7, "hall/rack", 3, 1, 5);
    uint64_t bits = sim_rng_bits(&a);
    for (size_t i = 0; i < 5; i++)
        assert_int_not_equal(sim_rng_bits(&others[i]), bits);
}

/// Neighbouring streams must not be correlated: racks share a name and differ by index.
static void test_neighbours_are_independent(void **unused)
{
    (void)unused;
    double sum = 0;
    for (uint64_t i = 0; i < SAMPLE; i++) {
        struct sim_rng a = sim_rng_named(1, "rack", i, 0, 0), b = sim_rng_named(1, "rack", i + 1, 0, 0);
        sum += (sim_rng_uniform(&a) - 0.5) * (sim_rng_uniform(&b) - 0.5);
    }
    // Correlation has standard deviation 1/sqrt(n).
    assert_true(fabs(12 * sum / SAMPLE) < 4 / sqrt(SAMPLE));
}

static void expect_moments(enum sim_distribution_type type, const double *p, size_t count, double mean,
                           double sd)
{
    struct sim_distribution d = {type, p, count};
    assert_null(sim_distribution_fault(&d));
    double sum = 0, squares = 0;
    const int n = 200000;
    for (int i = 0; i < n; i++) {
        double x = sim_distribution_quantile(&d, (i + 0.5) / n); // midpoint rule over u
        sum += x;
        squares += x * x;
    }
    double m = sum / n;
    assert_true(fabs(m - mean) < 2e-3 * fmax(fabs(mean), sd));
    assert_true(fabs(sqrt(squares / n - m * m) - sd) < 1e-2 * sd);
}

static void test_quantiles_have_the_closed_form_moments(void **unused)
{
    (void)unused;
    expect_moments(SIM_UNIFORM, (double[]){2, 5}, 2, 3.5, 3 / sqrt(12));
    expect_moments(SIM_TRIANGULAR, (double[]){1, 2, 6}, 3, 3, sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18.0));
    // PERT: mean (a + 4m + b)/6; variance (mean - a)(b - mean)/7.
    expect_moments(SIM_PERT, (double[]){3, 5, 9}, 3, 32 / 6.0, sqrt((32 / 6.0 - 3) * (9 - 32 / 6.0) / 7));
    expect_moments(SIM_NORMAL, (double[]){-1, 2}, 2, -1, 2);
    expect_moments(SIM_LOGNORMAL, (double[]){3, 0.4}, 2, 3 * exp(0.08), 3 * exp(0.08) * sqrt(exp(0.16) - 1));
    expect_moments(SIM_GAMMA, (double[]){2.5, 1.5}, 2, 3.75, sqrt(2.5) * 1.5);
    expect_moments(SIM_DISCRETE, (double[]){1, 3, 5, 1}, 4, 2, sqrt(3));
    expect_moments(SIM_EMPIRICAL, (double[]){0, 1, 2}, 3, 1, 2 / sqrt(12));
}

static void test_bad_parameters_are_refused(void **unused)
{
    (void)unused;
    struct {
        enum sim_distribution_type type;
        double p[4];
        size_t count;
    } bad[] = {
        {SIM_PERT, {5, 3, 9}, 3},        {SIM_PERT, {3, 3, 3}, 3},    {SIM_UNIFORM, {2, 2}, 2},
        {SIM_NORMAL, {0, 0}, 2},         {SIM_LOGNORMAL, {-1, 1}, 2}, {SIM_GAMMA, {1, 0}, 2},
        {SIM_DISCRETE, {1, 1, 1, 1}, 4}, {SIM_DISCRETE, {1, 0}, 2},   {SIM_EMPIRICAL, {2, 1}, 2},
        {SIM_TRIANGULAR, {1, 2}, 2},     {SIM_NORMAL, {NAN, 1}, 2},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_non_null(
            sim_distribution_fault(&(struct sim_distribution){bad[i].type, bad[i].p, bad[i].count}));
}

/// Two values under one shock with loads a and b correlate by a*b in normal space.
static void test_copula_correlates(void **unused)
{
    (void)unused;
    struct sim_rng rng = sim_rng_named(3, "copula", 0, 0, 0);
    double sum = 0;
    for (int i = 0; i < SAMPLE; i++) {
        double z = sim_rng_normal(&rng);
        double x = gsl_cdf_ugaussian_Pinv(sim_copula(sim_rng_uniform(&rng), z, 0.8));
        double y = gsl_cdf_ugaussian_Pinv(sim_copula(sim_rng_uniform(&rng), z, -0.5));
        sum += x * y;
    }
    assert_true(fabs(sum / SAMPLE + 0.4) < 0.015);
    assert_true(sim_copula(0.3, 2.0, 0) == 0.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_draws_follow_their_laws),
        cmocka_unit_test(test_streams_are_named),
        cmocka_unit_test(test_neighbours_are_independent),
        cmocka_unit_test(test_quantiles_have_the_closed_form_moments),
        cmocka_unit_test(test_bad_parameters_are_refused),
        cmocka_unit_test(test_copula_correlates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
