#include "scenarios/run/commands.h"
enum sim_status cmd_analyse(const struct options *options, struct sim_error *error)
{
    (void)options;
    return sim_error_say(error, SIM_INTERNAL, "not yet");
}
