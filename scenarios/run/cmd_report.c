/// suanli report: the verdict again, from the file alone.
#include <math.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/show.h"

enum sim_status cmd_report(const struct options *options, struct sim_error *error)
{
    struct load *load;
    enum sim_status status = show_open(options->argument, &load, error);
    if (status != SIM_OK)
        return status;
    status = show_verdict(load, options, NAN, error);
    load_close(load);
    return status;
}
