/// Antithetic pairs of replications: each draw has its distribution still, and means of what is monotone get surer.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "results/stats.h"
#include "scenarios/run/scenario.h"
#include "sim/memory.h"

enum { PAIRS = 2000, INPUTS_MAX = 64 };

static struct scenario *scenario;
static size_t inputs;

static int open_tour(void **state)
{
    struct sim_error error = {0};
    (void)state;
    enum sim_status status =
        scenario_open(TEST_SOURCE_DIR "/scenarios/tour.cfg", NULL, 0, 1, &scenario, &error);
    sim_error_print(&error, stderr);
    if (status == SIM_OK)
        inputs = scenario_input_count(scenario);
    return status;
}

static int close_tour(void **state)
{
    (void)state;
    scenario_close(scenario);
    return 0;
}

/// The even ones are as without pairs; the odd ones lie at the opposite coordinate, under the same shocks turned round.
static void pairs_lie_opposite(void **state)
{
    (void)state;
    double one[INPUTS_MAX], plain[INPUTS_MAX], other[INPUTS_MAX];
    assert_in_range(inputs, 2, INPUTS_MAX);
    for (uint32_t r = 0; r < 20; r += 2) {
        scenario_draw_antithetic(scenario, 0, 3, r, one);
        scenario_draw(scenario, 0, 3, r, plain);
        assert_memory_equal(one, plain, inputs * sizeof(double));
        scenario_draw_antithetic(scenario, 0, 3, r + 1, other);
        for (size_t i = 0; i < inputs; i++) {
            const struct assumption *a = scenario_input(scenario, i);
            double median = assumption_at(a, 0.5); // opposite sides of it
            assert_true((one[i] - median) * (other[i] - median) <= 0);
        }
    }
}

/// The second of a pair, over many pairs, is distributed as any draw.
static void each_has_its_distribution(void **state)
{
    (void)state;
    double *drawn = sim_memory_new(PAIRS * inputs, sizeof(double), "a test"), column[PAIRS];
    for (uint32_t i = 0; i < PAIRS; i++)
        scenario_draw_antithetic(scenario, 0, 5, 2 * i + 1, drawn + i * inputs);
    for (size_t k = 0; k < inputs; k++) {
        const struct assumption *a = scenario_input(scenario, k);
        for (size_t i = 0; i < PAIRS; i++)
            column[i] = drawn[i * inputs + k];
        stats_sort(column, PAIRS);
        for (double p = 0.1; p < 0.95; p += 0.2) { // Kolmogorov's bound at 1 in 10,000 for 2,000: 0.05
            assert_true(assumption_at(a, p - 0.05) <= stats_quantile(column, PAIRS, p));
            assert_true(assumption_at(a, p + 0.05) >= stats_quantile(column, PAIRS, p));
        }
    }
    free(drawn);
}

/// Rises with every input: smooth, curved, and with interactions.
static double output(const double *values)
{
    double sum = 0, product = 1;
    for (size_t i = 0; i < inputs; i++) {
        double x = values[i] / assumption_at(scenario_input(scenario, i), 0.5); // about 1
        sum += exp(x);
        product *= 0.5 + 0.5 * x;
    }
    return sum + product;
}

/// Variance of the mean of two replications, over many seeds.
static double variance_of_two(bool is_antithetic)
{
    double values[INPUTS_MAX], means[PAIRS], squares = 0;
    for (uint32_t i = 0; i < PAIRS; i++) {
        means[i] = 0;
        for (uint32_t k = 0; k < 2; k++) {
            (is_antithetic ? scenario_draw_antithetic : scenario_draw)(scenario, 0, 7, 2 * i + k, values);
            means[i] += output(values) / 2;
        }
    }
    double mean = stats_mean(means, PAIRS);
    for (size_t i = 0; i < PAIRS; i++)
        squares += (means[i] - mean) * (means[i] - mean);
    return squares / (PAIRS - 1);
}

static void means_of_what_is_monotone_get_surer(void **state)
{
    (void)state;
    double independent = variance_of_two(false), antithetic = variance_of_two(true);
    print_message(
        "variance of the mean of two replications: independent %.3g, antithetic %.3g, %.0f times less\n",
        independent, antithetic, independent / antithetic);
    assert_true(antithetic < independent / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_lie_opposite),
        cmocka_unit_test(each_has_its_distribution),
        cmocka_unit_test(means_of_what_is_monotone_get_surer),
    };
    return cmocka_run_group_tests(tests, open_tour, close_tour);
}
