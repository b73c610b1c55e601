/// The search at one level: the surrogate proposes, the model disposes.
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/reach/cheapest.h"
#include "scenarios/run/reach/search.h"
#include "sim/memory.h"

/// A point that saves less than this share is no news.
static const double WORTHWHILE = 0.005;
/// What margins below nought add to the quantile: where one target hides another, the sum still has a slope.
static const double SLOPE = 1e-3;
/// After a point that missed, the surrogate must promise this share of what was missing on top.
static const double CAREFUL = 0.3;
/// Margins this small are rounding.
static const double TINY = 1e-9;
enum { KNOWN_MAX = 3, STARTS_MAX = 4, CLIMBS_MAX = 3 };

static void fit(struct search *search)
{
    const struct reach_def *def = search->def;
    size_t count = search->reach->count, axes = def->axes.count;
    if (search->fitted == count)
        return;
    int *x = sim_memory_new(count * axes, sizeof(*x), "a surrogate");
    const double **y = sim_memory_new(count, sizeof(*y), "a surrogate");
    for (size_t i = 0; i < count; i++)
        memcpy(x + i * axes, search->reach->points[i].x, axes * sizeof(*x));
    for (size_t t = 0; t < def->targets; t++) {
        for (size_t i = 0; i < count; i++)
            y[i] = search->reach->points[i].margins + t * def->replications;
        kriging_fit(search->surrogates[t], x, y, count);
    }
    search->fitted = count;
    free(x);
    free(y);
}

/// What the surrogate makes of a point: how far its quantile is above what is asked. Threads ask side by side. Once the search
/// is to stop no point is worth anything, so that whoever asks comes to an end.
static double worth(void *self, const int *x)
{
    struct search *search = self;
    const struct reach_def *def = search->def;
    size_t count = def->replications;
    double below = 0, *margins = search->room[omp_get_thread_num()], *worst = margins + def->targets * count;
    if (def->is_stopped && def->is_stopped(def->self))
        return -INFINITY;
    for (size_t t = 0; t < def->targets; t++)
        kriging_predict(search->surrogates[t], x, margins + t * count);
    reach_join(margins, def->targets, count, worst);
    for (size_t r = 0; r < count; r++)
        below += worst[r] < search->least ? worst[r] - search->least : 0;
    double value = reach_quantile(worst, count, search->level) - search->least;
    return value < 0 ? value + SLOPE * below / (double)count : value;
}

/// Starts of a search on the surrogate: the best points that were run.
static size_t list_starts(const struct search *search, size_t cheapest, double level, int *starts)
{
    size_t axes = search->def->axes.count, count = 0;
    size_t latest = search->reach->count - 1, surest = search_surest(search, level);
    size_t wanted[] = {cheapest, surest, latest};
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        if (wanted[i] != SIZE_MAX)
            memcpy(starts + count++ * axes, search->reach->points[wanted[i]].x, axes * sizeof(*starts));
    return count;
}

/// What the surrogate believes to be the cheapest point, if it promises `guard` more than is asked; where there is none and none
/// was run either, the point that it thinks best of. False: nothing that is cheaper than what was run.
static bool propose(struct search *search, double level, double least, double guard, int *x, bool *is_found)
{
    const struct reach_def *def = search->def;
    struct cheapest problem = {def->axes, search->is_barred, worth, search, def->threads};
    int *starts = sim_memory_new(STARTS_MAX * def->axes.count, sizeof(*starts), "a search");
    size_t best = search_cheapest(search, level, least);
    size_t count = list_starts(search, best, level, starts);
    search->level = level;
    search->least = least + guard;
    *is_found = cheapest_find(&problem, starts, count, x);
    if (!*is_found && best == SIZE_MAX)
        cheapest_most(&problem, starts, count, x);
    free(starts);
    if (search_is_over(search))
        return false;
    return best == SIZE_MAX ||
           (*is_found && axes_cost(def->axes, x) < (1 - WORTHWHILE) * search->reach->points[best].cost_cny);
}

double search_promise(struct search *search, double level, double least, const int *x)
{
    fit(search);
    search->level = level;
    search->least = least;
    return worth(search, x);
}

size_t search_level(struct search *search, double level, double least, enum reach_origin origin, int infill)
{
    int *x = sim_memory_new(search->def->axes.count, sizeof(*x), "a search"), climbs = CLIMBS_MAX;
    double guard = 0, known_guard = 0;
    for (int known_count = 0; infill > 0 && !search_is_over(search);) {
        bool is_found;
        fit(search);
        bool is_news = propose(search, level, least, guard + known_guard, x, &is_found);
        if (!is_news && guard > 0) // perhaps too careful after a miss
            is_news = propose(search, level, least, known_guard, x, &is_found);
        size_t known = is_news ? search_find(search, x) : SIZE_MAX;
        if (!is_news || (!is_found && (known != SIZE_MAX || climbs-- == 0)) ||
            (known != SIZE_MAX && known_count++ == KNOWN_MAX))
            break;
        size_t at = search_run(search, x, origin, 0);
        if (at == SIZE_MAX)
            break;
        double missing = least - search_quantile(search, at, level);
        guard = missing > 0 && is_found ? CAREFUL * missing : 0;
        if (known != SIZE_MAX) // the surrogate smooths over what this point came to
            known_guard += fmax(missing, TINY);
        infill -= known == SIZE_MAX;
    }
    free(x);
    return search_cheapest(search, level, least);
}
