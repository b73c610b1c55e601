/// Every mode, with every switch, against trying all: 200 small problems each.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/check.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 200

/// Solves and compares with the best of all answers; the checker agrees.
static void compare(enum placement_mode mode, int switches, uint64_t number)
{
    struct placement_problem problem;
    struct placement_result result;
    struct placement_options options = placement_options_default();
    struct sim_error error = {0};
    options.kicks = 200;
    small_make(&problem, mode, switches, number);
    if (placement_problem_check(&problem, "small", &error) != SIM_OK) {
        // Refused at sight: then there is no answer.
        if (small_best(&problem) >= 0 && problem.target[0] >= 0)
            fail_msg("%s, switches %d, problem %d: refused, but there is an answer: %s",
                     placement_mode_names[mode], switches, (int)number, error.faults[0].found);
        sim_error_clear(&error);
        placement_problem_clear(&problem);
        return;
    }
    int64_t best = small_best(&problem);
    placement_solve(&problem, &options, &result);
    if (!result.is_proven || result.is_feasible != (best >= 0) || (best >= 0 && result.cost != best))
        fail_msg("%s, switches %d, problem %d: cost %lld%s, at least %lld%s; the best is %lld",
                 placement_mode_names[mode], switches, (int)number, (long long)result.cost,
                 result.is_feasible ? "" : " (infeasible)", (long long)result.lower_bound,
                 result.is_proven ? " (proven)" : "", (long long)best);
    if (best >= 0 && placement_check(&problem, &result, "small", &error) != SIM_OK)
        fail_msg("%s, switches %d, problem %d: the checker says %s", placement_mode_names[mode], switches,
                 (int)number, error.faults[0].found);
    // Of these modes every proof can be followed.
    bool is_followed = mode != PLACEMENT_CENTER && mode != PLACEMENT_CAPACITATED && !(switches & SMALL_WORST);
    if (best >= 0 && is_followed && result.lower_bound > result.multiplier_bound &&
        result.proof.step_count == 0)
        fail_msg("%s, switches %d, problem %d: proven without a proof", placement_mode_names[mode], switches,
                 (int)number);
    if (result.multiplier_bound > result.lower_bound)
        fail_msg("problem %d: the multipliers prove more than the bound", (int)number);
    sim_error_clear(&error);
    placement_result_clear(&result);
    placement_problem_clear(&problem);
}

static void compare_all(enum placement_mode mode, int switches)
{
    for (uint64_t number = 1; number <= PROBLEMS; number++)
        compare(mode, switches, number);
}

