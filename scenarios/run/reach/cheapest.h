/// The cheapest point whose worth is not negative, over whole steps of axes; or the point of greatest worth.
///
/// Worth is a function that is quick to ask (kriging.h) and mostly grows with each axis, but need not: a measure may do harm.
/// Costs are linear with fixed parts, so the cheapest point lies where worth is nought, and is best found along that edge:
///
///     climb     from a start: the step, short or long, of the greatest gain in worth for its money, until worth is there
///     trim      take back each axis as far as worth allows, the dearest first
///     exchange  take back some of one axis, take another just far enough to make up for it; kept if cheaper
///     drop      give an axis up altogether, or for another, climb and trim again; kept if cheaper
///     add       take an axis further, by a little or by all it has, then trim the others; kept if cheaper
///
/// until none of these helps, from each start. All are exact in cost; none is proof of a global optimum where worth has
/// several hills, for which there are several starts. Deterministic, for any number of threads.
#pragma once

#include "scenarios/run/reach/axis.h"

struct cheapest {
    struct axes axes;
    const bool *is_barred; // [axis] never taken; null: none is
    double (*worth)(void *self, const int *x);
    void *self;
    size_t threads; // that ask for worth side by side, each from a start of its own; 0: one
};

/// starts: [count][axis], beside 0 and all axes taken fully. False: no point of that worth was found.
bool cheapest_find(const struct cheapest *problem, const int *starts, size_t count, int *x);

/// The greatest worth found from the same starts, whatever it costs.
void cheapest_most(const struct cheapest *problem, const int *starts, size_t count, int *x);
