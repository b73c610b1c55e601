/// Local search over sets of sites: greedy start, exchanges, and kicks that shake one neighbourhood at a time.
///
/// A kick closes a few sites around a random client and opens others; exchanges then run only where something changed;
/// what came out worse is undone. After Lourenco, Martin and Stuetzle, "Iterated local search" (2003).
#pragma once

#include "models/physics/placement/afford.h"
#include "sim/rng.h"

struct placement_search {
    struct placement_state state;
    struct sim_rng rng;
    struct placement_afford afford;
    bool *is_candidate; // [site] may be opened by the search; all at first
    bool is_free;       // the number of sites is not given
    bool is_short;      // lists hold what is within a radius only
    bool seeks_lacking; // kicks begin every other time where a row lacks a site
    bool is_thorough;   // every site is looked at after each kick
    // Sites to look at again.
    int32_t *queue; // [site] a ring
    bool *is_queued;
    int64_t queue_first, queue_count;
    // Open sites, in no order, and the place of each.
    int32_t *open, *open_place;
    int64_t open_count;
    // What was changed since the last accepted answer.
    struct placement_change {
        int32_t site;
        int8_t period;
    } * changes;
    size_t change_count, change_capacity;
};

void placement_search_init(struct placement_search *search, const struct placement_rows *rows, uint64_t seed);
void placement_search_clear(struct placement_search *search);

/// Lets a site open in another period, so that it can be undone.
void placement_search_set(struct placement_search *search, int64_t site, int64_t period);

/// Takes over a whole answer, not to be undone. period: [site].
void placement_search_take(struct placement_search *search, const int8_t *period);

/// Mends an answer that breaks rules, and fills it up to the targets, by greatest gain. False: it cannot.
bool placement_search_complete(struct placement_search *search);

/// Exchanges from every site until nothing improves.
void placement_search_improve(struct placement_search *search);

/// One kick; what comes out is kept if it is no dearer than before, or costs at most `most`. True if it is cheaper.
bool placement_search_kick(struct placement_search *search, int64_t most);
