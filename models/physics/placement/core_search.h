/// A search on the sites that look best under the bound, for the solver's answer. Private to the solver.
#pragma once

#include "models/physics/placement/core.h"
#include "models/physics/placement/search.h"
#include "models/physics/placement/solver.h"

struct placement_core_search {
    struct placement_core core;
    struct placement_search search;
    int8_t *period; // [core site] scratch
};

void placement_core_search_init(struct placement_core_search *of, const struct placement_solver *solver,
                                const struct placement_bound *bound);
void placement_core_search_clear(struct placement_core_search *of);

/// Takes over an answer. period: [site] of the solver's rows.
void placement_core_search_take(struct placement_core_search *of, const int8_t *period);

/// Mends and improves a choice of sites, and offers it. period: as above.
void placement_core_search_complete(struct placement_solver *solver, struct placement_core_search *of,
                                    const int8_t *period);

/// Kicks from the best answer. In rounds: at first answers a little dearer than the best are kept, later none, and each
/// round begins with the best.
void placement_core_search_kick(struct placement_solver *solver, struct placement_core_search *of,
                                int64_t kicks);

/// The same where only covers count (cover.h says which suit): first several answers, then ones that are bred from two.
void placement_core_search_breed(struct placement_solver *solver, struct placement_core_search *of,
                                 int64_t kicks);
