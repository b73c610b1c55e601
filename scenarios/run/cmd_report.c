/// suanli report: the verdict again, or a page, from the file alone.
#include <math.h>
#include <stdio.h>

#include "results/report/report.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/show.h"

enum sim_status cmd_report(const struct options *options, struct sim_error *error)
{
    struct load *load;
    enum sim_status status = show_open(options->argument, &load, error);
    if (status != SIM_OK)
        return status;
    if (options->output)
        status = report_write(load, options->language, options->output, error);
    if (status == SIM_OK && options->output)
        fprintf(stderr, "page: %s\n", options->output);
    if (status == SIM_OK && (!options->output || options->json))
        status = show_verdict(load, options, NAN, error);
    load_close(load);
    return status;
}
