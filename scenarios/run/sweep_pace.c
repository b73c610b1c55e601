#include "scenarios/run/sweep_pace.h"

#include <math.h>
#include <stdlib.h>

/// The window, and what is a gap in it: so many times the mean distance of units, and no less than a minute.
#define WINDOW_S  600.0
#define GAP_MEANS 10.0
#define GAP_S     60.0

static int compare(const void *left, const void *right)
{
    const struct sweep_stamp *a = left, *b = right;
    return (a->time_s > b->time_s) - (a->time_s < b->time_s);
}

static double gap_of(double span_s, size_t distances)
{
    return distances > 0 ? fmax(GAP_S, GAP_MEANS * span_s / (double)distances) : INFINITY;
}

struct sweep_pace sweep_pace_of(struct sweep_stamp *stamps, size_t count, double now_s)
{
    struct sweep_pace pace = {.per_s = NAN, .idle_s = NAN};
    if (count == 0)
        return pace;
    qsort(stamps, count, sizeof(*stamps), compare);
    const struct sweep_stamp *last = &stamps[count - 1];
    size_t first = count - 1, tasks = 0;
    double span_s = 0;
    while (first > 0) {
        double step_s = stamps[first].time_s - stamps[first - 1].time_s;
        if (step_s > gap_of(span_s, count - 1 - first) || span_s + step_s > WINDOW_S)
            break;
        tasks += stamps[first].tasks;
        span_s += step_s;
        first--;
    }
    pace.idle_s = fmax(0, now_s - last->time_s);
    if (span_s > 0)
        pace.per_s = (double)tasks / span_s;
    pace.is_still = pace.idle_s > fmax(GAP_S, gap_of(span_s, count - 1 - first));
    if (count - 1 - first == 0)
        pace.is_still = pace.idle_s > WINDOW_S;
    return pace;
}
