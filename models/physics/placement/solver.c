#include "models/physics/placement/solver.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/physics/placement/answer.h"
#include "models/physics/placement/multipliers.h"
#include "sim/memory.h"

double placement_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool placement_solver_go_on(struct placement_solver *solver, const char *stage)
{
    const struct placement_options *options = solver->options;
    if (solver->is_stopped)
        return false;
    if (options->time_limit_s > 0 && placement_now_s() - solver->started_s > options->time_limit_s)
        solver->is_stopped = true;
    struct placement_progress progress = {stage, solver->has_answer ? solver->cost : -1, solver->lower};
    if (options->tell && !options->tell(options->context, &progress))
        solver->is_stopped = solver->result->is_interrupted = true;
    return !solver->is_stopped;
}

/// True if nothing cheaper than the best answer can exist, or is wanted.
bool placement_solver_is_closed(const struct placement_solver *solver)
{
    return solver->has_answer && (solver->cost <= solver->lower || solver->cost <= solver->enough);
}

/// True if the bound shows that not even what is wanted can be reached.
bool placement_solver_is_hopeless(const struct placement_solver *solver)
{
    return solver->lower > solver->enough && solver->enough >= 0;
}

/// The cost to beat, in the rows' units.
int64_t placement_solver_upper(const struct placement_solver *solver)
{
    if (solver->problem->robust == PLACEMENT_WORST)
        return solver->share_sum * (solver->cost - 1) + 1;
    return solver->cost;
}

/// Cost of an answer as the problem counts it; a center's rows count uncovered clients.
static int64_t exact_cost(const struct placement_solver *solver, const int8_t *period, int64_t merged)
{
    const struct placement_problem *problem = solver->problem;
    bool is_cut = problem->metric == PLACEMENT_PLANAR && solver->rows.cut < problem->site_count;
    // A set cover costs the same in every scenario; what leaves a client out costs more than any that does not.
    if (problem->mode == PLACEMENT_SET_COVER && problem->robust == PLACEMENT_WORST)
        return (merged + solver->share_sum - 1) / solver->share_sum;
    if (problem->mode == PLACEMENT_CENTER || problem->mode == PLACEMENT_SET_COVER ||
        (problem->robust == PLACEMENT_EXPECTED && !is_cut))
        return merged;
    int64_t unserved, cost = placement_answer_cost(problem, period, NULL, &unserved);
    return unserved > 0 ? PLACEMENT_COST_MAX : cost;
}

int64_t placement_solver_accept(void *context, const int8_t *period, int64_t merged)
{
    struct placement_solver *solver = context;
    int64_t cost = exact_cost(solver, period, merged);
    if (!solver->has_answer || cost < solver->cost) {
        solver->has_answer = true;
        solver->cost = cost;
        memcpy(solver->period, period, (size_t)solver->problem->site_count);
    }
    return placement_solver_upper(solver);
}

void placement_solver_offer(struct placement_solver *solver, const struct placement_state *state,
                            const int32_t *original)
{
    if ((solver->has_answer && state->cost >= placement_solver_upper(solver)) ||
        !placement_state_is_lawful(state))
        return;
    int8_t *period = sim_memory_new((size_t)solver->problem->site_count, 1, "an answer");
    memset(period, (int)solver->problem->period_count, (size_t)solver->problem->site_count);
    for (int64_t k = 0; k < state->rows->site_count; k++)
        period[original ? original[k] : k] = state->period[k];
    placement_solver_accept(solver, period, state->cost);
    free(period);
}

/// Keeps the bound's multipliers where they prove more than before.
void placement_solver_keep_bound(struct placement_solver *solver, const struct placement_bound *bound)
{
    struct placement_multipliers multipliers;
    placement_multipliers_take(bound, solver->share, &multipliers);
    placement_wide value = placement_multipliers_value(&multipliers, &solver->rows),
                   divisor = multipliers.scale;
    if (solver->problem->robust == PLACEMENT_WORST)
        divisor *= solver->share_sum;
    int64_t lower = placement_wide_ceil(value, divisor);
    lower = lower < 0 ? 0 : lower;
    solver->lower = lower > solver->lower ? lower : solver->lower;
    struct placement_result *result = solver->result;
    if (!result->multipliers.row || lower > result->multiplier_bound) {
        placement_multipliers_clear(&result->multipliers);
        result->multipliers = multipliers;
        result->multiplier_bound = lower;
    } else {
        placement_multipliers_clear(&multipliers);
    }
}
