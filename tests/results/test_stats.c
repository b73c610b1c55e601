// Quantiles, intervals and rank correlations against published and closed-form values.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>

#include "results/stats.h"
#include "sim/rng.h"

/// R 4, quantile(c(1, 2, 4, 8, 16), c(0, .05, .25, .5, .9, 1), type = 7): by definition 7, h = 4p + 1.
static void test_quantile(void **state)
{
    (void)state;
    const double x[] = {1, 2, 4, 8, 16};
    const double p[] = {0, 0.05, 0.25, 0.5, 0.9, 1}, q[] = {1, 1.2, 2, 4, 12.8, 16};
    for (int i = 0; i < 6; i++)
        assert_float_equal(stats_quantile(x, 5, p[i]), q[i], 1e-12);
    // The median of an even number is the mean of the middle two; a single value is every quantile.
    assert_float_equal(stats_quantile(x, 4, 0.5), 3.0, 1e-15);
    assert_float_equal(stats_quantile(x, 1, 0.05), 1.0, 0);
    assert_true(isnan(stats_quantile(x, 0, 0.5)));
    // 0..100 has quantile 100 p.
    double line[101];
    for (int i = 0; i <= 100; i++)
        line[i] = i;
    for (int i = 0; i <= 1000; i++)
        assert_float_equal(stats_quantile(line, 101, i / 1000.0), i / 10.0, 1e-11);
}

/// R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in
/// Medicine 17, 1998, table I, method 3 (score without continuity correction), to the four digits printed there.
static void test_wilson(void **state)
{
    (void)state;
    const struct {
        size_t hits, count;
        double low, high;
    } table[] = {
        {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        double low, high, mirrored_low, mirrored_high;
        stats_wilson(table[i].hits, table[i].count, &low, &high);
        assert_float_equal(low, table[i].low, 0.00005);
        assert_float_equal(high, table[i].high, 0.00005);
        stats_wilson(table[i].count - table[i].hits, table[i].count, &mirrored_low, &mirrored_high);
        assert_float_equal(mirrored_low, 1.0 - high, 1e-12);
        assert_float_equal(mirrored_high, 1.0 - low, 1e-12);
    }
}

/// Wilson's bounds are the proportions at which the score test just rejects: |p^ - b| = z sqrt(b (1 - b) / n).
static void test_wilson_inverts_score_test(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 60; n++)
        for (size_t hits = 0; hits <= n; hits++) {
            double bound[2], p = (double)hits / (double)n;
            stats_wilson(hits, n, &bound[0], &bound[1]);
            assert_true(bound[0] <= p && p <= bound[1]);
            for (int side = 0; side < 2; side++)
                if (bound[side] > 0.0 && bound[side] < 1.0)
                    assert_float_equal(fabs(p - bound[side]),
                                       1.959963984540054 * sqrt(bound[side] * (1 - bound[side]) / (double)n),
                                       1e-12);
        }
    double low, high;
    stats_wilson(0, 0, &low, &high);
    assert_true(low == 0.0 && high == 1.0);
}

/// Hollander & Wolfe (1973), p. 187, the example of R's cor.test: sum of squared rank differences 48, rho = 0.6.
static void test_spearman_published(void **state)
{
    (void)state;
    const double x[] = {44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1};
    const double y[] = {2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8};
    assert_float_equal(stats_spearman(x, y, 9), 0.6, 1e-14);
}

/// With ties: ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4) have covariance 4.5, variances 4.5 and 5.
static void test_spearman_ties(void **state)
{
    (void)state;
    const double x[] = {0, 7, 7, 9}, y[] = {10, 20, 30, 40}, flat[] = {3, 3, 3, 3};
    double ranks[4];
    stats_ranks(x, 4, ranks);
    const double want[] = {1, 2.5, 2.5, 4};
    for (int i = 0; i < 4; i++)
        assert_float_equal(ranks[i], want[i], 0);
    assert_float_equal(stats_spearman(x, y, 4), 4.5 / sqrt(4.5 * 5.0), 1e-14);
    assert_true(isnan(stats_spearman(x, flat, 4)));
    assert_true(isnan(stats_spearman(x, y, 1)));
}

/// Only order counts: any rising function gives 1, any falling one -1, exactly.
static void test_spearman_monotone(void **state)
{
    (void)state;
    double x[57], up[57], down[57];
    for (int i = 0; i < 57; i++) {
        x[i] = (i * 23) % 57;
        up[i] = exp(x[i] / 5.0);
        down[i] = -x[i] * x[i] * x[i];
    }
    assert_float_equal(stats_spearman(x, up, 57), 1.0, 1e-15);
    assert_float_equal(stats_spearman(x, down, 57), -1.0, 1e-15);
}

/// A plain sum of these loses all but the last term; the mean is exactly 2 / 4.
static void test_mean_is_compensated(void **state)
{
    (void)state;
    const double x[] = {1, 1e100, 1, -1e100};
    assert_float_equal(stats_mean(x, 4), 0.5, 0);
    assert_true(isnan(stats_mean(x, 0)));
}

