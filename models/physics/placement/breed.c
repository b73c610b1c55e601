#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/core_search.h"
#include "models/physics/placement/cover.h"
#include "sim/memory.h"

/// Covers: exchanges tried for one kick, kicks of a round for each of the open sites that it works on, and kicks for each
/// open site where an answer is sought anew.
#define COVER_MOVES          4000
#define COVER_KICKS_PER_SITE 12
#define COVER_ANEW_PER_SITE  15
/// Answers that are sought, and what part of the kicks each of the stages in which the dearer half of them falls out gets.
#define COVER_MEMBERS 8
#define COVER_STAGE   0.25
/// Kicks for each answer that is bred.
#define COVER_CHILD_KICKS 800

/// A search of covers: the answer at hand, and others that were sought anew or bred from two.
struct breed {
    struct placement_solver *solver;
    struct placement_core_search *of;
    struct placement_cover cover;
    int8_t *member[COVER_MEMBERS]; // [core site] answers
    int64_t cost[COVER_MEMBERS];
    int8_t *at_hand;     // [core site] the answer before
    int64_t round, left; // rounds made, kicks left
};

/// Offers what is open, after exchanges of any two sites.
static void offer_cover(struct breed *breed)
{
    struct placement_core_search *of = breed->of;
    for (int64_t k = 0; k < of->core.rows.site_count; k++)
        of->period[k] = breed->cover.is_open[k] ? 0 : 1;
    placement_search_take(&of->search, of->period);
    placement_search_improve(&of->search);
    placement_cover_take(&breed->cover, of->search.state.period);
    placement_solver_offer(breed->solver, &of->search.state, of->core.original);
}

/// Rounds of so many kicks together, in regions of three widths in turn. False: stop.
static bool make_rounds(struct breed *breed, int64_t kicks)
{
    static const int64_t widths[] = {30, 45, 60};
    while (kicks > 0 && breed->left > 0) {
        int64_t width = widths[breed->round++ % (int64_t)(sizeof(widths) / sizeof(widths[0]))];
        int64_t most = (3 * breed->cover.open_count + 3) / 4;
        width = width < most ? width : most;
        int64_t now = COVER_KICKS_PER_SITE * width < breed->left ? COVER_KICKS_PER_SITE * width : breed->left;
        if (now < 1 || placement_solver_is_closed(breed->solver) ||
            !placement_solver_go_on(breed->solver, "search"))
            return false;
        // Fine and coarse temperatures: which suit depends on how much is left uncovered.
        double fineness = sim_rng_uniform(&breed->cover.rng);
        placement_cover_round(&breed->cover, width, COVER_MOVES * now, fineness);
        breed->left -= now, kicks -= now;
        breed->solver->result->kicks += now;
        if (breed->cover.cost < breed->solver->cost)
            offer_cover(breed);
    }
    offer_cover(breed);
    return breed->left > 0;
}

/// Keeps what is open, the search's own exchanges included.
static void keep_member(struct breed *breed, int64_t at)
{
    placement_cover_copy(&breed->cover, breed->member[at]);
    breed->cost[at] = breed->cover.cost;
}

/// Cheapest first. Few: by insertion.
static void sort_members(struct breed *breed)
{
    for (int64_t i = 1; i < COVER_MEMBERS; i++)
        for (int64_t k = i; k > 0 && breed->cost[k] < breed->cost[k - 1]; k--) {
            int64_t cost = breed->cost[k];
            int8_t *member = breed->member[k];
            breed->cost[k] = breed->cost[k - 1], breed->member[k] = breed->member[k - 1];
            breed->cost[k - 1] = cost, breed->member[k - 1] = member;
        }
}

/// Takes what is open for the dearest of the members, unless there is one that costs the same.
static void replace_member(struct breed *breed)
{
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        if (breed->cost[i] == breed->cover.cost)
            return;
    if (breed->cover.cost < breed->cost[COVER_MEMBERS - 1])
        keep_member(breed, COVER_MEMBERS - 1);
    sort_members(breed);
}

/// Several answers, of which fewer and fewer are worked on: where rounds lead depends on where they began. False: stop.
static bool seek_members(struct breed *breed, int64_t stage)
{
    int64_t anew = COVER_ANEW_PER_SITE * breed->cover.open_count, most = stage / (2 * COVER_MEMBERS);
    bool goes_on = stage > 0;
    for (int64_t i = 0; i < COVER_MEMBERS && goes_on; i++) {
        // The last one is the answer at hand, which the bound has led to.
        int64_t kicks = i + 1 == COVER_MEMBERS ? 0 : anew < most ? anew : most;
        if (kicks == 0)
            placement_cover_take(&breed->cover, breed->at_hand);
        placement_cover_anew(&breed->cover, COVER_MOVES * kicks);
        breed->left -= kicks, breed->solver->result->kicks += kicks;
        goes_on = make_rounds(breed, stage / COVER_MEMBERS - kicks);
        keep_member(breed, i);
    }
    for (int64_t count = COVER_MEMBERS / 2; count > 1 && goes_on; count /= 2) {
        sort_members(breed);
        for (int64_t i = 0; i < count && goes_on; i++) {
            placement_cover_take(&breed->cover, breed->member[i]);
            goes_on = make_rounds(breed, stage / count);
            keep_member(breed, i);
        }
    }
    sort_members(breed);
    return goes_on;
}

/// Where only covers count: first several answers, then ones that have a region of one and the rest of another.
void placement_core_search_breed(struct placement_solver *solver, struct placement_core_search *of,
                                 int64_t kicks)
{
    struct breed breed = {.solver = solver, .of = of, .left = kicks};
    struct sim_rng *rng = &breed.cover.rng;
    placement_cover_init(&breed.cover, &of->core.rows, solver->options->seed);
    placement_core_search_take(of, solver->period);
    placement_cover_take(&breed.cover, of->search.state.period);
    breed.at_hand = sim_memory_new((size_t)of->core.rows.site_count, 1, "answers");
    placement_cover_copy(&breed.cover, breed.at_hand);
    for (int64_t i = 0; i < COVER_MEMBERS; i++) {
        breed.member[i] = sim_memory_new((size_t)of->core.rows.site_count, 1, "answers");
        breed.cost[i] = INT64_MAX;
    }
    bool goes_on = seek_members(&breed, (int64_t)((double)kicks * COVER_STAGE));
    for (int64_t k = 0; goes_on; k++) {
        // The best with any other.
        int64_t other = 1 + (int64_t)(sim_rng_bits(rng) >> 32) % (COVER_MEMBERS - 1);
        placement_cover_take(&breed.cover, breed.member[0]);
        if (k % 2 == 0)
            placement_cover_cross(&breed.cover, breed.member[other]);
        else
            placement_cover_relink(&breed.cover, breed.member[other]);
        goes_on = make_rounds(&breed, COVER_CHILD_KICKS);
        replace_member(&breed);
    }
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        free(breed.member[i]);
    free(breed.at_hand);
    placement_cover_clear(&breed.cover);
}
