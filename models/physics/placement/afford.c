#include "models/physics/placement/afford.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

static const char what[] = "sites by price";

struct priced {
    int64_t price;
    int32_t site;
};

static int cheapest_first(const void *a, const void *b)
{
    const struct priced *x = a, *y = b;
    return x->price != y->price ? (x->price > y->price) - (x->price < y->price)
                                : (x->site > y->site) - (x->site < y->site);
}

static int32_t *sites_by_price(const struct placement_rows *rows)
{
    size_t m = (size_t)rows->site_count;
    struct priced *order = sim_memory_new(m, sizeof(*order), what);
    int32_t *by_price = sim_memory_new(m, sizeof(*by_price), what);
    for (size_t j = 0; j < m; j++)
        order[j] = (struct priced){rows->price[j], (int32_t)j};
    qsort(order, m, sizeof(*order), cheapest_first);
    for (size_t k = 0; k < m; k++)
        by_price[k] = order[k].site;
    free(order);
    return by_price;
}

void placement_afford_init(struct placement_afford *of, const struct placement_state *state,
                           const bool *is_candidate)
{
    const struct placement_problem *problem = state->rows->problem;
    size_t m = (size_t)state->rows->site_count;
    bool has_budget = false;
    for (int64_t t = 0; t < problem->period_count; t++)
        has_budget = has_budget || problem->budget[t] >= 0;
    *of = (struct placement_afford){.state = state, .is_candidate = is_candidate};
    if (!has_budget)
        return;
    of->by_price = sites_by_price(state->rows);
    of->taken_in = sim_memory_new(m, sizeof(int64_t), what);
    of->taken =
        sim_memory_new((size_t)(problem->period_count * problem->county_count), sizeof(int64_t), what);
}

void placement_afford_clear(struct placement_afford *of)
{
    free(of->by_price);
    free(of->taken_in);
    free(of->taken);
    *of = (struct placement_afford){0};
}

/// Counts a site in from a period on.
static void take(struct placement_afford *of, int64_t site, int64_t period)
{
    const struct placement_problem *problem = of->state->rows->problem;
    of->taken_in[site] = of->calls;
    for (int64_t t = period; problem->county[site] >= 0 && t < of->state->period[site]; t++)
        of->taken[t * problem->county_count + problem->county[site]]++;
}

/// True if a site is still to be had in a period within its county's limits.
static bool is_left(const struct placement_afford *of, int64_t site, int64_t period)
{
    const struct placement_problem *problem = of->state->rows->problem;
    if (!of->is_candidate[site] || of->state->period[site] <= period || of->taken_in[site] == of->calls)
        return false;
    for (int64_t t = period; problem->county[site] >= 0 && t < of->state->period[site]; t++) {
        int64_t at = t * problem->county_count + problem->county[site];
        if (problem->limit[at] >= 0 && of->state->county_count[at] + of->taken[at] >= problem->limit[at])
            return false;
    }
    return true;
}

/// Sites that a county still wants in a period.
static int64_t wanted(const struct placement_afford *of, int64_t county, int64_t period)
{
    const struct placement_problem *problem = of->state->rows->problem;
    int64_t at = period * problem->county_count + county,
            want = problem->floor[at] - of->state->county_count[at] - of->taken[at];
    return want > 0 ? want : 0;
}

int64_t placement_afford_rest(struct placement_afford *of, int64_t period, int64_t in)
{
    const struct placement_problem *problem = of->state->rows->problem;
    const int64_t *price = of->state->rows->price;
    int64_t m = problem->site_count, counties = problem->county_count, floors = 0, sum = 0;
    memset(of->taken, 0, sizeof(int64_t) * (size_t)(problem->period_count * counties));
    of->calls++;
    of->next_price = INT64_MAX;
    if (in >= 0)
        take(of, in, period);
    int64_t rest = problem->target[period] - of->state->open_count[period] - (in >= 0);
    for (int64_t c = 0; c < counties; c++)
        floors += wanted(of, c, period);
    for (int64_t k = 0; k < m && floors > 0; k++) {
        int32_t site = of->by_price[k], county = problem->county[site];
        if (county < 0 || wanted(of, county, period) == 0 || !is_left(of, site, period))
            continue;
        take(of, site, period);
        sum += price[site];
        rest--, floors--;
    }
    if (floors > 0)
        return INT64_MAX;
    for (int64_t k = 0; k < m; k++) {
        int32_t site = of->by_price[k];
        if (!is_left(of, site, period))
            continue;
        if (rest <= 0) {
            of->next_price = price[site];
            break;
        }
        take(of, site, period);
        sum += price[site];
        rest--;
    }
    return rest > 0 ? INT64_MAX : sum;
}

bool placement_afford_may(struct placement_afford *of, int64_t site, int64_t period)
{
    int64_t budget = of->state->rows->problem->budget[period];
    if (budget < 0)
        return true;
    int64_t left = budget - of->state->spent[period] - of->state->rows->price[site];
    return left >= 0 && placement_afford_rest(of, period, site) <= left;
}
