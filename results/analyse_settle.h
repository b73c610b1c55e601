/// Whether the answers of an analysis settle. Private to the analyse_* files.
#pragma once

#include "results/analyse.h"

/// What a target's estimators saw.
struct analyse_sample {
    const double *values; // [point][factor]
    const double *u;      // the same, coordinates; null where the method needs none
    const double *means;  // [point], of the value
    uint64_t seed;
};

/// True where points sample the factors' distributions, and their first half does too: not of a grid, trajectories, or points
/// that were given.
bool analyse_is_sample(const struct analyse *analyse);

/// Fills what says how far a target's estimates can be trusted.
void analyse_settle(const struct analyse *analyse, const struct analyse_sample *sample,
                    struct analyse_target *target);
