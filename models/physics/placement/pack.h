/// What a site with a capacity gives to the bound: for each period a knapsack of the clients that it would serve, in the place
/// of the sum that bound.h has for sites without one. With the state of a tree's node: which entries are forbidden.
#pragma once

#include "models/physics/placement/knapsack.h"
#include "models/physics/placement/rows.h"

struct placement_packs {
    const struct placement_rows *rows; // borrowed
    size_t entries;                    // of a period
    bool *is_forbidden;                // [period][column entry] that client does not go to that site
    bool *is_taken;                    // [period][column entry] by the last evaluation
    bool *must_be_served;              // [period][client] leaving it unserved is forbidden
    struct placement_item *items;      // [client] scratch
    int64_t items_read;
};

void placement_packs_init(struct placement_packs *packs, const struct placement_rows *rows);
void placement_packs_clear(struct placement_packs *packs);

/// Least cost, under multipliers u ([row] of the period), that a site's own clients can bring in a period: zero or less.
double placement_packs_value(struct placement_packs *packs, const double *u, int64_t period, int64_t site);
