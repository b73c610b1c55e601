#include "scenarios/run/options.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/clock.h"

/// Replications and threads beyond these are a slip of the finger.
#define REPLICATIONS_MAX 1000000
#define THREADS_MAX      1024
#define POINTS_MAX       10000000

enum {
    KEY_ASSERT = 'A',
    KEY_EVERY = 'E',
    KEY_JSON = 'J',
    KEY_SNAPSHOT = 'S',
    KEY_FROM = 'F',
    KEY_TRACE = 'T'
};
enum {
    KEY_VARY = 'V',
    KEY_DESIGN = 'K',
    KEY_POINTS = 'P',
    KEY_INDEPENDENT = 'U',
    KEY_RESUME = 'Q',
    KEY_SHARD = 'N'
};

static const struct argp_option all_options[] = {
    {"output", 'o', "FILE", 0, "write the results to FILE (default: out/<scenario's name>.h5)", 0},
    {"define", 'D', "PATH=VALUE", 0,
     "override any value, e.g. sites.changle.phases[0].racks=20000; repeatable", 0},
    {"replications", 'r', "N", 0, "number of replications (default: 100)", 0},
    {"threads", 't', "N", 0, "number of threads (default: one a processor); results do not depend on it", 0},
    {"seed", 's', "N", 0, "seed of all random numbers (default: 1)", 0},
    {"every", KEY_EVERY, "day|month", 0, "record at each day's or month's end (default: month)", 0},
    {"snapshot-at", KEY_SNAPSHOT, "DATE", 0,
     "also save the state at the close of DATE (YYYY-MM-DD), beside the results, as <results>@DATE.snapshot",
     0},
    {"from", KEY_FROM, "FILE", 0,
     "go on from a snapshot of this scenario; -D then changes levers (see `suanli schema`) from its date on",
     0},
    {"trace", KEY_TRACE, "PATTERN", 0,
     "also write every event of the processes whose kind or name fits, e.g. project or \"sites/changle/*\", "
     "beside the "
     "results, as <results>.trace.csv",
     0},
    {"assert", KEY_ASSERT, "TEXT", 0,
     "exit 1 unless it holds, e.g. \"compute_eflops>=8@2025-12-31 p 0.5\": the probability is at least 0.5 "
     "(also without p); repeatable",
     0},
    {"vary", KEY_VARY, "PATH[=LOW:HIGH]", 0,
     "vary a value between two numbers or dates, or among A,B,C, or, without =, an uncertain value over its "
     "distribution; "
     "repeatable (default: the scenario's sweep.vary, else all its uncertain values)",
     0},
    {"design", KEY_DESIGN, "NAME|FILE.csv", 0,
     "grid, monte-carlo, latin, sobol, lattice, morris or saltelli, or a file of points whose header names "
     "the paths "
     "(default: the scenario's, else sobol)",
     0},
    {"points", KEY_POINTS, "N", 0,
     "points; of a grid: levels of each factor; morris: trajectories; saltelli: base points (default: the "
     "scenario's, "
     "else 64, more for many factors; grid 5, morris 16)",
     0},
    {"independent", KEY_INDEPENDENT, NULL, 0,
     "other random numbers at each point (default: replication r has the same at all, so that points differ "
     "by what is "
     "varied)",
     0},
    {"resume", KEY_RESUME, NULL, 0, "go on with a sweep that was stopped", 0},
    {"shard", KEY_SHARD, "I/N", 0,
     "do the I-th of N parts, 1..N, of the work and leave it for the run with --resume that puts the parts "
     "together",
     0},
    {"json", KEY_JSON, NULL, 0, "print one JSON object on standard output, and nothing else there", 0},
    {"quiet", 'q', NULL, 0, "no progress and no notes", 0},
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

static void append(const char ***list, size_t *count, const char *text, const struct argp_state *state)
{
    if (*count == OPTIONS_LIST_MAX)
        argp_error(state, "more than %d of one option", OPTIONS_LIST_MAX);
    *list = realloc(*list, (*count + 1) * sizeof(**list));
    SIM_ASSERT(*list, "out of memory for the command line");
    (*list)[(*count)++] = text;
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
    switch (key) {
    case 'o':
        if (!text[0])
            argp_error(state, "--output: found nothing, expected the name of a file");
        options->output = text;
        break;
    case 'D': append(&options->overrides, &options->override_count, text, state); break;
    case KEY_ASSERT: append(&options->asserts, &options->assert_count, text, state); break;
    case 'r':
        options->replications = (uint32_t)read_number(text, "replications", 1, REPLICATIONS_MAX, state);
        options->has_replications = true;
        break;
    case 't': options->threads = (uint32_t)read_number(text, "threads", 1, THREADS_MAX, state); break;
    case 's':
        options->seed = read_number(text, "seed", 0, UINT64_MAX, state);
        options->has_seed = true;
        break;
    case KEY_SNAPSHOT:
        if (!sim_date_read(text, &options->snapshot_day))
            argp_error(state, "--snapshot-at: found \"%s\", expected a date, YYYY-MM-DD", text);
        break;
    case KEY_FROM: options->from = text; break;
    case KEY_TRACE: options->trace = text; break;
    case KEY_VARY: append(&options->vary, &options->vary_count, text, state); break;
    case KEY_DESIGN: options->design = text; break;
    case KEY_POINTS: options->points = read_number(text, "points", 1, POINTS_MAX, state); break;
    case KEY_INDEPENDENT: options->independent = true; break;
    case KEY_RESUME: options->resume = true; break;
    case KEY_SHARD: read_shard(text, options, state); break;
    case KEY_JSON: options->json = true; break;
    case 'q': options->quiet = true; break;
    case KEY_EVERY:
        if (strcmp(text, "day") != 0 && strcmp(text, "month") != 0)
            argp_error(state, "--every: found \"%s\", expected day or month", text);
        options->every_day = strcmp(text, "day") == 0;
        break;
    case ARGP_KEY_ARG:
        if (!parser->command->argument || options->argument)
            argp_error(state, "found \"%s\", expected %s", text,
                       parser->command->argument ? "one argument only" : "no argument");
        options->argument = text;
        break;
    case ARGP_KEY_END:
        if (parser->command->argument && !options->argument)
            argp_error(state, "expected %s", parser->command->argument);
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

void options_read(const struct command *command, int argc, char **argv, struct options *options)
{
    struct argp_option taken[sizeof(all_options) / sizeof(all_options[0])];
    size_t count = 0;
    char name[64], text[4096];
    for (const struct argp_option *option = all_options; option->name; option++)
        if (strchr(command->options, option->key))
            taken[count++] = *option;
    taken[count] = (struct argp_option){0};
    snprintf(name, sizeof(name), "suanli %s", command->name);
    snprintf(text, sizeof(text), "%s\v%s", command->summary, command->text ? command->text : "");
    struct argp argp = {.options = taken, .parser = parse, .args_doc = command->argument, .doc = text};
    *options = (struct options){.seed = 1, .replications = 100};
    struct parser parser = {command, options};
    argv[0] = name;
    argp_err_exit_status = SIM_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &parser);
}

void options_clear(struct options *options)
{
    free(options->overrides);
    free(options->asserts);
    free(options->vary);
    *options = (struct options){0};
}

bool options_colours(int descriptor)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(descriptor) && !(no_color && no_color[0]) && !(term && strcmp(term, "dumb") == 0);
}
