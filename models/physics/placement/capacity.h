/// The capacitated mode's work at hand: bound, node of the tree, answer. Private to it.
#pragma once

#include "models/physics/placement/assign.h"
#include "models/physics/placement/solver.h"

struct placement_capacity {
    struct placement_solver *solver;
    const struct placement_rows *rows;
    struct placement_bound bound; // with packs
    struct placement_packs packs; // a node of the tree is its masks and what is forbidden here
    uint16_t *mask;               // [site]
    int32_t *assigned;            // [period][client] of the best answer
    // Scratch.
    struct placement_assignment assignment;
    int32_t *site;      // [period][client]
    int64_t looks;      // steps seen
    bool makes_answers; // a climb tries its choices
    // The tree.
    double open_bound, entries_left;
    int64_t nodes;
};

// --- capacity_search.c --------------------------------------------------------------------------------------------

/// An answer with the sites of `period` ([site]); then each site gives way to a better one for its own clients while that
/// helps. What is found is offered to the solver.
void placement_capacity_try(struct placement_capacity *of, const int8_t *period);

/// The same, the sites mended first where they break rules; nothing where they cannot be.
void placement_capacity_mend(struct placement_capacity *of, const int8_t *period);

/// Offers sites ([site] period) with the assignment in `site`, at its cost.
void placement_capacity_offer(struct placement_capacity *of, const int8_t *period);

/// Looks at a step of the climb: takes the answer that the relaxation itself gives, where it serves each client once.
/// context: the capacity.
bool placement_capacity_look(void *context);

/// Kicks: some open sites of the best answer change places with others nearby.
void placement_capacity_kick(struct placement_capacity *of, int64_t kicks);

// --- capacity_tree.c ----------------------------------------------------------------------------------------------

/// Cost to beat; without an answer, more than any can cost.
double placement_capacity_upper(const struct placement_capacity *of);

/// Searches below the node at hand: which sites are open when, then which client goes where.
void placement_capacity_visit(struct placement_capacity *of);
