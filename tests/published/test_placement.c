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

/// Reads an instance of the reference folder; skips the test where there is none.
static void read_instance(const char *name, enum placement_mode mode, struct placement_problem *problem,
                          struct placement_instance *instance)
{
    const char *folder = getenv("SUANLI_REFERENCE");
    struct sim_error error = {0};
    char path[4096];
    if (!folder) {
        print_message("SUANLI_REFERENCE is not set: nothing to compare with\n");
        skip();
    }
    size_t format = strcspn(name, ":") + 1;
    snprintf(path, sizeof(path), "%.*s%s/placement/%s", (int)format, name, folder, name + format);
    assert_int_equal(placement_instance_read(path, -1, NAN, problem, instance, &error), SIM_OK);
    problem->mode = mode;
}

static void at_most(const char *name, const char *what, int64_t found, int64_t usual)
{
    if (found > 2 * usual + 10)
        fail_msg("%s: found %lld %s, expected about %lld", name, (long long)found, what, (long long)usual);
}

static void optima_are_those_published(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
        struct placement_problem problem;
        struct placement_instance instance;
        struct placement_result result;
        struct placement_options options = placement_options_default();
        struct sim_error error = {0};
        read_instance(known[k].name, known[k].mode, &problem, &instance);
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

/// How near parts of the work come by themselves, in thousandths of the published optimum, a little more than was measured:
/// exchanges from the greedy start, 300 kicks after them, and the bound and the answer of 100 steps.
static const struct {
    const char *name;
    enum placement_mode mode;
    double cost, start, kicked, stepped, below;
} parts[] = {
    {"pmed:pmed/pmed1.txt", PLACEMENT_MEDIAN, 5819, 1, 1, 1, 1},
    {"pmed:pmed/pmed5.txt", PLACEMENT_MEDIAN, 1355, 1, 1, 1, 1},
    {"pmed:pmed/pmed9.txt", PLACEMENT_MEDIAN, 2734, 6, 4, 6, 5},
    {"pmed:pmed/pmed10.txt", PLACEMENT_MEDIAN, 1255, 7, 1, 1, 3},
    {"pmed:pmed/pmed15.txt", PLACEMENT_MEDIAN, 1729, 6, 1, 1, 3},
    {"cap:cap/cap71.txt", PLACEMENT_FIXED_CHARGE, 932615.75, 0.1, 0.1, 0.1, 0.1},
    {"cap:cap/cap72.txt", PLACEMENT_FIXED_CHARGE, 977799.4, 0.1, 0.1, 0.1, 0.1},
    {"cap:cap/cap131.txt", PLACEMENT_FIXED_CHARGE, 793439.5625, 0.1, 0.1, 0.1, 0.1},
    {"sjc:sjc/SJC1.dat", PLACEMENT_CAPACITATED, 17288.99, 170, 65, 62, 45},
};

/// Cost and lower bound over the published optimum, less one, in thousandths.
static void solve_in_part(const char *name, enum placement_mode mode, double cost, int64_t steps,
                          int64_t kicks, double *above, double *below)
{
    struct placement_problem problem;
    struct placement_instance instance;
    struct placement_result result;
    struct placement_options options = placement_options_default();
    options.bound_steps = steps;
    options.kicks = kicks;
    options.tree_entries = 0;
    read_instance(name, mode, &problem, &instance);
    placement_solve(&problem, &options, &result);
    *above = 1000 * ((double)result.cost * problem.unit / cost - 1);
    *below = 1000 * (1 - (double)result.lower_bound * problem.unit / cost);
    assert_true(result.is_feasible && *above > -0.001 && *below > -0.001);
    placement_result_clear(&result);
    placement_instance_clear(&instance);
    placement_problem_clear(&problem);
}

static void parts_come_near(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
        double start, kicked, stepped, below, none;
        solve_in_part(parts[k].name, parts[k].mode, parts[k].cost, 1, 0, &start, &none);
        solve_in_part(parts[k].name, parts[k].mode, parts[k].cost, 1, 300, &kicked, &none);
        solve_in_part(parts[k].name, parts[k].mode, parts[k].cost, 100, 0, &stepped, &below);
        print_message("%-22s start +%.2f, kicked +%.2f, stepped +%.2f -%.2f thousandths\n", parts[k].name,
                      start, kicked, stepped, below);
        assert_true(start <= parts[k].start && kicked <= parts[k].kicked && stepped <= parts[k].stepped &&
                    below <= parts[k].below);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(optima_are_those_published),
                                       cmocka_unit_test(parts_come_near)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
