/// How often each target of a sweep is reached in what is done so far, for those who watch.
///
/// The share is the mean over points of which something is done. Its 95 % interval takes points as independent and the
/// replications of one as not; the points that are done first are not drawn, so it says how far the share may still move, no
/// more.
#pragma once

#include "scenarios/run/sweep_plan.h"

/// What is asked of a target.
struct sweep_target {
    char name[160]; // id@date
    const char *id; // owned by the plan, or by whoever read the file
    char date[11];
    char unit[32];
    enum target_sense sense;
    double goal;
};

struct sweep_tally {
    size_t points, replications, target_count, done; // done: tasks
    const struct sweep_target *targets;
    uint32_t *runs; // [point]
    uint32_t *hits; // [point][target]
};

/// targets: until the tally is cleared.
void sweep_tally_init(struct sweep_tally *tally, size_t points, size_t replications,
                      const struct sweep_target *targets, size_t target_count);
void sweep_tally_clear(struct sweep_tally *tally);

/// Whether a value reaches its target; NaN does not.
bool sweep_target_is_reached(const struct sweep_target *target, double value);

/// Counts tasks from `first` on. reached: [count][target], 0 or 1.
void sweep_tally_take(struct sweep_tally *tally, size_t first, size_t count, const unsigned char *reached);

/// Share of runs that reach a target, and its interval; false while nothing is done.
bool sweep_tally_share(const struct sweep_tally *tally, size_t target, double *share, double *low,
                       double *high);

/// The targets that are least sure, widest interval first, as far as they fit: "; racks_in_service@2025-12-31 P 41 % (34..48)".
void sweep_tally_note(const struct sweep_tally *tally, char *text, size_t size);
