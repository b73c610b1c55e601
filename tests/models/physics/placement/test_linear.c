/// The linear program of covers: where intervals of a line are covered its best value is a whole number's, which trying all
/// finds; elsewhere it lies between what climbing proves and the best answer.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/alike.h"
#include "models/physics/placement/linear.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 150

/// Value of the program's multipliers, and of those after many steps of a climb. NaN: it has no answer.
static double value_of(const struct placement_problem *problem, double *climbed)
{
    struct placement_result result = {0};
    struct placement_options options = placement_options_default();
    struct placement_solver solver = {.problem = problem, .options = &options, .result = &result};
    struct placement_bound bound;
    size_t m = (size_t)problem->site_count;
    uint16_t mask[16];
    int8_t choice[16];
    for (size_t j = 0; j < m; j++)
        mask[j] = problem->is_vetoed[j]     ? (uint16_t)(1u << problem->period_count)
                  : problem->is_existing[j] ? 1
                                            : (uint16_t)((2u << problem->period_count) - 1);
    solver.mask = mask;
    placement_rows_build(problem, PLACEMENT_NONE, &solver.rows);
    placement_bound_init(&bound, &solver.rows);
    double value = NAN;
    if (placement_bound_evaluate(&bound, mask) && placement_linear_solve(&solver, &bound, choice))
        value = bound.value;
    memset(bound.multipliers, 0, sizeof(double) * bound.dimension);
    double upper = fmax(value * 1.1, value + 10);
    if (!isnan(value) && placement_bound_climb(&bound, mask, upper, INFINITY, 2000, 1))
        *climbed = bound.value;
    placement_bound_clear(&bound);
    placement_rows_clear(&solver.rows);
    return value;
}

/// Puts all on a line: which sites are within reach is then an interval, and such a program's corners are whole (Fulkerson and
/// Gross, "Incidence matrices and interval graphs", 1965), with the number of sites, too.
static void put_on_a_line(struct placement_problem *problem)
{
    for (int64_t i = 0; i < problem->client_count; i++)
        problem->client_y[i] = 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        problem->site_y[j] = 0;
}

static void intervals_are_solved(void **state)
{
    (void)state;
    const enum placement_mode modes[] = {PLACEMENT_COVER, PLACEMENT_SET_COVER};
    for (size_t i = 0; i < 2; i++) {
        int compared = 0;
        for (uint64_t number = 1; number <= PROBLEMS; number++) {
            struct placement_problem problem;
            small_make(&problem, modes[i], SMALL_STANDING, number);
            bool is_line = problem.metric == PLACEMENT_PLANAR;
            if (is_line)
                put_on_a_line(&problem);
            double climbed, value = is_line ? value_of(&problem, &climbed) : NAN;
            int64_t best = is_line ? small_best(&problem) : -1;
            if (!isnan(value) && best >= 0) {
                compared++;
                if (fabs(value - (double)best) > 1e-6 * (double)(best + 1))
                    fail_msg("%s, problem %d: %f, the best is %lld", placement_mode_names[modes[i]],
                             (int)number, value, (long long)best);
            }
            placement_problem_clear(&problem);
        }
        assert_true(compared > 30);
    }
}

static void value_is_between(enum placement_mode mode, int switches)
{
    int compared = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct placement_problem problem;
        struct sim_error error = {0};
        small_make(&problem, mode, switches, number);
        double climbed = -INFINITY;
        if (placement_problem_check(&problem, "small", &error) == SIM_OK) {
            double value = value_of(&problem, &climbed);
            int64_t best = isnan(value) ? -1 : small_best(&problem);
            double slack = 1e-6 * (fabs(value) + 1);
            compared += best >= 0;
            if (best >= 0 && (value > (double)best + slack || climbed > value + slack))
                fail_msg("%s, switches %d, problem %d: %f climbing, %f, the best is %lld",
                         placement_mode_names[mode], switches, (int)number, climbed, value, (long long)best);
        }
        sim_error_clear(&error);
        placement_problem_clear(&problem);
    }
    print_message("%s, switches %d: %d compared\n", placement_mode_names[mode], switches, compared);
    assert_true(compared > 10);
}

/// Years, counties, budgets, second sites: no climb proves more than the program, and it no more than is true.
static void programs_are_the_best_bound(void **state)
{
    (void)state;
    const int switches[] = {0,
                            SMALL_COUNTIES | SMALL_STANDING,
                            SMALL_BUDGET,
                            SMALL_PERIODS,
                            SMALL_CLASSES,
                            SMALL_PERIODS | SMALL_COUNTIES | SMALL_BUDGET | SMALL_STANDING,
                            SMALL_PERIODS | SMALL_CLASSES | SMALL_BUDGET};
    for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
        value_is_between(PLACEMENT_COVER, switches[i]);
        value_is_between(PLACEMENT_SET_COVER, switches[i]);
    }
}

/// The same problem with every client and every site twice.
static void make_double(const struct placement_problem *one, struct placement_problem *two)
{
    int64_t n = one->client_count, m = one->site_count;
    placement_problem_init(
        two, PLACEMENT_COVER, PLACEMENT_LISTS,
        &(struct placement_size){.clients = 2 * n, .sites = 2 * m, .entries = (size_t)(4 * n * m)});
    two->classes[0] = one->classes[0];
    size_t count = 0;
    for (int64_t i = 0; i < 2 * n; i++) {
        two->weight[i] = one->weight[i % n];
        for (int64_t j = 0; j < 2 * m; j++) {
            int64_t distance = placement_distance(one, i % n, j % m);
            if (distance >= 0) {
                two->list_site[count] = (int32_t)j;
                two->list_distance[count++] = (int32_t)distance;
            }
        }
        two->list_start[i + 1] = count;
    }
    for (int64_t j = 0; j < 2 * m; j++)
        two->charge[j] = one->charge[j % m];
    two->target[0] = one->target[0];
}

/// Doubling every client and site leaves as many groups, of twice as many sites.
static void those_alike_are_held_once(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 40; number++) {
        struct placement_problem one, two;
        small_make(&one, PLACEMENT_COVER, 0, number);
        make_double(&one, &two);
        struct placement_problem *problems[] = {&one, &two};
        struct placement_alike alike[2];
        for (int k = 0; k < 2; k++) {
            struct placement_rows rows;
            uint16_t mask[16];
            for (int j = 0; j < 16; j++)
                mask[j] = 3;
            placement_rows_build(problems[k], PLACEMENT_NONE, &rows);
            placement_alike_init(&alike[k], &rows, mask);
            placement_rows_clear(&rows);
        }
        assert_int_equal(alike[0].row_count, alike[1].row_count);
        assert_int_equal(alike[0].site_count, alike[1].site_count);
        assert_int_equal(alike[0].entries, alike[1].entries);
        int64_t squares[2] = {0};
        for (int k = 0; k < 2; k++)
            for (int64_t g = 0; g < alike[k].site_count; g++)
                squares[k] += alike[k].size[g] * alike[k].size[g];
        assert_int_equal(4 * squares[0], squares[1]);
        for (int k = 0; k < 2; k++) {
            placement_alike_clear(&alike[k]);
            placement_problem_clear(problems[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_are_solved),
                                       cmocka_unit_test(programs_are_the_best_bound),
                                       cmocka_unit_test(those_alike_are_held_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
