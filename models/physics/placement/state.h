/// A set of open sites, kept so that any change of it can be priced at once.
///
/// For each period and row the `need` nearest open sites serve, and one more is known: the next. A site's loss is what
/// its rows would pay more without it. After Whitaker (1983) and Resende and Werneck, "A fast swap-based local search
/// procedure for location problems", Annals of Operations Research 150 (2007): the cost of putting j in the place of r is
/// gain(j) + loss(r) + a correction that only rows contribute which r serves and for which j is nearer than the next.
#pragma once

#include "models/physics/placement/rows.h"

/// Nearest open sites of a row in a period. position: in the row's list; its length where there is none (site -1).
struct placement_served {
    int32_t position[3], site[3], distance[3];
};

struct placement_state {
    const struct placement_rows *rows; // borrowed
    int64_t cost;                      // of rows and charges, merged over scenarios
    int8_t *period;                    // [site] in which it opens; period_count: never
    struct placement_served *served;   // [period][row]
    int64_t *loss;                     // [period][site] of open sites
    int64_t *open_count;               // [period]
    int64_t *county_count;             // [period][county]
    int64_t *spent;                    // [period] price of the sites that open then
    int64_t *correction;               // [site] scratch
    int32_t *touched;                  // [site] scratch
    int64_t touched_count;
    int64_t gain[PLACEMENT_PERIODS_MAX]; // by period, of the last placement_state_price
};

/// Nothing is open.
void placement_state_init(struct placement_state *state, const struct placement_rows *rows);
void placement_state_clear(struct placement_state *state);

/// Lets a site open in another period (period_count: never) and updates everything. Rules are not looked at.
void placement_state_set(struct placement_state *state, int64_t site, int64_t period);

/// What a site that opens in `period` or later would bring if it were open before it: gain[t] for t < period, and the
/// correction for each open site, in correction and touched. The caller undoes it with placement_state_unprice.
void placement_state_price(struct placement_state *state, int64_t site);
void placement_state_unprice(struct placement_state *state);

/// Cost of exchanging the opening periods of `in` (just priced) and `out`, which opens earlier.
int64_t placement_state_swap_cost(const struct placement_state *state, int64_t in, int64_t out);

/// True if the exchange keeps the rules on counties, budgets and existing sites.
bool placement_state_may_swap(const struct placement_state *state, int64_t in, int64_t out);

/// True if moving a site to another period keeps all rules, the targets among them.
bool placement_state_may_set(const struct placement_state *state, int64_t site, int64_t period);

/// True if every rule holds: targets, floors, limits, budgets, existing and vetoed sites.
bool placement_state_is_lawful(const struct placement_state *state);
