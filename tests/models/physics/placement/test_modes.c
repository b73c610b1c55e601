/// Every mode, with every switch, against trying all: 200 small problems each.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_is_best),    cmocka_unit_test(cover_is_best),
        cmocka_unit_test(set_cover_is_best), cmocka_unit_test(fixed_charge_is_best),
        cmocka_unit_test(center_is_best),    cmocka_unit_test(periods_are_best),
        cmocka_unit_test(classes_are_best),  cmocka_unit_test(expected_is_best),
        cmocka_unit_test(worst_is_best),     cmocka_unit_test(capacitated_is_best),
        cmocka_unit_test(proofs_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
