/// The answer of `suanli reach`: to people, to programs (JSON), and as a file.
#pragma once

#include <jansson.h>

#include "scenarios/run/reach_job.h"

enum reach_verdict {
    REACH_REACHED,      // by the answer's change
    REACH_AS_IT_STANDS, // without any
    REACH_UNCONFIRMED,  // in the search, but not on other random numbers
    REACH_UNREACHABLE,  // not inside the levers' ranges
    REACH_STOPPED,      // interrupted before an answer
    REACH_VERDICT_COUNT,
};

enum reach_verdict reach_verdict(const struct reach_job *job);

/// A probability with its 95 % interval, and where it is from.
struct reach_share {
    double p, low, high;
    size_t replications;
    uint64_t seed;
};

/// Of the answer: verified, or that of the search where nothing was verified.
struct reach_share reach_answer_share(const struct reach_job *job);
/// Of a point, on the numbers of the search.
struct reach_share reach_point_share(const struct reach_job *job, const struct reach_point *point);

/// Median of a target's value over the replications of a point; NaN where there is none.
double reach_median(const struct reach_job *job, size_t point, size_t target);

/// The answer without one axis; null where that was not run.
const struct reach_point *reach_without(const struct reach_job *job, size_t axis);

/// Mark of a lever's costs: that of its own, "" if there is none.
const char *reach_cost_mark(const struct reach_job *job, size_t axis);
const char *reach_cost_source(const struct reach_job *job, size_t axis);

/// Key of an axis: the lever's, of a choice with ":" and its value.
void reach_axis_key(const struct reach_job *job, size_t axis, char *text, size_t size);

/// The command that reproduces the answer; free it.
char *reach_command(const struct reach_job *job);

void reach_print(const struct reach_job *job, double wall_s, FILE *stream, bool colours);
json_t *reach_json(const struct reach_job *job, double wall_s);

/// Faults: those of store_create and store_close.
enum sim_status reach_write(const struct reach_job *job, const char *path, struct sim_error *error);
