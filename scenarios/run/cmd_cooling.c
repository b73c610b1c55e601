/// suanli cooling: cooling and power chains of a hall, compared hour by hour over a year.
#include <stdio.h>
#include <unistd.h>

#include "results/verdict.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/cooling.h"
#include "scenarios/run/cooling_assert.h"
#include "scenarios/run/cooling_search.h"
#include "scenarios/run/output.h"
#include "scenarios/run/progress.h"

static enum sim_status check_usage(const struct options *options, struct sim_error *error)
{
    if (options->explain && !options->option)
        return sim_error_say(error, SIM_USAGE,
                             "--explain: found no --option, expected one option to explain");
    if (options->hour && !options->explain)
        return sim_error_say(error, SIM_USAGE, "--hour: found no --explain, expected both or neither");
    const struct {
        bool is_given;
        const char *name;
    } others[] = {
        {options->assert_count > 0, "--assert"},
        {options->json, "--json"},
        {options->size, "--size"},
        {options->has_replications, "--replications"},
        {options->output, "--output"},
    };
    for (size_t i = 0; options->explain && i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i].is_given)
            return sim_error_say(error, SIM_USAGE, "--explain: found %s, expected one of them",
                                 others[i].name);
    return SIM_OK;
}

/// Shows what was found and checks what was asked of it.
static enum sim_status show(const struct cooling *cooling, const struct cooling_search *search,
                            const struct options *options, double started_s, struct sim_error *error)
{
    bool colours = options_colours(STDOUT_FILENO);
    json_t *answer = cooling_json(cooling, progress_now_s() - started_s);
    if (search)
        cooling_search_json(search, answer);
    if (options->json) {
        output_json(answer, JSON_INDENT(1) | VERDICT_JSON_FLAGS);
    } else {
        cooling_print(cooling, stdout, colours);
        if (search)
            cooling_search_print(search, stdout, colours);
    }
    enum sim_status status = cooling_assert(answer, options, error);
    json_decref(answer);
    return status;
}

/// Runs, draws and searches what was asked for. *search: null where it was not.
static enum sim_status find(struct cooling *cooling, const struct options *options,
                            struct cooling_search **search, struct sim_error *error)
{
    cooling_catch_signals();
    cooling_run(cooling, options->threads);
    cooling_draw(cooling, options->threads, options->quiet);
    if (options->size)
        *search = cooling_search(cooling, options->threads, options->quiet);
    if (cooling_is_interrupted())
        return sim_error_say(error, SIM_INTERRUPTED, "interrupted: nothing was written");
    return SIM_OK;
}

static enum sim_status answer(struct cooling *cooling, const struct options *options, double started_s,
                              struct sim_error *error)
{
    struct cooling_search *search = NULL;
    struct store *store = NULL;
    enum sim_status status = SIM_OK;
    if (options->explain) {
        cooling_run(cooling, options->threads);
        return cooling_explain(cooling, options->hour, stdout, error);
    }
    if (options->output)
        status = cooling_file_create(cooling, options, &store, error);
    if (status == SIM_OK)
        status = find(cooling, options, &search, error);
    if (status == SIM_OK && store)
        status = cooling_file_write(cooling, store, error);
    else
        store_abandon(store);
    if (status == SIM_OK && options->output && !options->quiet)
        fprintf(stderr, "results: %s (%.1f s)\n", options->output, progress_now_s() - started_s);
    if (status == SIM_OK)
        status = show(cooling, search, options, started_s, error);
    cooling_search_free(search);
    return status;
}

enum sim_status cmd_cooling(const struct options *options, struct sim_error *error)
{
    double started_s = progress_now_s();
    struct cooling *cooling;
    enum sim_status status = check_usage(options, error);
    if (status == SIM_OK)
        status = cooling_open(options, &cooling, error);
    if (status != SIM_OK)
        return status;
    status = cooling_assert_check(cooling, options, error);
    if (status == SIM_OK)
        status = answer(cooling, options, started_s, error);
    cooling_close(cooling);
    return status;
}
