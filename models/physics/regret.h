/// What it costs not to look ahead: the years of a placement decided one by one, against all of them at once.
///
///     foresight    all periods at once, nested: the placement's own answer
///     year by year each period for itself, what was opened before stays: what a planner does who is asked each year
///     apart        each period for itself and as if nothing but existing sites had been opened before: what the years
///                  would cost without the bond between them, a reference and not a plan
///
/// The regret of building year by year is (year by year - foresight) / foresight; the price of nesting is
/// (foresight - apart) / apart. With the worst scenario instead of the mean, the sums of the latter two are each year's
/// own worst: upper bounds of theirs. All are answers of the search with the same budget, so that a small regret may
/// be the search's own.
#pragma once

#include "models/physics/placement/placement.h"

struct regret {
    bool is_feasible;      // of building year by year; false: it left a later year's rules nothing to choose
    int32_t failed_period; // in which; PLACEMENT_NONE
    int64_t foresight;     // costs, in the problem's units
    int64_t year_by_year;  //
    int64_t apart;         // < 0: a year alone found no answer
    int64_t year_cost[PLACEMENT_PERIODS_MAX]; // of building year by year
};

/// @param problem    as it was solved, of a mode whose costs add up over the years (neither center nor capacitated); two
///                   periods at least make a difference
/// @param foresight  its feasible answer
/// @param options    budget of each year's search; start and tell are not used
void regret_work_out(const struct placement_problem *problem, const struct placement_result *foresight,
                     const struct placement_options *options, struct regret *regret);

/// (cost - base) / base; 0 where both are 0.
double regret_share(int64_t cost, int64_t base);
