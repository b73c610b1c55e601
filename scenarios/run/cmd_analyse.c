/// suanli analyse: what matters in a sweep, from its file alone.
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/analyse.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/output.h"
#include "scenarios/run/show.h"

/// An analysis is a file beside the sweep's, never in its place.
static enum sim_status check_output(const struct options *options, struct sim_error *error)
{
    struct stat in, out;
    bool is_same = options->output && stat(options->argument, &in) == 0 && stat(options->output, &out) == 0 &&
                   in.st_dev == out.st_dev && in.st_ino == out.st_ino;
    return is_same ? sim_error_say(error, SIM_USAGE,
                                   "--output: found \"%s\", expected another file than the sweep's",
                                   options->output)
                   : SIM_OK;
}

enum sim_status cmd_analyse(const struct options *options, struct sim_error *error)
{
    struct load *load = NULL;
    struct analyse *analyse = NULL;
    enum sim_status status = check_output(options, error);
    if (status == SIM_OK)
        status = show_open(options->argument, &load, error);
    if (status == SIM_OK)
        status = analyse_create(load, &analyse, error);
    if (status == SIM_OK && options->output)
        status = analyse_write(analyse, options->output, SUANLI_VERSION, error);
    if (status == SIM_OK && options->json) {
        json_t *json = analyse_json(analyse);
        output_json(json, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
        json_decref(json);
    } else if (status == SIM_OK) {
        analyse_print(analyse, stdout, options_colours(STDOUT_FILENO));
    }
    analyse_destroy(analyse);
    load_close(load);
    return status;
}
