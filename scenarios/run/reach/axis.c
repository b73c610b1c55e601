#include "scenarios/run/reach/axis.h"

#include <string.h>

double axis_effort(const struct axis *axis, int x)
{
    return (double)x / (double)axis->steps;
}

double axis_cost(const struct axis *axis, int x)
{
    return x > 0 ? axis->fixed_cny + axis->full_cny * axis_effort(axis, x) : 0.0;
}

double axes_cost(struct axes axes, const int *x)
{
    double cost = 0;
    for (size_t i = 0; i < axes.count; i++)
        cost += axis_cost(&axes.items[i], x[i]);
    return cost;
}

void axes_set(struct axes axes, int *x, size_t axis, int steps)
{
    int group = axes.items[axis].group;
    for (size_t i = 0; i < axes.count && steps > 0 && group != AXIS_NO_GROUP; i++)
        if (axes.items[i].group == group)
            x[i] = 0;
    x[axis] = steps;
}

bool axes_same(struct axes axes, const int *x, const int *y)
{
    return memcmp(x, y, axes.count * sizeof(*x)) == 0;
}
