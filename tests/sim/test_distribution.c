// Distributions: what is wrong with their parameters, their ends, and quantiles against closed forms.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "sim/distribution.h"

#define OF(type, ...)                                                                                        \
    (&(struct sim_distribution){type, (const double[]){__VA_ARGS__},                                         \
                                sizeof((const double[]){__VA_ARGS__}) / sizeof(double)})

static void fault(const struct sim_distribution *distribution, const char *expected)
{
    const char *found = sim_distribution_fault(distribution);
    if (expected) {
        assert_non_null(found);
        assert_string_equal(found, expected);
    } else {
        assert_null(found);
    }
}

static void parameters_must_describe_one(void **state)
{
    (void)state;
    static const char order[] = "[low, mode, high] with low <= mode <= high and low < high";
    fault(OF(SIM_POINT, 3), NULL);
    fault(OF(SIM_POINT, 3, 4), "one number");
    fault(OF(SIM_POINT, NAN), "finite numbers");
    fault(OF(SIM_UNIFORM, 1, 2), NULL);
    fault(OF(SIM_UNIFORM, 2, 2), "[low, high] with low < high");
    fault(OF(SIM_UNIFORM, 1), "[low, high] with low < high");
    fault(OF(SIM_UNIFORM, 1, INFINITY), "finite numbers");
    fault(OF(SIM_TRIANGULAR, 1, 1, 2), NULL);
    fault(OF(SIM_PERT, 1, 2, 2), NULL);
    fault(OF(SIM_PERT, 1, 2), order);
    fault(OF(SIM_PERT, 2, 1, 3), order);
    fault(OF(SIM_TRIANGULAR, 1, 3, 2), order);
    fault(OF(SIM_TRIANGULAR, 2, 2, 2), order);
    fault(OF(SIM_NORMAL, -1, 2), NULL);
    fault(OF(SIM_NORMAL, -1, 0), "[mean, sd] with sd > 0");
    fault(OF(SIM_NORMAL, 1), "[mean, sd] with sd > 0");
    fault(OF(SIM_LOGNORMAL, 0, 1), "[median, sigma], both above 0");
    fault(OF(SIM_LOGNORMAL, 1, 0), "[median, sigma], both above 0");
    fault(OF(SIM_LOGNORMAL, 1), "[median, sigma], both above 0");
    fault(OF(SIM_GAMMA, 0, 1), "[shape, scale], both above 0");
    fault(OF(SIM_GAMMA, 1, 0), "[shape, scale], both above 0");
    fault(OF(SIM_GAMMA, 1, 1, 1), "[shape, scale], both above 0");
    fault(OF(SIM_DISCRETE, 1, 0, 2, 1), NULL);
    fault(OF(SIM_DISCRETE, 1), "pairs of value and weight");
    fault(OF(SIM_DISCRETE, 1, 1, 2), "pairs of value and weight");
    fault(OF(SIM_DISCRETE, 1, -1), "weights of at least 0");
    fault(OF(SIM_DISCRETE, 2, 1, 2, 1), "values in ascending order");
    fault(OF(SIM_DISCRETE, 1, 0, 2, 0), "weights with a sum above 0");
    fault(OF(SIM_EMPIRICAL, 1, 1), NULL);
    fault(OF(SIM_EMPIRICAL, 1), "two values or more");
    fault(OF(SIM_EMPIRICAL, 1, 3, 2), "values in ascending order");
    fault(OF((enum sim_distribution_type)99, 1), "a distribution");
}

static void each_type_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(sim_distribution_name(SIM_POINT), "value");
    assert_string_equal(sim_distribution_name(SIM_EMPIRICAL), "empirical");
    assert_null(sim_distribution_name(SIM_EMPIRICAL + 1));
}

static void near(const struct sim_distribution *distribution, double u, double expected)
{
    assert_float_equal(sim_distribution_quantile(distribution, u), expected, 1e-9 * (1 + fabs(expected)));
}

static void quantiles_are_those_of_closed_forms(void **state)
{
    (void)state;
    near(OF(SIM_POINT, 7), 0.99, 7);
    near(OF(SIM_UNIFORM, -1, 3), 0.25, 0);
    // Triangular: F(mode) = (mode - low) / (high - low); below it F = (x - low)^2 / (width (mode - low)).
    near(OF(SIM_TRIANGULAR, 0, 1, 4), 0.0625, 0.5);
    near(OF(SIM_TRIANGULAR, 0, 1, 4), 0.25, 1);
    near(OF(SIM_TRIANGULAR, 0, 1, 4), 1 - 1.0 / 12, 3);
    // PERT with its mode at the low end is a beta of (1, 5): F = 1 - (1 - x)^5.
    near(OF(SIM_PERT, 0, 0, 1), 1 - pow(0.7, 5), 0.3);
    near(OF(SIM_NORMAL, 10, 2), 0.5, 10);
    near(OF(SIM_LOGNORMAL, 5, 1), 0.5, 5);
    // Gamma of shape 1 is exponential.
    near(OF(SIM_GAMMA, 1, 3), 1 - exp(-2), 6);
    near(OF(SIM_EMPIRICAL, 1, 2, 4), 0.75, 3);
    near(OF(SIM_EMPIRICAL, 1, 2, 4), 1 - 0x1p-53, 4);
}

/// Values without weight never come, wherever they stand, and an edge belongs to the value below it.
static void values_come_by_their_weight(void **state)
{
    (void)state;
    const struct sim_distribution *distribution = OF(SIM_DISCRETE, 1, 0, 2, 1, 3, 0, 4, 3, 5, 0);
    near(distribution, 0x1p-1000, 2);
    near(distribution, 0.25, 2);
    near(distribution, nextafter(0.25, 1), 4);
    near(distribution, 1 - 0x1p-53, 4);
}

static void support(const struct sim_distribution *distribution, double expected_least,
                    double expected_greatest)
{
    double least, greatest;
    sim_distribution_support(distribution, &least, &greatest);
    assert_true(least == expected_least && greatest == expected_greatest);
}

static void ends_bound_what_can_occur(void **state)
{
    (void)state;
    support(OF(SIM_POINT, 7), 7, 7);
    support(OF(SIM_PERT, 1, 2, 3), 1, 3);
    support(OF(SIM_NORMAL, 1, 2), -INFINITY, INFINITY);
    support(OF(SIM_LOGNORMAL, 1, 2), 0, INFINITY);
    support(OF(SIM_GAMMA, 1, 2), 0, INFINITY);
    support(OF(SIM_DISCRETE, 1, 5, 2, 5), 1, 2);
    support(OF(SIM_EMPIRICAL, 1, 5, 9), 1, 9);
}

/// Under a full load the coordinate is the shock's own, turned round under its opposite; under none it stays as it is.
static void a_copula_goes_from_the_value_to_the_shock(void **state)
{
    (void)state;
    assert_float_equal(sim_copula(0.3, 1.2, 0), 0.3, 1e-12);
    assert_float_equal(sim_copula(0.3, 0, 1), 0.5, 1e-12);
    assert_float_equal(sim_copula(0.3, 1.959963984540054, 1), 0.975, 1e-9);
    assert_float_equal(sim_copula(0.3, 1.959963984540054, -1), 0.025, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_must_describe_one),
        cmocka_unit_test(each_type_has_a_name),
        cmocka_unit_test(quantiles_are_those_of_closed_forms),
        cmocka_unit_test(values_come_by_their_weight),
        cmocka_unit_test(ends_bound_what_can_occur),
        cmocka_unit_test(a_copula_goes_from_the_value_to_the_shock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
