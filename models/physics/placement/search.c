#include "models/physics/placement/search.h"

#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/cover.h"
#include "sim/memory.h"

/// Most sites that a kick exchanges.
#define KICK_MOST 4
/// List entries up to which each kick is followed by a look at every site.
#define THOROUGH_ENTRIES 20000

void placement_search_init(struct placement_search *search, const struct placement_rows *rows, uint64_t seed)
{
    size_t m = (size_t)rows->site_count;
    *search = (struct placement_search){.rng = sim_rng_named(seed, "placement search", 0, 0, 0)};
    placement_state_init(&search->state, rows);
    search->is_thorough = rows->start[rows->row_count] <= THOROUGH_ENTRIES;
    search->is_short = placement_rows_cover(rows->problem);
    // Covers of one period have a search of their own, which needs but a start (cover.h).
    search->seeks_lacking = rows->problem->mode == PLACEMENT_CENTER ||
                            (rows->problem->mode == PLACEMENT_COVER && !placement_cover_suits(rows));
    search->is_free = rows->problem->target[rows->period_count - 1] < 0;
    search->is_candidate = sim_memory_new(m, sizeof(bool), "a search for sites");
    search->is_queued = sim_memory_new(m, sizeof(bool), "a search for sites");
    search->queue = sim_memory_new(m, sizeof(int32_t), "a search for sites");
    search->open = sim_memory_new(m, sizeof(int32_t), "a search for sites");
    search->open_place = sim_memory_new(m, sizeof(int32_t), "a search for sites");
    for (size_t j = 0; j < m; j++)
        search->is_candidate[j] = !rows->problem->is_vetoed[j];
    placement_afford_init(&search->afford, &search->state, search->is_candidate);
    for (size_t j = 0; j < m; j++)
        if (rows->problem->is_existing[j])
            placement_search_set(search, (int64_t)j, 0);
}

void placement_search_clear(struct placement_search *search)
{
    placement_state_clear(&search->state);
    placement_afford_clear(&search->afford);
    void *arrays[] = {search->is_candidate, search->is_queued,  search->queue,
                      search->open,         search->open_place, search->changes};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *search = (struct placement_search){0};
}

void placement_search_set(struct placement_search *search, int64_t site, int64_t period)
{
    struct placement_state *state = &search->state;
    int64_t never = state->rows->period_count, before = state->period[site];
    if (before == period)
        return;
    search->changes = sim_memory_grow(search->changes, &search->change_capacity, search->change_count + 1,
                                      sizeof(*search->changes), "changes of a search");
    search->changes[search->change_count++] = (struct placement_change){(int32_t)site, (int8_t)before};
    if (before == never) {
        search->open_place[site] = (int32_t)search->open_count;
        search->open[search->open_count++] = (int32_t)site;
    } else if (period == never) {
        int32_t last = search->open[--search->open_count];
        search->open[search->open_place[site]] = last;
        search->open_place[last] = search->open_place[site];
    }
    placement_state_set(state, site, period);
}

void placement_search_take(struct placement_search *search, const int8_t *period)
{
    // Openings first: a row that has its nearest sites need not look for others.
    for (int64_t j = 0; j < search->state.rows->site_count; j++)
        if (period[j] < search->state.period[j])
            placement_search_set(search, j, period[j]);
    for (int64_t j = 0; j < search->state.rows->site_count; j++)
        placement_search_set(search, j, period[j]);
    search->change_count = 0;
}

// --- The queue of sites to look at --------------------------------------------------------------------------------

static void push(struct placement_search *search, int32_t site)
{
    if (search->is_queued[site] || !search->is_candidate[site])
        return;
    int64_t m = search->state.rows->site_count, at = search->queue_first + search->queue_count++;
    search->queue[at < m ? at : at - m] = site;
    search->is_queued[site] = true;
}

