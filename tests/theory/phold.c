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

struct process_state {
    uint64_t s0, s1, count;
};

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static uint64_t next_bits(struct process_state *state)
{
    uint64_t s0 = state->s0, s1 = state->s1, result = s0 + s1;
    s1 ^= s0;
    state->s0 = rotate(s0, 24) ^ s1 ^ (s1 << 16);
    state->s1 = rotate(s1, 37);
    return result;
}

static double next_uniform(struct process_state *state)
{
    return (double)(next_bits(state) >> 11) * 0x1p-53;
}

static sim_time next_delay(const struct process_params *params, struct process_state *state)
{
    double seconds = params->lookahead_s - (1 - params->lookahead_s) * log(1 - next_uniform(state));
    return (sim_time)(seconds * 1e9);
}

static void start(const void *bytes, void *state_bytes, struct sim_ctx *ctx)
{
    const struct process_params *params = bytes;
    struct process_state *state = state_bytes;
    uint64_t i = sim_self_index(ctx);
    state->s0 = (i + 1) * 0x9E3779B97F4A7C15u;
    state->s1 = (i + 7) * 0xBF58476D1CE4E5B9u;
    for (int k = 0; k < 8; k++)
        next_bits(state);
    for (uint32_t k = 0; k < params->start_events; k++)
        sim_wake(ctx, next_delay(params, state), 1, NULL, 0);
}

static void handle(const void *bytes, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct process_params *params = bytes;
    struct process_state *state = state_bytes;
    (void)event;
    state->count++;
    sim_lp to = sim_self(ctx);
    if (next_uniform(state) <= params->remote)
        to = params->first + (sim_lp)(next_uniform(state) * params->processes);
    sim_send(ctx, to, next_delay(params, state), 1, NULL, 0);
}

struct phold_result phold_run(const struct phold *phold)
{
    // The kind's lookahead is the model's, a hair less for the rounding of delays to nanoseconds.
    const struct sim_kind kind = {.name = "phold",
                                  .state_size = sizeof(struct process_state),
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
    clock_gettime(CLOCK_MONOTONIC, &begin);
    struct phold_result result = {.events = sim_engine_run(engine).events};
    clock_gettime(CLOCK_MONOTONIC, &end);
    result.wall_s = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
    for (uint32_t i = 0; i < phold->processes; i++) {
        const struct process_state *state = sim_state(engine, params.first + i);
        result.hash = result.hash * 1099511628211u + state->count;
    }
    sim_engine_destroy(engine);
    return result;
}
