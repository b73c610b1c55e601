/// Branch and bound over the periods in which sites may open, with the Lagrangian bound at each node.
///
/// A node is a mask for each site. It climbs a little from its parent's multipliers, takes away by reduced costs what
/// cannot pay, and splits one site's mask in two. Depth first, the likelier half first, so that little is kept.
#pragma once

#include "models/physics/placement/bound.h"
#include "models/physics/placement/core.h"
#include "models/physics/placement/proof.h"

struct placement_tree {
    int64_t upper;                   // cost of the best answer known; answers that are found lower it
    double entries_left;             // budget of list entries read
    int64_t nodes;                   // visited
    struct placement_proof_pen *pen; // writes the proof; null: none is wanted
    double margin;                   // what bounds must exceed what they close by, beside rounding
    struct placement_rise {
        double sum[2];
        int64_t count[2];
    } * rises, all;    // [site] what splitting a site did to the bound: early half, late half
    double open_bound; // least bound of what was left unsearched; INFINITY: nothing was
    // Called for an answer (period: [site] of the root's rows) that looks cheaper than upper; it returns its exact cost.
    int64_t (*accept)(void *context, const int8_t *period, int64_t cost);
    bool (*may_go_on)(void *context);
    void *context;
};

/// Splits a mask into its early and its late half; the early one is returned.
uint16_t placement_tree_early_half(uint16_t mask);

/// Searches below a root. bound: at good multipliers, on the root's rows, left changed. mask: [site], left changed.
void placement_tree_search(struct placement_tree *tree, struct placement_bound *bound, uint16_t *mask);
