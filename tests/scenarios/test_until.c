/// Conditions to stop: what they say, when they look, and that their intervals hold the truth as often as they say.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/stats.h"
#include "scenarios/run/scenario.h"
#include "scenarios/run/until.h"
#include "sim/memory.h"
#include "sim/rng.h"

static struct scenario *scenario;
static struct calendar calendar;

static int open_tour(void **state)
{
    struct sim_error error = {0};
    (void)state;
    enum sim_status status =
        scenario_open(TEST_SOURCE_DIR "/scenarios/tour.cfg", NULL, 0, 1, &scenario, &error);
    sim_error_print(&error, stderr);
    if (status == SIM_OK)
        calendar_init(&calendar, scenario_province(scenario, 0), false);
    return status;
}

static int close_tour(void **state)
{
    (void)state;
    calendar_clear(&calendar);
    scenario_close(scenario);
    return 0;
}

/// Faults of reading some conditions.
static size_t read(struct untils *untils, const char **texts, size_t count, size_t group)
{
    struct options options = {.untils = texts, .until_count = count};
    struct sim_error error = {0};
    untils_read(untils, &options, scenario_province(scenario, 0), &calendar, group, &error);
    size_t faults = error.count;
    sim_error_clear(&error);
    return faults;
}

static void conditions_are_read(void **state)
{
    (void)state;
    const char *texts[] = {"p(compute_eflops@2024) +- 0.01",
                           "p( racks_in_service <= 1900 @ 2024-06-30 ) +- 0.02", "mean(pue_all@2023)+-0.005",
                           "q05(racks_in_service@2024-12-31) +- 500", "q975(racks_in_service@2024) +- 1e3"};
    struct untils untils;
    assert_int_equal(read(&untils, texts, 5, 1), 0);
    assert_true(untils.items[0].kind == UNTIL_SHARE && !untils.items[0].at_most &&
                untils.items[0].goal == 0.12);
    assert_string_equal(untils.items[0].name, "p(compute_eflops@2024-12-31)");
    assert_true(untils.items[1].kind == UNTIL_SHARE && untils.items[1].at_most &&
                untils.items[1].goal == 1900);
    assert_true(calendar.time_days[untils.items[1].time] == 547 && untils.items[1].half == 0.02);
    assert_true(untils.items[2].kind == UNTIL_MEAN && untils.items[2].series == SERIES_PUE_ALL);
    assert_true(untils.items[3].kind == UNTIL_QUANTILE && untils.items[3].level == 0.05);
    assert_true(untils.items[4].level == 0.975 && untils.items[4].half == 1000);
    char *command = untils_command(&untils);
    assert_non_null(
        strstr(command, " --until 'p(racks_in_service<=1900@2024-06-30) +- 0.02' --until 'mean("));
    free(command);
    untils_clear(&untils);
}

static void faults_are_told_together(void **state)
{
    (void)state;
    const char *texts[] = {
        "p(compute_eflops@2024)",                  // no width
        "p(compute_eflops@2024) +- 0",             // none to speak of
        "p(compute_eflops@2024) +- 0.5",           // true of anything
        "p(compute_eflops@2024) +- 0.01 or so",    //
        "p(compute_eflop@2024) +- 0.01",           // no such target
        "p(racks_in_service@2023) +- 0.01",        // none at that date
        "p(compute_eflops@2024-12-30) +- 0.01",    // not recorded
        "p(compute_eflops@2030) +- 0.01",          // after the end
        "mean(racks@2024) +- 10",                  // no such series
        "mean(racks_in_service>=9@2024) +- 10",    // no mean of that
        "q5(racks_in_service@2024) +- 10",         // half, or 5 %?
        "q00(racks_in_service@2024) +- 10",        //
        "median(racks_in_service@2024) +- 10",     //
        "p(racks_in_service=>9@2024) +- 0.1",      //
        "p(racks_in_service>=nan@2024) +- 0.1",    //
        "mean(racks_in_service@2024-12-32) +- 10", // no date
    };
    size_t count = sizeof(texts) / sizeof(texts[0]);
    struct untils untils;
    assert_int_equal(read(&untils, texts, count, 1), count);
    untils_clear(&untils);
}

