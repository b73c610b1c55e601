/// Which axes act at all: alone, and beside all others.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/reach/search.h"
#include "sim/memory.h"

/// An axis that moves the mean margin by less than this share of what all together do has hardly any effect.
static const double HARDLY = 0.01;
/// Replications that tell what an axis does beside all others.
enum { BESIDE = 16 };

static size_t beside_count(const struct reach_def *def)
{
    return def->replications < BESIDE ? def->replications : BESIDE;
}

/// All axes together, or those alone that are not inert; of each group the option that does most alone.
static void take_all(const struct search *search, bool with_inert, int *x)
{
    struct axes axes = search->def->axes;
    memset(x, 0, axes.count * sizeof(*x));
    for (size_t j = 0; j < axes.count; j++) {
        bool is_best = with_inert || !search->reach->points[1 + j].is_inert;
        for (size_t k = 0; k < axes.count && axes.items[j].group != AXIS_NO_GROUP; k++)
            if (k != j && axes.items[k].group == axes.items[j].group) {
                double mine = search_quantile(search, 1 + j, search->def->p),
                       other = search_quantile(search, 1 + k, search->def->p);
                is_best = is_best && (mine > other || (mine == other && j < k));
            }
        if (is_best)
            x[j] = axes.items[j].steps;
    }
}

/// By how much a target's mean margin over the first replications is above another's.
static double gain(const struct reach_def *def, const double *to, const double *from, size_t target,
                   size_t count)
{
    double sum = 0;
    for (size_t r = 0; r < count; r++)
        sum += to[target * def->replications + r] - from[target * def->replications + r];
    return sum / (double)count;
}

/// Whether a change moves no target by more than a hundredth of what all do to it.
static bool is_small(const struct search *search, const double *to, const double *from, const double *all)
{
    const struct reach_def *def = search->def;
    const double *nothing = search->reach->points[0].margins;
    size_t count = beside_count(def);
    for (size_t t = 0; t < def->targets; t++)
        if (fabs(gain(def, to, from, t, count)) > HARDLY * fabs(gain(def, all, nothing, t, count)))
            return false;
    return true;
}

/// Whether a point acts beside all, on the first replications.
static bool acts_beside(struct search *search, const int *x, const double *with_all, double *margins)
{
    if (search_is_over(search))
        return true;
    search->status = search->def->run(search->def->self, x, 0, beside_count(search->def), margins);
    return search->status != SIM_OK || !is_small(search, margins, with_all, with_all);
}

/// All but one axis, or where it was inert and so is not among them, with it.
static void turn(const struct search *search, const int *all, size_t axis, int *x)
{
    memcpy(x, all, search->def->axes.count * sizeof(*x));
    if (x[axis] > 0)
        x[axis] = 0;
    else
        axes_set(search->def->axes, x, axis, search->def->axes.items[axis].steps);
}

/// Judges each axis by what it did alone and does beside all others. point: all of them.
static void judge_effects(struct search *search, size_t point)
{
    const struct reach_def *def = search->def;
    struct reach *reach = search->reach;
    int *x = sim_memory_new(def->axes.count, sizeof(*x), "a search");
    double *margins = sim_memory_new(def->targets * def->replications, sizeof(double), "a search");
    const int *all = reach->points[point].x;
    const double *with_all = reach->points[point].margins;
    take_all(search, true, x); // inert axes are judged together, and one by one only if that did anything
    bool inert_act = !axes_same(def->axes, all, x) && acts_beside(search, x, with_all, margins);
    for (size_t j = 0; j < def->axes.count && search->status == SIM_OK; j++) {
        const struct reach_point *alone = &reach->points[1 + j];
        bool is_small_alone = is_small(search, alone->margins, reach->points[0].margins, with_all);
        reach->phase_done++;
        turn(search, all, j, x);
        if (alone->is_inert && !inert_act)
            reach->effects[j] = REACH_NO_EFFECT;
        else if (is_small_alone && !acts_beside(search, x, with_all, margins))
            reach->effects[j] = alone->is_inert ? REACH_NO_EFFECT : REACH_HARDLY;
        search->is_barred[j] = reach->effects[j] != REACH_ACTS;
    }
    free(x);
    free(margins);
}

void search_screen(struct search *search)
{
    struct axes axes = search->def->axes;
    int *x = sim_memory_new(axes.count, sizeof(*x), "a search");
    size_t all = SIZE_MAX;
    search_phase(search, REACH_SCREENING, 2 + 2 * axes.count);
    search_run(search, x, REACH_AS_IT_IS, 0);
    for (size_t j = 0; j < axes.count && search->status == SIM_OK; j++) {
        memset(x, 0, axes.count * sizeof(*x));
        x[j] = axes.items[j].steps;
        search_run(search, x, REACH_ALONE, j);
    }
    if (search->status == SIM_OK) {
        take_all(search, false, x);
        all = search_run(search, x, REACH_ALL, 0);
    }
    if (all != SIZE_MAX)
        judge_effects(search, all);
    free(x);
}
