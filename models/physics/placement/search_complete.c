#include <math.h>
#include <stdlib.h>

#include "models/physics/placement/search.h"
#include "sim/memory.h"

/// What opening a site in a period brings; negative is good.
static int64_t opening_cost(struct placement_search *search, int64_t site, int64_t period)
{
    struct placement_state *state = &search->state;
    int64_t cost = state->period[site] == state->rows->period_count ? state->rows->charge[site] : 0;
    placement_state_price(state, site);
    for (int64_t t = period; t < state->period[site]; t++)
        cost += state->gain[t];
    placement_state_unprice(state);
    return cost;
}

/// True if a site may be opened in a period as far as limits go.
static bool may_open(const struct placement_search *search, int64_t site, int64_t period)
{
    const struct placement_state *state = &search->state;
    const struct placement_problem *problem = state->rows->problem;
    if (!search->is_candidate[site] || state->period[site] <= period)
        return false;
    for (int64_t t = period; problem->county[site] >= 0 && t < state->period[site]; t++) {
        int64_t at = t * problem->county_count + problem->county[site];
        if (problem->limit[at] >= 0 && state->county_count[at] >= problem->limit[at])
            return false;
    }
    return true;
}

/// Opens the best site of a county (any, if none) in a period. False: there is none that may.
static bool open_best(struct placement_search *search, int64_t county, int64_t period)
{
    const struct placement_problem *problem = search->state.rows->problem;
    int64_t best = PLACEMENT_NONE, best_cost = INT64_MAX;
    for (int64_t j = 0; j < problem->site_count; j++) {
        if ((county >= 0 && problem->county[j] != county) || !may_open(search, j, period))
            continue;
        int64_t cost = opening_cost(search, j, period);
        if (cost < best_cost && placement_afford_may(&search->afford, j, period))
            best_cost = cost, best = j;
    }
    if (best >= 0)
        placement_search_set(search, best, period);
    return best >= 0;
}

/// Candidates by opening cost; costs only grow as sites open, so that the first that stays first when it is priced
/// again is the best. (Where rows need two sites this can err, which costs quality but no correctness.)
struct greedy {
    struct greedy_item {
        int64_t cost;
        int32_t site;
    } * heap;
    int64_t count;
};

static void sift(struct greedy *greedy, int64_t at)
{
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= greedy->count)
            return;
        struct greedy_item *heap = greedy->heap;
        if (child + 1 < greedy->count &&
            (heap[child + 1].cost < heap[child].cost ||
             (heap[child + 1].cost == heap[child].cost && heap[child + 1].site < heap[child].site)))
            child++;
        if (heap[at].cost < heap[child].cost ||
            (heap[at].cost == heap[child].cost && heap[at].site < heap[child].site))
            return;
        struct greedy_item swap = heap[at];
        heap[at] = heap[child], heap[child] = swap;
        at = child;
    }
}

/// Opens sites in a period until its target is met, or, where there is none, while that pays.
static bool fill(struct placement_search *search, int64_t period)
{
    struct placement_state *state = &search->state;
    int64_t m = state->rows->site_count, target = state->rows->problem->target[period];
    if (target >= 0 && state->open_count[period] >= target)
        return true;
    struct greedy greedy = {.heap = sim_memory_new((size_t)m, sizeof(*greedy.heap), "a greedy start")};
    for (int64_t j = 0; j < m; j++)
        if (may_open(search, j, period))
            greedy.heap[greedy.count++] = (struct greedy_item){opening_cost(search, j, period), (int32_t)j};
    for (int64_t i = greedy.count / 2; i-- > 0;)
        sift(&greedy, i);
    while (greedy.count > 0 && (target < 0 || state->open_count[period] < target)) {
        struct greedy_item *top = &greedy.heap[0];
        bool may = may_open(search, top->site, period);
        int64_t cost = may ? opening_cost(search, top->site, period) : 0;
        if (may && cost > top->cost) {
            top->cost = cost;
            sift(&greedy, 0);
            continue;
        }
        if (may && target < 0 && cost >= 0)
            break;
        if (may && placement_afford_may(&search->afford, top->site, period))
            placement_search_set(search, top->site, period);
        greedy.heap[0] = greedy.heap[--greedy.count];
        sift(&greedy, 0);
    }
    free(greedy.heap);
    return target < 0 || state->open_count[period] >= target;
}