static void looks_are_at_fixed_numbers(void **state)
{
    (void)state;
    size_t groups = 0, looks = 0;
    assert_int_equal(until_boundary(0, 40, false), 40);
    for (size_t before = 0; groups < 10000; looks++) {
        before = groups;
        groups = until_boundary(before, 10000, false);
        assert_true(groups > before && groups - before <= (before / 8 > 64 ? before / 8 + 63 : 64));
        assert_true(groups % 64 == 0 || groups == 10000);
    }
    assert_in_range(looks, 20, 40);
    for (size_t points = 64; points < 8192; points *= 2)
        assert_int_equal(until_boundary(points, 8192, true), 2 * points);
}

/// Widths at every number of hits, of singles, as a look finds them.
static bool stops(size_t hits, size_t count, double half)
{
    double low, high;
    stats_wilson(hits, count, &low, &high);
    return (high - low) / 2 <= half;
}

static bool holds(size_t hits, size_t count, double p)
{
    double low, high;
    stats_wilson(hits, count, &low, &high);
    return low <= p && p <= high;
}

/// Adds `steps` trials to the distribution of hits.
static void add_trials(double *mass, size_t count, size_t steps, double p)
{
    for (size_t s = 0; s < steps; s++)
        for (size_t hits = count + s + 1; hits-- > 0;)
            mass[hits + 1] += p * mass[hits], mass[hits] *= 1 - p;
}

/// Chance that the interval at which it stops holds P: exact, by the distribution of hits over all ways that go on.
/// *fixed: that of the interval at the mean number where it stops, without a look before.
static double coverage(double p, double half, size_t most, double *fixed, double *mean_count)
{
    double *mass = sim_memory_new(most + 2, sizeof(double), "a test"), held = 0, mean = 0;
    mass[0] = 1;
    for (size_t count = 0; count < most;) {
        size_t next = until_boundary(count, most, false);
        add_trials(mass, count, next - count, p);
        count = next;
        for (size_t hits = 0; hits <= count; hits++)
            if (count == most || stops(hits, count, half)) {
                held += mass[hits] * holds(hits, count, p);
                mean += mass[hits] * (double)count;
                mass[hits] = 0;
            }
    }
    memset(mass, 0, (most + 2) * sizeof(double));
    mass[0] = 1;
    size_t count = (size_t)lround(mean);
    add_trials(mass, 0, count, p);
    *fixed = 0;
    for (size_t hits = 0; hits <= count; hits++)
        *fixed += mass[hits] * holds(hits, count, p);
    *mean_count = mean;
    free(mass);
    return held;
}

static void intervals_hold_after_many_looks(void **state)
{
    (void)state;
    const double halves[] = {0.1, 0.05, 0.02};
    for (size_t i = 0; i < 3; i++) {
        double mean = 0, mean_fixed = 0, worst = 1, worst_fixed = 1, worst_p = 0;
        size_t count = 0;
        for (double p = 0.01; p < 0.5; p += 0.01, count++) { // symmetric
            double fixed, replications, held = coverage(p, halves[i], 4000, &fixed, &replications);
            mean += held;
            mean_fixed += fixed;
            worst_p = held < worst ? p : worst_p;
            worst = fmin(worst, held);
            worst_fixed = fmin(worst_fixed, fixed);
        }
        print_message(
            "P +- %g: the interval holds P in %.2f %% of cases, at a fixed number %.2f %%; least %.1f %% (at "
            "P = %.4f), at a fixed number %.1f %%\n",
            halves[i], 100 * mean / (double)count, 100 * mean_fixed / (double)count, 100 * worst, worst_p,
            100 * worst_fixed);
        assert_true(mean > mean_fixed - 0.002 * (double)count && worst > worst_fixed - 0.03);
    }
}

