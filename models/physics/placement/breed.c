#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/core_search.h"
#include "models/physics/placement/cover.h"
#include "sim/memory.h"

/// Covers: exchanges tried for one kick, and kicks of a round for each of the open sites that it works on.
#define COVER_MOVES          4000
#define COVER_KICKS_PER_SITE 7
/// Answers that are bred from, share of the kicks that their first ones get, and kicks for each one bred.
#define COVER_MEMBERS     6
#define COVER_FIRST_SHARE 0.5
#define COVER_CHILD_KICKS 800

/// A search of covers: the answer at hand, and others that were sought anew or bred from two.
struct breed {
    struct placement_solver *solver;
    struct placement_core_search *of;
    struct placement_cover cover;
    int8_t *member[COVER_MEMBERS]; // [core site] answers
    int64_t cost[COVER_MEMBERS];
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
    static const int64_t widths[] = {30, 45, 20};
    while (kicks > 0 && breed->left > 0) {
        int64_t width = widths[breed->round++ % (int64_t)(sizeof(widths) / sizeof(widths[0]))];
        width = width < breed->cover.open_count ? width : breed->cover.open_count;
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

static void keep_member(struct breed *breed, int64_t at)
{
    memcpy(breed->member[at], breed->of->search.state.period, (size_t)breed->of->core.rows.site_count);
    breed->cost[at] = breed->cover.cost;
}

/// Takes what is open for the dearest of the members, unless there is one that costs the same.
static void replace_member(struct breed *breed)
{
    int64_t dearest = 0;
    for (int64_t i = 0; i < COVER_MEMBERS; i++) {
        if (breed->cost[i] == breed->cover.cost)
            return;
        dearest = breed->cost[i] > breed->cost[dearest] ? i : dearest;
    }
    if (breed->cover.cost < breed->cost[dearest])
        keep_member(breed, dearest);
}

/// Where only covers count: first several answers, then ones that have a region of one and the rest of another.
void placement_core_search_breed(struct placement_solver *solver, struct placement_core_search *of,
                                 int64_t kicks)
{
    struct breed breed = {.solver = solver, .of = of, .left = kicks};
    struct sim_rng *rng = &breed.cover.rng;
    int64_t part = (int64_t)((double)kicks * COVER_FIRST_SHARE / (2 * COVER_MEMBERS));
    bool goes_on = part > 0;
    placement_cover_init(&breed.cover, &of->core.rows, solver->options->seed);
    placement_core_search_take(of, solver->period);
    placement_cover_take(&breed.cover, of->search.state.period);
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        breed.member[i] = sim_memory_new((size_t)of->core.rows.site_count, 1, "answers");
    for (int64_t i = 0; i < COVER_MEMBERS && goes_on; i++) {
        if (i > 0) {
            placement_cover_anew(&breed.cover, COVER_MOVES * part);
            breed.left -= part, solver->result->kicks += part;
        }
        goes_on = make_rounds(&breed, part);
        keep_member(&breed, i);
    }
    for (int64_t k = 0; goes_on;) {
        int64_t a = (int64_t)(sim_rng_bits(rng) >> 32) % COVER_MEMBERS,
                b = (a + 1 + (int64_t)(sim_rng_bits(rng) >> 32) % (COVER_MEMBERS - 1)) % COVER_MEMBERS;
        placement_cover_take(&breed.cover, breed.member[a]);
        if (k++ % 2 == 0)
            placement_cover_cross(&breed.cover, breed.member[b]);
        else
            placement_cover_relink(&breed.cover, breed.member[b]);
        goes_on = make_rounds(&breed, COVER_CHILD_KICKS);
        replace_member(&breed);
    }
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        free(breed.member[i]);
    placement_cover_clear(&breed.cover);
}
