/// Clients to open sites with capacities: a feasible assignment of little cost, and better sites for it.
#pragma once

#include "models/physics/placement/rows.h"

struct placement_assignment {
    const struct placement_rows *rows; // borrowed
    int8_t *period;                    // [site] 0: open, 1: not
    int32_t *site;                     // [client] PLACEMENT_NONE: none
    int64_t *left;                     // [site] capacity
    int64_t cost;                      // with charges; unserved clients at their tail
    bool is_complete;                  // every client that must be is served
};

void placement_assignment_init(struct placement_assignment *of, const struct placement_rows *rows);
void placement_assignment_clear(struct placement_assignment *of);

/// Assigns all clients to the sites open in `period` (copied), largest regret first, then shifts and exchanges clients
/// while that is cheaper.
void placement_assignment_make(struct placement_assignment *of, const int8_t *period);