/// Runs a condition on made-up values to its end; what it estimates, and its half-width.
static struct until_state run_to_end(struct untils *untils, size_t most, struct sim_rng *rng,
                                     bool is_antithetic, size_t *size)
{
    double *series = sim_memory_new(SERIES_COUNT * calendar.time_count, sizeof(double), "a test");
    double *place =
        &series[(size_t)untils->items[0].series * calendar.time_count + (size_t)untils->items[0].time];
    struct until_state state = {0};
    size_t group = untils->group;
    for (size_t groups = 0; groups < most;) {
        groups = until_boundary(groups, most, false);
        for (size_t i = untils->size; i < groups * group; i += group) {
            double z = sim_rng_normal(rng);
            for (size_t k = 0; k < group; k++) {
                *place = 100 + 10 * (is_antithetic && k == 1 ? -z : z) + 2 * sim_rng_normal(rng);
                untils_take(untils, series, calendar.time_count);
            }
        }
        if (untils_met(untils, &state))
            break;
    }
    free(series);
    *size = untils->size;
    return state;
}

/// Values of normal law, alone or in antithetic pairs with some noise: how often the interval holds the truth.
static void values_are_known_as_well_as_is_said(void **state)
{
    (void)state;
    enum { TIMES = 1000 };
    const double spread = sqrt(104), q10 = 100 - 1.2815515655446 * spread,
                 p = 0.5 * erfc(-0.5 / sqrt(2)); // z < 0.5
    char share[100];
    snprintf(share, sizeof(share), "p(racks_in_service<=%.17g@2024) +- 0.06", 100 + 0.5 * spread);
    const struct {
        const char *text;
        double truth;
    } cases[] = {
        {"mean(racks_in_service@2024) +- 1", 100}, {"q10(racks_in_service@2024) +- 2", q10}, {share, p}};
    for (size_t c = 0; c < 3; c++)
        for (size_t group = 1; group <= 2; group++) {
            size_t held = 0, runs = 0;
            for (uint64_t seed = 0; seed < TIMES; seed++) {
                struct untils untils;
                const char *text = cases[c].text;
                size_t size;
                struct sim_rng rng = sim_rng_named(seed, "test", c, 0, 0);
                assert_int_equal(read(&untils, &text, 1, group), 0);
                struct until_state end = run_to_end(&untils, 5000, &rng, group == 2, &size);
                assert_true(end.half <= untils.items[0].half);
                held += fabs(end.estimate - cases[c].truth) <= end.half;
                runs += size;
                untils_clear(&untils);
            }
            print_message("%-60s %s: %.0f runs on average, holds the truth in %.1f %%\n", cases[c].text,
                          group == 2 ? "pairs  " : "singles", (double)runs / TIMES,
                          (double)held * 100 / TIMES);
            assert_in_range(held, 925 * TIMES / 1000, TIMES);
        }
}

static void no_value_misses_and_tells_nothing(void **state)
{
    (void)state;
    const char *texts[] = {"p(pue_all<=1.5@2024) +- 0.1", "mean(pue_all@2024) +- 0.1",
                           "q50(pue_all@2024) +- 0.1"};
    struct untils untils;
    struct until_state states[3];
    double *series = sim_memory_new(SERIES_COUNT * calendar.time_count, sizeof(double), "a test");
    assert_int_equal(read(&untils, texts, 3, 1), 0);
    double *place = &series[SERIES_PUE_ALL * calendar.time_count + (size_t)untils.items[0].time];
    for (size_t i = 0; i < 200; i++) {
        *place = NAN;
        if (i == 90)
            assert_false(untils_met(&untils, states) || isfinite(states[1].half) || isfinite(states[2].half));
        if (i >= 100)
            *place = 1.4 + 1e-4 * (double)(i % 10);
        untils_take(&untils, series, calendar.time_count);
    }
    untils_met(&untils, states);
    assert_true(states[0].estimate == 0.5 && fabs(states[0].half - 0.0686) < 0.001);
    assert_true(fabs(states[1].estimate - 1.40045) < 1e-9 && states[1].half < 1e-4);
    assert_true(fabs(states[2].estimate - 1.40045) < 1e-9 && states[2].half < 3e-4);
    untils_clear(&untils);
    free(series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_read),
        cmocka_unit_test(faults_are_told_together),
        cmocka_unit_test(looks_are_at_fixed_numbers),
        cmocka_unit_test(intervals_hold_after_many_looks),
        cmocka_unit_test(values_are_known_as_well_as_is_said),
        cmocka_unit_test(no_value_misses_and_tells_nothing),
    };
    return cmocka_run_group_tests(tests, open_tour, close_tour);
}
