#include "models/physics/placement/worst.h"

#include <math.h>
#include <stdlib.h>

#include "models/physics/placement/answer.h"
#include "sim/memory.h"

/// Rounds of weights, the sum of the weights, and how fast they move.
#define ROUNDS     12
#define SHARE_SUM  1024
#define SHARE_RATE 4.0

/// Costs of an answer by scenario.
static void scenario_costs(const struct placement_problem *problem, const int8_t *period, int64_t *costs)
{
    struct placement_problem one = *problem;
    int64_t n = problem->client_count, scenarios = problem->scenario_count;
    int64_t share = 1;
    one.scenario_count = 1;
    one.robust = PLACEMENT_EXPECTED;
    one.share = &share;
    one.weight = sim_memory_new((size_t)(n * problem->period_count), sizeof(int64_t), "weights");
    for (int64_t s = 0; s < scenarios; s++) {
        for (int64_t t = 0; t < problem->period_count; t++)
            for (int64_t i = 0; i < n; i++)
                one.weight[t * n + i] = problem->weight[(t * scenarios + s) * n + i];
        costs[s] = placement_answer_cost(&one, period, NULL, NULL);
    }
    free(one.weight);
}

/// Whole shares in about the ratio of the weights. Their running sums are rounded, so that the sum is SHARE_SUM however
/// many scenarios there are.
static void set_shares(struct placement_solver *solver, const double *weight)
{
    double sum = 0, until = 0;
    for (int64_t s = 0; s < solver->problem->scenario_count; s++)
        sum += weight[s];
    solver->share_sum = 0;
    for (int64_t s = 0; s < solver->problem->scenario_count; s++) {
        until += weight[s];
        int64_t shares = (int64_t)llround(until / sum * SHARE_SUM);
        solver->share[s] = shares - solver->share_sum;
        solver->share_sum = shares;
    }
    placement_rows_weigh(&solver->rows, solver->share);
}

void placement_solve_worst(struct placement_solver *solver)
{
    const struct placement_problem *problem = solver->problem;
    int64_t scenarios = problem->scenario_count, best_lower = -1;
    double *weight = sim_memory_new((size_t)scenarios, sizeof(double), "weights of scenarios"),
           *best = sim_memory_new((size_t)scenarios, sizeof(double), "weights of scenarios");
    int64_t *costs = sim_memory_new((size_t)scenarios, sizeof(int64_t), "costs of scenarios");
    for (int64_t s = 0; s < scenarios; s++)
        weight[s] = best[s] = 1;
    // The rounds do without a tree; the last one, with the best weights, has it all.
    struct placement_options options = *solver->options, whole = options;
    options.kicks /= 2 * ROUNDS;
    options.bound_steps = options.bound_steps / 4 + 1;
    options.tree_entries = 0;
    for (int round = 0; round <= ROUNDS && !solver->is_stopped; round++) {
        bool is_last = round == ROUNDS;
        solver->options = is_last ? &whole : &options;
        set_shares(solver, is_last ? best : weight);
        int64_t lower = solver->lower;
        placement_solver_run(solver);
        if (is_last || (solver->has_answer && solver->cost <= solver->lower) || solver->is_exhausted)
            break;
        if (!solver->has_answer) {
            round = ROUNDS - 1; // only the tree can tell
            continue;
        }
        if (solver->lower > lower || best_lower < 0) {
            best_lower = solver->lower;
            for (int64_t s = 0; s < scenarios; s++)
                best[s] = weight[s];
        }
        scenario_costs(problem, solver->period, costs);
        for (int64_t s = 0; s < scenarios; s++)
            weight[s] *= exp(SHARE_RATE * ((double)costs[s] / (double)solver->cost - 1));
    }
    free(weight);
    free(best);
    free(costs);
}
