#include "scenarios/run/show.h"

#include <stdio.h>
#include <unistd.h>

#include "results/verdict.h"

enum sim_status show_verdict(struct load *load, const struct options *options, double wall_s,
                             struct sim_error *error)
{
    struct verdict *verdict;
    enum sim_status status = verdict_create(load, &verdict, error);
    if (status != SIM_OK)
        return status;
    if (options->json) {
        json_t *json = verdict_json(verdict, wall_s);
        json_dumpf(json, stdout, JSON_INDENT(1) | VERDICT_JSON_FLAGS);
        fputc('\n', stdout);
        json_decref(json);
    } else {
        verdict_print(verdict, stdout, options_colours(STDOUT_FILENO));
    }
    verdict_destroy(verdict);
    // A full disk or a closed pipe at the other end must not look like success.
    if (fflush(stdout) != 0 || ferror(stdout))
        return sim_error_say(error, SIM_IO, "standard output cannot be written");
    return SIM_OK;
}
