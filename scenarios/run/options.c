#include "scenarios/run/options.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/clock.h"

/// Replications and threads beyond these are a slip of the finger.
#define REPLICATIONS_MAX 1000000
#define THREADS_MAX      1024
/// Likewise of benchmarks; handles of processes have 32 bits.
#define LPS_MAX        1000000000
#define EVENTS_MAX     1000000
#define CUSTOMERS_MAX  1000000000
#define ITERATIONS_MAX 1000000000
/// Of a mean delay of 1: some of it must be random.
#define LOOKAHEAD_MAX 0.999
#define POINTS_MAX    10000000

static const struct argp_option all_options[] = {
    {"output", OPTION_OUTPUT, "FILE", 0,
     "write the results to FILE (run: by default out/<scenario's name>.h5)", 0},
    {"define", OPTION_DEFINE, "PATH=VALUE", 0,
     "override any value, e.g. sites.changle.phases[0].racks=20000; repeatable", 0},
    {"replications", OPTION_REPLICATIONS, "N", 0,
     "number of replications (run: by default 100; bench: 8; reach: 64 of each point, four times as many of "
     "an answer, at least 256; cooling: draws of the bands, none by default)",
     0},
    {"threads", OPTION_THREADS, "N", 0,
     "number of threads (default: one a processor); results do not depend on it", 0},
    {"seed", OPTION_SEED, "N", 0,
     "seed of all random numbers (default: 1; bench phold, scale: 0, the reference)", 0},
    {"every", OPTION_EVERY, "day|month", 0, "record at each day's or month's end (default: month)", 0},
    {"snapshot-at", OPTION_SNAPSHOT_AT, "DATE", 0,
     "also save the state at the close of DATE (YYYY-MM-DD), beside the results, as <results>@DATE.snapshot",
     0},
    {"from", OPTION_FROM, "FILE", 0,
     "go on from a snapshot of this scenario; -D then changes levers (see `suanli schema`) from its date on",
     0},
    {"trace", OPTION_TRACE, "PATTERN", 0,
     "also write every event of the processes whose kind or name fits, e.g. project or \"sites/changle/*\", "
     "beside the "
     "results, as <results>.trace.csv",
     0},
    {"assert", OPTION_ASSERT, "TEXT", 0,
     "exit 1 unless it holds, e.g. \"compute_eflops>=8@2025-12-31 p 0.5\": the probability is at least 0.5 "
     "(also without p); of cooling a value of --json, e.g. \"immersion.pue.year<=1.2\"; repeatable",
     0},
    {"weather", OPTION_WEATHER, "FILE.epw", 0,
     "hours of a weather file (default: drawn from the climate's normals)", 0},
    {"load", OPTION_LOAD, "FILE.csv", 0,
     "a trace of IT power or utilisation, minutes to hours: columns time and power_kw, load_frac or "
     "utilisation_frac",
     0},
    {"option", OPTION_OPTION, "NAME", 0, "this option only", 0},
    {"explain", OPTION_EXPLAIN, NULL, 0,
     "with --option: print an hour of it part by part, to be checked by hand", 0},
    {"hour", OPTION_HOUR, "HOUR", 0,
     "with --explain: hour of the year from 1, or MM-DDTHH (default: the one with the worst PUE)", 0},
    {"size", OPTION_SIZE, NULL, 0,
     "search the cheapest configuration and set-points of each option that hold cooling.target_pue at 30, "
     "50, 100 % load "
     "and while the hall fills, and the Pareto set of PUE, WUE and cost",
     0},
    {"lps", OPTION_LPS, "N", 0,
     "phold: processes (default: 1024); scale: the most of them (default: 10000000)", 0},
    {"events", OPTION_EVENTS, "N", 0, "phold, scale: start events of each process (default: 16; scale: 4)",
     0},
    {"remote", OPTION_REMOTE, "FRACTION", 0, "phold, scale: events that go to any process (default: 0.1)", 0},
    {"lookahead", OPTION_LOOKAHEAD, "TIME", 0,
     "phold, scale: least delay, of a mean of 1 (default: 0.1; 0: in one order, by one worker)", 0},
    {"end", OPTION_END, "TIME", 0,
     "phold, scale: simulated time (default: 300; scale: for 40 million events)", 0},
    {"customers", OPTION_CUSTOMERS, "N", 0, "mm1: customers served (default: 10000000)", 0},
    {"scenario", OPTION_SCENARIO, "FILE", 0, "province: the scenario (default: scenarios/fujian-2025.cfg)",
     0},
    {"p", OPTION_SITES, "N", 0, "sites open at the end (default: as the input says)", 0},
    {"mode", OPTION_MODE, "MODE", 0,
     "median, cover, set-cover, fixed-charge, capacitated or center (default: as the input says)", 0},
    {"radius", OPTION_RADIUS, "R", 0, "within which a client is covered, in the input's unit of distance", 0},
    {"iterations", OPTION_ITERATIONS, "N", 0,
     "budget of work, about a millisecond each (default: 20000); the answer depends on it, not on time", 0},
    {"time-limit", OPTION_TIME_LIMIT, "S", 0, "stop after S seconds; answers then depend on the machine", 0},
    {"instance", OPTION_INSTANCE, "FORMAT:FILE", 0,
     "solve an instance of the literature: pmed, tsp, cap, sjc or mclp", 0},
    {"start", OPTION_START, "FILE.h5", 0, "start from an earlier answer", 0},
    {"check", OPTION_CHECK, "FILE.h5", 0, "recompute cost and bound of an answer, in whole numbers", 0},
    {"xlsx", OPTION_XLSX, "FILE", 0, "write a workbook for a spreadsheet, a sheet for each table", 0},
    {"csv", OPTION_CSV, "FOLDER", 0, "write a folder of CSV files, one for each table", 0},
    {"geojson", OPTION_GEOJSON, "FILE", 0, "write the sites as a map", 0},
    {"target", OPTION_TARGET, "TEXT", 0,
     "what is to be reached, e.g. \"compute_eflops>=8@2025-12-31\"; repeatable: all of them together", 0},
    {"p", OPTION_PROBABILITY, "P", 0, "with at least this probability (default: 0.9)", 0},
    {"lever", OPTION_LEVER, "NAME", 0,
     "use this lever of the scenario's `reach.levers` only; repeatable (default: all of them)", 0},
    {"vary", OPTION_VARY, "PATH[=LOW:HIGH]", 0,
     "vary a value between two numbers or dates, or among A,B,C, or, without =, an uncertain value over its "
     "distribution; "
     "repeatable (default: the scenario's sweep.vary, else all its uncertain values)",
     0},
    {"design", OPTION_DESIGN, "NAME|FILE.csv", 0,
     "grid, monte-carlo, latin, sobol, lattice, morris or saltelli, or a file of points whose header names "
     "the paths "
     "(default: the scenario's, else sobol)",
     0},
    {"points", OPTION_POINTS, "N", 0,
     "points; of a grid: levels of each factor; morris: trajectories; saltelli: base points (default: the "
     "scenario's, "
     "else 64, more for many factors; grid 5, morris 16)",
     0},
    {"independent", OPTION_INDEPENDENT, NULL, 0,
     "other random numbers at each point (default: replication r has the same at all, so that points differ "
     "by what is "
     "varied)",
     0},
    {"resume", OPTION_RESUME, NULL, 0, "go on with a sweep that was stopped", 0},
    {"shard", OPTION_SHARD, "I/N", 0,
     "do the I-th of N parts, 1..N, of the work and leave it for the run with --resume that puts the parts "
     "together",
     0},
    {"status", OPTION_STATUS, "FILE.h5", 0,
     "tell how the sweep into FILE.h5 stands, finished or not, from its files alone: what is done, rate, "
     "time "
     "left, P of each target, what is missing, how it was started",
     0},
    {"until", OPTION_UNTIL, "TEXT", 0,
     "stop as soon as an estimate is known well enough: \"p(compute_eflops@2025) +- 0.01\" of a target, "
     "\"p(racks_in_service>=120000@2024-06-30) +- 0.02\", \"mean(pue_all@2025) +- 0.005\", "
     "\"q05(racks_in_service@2025) +- 500\", each with 95 %; several must all hold; looked at after 64 "
     "replications "
     "(sweep: "
     "points) and then at fixed numbers of them; --replications (sweep: --points) is the most (default: "
     "10000)",
     0},
    {"antithetic", OPTION_ANTITHETIC, NULL, 0,
     "draw the uncertain values of replication 2i+1 at 1 - u where replication 2i has u: means of what rises "
     "or falls with "
     "them "
     "become surer, and intervals come from the pairs",
     0},
    {"lang", OPTION_LANG, "zh|en", 0, "language of what is said (default: the locale's)", 0},
    {"json", OPTION_JSON, NULL, 0, "print one JSON object on standard output, and nothing else there", 0},
    {"quiet", OPTION_QUIET, NULL, 0, "no progress and no notes", 0},
    {0},
};

