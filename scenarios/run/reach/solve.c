#include "scenarios/run/reach/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/reach/cheapest.h"
#include "scenarios/run/reach/kriging.h"
#include "sim/memory.h"

/// A point that saves less than this share is no news.
static const double WORTHWHILE = 0.005;
/// Of two answers that miss, the cheaper one is the better, if its probability is no lower than this.
static const double P_ALIKE = 0.02;
/// A round of verification is not spent on savings below this share.
static const double ROUND_SAVES = 0.03;
/// What margins below nought add to the quantile: where one target hides another, the sum still has a slope.
static const double SLOPE = 1e-3;
/// An axis that takes less than this share of a point's cost is not worth a run without it.
static const double PRUNED = 0.02;
/// Of what is missing at the nearest point, this share more is as near, if it is cheaper.
static const double NEAR = 0.03;
/// After a miss the next round asks for this much more than what was missing.
static const double MORE = 0.25;
/// After a point that missed, the surrogate must promise this share of what was missing on top.
static const double CAREFUL = 0.3;
/// Margins this small are rounding.
static const double TINY = 1e-9;
static const double FRONTIER[] = {0.5, 0.75, 0.9, 0.95, 0.99, 0.25};
enum {
    INFILL_MAX = 12,
    FRONTIER_INFILL_MAX = 2,
    TRIM_INFILL_MAX = 6,
    KNOWN_MAX = 3,
    STARTS_MAX = 4,
    CLIMBS_MAX = 3,
    FIRST = 8
};

/// A search at work.
struct search {
    const struct reach_def *def;
    struct reach *reach;
    struct kriging **surrogates; // [target]
    bool *is_barred;             // [axis], inert
    size_t fitted;               // points that they know
    double level, least;         // what the quantile at that probability must be, at least
    double *margins, *worst;     // [target][replication], [replication]
    enum sim_status status;
};

