#include "models/physics/egress.h"

#include <math.h>
#include <string.h>

#include "sim/status.h"

const double egress_ends[EGRESS_SLOPES] = {1.0 / 3, 2.0 / 3, 0.9, 1.0, 1.1, INFINITY};
const double egress_slopes[EGRESS_SLOPES] = {1, 3, 10, 70, 500, 5000};

/// Amounts below this share of all traffic are rounding.
#define AMOUNT_LEAST 1e-12

/// Slope at a load: index. At the end of one it is the next.
static size_t slope_at(double load, double capacity)
{
    size_t k = 0;
    while (k + 1 < EGRESS_SLOPES && load >= egress_ends[k] * capacity * (1 - 1e-12))
        k++;
    return k;
}

double egress_price_us(double load, double capacity, double detour_us)
{
    return (egress_slopes[slope_at(load, capacity)] - 1) * detour_us;
}

/// A search for the cheapest exit from one source, through flows that can be moved to other exits.
struct search {
    size_t sources, exits;
    const double *way_us, *capacity;
    double detour_us;
    double *flow, *load; // as they are; load: [exit]
    double *reach_us;    // [exit] cheapest way to it
    double *from_source; // [exit] source whose traffic goes there on that way
    double *by_exit,
        *source_us; // [source] exit that it is pushed out of (-1: the one that begins), and at what price
};

/// Cheapest ways to all exits, moving others' traffic where that pays (Bellman and Ford).
static void find_ways(struct search *search, size_t begin)
{
    for (size_t s = 0; s < search->sources; s++)
        search->source_us[s] = INFINITY;
    for (size_t e = 0; e < search->exits; e++)
        search->reach_us[e] = INFINITY;
    search->source_us[begin] = 0;
    search->by_exit[begin] = -1;
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (size_t s = 0; s < search->sources; s++)
            for (size_t e = 0; e < search->exits && isfinite(search->source_us[s]); e++) {
                double us = search->source_us[s] + search->way_us[s * search->exits + e];
                if (search->capacity[e] > 0 && us < search->reach_us[e] - 1e-9) {
                    search->reach_us[e] = us;
                    search->from_source[e] = (double)s;
                    has_changed = true;
                }
            }
        for (size_t e = 0; e < search->exits; e++)
            for (size_t s = 0; s < search->sources && isfinite(search->reach_us[e]); s++) {
                double us = search->reach_us[e] - search->way_us[s * search->exits + e];
                if (search->flow[s * search->exits + e] > 0 && us < search->source_us[s] - 1e-9) {
                    search->source_us[s] = us;
                    search->by_exit[s] = (double)e;
                    has_changed = true;
                }
            }
    }
}

/// The exit where one more unit costs least, way and congestion; `exits` if there is none.
static size_t best_exit(const struct search *search)
{
    size_t best = search->exits;
    double best_us = INFINITY;
    for (size_t e = 0; e < search->exits; e++) {
        double us =
            search->reach_us[e] + egress_price_us(search->load[e], search->capacity[e], search->detour_us);
        if (search->capacity[e] > 0 && us < best_us) {
            best_us = us;
            best = e;
        }
    }
    return best;
}

/// What can go to an exit at that price: room on its slope, and the traffic that is moved on the way.
static double amount_to(const struct search *search, size_t begin, size_t to, double wanted)
{
    double end = egress_ends[slope_at(search->load[to], search->capacity[to])] * search->capacity[to];
    double amount = fmin(wanted, end - search->load[to]);
    for (size_t s = (size_t)search->from_source[to]; s != begin;) {
        size_t e = (size_t)search->by_exit[s];
        amount = fmin(amount, search->flow[s * search->exits + e]);
        s = (size_t)search->from_source[e];
    }
    return amount;
}

static void push(struct search *search, size_t begin, size_t to, double amount)
{
    search->load[to] += amount;
    for (size_t e = to;;) {
        size_t s = (size_t)search->from_source[e];
        search->flow[s * search->exits + e] += amount;
        if (s == begin)
            return;
        e = (size_t)search->by_exit[s];
        double *moved = &search->flow[s * search->exits + e];
        *moved = *moved - amount > 0 ? *moved - amount : 0;
    }
}

double egress_share(size_t sources, size_t exits, const double *traffic, const double *way_us,
                    const double *capacity, double detour_us, double *work, double *flow)
{
    struct search search = {.sources = sources,
                            .exits = exits,
                            .way_us = way_us,
                            .capacity = capacity,
                            .detour_us = detour_us,
                            .flow = flow,
                            .load = work,
                            .reach_us = work + exits,
                            .from_source = work + 2 * exits,
                            .by_exit = work + 3 * exits,
                            .source_us = work + 3 * exits + sources};
    double all = 0, lost = 0;
    memset(flow, 0, sources * exits * sizeof(*flow));
    memset(search.load, 0, exits * sizeof(*search.load));
    for (size_t s = 0; s < sources; s++)
        all += traffic[s];
    for (size_t s = 0; s < sources; s++) {
        double left = traffic[s];
        while (left > AMOUNT_LEAST * all) {
            find_ways(&search, s);
            size_t to = best_exit(&search);
            if (to == exits) {
                lost += left;
                break;
            }
            double amount = amount_to(&search, s, to, left);
            SIM_ASSERT(amount > 0, "a way for no traffic, %g left of %g", left, all);
            push(&search, s, to, amount);
            left -= amount;
        }
    }
    return lost;
}
