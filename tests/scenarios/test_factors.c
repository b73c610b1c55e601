/// What a sweep varies: specifications, values at points, overrides.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/factors.h"
#include "sim/clock.h"

static struct scenario *scenario;

static int open_tour(void **state)
{
    struct sim_error error = {0};
    (void)state;
    enum sim_status status =
        scenario_open(TEST_SOURCE_DIR "/scenarios/tour.cfg", NULL, 0, 1, &scenario, &error);
    sim_error_print(&error, stderr);
    return status;
}

static int close_tour(void **state)
{
    (void)state;
    scenario_close(scenario);
    return 0;
}

static struct factors read(const char *specification)
{
    struct factors factors = {0};
    struct sim_error error = {0};
    assert_int_equal(factors_read(&factors, scenario, &specification, 1, &error), SIM_OK);
    assert_int_equal(factors.count, 1);
    return factors;
}

/// The override at a coordinate is as expected.
static void gives(const char *specification, double u, const char *expected)
{
    char text[200];
    struct factors factors = read(specification);
    assert_true(
        factor_override(&factors.items[0], factor_value(&factors, scenario, 0, &u), text, sizeof(text)));
    assert_string_equal(text, expected);
    factors_clear(&factors);
}

static void ranges_and_lists_give_their_values(void **state)
{
    (void)state;
    gives("ramp.half_days=200:640", 0, "ramp.half_days=200");
    gives("ramp.half_days=200:640", 0.25, "ramp.half_days=310");
    gives("ramp.half_days=200:640", 1, "ramp.half_days=640");
    gives("sites.harbour.phases[0].racks=100:102", 0, "sites.harbour.phases[0].racks=100");
    gives("sites.harbour.phases[0].racks=100:102", 0.34, "sites.harbour.phases[0].racks=101");
    gives("sites.harbour.phases[0].racks=100:102", 1, "sites.harbour.phases[0].racks=102");
    gives("sites.harbour.phases[0].start=2023-02-27:2023-03-01", 0.5,
          "sites.harbour.phases[0].start=2023-02-28");
    gives("sites.harbour.phases[0].start=2023-02-27:2023-03-01", 1,
          "sites.harbour.phases[0].start=2023-03-01");
    gives("sites.harbour.new_plant=old,new,fresh", 0.5, "sites.harbour.new_plant=new");
    gives("crews.mep=1.5,2,4", 0.99, "crews.mep=4");
    gives("crews.mep=1.5,2,4", 0, "crews.mep=1.5");
    gives("climates.coast.mean_degc[6]=28:32", 0.5, "climates.coast.mean_degc[6]=30");
}

/// PERT (200, 300, 450): its median, and its ends where a coordinate is one.
static void an_uncertain_value_has_its_own_distribution(void **state)
{
    (void)state;
    struct factors factors = read("ramp.half_days");
    const struct assumption *a = scenario_input(scenario, factors.items[0].input);
    for (double u = 0.1; u < 1; u += 0.2)
        assert_true(factor_value(&factors, scenario, 0, &u) ==
                    sim_distribution_quantile(&a->distribution, u));
    double ends[2] = {0, 1};
    assert_true(factor_value(&factors, scenario, 0, &ends[0]) > 200);
    assert_true(factor_value(&factors, scenario, 0, &ends[1]) < 450);
    factors_clear(&factors);
}

static void shocks_move_what_follows_them(void **state)
{
    (void)state;
    struct factors factors = {0};
    struct sim_error error = {0};
    char text[200];
    assert_int_equal(factors_read(&factors, scenario, NULL, 0, &error), SIM_OK);
    assert_int_equal(factors.count, scenario_input_count(scenario) + 1);
    assert_string_equal(factors.items[0].path, "shocks.demand");
    double low[16], high[16];
    for (size_t f = 0; f < factors.count; f++)
        low[f] = high[f] = 0.5;
    low[0] = 0.1;
    high[0] = 0.9;
    assert_false(factor_override(&factors.items[0], 1, text, sizeof(text)));
    for (size_t f = 1; f < factors.count; f++) {
        double change = factor_value(&factors, scenario, f, high) - factor_value(&factors, scenario, f, low);
        if (strcmp(factors.items[f].path, "ramp.plateau_frac") == 0)
            assert_true(change > 0);
        else if (strcmp(factors.items[f].path, "ramp.half_days") == 0)
            assert_true(change < 0);
        else
            assert_true(change == 0);
    }
    factors_clear(&factors);
}

static void faults_are_told_together(void **state)
{
    (void)state;
    const char *const specifications[] = {
        "ramp.half_days=300:200",
        "ramp.nothing=1:2",
        "crews.mep",
        "sites.harbour.city=1:2",
        "end=2023-01-01:2024-01-01",
        "crews.civil=1:x",
        "crews.edge=",
        "sites.harbour.phases[0].racks=1.5:3",
        "ramp.plateau_frac",
        "ramp.plateau_frac=0.1:0.2",
        "sites.harbour=1,2",
    };
    size_t count = sizeof(specifications) / sizeof(specifications[0]);
    struct factors factors = {0};
    struct sim_error error = {0};
    assert_int_equal(factors_read(&factors, scenario, specifications, count, &error), SIM_BAD_DATA);
    assert_int_equal(error.count, count - 1); // all but the uncertain value
    sim_error_clear(&error);
    factors_clear(&factors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_and_lists_give_their_values),
        cmocka_unit_test(an_uncertain_value_has_its_own_distribution),
        cmocka_unit_test(shocks_move_what_follows_them),
        cmocka_unit_test(faults_are_told_together),
    };
    return cmocka_run_group_tests(tests, open_tour, close_tour);
}
