/// Knapsacks of the capacitated mode: which clients a site would serve.
#pragma once

#include "models/physics/placement/placement.h"

/// Capacity up to which a knapsack is solved to the end for the bound that is written down; beyond it, it is filled with
/// the last item broken, which bounds it from above. The checker does the same.
#define PLACEMENT_KNAPSACK_MOST 20000

struct placement_item {
    double gain; // > 0
    int64_t size;
    int32_t index; // the caller's
    bool is_taken;
};

/// Greatest gain within a capacity; items are put in another order, and marked. Exact, unless the search is cut or, of many
/// items and a large capacity, not begun, which `bound` tells: an upper bound on the gain, the gain itself where it is exact.
double placement_knapsack(struct placement_item *items, int64_t count, int64_t capacity, double *bound);

/// The same in whole numbers, as it is written down (see above); gains and sizes by item.
int64_t placement_knapsack_whole(const int64_t *gain, const int64_t *size, int64_t count, int64_t capacity);