struct parser {
    const struct command *command;
    struct options *options;
};

static uint64_t read_number(const char *text, const char *option, uint64_t least, uint64_t most,
                            const struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || *end || end == text || text[0] == '-' || value < least || value > most)
        argp_error(state, "--%s: found \"%s\", expected a whole number in %llu..%llu", option, text,
                   (unsigned long long)least, (unsigned long long)most);
    return value;
}

static double read_real(const char *text, const char *option, double least, double most,
                        const struct argp_state *state)
{
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (errno || *end || end == text || !(value >= least && value <= most))
        argp_error(state, "--%s: found \"%s\", expected a number in %g..%g", option, text, least, most);
    return value;
}

static const char *read_name(const char *text, const char *option, const struct argp_state *state)
{
    if (!text[0])
        argp_error(state, "--%s: found nothing, expected a name", option);
    return text;
}

static void append(const char ***list, size_t *count, const char *text, const struct argp_state *state)
{
    if (*count == OPTIONS_LIST_MAX)
        argp_error(state, "more than %d of one option", OPTIONS_LIST_MAX);
    *list = realloc(*list, (*count + 1) * sizeof(**list));
    SIM_ASSERT(*list, "out of memory for the command line");
    (*list)[(*count)++] = text;
}

static bool takes_several(const struct command *command)
{
    return command->argument && strstr(command->argument, "...");
}

