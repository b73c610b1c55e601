#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/physics/rollout.h"
#include "sim/rng.h"

enum { CLIENTS = 25, SITES = 18, COUNTIES = 4, PERIODS = 3 };

/// A random problem: every client listed with a random part of the sites, two classes, some sites existing or vetoed.
static void fill(struct placement_problem *problem, enum placement_mode mode, struct sim_rng *rng)
{
    const struct placement_size size = {CLIENTS, SITES, COUNTIES, 2, PERIODS, 2, CLIENTS * SITES};
    placement_problem_init(problem, mode, PLACEMENT_LISTS, &size);
    size_t at = 0;
    for (int i = 0; i < CLIENTS; i++) {
        for (int j = 0; j < SITES; j++)
            if (sim_rng_uniform(rng) < 0.6) {
                problem->list_site[at] = j;
                problem->list_distance[at++] = (int32_t)(sim_rng_uniform(rng) * 100);
            }
        problem->list_start[i + 1] = at;
        problem->client_class[i] = sim_rng_uniform(rng) < 0.3;
    }
    for (int i = 0; i < CLIENTS * 2 * PERIODS; i++)
        problem->weight[i] = (int64_t)(sim_rng_uniform(rng) * 9);
    problem->share[0] = 1;
    problem->share[1] = 3;
    problem->unserved = 120;
    problem->classes[0] = (struct placement_class){.radius = 50, .backup_radius = PLACEMENT_NONE};
    problem->classes[1] =
        (struct placement_class){.radius = 30, .penalty = 40, .backup_radius = PLACEMENT_NONE};
    for (int j = 0; j < SITES; j++) {
        problem->county[j] = j % COUNTIES;
        problem->price[j] = 1 + (int64_t)(sim_rng_uniform(rng) * 4);
        problem->is_existing[j] = j % 7 == 3;
        problem->is_vetoed[j] = j % 7 == 5;
    }
    for (int c = 0; c < COUNTIES; c++)
        problem->limit[(PERIODS - 1) * COUNTIES + c] = 3;
}

static double client_cost(const struct placement_problem *problem, int client, const bool *is_open)
{
    int64_t best = problem->unserved;
    for (size_t at = problem->list_start[client]; at < problem->list_start[client + 1]; at++)
        if (is_open[problem->list_site[at]] && problem->list_distance[at] < best)
            best = problem->list_distance[at];
    const struct placement_class *class_ = &problem->classes[problem->client_class[client]];
    bool is_inside = best <= class_->radius;
    if (problem->mode == PLACEMENT_COVER)
        return !is_inside;
    return (double)(best + (is_inside ? 0 : class_->penalty));
}

/// Cost under the last period's demand, scenarios by their shares 1 and 3.
static double total(const struct placement_problem *problem, const bool *is_open)
{
    const int64_t *last = problem->weight + (PERIODS - 1) * 2 * CLIENTS;
    double sum = 0;
    for (int i = 0; i < CLIENTS; i++)
        sum += (0.25 * (double)last[i] + 0.75 * (double)last[CLIENTS + i]) * client_cost(problem, i, is_open);
    return sum;
}

/// At each step no site of the stage would have gained more for its price, by costs worked out anew.
static void check_greedy(const struct placement_problem *problem, const int32_t *period,
                         const struct rollout_step *steps, size_t count)
{
    bool is_open[SITES] = {false};
    int per_county[COUNTIES] = {0};
    for (size_t n = 0; n < count; n++) {
        int32_t chosen = steps[n].site;
        bool is_reserve = steps[n].period == PERIODS;
        double before = total(problem, is_open), gained = -1, best = -1;
        for (int32_t j = 0; j < SITES; j++) {
            bool is_same = problem->is_existing[chosen] ? problem->is_existing[j]
                           : is_reserve ? !problem->is_vetoed[j] && per_county[problem->county[j]] < 3
                                        : !problem->is_existing[j] && period[j] == steps[n].period;
            if (is_open[j] || !is_same)
                continue;
            is_open[j] = true;
            double gain = before - total(problem, is_open), ratio = gain / (double)problem->price[j];
            is_open[j] = false;
            best = fmax(best, ratio);
            if (j == chosen)
                gained = ratio;
            if (j == chosen && fabs(gain - steps[n].gain) > 1e-9 * (1 + gain))
                fail_msg("step %zu: gain %g, expected %g", n, steps[n].gain, gain);
        }
        if (!(gained >= best - 1e-9 * (1 + best)))
            fail_msg("step %zu: %g for its price, another gains %g", n, gained, best);
        is_open[chosen] = true;
        per_county[problem->county[chosen]]++;
    }
}

static void test_order(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(17, "roll-outs", 0, 0, 0);
    for (int round = 0; round < 200; round++) {
        struct placement_problem problem;
        int32_t period[SITES];
        struct rollout_step steps[2 * SITES];
        fill(&problem, round % 2 ? PLACEMENT_COVER : PLACEMENT_MEDIAN, &rng);
        int placed = 0, existing = 0;
        for (int j = 0; j < SITES; j++) {
            period[j] = problem.is_existing[j] ? 0
                        : problem.is_vetoed[j] || sim_rng_uniform(&rng) < 0.7
                            ? PLACEMENT_NONE
                            : (int32_t)(sim_rng_uniform(&rng) * PERIODS);
            placed += period[j] != PLACEMENT_NONE;
            existing += problem.is_existing[j];
        }
        size_t count = rollout_order(&problem, period, 12, steps);
        assert_true(count >= (size_t)placed && count <= (placed > 12 ? (size_t)placed : 12));
        for (size_t n = 0; n < count; n++) {
            assert_true(problem.is_existing[steps[n].site] == (n < (size_t)existing));
            assert_true(n == 0 || steps[n].period >= steps[n - 1].period);
            assert_true((steps[n].period == PERIODS) == (n >= (size_t)placed));
        }
        check_greedy(&problem, period, steps, count);
        placement_problem_clear(&problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};
    return cmocka_run_group_tests_name("rollout", tests, NULL, NULL);
}
