/// Assertions about a result file: "compute_eflops>=8@2025-12-31 p 0.5".
#pragma once

#include "results/load.h"
#include "scenarios/run/outcome.h"

struct assertion {
    char series[64];
    bool at_most;       // <=, else >=
    double value;       // in the series' unit
    char date[11];      //
    const char *option; // that it was given with: "--assert"
    double probability; // at least this share of replications; without "p ...": 0.5
};

/// Reads an assertion. Fault 64: it is malformed.
enum sim_status assertion_read(const char *text, struct assertion *assertion, struct sim_error *error);

/// Reads a target, SERIES>=VALUE@YYYY-MM-DD (or <=), of the option --target. Fault 64: it is malformed.
enum sim_status assertion_read_target(const char *text, struct assertion *assertion, struct sim_error *error);

/// Whether a run of these series and recording dates can answer it. Fault 64: no such series or date.
enum sim_status assertion_check(const struct assertion *assertion, const struct calendar *calendar,
                                int64_t epoch, struct sim_error *error);

/// Share of the replications in which it holds. Fault 64: the file has no such series or recording date.
enum sim_status assertion_share(const struct assertion *assertion, struct load *load, double *share,
                                struct sim_error *error);
