/// The part of a problem that is still undecided: the same rows, with fewer sites, numbered anew.
///
/// Once reduced costs have shown which sites cannot be in a better answer, everything runs on lists without them. Clients,
/// counties and periods are the same, and so are multipliers.
#pragma once

#include "models/physics/placement/rows.h"

struct placement_core {
    struct placement_problem problem; // site arrays are its own, all others are borrowed
    struct placement_rows rows;
    int32_t *original; // [site] in the rows that it was made from
};

/// Keeps the sites for which keep[j] is true; at least one. all: borrowed while the core lives.
void placement_core_build(const struct placement_rows *all, const bool *keep, struct placement_core *core);
void placement_core_clear(struct placement_core *core);
