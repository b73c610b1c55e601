/// What a period's budget still affords: no site is opened whose price leaves too little for those that must follow.
#pragma once

#include "models/physics/placement/state.h"

struct placement_afford {
    const struct placement_state *state; // borrowed
    const bool *is_candidate;            // [site] borrowed: may be opened
    int32_t *by_price;                   // [site] cheapest first; null where no period has a budget
    int64_t *taken;                      // [period][county] scratch: beyond what is open
    int64_t *taken_in;                   // [site] scratch: the last call that took it
    int64_t calls;
    int64_t next_price; // of the cheapest site that the last call left over; INT64_MAX: none
};

void placement_afford_init(struct placement_afford *of, const struct placement_state *state,
                           const bool *is_candidate);
void placement_afford_clear(struct placement_afford *of);

/// Price of the cheapest sites that, opened in `period` beside `in` (PLACEMENT_NONE: beside what is open), bring it to its
/// target and its counties to their floors within their limits; INT64_MAX: there are none. Least of all such prices where
/// nothing opens later.
int64_t placement_afford_rest(struct placement_afford *of, int64_t period, int64_t in);

/// True if the budget of `period` pays for a site and for the cheapest ones that must follow it. Whether limits allow the site
/// is not looked at.
bool placement_afford_may(struct placement_afford *of, int64_t site, int64_t period);
