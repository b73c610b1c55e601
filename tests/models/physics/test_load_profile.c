#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/physics/load_profile.h"
#include "sim/rng.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

static const double evening[24] = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 2, 2};

static void halls_fill_along_the_logistic_curve(void **state)
{
    (void)state;
    struct load_profile_def def = {
        .plateau_frac = 0.8, .half_days = 600, .scale_days = 150, .draw_frac = 0.65};
    near(load_profile_filled_frac(&def, 600), 0.4, 1e-12);
    near(load_profile_filled_frac(&def, 1e6), 0.8, 1e-12);
    near(load_profile_filled_frac(&def, 750), 0.8 / (1 + exp(-1)), 1e-12);
    double load[48];
    load_profile_ramp(&def, 600 - 1, 48, load);
    near(load[0], 0.65 * load_profile_filled_frac(&def, 599 + 0.5 / 24), 1e-12);
    assert_true(load[47] > load[0]);
    // The day's shape moves load about, and not the mean: whatever its own mean is.
    def.hour_factor = evening;
    def.scale_days = 1e9;
    load_profile_ramp(&def, 0, 48, load);
    near(load_profile_mean(load, 48), 0.4 * 0.65, 1e-6);
    near(load[18] / load[0], 3, 1e-6);
    load_profile_daily(0.5, evening, 48, load);
    near(load_profile_mean(load, 48), 0.5, 1e-12);
    load_profile_daily(0.5, NULL, 48, load);
    near(load[7], 0.5, 0);
    const double none[24] = {0};
    load_profile_daily(0.5, none, 48, load);
    near(load[7], 0.5, 0);
}

/// Irregular samples: the sum over hours is the integral over the same span, found here second by second.
static void hourly_means_keep_the_integral(void **state)
{
    (void)state;
    enum { COUNT = 4000 };
    static struct load_sample samples[COUNT];
    struct sim_rng rng = sim_rng_named(3, "trace", 0, 0, 0);
    double time_s = 5.5 * 3600 + 17;
    for (size_t i = 0; i < COUNT; i++) {
        samples[i] = (struct load_sample){time_s, sim_rng_uniform(&rng)};
        time_s += floor(1 + 900 * sim_rng_uniform(&rng));
    }
    double *means;
    int first;
    size_t hours = load_profile_hourly(samples, COUNT, &first, &means);
    assert_int_equal(first, 6);
    double sum = 0, integral = 0;
    for (size_t i = 0; i < hours; i++)
        sum += means[i];
    double to_s = 6 * 3600 + 3600.0 * (double)hours;
    size_t at = 0;
    for (double s = 6 * 3600; s < to_s; s += 1) {
        while (at + 1 < COUNT && samples[at + 1].time_s <= s)
            at++;
        integral += samples[at].value / 3600;
    }
    near(sum, integral, 1e-9 * integral);
    free(means);
}

static void five_minutes_and_hours_are_hours(void **state)
{
    (void)state;
    struct load_sample five[24];
    double *means;
    int first;
    for (int i = 0; i < 24; i++)
        five[i] = (struct load_sample){300.0 * i, i < 12 ? 0.2 : i / 24.0};
    assert_int_equal(load_profile_hourly(five, 24, &first, &means), 2);
    near(means[0], 0.2, 1e-15);
    near(means[1], (12 + 23) / 48.0, 1e-15);
    free(means);
    struct load_sample hours[] = {{3600, 0.1}, {7200, 0.2}, {10800, 0.3}};
    assert_int_equal(load_profile_hourly(hours, 3, &first, &means), 3);
    assert_int_equal(first, 1);
    near(means[2], 0.3, 1e-15);
    free(means);
    struct load_sample brief[] = {{60, 0.1}, {120, 0.2}};
    assert_int_equal(load_profile_hourly(brief, 2, &first, &means), 0);
    assert_null(means);
}

/// A trace that begins at three in the afternoon stays there in each day that it is repeated on.
static void repeats_keep_the_hour_of_the_day(void **state)
{
    (void)state;
    double means[50], out[24 * 30];
    for (int i = 0; i < 50; i++)
        means[i] = (15 + i) % 24 + 100 * (i / 24);
    load_profile_repeat(means, 50, 15, 24 * 30, out);
    for (int i = 0; i < 24 * 30; i++)
        near(fmod(out[i], 100), i % 24, 0);
    near(out[15], means[0], 0); // 48 of its 50 hours
    near(out[15 + 24], means[24], 0);
    near(out[15 + 48], means[0], 0);
    // Two weeks and a day are cut to two weeks.
    static double weeks[24 * 15], year[8760];
    for (int i = 0; i < 24 * 15; i++)
        weeks[i] = i;
    load_profile_repeat(weeks, 24 * 15, 0, 8760, year);
    near(year[24 * 14], 0, 0);
    near(year[24 * 14 + 5], 5, 0);
}

static void blocks_are_commissioned_and_never_given_back(void **state)
{
    (void)state;
    const double load[] = {0.05, 0.20, 0.25, 0.10, 0.90, 1.0};
    double block_load[6], share[6];
    load_profile_blocks(load, 6, 4, 0.85, block_load, share);
    const double expected[] = {0.25, 0.25, 0.5, 0.5, 1, 1};
    for (int i = 0; i < 6; i++) {
        near(share[i], expected[i], 0);
        near(block_load[i] * share[i], load[i], 1e-15);
        assert_true(block_load[i] <= 1.0);
    }
    load_profile_blocks(load, 6, 1, 0.85, block_load, share);
    for (int i = 0; i < 6; i++)
        near(block_load[i], load[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halls_fill_along_the_logistic_curve),
        cmocka_unit_test(hourly_means_keep_the_integral),
        cmocka_unit_test(five_minutes_and_hours_are_hours),
        cmocka_unit_test(repeats_keep_the_hour_of_the_day),
        cmocka_unit_test(blocks_are_commissioned_and_never_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
