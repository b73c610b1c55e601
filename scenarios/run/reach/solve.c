#include "scenarios/run/reach/solve.h"

#include <math.h>
#include <stdlib.h>

#include "scenarios/run/reach/search.h"
#include "sim/memory.h"

/// A round of verification is not spent on savings below this share.
static const double ROUND_SAVES = 0.03;
/// Of what is missing at the nearest point, this share more is as near, if it is cheaper.
static const double NEAR = 0.03;
static const double FRONTIER[] = {0.5, 0.75, 0.25, 0.9, 0.95};
enum { INFILL_MAX = 12, FRONTIER_INFILL_MAX = 1, TRIM_INFILL_MAX = 6 };

/// How far the margins of the nearest point are, less what is as near.
static double nearly(const struct search *search, size_t surest)
{
    double nearest = search_quantile(search, surest, search->def->p);
    return nearest - NEAR * fabs(nearest);
}

/// Where p is out of reach: as near as it comes, as cheaply as may be.
static void settle(struct search *search, size_t surest)
{
    double level = search->def->p, near = nearly(search, surest), least, flattery = 0;
    search_phase(search, REACH_SEARCHING, 0);
    size_t point = search_level(search, level, near, REACH_SEARCH, TRIM_INFILL_MAX);
    if (search->status == SIM_OK && point != SIZE_MAX)
        point = search_prune(search, point, level, near);
    if (search->status == SIM_OK && point != SIZE_MAX && point != surest)
        search_confirm(search, point, &least, &flattery);
}

/// Whether there is no use in verifying a point: it was the last one, or is known to miss, or saves too little, or two checks are
/// not left.
static bool is_enough(const struct search *search, size_t point, size_t last)
{
    const struct reach *reach = search->reach;
    bool is_dear = reach->is_reached &&
                   reach->points[point].cost_cny >=
                       (1 - ROUND_SAVES) * reach->points[reach->checks[reach->answer].point].cost_cny;
    return search->status != SIM_OK || point == last || reach->points[point].is_refuted || is_dear ||
           reach->check_count + 2 > REACH_CHECKS_MAX;
}

/// What the search's numbers may flatter by, before any verification has told: a standard error of its probability, in margin.
/// The first point found is then likely to hold, and what is found later can only be cheaper.
static double first_guess(const struct search *search)
{
    double p = search->def->p, error = sqrt(p * (1 - p) / (double)search->def->replications);
    size_t surest = search_surest(search, p);
    return search_quantile(search, surest, p) - search_quantile(search, surest, fmin(p + error, 1));
}

/// The first point to verify, and *least that it is above: the guess, or as much of it as can be had.
static size_t first_point(struct search *search, double level, double *least)
{
    size_t point = search_level(search, level, *least, REACH_SEARCH, INFILL_MAX);
    for (double part = 0.5; point == SIZE_MAX && *least > 0 && search->status == SIM_OK; part = 0) {
        *least *= part;
        point = search_level(search, level, *least, REACH_SEARCH, INFILL_MAX);
    }
    return point;
}

/// Searches and verifies in turn.
static void answer(struct search *search)
{
    struct reach *reach = search->reach;
    double level = search->def->p, least = first_guess(search), flattery = 0;
    for (size_t last = SIZE_MAX;;) {
        search_phase(search, REACH_SEARCHING, 0);
        size_t point = reach->check_count == 0 ? first_point(search, level, &least)
                                               : search_level(search, level, least, REACH_SEARCH, INFILL_MAX);
        bool is_found = point != SIZE_MAX;
        reach->is_reachable = reach->is_reachable || search_cheapest(search, level, 0) != SIZE_MAX;
        if (!is_found) // all that can be done, less what does nothing for it
            point = search_surest(search, level);
        point = search_prune(search, point, level, is_found ? least : nearly(search, point));
        if (is_enough(search, point, last) || !search_confirm(search, point, &least, &flattery) ||
            (reach->is_reached && reach->points[point].cost_cny <= 0))
            return;
        reach->is_reachable = reach->is_reachable || reach->is_reached;
        if (!is_found && !reach->is_reached) {
            settle(search, point);
            return;
        }
        last = point;
    }
}

/// A point for each of some other probabilities, so that the curve has some.
static void trace_frontier(struct search *search)
{
    double most = 0;
    size_t count = sizeof(FRONTIER) / sizeof(*FRONTIER);
    for (size_t i = 0; i < search->reach->count; i++)
        most = fmax(most, search->reach->points[i].p);
    search_phase(search, REACH_TRACING, count);
    for (size_t i = 0; i < count && !search_is_over(search); i++)
        if (FRONTIER[i] > search->reach->points[0].p && FRONTIER[i] < most + 0.1 &&
            fabs(FRONTIER[i] - search->def->p) > 1e-9)
            search_level(search, FRONTIER[i], 0, REACH_FRONTIER, FRONTIER_INFILL_MAX);
}

