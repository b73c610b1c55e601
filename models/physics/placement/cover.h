/// Exchanges for covers: which open site alone covers a client, what each open site alone covers and what each closed one
/// would add. An exchange costs
///
///     weight of the clients that `out` alone covers and `in` does not  -  gain(in)
///
/// Sites that share clients know of each other which heavy ones the other leaves out: two or three of these show that an
/// exchange is too dear, as most are, and when one is made only they change hands.
///
/// Where lists only tell inside from outside, answers differ from better ones by several sites at once: a round anneals
/// (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983) the open sites of one region, with exchanges of neighbours mostly,
/// and what comes out dearer is undone. Now and then a site that is missed little gives way to one far away that adds much.
/// For one period, a given number of sites and no backups.
#pragma once

#include "models/physics/placement/rows.h"
#include "sim/rng.h"

/// Exponential deviates of mean 1, in order of their quantiles, that annealing draws from: a power of two.
#define PLACEMENT_COVER_DEVIATES 16384
/// Clients of a site, heaviest first, that a neighbour's mask tells of.
#define PLACEMENT_COVER_BITS 64

/// A site that shares rows with another one, the owner of the list it is in.
struct placement_neighbour {
    uint64_t left_out; // bit k: it does not cover the owner's k-th row
    int32_t site;
    int32_t
        back; // place of the owner among its own neighbours, from the start of all; PLACEMENT_NONE: not among them
};

/// A row with any weight. Heaviest first, ties in the order of the problem's rows: lists of them are the same way round.
struct placement_covered {
    int64_t weight;
    int32_t count; // open sites that cover it
    int32_t mix;   // exclusive or of their places: where there is one, its place
};

struct placement_cover {
    const struct placement_rows *rows; // borrowed
    struct sim_rng rng;
    float *exponential; // [PLACEMENT_COVER_DEVIATES]
    int64_t cost;       // weight that is not covered
    // Which row has which sites, and the other way round.
    int64_t row_count;
    int32_t *number;               // [row] of `rows`
    struct placement_covered *row; // [row]
    size_t *row_start;             // [row + 1]
    int32_t *row_site;             // site
    size_t *column_start;          // [site + 1]
    int32_t *column;               // row, heaviest first
    // Sites that share rows, by site, most shared weight first. Null where there would be too many.
    size_t *neighbour_start; // [site + 1]
    struct placement_neighbour *neighbour;
    // What is open. An exchange leaves the new site in the place of the old one.
    int64_t *gain;  // [site] weight of its rows that no open site covers
    bool *is_open;  // [site]
    int32_t *place; // [site] in open
    int32_t *open;  // [place] site
    int64_t *loss;  // [place] weight that it alone covers
    int64_t open_count;
    int64_t *county_count; // [county]
    int64_t spent;         // price of what is open
    // Scratch of a round.
    int32_t *region;  // [place] places
    int32_t *queue;   // [site]
    bool *is_met;     // [site]
    int64_t *overlap; // [site] zero between uses
    int32_t *best;    // [place] sites
    int8_t *before;   // [site] an answer
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

/// True if the exchange keeps the rules on counties, the budget, existing and vetoed sites.
bool placement_cover_may_swap(const struct placement_cover *cover, int32_t in, int32_t out);

/// True if an exchange adds no more than `most` to the cost. near: `in` among the neighbours of `out`; null: not known.
bool placement_cover_is_cheap(const struct placement_cover *cover, int32_t in, int32_t out,
                              const struct placement_neighbour *near, int64_t most);

/// Makes an exchange.
void placement_cover_swap(struct placement_cover *cover, int32_t in, int32_t out,
                          const struct placement_neighbour *near);

/// The open sites around a random one, nearest first by shared clients: their places into `region`; is_met: what lies
/// between. Returns how many: at most `most`.
int64_t placement_cover_region(struct placement_cover *cover, int64_t most);

/// What is open, as an answer. period: [site] gets 0 or 1 (never).
void placement_cover_copy(const struct placement_cover *cover, int8_t *period);

// --- cover_lists.c ------------------------------------------------------------------------------------------------

/// Makes rows, columns and neighbours; nothing is open.
void placement_cover_list(struct placement_cover *cover);

// --- cover_anneal.c -----------------------------------------------------------------------------------------------

/// Tries `moves` exchanges of `width` open sites around a random one, at falling temperatures. What comes out is kept if it
/// is no dearer than before. True if it is cheaper. fineness: 0, temperatures by what an open site covers; 1, by the mean of
/// that and what one more site would add, which is less where nearly all is covered.
bool placement_cover_round(struct placement_cover *cover, int64_t width, int64_t moves, double fineness);

/// Tries `moves` exchanges of all open sites, from temperatures at which little is left of what was open. What comes out is
/// taken, dearer or not.
void placement_cover_anew(struct placement_cover *cover, int64_t moves);

// --- cover_few.c --------------------------------------------------------------------------------------------------

/// Anneals anew among no sites but those of what is open and of other answers (heuristic concentration: Rosing and ReVelle,
/// European Journal of Operational Research 97, 1997): few enough that what was good in each comes together. What comes out
/// is taken, dearer or not. answers: [count][site], 0 or 1.
void placement_cover_concentrate(struct placement_cover *cover, const int8_t *const *answers, int64_t count,
                                 int64_t moves);
