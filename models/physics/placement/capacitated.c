#include "models/physics/placement/capacitated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/capacity.h"
#include "models/physics/placement/multipliers.h"
#include "sim/memory.h"

/// Lengths of the first step of the first and the second climb.
#define FIRST_LENGTH  1.0
#define SECOND_LENGTH 0.7
/// Kicks of the budget for one of this search, which is dearer than others.
#define KICKS_SHARE 20
/// Sites that a client passes on its way, without a target, and what its multiplier is of the distance to there.
#define USUAL_PASSES 4
#define USUAL_FACTOR 1.2

/// Multipliers that fit the distances: what it costs to go about as far as to an open site.
static void guess_multipliers(struct placement_capacity *of)
{
    const struct placement_rows *rows = of->rows;
    for (int64_t at = 0; at < rows->period_count * rows->problem->client_count; at++) {
        int64_t t = at / rows->problem->client_count, i = at % rows->problem->client_count,
                target = rows->problem->target[t], length = (int64_t)(rows->start[i + 1] - rows->start[i]),
                usual = length / (target > 0 ? target : USUAL_PASSES);
        if (length > 0)
            of->bound.u[t * rows->row_count + i] =
                USUAL_FACTOR * (double)rows->weight[t * rows->row_count + i] *
                rows->distance[rows->start[i] + (size_t)(usual < length ? usual : length - 1)];
    }
}

static void init(struct placement_capacity *of, struct placement_solver *solver)
{
    const struct placement_rows *rows = &solver->rows;
    size_t n = (size_t)rows->problem->client_count, periods = (size_t)rows->period_count;
    *of = (struct placement_capacity){.solver = solver,
                                      .rows = rows,
                                      .mask = solver->mask,
                                      .open_bound = INFINITY,
                                      .entries_left = 1e6 * (double)solver->options->tree_entries};
    placement_packs_init(&of->packs, rows);
    placement_bound_init(&of->bound, rows);
    of->bound.packs = &of->packs;
    of->bound.look = placement_capacity_look;
    of->bound.context = of;
    // A client of no weight takes room as any other.
    for (size_t t = 0; t < periods; t++)
        for (size_t i = 0; i < n; i++)
            of->bound.scale[t * (size_t)rows->row_count + i] = 1;
    of->assigned = sim_memory_new(periods * n, sizeof(int32_t), "an answer");
    of->site = sim_memory_new(periods * n, sizeof(int32_t), "an answer");
    placement_assignment_init(&of->assignment, rows);
    if (!placement_multipliers_give(&solver->result->multipliers, &of->bound))
        guess_multipliers(of);
}

static void clear(struct placement_capacity *of)
{
    placement_assignment_clear(&of->assignment);
    placement_bound_clear(&of->bound);
    placement_packs_clear(&of->packs);
    free(of->assigned);
    free(of->site);
}

/// Climbs twice, with answers on the way. False: the rules cannot be kept.
static bool climb(struct placement_capacity *of)
{
    struct placement_solver *solver = of->solver;
    int64_t steps = solver->options->bound_steps;
    of->makes_answers = true;
    bool is_possible = true;
    for (int pass = 0; pass < 2 && is_possible && !solver->is_stopped; pass++) {
        double upper = placement_capacity_upper(of);
        is_possible = placement_bound_climb(&of->bound, of->mask, upper, upper - 1 + 1e-6, steps,
                                            pass == 0 ? FIRST_LENGTH : SECOND_LENGTH);
        if (!solver->has_answer)
            break;
    }
    of->makes_answers = false;
    solver->result->bound_steps = of->bound.steps;
    return is_possible;
}

/// What the tree has shown.
static void conclude(struct placement_capacity *of)
{
    struct placement_solver *solver = of->solver;
    if (of->open_bound == INFINITY) {
        solver->is_exhausted = true;
        if (solver->has_answer)
            solver->lower = solver->cost;
        return;
    }
    int64_t lower = (int64_t)ceil(of->open_bound - 1e-6 - 1e-11 * fabs(of->open_bound));
    lower = solver->has_answer && lower > solver->cost ? solver->cost : lower;
    solver->lower = lower > solver->lower ? lower : solver->lower;
}

void placement_solve_capacitated(struct placement_solver *solver)
{
    struct placement_capacity of;
    struct placement_result *result = solver->result;
    placement_rows_build(solver->problem, PLACEMENT_NONE, &solver->rows);
    init(&of, solver);
    double before_s = placement_now_s();
    if (solver->has_start)
        placement_capacity_mend(&of, solver->period);
    bool is_possible = climb(&of);
    if (is_possible)
        placement_solver_keep_bound(solver, &of.bound);
    result->bound_s = placement_now_s() - before_s;
    before_s = placement_now_s();
    placement_capacity_kick(&of, solver->options->kicks / KICKS_SHARE);
    result->search_s = placement_now_s() - before_s;
    before_s = placement_now_s();
    if (is_possible)
        placement_capacity_visit(&of);
    result->tree_s = placement_now_s() - before_s;
    result->tree_nodes = of.nodes;
    conclude(&of);
    if (solver->has_answer)
        memcpy(result->assignment, of.assigned,
               sizeof(int32_t) * (size_t)(solver->problem->client_count * solver->problem->period_count));
    clear(&of);
    placement_rows_clear(&solver->rows);
}
