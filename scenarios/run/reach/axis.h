/// What `suanli reach` searches over: measures, each taken by some whole number of steps, and what that costs.
///
/// Pure functions, as those of design/: no engine, no file, no scenario. A point is x: [axis], 0..steps each; 0 leaves all as
/// it is. The options of one choice are axes of one step in one group, of which one at most is taken.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AXIS_NO_GROUP (-1)

struct axis {
    int steps;        // >= 1
    double fixed_cny; // once it is taken at all, >= 0
    double full_cny;  // more at all its steps, in proportion below; >= 0
    int group;        // AXIS_NO_GROUP: none
};

struct axes {
    const struct axis *items;
    size_t count;
};

/// How far an axis is taken, 0..1.
double axis_effort(const struct axis *axis, int x);

double axis_cost(const struct axis *axis, int x);
double axes_cost(struct axes axes, const int *x);

/// Takes an axis by so many steps; others of its group are taken back.
void axes_set(struct axes axes, int *x, size_t axis, int steps);

bool axes_same(struct axes axes, const int *x, const int *y);
