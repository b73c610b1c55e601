#include "scenarios/run/options.h"

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Replications and threads beyond these are a slip of the finger.
#define REPLICATIONS_MAX 1000000
#define THREADS_MAX      1024
#define ITERATIONS_MAX   1000000000

enum {
    KEY_ASSERT = 'A',
    KEY_EVERY = 'E',
    KEY_JSON = 'J',
    KEY_INSTANCE = 'I',
    KEY_CHECK = 'C',
    KEY_START = 'S',
    KEY_GEOJSON = 'G',
    KEY_MODE = 'M',
    KEY_SITES = 'p',
    KEY_ITERATIONS = 'i',
    KEY_RADIUS = 'R',
    KEY_TIME_LIMIT = 'T'
};

static const struct argp_option all_options[] = {
    {"output", 'o', "FILE", 0, "write the results to FILE (default: out/<scenario's name>.h5)", 0},
    {"define", 'D', "PATH=VALUE", 0,
     "override any value, e.g. sites.changle.phases[0].racks=20000; repeatable", 0},
    {"replications", 'r', "N", 0, "number of replications (default: 100)", 0},
    {"threads", 't', "N", 0, "number of threads (default: one a processor); results do not depend on it", 0},
    {"seed", 's', "N", 0, "seed of all random numbers (default: 1)", 0},
    {"every", KEY_EVERY, "day|month", 0, "record at each day's or month's end (default: month)", 0},
    {"assert", KEY_ASSERT, "TEXT", 0,
     "exit 1 unless it holds, e.g. \"compute_eflops>=8@2025-12-31 p 0.5\": the probability is at least 0.5 "
     "(also without p); repeatable",
     0},
    {"p", KEY_SITES, "N", 0, "sites open at the end (default: as the input says)", 0},
    {"mode", KEY_MODE, "MODE", 0,
     "median, cover, set-cover, fixed-charge, capacitated or center (default: as the input says)", 0},
    {"radius", KEY_RADIUS, "R", 0, "within which a client is covered, in the input's unit of distance", 0},
    {"iterations", KEY_ITERATIONS, "N", 0,
     "budget of work, about a millisecond each (default: 20000); the answer depends on it, not on time", 0},
    {"time-limit", KEY_TIME_LIMIT, "S", 0, "stop after S seconds; answers then depend on the machine", 0},
    {"instance", KEY_INSTANCE, "FORMAT:FILE", 0,
     "solve an instance of the literature: pmed, tsp, cap, sjc or mclp", 0},
    {"start", KEY_START, "FILE.h5", 0, "start from an earlier answer", 0},
    {"check", KEY_CHECK, "FILE.h5", 0, "recompute cost and bound of an answer, in whole numbers", 0},
    {"geojson", KEY_GEOJSON, "FILE", 0, "write the sites as a map", 0},
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
        break;
    case 't': options->threads = (uint32_t)read_number(text, "threads", 1, THREADS_MAX, state); break;
    case 's': options->seed = read_number(text, "seed", 0, UINT64_MAX, state); break;
    case KEY_JSON: options->json = true; break;
    case KEY_INSTANCE: options->instance = read_name(text, "instance", state); break;
    case KEY_CHECK: options->check = read_name(text, "check", state); break;
    case KEY_START: options->start = read_name(text, "start", state); break;
    case KEY_GEOJSON: options->geojson = read_name(text, "geojson", state); break;
    case KEY_MODE: options->mode = read_name(text, "mode", state); break;
    case KEY_SITES: options->sites = (int64_t)read_number(text, "p", 1, INT32_MAX, state); break;
    case KEY_ITERATIONS:
        options->iterations = (int64_t)read_number(text, "iterations", 0, ITERATIONS_MAX, state);
        break;
    case KEY_RADIUS: options->radius = read_real(text, "radius", 0, 1e12, state); break;
    case KEY_TIME_LIMIT: options->time_limit_s = read_real(text, "time-limit", 1e-3, 1e9, state); break;
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
        if (parser->command->argument && parser->command->argument[0] != '[' && !options->argument)
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
    *options = (struct options){.seed = 1, .replications = 100, .sites = -1, .iterations = -1, .radius = NAN};
    struct parser parser = {command, options};
    argv[0] = name;
    argp_err_exit_status = SIM_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &parser);
}

void options_clear(struct options *options)
{
    free(options->overrides);
    free(options->asserts);
    *options = (struct options){0};
}

bool options_colours(int descriptor)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(descriptor) && !(no_color && no_color[0]) && !(term && strcmp(term, "dumb") == 0);
}
