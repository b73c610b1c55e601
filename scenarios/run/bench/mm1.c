#include "scenarios/run/bench/mm1.h"

#include <math.h>
#include <string.h>

#include "scenarios/run/progress.h"
#include "sim/engine.h"

/// Mean of a service on the engine's clock, and the way from the source to the server: the lookahead, of so many services
/// that a window has work enough and its events stay in the cache.
#define SERVICE SIM_SECOND
#define WAY     (300 * SERVICE)

enum { ARRIVAL = 1 };
enum { SERVER_QUEUE };

struct source_params {
    uint64_t customers;
    sim_lp server;
};

struct source_state {
    uint64_t sent;
};

struct server_state {
    uint64_t served, at_once;
    double wait_sum, wait_max, busy;
    double waiting_area; // number waiting times time, up to `last`
    sim_time last;
    bool is_busy;
};

static sim_time draw(struct sim_ctx *ctx, double mean)
{
    return (sim_time)sim_rng_exponential(sim_draw(ctx, 0), mean * (double)SERVICE);
}

static void source_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)params, (void)state;
    sim_timer_set(ctx, 0, draw(ctx, 1 / MM1_LOAD));
}

static void source_handle(const void *params_bytes, void *state_bytes, const struct sim_event *event,
                          struct sim_ctx *ctx)
{
    const struct source_params *params = params_bytes;
    struct source_state *state = state_bytes;
    (void)event;
    sim_send(ctx, params->server, WAY, ARRIVAL, NULL, 0);
    if (++state->sent < params->customers)
        sim_timer_set(ctx, 0, draw(ctx, 1 / MM1_LOAD));
}

static void serve(struct server_state *state, sim_time waited, struct sim_ctx *ctx)
{
    sim_time service = draw(ctx, 1);
    state->served++;
    state->at_once += waited == 0;
    state->wait_sum += (double)waited;
    state->wait_max = fmax(state->wait_max, (double)waited);
    state->busy += (double)service;
    state->is_busy = true;
    sim_timer_set(ctx, 0, service);
}

static void server_handle(const void *params, void *state_bytes, const struct sim_event *event,
                          struct sim_ctx *ctx)
{
    struct server_state *state = state_bytes;
    uint32_t waiting = sim_queue_count(ctx, SERVER_QUEUE);
    sim_time arrived = event->time;
    (void)params;
    state->waiting_area += waiting * (double)(event->time - state->last);
    state->last = event->time;
    if (event->type == ARRIVAL) {
        if (state->is_busy)
            sim_queue_push(ctx, SERVER_QUEUE, &arrived, sizeof(arrived));
        else
            serve(state, 0, ctx);
        return;
    }
    state->is_busy = waiting > 0;
    if (waiting == 0)
        return;
    memcpy(&arrived, sim_queue_at(ctx, SERVER_QUEUE, 0), sizeof(arrived));
    sim_queue_remove(ctx, SERVER_QUEUE, 0);
    serve(state, event->time - arrived, ctx);
}

static const struct sim_kind source_kind = {.name = "source",
                                            .state_size = sizeof(struct source_state),
                                            .timer_count = 1,
                                            .stream_count = 1,
                                            .lookahead = WAY,
                                            .start = source_start,
                                            .handle = source_handle};
static const struct sim_kind server_kind = {.name = "server",
                                            .state_size = sizeof(struct server_state),
                                            .timer_count = 1,
                                            .stream_count = 1,
                                            .queue_count = 1,
                                            .lookahead = SIM_NEVER,
                                            .handle = server_handle};

struct mm1_result mm1_run(uint64_t customers, uint64_t seed)
{
    struct source_params params = {.customers = customers};
    struct sim_engine_def def = sim_engine_def_default();
    def.seed = seed;
    // The source stops by itself; this is far beyond the last customer.
    def.end = (sim_time)(4 * (double)customers + 1e6) * SERVICE;
    struct sim_engine *engine = sim_engine_create(&def);
    params.server = sim_add(engine, &server_kind, "server", NULL);
    sim_add(engine, &source_kind, "source", &params);
    double started_s = progress_now_s();
    struct sim_totals totals = sim_engine_run(engine);
    double wall_s = progress_now_s() - started_s;
    const struct server_state *state = sim_state(engine, params.server);
    double served = (double)state->served, span = (double)(state->last - WAY);
    struct mm1_result result = {
        .events = totals.events,
        .served = state->served,
        .wall_s = wall_s,
        .mean_wait = state->wait_sum / served / (double)SERVICE,
        .max_wait = state->wait_max / (double)SERVICE,
        .mean_waiting = state->waiting_area / span,
        .at_once_frac = (double)state->at_once / served,
        .busy_frac = state->busy / span,
    };
    sim_engine_destroy(engine);
    return result;
}

double mm1_mean_wait(void)
{
    return MM1_LOAD / (1 - MM1_LOAD);
}

double mm1_mean_waiting(void)
{
    return MM1_LOAD * MM1_LOAD / (1 - MM1_LOAD);
}

double mm1_wait_error(uint64_t customers)
{
    double r = MM1_LOAD;
    return sqrt(r * (2 + 5 * r - 4 * r * r + r * r * r) / (double)customers) / ((1 - r) * (1 - r));
}
