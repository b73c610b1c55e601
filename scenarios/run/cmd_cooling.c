/// suanli cooling: cooling and power chains of a hall, compared hour by hour over a year.
#include <stdio.h>
#include <unistd.h>

#include "results/verdict.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/cooling.h"
#include "scenarios/run/cooling_search.h"
#include "scenarios/run/progress.h"

static void show_json(const struct cooling *cooling, const struct cooling_search *search, double wall_s)
{
    json_t *json = cooling_json(cooling, wall_s);
    if (search)
        cooling_search_json(search, json);
    json_dumpf(json, stdout, JSON_INDENT(1) | VERDICT_JSON_FLAGS);
    fputc('\n', stdout);
    json_decref(json);
}

static enum sim_status check_usage(const struct options *options, struct sim_error *error)
{
    if (options->explain && !options->option)
        return sim_error_say(error, SIM_USAGE,
                             "--explain: found no --option, expected one option to explain");
    if (options->hour && !options->explain)
        return sim_error_say(error, SIM_USAGE, "--hour: found no --explain, expected both or neither");
    if (options->explain && options->json)
        return sim_error_say(error, SIM_USAGE, "--explain: found --json, expected one of them");
    return SIM_OK;
}

static void show(const struct cooling *cooling, const struct cooling_search *search,
                 const struct options *options, double started_s)
{
    bool colours = options_colours(STDOUT_FILENO);
    if (options->json) {
        show_json(cooling, search, progress_now_s() - started_s);
        return;
    }
    cooling_print(cooling, stdout, colours);
    if (search)
        cooling_search_print(search, stdout, colours);
}

static enum sim_status answer(struct cooling *cooling, const struct options *options, double started_s,
                              struct sim_error *error)
{
    struct cooling_search *search = NULL;
    enum sim_status status = SIM_OK;
    cooling_catch_signals();
    cooling_run(cooling, options->threads);
    if (options->explain)
        return cooling_explain(cooling, options->hour, stdout, error);
    cooling_draw(cooling, options->threads, options->quiet);
    if (options->size)
        search = cooling_search(cooling, options->threads, options->quiet);
    if (cooling_is_interrupted())
        status = sim_error_say(error, SIM_INTERRUPTED, "interrupted: nothing was written");
    if (status == SIM_OK && options->output)
        status = cooling_write(cooling, options, error);
    if (status == SIM_OK)
        show(cooling, search, options, started_s);
    cooling_search_free(search);
    if (status == SIM_OK && options->output && !options->quiet)
        fprintf(stderr, "results: %s (%.1f s)\n", options->output, progress_now_s() - started_s);
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
    status = answer(cooling, options, started_s, error);
    cooling_close(cooling);
    if (status == SIM_OK && (fflush(stdout) != 0 || ferror(stdout)))
        return sim_error_say(error, SIM_IO, "standard output cannot be written");
    return status;
}
