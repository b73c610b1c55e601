/// Laws of jobs: their means are those of their quantiles, and gangs come as often as their weights say.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/physics/job_law.h"

#define STEPS 2000000

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

/// Mean of the quantile function over its coordinate, by the midpoint rule.
static double quantile_mean(const struct job_law *law)
{
    double sum = 0;
    for (int i = 0; i < STEPS; i++)
        sum += job_law_duration_h(law, (i + 0.5) / STEPS);
    return sum / STEPS;
}

static void means_are_those_of_the_quantiles(void **state)
{
    (void)state;
    const struct job_law laws[] = {
        {.duration = JOB_LOGNORMAL, .median_h = 72, .sigma = 1.2, .limit_h = 1440},
        {.duration = JOB_LOGNORMAL, .median_h = 2, .sigma = 2, .limit_h = 24},
        {.duration = JOB_LOGNORMAL, .median_h = 3, .sigma = 0, .limit_h = 24},
        {.duration = JOB_HYPEREXPONENTIAL, .short_h = 12, .long_h = 96, .long_frac = 0.4, .limit_h = 336},
        {.duration = JOB_HYPEREXPONENTIAL, .short_h = 1, .long_h = 50, .long_frac = 0.05, .limit_h = 1e5},
        {.duration = JOB_HYPEREXPONENTIAL, .short_h = 1, .long_h = 50, .long_frac = 1, .limit_h = 20},
        {.duration = JOB_HYPEREXPONENTIAL, .short_h = 4, .long_h = 50, .long_frac = 0, .limit_h = 20},
    };
    for (size_t i = 0; i < sizeof(laws) / sizeof(*laws); i++)
        near(job_law_mean_h(&laws[i]), quantile_mean(&laws[i]), 2e-5 * quantile_mean(&laws[i]));
    // Without a limit: the textbook's.
    struct job_law open = {.duration = JOB_LOGNORMAL, .median_h = 4, .sigma = 0.5, .limit_h = 1e5};
    near(job_law_mean_h(&open), 4 * exp(0.125), 1e-9);
}

static void durations_rise_with_their_coordinate(void **state)
{
    (void)state;
    struct job_law law = {
        .duration = JOB_HYPEREXPONENTIAL, .short_h = 1, .long_h = 10, .long_frac = 0.3, .limit_h = 1e5};
    // Inside of each phase.
    for (double u = 0.01; u < 0.68; u += 0.01)
        assert_true(job_law_duration_h(&law, u + 0.01) > job_law_duration_h(&law, u));
    // Distribution function of the mixture at its own points.
    int below = 0;
    for (int i = 0; i < STEPS; i++)
        below += job_law_duration_h(&law, (i + 0.5) / STEPS) <= 5;
    near((double)below / STEPS, 0.7 * (1 - exp(-5)) + 0.3 * (1 - exp(-0.5)), 1e-5);
}

static void gangs_are_powers_of_two(void **state)
{
    (void)state;
    struct job_law law = {.gang_weight = {3, 0, 2, 1}};
    int counts[9] = {0};
    double mean = 0;
    for (int i = 0; i < 6000; i++) {
        double gang = job_law_gang(&law, (i + 0.5) / 6000);
        assert_true(gang == 1 || gang == 4 || gang == 8);
        counts[(int)gang]++;
        mean += gang / 6000;
    }
    assert_int_equal(counts[1], 3000);
    assert_int_equal(counts[4], 2000);
    assert_int_equal(counts[8], 1000);
    near(job_law_mean_gang(&law), (3 * 1 + 2 * 4 + 1 * 8) / 6.0, 1e-12);
    near(mean, job_law_mean_gang(&law), 1e-9);
    near(job_law_most_gang(&law), 8, 0);
    near(job_law_gang(&law, 1 - 0x1p-53), 8, 0);
    struct job_law alone = {.gang_weight = {0}};
    near(job_law_gang(&alone, 0.99), 1, 0);
    near(job_law_mean_gang(&alone), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_those_of_the_quantiles),
        cmocka_unit_test(durations_rise_with_their_coordinate),
        cmocka_unit_test(gangs_are_powers_of_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
