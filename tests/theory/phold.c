#include "tests/theory/phold.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "sim/engine.h"

struct process_params {
    uint32_t processes, start_events;
    double remote, lookahead_s;
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
    phold_seed(state, sim_self_index(ctx));
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
    const struct sim_kind kind = {.name = "phold",
                                  .state_size = sizeof(struct phold_process),
                                  .lookahead = (sim_time)(phold->lookahead_s * 1e9) - 1,
                                  .start = start,
                                  .handle = handle};
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = phold->workers;
    def.end = (sim_time)(phold->end_s * 1e9) - 1;
    struct sim_engine *engine = sim_engine_create(&def);
    struct process_params params = {phold->processes, phold->start_events, phold->remote, phold->lookahead_s,
                                    1};
    params.first = sim_add_array(engine, &kind, "phold", phold->processes, &params);
    struct timespec begin, end;
    sim_engine_run_to(engine, 0); // the start events; what is measured is the steady state
    clock_gettime(CLOCK_MONOTONIC, &begin);
    struct phold_result result = {.events = sim_engine_run(engine).events};
    clock_gettime(CLOCK_MONOTONIC, &end);
    result.wall_s = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
    for (uint32_t i = 0; i < phold->processes; i++) {
        const struct phold_process *state = sim_state(engine, params.first + i);
        result.hash = result.hash * 1099511628211u + state->count;
    }
    sim_engine_destroy(engine);
    return result;
}
