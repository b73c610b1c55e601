// Differences with intervals: against published examples, closed forms, and coverage counted over all outcomes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "results/contrast.h"
#include "results/stats.h"

/// Hours of sleep gained by ten patients under two drugs. Source: Student, "The probable error of a mean", Biometrika 6, 1908.
static const double FIRST[10] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
static const double SECOND[10] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

static void student_paired(void **state)
{
    (void)state;
    double differences[10];
    for (int i = 0; i < 10; i++)
        differences[i] = SECOND[i] - FIRST[i];
    struct contrast contrast = contrast_paired(differences, 10);
    // R's documentation of the data set `sleep`, t.test(paired = TRUE).
    assert_float_equal(contrast.difference, 1.58, 1e-12);
    assert_float_equal(contrast.low, 0.7001142, 1e-7);
    assert_float_equal(contrast.high, 2.4598858, 1e-7);
    assert_true(contrast_is_beyond_chance(&contrast));
}

static void welch(void **state)
{
    (void)state;
    // The same, t.test() of two samples: with the pairing thrown away nothing is left beyond chance.
    struct contrast contrast = contrast_means(FIRST, 10, SECOND, 10);
    assert_float_equal(contrast.difference, 1.58, 1e-12);
    assert_float_equal(contrast.low, -0.2054832, 1e-7);
    assert_float_equal(contrast.high, 3.3654832, 1e-7);
    assert_false(contrast_is_beyond_chance(&contrast));
}

static void few_values(void **state)
{
    (void)state;
    const double one[] = {2}, alike[] = {3, 3, 3};
    assert_true(isnan(contrast_paired(one, 0).difference));
    assert_float_equal(contrast_paired(one, 1).difference, 2, 0);
    assert_true(isnan(contrast_paired(one, 1).low));
    struct contrast unknown = contrast_paired(one, 1);
    assert_false(contrast_is_beyond_chance(&unknown));
    assert_true(isnan(contrast_means(one, 1, alike, 3).low));
    assert_true(isnan(contrast_paired_shares(one, 0).low));
    struct contrast same = contrast_means(alike, 3, alike, 3);
    assert_float_equal(same.low, 0, 0);
    assert_float_equal(same.high, 0, 0);
}

static struct contrast shares(size_t first, size_t first_count, size_t second, size_t second_count)
{
    double low[2], high[2];
    stats_wilson(first, first_count, &low[0], &high[0]);
    stats_wilson(second, second_count, &low[1], &high[1]);
    return contrast_shares((double)first / (double)first_count, low[0], high[0],
                           (double)second / (double)second_count, low[1], high[1]);
}

static void newcombe(void **state)
{
    (void)state;
    // Newcombe 1998, Table II, method 10.
    const struct {
        size_t a, m, b, n;
        double low, high;
    } cases[] = {
        {56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}, {10, 10, 0, 10, 0.6075, 1.0000}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct contrast contrast = shares(cases[i].b, cases[i].n, cases[i].a, cases[i].m);
        assert_float_equal(contrast.low, cases[i].low, 5e-5);
        assert_float_equal(contrast.high, cases[i].high, 5e-5);
    }
}

/// Interval of `more` trials that only the second reaches, `less` that only the first does, and n in all.
static struct contrast discordant(int more, int less, int n)
{
    double differences[64];
    for (int i = 0; i < n; i++)
        differences[i] = i < more ? 1 : i < more + less ? -1 : 0;
    return contrast_paired_shares(differences, (size_t)n);
}

static void paired_shares_closed_form(void **state)
{
    (void)state;
    // (7 - 2) / 42, and its Wald interval: (8 + 3) / 42 discordant.
    struct contrast contrast = discordant(7, 2, 40);
    double p = 5.0 / 42, half = 1.959963984540054 * sqrt((11.0 / 42 - p * p) / 42);
    assert_float_equal(contrast.difference, 5.0 / 40, 1e-12);
    assert_float_equal(contrast.low, p - half, 1e-12);
    assert_float_equal(contrast.high, p + half, 1e-12);
    // Nothing changed in 40 trials: that is no proof that nothing can.
    contrast = discordant(0, 0, 40);
    assert_true(contrast.low < -0.01 && contrast.high > 0.01);
    assert_false(contrast_is_beyond_chance(&contrast));
    contrast = discordant(40, 0, 40);
    assert_true(contrast.low > 0.8 && contrast.high <= 1);
}

/// Probability that the interval of n paired trials holds the true difference, over all outcomes.
static double coverage(int n, double more, double less)
{
    double covered = 0;
    for (int a = 0; a <= n; a++)
        for (int b = 0; a + b <= n; b++) {
            struct contrast contrast = discordant(a, b, n);
            if (contrast.low <= more - less && more - less <= contrast.high)
                covered += exp(lgamma(n + 1) - lgamma(a + 1) - lgamma(b + 1) - lgamma(n - a - b + 1) +
                               a * log(more) + b * log(less) + (n - a - b) * log(1 - more - less));
        }
    return covered;
}

static void paired_shares_cover(void **state)
{
    (void)state;
    const double cases[][2] = {{0.3, 0.1}, {0.1, 0.1}, {0.05, 0.01}, {0.5, 0.05}, {0.2, 0.19}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        for (int n = 20; n <= 60; n += 20) {
            double share = coverage(n, cases[i][0], cases[i][1]);
            assert_true(share > 0.93 && share <= 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(student_paired),
        cmocka_unit_test(welch),
        cmocka_unit_test(few_values),
        cmocka_unit_test(newcombe),
        cmocka_unit_test(paired_shares_closed_form),
        cmocka_unit_test(paired_shares_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
