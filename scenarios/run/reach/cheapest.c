#include "scenarios/run/reach/cheapest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// What is saved must be more than rounding.
static const double SAVED = 1e-9;
/// Parts of an axis's steps that a climb and an exchange try.
static const double PARTS[] = {0.02, 0.1, 0.3, 1.0};
#define NO_AXIS SIZE_MAX
enum { PART_COUNT = sizeof(PARTS) / sizeof(*PARTS), SWEEPS_MAX = 30 };

static double worth_of(const struct cheapest *problem, const int *x)
{
    return problem->worth(problem->self, x);
}

/// Whether an axis may be taken further from x.
static bool is_open(const struct cheapest *problem, const int *x, size_t axis)
{
    return x[axis] < problem->axes.items[axis].steps && !(problem->is_barred && problem->is_barred[axis]);
}

static int part_of(const struct axis *axis, double part)
{
    int steps = (int)lround(part * (double)axis->steps);
    return steps > 1 ? steps : 1;
}

static void copy(const struct cheapest *problem, int *to, const int *from)
{
    memcpy(to, from, problem->axes.count * sizeof(int));
}

static int *new_point(const struct cheapest *problem)
{
    return sim_memory_new(problem->axes.count, sizeof(int), "a search");
}

/// The step with the greatest gain for its money; false where none gains.
static bool climb_once(const struct cheapest *problem, int *x, double *worth, size_t barred)
{
    struct axes axes = problem->axes;
    int *trial = new_point(problem), *best = new_point(problem);
    double best_rate = 0, best_worth = *worth, cost = axes_cost(axes, x);
    bool is_found = false;
    for (size_t j = 0; j < axes.count; j++)
        for (int part = 0; part < PART_COUNT && is_open(problem, x, j) && j != barred; part++) {
            int to = x[j] + part_of(&axes.items[j], PARTS[part]);
            copy(problem, trial, x);
            axes_set(axes, trial, j, to < axes.items[j].steps ? to : axes.items[j].steps);
            double gain = worth_of(problem, trial) - *worth, dearer = axes_cost(axes, trial) - cost;
            // Beyond the edge gains count for nothing: a step that just reaches it must not lose to a longer one.
            gain = fmin(gain, fmax(-*worth, 0) + SAVED);
            double rate = gain / fmax(dearer, 1e-6);
            if (gain > 0 && rate > best_rate) {
                best_rate = rate;
                best_worth = worth_of(problem, trial);
                copy(problem, best, trial);
                is_found = true;
            }
        }
    if (is_found) {
        copy(problem, x, best);
        *worth = best_worth;
    }
    free(trial);
    free(best);
    return is_found;
}

static bool climb(const struct cheapest *problem, int *x, size_t barred)
{
    double worth = worth_of(problem, x);
    while (worth < 0 && climb_once(problem, x, &worth, barred))
        ;
    return worth >= 0;
}

/// Fewest steps of an axis, between two numbers of them, with which worth is there; `most` has it already.
static int fewest(const struct cheapest *problem, int *x, size_t axis, int least, int most)
{
    int kept = x[axis];
    while (least < most) {
        int middle = least + (most - least) / 2;
        x[axis] = middle;
        if (worth_of(problem, x) >= 0)
            most = middle;
        else
            least = middle + 1;
    }
    x[axis] = kept;
    return most;
}

/// Takes back what can be, the dearest first; axis `last` after all others.
static void trim(const struct cheapest *problem, int *x, size_t last)
{
    struct axes axes = problem->axes;
    bool *is_done = sim_memory_new(axes.count, sizeof(*is_done), "a search");
    for (size_t i = 0; i < axes.count; i++) {
        size_t dearest = last;
        double most = -1;
        for (size_t j = 0; j < axes.count; j++)
            if (!is_done[j] && j != last && axis_cost(&axes.items[j], x[j]) > most) {
                most = axis_cost(&axes.items[j], x[j]);
                dearest = j;
            }
        is_done[dearest] = true;
        if (x[dearest] > 0)
            x[dearest] = fewest(problem, x, dearest, 0, x[dearest]);
    }
    free(is_done);
}

