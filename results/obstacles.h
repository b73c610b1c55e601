/// What stands in the way: what each missed target lacks, by cause, and how long a planned rack waits, by cause. From a
/// result file alone.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "results/load.h"
#include "results/strings.h"
#include "sim/status.h"

/// A target's missing amount by cause, mean over the replications that lack something. One in which the amount of some cause
/// is not known (NaN) does not count.
struct obstacles_row {
    char *target;    // id@date
    char *unit;      //
    size_t misses;   // replications
    double *missing; // by cause, in `unit`
};

struct obstacles {
    size_t cause_count;
    char **causes;
    struct obstacles_row *rows; // of the targets that are ever missed
    size_t row_count;
    // By cause: mean over planned racks and the replications with a value, NaN for none. Null: the file does not say.
    double *wait_days;
};

/// Fault 65: what the file says of it is of another shape than schema.h lists. A file that says nothing gives no rows.
enum sim_status obstacles_create(struct load *load, struct obstacles **out, struct sim_error *error);

/// Null is allowed.
void obstacles_destroy(struct obstacles *obstacles);

/// Adds "missing": [{"target": "id@date", "unit", "misses", "by_cause": {cause: amount}}] and "planned_wait_days":
/// {cause: days} to the object of `--json`. Causes of nothing are left out.
void obstacles_json(const struct obstacles *obstacles, json_t *object);

/// Prints the causes that matter, most first: those of 2 % of what is missing, and those of half a day.
void obstacles_print(const struct obstacles *obstacles, FILE *stream, bool colours,
                     enum strings_language language);
