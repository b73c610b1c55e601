#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/answer.h"
#include "models/physics/placement/capacitated.h"
#include "models/physics/placement/center.h"
#include "models/physics/placement/multipliers.h"
#include "models/physics/placement/proof.h"
#include "models/physics/placement/solver.h"
#include "models/physics/placement/worst.h"
#include "sim/memory.h"

static uint16_t *masks_of(const struct placement_problem *problem)
{
    uint16_t *mask = sim_memory_new((size_t)problem->site_count, sizeof(*mask), "masks of sites"),
             all = (uint16_t)((2u << problem->period_count) - 1);
    for (int64_t j = 0; j < problem->site_count; j++)
        mask[j] = problem->is_vetoed[j]     ? (uint16_t)(1u << problem->period_count)
                  : problem->is_existing[j] ? 1
                                            : all;
    return mask;
}

static void take_start(struct placement_solver *solver)
{
    const struct placement_result *start = solver->options->start;
    const struct placement_problem *problem = solver->problem;
    for (int64_t j = 0; j < problem->site_count; j++) {
        int32_t period = start && start->site_period ? start->site_period[j] : PLACEMENT_NONE;
        solver->period[j] =
            (int8_t)(period >= 0 && period < problem->period_count ? period : problem->period_count);
    }
    solver->has_start = start && start->site_period;
    if (start && start->multipliers.row && problem->mode != PLACEMENT_CENTER)
        placement_multipliers_copy(problem, &start->multipliers, &solver->result->multipliers);
    solver->result->multiplier_bound = -1; // those of the start are of another problem: they prove nothing
}

static void finish(struct placement_solver *solver)
{
    const struct placement_problem *problem = solver->problem;
    struct placement_result *result = solver->result;
    int64_t unserved = 0;
    if (result->multiplier_bound < 0) {
        placement_multipliers_clear(&result->multipliers);
        result->multiplier_bound = 0;
    }
    if (solver->has_answer && problem->mode != PLACEMENT_CAPACITATED)
        solver->cost = placement_answer_cost(problem, solver->period, result->assignment, &unserved);
    for (int64_t j = 0; j < problem->site_count; j++)
        result->site_period[j] = solver->has_answer && solver->period[j] < problem->period_count
                                     ? solver->period[j]
                                     : PLACEMENT_NONE;
    result->is_feasible = solver->has_answer && unserved == 0;
    result->cost = result->is_feasible ? solver->cost : -1;
    if (!result->is_feasible) {
        result->is_proven = solver->has_answer ? solver->is_impossible : solver->is_exhausted;
        result->lower_bound = result->multiplier_bound;
        return;
    }
    if (solver->is_exhausted && problem->mode != PLACEMENT_CAPACITATED)
        solver->lower = solver->cost;
    result->lower_bound = solver->lower;
    result->is_proven = solver->cost <= solver->lower;
}

void placement_solve(const struct placement_problem *problem, const struct placement_options *options,
                     struct placement_result *result)
{
    size_t n = (size_t)problem->client_count, m = (size_t)problem->site_count;
    *result = (struct placement_result){0};
    result->site_period = sim_memory_new(m, sizeof(int32_t), "an answer");
    result->assignment = sim_memory_new(n * (size_t)problem->period_count, sizeof(int32_t), "an answer");
    for (size_t i = 0; i < n * (size_t)problem->period_count; i++)
        result->assignment[i] = PLACEMENT_NONE;
    struct placement_solver solver = {
        .problem = problem,
        .options = options,
        .result = result,
        .started_s = placement_now_s(),
        .enough = -1,
        .share = sim_memory_new((size_t)problem->scenario_count, sizeof(int64_t), "shares"),
        .mask = masks_of(problem),
        .period = sim_memory_new(m, 1, "an answer")};
    memcpy(solver.share, problem->share, sizeof(int64_t) * (size_t)problem->scenario_count);
    for (int64_t s = 0; s < problem->scenario_count; s++)
        solver.share_sum += solver.share[s];
    take_start(&solver);
    if (problem->mode == PLACEMENT_CENTER) {
        placement_solve_center(&solver);
    } else if (problem->mode == PLACEMENT_CAPACITATED) {
        placement_solve_capacitated(&solver);
    } else {
        placement_solver_go_on(&solver, "lists");
        placement_rows_build(problem, PLACEMENT_NONE, &solver.rows);
        solver.writes_proof = problem->robust == PLACEMENT_EXPECTED;
        result->list_s = placement_now_s() - solver.started_s;
        if (problem->robust == PLACEMENT_WORST)
            placement_solve_worst(&solver);
        else
            placement_solver_run(&solver);
        placement_rows_clear(&solver.rows);
    }
    finish(&solver);
    free(solver.share);
    free(solver.mask);
    free(solver.period);
}

void placement_result_clear(struct placement_result *result)
{
    free(result->site_period);
    free(result->assignment);
    placement_multipliers_clear(&result->multipliers);
    placement_proof_clear(&result->proof);
    *result = (struct placement_result){0};
}
