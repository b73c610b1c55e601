#include "scenarios/run/cooling.h"
enum sim_status cooling_explain(const struct cooling *cooling, const char *hour, FILE *stream,
                                struct sim_error *error)
{
    (void)cooling;
    (void)hour;
    (void)stream;
    return sim_error_say(error, SIM_INTERNAL, "not built");
}
enum sim_status cooling_write(const struct cooling *cooling, const struct options *options,
                              struct sim_error *error)
{
    (void)cooling;
    (void)options;
    return sim_error_say(error, SIM_INTERNAL, "not built");
}
