/// The inverse question: the cheapest configuration and set-points of a plant that hold a yearly PUE under every load asked.
///
/// A configuration is one value on each axis (set-points, approaches, modules, blocks); see plant_search_axes. The search
/// starts at the cheapest and takes, while the target is missed, the step along one axis that gains most per yuan; then
/// it steps back wherever the target still holds. Searching runs some days of the year, what it finds is confirmed on
/// all of them. It is not exhaustive: it tries 52 to 113 of 216 to 2,592 configurations, and found the cheapest in all seven
/// cases that were searched exhaustively (tests/models/physics/test_search.c has four of them, and allows 3 %).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/physics/cooling_study.h"
#include "models/physics/study_year.h"

/// What can be chosen, values from cheap (or usual) to dear.
struct plant_axis {
    const char *path; // below struct plant_params; "blocks": how many parts the hall is built in
    const char *name; // for people
    int64_t count;
    double values[6];
};

#define PLANT_SEARCH_AXES_MAX 12

/// Axes that act in a plant of these parts. Returns their number. axes: room for PLANT_SEARCH_AXES_MAX.
size_t plant_search_axes(const struct plant_params *params, struct plant_axis *axes);

/// Whether two plants differ in nothing but names and what the axes choose.
bool plant_search_is_same(const struct plant_params *a, const struct plant_params *b);

enum plant_search_condition { SEARCH_30, SEARCH_50, SEARCH_100, SEARCH_FILL, SEARCH_CONDITIONS };
extern const char *const plant_search_condition_names[SEARCH_CONDITIONS];

/// A configuration and what it comes to.
struct plant_point {
    int64_t choice[PLANT_SEARCH_AXES_MAX]; // index on each axis
    struct plant_params params;
    int64_t blocks;
    double pue[SEARCH_CONDITIONS];
    double year_pue, year_wue; // at the load of the year
    double capital_cny, total_cny, cny_per_it_kwh;
    double
        excess; // sum over the conditions of PUE above the target, and of hours short of cooling; 0: it holds
};

struct plant_search_def {
    const struct study_year_def *year;
    const struct cooling_study_params *study;
    const double *load, *fill_load; // (hours): of the year, of a hall's first year
    double pressure_pa;
    int64_t every_days; // searched on; 1: all
};

/// Called with each configuration that is tried on its way (for a Pareto set); null: not wanted.
typedef void plant_search_seen(void *context, const struct plant_point *point);

/// Searches. params: the plant as it is; its axes are overwritten.
/// @param best  the cheapest that holds, else the one that comes nearest; on all days
/// @return      whether it holds
bool plant_search(const struct plant_search_def *def, const struct plant_params *params,
                  struct plant_point *best, plant_search_seen *seen, void *context);

/// Evaluates one configuration. False where its parameters contradict each other (plant_check).
bool plant_search_point(const struct plant_search_def *def, const struct plant_params *params,
                        const struct plant_axis *axes, size_t axis_count, const int64_t *choice,
                        int64_t every_days, struct plant_point *out);

/// Tries `count` configurations spread evenly over the axes (Halton), for a Pareto set.
void plant_search_spread(const struct plant_search_def *def, const struct plant_params *params, size_t count,
                         plant_search_seen *seen, void *context);