/// Rules that the sites open in a period break.
struct excess {
    bool is_over_target, is_over_budget;
    int64_t least_price; // what takes the place of a site that closes costs no less
};

static struct excess excess_of(struct placement_search *search, int64_t period)
{
    const struct placement_state *state = &search->state;
    const struct placement_problem *problem = state->rows->problem;
    int64_t target = problem->target[period], budget = problem->budget[period];
    struct excess excess = {.is_over_target = target >= 0 && state->open_count[period] > target};
    if (budget < 0)
        return excess;
    // Where limits leave no way to the target, that is not the budget's fault.
    int64_t rest = placement_afford_rest(&search->afford, period, PLACEMENT_NONE);
    excess.is_over_budget = state->spent[period] + (rest == INT64_MAX ? 0 : rest) > budget;
    excess.least_price = rest == INT64_MAX ? -1 : search->afford.next_price;
    return excess;
}

/// What speaks against closing a site, or letting it open later, to end an excess: what it loses, for each unit of price
/// that it frees where the budget is what is exceeded. Negative: it ends nothing, or must stay.
static double objection(const struct placement_search *search, const struct excess *excess, int64_t site,
                        int64_t period)
{
    const struct placement_state *state = &search->state;
    const struct placement_problem *problem = state->rows->problem;
    int64_t county = problem->county[site], at = period * problem->county_count + county;
    bool is_over_limit =
        county >= 0 && problem->limit[at] >= 0 && state->county_count[at] > problem->limit[at];
    bool is_needed = county >= 0 && state->county_count[at] <= problem->floor[at];
    if (state->period[site] > period || problem->is_existing[site] || (is_needed && !excess->is_over_budget))
        return -1;
    double loss = (double)state->loss[period * problem->site_count + site];
    if (is_over_limit || excess->is_over_target)
        return loss;
    int64_t freed = state->rows->price[site] - excess->least_price;
    return excess->is_over_budget && state->period[site] == period && freed > 0 ? loss / (double)freed : -1;
}

/// Closes, or lets open later, what breaks the rules on limits, budgets and targets in a period.
static void shed(struct placement_search *search, int64_t period)
{
    for (;;) {
        struct excess excess = excess_of(search, period);
        int64_t best = PLACEMENT_NONE;
        double least = INFINITY;
        for (int64_t o = 0; o < search->open_count; o++) {
            int32_t j = search->open[o];
            double against = objection(search, &excess, j, period);
            if (against >= 0 && (against < least || (against == least && j < best)))
                least = against, best = j;
        }
        if (best < 0)
            return;
        placement_search_set(search, best, period + 1);
    }
}

/// Vetoes and existing sites.
static void stand(struct placement_search *search)
{
    const struct placement_problem *problem = search->state.rows->problem;
    for (int64_t j = 0; j < problem->site_count; j++)
        if (problem->is_vetoed[j])
            placement_search_set(search, j, problem->period_count);
        else if (problem->is_existing[j])
            placement_search_set(search, j, 0);
}

bool placement_search_complete(struct placement_search *search)
{
    struct placement_state *state = &search->state;
    const struct placement_problem *problem = state->rows->problem;
    stand(search);
    for (int64_t t = 0; t < problem->period_count; t++)
        shed(search, t);
    bool is_complete = true;
    for (int64_t t = 0; t < problem->period_count; t++) {
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            while (state->county_count[at] < problem->floor[at] && open_best(search, c, t))
                ;
        }
        is_complete = fill(search, t) && is_complete;
    }
    search->change_count = 0;
    return is_complete && placement_state_is_lawful(state);
}