/// Makes up for what axis j gave back by axis k; true and *cost lower if that is cheaper.
static bool make_up(const struct cheapest *problem, int *x, size_t k, double *cost)
{
    struct axes axes = problem->axes;
    int from = x[k], *trial = new_point(problem);
    copy(problem, trial, x);
    axes_set(axes, trial, k, axes.items[k].steps);
    bool is_better = worth_of(problem, trial) >= 0;
    if (is_better) {
        axes_set(axes, trial, k, fewest(problem, trial, k, from + 1, axes.items[k].steps));
        is_better = worth_of(problem, trial) >= 0 && axes_cost(axes, trial) < *cost - SAVED;
    }
    if (is_better) {
        copy(problem, x, trial);
        *cost = axes_cost(axes, x);
    }
    free(trial);
    return is_better;
}

/// All exchanges of two axes; true if one saved something.
static bool exchange(const struct cheapest *problem, int *x)
{
    struct axes axes = problem->axes;
    int *trial = new_point(problem);
    double cost = axes_cost(axes, x);
    bool is_better = false;
    for (size_t j = 0; j < axes.count; j++)
        for (int part = PART_COUNT - 1; part >= 0; part--)
            for (size_t k = 0; k < axes.count && x[j] > 0; k++) {
                if (k == j || !is_open(problem, x, k))
                    continue;
                int less = x[j] - part_of(&axes.items[j], PARTS[part]);
                copy(problem, trial, x);
                trial[j] = less > 0 ? less : 0;
                if (make_up(problem, trial, k, &cost)) {
                    copy(problem, x, trial);
                    is_better = true;
                }
            }
    free(trial);
    return is_better;
}

/// Gives axis j up for axis k, taken fully (none: for what climbs best); true if that saved something.
static bool replace(const struct cheapest *problem, int *x, size_t j, size_t k)
{
    struct axes axes = problem->axes;
    int *trial = new_point(problem);
    copy(problem, trial, x);
    trial[j] = 0;
    if (k != NO_AXIS)
        axes_set(axes, trial, k, axes.items[k].steps);
    bool is_better = climb(problem, trial, j);
    if (is_better) {
        trim(problem, trial, k);
        is_better = axes_cost(axes, trial) < axes_cost(axes, x) - SAVED;
    }
    if (is_better)
        copy(problem, x, trial);
    free(trial);
    return is_better;
}

/// Gives each taken axis up in turn, or for each other one; true if one saved something.
static bool drop(const struct cheapest *problem, int *x)
{
    size_t axes = problem->axes.count;
    bool is_better = false;
    for (size_t j = 0; j < axes; j++)
        if (x[j] > 0)
            is_better = replace(problem, x, j, NO_AXIS) || is_better;
    for (size_t j = 0; j < axes; j++)
        for (size_t k = 0; k < axes && x[j] > 0; k++)
            if (k != j && x[k] == 0 && is_open(problem, x, k))
                is_better = replace(problem, x, j, k) || is_better;
    return is_better;
}

/// Takes axis j further and then takes back what that makes needless; true if it saved something.
static bool take_further(const struct cheapest *problem, int *x, size_t j, int steps)
{
    struct axes axes = problem->axes;
    int *trial = new_point(problem);
    copy(problem, trial, x);
    axes_set(axes, trial, j, x[j] + steps < axes.items[j].steps ? x[j] + steps : axes.items[j].steps);
    bool is_better = worth_of(problem, trial) >= 0;
    if (is_better) {
        trim(problem, trial, j);
        is_better = axes_cost(axes, trial) < axes_cost(axes, x) - SAVED;
    }
    if (is_better)
        copy(problem, x, trial);
    free(trial);
    return is_better;
}