static error_t parse_bench(int key, const char *text, struct bench_options *bench,
                           const struct argp_state *state)
{
    switch (key) {
    case OPTION_LPS: bench->lps = (uint32_t)read_number(text, "lps", 1, LPS_MAX, state); break;
    case OPTION_EVENTS:
        bench->start_events = (uint32_t)read_number(text, "events", 1, EVENTS_MAX, state);
        break;
    case OPTION_REMOTE: bench->remote = read_real(text, "remote", 0, 1, state); break;
    case OPTION_LOOKAHEAD: bench->lookahead_s = read_real(text, "lookahead", 0, LOOKAHEAD_MAX, state); break;
    case OPTION_END: bench->end_s = read_real(text, "end", 1e-3, 1e9, state); break;
    case OPTION_CUSTOMERS: bench->customers = read_number(text, "customers", 1, CUSTOMERS_MAX, state); break;
    case OPTION_SCENARIO: bench->scenario = text; break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/// "3/8"
static void read_shard(const char *text, struct options *options, const struct argp_state *state)
{
    char end;
    if (sscanf(text, "%" SCNu32 "/%" SCNu32 "%c", &options->shard, &options->shards, &end) != 2 ||
        options->shard < 1 || options->shard > options->shards || strchr(text, '-'))
        argp_error(state, "--shard: found \"%s\", expected I/N with I in 1..N, such as 3/8", text);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct parser *parser = state->input;
    struct options *options = parser->options;
    if (key > OPTION_NONE && key < OPTION_COUNT)
        options->given[key] = true;
    switch (key) {
    case OPTION_OUTPUT:
        if (!text[0])
            argp_error(state, "--output: found nothing, expected the name of a file");
        options->output = text;
        break;
    case OPTION_DEFINE: append(&options->overrides, &options->override_count, text, state); break;
    case OPTION_ASSERT: append(&options->asserts, &options->assert_count, text, state); break;
    case OPTION_REPLICATIONS:
        options->replications = (uint32_t)read_number(text, "replications", 1, REPLICATIONS_MAX, state);
        options->has_replications = true;
        break;
    case OPTION_WEATHER: options->weather = text; break;
    case OPTION_LOAD: options->load = text; break;
    case OPTION_OPTION: options->option = text; break;
    case OPTION_HOUR: options->hour = text; break;
    case OPTION_EXPLAIN: options->explain = true; break;
    case OPTION_SIZE: options->size = true; break;
    case OPTION_THREADS:
        options->threads = (uint32_t)read_number(text, "threads", 1, THREADS_MAX, state);
        break;
    case OPTION_SEED:
        options->seed = read_number(text, "seed", 0, UINT64_MAX, state);
        options->has_seed = true;
        break;
    case OPTION_SNAPSHOT_AT:
        if (!sim_date_read(text, &options->snapshot_day))
            argp_error(state, "--snapshot-at: found \"%s\", expected a date, YYYY-MM-DD", text);
        break;
    case OPTION_FROM: options->from = text; break;
    case OPTION_TRACE: options->trace = text; break;
    case OPTION_VARY: append(&options->vary, &options->vary_count, text, state); break;
    case OPTION_TARGET: append(&options->targets, &options->target_count, text, state); break;
    case OPTION_LEVER: append(&options->levers, &options->lever_count, text, state); break;
    case OPTION_PROBABILITY: options->probability = read_real(text, "p", 0.01, 0.999, state); break;
    case OPTION_DESIGN: options->design = text; break;
    case OPTION_POINTS: options->points = read_number(text, "points", 1, POINTS_MAX, state); break;
    case OPTION_UNTIL: append(&options->untils, &options->until_count, text, state); break;
    case OPTION_ANTITHETIC: options->antithetic = true; break;
    case OPTION_INDEPENDENT: options->independent = true; break;
    case OPTION_RESUME: options->resume = true; break;
    case OPTION_STATUS: options->status = read_name(text, "status", state); break;
    case OPTION_SHARD: read_shard(text, options, state); break;
    case OPTION_JSON: options->json = true; break;
    case OPTION_LANG:
        if (!strings_read(text, &options->language))
            argp_error(state, "--lang: found \"%s\", expected zh or en", text);
        break;
    case OPTION_INSTANCE: options->instance = read_name(text, "instance", state); break;
    case OPTION_CHECK: options->check = read_name(text, "check", state); break;
    case OPTION_START: options->start = read_name(text, "start", state); break;
    case OPTION_XLSX: options->xlsx = read_name(text, "xlsx", state); break;
    case OPTION_CSV: options->csv = read_name(text, "csv", state); break;
    case OPTION_GEOJSON: options->geojson = read_name(text, "geojson", state); break;
    case OPTION_MODE: options->mode = read_name(text, "mode", state); break;
    case OPTION_SITES: options->sites = (int64_t)read_number(text, "p", 1, INT32_MAX, state); break;
    case OPTION_ITERATIONS:
        options->iterations = (int64_t)read_number(text, "iterations", 0, ITERATIONS_MAX, state);
        break;
    case OPTION_RADIUS: options->radius = read_real(text, "radius", 0, 1e12, state); break;
    case OPTION_TIME_LIMIT: options->time_limit_s = read_real(text, "time-limit", 1e-3, 1e9, state); break;
    case OPTION_QUIET: options->quiet = true; break;
    case OPTION_EVERY:
        if (strcmp(text, "day") != 0 && strcmp(text, "month") != 0)
            argp_error(state, "--every: found \"%s\", expected day or month", text);
        options->every_day = strcmp(text, "day") == 0;
        break;
    case ARGP_KEY_ARG:
        if (!parser->command->argument || (options->argument && !takes_several(parser->command)))
            argp_error(state, "found \"%s\", expected %s", text,
                       parser->command->argument ? "one argument only" : "no argument");
        append(&options->arguments, &options->argument_count, text, state);
        options->argument = options->arguments[0];
        break;
    case ARGP_KEY_END:
        if (parser->command->argument && parser->command->argument[0] != '[' && !options->argument)
            argp_error(state, "expected %s", parser->command->argument);
        break;
    default: return parse_bench(key, text, &options->bench, state);
    }
    return 0;
}

void options_read(const struct command *command, int argc, char **argv, struct options *options)
{
    struct argp_option taken[sizeof(all_options) / sizeof(all_options[0])];
    size_t count = 0;
    char name[64], text[4096];
    for (const struct argp_option *option = all_options; option->name; option++)
        if (options_has(command->options, option->key))
            taken[count++] = *option;
    taken[count] = (struct argp_option){0};
    snprintf(name, sizeof(name), "suanli %s", command->name);
    snprintf(text, sizeof(text), "%s\v%s", command->summary, command->text ? command->text : "");
    struct argp argp = {.options = taken, .parser = parse, .args_doc = command->argument, .doc = text};
    *options = (struct options){.seed = 1,
                                .replications = 100,
                                .sites = -1,
                                .iterations = -1,
                                .radius = NAN,
                                .probability = NAN,
                                .language = strings_locale(),
                                .bench = {.remote = -1, .lookahead_s = -1}};
    struct parser parser = {command, options};
    argv[0] = name;
    argp_err_exit_status = SIM_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &parser);
}

void options_clear(struct options *options)
{
    free(options->arguments);
    free(options->overrides);
    free(options->asserts);
    free(options->vary);
    free(options->untils);
    free(options->targets);
    free(options->levers);
    *options = (struct options){0};
}

static const struct argp_option *find(enum option_key key)
{
    const struct argp_option *option = all_options;
    while (option->name && option->key != (int)key)
        option++;
    return option;
}

const char *options_name(enum option_key key)
{
    return find(key)->name;
}

const char *options_value(enum option_key key)
{
    return find(key)->arg;
}

bool options_has(const enum option_key *list, int option)
{
    for (; *list != OPTION_NONE; list++)
        if ((int)*list == option)
            return true;
    return false;
}

bool options_colours(int descriptor)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(descriptor) && !(no_color && no_color[0]) && !(term && strcmp(term, "dumb") == 0);
}
