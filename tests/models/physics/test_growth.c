/// Growth laws against numerical integration, their fit against a brute-force posterior and closed forms.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/growth_fit.h"

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.12g, expected %.12g within %.3g", what, value, expected, tolerance);
}

/// Runge and Kutta's fourth order, in small steps; its error is the kink's, where a pace begins and ends.
static double integrate(const struct growth_curve *curve, double level, double years)
{
    const int steps = 20000;
    double h = years / steps;
    for (int i = 0; i < steps; i++) {
        double k1 = growth_speed(curve, level), k2 = growth_speed(curve, level + h / 2 * k1),
               k3 = growth_speed(curve, level + h / 2 * k2), k4 = growth_speed(curve, level + h * k3);
        level += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return level;
}

static void test_laws(void **state)
{
    (void)state;
    const struct growth_curve curves[] = {
        {GROWTH_LOGISTIC, 100, 0.7, 0, INFINITY},
        {GROWTH_BASS, 100, 0.4, 0.03, INFINITY},
        {GROWTH_SATURATING, 100, 0.3, 0, INFINITY},
        {GROWTH_BUILD, 100, 0.7, 0, 10},
        {GROWTH_BUILD, 100, 0.7, 0, 20}, // faster than the curve is anywhere
        {GROWTH_BUILD, 100, 0.7, 0, INFINITY},
    };
    const double levels[] = {1, 10, 40, 90};
    for (size_t c = 0; c < sizeof(curves) / sizeof(curves[0]); c++)
        for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
            for (double years = 0.1; years < 30; years *= 3) {
                double at_once = growth_step(&curves[c], levels[i], years);
                near("level", at_once, integrate(&curves[c], levels[i], years), 1e-5);
                double halfway = growth_step(&curves[c], levels[i], years / 3);
                near("in two steps", growth_step(&curves[c], halfway, years * 2 / 3), at_once, 1e-10);
            }
}

/// What the pace does: never steeper than it, and straight where it binds.
static void test_pace(void **state)
{
    (void)state;
    const struct growth_curve curve = {GROWTH_BUILD, 100, 0.7, 0, 10};
    assert_false(growth_is_paced(&curve, 10)); // 0.7 * 10 * 0.9 = 6.3 a year
    assert_true(growth_is_paced(&curve, 50));
    near("straight", growth_step(&curve, 45, 1), 55, 1e-12);
    double level = 5;
    for (int i = 0; i < 400; i++) {
        double next = growth_step(&curve, level, 0.1);
        assert_true(next >= level && next - level <= 1 + 1e-9 && next <= 100);
        level = next;
    }
    near("above the ceiling a build stays", growth_step(&curve, 120, 5), 120, 0);
    const struct growth_curve free = {GROWTH_LOGISTIC, 100, 0.7, 0, INFINITY};
    near("others fall", growth_step(&free, 120, 5), integrate(&free, 120, 5), 1e-6);
}

/// Exact values of a known curve, weak beliefs that are off: the figures come back.
static void test_recovers(void **state)
{
    (void)state;
    const struct growth_curve truth = {GROWTH_LOGISTIC, 80, 0.6, 0, INFINITY};
    const struct growth_prior prior = {
        .law = GROWTH_LOGISTIC, .ceiling = {60, 1}, .rate = {0.9, 1}, .wander = 1e-4};
    struct growth_point points[12];
    for (int i = 0; i < 12; i++)
        points[i] = (struct growth_point){i - 2, growth_step(&truth, 3, i), 1e-4};
    struct growth_fit fit;
    double level;
    growth_fit(&fit, &prior, points, 12);
    struct growth_curve found = growth_curve_at(&fit, fit.mode, &level);
    assert_true(fit.is_converged);
    near("level", level, 3, 1e-3);
    near("ceiling", found.ceiling, 80, 0.05);
    near("rate", found.rate_per_year, 0.6, 1e-3);
    growth_fit_clear(&fit);
}

/// With its only point at the begin a fit has learnt nothing else: the covariance is the prior's.
static void test_prior(void **state)
{
    (void)state;
    const struct growth_prior prior = {.law = GROWTH_BUILD,
                                       .most = 0,
                                       .ceiling = {110, 0.35},
                                       .rate = {1.1, 0.3},
                                       .pace = {22, 0.28},
                                       .wander = 0.05};
    const struct growth_point point = {0, 45.4, 0.005};
    struct growth_fit fit;
    growth_fit(&fit, &prior, &point, 1);
    assert_int_equal(fit.free_count, 4);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            near("covariance", fit.spread[i * 4 + j],
                 i != j   ? 0
                 : i == 0 ? 1 / sqrt(1 + 4 / (0.005 * 0.005)) // of the level: precisions add
                          : 1,
                 1e-6);
    near("misfit", fit.misfit, 0, 1e-12);
    growth_fit_clear(&fit);
}

/// Sums of a posterior of rate and ceiling over a fine grid: no approximation but the grid.
struct moments {
    double weight, mean[2], square[2];
};

/// Density at figures z of a fit whose level is known, from its definition: the wander is Brownian, errors independent.
static double log_density(const struct growth_prior *prior, const struct growth_point *points, size_t count,
                          double level, const double z[2])
{
    struct growth_curve curve = {prior->law,
                                 growth_unlink(prior->most, growth_link(prior->most, prior->ceiling.median) +
                                                                prior->ceiling.sigma * z[0]),
                                 prior->rate.median * exp(prior->rate.sigma * z[1]), 0, INFINITY};
    // A random walk seen with errors, by the scalar Kalman filter: mean and variance of the wander, log-likelihood.
    double mean = 0, variance = 0, years = 0, sum = -(z[0] * z[0] + z[1] * z[1]) / 2;
    for (size_t i = 0; i < count; i++) {
        double at = growth_step(&curve, level, points[i].years);
        variance += prior->wander * prior->wander * (points[i].years - years);
        years = points[i].years;
        double residual = growth_link(prior->most, points[i].value) - growth_link(prior->most, at) - mean,
               whole = variance + points[i].sigma * points[i].sigma, gain = variance / whole;
        sum -= (residual * residual / whole + log(whole)) / 2;
        mean += gain * residual;
        variance *= 1 - gain;
    }
    return sum;
}

static void test_posterior(void **state)
{
    (void)state;
    const struct growth_prior prior = {
        .law = GROWTH_LOGISTIC, .most = 100, .ceiling = {60, 0.5}, .rate = {1.07, 0.3}, .wander = 0.05};
    // The level is as good as known: its error is what a brute-force integral in two dimensions leaves out.
    const struct growth_point points[] = {{0, 9.8, 1e-6}, {0.33, 14.1, 0.005}, {1.2, 24, 0.005}};
    struct growth_fit fit;
    growth_fit(&fit, &prior, points, 3);
    double top = log_density(&prior, points, 3, 9.8, (double[2]){fit.mode[1], fit.mode[2]});
    struct moments sums = {0};
    for (double a = -5; a <= 5; a += 0.02)
        for (double b = -5; b <= 5; b += 0.02) {
            double z[2] = {a, b}, weight = exp(log_density(&prior, points, 3, 9.8, z) - top);
            assert_true(weight < 1 + 1e-6); // nothing is more likely than the mode
            sums.weight += weight;
            for (int i = 0; i < 2; i++) {
                sums.mean[i] += weight * z[i];
                sums.square[i] += weight * z[i] * z[i];
            }
        }
    // The fit's draws, each with its weight.
    struct moments own = {0};
    for (size_t d = 0; d < GROWTH_DRAWS; d++) {
        double weight = fit.below[d] - (d > 0 ? fit.below[d - 1] : 0);
        for (int i = 0; i < 2; i++) {
            own.mean[i] += weight * fit.draws[d][i + 1];
            own.square[i] += weight * fit.draws[d][i + 1] * fit.draws[d][i + 1];
        }
    }
    for (int i = 0; i < 2; i++) {
        double mean = sums.mean[i] / sums.weight, sigma = sqrt(sums.square[i] / sums.weight - mean * mean);
        near("mean", own.mean[i], mean, 0.06 * sigma);
        near("sigma", sqrt(own.square[i] - own.mean[i] * own.mean[i]), sigma, 0.06 * sigma);
    }
    assert_true(fit.draws_worth > 1000);
    growth_fit_clear(&fit);
}

/// Paths pass the published points within their errors, and spread after the last one as the wander says.
static void test_paths(void **state)
{
    (void)state;
    const struct growth_prior prior = {.law = GROWTH_SATURATING, // figures known: only the wander is drawn
                                       .ceiling = {1e6, 0},
                                       .rate = {1e-9, 0},
                                       .wander = 0.1};
    const struct growth_point points[] = {{0, 100, 0.001}, {1, 110, 0.01}};
    enum { PATHS = 20000 };
    double sum[3] = {0}, square[3] = {0};
    const double when[3] = {0.5, 1, 2};
    struct growth_fit fit;
    growth_fit(&fit, &prior, points, 2);
    for (uint64_t r = 0; r < PATHS; r++) {
        struct sim_rng rng = sim_rng_named(7, "path", r, 0, 0);
        struct growth_path path;
        growth_draw(&fit, &rng, &path);
        for (int i = 0; i < 3; i++) {
            double link = log(growth_path_to(&fit, &path, when[i], &rng) / 100);
            sum[i] += link;
            square[i] += link * link;
        }
    }
    growth_fit_clear(&fit);
    // At the point: the wander's variance 0.01 against the error's 0.0001. In the middle: half its mean, and the bridge.
    double there = log(1.1) * 0.01 / 0.0101, variance = 0.01 * 0.0001 / 0.0101;
    const double mean[3] = {there / 2, there, there},
                 expected[3] = {variance / 4 + 0.01 / 4, variance, variance + 0.01};
    for (int i = 0; i < 3; i++) {
        double found = square[i] / PATHS - sum[i] / PATHS * (sum[i] / PATHS);
        near("mean", sum[i] / PATHS, mean[i], 4 * sqrt(expected[i] / PATHS) + 1e-4);
        near("variance", found, expected[i], 4 * expected[i] * sqrt(2.0 / PATHS) + 2e-6);
    }
}

/// Whatever a scenario may say, a fit has draws and paths have values: beliefs wide or narrow, points that contradict them,
/// many or one, exact or vague.
static void test_anything(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(11, "anything", 0, 0, 0);
    for (int trial = 0; trial < 120; trial++) {
        double most = trial % 3 == 0 ? 100 : 0, ceiling = exp(9 * sim_rng_uniform(&rng) - 4);
        ceiling = most > 0 ? fmin(ceiling, 99.999) : ceiling * exp(20 * sim_rng_uniform(&rng) - 10);
        struct growth_prior prior = {
            .law = trial % GROWTH_LAW_COUNT,
            .most = most,
            .ceiling = {ceiling, 5 * sim_rng_uniform(&rng)},
            .rate = {exp(12 * sim_rng_uniform(&rng) - 8), 3 * sim_rng_uniform(&rng)},
            .start = {exp(8 * sim_rng_uniform(&rng) - 8), 2 * sim_rng_uniform(&rng)},
            .pace = {ceiling * exp(8 * sim_rng_uniform(&rng) - 5), sim_rng_uniform(&rng)},
            .wander = exp(10 * sim_rng_uniform(&rng) - 9)};
        struct growth_point points[GROWTH_POINTS_MAX];
        size_t count = 1 + (size_t)(8 * sim_rng_uniform(&rng));
        double years = 4 * sim_rng_uniform(&rng) - 3;
        for (size_t i = 0; i < count; i++, years += 1e-2 + 2 * sim_rng_uniform(&rng))
            points[i] = (struct growth_point){years, ceiling * (1e-4 + 0.9989 * sim_rng_uniform(&rng)),
                                              exp(12 * sim_rng_uniform(&rng) - 13)};
        struct growth_fit fit;
        growth_fit(&fit, &prior, points, count);
        assert_true(isfinite(fit.misfit) && fit.draws_worth >= 1 - 1e-9);
        for (uint64_t r = 0; r < 20; r++) {
            struct sim_rng stream = sim_rng_named(7, "path", r, 0, 0);
            struct growth_path path;
            growth_draw(&fit, &stream, &path);
            for (double at = fmax(0, fit.begin_years); at < 4; at += 0.37) {
                double value = growth_path_to(&fit, &path, at, &stream);
                if (!(isfinite(value) && value >= 0 && (most == 0 || value <= most)))
                    fail_msg("trial %d, law %d: value %g", trial, (int)prior.law, value);
            }
        }
        growth_fit_clear(&fit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_laws),     cmocka_unit_test(test_pace),      cmocka_unit_test(test_recovers),
        cmocka_unit_test(test_prior),    cmocka_unit_test(test_posterior), cmocka_unit_test(test_paths),
        cmocka_unit_test(test_anything),
    };
    return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
