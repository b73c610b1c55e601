/// The command line: one table of options, of which each command takes some.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "results/strings.h"
#include "sim/status.h"

#define OPTIONS_LIST_MAX 1000

/// Every option, named as on the command line; the first have a letter too.
enum option_key {
    OPTION_NONE, // ends a list
    OPTION_DEFINE = 'D',
    OPTION_OUTPUT = 'o',
    OPTION_QUIET = 'q',
    OPTION_REPLICATIONS = 'r',
    OPTION_SEED = 's',
    OPTION_SITES = 'p',
    OPTION_THREADS = 't',
    OPTION_ANTITHETIC = 256,
    OPTION_ASSERT,
    OPTION_CHECK,
    OPTION_CSV,
    OPTION_CUSTOMERS,
    OPTION_DESIGN,
    OPTION_END,
    OPTION_EVENTS,
    OPTION_EVERY,
    OPTION_EXPLAIN,
    OPTION_FROM,
    OPTION_GEOJSON,
    OPTION_HOUR,
    OPTION_INDEPENDENT,
    OPTION_INSTANCE,
    OPTION_ITERATIONS,
    OPTION_JSON,
    OPTION_LEVER,
    OPTION_LANG,
    OPTION_LOAD,
    OPTION_LOOKAHEAD,
    OPTION_LPS,
    OPTION_MODE,
    OPTION_OPTION,
    OPTION_POINTS,
    OPTION_PROBABILITY,
    OPTION_RADIUS,
    OPTION_REMOTE,
    OPTION_RESUME,
    OPTION_SCENARIO,
    OPTION_SHARD,
    OPTION_SIZE,
    OPTION_SNAPSHOT_AT,
    OPTION_START,
    OPTION_STATUS,
    OPTION_TARGET,
    OPTION_TIME_LIMIT,
    OPTION_TRACE,
    OPTION_UNTIL,
    OPTION_VARY,
    OPTION_WEATHER,
    OPTION_XLSX,
    OPTION_COUNT,
};

/// A list of options, such as OPTIONS(OPTION_OUTPUT, OPTION_JSON).
#define OPTIONS(...)                                                                                         \
    (const enum option_key[])                                                                                \
    {                                                                                                        \
        __VA_ARGS__, OPTION_NONE                                                                             \
    }
#define OPTIONS_PHOLD    OPTION_LPS, OPTION_EVENTS, OPTION_REMOTE, OPTION_LOOKAHEAD, OPTION_END
#define OPTIONS_MM1      OPTION_CUSTOMERS
#define OPTIONS_PROVINCE OPTION_SCENARIO

/// What `suanli bench` takes beside the common ones; 0 (remote, lookahead: negative) where it was not given.
struct bench_options {
    const char *scenario;      // --scenario
    uint32_t lps;              // --lps
    uint32_t start_events;     // --events
    uint64_t customers;        // --customers
    double remote;             // --remote
    double lookahead_s, end_s; // --lookahead, --end
};

struct options {
    const char *argument;   // scenario or file, the first of several; null where the command takes none
    const char **arguments; // all of them
    size_t argument_count;  //
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
    const char **targets;   // --target
    size_t target_count;    //
    const char **levers;    // --lever
    size_t lever_count;     //
    double probability;     // --p of reach; NaN: the default
    const char *design;     // --design: a name, or a CSV file of points; null: the scenario's
    size_t points;          // --points; 0: the scenario's
    bool independent;       // --independent
    bool antithetic;        // --antithetic
    const char **untils;    // --until
    size_t until_count;     //
    bool resume;            // --resume
    uint32_t shard, shards; // --shard I/N; 0: none
    const char *status;     // --status; null: no
    bool has_seed, has_replications;
    const char *weather;            // --weather; null: drawn from the climate's normals
    const char *load;               // --load; null: as the scenario says
    const char *option;             // --option; null: all
    const char *hour;               // --hour; null: the worst
    bool explain, size;             // --explain, --size
    bool json, quiet;               // --json, --quiet
    enum strings_language language; // --lang; by default the locale's
    bool given[OPTION_COUNT];       // which were
    struct bench_options bench;
    // suanli export
    const char *xlsx; // --xlsx
    const char *csv;  // --csv
    // suanli place
    const char *instance; // --instance FORMAT:FILE
    const char *check;    // --check
    const char *start;    // --start
    const char *geojson;  // --geojson; of export too
    const char *mode;     // --mode
    int64_t sites;        // --p; -1: as the input says
    int64_t iterations;   // --iterations; -1: the default
    double radius;        // --radius; NaN: as the input says
    double time_limit_s;  // --time-limit; 0: none

    const struct ranks *ranks; // that share the work; set by the host, after the options were read
};

struct ranks;

/// A command of the program.
struct command {
    const char *name;
    const char *
        argument; // what it takes: "SCENARIO", "FILE.h5", "[SCENARIO]" where it may be absent, "FILE.h5..." where it
                  // may be one of several; null for nothing
    const enum option_key *options; // that it takes
    const char *summary;            // one line
    const char *text;               // more, for its --help; may be null
    enum sim_status (*run)(const struct options *options, struct sim_error *error);
};

/// All commands, ended by one without a name.
extern const struct command commands[];

/// Reads a command's arguments, argv[0] its name. On --help prints and exits 0; on a fault says what and exits 64.
void options_read(const struct command *command, int argc, char **argv, struct options *options);
void options_clear(struct options *options);

/// Its long name, and what it takes, such as "FILE" or "day|month"; null where it has none.
const char *options_name(enum option_key option);
const char *options_value(enum option_key option);

/// Whether a list has it.
bool options_has(const enum option_key *list, int option);

/// True if standard error is a terminal that wants colours (NO_COLOR unset).
bool options_colours(int descriptor);
