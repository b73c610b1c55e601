/// Exchanges for covers: who is covered by no, by one and by more open sites, what each open site alone covers and what each
/// closed one would add. An exchange costs
///
///     loss(out) - gain(in) - weight of the clients that `out` alone covers and `in` covers, too
///
/// The last part is at most the weight that the two share, which neighbours know of each other: most exchanges are refused
/// without a look at their clients.
///
/// Where lists only tell inside from outside, answers differ from better ones by several sites at once: a round anneals
/// (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983) the open sites of one region, with exchanges of neighbours mostly,
/// and what comes out dearer is undone. Now and then a site that is missed little gives way to one far away that adds much.
/// For one period, a given number of sites and no backups.
#pragma once

#include "models/physics/placement/rows.h"
#include "sim/rng.h"

/// Owners of rows that are covered by none or by several.
#define PLACEMENT_COVER_NONE (-1)
#define PLACEMENT_COVER_MANY (-2)
/// Exponential deviates of mean 1, in order of their quantiles, that annealing draws from.
#define PLACEMENT_COVER_DEVIATES 16384

struct placement_cover {
    const struct placement_rows *rows; // borrowed
    struct sim_rng rng;
    float *exponential; // [PLACEMENT_COVER_DEVIATES]
    int64_t cost;       // weight that is not covered
    // Rows with any weight, by site.
    size_t *column_start; // [site + 1]
    int32_t *column;      // row
    int64_t *weight;      // [row]
    // Sites that share rows, by site, most shared weight first. Null where there would be too many.
    size_t *neighbour_start; // [site + 1]
    struct placement_neighbour {
        int64_t shared; // weight of the rows that both cover
        int32_t site;
    } * neighbour;
    // What is open.
    int32_t *owner; // [row] the site that alone covers it, or one of the above
    int32_t *count; // [row] open sites that cover it
    int64_t *sum;   // [row] of their numbers: the number of the last one, where one is left
    int64_t *loss;  // [site] weight that an open site alone covers
    int64_t *gain;  // [site] weight of its rows that no open site covers
    bool *is_open;  // [site]
    int32_t *open;  // in no order
    int32_t *place; // [site] in open
    int64_t open_count;
    int64_t *county_count; // [county]
    int64_t spent;         // price of what is open
    // Scratch of a round. [site]
    int32_t *region, *queue;
    bool *is_met;
    int64_t *overlap;      // zero between uses
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

/// Makes an exchange.
void placement_cover_swap(struct placement_cover *cover, int32_t in, int32_t out);

/// The open sites around a random one, nearest first by shared clients, into `region`; is_met: what lies between. Returns how
/// many: at most `most`.
int64_t placement_cover_region(struct placement_cover *cover, int64_t most);

/// What is open, as an answer. period: [site] gets 0 or 1 (never).
void placement_cover_copy(const struct placement_cover *cover, int8_t *period);

// --- cover_anneal.c -----------------------------------------------------------------------------------------------

/// Tries `moves` exchanges of `width` open sites around a random one, at falling temperatures. What comes out is kept if it
/// is no dearer than before. True if it is cheaper. fineness: 0, temperatures by what an open site covers; 1, by the mean of
/// that and what one more site would add, which is less where nearly all is covered.
bool placement_cover_round(struct placement_cover *cover, int64_t width, int64_t moves, double fineness);

/// Tries `moves` exchanges of all open sites, at temperatures at which little is left of what was open.
void placement_cover_anew(struct placement_cover *cover, int64_t moves);

// --- cover_cross.c ------------------------------------------------------------------------------------------------

/// Keeps the half of the open sites around a random one and takes those of `other` ([site], 0 or 1) elsewhere; then closes
/// or opens what is least missed or covers most, up to the number before. Does nothing under counties or a budget.
void placement_cover_cross(struct placement_cover *cover, const int8_t *other);

/// Walks towards `other` by the cheapest exchanges (path relinking: Glover 1997) and stops at the cheapest answer of the
/// middle half of the way.
void placement_cover_relink(struct placement_cover *cover, const int8_t *other);
