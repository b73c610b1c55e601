#include "models/physics/placement/center.h"

#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/answer.h"
#include "models/physics/placement/multipliers.h"
#include "sim/memory.h"

/// What came of a radius.
enum reach { REACH_YES, REACH_NO, REACH_UNKNOWN };

/// Tries a radius, from the best answer so far.
static enum reach try_radius(struct placement_solver *solver, int64_t radius, const uint16_t *mask,
                             int8_t *period, struct placement_multipliers *proof)
{
    struct placement_result work = {0};
    struct placement_solver inner = *solver;
    size_t m = (size_t)solver->problem->site_count;
    inner.result = &work;
    inner.mask = sim_memory_new(m, sizeof(uint16_t), "masks of sites");
    inner.period = sim_memory_new(m, 1, "an answer");
    inner.lower = inner.enough = 0;
    // The answer at hand has another cost under another radius.
    inner.has_start = solver->has_start || solver->has_answer;
    inner.has_answer = false;
    memcpy(inner.mask, mask, sizeof(uint16_t) * m);
    memcpy(inner.period, period, m);
    placement_rows_build(solver->problem, radius, &inner.rows);
    placement_solver_run(&inner);
    placement_rows_clear(&inner.rows);
    enum reach reach = REACH_UNKNOWN;
    if (inner.has_answer && inner.cost == 0) {
        reach = REACH_YES;
        memcpy(period, inner.period, m);
    } else if (inner.lower > 0 || inner.is_exhausted) {
        reach = REACH_NO;
        if (work.multiplier_bound > 0)
            *proof = work.multipliers;
        else
            placement_multipliers_clear(&work.multipliers);
        work.multipliers = (struct placement_multipliers){0};
    }
    solver->is_stopped = inner.is_stopped;
    solver->result->is_interrupted = solver->result->is_interrupted || work.is_interrupted;
    solver->result->kicks += work.kicks;
    solver->result->bound_steps += work.bound_steps;
    solver->result->tree_nodes += work.tree_nodes;
    solver->result->search_s += work.search_s;
    solver->result->bound_s += work.bound_s;
    solver->result->tree_s += work.tree_s;
    placement_multipliers_clear(&work.multipliers);
    free(inner.mask);
    free(inner.period);
    return reach;
}

/// Greatest distance that a client can have at all.
static int64_t greatest_distance(const struct placement_problem *problem)
{
    int64_t greatest = 0;
    for (int64_t i = 0; i < problem->client_count; i++) {
        const struct placement_class *class = &problem->classes[problem->client_class[i]];
        int64_t penalty = class->radius >= 0 ? class->penalty : 0;
        if (problem->metric == PLACEMENT_LISTS) {
            for (size_t e = problem->list_start[i]; e < problem->list_start[i + 1]; e++)
                if (problem->list_distance[e] + penalty > greatest)
                    greatest = problem->list_distance[e] + penalty;
            continue;
        }
        for (int64_t j = 0; j < problem->site_count; j++) {
            int64_t distance = placement_distance(problem, i, j) + penalty;
            greatest = distance > greatest ? distance : greatest;
        }
    }
    return greatest;
}

void placement_solve_center(struct placement_solver *solver)
{
    const struct placement_problem *problem = solver->problem;
    size_t m = (size_t)problem->site_count;
    int8_t *period = sim_memory_new(m, 1, "an answer");
    int64_t low = 0, high = greatest_distance(problem), proven = 0;
    memcpy(period, solver->period, m);
    // Every radius below `low` is too small (surely so below `proven`); `high` is reached once there is an answer.
    bool is_sure = true;
    for (int64_t radius = high; low <= high;) {
        struct placement_multipliers proof = {0};
        enum reach reach = try_radius(solver, radius, solver->mask, period, &proof);
        if (reach == REACH_YES) {
            memcpy(solver->period, period, m);
            solver->has_answer = true;
            solver->cost = placement_answer_cost(problem, period, NULL, NULL);
            high = solver->cost - 1;
        } else {
            low = radius + 1;
            // What is too small for sure is so with all that is smaller, whatever was not known of that.
            is_sure = reach == REACH_NO;
            proven = is_sure ? low : proven;
            if (!solver->has_answer) {
                placement_multipliers_clear(&proof);
                break;
            }
            memcpy(period, solver->period, m);
        }
        if (proof.row) {
            placement_multipliers_clear(&solver->result->multipliers);
            solver->result->multipliers = proof;
            solver->result->multiplier_bound = radius + 1;
        }
        solver->lower = proven;
        if (solver->is_stopped)
            break;
        radius = low + (high - low) / 2;
    }
    // Without an answer at the greatest distance there is none at all.
    solver->is_exhausted = is_sure && !solver->is_stopped;
    if (!solver->has_answer)
        solver->lower = 0;
    free(period);
}
