/// Where a run begins: at the epoch of its scenario, or at a snapshot, with levers changed from there.
#pragma once

#include "scenarios/run/options.h"
#include "scenarios/run/scenario.h"
#include "scenarios/run/snapshot_file.h"

struct branch {
    struct scenario *scenario;      // with all overrides
    struct snapshot_reader *reader; // null: from the epoch
    uint64_t seed;                  //
    uint32_t replications;          // or the most, where there are conditions to stop
    bool is_antithetic;             //
    char *conditions;               // to stop, as words of the command; null: none
    bool every_day;                 //
    const char **overrides;         // those of the snapshot's run, then the new ones
    size_t old_count, count;        //
    int64_t from_day;               // civil day; the epoch's without a snapshot
};

/// Reads the scenario, and the snapshot where the options name one. instances: of the scenario.
/// Faults beside those of both files: 65 the snapshot is of another scenario, or an override is no lever; 64 an option does
/// not fit the snapshot, or the date that is to be saved lies outside the run.
enum sim_status branch_open(struct branch *branch, const struct options *options, size_t instances,
                            struct sim_error *error);
void branch_close(struct branch *branch);

/// The command as far as it matters for results; from malloc.
char *branch_command(const struct branch *branch);

/// The default name of the results: out/<name of the scenario's file>.h5, with @<date> behind the name from a snapshot.
void branch_results(const struct branch *branch, const char *scenario_path, char *path, size_t size);

/// The name of what lies beside results: .h5 becomes @<date>.snapshot, or .trace.csv.
void branch_snapshot(const char *results_path, int64_t civil_day, char *path, size_t size);
void branch_trace(const char *results_path, char *path, size_t size);
