/// Small random placement problems, and their best answer by trying all.
#pragma once

#include "models/physics/placement/placement.h"
#include "sim/rng.h"

/// What a small problem may have beside its mode. Bits.
enum small_switch {
    SMALL_COUNTIES = 1, // floors and limits
    SMALL_STANDING = 2, // existing and vetoed sites
    SMALL_PERIODS = 4,  // two or three of them
    SMALL_EXPECTED = 8, // scenarios, by their mean
    SMALL_WORST = 16,   // scenarios, by the worst
    SMALL_CLASSES = 32, // a class with a tighter radius, a penalty and a backup
    SMALL_BUDGET = 64,
    SMALL_SPARSE = 128, // not every site reaches every client
};

/// To be cleared. Different numbers give different problems.
void small_make(struct placement_problem *problem, enum placement_mode mode, int switches, uint64_t number);

/// Least cost over all answers, by trying every period for every site (capacitated: every assignment, too); -1: none
/// keeps the rules.
int64_t small_best(const struct placement_problem *problem);

/// A problem and its answer.
struct small_solved {
    struct placement_problem problem;
    struct placement_result result;
};

/// Makes and solves one. False: refused or without an answer; then there is nothing to clear.
bool small_solve(struct small_solved *of, enum placement_mode mode, int switches, uint64_t number);
void small_solved_clear(struct small_solved *of);
