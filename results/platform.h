/// What the unified platform did with the work, and what it is worth against each city on its own. From a result file alone.
///
/// Amounts are of the last twelve months, as many as there are: sums in each replication, then quantiles over them. Gains are
/// of the whole run, and differences inside a replication: the baseline had the same demand and the same failures.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "results/load.h"
#include "results/strings.h"
#include "sim/status.h"

/// One dispatcher's figures of a class of work; medians.
struct platform_side {
    double served_frac, unserved_frac; // of what came
    double rtt_ms, wait_h, slowdown;   // NaN where nothing was served, or no job ended
    double cny, kg;                    // per PFLOPS day
};

struct platform_work {
    char *id, *precision;
    double p05, p50, p95; // served, PFLOPS on average
    double jobs;          // ended in a year; 0: it is no job's
    double away_frac;
    struct platform_side side[2]; // the platform, the baseline
};

struct platform_gain_row {
    char *id, *unit;
    double p05, p50, p95;
};

struct platform {
    char *policy; // null: the file has no dispatcher
    bool has_baseline;
    struct platform_work *works;
    size_t work_count;
    struct platform_gain_row *gains;
    size_t gain_count;
    double called_mwh, shed_mwh; // of the run, medians
};

/// Fault 65: what the file says of dispatch is of another shape than schema.h lists. A file without any gives none.
enum sim_status platform_create(struct load *load, struct platform **out, struct sim_error *error);

/// Null is allowed.
void platform_destroy(struct platform *platform);

/// Adds "dispatch": {"policy", "works": [{"work", "precision", "unit", "p05", "p50", "p95", "jobs", "away_frac",
/// "served_frac", "unserved_frac", "rtt_ms", "wait_h", "slowdown", "cny_per_pflops_day", "kg_per_pflops_day", "baseline": {the
/// last seven}}], "gain": {id: {"unit", "p05", "p50", "p95"}}, "called_mwh", "shed_mwh"} to the object of `--json`; nothing where
/// there is no dispatcher.
void platform_json(const struct platform *platform, json_t *object);

void platform_print(const struct platform *platform, FILE *stream, bool colours,
                    enum strings_language language);
