/// What a point is worth without one of its axes.
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/reach/search.h"
#include "sim/memory.h"

/// An axis that takes less than this share of a point's cost is not worth a run without it.
static const double PRUNED = 0.02;
/// Of what the point has gained over nothing, a loss by this share is one that the surrogate is not wrong about.
static const double FAR = 0.06;

/// The dearest axis of a point that was not tried yet; SIZE_MAX: none is worth it.
static size_t dearest(struct axes axes, const int *x, const bool *is_tried, double least_cny)
{
    size_t found = SIZE_MAX;
    double most = least_cny;
    for (size_t j = 0; j < axes.count; j++)
        if (!is_tried[j] && axis_cost(&axes.items[j], x[j]) > most) {
            most = axis_cost(&axes.items[j], x[j]);
            found = j;
        }
    return found;
}

size_t search_prune(struct search *search, size_t point, double level, double least)
{
    struct axes axes = search->def->axes;
    double total = search->reach->points[point].cost_cny, nothing = search_quantile(search, 0, level);
    int *x = sim_memory_new(axes.count, sizeof(*x), "a search");
    bool *is_tried = sim_memory_new(axes.count, sizeof(*is_tried), "a search");
    search_phase(search, REACH_PRUNING, 0);
    while (!search_is_over(search)) {
        memcpy(x, search->reach->points[point].x, axes.count * sizeof(*x));
        size_t axis = dearest(axes, x, is_tried, PRUNED * total);
        if (axis == SIZE_MAX)
            break;
        is_tried[axis] = true;
        x[axis] = 0;
        if (search_promise(search, level, least, x) < -FAR * (least - nothing))
            continue;
        size_t without = search_run(search, x, REACH_LEFT_OUT, axis);
        if (without != SIZE_MAX && !search->reach->points[without].is_refuted &&
            search_quantile(search, without, level) >= least)
            point = without;
    }
    free(x);
    free(is_tried);
    return point;
}

static size_t taken_count(struct axes axes, const int *x)
{
    size_t count = 0;
    for (size_t j = 0; j < axes.count; j++)
        count += x[j] > 0;
    return count;
}

void search_leave_out(struct search *search)
{
    struct axes axes = search->def->axes;
    const struct reach *reach = search->reach;
    if (reach->answer == SIZE_MAX)
        return;
    int *x = sim_memory_new(axes.count, sizeof(*x), "a search");
    size_t point = reach->checks[reach->answer].point;
    search_phase(search, REACH_LEAVING_OUT, taken_count(axes, reach->points[point].x));
    for (size_t j = 0; j < axes.count && !search_is_over(search); j++) {
        memcpy(x, reach->points[point].x, axes.count * sizeof(*x));
        if (x[j] == 0)
            continue;
        x[j] = 0;
        search_run(search, x, REACH_LEFT_OUT, j);
    }
    free(x);
}
