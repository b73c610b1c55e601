/// suanli bench: which benchmark, and whether the options are its own.
#include <stdio.h>
#include <string.h>

#include "scenarios/run/bench/bench.h"
#include "scenarios/run/commands.h"

struct benchmark {
    const char *name;
    const enum option_key *options; // that it takes
    enum sim_status (*run)(const struct options *options, struct sim_error *error);
};

static const struct benchmark benchmarks[] = {
    {"phold", OPTIONS(OPTIONS_PHOLD, OPTION_THREADS, OPTION_SEED, OPTION_JSON), bench_phold},
    {"mm1", OPTIONS(OPTIONS_MM1, OPTION_SEED, OPTION_JSON), bench_mm1},
    {"province", OPTIONS(OPTIONS_PROVINCE, OPTION_THREADS, OPTION_SEED, OPTION_REPLICATIONS, OPTION_JSON),
     bench_province},
    {"scale", OPTIONS(OPTIONS_PHOLD, OPTION_THREADS, OPTION_SEED, OPTION_JSON), bench_scale},
    {0},
};

/// "--lps, --events and so on".
static void list_options(const struct benchmark *benchmark, char *text, size_t size)
{
    size_t used = 0;
    for (const enum option_key *key = benchmark->options; *key && used < size; key++)
        used += (size_t)snprintf(text + used, size - used, "%s--%s", key == benchmark->options ? "" : ", ",
                                 options_name(*key));
}

static enum sim_status check_options(const struct benchmark *benchmark, const struct options *options,
                                     struct sim_error *error)
{
    char text[512];
    for (int key = OPTION_NONE; key < OPTION_COUNT; key++) {
        if (!options->given[key] || options_has(benchmark->options, key))
            continue;
        list_options(benchmark, text, sizeof(text));
        sim_error_say(error, SIM_USAGE, "suanli bench %s: found --%s, expected one of %s", benchmark->name,
                      options_name(key), text);
    }
    return sim_error_status(error);
}

enum sim_status cmd_bench(const struct options *options, struct sim_error *error)
{
    for (const struct benchmark *benchmark = benchmarks; benchmark->name; benchmark++) {
        if (strcmp(options->argument, benchmark->name) != 0)
            continue;
        enum sim_status status = check_options(benchmark, options, error);
        return status == SIM_OK ? benchmark->run(options, error) : status;
    }
    return sim_error_say(error, SIM_USAGE,
                         "suanli bench: found \"%s\", expected phold, mm1, province or scale",
                         options->argument);
}
