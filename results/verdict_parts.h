/// A verdict while it is judged: private to verdict*.c.
#pragma once

#include "results/load.h"
#include "results/verdict.h"

/// The file's columns for targets and inputs.
struct verdict_columns {
    size_t targets, inputs, causes, replications;
    const char *const *id, *const *sense, *const *unit, *const *basis, *const *basis_zh, *const *source;
    double *date_days, *goal;
    double *value, *cause; // replication x target
    const char *const *cause_name;
    const char *const *input_path, *const *input_mark, *const *input_source, *const *input_shock;
    double *input_value; // replication x input
    int64_t epoch_civil_day;
    bool is_antithetic;
};

/// Working space for one target, each of `replications` numbers.
struct verdict_work {
    double *values;  // present ones, in order of replication
    double *sorted;  // the same, ascending
    double *misses;  // of the present ones
    double *aligned; // one input where the target has a value
    double *ranks, *input_ranks;
    double *all_input_ranks; // inputs x replications, over all replications
    double *rhos;            // inputs; 0 for what is no estimate or tells too little
};

/// Reads what schema.h lists for targets and inputs, and checks that it makes sense. columns: zeroed.
enum sim_status verdict_columns_read(struct load *load, struct verdict_columns *columns,
                                     struct sim_error *error);
void verdict_columns_free(struct verdict_columns *columns);

/// Adds the estimates that a target rests on. work: with the target's values.
void verdict_judge_estimates(const struct verdict_columns *columns, size_t target, struct verdict_work *work,
                             struct verdict *verdict);
