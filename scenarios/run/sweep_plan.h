/// What a sweep is: its scenario, what varies, its points. Made of the command line and the scenario alone, so that every
/// process that works on a sweep has the same plan.
///
/// Work is cut into tasks, one replication of one point each: task t is replication t % replications of point
/// t / replications. A unit is a run of tasks that is done by one thread and kept as one file (sweep_parts.h).
#pragma once

#include "scenarios/run/design/design.h"
#include "scenarios/run/factors.h"
#include "scenarios/run/options.h"
#include "scenarios/run/outcome.h"
#include "scenarios/run/until.h"

struct sweep_plan {
    const char *path;          // of the scenario
    struct scenario *scenario; // as it is before anything varies; one instance
    const struct province *province;
    const struct options *options;
    const char **overrides; // -D
    size_t override_count;
    struct factors factors;
    struct design_def design; // unused where the points were given
    bool is_given;
    size_t points, replications, tasks; // with `untils`: the most
    bool is_independent;                // other random numbers at each point
    bool is_antithetic;                 // replications are in pairs
    struct untils untils;               // when to stop before all points
    size_t kept;                        // points, all of them unless it stopped before
    size_t unit_tasks, units;
    double *u;      // [point][factor], coordinates in the unit cube; null where the points were given
    double *values; // [point][factor], as factor_value has them
    struct calendar calendar;
    size_t width;    // numbers that a replication leaves (sweep_unit.h)
    char *command;   // normalised
    char digest[65]; // SHA-256 of all that determines the results
};

/// Faults: 64, 65 or 66, all at once; then nothing is to be cleared.
enum sim_status sweep_plan_create(struct sweep_plan *plan, const struct options *options,
                                  struct sim_error *error);
void sweep_plan_clear(struct sweep_plan *plan);

/// Units that the points kept lie in.
size_t sweep_plan_kept_units(const struct sweep_plan *plan);

/// First task of a unit and their number.
size_t sweep_plan_first(const struct sweep_plan *plan, size_t unit);
size_t sweep_plan_tasks(const struct sweep_plan *plan, size_t unit);

/// Opens the scenario of a point. Faults tell the point.
enum sim_status sweep_plan_open(const struct sweep_plan *plan, size_t point, struct scenario **out,
                                struct sim_error *error);

/// Fault 65 if the scenario's files are not what they were when the plan was made.
enum sim_status sweep_plan_check(const struct sweep_plan *plan, struct sim_error *error);
