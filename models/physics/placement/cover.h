/// Exchanges for covers: who is covered by no, by one and by more open sites, so that an exchange is priced by one pass
/// over the clients of the site that comes in.
///
/// Where lists only tell inside from outside, answers differ from better ones by several sites at once: a round anneals
/// (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983) the open sites of one region, with exchanges of neighbours mostly,
/// and what comes out dearer is undone. For one period, a given number of sites and no backups.
#pragma once

#include "models/physics/placement/rows.h"
#include "sim/rng.h"

/// Owners of rows that are covered by none or by several.
#define PLACEMENT_COVER_NONE (-1)
#define PLACEMENT_COVER_MANY (-2)

struct placement_cover {
    const struct placement_rows *rows; // borrowed
    struct sim_rng rng;
    int64_t cost; // weight that is not covered
    // Rows with any weight, by site.
    size_t *column_start; // [site + 1]
    int32_t *column;      // row
    int64_t *weight;      // [row]
    // What is open.
    int32_t *owner; // [row] the site that alone covers it, or one of the above
    int32_t *count; // [row] open sites that cover it
    int64_t *sum;   // [row] of their numbers: the number of the last one, where one is left
    int64_t *loss;  // [site] weight that an open site alone covers
    bool *is_open;  // [site]
    int32_t *open;  // in no order
    int32_t *place; // [site] in open
    int64_t open_count;
    int64_t *county_count; // [county]
    int64_t spent;         // price of what is open
    // Scratch of a round. [site]
    int32_t *region, *queue;
    bool *is_met;
    int8_t *before, *best; // answers
};

/// True if the rows are such as these exchanges work on.
bool placement_cover_suits(const struct placement_rows *rows);

/// Nothing is open.
void placement_cover_init(struct placement_cover *cover, const struct placement_rows *rows, uint64_t seed);
void placement_cover_clear(struct placement_cover *cover);

void placement_cover_open(struct placement_cover *cover, int32_t site);
void placement_cover_close(struct placement_cover *cover, int32_t site);

/// Takes over a whole answer. period: [site], 0 or 1 (never).
void placement_cover_take(struct placement_cover *cover, const int8_t *period);

/// What an exchange would add to the cost.
int64_t placement_cover_swap_cost(const struct placement_cover *cover, int32_t in, int32_t out);

/// True if the exchange keeps the rules on counties, the budget, existing and vetoed sites.
bool placement_cover_may_swap(const struct placement_cover *cover, int32_t in, int32_t out);

/// Tries `moves` exchanges of `width` open sites around a random one, at falling temperatures. What comes out is kept if it
/// is no dearer than before. True if it is cheaper.
bool placement_cover_round(struct placement_cover *cover, int64_t width, int64_t moves);

/// Tries `moves` exchanges of all open sites, at temperatures at which little is left of what was open.
void placement_cover_anew(struct placement_cover *cover, int64_t moves);

/// Keeps the half of the open sites around a random one and takes those of `other` ([site], 0 or 1) elsewhere; then closes
/// or opens what is least missed or covers most, up to the number before. Does nothing under counties or a budget.
void placement_cover_cross(struct placement_cover *cover, const int8_t *other);