void reach_join(const double *margins, size_t targets, size_t count, double *worst)
{
    for (size_t r = 0; r < count; r++) {
        worst[r] = margins[r];
        for (size_t t = 1; t < targets; t++)
            worst[r] = fmin(worst[r], margins[t * count + r]);
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
    size_t misses = (size_t)floor((1.0 - p) * (double)count + 1e-9);
    return select_kth(worst, count, misses < count ? misses : count - 1);
}

static double share_of(const double *worst, size_t count)
{
    size_t hits = 0;
    for (size_t r = 0; r < count; r++)
        hits += worst[r] >= 0;
    return (double)hits / (double)count;
}

// ---- points ------------------------------------------------------------------------------------------------

static size_t find_point(const struct search *search, const int *x)
{
    for (size_t i = 0; i < search->reach->count; i++)
        if (axes_same(search->def->axes, search->reach->points[i].x, x))
            return i;
    return SIZE_MAX;
}

static bool begins_alike(const struct reach_def *def, const double *a, const double *b, size_t count)
{
    for (size_t t = 0; t < def->targets; t++)
        if (memcmp(a + t * def->replications, b + t * def->replications, count * sizeof(*a)) != 0)
            return false;
    return true;
}

/// Runs a point unless it has been; its index, SIZE_MAX where it could not be run. A point of an axis alone that begins as
/// nothing does is not run to its end.
static size_t run_point(struct search *search, const int *x, enum reach_origin origin, size_t axis)
{
    const struct reach_def *def = search->def;
    struct reach *reach = search->reach;
    size_t found = find_point(search, x);
    if (found != SIZE_MAX || search->status != SIM_OK || reach->count >= def->points_max)
        return found;
    struct reach_point point = {
        .x = sim_memory_new(def->axes.count, sizeof(int), "a point"),
        .cost_cny = axes_cost(def->axes, x),
        .margins = sim_memory_new(def->targets * def->replications, sizeof(double), "a point"),
        .origin = origin,
        .axis = axis,
    };
    memcpy(point.x, x, def->axes.count * sizeof(int));
    size_t first = origin == REACH_ALONE && def->replications > FIRST ? FIRST : 0;
    if (first > 0)
        search->status = def->run(def->self, x, 0, first, point.margins);
    point.is_inert = first > 0 && begins_alike(def, point.margins, reach->points[0].margins, first);
    if (point.is_inert)
        memcpy(point.margins, reach->points[0].margins, def->targets * def->replications * sizeof(double));
    else if (search->status == SIM_OK)
        search->status = def->run(def->self, x, first, def->replications - first, point.margins);
    if (search->status != SIM_OK) {
        free(point.x);
        free(point.margins);
        return SIZE_MAX;
    }
    reach_join(point.margins, def->targets, def->replications, search->worst);
    point.p = share_of(search->worst, def->replications);
    reach->points =
        sim_memory_grow(reach->points, &reach->capacity, reach->count + 1, sizeof(point), "points");
    reach->points[reach->count] = point;
    return reach->count++;
}

/// Quantile of a point at a level.
static double quantile_of(const struct search *search, const struct reach_point *point, double level)
{
    reach_join(point->margins, search->def->targets, search->def->replications, search->worst);
    return reach_quantile(search->worst, search->def->replications, level);
}

/// The cheapest point that is good enough; SIZE_MAX: none is.
static size_t cheapest_run(const struct search *search, double level, double least)
{
    size_t best = SIZE_MAX;
    const struct reach_point *points = search->reach->points;
    for (size_t i = 0; i < search->reach->count; i++)
        if (quantile_of(search, &points[i], level) >= least &&
            (best == SIZE_MAX || points[i].cost_cny < points[best].cost_cny))
            best = i;
    return best;
}

static size_t surest_run(const struct search *search, double level)
{
    size_t best = 0;
    double most = -INFINITY;
    for (size_t i = 0; i < search->reach->count; i++) {
        double quantile = quantile_of(search, &search->reach->points[i], level);
        if (quantile > most) {
            most = quantile;
            best = i;
        }
    }
    return best;
}

// ---- the surrogate -----------------------------------------------------------------------------------------

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

/// What the surrogate makes of a point: how far its quantile is above what is asked.
static double worth(void *self, const int *x)
{
    struct search *search = self;
    size_t count = search->def->replications;
    double below = 0;
    for (size_t t = 0; t < search->def->targets; t++)
        kriging_predict(search->surrogates[t], x, search->margins + t * count);
    reach_join(search->margins, search->def->targets, count, search->worst);
    for (size_t r = 0; r < count; r++)
        below += fmin(search->worst[r] - search->least, 0);
    double value = reach_quantile(search->worst, count, search->level) - search->least;
    return value < 0 ? value + SLOPE * below / (double)count : value;
}

/// Starts of a search on the surrogate: the best points that were run.
static size_t list_starts(const struct search *search, double level, double least, int *starts)
{
    size_t axes = search->def->axes.count, count = 0, cheapest = cheapest_run(search, level, least);
    size_t latest = search->reach->count - 1, surest = surest_run(search, level);
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
    struct axes axes = search->def->axes;
    struct cheapest problem = {axes, search->is_barred, worth, search};
    int *starts = sim_memory_new(STARTS_MAX * axes.count, sizeof(*starts), "a search");
    size_t count = list_starts(search, level, least, starts), best = cheapest_run(search, level, least);
    search->level = level;
    search->least = least + guard;
    *is_found = cheapest_find(&problem, starts, count, x);
    if (!*is_found && best == SIZE_MAX)
        cheapest_most(&problem, starts, count, x);
    free(starts);
    return best == SIZE_MAX ||
           (*is_found && axes_cost(axes, x) < (1 - WORTHWHILE) * search->reach->points[best].cost_cny);
}

/// Runs the cheapest points that the surrogate believes in, until it knows none that is cheaper than what was run. The
/// answer's index; SIZE_MAX: no point is good enough.
static size_t search_level(struct search *search, double level, double least, enum reach_origin origin,
                           int infill)
{
    int *x = sim_memory_new(search->def->axes.count, sizeof(*x), "a search"), climbs = CLIMBS_MAX;
    double guard = 0, known_guard = 0;
    for (int known_count = 0; infill > 0 && search->status == SIM_OK;) {
        bool is_found;
        fit(search);
        bool is_news = propose(search, level, least, guard + known_guard, x, &is_found);
        if (!is_news && guard > 0) // perhaps too careful after a miss
            is_news = propose(search, level, least, known_guard, x, &is_found);
        size_t known = is_news ? find_point(search, x) : SIZE_MAX;
        if (!is_news || (!is_found && (known != SIZE_MAX || climbs-- == 0)) ||
            (known != SIZE_MAX && known_count++ == KNOWN_MAX))
            break;
        size_t at = run_point(search, x, origin, 0);
        if (at == SIZE_MAX)
            break;
        double missing = least - quantile_of(search, &search->reach->points[at], level);
        guard = missing > 0 && is_found ? CAREFUL * missing : 0;
        if (known != SIZE_MAX) // the surrogate smooths over what this point came to
            known_guard += fmax(missing, TINY);
        infill -= known == SIZE_MAX;
    }
    free(x);
    return cheapest_run(search, level, least);
}

// ---- the steps ---------------------------------------------------------------------------------------------

/// All axes together, or those alone that are not inert; of each group the option that does most alone.
static void take_all(const struct search *search, bool with_inert, int *x)
{
    struct axes axes = search->def->axes;
    memset(x, 0, axes.count * sizeof(*x));
    for (size_t j = 0; j < axes.count; j++) {
        bool is_best = with_inert || !search->reach->points[1 + j].is_inert;
        for (size_t k = 0; k < axes.count && axes.items[j].group != AXIS_NO_GROUP; k++)
            if (k != j && axes.items[k].group == axes.items[j].group) {
                double mine = quantile_of(search, &search->reach->points[1 + j], search->def->p),
                       other = quantile_of(search, &search->reach->points[1 + k], search->def->p);
                is_best = is_best && (mine > other || (mine == other && j < k));
            }
        if (is_best)
            x[j] = axes.items[j].steps;
    }
}

/// Leaves inert axes out, if they do nothing beside all others either.
static void bar_inert(struct search *search, const int *all)
{
    const struct reach_def *def = search->def;
    size_t axes = def->axes.count;
    int *with_inert = sim_memory_new(axes, sizeof(*with_inert), "a search");
    double *margins = sim_memory_new(2 * def->targets * def->replications, sizeof(double), "a search"),
           *others = margins + def->targets * def->replications;
    take_all(search, true, with_inert);
    if (!axes_same(def->axes, all, with_inert)) {
        search->status = def->run(def->self, all, 0, FIRST, margins);
        if (search->status == SIM_OK)
            search->status = def->run(def->self, with_inert, 0, FIRST, others);
        bool is_alike = search->status == SIM_OK && begins_alike(def, margins, others, FIRST);
        for (size_t j = 0; j < axes; j++)
            search->is_barred[j] = is_alike && search->reach->points[1 + j].is_inert;
    }
    free(with_inert);
    free(margins);
}

static void screen(struct search *search)
{
    struct axes axes = search->def->axes;
    int *x = sim_memory_new(axes.count, sizeof(*x), "a search");
    run_point(search, x, REACH_AS_IT_IS, 0);
    for (size_t j = 0; j < axes.count && search->status == SIM_OK; j++) {
        memset(x, 0, axes.count * sizeof(*x));
        x[j] = axes.items[j].steps;
        run_point(search, x, REACH_ALONE, j);
    }
    if (search->status == SIM_OK) {
        take_all(search, false, x);
        bar_inert(search, x);
    }
    if (search->status == SIM_OK)
        run_point(search, x, REACH_ALL, 0);
    free(x);
}

/// Verifies a point; *above: its quantile there.
static bool verify(struct search *search, size_t point, double *above)
{
    const struct reach_def *def = search->def;
    struct reach *reach = search->reach;
    size_t count = def->verifications;
    double *margins = sim_memory_new((def->targets + 1) * count, sizeof(double), "a verification");
    double *worst = margins + def->targets * count;
    search->status = def->verify(def->self, reach->points[point].x, reach->check_count, margins);
    if (search->status == SIM_OK) {
        struct reach_check *check = &reach->checks[reach->check_count];
        *check = (struct reach_check){.point = point, .round = reach->check_count};
        check->target_p = sim_memory_new(def->targets, sizeof(double), "a verification");
        for (size_t t = 0; t < def->targets; t++)
            check->target_p[t] = share_of(margins + t * count, count);
        reach_join(margins, def->targets, count, worst);
        check->p = share_of(worst, count);
        check->hits = (size_t)lround(check->p * (double)count);
        *above = reach_quantile(worst, count, def->p);
        reach->check_count++;
    }
    free(margins);
    return search->status == SIM_OK;
}

static bool holds(const struct search *search, const struct reach_check *check)
{
    return check->p >= search->def->p - 1e-12;
}

/// Takes the latest check, of a point that holds or not, as the answer if it is the better one.
static void judge(struct search *search, bool is_confirmed)
{
    struct reach *reach = search->reach;
    size_t latest = reach->check_count - 1;
    const struct reach_check *check = &reach->checks[latest];
    const struct reach_check *best = reach->answer == SIZE_MAX ? NULL : &reach->checks[reach->answer];
    bool is_cheaper = best && reach->points[check->point].cost_cny < reach->points[best->point].cost_cny;
    bool is_alike = best && check->p >= best->p - P_ALIKE;
    bool is_surer = best && (check->point == best->point || check->p > best->p);
    if (!best || (reach->is_reached ? is_confirmed && is_cheaper
                                    : is_confirmed || is_surer || (is_cheaper && is_alike)))
        reach->answer = latest;
    reach->is_reached = reach->is_reached || is_confirmed;
}

/// What the search must be above for a point to hold on other numbers: its numbers flatter by so much, on average over the
/// checks; a miss asks for more than was missing.
static double least_after(struct search *search, size_t point, double above, double *flattery)
{
    struct reach *reach = search->reach;
    double now = quantile_of(search, &reach->points[point], search->def->p) - above;
    *flattery += (now - *flattery) / (double)reach->check_count;
    return above < 0 ? fmax(*flattery, now - MORE * above) : *flattery;
}

/// Verifies a point, a second time where it holds the first time, and takes it as the answer if it is the better one. False
/// where all ends.
static bool try_point(struct search *search, size_t point, double *least, double *flattery)
{
    struct reach *reach = search->reach;
    for (int time = 0; time < 2 && reach->check_count < REACH_CHECKS_MAX; time++) {
        double above = 0;
        if (!verify(search, point, &above))
            return false;
        bool is_good = holds(search, &reach->checks[reach->check_count - 1]);
        judge(search, is_good && time == 1);
        *least = least_after(search, point, above, flattery);
        if (!is_good)
            return true;
    }
    return reach->is_reached;
}

/// Gives up axes of a point one after the other, the dearest first, where the point without one is good enough as well: a
/// surrogate that was wrong about many at once is not asked. The last point that is; also tells what each is worth there.
static size_t prune(struct search *search, size_t point, double level, double least)
{
    struct axes axes = search->def->axes;
    double total = search->reach->points[point].cost_cny;
    int *x = sim_memory_new(axes.count, sizeof(*x), "a search");
    bool *is_tried = sim_memory_new(axes.count, sizeof(*is_tried), "a search");
    while (search->status == SIM_OK) {
        size_t dearest = SIZE_MAX;
        double most = PRUNED * total;
        memcpy(x, search->reach->points[point].x, axes.count * sizeof(*x));
        for (size_t j = 0; j < axes.count; j++)
            if (!is_tried[j] && axis_cost(&axes.items[j], x[j]) > most) {
                most = axis_cost(&axes.items[j], x[j]);
                dearest = j;
            }
        if (dearest == SIZE_MAX)
            break;
        is_tried[dearest] = true;
        x[dearest] = 0;
        size_t without = run_point(search, x, REACH_LEFT_OUT, dearest);
        if (without != SIZE_MAX && quantile_of(search, &search->reach->points[without], level) >= least)
            point = without;
    }
    free(x);
    free(is_tried);
    return point;
}

/// A point without the axes that take it no nearer.
static size_t as_sure(struct search *search, size_t point)
{
    double nearest = quantile_of(search, &search->reach->points[point], search->def->p);
    return prune(search, point, search->def->p, nearest - NEAR * fabs(nearest));
}

/// Where p is out of reach: as near as it comes, as cheaply as may be.
static void settle(struct search *search, size_t surest)
{
    double nearest = quantile_of(search, &search->reach->points[surest], search->def->p), least, flattery = 0;
    size_t point =
        search_level(search, search->def->p, nearest - NEAR * fabs(nearest), REACH_SEARCH, TRIM_INFILL_MAX);
    if (search->status == SIM_OK && point != SIZE_MAX)
        point = prune(search, point, search->def->p, nearest - NEAR * fabs(nearest));
    if (search->status == SIM_OK && point != SIZE_MAX && point != surest)
        try_point(search, point, &least, &flattery);
}

/// Whether there is no use in verifying a point: it was the last one, or it saves too little, or two checks are not left.
static bool is_enough(const struct search *search, size_t point, size_t last)
{
    const struct reach *reach = search->reach;
    bool is_dear = reach->is_reached &&
                   reach->points[point].cost_cny >=
                       (1 - ROUND_SAVES) * reach->points[reach->checks[reach->answer].point].cost_cny;
    return search->status != SIM_OK || point == last || is_dear || reach->check_count + 2 > REACH_CHECKS_MAX;
}

/// Searches and verifies in turn.
static void answer(struct search *search)
{
    struct reach *reach = search->reach;
    double least = 0, flattery = 0;
    for (size_t last = SIZE_MAX;;) {
        size_t point = search_level(search, search->def->p, least, REACH_SEARCH, INFILL_MAX);
        bool is_found = point != SIZE_MAX;
        reach->is_reachable = reach->is_reachable || cheapest_run(search, search->def->p, 0) != SIZE_MAX;
        if (!is_found) // all that can be done, less what does nothing for it
            point = as_sure(search, surest_run(search, search->def->p));
        else
            point = prune(search, point, search->def->p, least);
        if (is_enough(search, point, last) || !try_point(search, point, &least, &flattery) ||
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

/// Searches for other probabilities, so that the curve has points.
static void trace_frontier(struct search *search)
{
    double most = 0;
    for (size_t i = 0; i < search->reach->count; i++)
        most = fmax(most, search->reach->points[i].p);
    for (size_t i = 0; i < sizeof(FRONTIER) / sizeof(*FRONTIER) && search->status == SIM_OK; i++)
        if (FRONTIER[i] > search->reach->points[0].p && FRONTIER[i] < most + 0.1 &&
            fabs(FRONTIER[i] - search->def->p) > 1e-9)
            search_level(search, FRONTIER[i], 0, REACH_FRONTIER, FRONTIER_INFILL_MAX);
}

static void leave_out(struct search *search)
{
    struct axes axes = search->def->axes;
    const struct reach *reach = search->reach;
    if (reach->answer == SIZE_MAX)
        return;
    int *x = sim_memory_new(axes.count, sizeof(*x), "a search");
    size_t point = reach->checks[reach->answer].point;
    for (size_t j = 0; j < axes.count && search->status == SIM_OK; j++) {
        memcpy(x, reach->points[point].x, axes.count * sizeof(*x));
        if (x[j] == 0)
            continue;
        x[j] = 0;
        run_point(search, x, REACH_LEFT_OUT, j);
    }
    free(x);
}

enum sim_status reach_solve(const struct reach_def *def, struct reach *reach)
{
    *reach = (struct reach){.answer = SIZE_MAX};
    struct search search = {.def = def, .reach = reach, .status = SIM_OK};
    search.surrogates = sim_memory_new(def->targets, sizeof(struct kriging *), "a search");
    search.margins = sim_memory_new(def->targets * def->replications, sizeof(double), "a search");
    search.is_barred = sim_memory_new(def->axes.count, sizeof(bool), "a search");
    search.worst = sim_memory_new(def->replications, sizeof(double), "a search");
    for (size_t t = 0; t < def->targets; t++)
        search.surrogates[t] = kriging_create(def->axes, def->replications);
    screen(&search);
    if (search.status == SIM_OK)
        answer(&search);
    if (search.status == SIM_OK)
        leave_out(&search);
    if (search.status == SIM_OK)
        trace_frontier(&search);
    for (size_t t = 0; t < def->targets; t++)
        kriging_destroy(search.surrogates[t]);
    free(search.surrogates);
    free(search.is_barred);
    free(search.margins);
    free(search.worst);
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
    *reach = (struct reach){0};
}

const struct reach_point *reach_best(const struct reach_def *def, const struct reach *reach)
{
    const struct reach_point *best = NULL;
    if (reach->answer != SIZE_MAX)
        return &reach->points[reach->checks[reach->answer].point];
    for (size_t i = 0; i < reach->count; i++) {
        const struct reach_point *point = &reach->points[i];
        bool holds = point->p >= def->p, best_holds = best && best->p >= def->p;
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

size_t reach_frontier(const struct reach *reach, size_t *indices)
{
    size_t count = 0;
    double most = -1;
    for (size_t i = 0; i < reach->count; i++) {
        size_t place = i;
        for (; place > 0 && comes_before(reach, i, indices[place - 1]); place--)
            indices[place] = indices[place - 1];
        indices[place] = i;
    }
    for (size_t i = 0; i < reach->count; i++)
        if (reach->points[indices[i]].p > most) {
            most = reach->points[indices[i]].p;
            indices[count++] = indices[i];
        }
    return count;
}
