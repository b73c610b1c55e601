/// suanli reach: which change of levers, at least cost, makes targets reached surely enough?
#include <stdlib.h>
#include <unistd.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/interrupt.h"
#include "scenarios/run/output.h"
#include "scenarios/run/reach_answer.h"

static void tell(const struct reach_job *job, double wall_s)
{
    if (job->options->json) {
        json_t *json = reach_json(job, wall_s);
        output_json(json, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
        json_decref(json);
    } else {
        reach_print(job, wall_s, stdout, options_colours(STDOUT_FILENO));
    }
}

enum sim_status cmd_reach(const struct options *options, struct sim_error *error)
{
    double started_s = progress_now_s();
    struct reach_job job;
    enum sim_status status = reach_job_create(&job, options, error);
    if (status != SIM_OK)
        return status;
    interrupt_catch();
    status = reach_job_run(&job);
    bool is_stopped = status == SIM_INTERRUPTED;
    if ((status == SIM_OK || is_stopped) && job.reach.count > 0) {
        tell(&job, progress_now_s() - started_s);
        if (options->output && !is_stopped)
            status = reach_write(&job, options->output, error);
    }
    if (is_stopped)
        status = sim_error_say(error, SIM_INTERRUPTED, "interrupted%s",
                               job.reach.count > 0 ? ": what was found so far is told, no file was written"
                                                   : " before anything was found");
    reach_job_clear(&job);
    return status;
}