/// Switches, one by one and all together, over the problems of a mode.
static void compare_mixed(enum placement_mode mode, const int *switches, size_t count)
{
    for (uint64_t number = 1; number <= PROBLEMS; number++)
        compare(mode, switches[number % count], number);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int plain[] = {0,
                            SMALL_COUNTIES,
                            SMALL_STANDING,
                            SMALL_SPARSE,
                            SMALL_BUDGET,
                            SMALL_COUNTIES | SMALL_STANDING | SMALL_SPARSE | SMALL_BUDGET};

static void median_is_best(void **state)
{
    (void)state;
    compare_mixed(PLACEMENT_MEDIAN, plain, COUNT(plain));
}

static void cover_is_best(void **state)
{
    (void)state;
    compare_mixed(PLACEMENT_COVER, plain, COUNT(plain));
}

static void set_cover_is_best(void **state)
{
    (void)state;
    compare_mixed(PLACEMENT_SET_COVER, plain, COUNT(plain));
}

static void fixed_charge_is_best(void **state)
{
    (void)state;
    compare_mixed(PLACEMENT_FIXED_CHARGE, plain, COUNT(plain));
}

static void center_is_best(void **state)
{
    (void)state;
    compare_mixed(PLACEMENT_CENTER, plain, COUNT(plain));
}

static void capacitated_is_best(void **state)
{
    (void)state;
    compare_mixed(PLACEMENT_CAPACITATED, plain, COUNT(plain));
}

/// With periods, the mean of scenarios, classes with penalties and backups, and all together.
static void capacitated_in_full_is_best(void **state)
{
    (void)state;
    static const int full[] = {
        SMALL_PERIODS, SMALL_EXPECTED, SMALL_CLASSES, SMALL_PERIODS | SMALL_COUNTIES | SMALL_BUDGET,
        SMALL_PERIODS | SMALL_EXPECTED | SMALL_CLASSES | SMALL_STANDING | SMALL_SPARSE};
    compare_mixed(PLACEMENT_CAPACITATED, full, COUNT(full));
}

/// The worst of several scenarios is refused, and the message says why.
static void capacitated_has_no_worst(void **state)
{
    (void)state;
    struct placement_problem problem;
    struct sim_error error = {0};
    small_make(&problem, PLACEMENT_CAPACITATED, SMALL_WORST, 1);
    assert_int_equal(placement_problem_check(&problem, "small", &error), SIM_BAD_DATA);
    assert_non_null(strstr(error.faults[0].found, "keeps its site in all scenarios"));
    sim_error_clear(&error);
    placement_problem_clear(&problem);
}

static void periods_are_best(void **state)
{
    (void)state;
    static const enum placement_mode modes[] = {PLACEMENT_MEDIAN, PLACEMENT_COVER, PLACEMENT_FIXED_CHARGE,
                                                PLACEMENT_SET_COVER, PLACEMENT_CENTER};
    for (uint64_t number = 1; number <= PROBLEMS; number++)
        compare(modes[number % COUNT(modes)], SMALL_PERIODS | plain[number % COUNT(plain)], number);
}

static void classes_are_best(void **state)
{
    (void)state;
    static const enum placement_mode modes[] = {PLACEMENT_MEDIAN, PLACEMENT_COVER, PLACEMENT_FIXED_CHARGE};
    for (uint64_t number = 1; number <= PROBLEMS; number++)
        compare(modes[number % COUNT(modes)], SMALL_CLASSES | (number % 2 ? SMALL_PERIODS : SMALL_STANDING),
                number);
}

static void expected_is_best(void **state)
{
    (void)state;
    compare_all(PLACEMENT_MEDIAN, SMALL_EXPECTED);
}

static void worst_is_best(void **state)
{
    (void)state;
    static const enum placement_mode modes[] = {PLACEMENT_MEDIAN, PLACEMENT_COVER, PLACEMENT_FIXED_CHARGE};
    for (uint64_t number = 1; number <= PROBLEMS; number++)
        compare(modes[number % COUNT(modes)], SMALL_WORST | plain[number % COUNT(plain)], number);
}

/// With hardly a bound and no kicks the trees have it all to do; without trees what is left unproven is said to be so.
static void compare_parts(enum placement_mode mode, int switches, uint64_t number)
{
    struct placement_problem problem;
    struct sim_error error = {0};
    small_make(&problem, mode, switches, number);
    if (placement_problem_check(&problem, "small", &error) == SIM_OK) {
        int64_t best = small_best(&problem);
        for (int with_tree = 0; with_tree < 2; with_tree++) {
            struct placement_options options = placement_options_default();
            struct placement_result result;
            options.kicks = 0;
            options.bound_steps = 1 + (int64_t)number % 4;
            options.tree_entries = with_tree ? options.tree_entries : 0;
            placement_solve(&problem, &options, &result);
            bool is_right = result.is_proven
                                ? result.is_feasible == (best >= 0) && (best < 0 || result.cost == best)
                                : !with_tree && (!result.is_feasible || result.cost >= best);
            if (!is_right || (best >= 0 && result.lower_bound > best))
                fail_msg("%s, switches %d, problem %d, %s: cost %lld, at least %lld%s; the best is %lld",
                         placement_mode_names[mode], switches, (int)number, with_tree ? "tree" : "no tree",
                         (long long)result.cost, (long long)result.lower_bound,
                         result.is_proven ? " (proven)" : "", (long long)best);
            if (result.is_feasible && placement_check(&problem, &result, "small", &error) != SIM_OK)
                fail_msg("%s, switches %d, problem %d: the checker says %s", placement_mode_names[mode],
                         switches, (int)number, error.faults[0].found);
            placement_result_clear(&result);
        }
    }
    sim_error_clear(&error);
    placement_problem_clear(&problem);
}

static void trees_alone_are_right(void **state)
{
    (void)state;
    static const int all[] = {0,
                              SMALL_COUNTIES,
                              SMALL_STANDING | SMALL_SPARSE,
                              SMALL_PERIODS | SMALL_BUDGET,
                              SMALL_CLASSES,
                              SMALL_PERIODS | SMALL_COUNTIES | SMALL_CLASSES,
                              SMALL_EXPECTED | SMALL_SPARSE | SMALL_BUDGET};
    for (int mode = 0; mode < PLACEMENT_MODE_COUNT; mode++)
        for (uint64_t number = 1; number <= 70; number++)
            compare_parts((enum placement_mode)mode, all[number % COUNT(all)], 5000 + number);
}

/// Problems, among thousands, of which wrong answers were once said to be proven.
static void proofs_hold(void **state)
{
    (void)state;
    // The tree's last leaf is the best in its worst scenario, but not by the weighted sum.
    compare(PLACEMENT_FIXED_CHARGE, SMALL_WORST | plain[COUNT(plain) - 1], 203);
    compare(PLACEMENT_FIXED_CHARGE, SMALL_WORST, 1528);
    // A round of weights starts from an answer that is cheaper than what its exchanges lead to.
    compare(PLACEMENT_COVER, SMALL_WORST, 2237);
}

static void worst_centers_are_best(void **state)
{
    (void)state;
    compare_all(PLACEMENT_CENTER, SMALL_WORST);
}

/// An earlier answer under other weights, numbers, budgets and limits says where to start, not what is proven.
static void compare_started(enum placement_mode mode, int switches, uint64_t number)
{
    struct placement_problem problem, before;
    struct placement_options options = placement_options_default();
    struct placement_result earlier, result;
    struct sim_error error = {0};
    options.kicks = 200;
    small_make(&problem, mode, switches, number);
    small_make(&before, mode, switches, number);
    for (int64_t at = 0; at < before.client_count * before.period_count * before.scenario_count; at++)
        before.weight[at] = 5 * before.weight[at] + 40 * (at % 3);
    for (int64_t t = 0; t < problem.period_count; t++) {
        if (before.target[t] < 0 && number % 2)
            before.target[t] = 2;
        problem.budget[t] = PLACEMENT_NONE;
        for (int64_t c = 0; c < problem.county_count; c++)
            problem.limit[t * problem.county_count + c] = PLACEMENT_NONE;
    }
    if (placement_problem_check(&problem, "small", &error) == SIM_OK &&
        placement_problem_check(&before, "small", &error) == SIM_OK) {
        int64_t best = small_best(&problem);
        placement_solve(&before, &options, &earlier);
        options.start = &earlier;
        placement_solve(&problem, &options, &result);
        if (!result.is_proven || result.cost != best)
            fail_msg("%s, switches %d, problem %d, started: cost %lld, at least %lld; the best is %lld",
                     placement_mode_names[mode], switches, (int)number, (long long)result.cost,
                     (long long)result.lower_bound, (long long)best);
        if (best >= 0 && placement_check(&problem, &result, "small", &error) != SIM_OK)
            fail_msg("%s, switches %d, problem %d, started: the checker says %s", placement_mode_names[mode],
                     switches, (int)number, error.faults[0].found);
        placement_result_clear(&earlier);
        placement_result_clear(&result);
    }
    sim_error_clear(&error);
    placement_problem_clear(&problem);
    placement_problem_clear(&before);
}

static void starts_prove_nothing(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        compare_started(PLACEMENT_MEDIAN, SMALL_CLASSES | SMALL_WORST, number);
        compare_started(PLACEMENT_MEDIAN, SMALL_COUNTIES | SMALL_BUDGET, number);
        compare_started(PLACEMENT_FIXED_CHARGE, SMALL_SPARSE | SMALL_PERIODS, number);
        compare_started(PLACEMENT_CENTER, 0, number);
        compare_started(PLACEMENT_CAPACITATED, number % 2 ? SMALL_PERIODS : SMALL_CLASSES, number);
    }
}

