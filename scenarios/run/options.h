/// The command line: one table of options, of which each command takes some.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

#define OPTIONS_LIST_MAX 1000

struct options {
    const char *argument;   // scenario or file; null where the command takes none
    const char *output;     // -o
    const char **overrides; // -D, in the order given
    size_t override_count;  //
    const char **asserts;   // --assert
    size_t assert_count;    //
    uint64_t seed;          // --seed
    uint32_t replications;  // --replications
    uint32_t threads;       // --threads; 0: as many as there are processors
    bool every_day;         // --every day
    int64_t snapshot_day;   // --snapshot-at, a civil day; 0: no snapshot
    const char *from;       // --from; null: from the epoch
    const char *trace;      // --trace; null: none
    const char **vary;      // --vary
    size_t vary_count;      //
    const char *design;     // --design: a name, or a CSV file of points; null: the scenario's
    size_t points;          // --points; 0: the scenario's
    bool independent;       // --independent
    bool resume;            // --resume
    uint32_t shard, shards; // --shard I/N; 0: none
    bool has_seed, has_replications;
    bool json, quiet; // --json, --quiet
};

/// A command of the program.
struct command {
    const char *name;
    const char *argument; // what it takes: "SCENARIO", "FILE.h5"; null for nothing
    const char *options;  // keys of the options that it takes
    const char *summary;  // one line
    const char *text;     // more, for its --help; may be null
    enum sim_status (*run)(const struct options *options, struct sim_error *error);
};

/// All commands, ended by one without a name.
extern const struct command commands[];

/// Reads a command's arguments, argv[0] its name. On --help prints and exits 0; on a fault says what and exits 64.
void options_read(const struct command *command, int argc, char **argv, struct options *options);
void options_clear(struct options *options);

/// True if standard error is a terminal that wants colours (NO_COLOR unset).
bool options_colours(int descriptor);
