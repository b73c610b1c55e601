#include "models/physics/placement/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/program.h"
#include "sim/memory.h"

/// List entries, over all periods, up to which a program is made: GLPK takes about 130 bytes for each.
#define ENTRIES_MOST 1500000
/// Steps of the simplex for each of the bound's, and how many of them lie between two looks at the clock.
#define STEPS_PER_BOUND_STEP 20
#define STEPS_PER_LOOK       500

static const char what[] = "a linear program";

/// Runs the simplex. False: stopped, without an answer, or out of steps.
static bool run(struct placement_program *of, struct placement_solver *solver)
{
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.meth = GLP_DUALP;
    how.it_lim = STEPS_PER_LOOK;
    glp_scale_prob(of->program, GLP_SF_AUTO);
    int64_t looks = 1 + STEPS_PER_BOUND_STEP * solver->options->bound_steps / STEPS_PER_LOOK;
    for (int error = GLP_EITLIM; error == GLP_EITLIM; looks--) {
        if (looks == 0 || !placement_solver_go_on(solver, "bound"))
            return false;
        error = glp_simplex(of->program, &how);
    }
    return glp_get_status(of->program) == GLP_OPT;
}

/// Duals as the bound's multipliers. What rows alike pay together each pays by its weight.
static void take_duals(const struct placement_program *of, struct placement_bound *bound)
{
    const struct placement_rows *rows = of->rows;
    const struct placement_problem *problem = rows->problem;
    double *weight = sim_memory_new((size_t)of->alike.row_count + 1, sizeof(*weight), what);
    memset(bound->multipliers, 0, sizeof(double) * bound->dimension);
    for (int64_t t = 0; t < rows->period_count; t++) {
        placement_program_weigh(of, t, weight);
        for (int64_t r = 0; r < rows->row_count; r++) {
            int32_t group = of->alike.row_group[r];
            if (group < 0 || weight[group] <= 0)
                continue;
            double own = (double)rows->weight[t * rows->row_count + r],
                   dual = glp_get_row_dual(of->program, of->first_row[t] + group);
            bound->u[t * rows->row_count + r] =
                fmin(fmax(dual, 0) * own / weight[group], own * rows->tail[r]);
        }
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            double dual = glp_get_row_dual(of->program, of->first_county[t] + (int)c);
            bool may_be = dual > 0 ? problem->floor[at] > 0 : problem->limit[at] >= 0;
            bound->county[at] = may_be ? dual : 0;
        }
        bound->lambda[t] = of->target[t] ? glp_get_row_dual(of->program, of->target[t]) : 0;
        bound->budget[t] = of->budget[t] ? fmax(0, -glp_get_row_dual(of->program, of->budget[t])) : 0;
    }
    free(weight);
}

/// Takes the duals if they prove more than the multipliers at hand: where nothing can be proven those of a climb, which lie amid
/// all that are good, lead farther in a tree.
static void take_better(const struct placement_program *of, struct placement_bound *bound)
{
    size_t size = sizeof(double) * bound->dimension;
    double before = bound->value, lambda[PLACEMENT_PERIODS_MAX],
           *multipliers = sim_memory_new(bound->dimension, sizeof(double), what);
    memcpy(multipliers, bound->multipliers, size);
    memcpy(lambda, bound->lambda, sizeof(lambda));
    take_duals(of, bound);
    bool is_possible = placement_bound_evaluate(bound, of->mask);
    if (!is_possible || bound->value <= fmax(before, 0)) {
        memcpy(bound->multipliers, multipliers, size);
        memcpy(bound->lambda, lambda, sizeof(lambda));
        placement_bound_evaluate(bound, of->mask);
    }
    free(multipliers);
}

bool placement_linear_solve(struct placement_solver *solver, struct placement_bound *bound, int8_t *choice)
{
    struct placement_program of;
    placement_program_init(&of, &solver->rows, solver->mask);
    bool is_solved = false;
    if (of.alike.entries * (size_t)of.rows->period_count <= ENTRIES_MOST) {
        placement_program_build(&of);
        is_solved = run(&of, solver);
    }
    if (is_solved) {
        take_better(&of, bound);
        placement_program_choice(&of, choice);
    }
    placement_program_clear(&of);
    return is_solved;
}