static int32_t pop(struct placement_search *search)
{
    int32_t site = search->queue[search->queue_first];
    search->queue_first =
        search->queue_first + 1 < search->state.rows->site_count ? search->queue_first + 1 : 0;
    search->queue_count--;
    search->is_queued[site] = false;
    return site;
}

/// Queues the sites whose price may have changed with that of `site`: those that its rows have before their next.
static void push_around(struct placement_search *search, int64_t site)
{
    const struct placement_rows *rows = search->state.rows;
    for (int64_t t = 0; t < rows->period_count; t++)
        for (size_t e = rows->column_start[site]; e < rows->column_start[site + 1]; e++) {
            const struct placement_entry *entry = &rows->column[e];
            const struct placement_served *served = &search->state.served[t * rows->row_count + entry->row];
            int32_t until = served->position[rows->need[entry->row]];
            if (entry->position > until)
                continue;
            const int32_t *list = rows->site + rows->start[entry->row];
            for (int32_t i = 0; i < until; i++)
                push(search, list[i]);
        }
}

// --- Moves --------------------------------------------------------------------------------------------------------

struct move {
    int64_t cost;
    int64_t out, period; // exchange with `out`, or, where that is none, a new period
};

/// The cheapest exchange with a site that opens earlier.
static void best_swap(const struct placement_search *search, int64_t in, struct move *best)
{
    const struct placement_state *state = &search->state;
    for (int64_t o = 0; o < search->open_count; o++) {
        int64_t out = search->open[o];
        if (state->period[out] >= state->period[in])
            continue;
        int64_t cost = placement_state_swap_cost(state, in, out);
        if (cost < best->cost && placement_state_may_swap(state, in, out))
            *best = (struct move){cost, out, 0};
    }
}

/// The cheapest other period for a site, where the number of sites is free.
static void best_set(const struct placement_search *search, int64_t site, struct move *best)
{
    const struct placement_state *state = &search->state;
    const struct placement_rows *rows = state->rows;
    int64_t never = rows->period_count, now = state->period[site];
    int64_t cost = now == never ? rows->charge[site] : 0;
    for (int64_t t = now - 1; t >= 0; t--) {
        cost += state->gain[t];
        if (cost < best->cost && placement_state_may_set(state, site, t))
            *best = (struct move){cost, PLACEMENT_NONE, t};
    }
    cost = 0;
    for (int64_t t = now; t < never; t++) {
        cost += state->loss[t * rows->site_count + site];
        int64_t with_charge = t + 1 == never ? cost - rows->charge[site] : cost;
        if (with_charge < best->cost && placement_state_may_set(state, site, t + 1))
            *best = (struct move){with_charge, PLACEMENT_NONE, t + 1};
    }
}

/// Looks at one site and makes its best move, if that improves.
static void improve_site(struct placement_search *search, int64_t site)
{
    struct placement_state *state = &search->state;
    struct move best = {0, PLACEMENT_NONE, PLACEMENT_NONE};
    if (state->period[site] == 0 && !search->is_free)
        return;
    placement_state_price(state, site);
    best_swap(search, site, &best);
    placement_state_unprice(state);
    if (search->is_free)
        best_set(search, site, &best);
    if (best.cost >= 0)
        return;
    if (best.out >= 0) {
        int64_t early = state->period[best.out], late = state->period[site];
        push_around(search, best.out);
        placement_search_set(search, site, early);
        placement_search_set(search, best.out, late);
        push_around(search, best.out);
    } else {
        push_around(search, site);
        placement_search_set(search, site, best.period);
    }
    push_around(search, site);
}

static void drain(struct placement_search *search)
{
    while (search->queue_count > 0)
        improve_site(search, pop(search));
}

void placement_search_improve(struct placement_search *search)
{
    for (int64_t j = 0; j < search->state.rows->site_count; j++)
        push(search, (int32_t)j);
    drain(search);
    search->change_count = 0;
}

