/// Writing down what a tree shows (placement.h has the form).
#pragma once

#include "models/physics/placement/bound.h"

/// A proof in the making. One that grows too large is given up.
struct placement_proof_pen {
    struct placement_proof proof;
    size_t step_capacity, numbers; // numbers: in all blocks
    const int64_t *share;          // [scenario] borrowed
    bool is_given_up;
};

void placement_proof_clear(struct placement_proof *proof);

void placement_proof_step(struct placement_proof_pen *pen, int32_t step);
/// A step PLACEMENT_PROOF_BOUND with the bound's multipliers.
void placement_proof_bound(struct placement_proof_pen *pen, const struct placement_bound *bound);

/// How much a bound in floating point must exceed what it closes, so that rounded multipliers close it, too.
double placement_proof_margin(const struct placement_bound *bound, const int64_t *share);
