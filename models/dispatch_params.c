/// What a scenario says of the dispatcher.
#include <stddef.h>

#include "models/dispatch.h"

const char *const dispatch_policy_names[] = {"off",      "none",     "local_first", "least_latency",
                                             "cheapest", "greenest", "coolest",     NULL};
static const char *const disciplines[] = {"fcfs", "easy", "conservative", NULL};

static const struct sim_field work_fields[] = {
    SIM_FIELD_F64(dispatch_work, latency_ms, "ms", 0, 10000, 20,
                  "round trip from its city to where it runs, at most; its own city's sites serve it anyway, "
                  "but edge work"),
    SIM_FIELD_F64(dispatch_work, stays_frac, "1", 0, 1, 0, "part of a flow that runs where it ran yesterday"),
    SIM_FIELD_F64(dispatch_work, gravity_frac, "1", 0, 1, 0, "part that its data keep in its own city"),
    SIM_FIELD_F64(dispatch_work, gbps_per_tflops, "Gbit/s per TFLOPS", 0, 1e6, 0,
                  "traffic between cities of work that leaves its own"),
};
static const struct sim_table work_table = SIM_TABLE(dispatch_work, work_fields, "How work may be moved.");

static const struct sim_field works_fields[] = {
#define WORK_GROUP(code, key) PORT_WORK_FIELD(dispatch_works, dispatch_work, code, key, &work_table)
    PORT_WORK_LIST(WORK_GROUP)
#undef WORK_GROUP
};
static const struct sim_table works_table = SIM_TABLE(dispatch_works, works_fields, "Classes of work.");

static const struct sim_field call_fields[] = {
    SIM_FIELD_DATE(dispatch_call, date, NULL, "day of the call"),
    SIM_FIELD_F64(dispatch_call, hour, "h", 0, 23, 19, "hour of the day at which it begins"),
    SIM_FIELD_F64(dispatch_call, hours, "h", 1, 24, 2, "hours that it lasts"),
    SIM_FIELD_F64(dispatch_call, mw, "MW", 0, 1e5, SIM_REQUIRED, "power that is to be shed, plants included"),
};
static const struct sim_table call_table =
    SIM_TABLE(dispatch_call, call_fields, "A call of the virtual power plant.");

static const char *const trace_works[] = {"training", "hpc", NULL};

static const struct sim_field fields[] = {
    SIM_FIELD_CHOICE(dispatch_params, policy, dispatch_policy_names, DISPATCH_OFF,
                     "where work runs; none: each city on its own, off: it is not simulated"),
    SIM_FIELD_CHOICE(dispatch_params, discipline, disciplines, SCHEDULE_EASY, "order of the centres' queues"),
    SIM_FIELD_BOOL(dispatch_params, has_baseline, 1, "play the policy none beside it, to compare"),
    SIM_FIELD_F64(dispatch_params, most_frac, "1", 0.01, 1, 0.8,
                  "part of a site's compute that flows may use: above it answers come late"),
    SIM_FIELD_F64(dispatch_params, gang_frac, "1", 0, 1, 0.55,
                  "part of the compute of a class that flows and jobs share, for jobs"),
    SIM_FIELD_F64(dispatch_params, city_gbps, "Gbit/s", 0, 1e9, 1e6,
                  "traffic of work that leaves its city, at most"),
    SIM_FIELD_F64(dispatch_params, batch_days, "day", 0, 1000, 2,
                  "days of batch work that may wait; what is beyond is given up"),
    SIM_FIELD_F64(dispatch_params, rush_factor, "1", 1, 24, 3,
                  "most of a day's batch work in an hour, over its mean"),
    SIM_FIELD_F64(dispatch_params, patience_h, "h", 0, 1e6, 24,
                  "queue beyond which a centre is passed over for a job"),
    SIM_FIELD_F64(dispatch_params, estimate_factor, "1", 1, 100, 1.5,
                  "time that a job's owner asks for, over what it takes"),
    SIM_FIELD_F64(dispatch_params, failures_factor, "1", 0, 1000, 1,
                  "interruptions of jobs, over failures of a server that need a part"),
    SIM_FIELD_F64(dispatch_params, checkpoint_s, "s", 0, 1e5, 120, "time that a job's checkpoint takes"),
    SIM_FIELD_F64(dispatch_params, restart_s, "s", 0, 1e5, 600, "time that a job takes to restart"),
    SIM_FIELD_F64(dispatch_params, slow_frac, "1", 0, 1, 0.4,
                  "by which calls of the virtual power plant may slow training"),
    SIM_FIELD_F64(dispatch_params, edge_pue, "1", 1, 5, 1.5, "marginal PUE of edge sites"),
    SIM_FIELD_GROUP(dispatch_params, work, &works_table, "classes of work"),
    SIM_FIELD_LIST(dispatch_params, calls, &call_table, 0, 10000, "calls of the virtual power plant"),
    SIM_FIELD_TEXT(dispatch_params, trace, "",
                   "jobs in the Standard Workload Format, in place of the generator's"),
    SIM_FIELD_TEXT(dispatch_params, arrivals, "", "jobs as a CSV file, in place of the generator's"),
    SIM_FIELD_F64(dispatch_params, trace_tflops, "TFLOPS", 1e-6, 1e9, 100,
                  "of a processor of the trace, at the precision of the class that serves its jobs"),
    SIM_FIELD_CHOICE(dispatch_params, trace_work, trace_works, 1, "class of work of the trace's jobs"),
};
const struct sim_table dispatch_table =
    SIM_TABLE(dispatch_params, fields, "The unified platform: where work runs.");