/// Opens a random site near a row and closes an open one there.
static void exchange_near(struct placement_search *search, int64_t row)
{
    struct placement_state *state = &search->state;
    const struct placement_rows *rows = state->rows;
    const int32_t *list = rows->site + rows->start[row];
    int64_t length = (int64_t)(rows->start[row + 1] - rows->start[row]);
    int64_t t = sim_rng_below(&search->rng, rows->period_count);
    const struct placement_served *served = &state->served[t * rows->row_count + row];
    int64_t reach = 2 * (int64_t)served->position[rows->need[row]] + 2;
    reach = reach < length ? reach : length;
    if (reach == 0)
        return;
    // The first open site from a random one on, in the list's circle; any, where there is none.
    int64_t in = list[sim_rng_below(&search->rng, reach)], out = in;
    if (search->open_count > 0)
        out = search->open[sim_rng_below(&search->rng, search->open_count)];
    for (int64_t i = sim_rng_below(&search->rng, reach), tried = 0; tried < reach;
         tried++, i = (i + 1) % reach)
        if (state->period[list[i]] < state->period[in]) {
            out = list[i];
            break;
        }
    if (!search->is_candidate[in])
        return;
    if (search->is_free && sim_rng_below(&search->rng, 2) == 0) {
        int64_t period = state->period[in] == rows->period_count ? t : rows->period_count;
        if (!placement_state_may_set(state, in, period))
            return;
        push_around(search, in);
        placement_search_set(search, in, period);
        push_around(search, in);
        return;
    }
    if (!placement_state_may_swap(state, in, out))
        return;
    int64_t early = state->period[out], late = state->period[in];
    push_around(search, out);
    placement_search_set(search, in, early);
    placement_search_set(search, out, late);
    push_around(search, in);
    push_around(search, out);
}

/// A row that shares a site with this one.
static int64_t row_near(struct placement_search *search, int64_t row)
{
    const struct placement_rows *rows = search->state.rows;
    size_t length = rows->start[row + 1] - rows->start[row];
    if (length == 0)
        return row;
    int32_t site = rows->site[rows->start[row] + (size_t)sim_rng_below(&search->rng, (int64_t)length)];
    size_t first = rows->column_start[site], count = rows->column_start[site + 1] - first;
    return rows->column[first + (size_t)sim_rng_below(&search->rng, (int64_t)count)].row;
}

/// Where a kick begins: at any row, or every other time at one that lacks a site, where there is one. Of covers what is left to
/// win may be a handful among ten thousand.
static int64_t row_to_kick(struct placement_search *search)
{
    const struct placement_rows *rows = search->state.rows;
    int64_t count = rows->row_count, row = sim_rng_below(&search->rng, count);
    if (!search->seeks_lacking || search->state.cost == 0 || sim_rng_below(&search->rng, 2) == 0)
        return row;
    for (int64_t i = 0, r = row; i < count; i++, r = r + 1 < count ? r + 1 : 0)
        for (int64_t t = 0; t < rows->period_count; t++)
            if (rows->weight[t * count + r] > 0 &&
                search->state.served[t * count + r].site[rows->need[r] - 1] < 0)
                return r;
    return row;
}

bool placement_search_kick(struct placement_search *search, int64_t most)
{
    struct placement_state *state = &search->state;
    int64_t before = state->cost, row = row_to_kick(search);
    search->change_count = 0;
    for (int64_t k = 1 + sim_rng_below(&search->rng, KICK_MOST); k > 0; k--) {
        exchange_near(search, row);
        // Where lists are short, neighbours that a site gives way to are a step away.
        if (search->is_short)
            row = row_near(search, row_near(search, row));
    }
    // A site that has lost its worth may be exchanged for one far away: where looking everywhere is cheap, it is done.
    for (int64_t j = 0; search->is_thorough && j < state->rows->site_count; j++)
        push(search, (int32_t)j);
    drain(search);
    if (state->cost <= before || state->cost <= most)
        return state->cost < before;
    size_t count = search->change_count;
    while (count-- > 0)
        placement_search_set(search, search->changes[count].site, search->changes[count].period);
    search->change_count = 0;
    return false;
}
