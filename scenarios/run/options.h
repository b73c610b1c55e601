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
    bool json, quiet;       // --json, --quiet
    // suanli place
    const char *instance; // --instance FORMAT:FILE
    const char *check;    // --check
    const char *start;    // --start
    const char *geojson;  // --geojson
    const char *mode;     // --mode
    int64_t sites;        // --p; -1: as the input says
    int64_t iterations;   // --iterations; -1: the default
    double radius;        // --radius; NaN: as the input says
    double time_limit_s;  // --time-limit; 0: none
};

/// A command of the program.
struct command {
    const char *name;
    const char *argument; // what it takes: "SCENARIO", "FILE.h5", "[SCENARIO]" where it may be absent; null for nothing
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
