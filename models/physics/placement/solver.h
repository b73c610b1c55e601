/// The parts of a solution in the making: the best answer and bound so far. Private to solve.c and the modes beside it.
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
    bool writes_proof;  // of what the tree shows
    bool is_exhausted;  // the tree was searched to its end
    bool is_impossible; // the bound is above what any answer that serves all can cost
};

double placement_now_s(void);

/// Tells the progress and looks at clock and caller. False: stop.
bool placement_solver_go_on(struct placement_solver *solver, const char *stage);

/// True if nothing cheaper than the best answer can exist, or is wanted.
bool placement_solver_is_closed(const struct placement_solver *solver);

/// True if the bound shows that not even what is wanted can be reached.
bool placement_solver_is_hopeless(const struct placement_solver *solver);

/// The cost to beat, in the rows' units.
int64_t placement_solver_upper(const struct placement_solver *solver);

/// Takes an answer over where it is cheaper. context: the solver. period: [site]; merged: its cost in the rows' units.
/// Returns the cost to beat.
int64_t placement_solver_accept(void *context, const int8_t *period, int64_t merged);

/// The same for what is open in a state, if that is lawful. original: [site] in the solver's rows; null: the same.
void placement_solver_offer(struct placement_solver *solver, const struct placement_state *state,
                            const int32_t *original);

/// Keeps the bound's multipliers where they prove more than before.
void placement_solver_keep_bound(struct placement_solver *solver, const struct placement_bound *bound);

/// Solves the rows at hand (run.c): greedy, bound, search, tree. Multipliers go into the result where they prove more than
/// those there.
void placement_solver_run(struct placement_solver *solver);