/// Verifies what was run for another question, is cheaper than the answer and reaches p by the search's numbers, while checks
/// last: then the curve shows no such point that is not the answer.
static void retry(struct search *search)
{
    double least, flattery = 0;
    while (search->reach->is_reached && !search_is_over(search)) {
        size_t point = search_cheapest(search, search->def->p, 0);
        if (point == SIZE_MAX || is_enough(search, point, SIZE_MAX) ||
            !search_confirm(search, point, &least, &flattery))
            return;
    }
}

/// What each axis is to the answer. The answer without one may be a cheaper one, of which the same is asked.
static void review(struct search *search)
{
    size_t answer;
    do {
        answer = search->reach->answer;
        search_leave_out(search);
        retry(search);
    } while (search->reach->answer != answer && !search_is_over(search));
}

static void open_search(struct search *search)
{
    const struct reach_def *def = search->def;
    search->surrogates = sim_memory_new(def->targets, sizeof(struct kriging *), "a search");
    search->is_barred = sim_memory_new(def->axes.count, sizeof(bool), "a search");
    search->worst = sim_memory_new(def->replications, sizeof(double), "a search");
    search->room = sim_memory_new(def->threads, sizeof(double *), "a search");
    for (size_t i = 0; i < def->threads; i++)
        search->room[i] = sim_memory_new((def->targets + 1) * def->replications, sizeof(double), "a search");
    for (size_t t = 0; t < def->targets; t++)
        search->surrogates[t] = kriging_create(def->axes, def->replications);
}

static void close_search(struct search *search)
{
    for (size_t t = 0; t < search->def->targets; t++)
        kriging_destroy(search->surrogates[t]);
    for (size_t i = 0; i < search->def->threads; i++)
        free(search->room[i]);
    free(search->surrogates);
    free(search->is_barred);
    free(search->worst);
    free(search->room);
}

enum sim_status reach_solve(const struct reach_def *def, struct reach *reach)
{
    *reach = (struct reach){.answer = SIZE_MAX};
    reach->effects = sim_memory_new(def->axes.count, sizeof(*reach->effects), "a search");
    struct search search = {.def = def, .reach = reach, .status = SIM_OK};
    open_search(&search);
    search_screen(&search);
    if (search.status == SIM_OK)
        answer(&search);
    if (search.status == SIM_OK)
        review(&search);
    if (search.status == SIM_OK)
        trace_frontier(&search);
    if (search.status == SIM_OK)
        review(&search);
    close_search(&search);
    return search.status;
}

void reach_clear(struct reach *reach)
{
    for (size_t i = 0; i < reach->count; i++) {
        free(reach->points[i].x);
        free(reach->points[i].margins);
    }
    for (size_t i = 0; i < reach->check_count; i++)
        free(reach->checks[i].target_p);
    free(reach->points);
    free(reach->effects);
    *reach = (struct reach){0};
}

const struct reach_point *reach_best(const struct reach_def *def, const struct reach *reach)
{
    const struct reach_point *best = NULL;
    if (reach->answer != SIZE_MAX)
        return &reach->points[reach->checks[reach->answer].point];
    for (size_t i = 0; i < reach->count; i++) {
        const struct reach_point *point = &reach->points[i];
        bool holds = point->p >= def->p && !point->is_refuted,
             best_holds = best && best->p >= def->p && !best->is_refuted;
        if (!best || (holds && !best_holds) || (holds && point->cost_cny < best->cost_cny) ||
            (!holds && !best_holds && point->p > best->p))
            best = point;
    }
    return best;
}

const struct reach_point *reach_find(const struct reach_def *def, const struct reach *reach, const int *x)
{
    for (size_t i = 0; i < reach->count; i++)
        if (axes_same(def->axes, reach->points[i].x, x))
            return &reach->points[i];
    return NULL;
}

static bool comes_before(const struct reach *reach, size_t left, size_t right)
{
    const struct reach_point *a = &reach->points[left], *b = &reach->points[right];
    if (a->cost_cny != b->cost_cny)
        return a->cost_cny < b->cost_cny;
    return a->p != b->p ? a->p > b->p : left < right;
}

size_t reach_frontier(const struct reach_def *def, const struct reach *reach, size_t *indices)
{
    size_t count = 0;
    double most = -1;
    for (size_t i = 0; i < reach->count; i++) {
        size_t place = i;
        for (; place > 0 && comes_before(reach, i, indices[place - 1]); place--)
            indices[place] = indices[place - 1];
        indices[place] = i;
    }
    for (size_t i = 0; i < reach->count; i++) {
        const struct reach_point *point = &reach->points[indices[i]];
        bool is_refuted = point->is_refuted && point->p >= def->p;
        if (point->p > most && !is_refuted) {
            most = point->p;
            indices[count++] = indices[i];
        }
    }
    return count;
}
