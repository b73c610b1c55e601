/// What asks for it: which programme drives how much of the demand of the last twelve months. From a result file alone.
///
/// Shares are taken in each replication and averaged: they sum to 1. Amounts are quantiles over the replications.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "results/load.h"
#include "results/strings.h"
#include "sim/status.h"

/// A class of work.
struct programmes_work {
    char *id;
    char *precision;      // of its figures; "" for none
    double p05, p50, p95; // PFLOPS
    double *share;        // by programme; NaN where nothing is asked for
};

/// A programme, all its work after the counting rule.
struct programmes_row {
    char *id, *name, *name_zh, *item;
    double p05, p50, p95; // EFLOPS; NaN where the file has no months
    double share;         // of all programmes
    double growth;        // last month over the first, median
};

struct programmes {
    struct programmes_work *works;
    size_t work_count;
    struct programmes_row *rows; // in the file's order
    size_t row_count;
};

/// Fault 65: what the file says of programmes is of another shape than schema.h lists. A file without any gives none.
enum sim_status programmes_create(struct load *load, struct programmes **out, struct sim_error *error);

/// Null is allowed.
void programmes_destroy(struct programmes *programmes);

/// Adds "demand": {"works": [{"work", "precision", "unit", "p05", "p50", "p95", "by_programme": {id: share}}],
/// "programmes": [{"id", "item", "name", "unit", "p05", "p50", "p95", "share", "growth"}]} to the object of `--json`; nothing
/// where there are none.
void programmes_json(const struct programmes *programmes, json_t *object);

/// Prints, for each class of work, what is asked for and by whom most; then the programmes that ask for most.
void programmes_print(const struct programmes *programmes, FILE *stream, bool colours,
                      enum strings_language language);
