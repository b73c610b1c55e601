/// Clients to open sites with capacities: a feasible assignment of little cost, and better sites for it.
#pragma once

#include "models/physics/placement/rows.h"

struct placement_assignment {
    const struct placement_rows *rows; // borrowed
    const int64_t *weight;             // [client] of the period at hand; borrowed
    bool *is_open;                     // [site]
    int32_t *site;                     // [client] PLACEMENT_NONE: none
    int64_t *left;                     // [site] capacity
    int64_t cost;                      // without charges; unserved clients at their tail
    bool is_complete;                  // every client that must be is served
};

void placement_assignment_init(struct placement_assignment *of, const struct placement_rows *rows);
void placement_assignment_clear(struct placement_assignment *of);

/// Assigns all clients to the sites open in period t, largest regret first, then shifts and exchanges clients while that is
/// cheaper. period: [site] in which it opens.
void placement_assignment_make(struct placement_assignment *of, const int8_t *period, int64_t t);
