/// Instances of the literature: the published optimum, proven, with no more work than such small ones need.
///
/// Optima: pmed, Beasley, "A note on solving large p-median problems", EJOR 21 (1985); cap, Beasley, "An algorithm for solving
/// large capacitated warehouse location problems", EJOR 33 (1988), without capacities; SJC1, Lorena and Senne,
/// "A column generation approach to capacitated p-median problems", Computers and Operations Research 31 (2004); centers,
/// Daskin, "Network and Discrete Location" (1995). The files are those that SUANLI_REFERENCE holds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "models/physics/placement/check.h"
#include "scenarios/run/placement_instance.h"

/// steps, kicks, nodes: what it took when this was written. Twice as much is a sign of a search or a bound that has gone
/// wrong while its answers are still right; whoever trades one for another writes down the new ones.
static const struct {
    const char *name;
    enum placement_mode mode;
    double cost;
    int64_t steps, kicks, nodes;
} known[] = {
    {"pmed:pmed/pmed1.txt", PLACEMENT_MEDIAN, 5819, 200, 0, 0},
    {"pmed:pmed/pmed5.txt", PLACEMENT_MEDIAN, 1355, 200, 0, 0},
    {"pmed:pmed/pmed9.txt", PLACEMENT_MEDIAN, 2734, 400, 0, 0},
    {"pmed:pmed/pmed10.txt", PLACEMENT_MEDIAN, 1255, 200, 0, 0},
    {"pmed:pmed/pmed15.txt", PLACEMENT_MEDIAN, 1729, 400, 0, 0},
    {"cap:cap/cap71.txt", PLACEMENT_FIXED_CHARGE, 932615.75, 200, 0, 0},
    {"cap:cap/cap72.txt", PLACEMENT_FIXED_CHARGE, 977799.4, 200, 0, 0},
    {"cap:cap/cap131.txt", PLACEMENT_FIXED_CHARGE, 793439.5625, 200, 0, 0},
    {"sjc:sjc/SJC1.dat", PLACEMENT_CAPACITATED, 17288.99, 632, 1000, 9},
    {"pmed:pmed/pmed1.txt", PLACEMENT_CENTER, 127, 3800, 302, 2911},
};

static void at_most(const char *name, const char *what, int64_t found, int64_t usual)
{
    if (found > 2 * usual + 10)
        fail_msg("%s: found %lld %s, expected about %lld", name, (long long)found, what, (long long)usual);
}

static void optima_are_those_published(void **state)
{
    (void)state;
    const char *folder = getenv("SUANLI_REFERENCE");
    if (!folder) {
        print_message("SUANLI_REFERENCE is not set: nothing to compare with\n");
        skip();
    }
    for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
        struct placement_problem problem;
        struct placement_instance instance;
        struct placement_result result;
        struct placement_options options = placement_options_default();
        struct sim_error error = {0};
        char name[4096];
        size_t format = strcspn(known[k].name, ":") + 1;
        snprintf(name, sizeof(name), "%.*s%s/placement/%s", (int)format, known[k].name, folder,
                 known[k].name + format);
        assert_int_equal(placement_instance_read(name, -1, NAN, &problem, &instance, &error), SIM_OK);
        problem.mode = known[k].mode;
        placement_solve(&problem, &options, &result);
        print_message("%-22s %-12s %.2f: %lld steps, %lld kicks, %lld nodes\n", known[k].name,
                      placement_mode_names[problem.mode], (double)result.cost * problem.unit,
                      (long long)result.bound_steps, (long long)result.kicks, (long long)result.tree_nodes);
        assert_true(result.is_feasible && result.is_proven);
        assert_true(fabs((double)result.cost * problem.unit - known[k].cost) < 0.005);
        assert_int_equal(placement_check(&problem, &result, known[k].name, &error), SIM_OK);
        at_most(known[k].name, "steps", result.bound_steps, known[k].steps);
        at_most(known[k].name, "kicks", result.kicks, known[k].kicks);
        at_most(known[k].name, "nodes", result.tree_nodes, known[k].nodes);
        placement_result_clear(&result);
        placement_instance_clear(&instance);
        placement_problem_clear(&problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(optima_are_those_published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
