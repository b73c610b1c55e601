/// A question of `suanli reach` at work: its scenario, targets and levers, and how a point is run.
///
/// A point is what `suanli run` makes of the scenario with the point's overrides: same seed and replications, same values. All
/// replications of a point run side by side. What replications share (ground.h) is made once for all points that agree in
/// what it depends on.
#pragma once

#include "scenarios/run/assertion.h"
#include "scenarios/run/ground.h"
#include "scenarios/run/lever_set.h"
#include "scenarios/run/options.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/reach/solve.h"

/// A target asked for.
struct reach_target {
    struct assertion ask;
    int series;       // enum series
    size_t time;      // recording date
    const char *text; // as on the command line
    int64_t date;     // civil day
};

/// Grounds kept, that of the scenario as it is among them.
#define REACH_GROUNDS 8

struct reach_ground {
    char *key; // null: free
    uint64_t seed;
    struct scenario *scenario; // that it was made from
    struct ground ground;
};

struct reach_job {
    const struct options *options;
    struct scenario *scenario; // as it is
    const struct province *province;
    struct calendar calendar;
    struct lever_set levers;
    struct reach_target *targets;
    size_t target_count;
    uint32_t threads;
    struct reach_def def;
    struct reach reach;
    struct reach_ground grounds[REACH_GROUNDS];
    size_t next_ground;
    uint64_t events;
    bool is_stopped; // interrupted
    struct progress progress;
    struct sim_error *error;
};

/// Faults: 64, 65, 66, all that can be told at once; then nothing is to be cleared.
enum sim_status reach_job_create(struct reach_job *job, const struct options *options,
                                 struct sim_error *error);
void reach_job_clear(struct reach_job *job);

/// Searches. 75: interrupted, with what was found so far.
enum sim_status reach_job_run(struct reach_job *job);

/// Value of a margin, in the series' unit, to within rounding; NaN where the replication had none.
double reach_value(const struct reach_target *target, double margin);

/// Seed of a round of verification.
uint64_t reach_seed(const struct reach_job *job, size_t round);
