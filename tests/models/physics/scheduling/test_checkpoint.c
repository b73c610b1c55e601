// Checkpoints: expected times against runs that fail at random, and the interval against the best of many.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "models/physics/scheduling/checkpoint.h"
#include "sim/rng.h"

/// A job run to its end, attempt by attempt.
static double run(const struct checkpoint *checkpoint, double work_s, double mtbf_s, struct sim_rng *rng)
{
    double time_s = 0;
    for (int resumed = 0;; resumed = 1) {
        double fails_s = sim_rng_exponential(rng, mtbf_s),
               wall_s = checkpoint_wall_s(checkpoint, work_s, resumed);
        if (fails_s >= wall_s)
            return time_s + wall_s;
        time_s += fails_s;
        work_s -= checkpoint_saved_s(checkpoint, work_s, fails_s, resumed);
    }
}

static void expected_times_are_means_of_runs(void **state)
{
    (void)state;
    enum { RUNS = 20000 };
    static const struct checkpoint cases[] = {
        {1000, 50, 100}, {2500, 0, 0}, {700, 20, 300}, {INFINITY, 50, 100}};
    const double work_s = 5000, mtbf_s = 4000;
    for (size_t i = 0; i < 4; i++) {
        struct sim_rng rng = sim_rng_named(i, "test", 0, 0, 0);
        double sum = 0, squares = 0;
        for (int k = 0; k < RUNS; k++) {
            double time_s = run(&cases[i], work_s, mtbf_s, &rng);
            sum += time_s;
            squares += time_s * time_s;
        }
        double mean = sum / RUNS, error = sqrt((squares / RUNS - mean * mean) / RUNS);
        double expected = checkpoint_expected_s(&cases[i], work_s, mtbf_s);
        if (!(fabs(mean - expected) < 4 * error))
            fail_msg("case %zu: %.1f s, the mean of runs is %.1f s, give or take %.1f", i, expected, mean,
                     error);
    }
}

/// Nothing fails: the work, and a save after each interval but the last, whatever rounding makes of whole intervals.
static void without_failures_only_saves_are_added(void **state)
{
    (void)state;
    const struct checkpoint some = {1000, 50, 100}, none = {INFINITY, 50, 100};
    assert_float_equal(checkpoint_expected_s(&some, 3000, INFINITY), 3100, 1e-9);
    assert_float_equal(checkpoint_wall_s(&some, 3000 + 1e-7, 0), 3100, 1e-3);
    assert_float_equal(checkpoint_wall_s(&some, 3001, 1), 3001 + 3 * 50 + 100, 1e-9);
    assert_float_equal(checkpoint_wall_s(&some, 0, 0), 0, 1e-9);
    assert_float_equal(checkpoint_expected_s(&none, 3000, INFINITY), 3000, 1e-9);
    assert_true(isinf(checkpoint_daly_s(60, INFINITY)));
}

static void what_is_saved_are_whole_intervals(void **state)
{
    (void)state;
    const struct checkpoint some = {1000, 50, 100}, none = {INFINITY, 50, 100};
    assert_float_equal(checkpoint_saved_s(&some, 3000, 1049, 0), 0, 0); // the save was not yet done
    assert_float_equal(checkpoint_saved_s(&some, 3000, 1050, 0), 1000, 0);
    assert_float_equal(checkpoint_saved_s(&some, 3000, 1149, 1), 0, 0); // the restart comes first
    assert_float_equal(checkpoint_saved_s(&some, 3000, 99, 1), 0, 0);
    assert_float_equal(checkpoint_saved_s(&some, 3000, 1e9, 0), 2000, 0); // the last interval is not saved
    assert_float_equal(checkpoint_saved_s(&none, 3000, 2999, 0), 0, 0);
}

/// Daly's interval loses at most 0.2 % of the time over the best of a thousand, where a save is short beside failures.
static void the_interval_is_nearly_the_best(void **state)
{
    (void)state;
    static const double saves_s[] = {10, 60, 600, 1800}, mtbf_s = 4 * 3600;
    const double work_s = 1e7;
    for (size_t i = 0; i < 4; i++) {
        double best = INFINITY;
        struct checkpoint checkpoint = {0, saves_s[i], 300};
        for (int k = 1; k <= 1000; k++) {
            checkpoint.interval_s = 20 * k;
            best = fmin(best, checkpoint_expected_s(&checkpoint, work_s, mtbf_s));
        }
        checkpoint.interval_s = checkpoint_daly_s(saves_s[i], mtbf_s);
        assert_true(checkpoint_expected_s(&checkpoint, work_s, mtbf_s) <= 1.002 * best);
    }
    assert_float_equal(checkpoint_daly_s(7200, 3600), 3600, 0); // saves longer than what is between failures
    assert_float_equal(checkpoint_daly_s(0, 3600), 3.6, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expected_times_are_means_of_runs),
        cmocka_unit_test(without_failures_only_saves_are_added),
        cmocka_unit_test(what_is_saved_are_whole_intervals),
        cmocka_unit_test(the_interval_is_nearly_the_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
