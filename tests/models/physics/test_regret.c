#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/regret.h"
#include "sim/rng.h"

enum { CLIENTS = 14, SITES = 7, PERIODS = 3 };

/// Points and sites of a square, three years with one, two and four sites, demand that moves from year to year. Large
/// weights, so that no two sets of sites cost the same.
static void fill(struct placement_problem *problem, struct sim_rng *rng)
{
    const struct placement_size size = {CLIENTS, SITES, 0, 1, PERIODS, 1, CLIENTS * SITES};
    static const int64_t targets[] = {1, 2, 4};
    placement_problem_init(problem, PLACEMENT_MEDIAN, PLACEMENT_LISTS, &size);
    double x[CLIENTS + SITES], y[CLIENTS + SITES];
    for (int i = 0; i < CLIENTS + SITES; i++) {
        x[i] = 1e5 * sim_rng_uniform(rng);
        y[i] = 1e5 * sim_rng_uniform(rng);
    }
    for (int i = 0; i < CLIENTS; i++)
        for (int j = 0; j < SITES; j++) {
            problem->list_site[i * SITES + j] = j;
            problem->list_distance[i * SITES + j] =
                (int32_t)hypot(x[i] - x[CLIENTS + j], y[i] - y[CLIENTS + j]);
            problem->list_start[i + 1] = (size_t)(i + 1) * SITES;
        }
    for (int i = 0; i < CLIENTS * PERIODS; i++)
        problem->weight[i] = 1 + (int64_t)(sim_rng_uniform(rng) * 1000);
    for (int t = 0; t < PERIODS; t++)
        problem->target[t] = targets[t];
}

/// Cost of a year with the sites of a set of bits.
static int64_t year_cost(const struct placement_problem *problem, int t, unsigned set)
{
    int64_t sum = 0;
    for (int i = 0; i < CLIENTS; i++) {
        int64_t best = INT64_MAX;
        for (int j = 0; j < SITES; j++)
            if (set >> j & 1 && problem->list_distance[i * SITES + j] < best)
                best = problem->list_distance[i * SITES + j];
        sum += problem->weight[t * CLIENTS + i] * best;
    }
    return sum;
}

/// Best set of a year that holds `inside`, all of its size looked at; *cost: its cost.
static unsigned best_year(const struct placement_problem *problem, int t, unsigned inside, int64_t *cost)
{
    unsigned best = 0;
    *cost = INT64_MAX;
    for (unsigned set = 0; set < 1u << SITES; set++) {
        if (__builtin_popcount(set) != problem->target[t] || (set & inside) != inside)
            continue;
        int64_t found = year_cost(problem, t, set);
        if (found < *cost) {
            *cost = found;
            best = set;
        }
    }
    return best;
}

static int64_t best_nested(const struct placement_problem *problem)
{
    int64_t best = INT64_MAX;
    for (unsigned last = 0; last < 1u << SITES; last++)
        for (unsigned middle = last;; middle = (middle - 1) & last) {
            for (int j = 0; j < SITES; j++)
                if (middle >> j & 1 && __builtin_popcount(last) == 4 && __builtin_popcount(middle) == 2) {
                    int64_t cost = year_cost(problem, 0, 1u << j) + year_cost(problem, 1, middle) +
                                   year_cost(problem, 2, last);
                    best = cost < best ? cost : best;
                }
            if (middle == 0)
                break;
        }
    return best;
}

/// Foresight, year by year and the years apart, each against all sets of sites.
static void test_against_all_sets(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(23, "regrets", 0, 0, 0);
    int worse = 0;
    for (int round = 0; round < 40; round++) {
        struct placement_problem problem;
        struct placement_result result;
        struct placement_options options = placement_options_default();
        struct regret regret;
        fill(&problem, &rng);
        options.kicks = 50;
        placement_solve(&problem, &options, &result);
        assert_true(result.is_feasible);
        regret_work_out(&problem, &result, &options, &regret);
        int64_t by_year = 0, apart = 0, cost;
        unsigned open = 0;
        for (int t = 0; t < PERIODS; t++) {
            open = best_year(&problem, t, open, &cost);
            assert_int_equal(regret.year_cost[t], cost);
            by_year += cost;
            best_year(&problem, t, 0, &cost);
            apart += cost;
        }
        assert_true(regret.is_feasible && regret.failed_period == PLACEMENT_NONE);
        assert_int_equal(regret.foresight, best_nested(&problem));
        assert_int_equal(regret.year_by_year, by_year);
        assert_int_equal(regret.apart, apart);
        assert_true(apart <= regret.foresight && regret.foresight <= by_year);
        worse += by_year > regret.foresight;
        placement_result_clear(&result);
        placement_problem_clear(&problem);
    }
    assert_true(worse >= 5); // looking ahead pays now and then
    assert_true(regret_share(110, 100) == 0.1 && regret_share(0, 0) == 0);
}

/// The only cheap site eats the second year's budget if it is not kept for it: year by year has nothing left to choose.
static void test_a_dead_end(void **state)
{
    (void)state;
    const struct placement_size size = {1, 3, 1, 1, 2, 1, 3};
    struct placement_problem problem;
    struct placement_options options = placement_options_default();
    struct placement_result result;
    struct regret regret;
    placement_problem_init(&problem, PLACEMENT_MEDIAN, PLACEMENT_LISTS, &size);
    for (int j = 0; j < 3; j++) {
        problem.list_site[j] = j;
        problem.list_distance[j] = j; // the cheap one is the nearest
        problem.price[j] = j == 0 ? 1 : 10;
    }
    problem.list_start[1] = 3;
    problem.weight[0] = problem.weight[1] = 1;
    problem.target[0] = 1;
    problem.target[1] = 2;
    problem.budget[0] = 10;
    problem.budget[1] = 1;
    placement_solve(&problem, &options, &result);
    assert_true(result.is_feasible);
    regret_work_out(&problem, &result, &options, &regret);
    assert_false(regret.is_feasible);
    assert_int_equal(regret.failed_period, 1);
    assert_true(regret.apart >= 0);
    placement_result_clear(&result);
    placement_problem_clear(&problem);
}

/// Charges are paid once: a site that exists and one that is bought, two years that need no more.
static void test_charges(void **state)
{
    (void)state;
    const struct placement_size size = {2, 2, 0, 1, 2, 1, 4};
    struct placement_problem problem;
    struct placement_options options = placement_options_default();
    struct placement_result result;
    struct regret regret;
    placement_problem_init(&problem, PLACEMENT_FIXED_CHARGE, PLACEMENT_LISTS, &size);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            problem.list_site[2 * i + j] = j;
            problem.list_distance[2 * i + j] = i == j ? 1 : 100;
            problem.list_start[i + 1] = 2 * (size_t)(i + 1);
        }
    for (int i = 0; i < 4; i++)
        problem.weight[i] = 1;
    problem.charge[0] = 7;
    problem.charge[1] = 10;
    problem.is_existing[0] = true;
    placement_solve(&problem, &options, &result);
    regret_work_out(&problem, &result, &options, &regret);
    assert_int_equal(regret.foresight, 7 + 10 + 4); // both years served at 1 and 1
    assert_int_equal(regret.year_by_year, 7 + 10 + 4);
    assert_int_equal(regret.apart, 7 + 10 + 4);
    placement_result_clear(&result);
    placement_problem_clear(&problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all_sets),
        cmocka_unit_test(test_a_dead_end),
        cmocka_unit_test(test_charges),
    };
    return cmocka_run_group_tests_name("regret", tests, NULL, NULL);
}
