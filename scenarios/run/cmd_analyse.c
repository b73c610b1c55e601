/// suanli analyse: what matters in a sweep, from its file alone.
#include <stdio.h>
#include <unistd.h>

#include "results/analyse.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/show.h"

enum sim_status cmd_analyse(const struct options *options, struct sim_error *error)
{
    struct load *load = NULL;
    struct analyse *analyse = NULL;
    enum sim_status status = show_open(options->argument, &load, error);
    if (status == SIM_OK)
        status = analyse_create(load, &analyse, error);
    if (status == SIM_OK && options->json) {
        json_t *json = analyse_json(analyse);
        json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
        fputc('\n', stdout);
        json_decref(json);
    } else if (status == SIM_OK) {
        analyse_print(analyse, stdout, options_colours(STDOUT_FILENO));
    }
    analyse_destroy(analyse);
    load_close(load);
    if (status == SIM_OK && (fflush(stdout) != 0 || ferror(stdout)))
        return sim_error_say(error, SIM_IO, "standard output cannot be written");
    return status;
}