/// Groups of one give Wilson's interval; pairs that always agree are worth half their number; pairs that always differ are
/// worth more than their number, but not without end.
static void test_wilson_groups(void **state)
{
    (void)state;
    double shares[60], low, high, want_low, want_high;
    for (int hits = 0; hits <= 60; hits += 12) {
        for (int i = 0; i < 60; i++)
            shares[i] = i < hits;
        stats_wilson_groups(shares, 60, &low, &high);
        stats_wilson((size_t)hits, 60, &want_low, &want_high);
        assert_float_equal(low, want_low, 1e-12);
        assert_float_equal(high, want_high, 1e-12);
        assert_float_equal(stats_effective_size(shares, 60), 60, 1e-9);
    }
    for (int i = 0; i < 60; i++)
        shares[i] = 0.5;
    double size = stats_effective_size(shares, 60);
    assert_true(size > 500 && size < 2000);
    stats_wilson_groups(shares, 60, &low, &high);
    assert_true(low > 0.45 && low < 0.49 && fabs(low + high - 1) < 1e-12);
    stats_wilson_groups(shares, 0, &low, &high);
    assert_true(low == 0 && high == 1);
}

/// Antithetic pairs of a rule u < P: the interval from pairs holds P as often as Wilson's from singles does, and is narrower but
/// near 0 and 1; that which takes the pairs for singles would be too wide.
static void test_wilson_groups_hold_what_they_say(void **state)
{
    (void)state;
    enum { TIMES = 2000, PAIRS = 100 };
    for (double p = 0.05; p < 0.96; p += 0.15) {
        double shares[PAIRS], low, high, width = 0, single_width = 0;
        size_t held = 0;
        struct sim_rng rng = sim_rng_named(1, "test", (uint64_t)(100 * p), 0, 0);
        for (int t = 0; t < TIMES; t++) {
            size_t hits = 0;
            for (int i = 0; i < PAIRS; i++) {
                double u = sim_rng_uniform(&rng);
                size_t both = (size_t)(u < p) + (size_t)(1 - u < p);
                shares[i] = (double)both / 2;
                hits += both;
            }
            stats_wilson_groups(shares, PAIRS, &low, &high);
            held += low <= p && p <= high;
            width += high - low;
            stats_wilson(hits, (size_t)2 * PAIRS, &low, &high);
            single_width += high - low;
        }
        print_message("P = %.2f: from pairs %.1f %% hold it, %.0f %% as wide as from as many singles\n", p,
                      100.0 * (double)held / TIMES, 100 * width / single_width);
        assert_in_range(held, 93 * TIMES / 100, TIMES);
        assert_true(width < 1.1 * single_width);
    }
}

/// Tries the next permutation in lexical order; false after the last.
static bool permute(double *values, size_t count)
{
    size_t i = count - 1, k = count - 1;
    while (i > 0 && values[i - 1] >= values[i])
        i--;
    if (i == 0)
        return false;
    while (values[k] <= values[i - 1])
        k--;
    double kept = values[i - 1];
    values[i - 1] = values[k];
    values[k] = kept;
    for (size_t a = i, b = count - 1; a < b; a++, b--) {
        kept = values[a];
        values[a] = values[b];
        values[b] = kept;
    }
    return true;
}

/// Against all orders of 8 ranks, against the table of the normal distribution, and where nothing is proof.
static void test_rho_by_chance(void **state)
{
    (void)state;
    enum { N = 8 };
    static const size_t tries[] = {1, 5, 50};
    for (size_t t = 0; t < sizeof(tries) / sizeof(tries[0]); t++) {
        double fixed[N], order[N], bound = stats_rho_by_chance(N, tries[t], 0.05);
        size_t all = 0, beyond = 0;
        for (size_t i = 0; i < N; i++)
            fixed[i] = order[i] = (double)i;
        do {
            all++;
            beyond += fabs(stats_correlation(fixed, order, N)) > bound;
        } while (permute(order, N));
        assert_int_equal(all, 40320);
        if ((double)beyond / (double)all > 1.2 * 0.05 / (double)tries[t])
            fail_msg("%zu of %zu beyond %g", beyond, all, bound);
    }
    assert_float_equal(stats_rho_by_chance(1e6, 1, 0.05), 1.959964e-3, 1e-8);
    assert_float_equal(stats_rho_by_chance(1e6, 190, 0.05), 3.649e-3, 2e-6);
    assert_true(isinf(stats_rho_by_chance(0, 1, 0.05)));
    assert_true(stats_rho_by_chance(13, 190, 0.05) > 1); // so few prove nothing about so many
    assert_true(stats_rho_by_chance(14, 190, 0.05) < 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantile),
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_wilson_inverts_score_test),
        cmocka_unit_test(test_wilson_groups),
        cmocka_unit_test(test_wilson_groups_hold_what_they_say),
        cmocka_unit_test(test_spearman_published),
        cmocka_unit_test(test_spearman_ties),
        cmocka_unit_test(test_spearman_monotone),
        cmocka_unit_test(test_mean_is_compensated),
        cmocka_unit_test(test_rho_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
