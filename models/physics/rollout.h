/// The order in which placed sites are opened, and what is opened after them.
///
/// Existing sites come first, then those of each period in its turn, then a reserve: any site that rules allow. Within
/// each, the next site is the one that gains most for its price: what the demand of the last period saves by it, given
/// all that is open (Nemhauser, Wolsey and Fisher 1978: greedy, and lazily, as gains can only fall). It looks at served
/// distance and the penalty beyond the class's radius; backups are left out.
#pragma once

#include "models/physics/placement/placement.h"

struct rollout_step {
    int32_t site;
    int32_t period; // in which the placement opens it; period_count for the reserve
    double gain;    // weight x distance saved, or weight covered
};

/// @param problem      with given lists
/// @param site_period  [site] of the placement's result
/// @param wanted       steps; the reserve is what the placement's own sites leave of it
/// @param steps        room for `wanted` or the placement's own sites, whichever is more
/// @return             steps written: fewer than wanted where rules allow no more sites
size_t rollout_order(const struct placement_problem *problem, const int32_t *site_period, size_t wanted,
                     struct rollout_step *steps);