static bool add(const struct cheapest *problem, int *x)
{
    struct axes axes = problem->axes;
    bool is_better = false;
    for (size_t j = 0; j < axes.count; j++)
        for (int part = 0; part < PART_COUNT && is_open(problem, x, j); part++)
            is_better = take_further(problem, x, j, part_of(&axes.items[j], PARTS[part])) || is_better;
    return is_better;
}

static void polish(const struct cheapest *problem, int *x)
{
    trim(problem, x, NO_AXIS);
    for (int sweep = 0; sweep < SWEEPS_MAX; sweep++) {
        bool is_better = exchange(problem, x);
        trim(problem, x, NO_AXIS);
        is_better = drop(problem, x) || is_better;
        if (!add(problem, x) && !is_better)
            return;
    }
}

/// The i-th start: nothing, all that can be taken together, then those given.
static void start_at(const struct cheapest *problem, const int *starts, size_t i, int *x)
{
    struct axes axes = problem->axes;
    memset(x, 0, axes.count * sizeof(*x));
    for (size_t j = 0; j < axes.count && i == 1; j++)
        if (is_open(problem, x, j))
            axes_set(axes, x, j, axes.items[j].steps);
    if (i >= 2)
        copy(problem, x, starts + (i - 2) * axes.count);
}

/// Moves each axis to where worth is greatest, again and again until none moves.
static double ascend(const struct cheapest *problem, int *x)
{
    struct axes axes = problem->axes;
    int *trial = new_point(problem), *best = new_point(problem);
    double most = worth_of(problem, x);
    for (bool is_moved = true; is_moved;) {
        is_moved = false;
        for (size_t j = 0; j < axes.count; j++) {
            if (problem->is_barred && problem->is_barred[j])
                continue;
            int places = axes.items[j].steps < 20 ? axes.items[j].steps : 20;
            copy(problem, best, x);
            for (int place = 0; place <= places; place++) {
                copy(problem, trial, x);
                axes_set(axes, trial, j, (int)lround((double)place * axes.items[j].steps / places));
                double worth = worth_of(problem, trial);
                if (worth > most + 1e-12) {
                    most = worth;
                    copy(problem, best, trial);
                    is_moved = true;
                }
            }
            copy(problem, x, best);
        }
    }
    free(trial);
    free(best);
    return most;
}

/// The starts, each by one thread: nothing, all, and those given. points: [start][axis], where each comes to.
static void from_starts(const struct cheapest *problem, const int *starts, size_t count, int *points,
                        double (*go)(const struct cheapest *problem, int *x), double *values)
{
    size_t axes = problem->axes.count;
#pragma omp parallel for schedule(dynamic) num_threads(problem->threads > 1 ? (int)problem->threads : 1)
    for (size_t i = 0; i < count; i++) {
        start_at(problem, starts, i, points + i * axes);
        values[i] = go(problem, points + i * axes);
    }
}

/// The greatest value of all starts, the first of those; -infinity: none has one.
static double best_start(const struct cheapest *problem, const int *starts, size_t count,
                         double (*go)(const struct cheapest *problem, int *x), int *x)
{
    int *points = sim_memory_new(count * problem->axes.count, sizeof(int), "a search");
    double *values = sim_memory_new(count, sizeof(double), "a search"), best = -INFINITY;
    from_starts(problem, starts, count, points, go, values);
    for (size_t i = 0; i < count; i++)
        if (values[i] > best) {
            best = values[i];
            copy(problem, x, points + i * problem->axes.count);
        }
    free(points);
    free(values);
    return best;
}

/// Minus the cost of what is found from x.
static double descend(const struct cheapest *problem, int *x)
{
    if (!climb(problem, x, NO_AXIS))
        return -INFINITY;
    polish(problem, x);
    return -axes_cost(problem->axes, x);
}

bool cheapest_find(const struct cheapest *problem, const int *starts, size_t count, int *x)
{
    return isfinite(best_start(problem, starts, count + 2, descend, x));
}

void cheapest_most(const struct cheapest *problem, const int *starts, size_t count, int *x)
{
    best_start(problem, starts, count + 2, ascend, x);
}
