/// Clients at sites with capacities: what is made keeps them, is priced as it is, and no single move makes it cheaper; all
/// together it is near the best assignment, by trying all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/assign.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 400
#define SITES    8 // at most, of a small problem

/// What a client costs at a site (PLACEMENT_NONE: unserved, at its tail); -1: it does not reach it.
static int64_t cost_at(const struct placement_assignment *of, int64_t client, int64_t site)
{
    const struct placement_rows *rows = of->rows;
    for (size_t e = rows->start[client]; site >= 0 && e < rows->start[client + 1]; e++)
        if (rows->site[e] == site)
            return of->weight[client] * rows->distance[e];
    return site >= 0 ? -1 : of->weight[client] * rows->tail[client];
}

/// Least cost of the clients from `client` on.
static int64_t best_of(const struct placement_assignment *of, const int8_t *period, int64_t t, int64_t *left,
                       int64_t client)
{
    const struct placement_problem *problem = of->rows->problem;
    if (client == problem->client_count)
        return 0;
    int64_t best = cost_at(of, client, PLACEMENT_NONE) + best_of(of, period, t, left, client + 1);
    for (int64_t j = 0; j < problem->site_count; j++) {
        int64_t cost = period[j] <= t ? cost_at(of, client, j) : -1;
        if (cost < 0 || left[j] < problem->demand[client])
            continue;
        left[j] -= problem->demand[client];
        cost += best_of(of, period, t, left, client + 1);
        left[j] += problem->demand[client];
        best = cost < best ? cost : best;
    }
    return best;
}

/// Capacities, price, completeness.
static void check_books(const struct placement_assignment *of, const int8_t *period, int64_t t)
{
    const struct placement_problem *problem = of->rows->problem;
    int64_t left[SITES], cost = 0;
    bool is_complete = true;
    memcpy(left, problem->capacity, sizeof(int64_t) * (size_t)problem->site_count);
    for (int64_t i = 0; i < problem->client_count; i++) {
        int32_t j = of->site[i];
        assert_true(j >= PLACEMENT_NONE && j < problem->site_count);
        if (j >= 0) {
            assert_true(period[j] <= t && cost_at(of, i, j) >= 0);
            left[j] -= problem->demand[i];
        }
        cost += cost_at(of, i, j);
        is_complete = is_complete && (j >= 0 || problem->unserved >= 0);
    }
    for (int64_t j = 0; j < problem->site_count; j++) {
        assert_true(left[j] >= 0);
        assert_int_equal(of->left[j], left[j]);
        assert_int_equal(of->is_open[j], period[j] <= t);
    }
    assert_int_equal(of->cost, cost);
    assert_int_equal(of->is_complete, is_complete);
}

/// No client would be cheaper at a site with room, and no two in each other's place.
static void check_moves(const struct placement_assignment *of, const int8_t *period, int64_t t)
{
    const struct placement_problem *problem = of->rows->problem;
    for (int64_t i = 0; i < problem->client_count; i++) {
        int64_t now = cost_at(of, i, of->site[i]);
        for (int64_t j = 0; j < problem->site_count; j++) {
            int64_t there = cost_at(of, i, j);
            if (period[j] > t || there < 0 || there >= now)
                continue;
            assert_true(of->left[j] < problem->demand[i]);
            for (int64_t k = 0; k < problem->client_count && of->site[i] >= 0; k++) {
                int64_t here = cost_at(of, k, of->site[i]);
                bool fits = of->left[j] + problem->demand[k] >= problem->demand[i] &&
                            of->left[of->site[i]] + problem->demand[i] >= problem->demand[k];
                if (of->site[k] == j && here >= 0 && fits)
                    assert_true(here - cost_at(of, k, j) >= now - there);
            }
        }
    }
}

static void assignments_cannot_be_mended(void **state)
{
    (void)state;
    double made = 0, best = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct placement_problem problem;
        struct placement_rows rows;
        struct placement_assignment of;
        struct sim_rng rng = sim_rng_named(number, "assignments", 0, 0, 0);
        int8_t period[SITES];
        int64_t left[SITES];
        small_make(&problem, PLACEMENT_CAPACITATED, number % 2 ? SMALL_SPARSE : SMALL_PERIODS | SMALL_CLASSES,
                   number);
        if (problem.unserved < 0 && number % 4)
            problem.unserved = 70;
        placement_rows_build(&problem, PLACEMENT_NONE, &rows);
        placement_assignment_init(&of, &rows);
        for (int k = 0; k < 3; k++) {
            for (int64_t j = 0; j < problem.site_count; j++)
                period[j] = (int8_t)(sim_rng_uniform(&rng) * (double)(problem.period_count + 1));
            for (int64_t t = 0; t < problem.period_count; t++) {
                placement_assignment_make(&of, period, t);
                check_books(&of, period, t);
                check_moves(&of, period, t);
                memcpy(left, problem.capacity, sizeof(int64_t) * (size_t)problem.site_count);
                int64_t least = best_of(&of, period, t, left, 0);
                assert_true(of.cost >= least);
                if (problem.unserved >= 0)
                    made += (double)of.cost, best += (double)least;
            }
        }
        placement_assignment_clear(&of);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
    print_message("in all %.4f of the best\n", made / best);
    assert_true(made < 1.013 * best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(assignments_cannot_be_mended)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
