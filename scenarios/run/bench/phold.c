#include "scenarios/run/bench/phold.h"

#include <math.h>

#include "scenarios/run/progress.h"
#include "sim/engine.h"

struct process_params {
    uint32_t processes, start_events;
    double remote, lookahead_s;
    uint64_t salt;
    sim_lp first;
};

static sim_time next_delay(const struct process_params *params, struct phold_process *state)
{
    double seconds = params->lookahead_s - (1 - params->lookahead_s) * log(1 - phold_uniform(state));
    return (sim_time)(seconds * 1e9);
}

static void start(const void *bytes, void *state_bytes, struct sim_ctx *ctx)
{
    const struct process_params *params = bytes;
    struct phold_process *state = state_bytes;
    phold_seed(state, sim_self_index(ctx), params->salt);
    for (uint32_t k = 0; k < params->start_events; k++)
        sim_wake(ctx, next_delay(params, state), 1, NULL, 0);
}

static void handle(const void *bytes, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct process_params *params = bytes;
    struct phold_process *state = state_bytes;
    (void)event;
    state->count++;
    sim_lp to = sim_self(ctx);
    if (phold_uniform(state) <= params->remote)
        to = params->first + (sim_lp)(phold_uniform(state) * params->processes);
    sim_send(ctx, to, next_delay(params, state), 1, NULL, 0);
}

struct phold_result phold_run(const struct phold *phold)
{
    // The kind's lookahead is the model's, a hair less for the rounding of delays to nanoseconds.
    sim_time lookahead = (sim_time)(phold->lookahead_s * 1e9) - 1;
    const struct sim_kind kind = {.name = "phold",
                                  .state_size = sizeof(struct phold_process),
                                  .lookahead = lookahead > 0 ? lookahead : 0,
                                  .start = start,
                                  .handle = handle};
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = phold->workers;
    def.end = (sim_time)(phold->end_s * 1e9) - 1;
    struct sim_engine *engine = sim_engine_create(&def);
    struct process_params params = {.processes = phold->processes,
                                    .start_events = phold->start_events,
                                    .remote = phold->remote,
                                    .lookahead_s = phold->lookahead_s,
                                    .salt = phold_salt(phold->seed)};
    params.first = sim_add_array(engine, &kind, "phold", phold->processes, &params);
    sim_engine_run_to(engine, 0); // the start events; what is measured is the steady state
    double started_s = progress_now_s();
    struct phold_result result = {.events = sim_engine_run(engine).events};
    result.wall_s = progress_now_s() - started_s;
    for (uint32_t i = 0; i < phold->processes; i++) {
        const struct phold_process *state = sim_state(engine, params.first + i);
        result.hash = result.hash * 1099511628211u + state->count;
    }
    sim_engine_destroy(engine);
    return result;
}