/// More scenarios than there are shares to go round.
static void many_scenarios_have_a_worst(void **state)
{
    (void)state;
    static const enum placement_mode modes[] = {PLACEMENT_MEDIAN, PLACEMENT_SET_COVER};
    enum { SCENARIOS = 3000, CLIENTS = 3, SITES = 3 };
    for (size_t k = 0; k < COUNT(modes); k++) {
        struct placement_problem problem;
        struct placement_result result;
        struct placement_options options = placement_options_default();
        struct placement_size size = {
            .clients = CLIENTS, .sites = SITES, .scenarios = SCENARIOS, .entries = CLIENTS * SITES};
        placement_problem_init(&problem, modes[k], PLACEMENT_LISTS, &size);
        problem.robust = PLACEMENT_WORST;
        problem.target[0] = modes[k] == PLACEMENT_MEDIAN ? 1 : PLACEMENT_NONE;
        problem.classes[0].radius = modes[k] == PLACEMENT_MEDIAN ? PLACEMENT_NONE : 0;
        for (int32_t i = 0; i < CLIENTS; i++) {
            for (int32_t j = 0; j < SITES; j++) {
                problem.list_site[i * SITES + j] = j;
                problem.list_distance[i * SITES + j] = 10 * (i > j ? i - j : j - i);
            }
            problem.list_start[i + 1] = (size_t)(i + 1) * SITES;
        }
        // Each client has weight in one scenario only, far from the others'.
        for (int i = 0; i < CLIENTS; i++)
            problem.weight[(1000 * i + 501) * CLIENTS + i] = 1 + i;
        options.kicks = 200;
        placement_solve(&problem, &options, &result);
        assert_true(result.is_feasible && result.is_proven);
        // Worst of the scenarios: 3 x 20 from the first site, 3 x 10 from the middle, 1 x 20 from the last.
        assert_int_equal(result.cost, modes[k] == PLACEMENT_MEDIAN ? 20 : 3);
        placement_result_clear(&result);
        placement_problem_clear(&problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_is_best),
        cmocka_unit_test(cover_is_best),
        cmocka_unit_test(set_cover_is_best),
        cmocka_unit_test(fixed_charge_is_best),
        cmocka_unit_test(center_is_best),
        cmocka_unit_test(periods_are_best),
        cmocka_unit_test(classes_are_best),
        cmocka_unit_test(expected_is_best),
        cmocka_unit_test(worst_is_best),
        cmocka_unit_test(capacitated_is_best),
        cmocka_unit_test(capacitated_in_full_is_best),
        cmocka_unit_test(capacitated_has_no_worst),
        cmocka_unit_test(trees_alone_are_right),
        cmocka_unit_test(proofs_hold),
        cmocka_unit_test(worst_centers_are_best),
        cmocka_unit_test(starts_prove_nothing),
        cmocka_unit_test(many_scenarios_have_a_worst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
