#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/core_search.h"
#include "models/physics/placement/cover.h"
#include "sim/memory.h"

/// Covers: exchanges tried for one kick, and kicks of a round for each of the open sites that it works on.
#define COVER_MOVES          4000
#define COVER_KICKS_PER_SITE 12
/// Answers that are kept. How many are sought anew before others are worked on, what share of them later, and from which of
/// the best ones rounds go on.
#define COVER_MEMBERS    12
#define COVER_FIRST      4
#define COVER_ANEW_SHARE 0.4
#define COVER_WORKED_ON  4
/// Kicks for an answer that is sought anew or worked on.
#define COVER_MEMBER_KICKS 1000
/// After each of them so often the best is concentrated with so many others, with so many kicks.
#define COVER_FEW_TIMES  2
#define COVER_FEW_OTHERS 4
#define COVER_FEW_KICKS  125

/// A search of covers: answers that were sought anew, worked on or made of several, cheapest first.
struct breed {
    struct placement_solver *solver;
    struct placement_core_search *of;
    struct placement_cover cover;
    int8_t *member[COVER_MEMBERS]; // [core site]
    int64_t cost[COVER_MEMBERS];
    int64_t member_count;
    int64_t round, left; // rounds made, kicks left
};

/// Offers what is open, after exchanges of any two sites.
static void offer_cover(struct breed *breed)
{
    struct placement_core_search *of = breed->of;
    placement_cover_copy(&breed->cover, of->period);
    placement_search_take(&of->search, of->period);
    placement_search_improve(&of->search);
    placement_cover_take(&breed->cover, of->search.state.period);
    placement_solver_offer(breed->solver, &of->search.state, of->core.original);
}

/// Keeps what is open if it is cheaper than the dearest of the members, unless there is one that costs the same.
static void keep_member(struct breed *breed)
{
    int64_t cost = breed->cover.cost, at = breed->member_count;
    for (int64_t i = 0; i < breed->member_count; i++)
        if (breed->cost[i] == cost)
            return;
    if (at == COVER_MEMBERS && breed->cost[--at] < cost)
        return;
    int8_t *member = breed->member[at];
    for (; at > 0 && breed->cost[at - 1] > cost; at--)
        breed->cost[at] = breed->cost[at - 1], breed->member[at] = breed->member[at - 1];
    breed->cost[at] = cost, breed->member[at] = member;
    placement_cover_copy(&breed->cover, member);
    breed->member_count += breed->member_count < COVER_MEMBERS;
}

/// Counts kicks that were made. False: stop.
static bool go_on(struct breed *breed, int64_t kicks)
{
    breed->left -= kicks;
    breed->solver->result->kicks += kicks;
    return breed->left > 0 && !placement_solver_is_closed(breed->solver) &&
           placement_solver_go_on(breed->solver, "search");
}

/// No more than are left.
static int64_t at_most(const struct breed *breed, int64_t kicks)
{
    return kicks < breed->left ? kicks : breed->left;
}

/// Works on what is open: rounds of so many kicks together, in regions of three widths in turn. False: stop.
static bool work_on(struct breed *breed, int64_t kicks)
{
    static const int64_t widths[] = {20, 30, 45};
    bool goes_on = true;
    while (kicks > 0 && goes_on) {
        int64_t width = widths[breed->round++ % (int64_t)(sizeof(widths) / sizeof(widths[0]))];
        int64_t most = (3 * breed->cover.open_count + 3) / 4;
        width = width < most ? width : most;
        int64_t now = at_most(breed, COVER_KICKS_PER_SITE * width);
        if (now < 1)
            return false;
        // Fine and coarse temperatures: which suit depends on how much is left uncovered.
        double fineness = sim_rng_uniform(&breed->cover.rng);
        placement_cover_round(&breed->cover, width, COVER_MOVES * now, fineness);
        if (breed->cover.cost < breed->solver->cost)
            offer_cover(breed);
        kicks -= now;
        goes_on = go_on(breed, now);
    }
    offer_cover(breed);
    keep_member(breed);
    return goes_on;
}

static bool seek_anew(struct breed *breed)
{
    int64_t kicks = at_most(breed, COVER_MEMBER_KICKS);
    placement_cover_anew(&breed->cover, COVER_MOVES * kicks);
    offer_cover(breed);
    keep_member(breed);
    return go_on(breed, kicks);
}

/// The best answer, among its own sites and those of some others. False: stop.
static bool concentrate(struct breed *breed)
{
    const int8_t *other[COVER_FEW_OTHERS];
    int64_t count = 0, kicks = at_most(breed, COVER_FEW_KICKS);
    for (int64_t i = 1; i < breed->member_count; i++) {
        int64_t left = breed->member_count - i, want = COVER_FEW_OTHERS - count;
        if (sim_rng_uniform(&breed->cover.rng) * (double)left < (double)want)
            other[count++] = breed->member[i];
    }
    placement_cover_take(&breed->cover, breed->member[0]);
    placement_cover_concentrate(&breed->cover, other, count, COVER_MOVES * kicks);
    offer_cover(breed);
    keep_member(breed);
    return go_on(breed, kicks);
}

/// Where only covers count: the answer at hand, which the bound has led to, is worked on; others are sought anew, and what
/// was good in several of them is brought together.
void placement_core_search_breed(struct placement_solver *solver, struct placement_core_search *of,
                                 int64_t kicks)
{
    struct breed breed = {.solver = solver, .of = of, .left = kicks};
    placement_cover_init(&breed.cover, &of->core.rows, solver->options->seed);
    placement_core_search_take(of, solver->period);
    placement_cover_take(&breed.cover, of->search.state.period);
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        breed.member[i] = sim_memory_new((size_t)of->core.rows.site_count, 1, "answers");
    bool goes_on = kicks > 0 && work_on(&breed, COVER_MEMBER_KICKS);
    for (int64_t k = 0; goes_on; k++) {
        if (k < COVER_FIRST || sim_rng_uniform(&breed.cover.rng) < COVER_ANEW_SHARE) {
            goes_on = seek_anew(&breed);
        } else {
            int64_t among = breed.member_count < COVER_WORKED_ON ? breed.member_count : COVER_WORKED_ON;
            int64_t at = sim_rng_below(&breed.cover.rng, among);
            placement_cover_take(&breed.cover, breed.member[at]);
            goes_on = work_on(&breed, COVER_MEMBER_KICKS);
        }
        for (int i = 0; i < COVER_FEW_TIMES && goes_on; i++)
            goes_on = concentrate(&breed);
    }
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        free(breed.member[i]);
    placement_cover_clear(&breed.cover);
}
