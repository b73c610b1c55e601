#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/reach/search.h"
#include "sim/memory.h"

void reach_join(const double *margins, size_t targets, size_t count, double *worst)
{
    for (size_t r = 0; r < count; r++) {
        worst[r] = margins[r];
        for (size_t t = 1; t < targets; t++)
            worst[r] = margins[t * count + r] < worst[r] ? margins[t * count + r] : worst[r];
    }
}

/// The k-th smallest, from 0 (N. Wirth, Algorithms + Data Structures = Programs, 1976, after Hoare's FIND).
static double select_kth(double *values, size_t count, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, wanted = (ptrdiff_t)k;
    while (low < high) {
        double pivot = values[wanted];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (pivot < values[j])
                j--;
            if (i <= j) {
                double swap = values[i];
                values[i++] = values[j];
                values[j--] = swap;
            }
        }
        low = j < wanted ? i : low;
        high = wanted < i ? j : high;
    }
    return values[wanted];
}

double reach_quantile(double *worst, size_t count, double p)
{
    size_t misses = reach_misses(count, p);
    return select_kth(worst, count, misses < count ? misses : count - 1);
}

size_t reach_misses(size_t count, double p)
{
    return (size_t)floor((1.0 - p) * (double)count + 1e-9);
}

double search_share(const double *worst, size_t count)
{
    size_t hits = 0;
    for (size_t r = 0; r < count; r++)
        hits += worst[r] >= 0;
    return (double)hits / (double)count;
}

void search_phase(struct search *search, enum reach_phase phase, size_t count)
{
    search->reach->phase = phase;
    search->reach->phase_done = 0;
    search->reach->phase_count = count;
}

bool search_is_over(struct search *search)
{
    const struct reach_def *def = search->def;
    if (search->status == SIM_OK && def->is_stopped && def->is_stopped(def->self))
        search->status = SIM_INTERRUPTED;
    return search->status != SIM_OK;
}

size_t search_find(const struct search *search, const int *x)
{
    for (size_t i = 0; i < search->reach->count; i++)
        if (axes_same(search->def->axes, search->reach->points[i].x, x))
            return i;
    return SIZE_MAX;
}

static bool begins_as_nothing(const struct search *search, const double *margins)
{
    const struct reach_def *def = search->def;
    const double *nothing = search->reach->points[0].margins;
    for (size_t t = 0; t < def->targets; t++)
        if (memcmp(margins + t * def->replications, nothing + t * def->replications,
                   SEARCH_FIRST * sizeof(*margins)) != 0)
            return false;
    return true;
}

/// Runs the replications of a new point, or takes over those of nothing.
static void fill(struct search *search, struct reach_point *point)
{
    const struct reach_def *def = search->def;
    size_t first = point->origin == REACH_ALONE && def->replications > SEARCH_FIRST ? SEARCH_FIRST : 0;
    if (first > 0)
        search->status = def->run(def->self, point->x, 0, first, point->margins);
    if (search->status != SIM_OK)
        return;
    point->is_inert = first > 0 && begins_as_nothing(search, point->margins);
    if (point->is_inert)
        memcpy(point->margins, search->reach->points[0].margins,
               def->targets * def->replications * sizeof(double));
    else
        search->status = def->run(def->self, point->x, first, def->replications - first, point->margins);
}

size_t search_run(struct search *search, const int *x, enum reach_origin origin, size_t axis)
{
    const struct reach_def *def = search->def;
    struct reach *reach = search->reach;
    size_t found = search_find(search, x);
    if (found != SIZE_MAX || search_is_over(search) || reach->count >= def->points_max)
        return found;
    struct reach_point point = {
        .x = sim_memory_new(def->axes.count, sizeof(int), "a point"),
        .cost_cny = axes_cost(def->axes, x),
        .margins = sim_memory_new(def->targets * def->replications, sizeof(double), "a point"),
        .origin = origin,
        .axis = axis,
    };
    memcpy(point.x, x, def->axes.count * sizeof(int));
    fill(search, &point);
    if (search->status != SIM_OK) {
        free(point.x);
        free(point.margins);
        return SIZE_MAX;
    }
    reach_join(point.margins, def->targets, def->replications, search->worst);
    point.p = search_share(search->worst, def->replications);
    reach->points =
        sim_memory_grow(reach->points, &reach->capacity, reach->count + 1, sizeof(point), "points");
    reach->points[reach->count] = point;
    reach->phase_done += reach->phase_done < reach->phase_count;
    return reach->count++;
}

double search_quantile(const struct search *search, size_t point, double level)
{
    const struct reach_def *def = search->def;
    reach_join(search->reach->points[point].margins, def->targets, def->replications, search->worst);
    return reach_quantile(search->worst, def->replications, level);
}

size_t search_cheapest(const struct search *search, double level, double least)
{
    size_t best = SIZE_MAX;
    const struct reach_point *points = search->reach->points;
    for (size_t i = 0; i < search->reach->count; i++)
        if (!(points[i].is_refuted && level >= search->def->p) &&
            search_quantile(search, i, level) >= least &&
            (best == SIZE_MAX || points[i].cost_cny < points[best].cost_cny))
            best = i;
    return best;
}

size_t search_surest(const struct search *search, double level)
{
    size_t best = 0;
    double most = -INFINITY;
    for (size_t i = 0; i < search->reach->count; i++) {
        double quantile = search_quantile(search, i, level);
        if (quantile > most) {
            most = quantile;
            best = i;
        }
    }
    return best;
}
