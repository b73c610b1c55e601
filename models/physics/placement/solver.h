/// The parts of a solution in the making. Private to solve.c and the modes beside it.
#pragma once

#include "models/physics/placement/bound.h"
#include "models/physics/placement/placement.h"
#include "models/physics/placement/search.h"

struct placement_solver {
    const struct placement_problem *problem;
    const struct placement_options *options;
    struct placement_result *result;
    double started_s;
    bool is_stopped;
    // Of the rows at hand.
    struct placement_rows rows;
    int64_t *share; // [scenario] of the rows' weights
    int64_t share_sum;
    uint16_t *mask; // [site]
    // The best answer.
    bool has_answer;
    bool has_start;     // without an answer: period is where to start from, lawful or not, its cost unknown
    int8_t *period;     // [site]
    int64_t cost;       // exact, as the problem counts it
    int64_t lower;      // best bound, likewise
    int64_t enough;     // an answer of this cost is as good as proven: stop there
    bool is_exhausted;  // the tree was searched to its end
    bool is_impossible; // the bound is above what any answer that serves all can cost
};

double placement_now_s(void);

/// Tells the progress and looks at clock and caller. False: stop.
bool placement_solver_go_on(struct placement_solver *solver, const char *stage);

/// Solves the rows at hand: greedy, bound, search, tree. Multipliers go into the result where they prove more than
/// those there.
void placement_solver_run(struct placement_solver *solver);

/// p-center and the worst of several scenarios, each by a row of such problems; capacitated by its own means.
void placement_solve_center(struct placement_solver *solver);
void placement_solve_worst(struct placement_solver *solver);
void placement_solve_capacitated(struct placement_solver *solver);
