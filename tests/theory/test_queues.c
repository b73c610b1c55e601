/// Queues with a known answer, on the engine: M/M/1 and M/M/c waits within confidence limits, and Little's law.
///
/// Source: D. Gross, C. M. Harris, "Fundamentals of Queueing Theory", 4th ed. (2008), sections 2.2 and 2.3 (Erlang C).
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine.h"

#define SERVERS_MAX 8
#define QUEUE_MAX   4096

enum { ARRIVE = 1 };

struct source_params {
    sim_lp queue;
    double mean_gap_s;
};

static void source_next(const struct source_params *params, struct sim_ctx *ctx)
{
    sim_timer_set(ctx, 0, (sim_time)(sim_rng_exponential(sim_draw(ctx, 0), params->mean_gap_s) * 1e9));
}

static void source_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    source_next(params, ctx);
}

static void source_handle(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    (void)state, (void)event;
    sim_send(ctx, ((const struct source_params *)params)->queue, SIM_SECOND, ARRIVE, NULL, 0);
    source_next(params, ctx);
}

static const struct sim_kind source_kind = {.name = "source",
                                            .timer_count = 1,
                                            .stream_count = 1,
                                            .lookahead = SIM_SECOND,
                                            .start = source_start,
                                            .handle = source_handle};

struct queue_params {
    uint32_t servers;
    double mean_service_s;
};

struct queue_state {
    sim_time arrived[QUEUE_MAX]; // ring of those who wait
    uint32_t head, waiting, busy[SERVERS_MAX];
    uint64_t served;
    double wait_s;       // summed over customers
    double area_s;       // integral of the number waiting
    sim_time changed_at; // of the number waiting
};

static void integrate(struct queue_state *state, sim_time now)
{
    state->area_s += state->waiting * (double)(now - state->changed_at) * 1e-9;
    state->changed_at = now;
}

static void serve(const struct queue_params *params, struct queue_state *state, struct sim_ctx *ctx)
{
    for (uint32_t server = 0; server < params->servers && state->waiting > 0; server++) {
        if (state->busy[server])
            continue;
        integrate(state, sim_now(ctx));
        state->wait_s += (double)(sim_now(ctx) - state->arrived[state->head]) * 1e-9;
        state->head = (state->head + 1) % QUEUE_MAX;
        state->waiting--;
        state->served++;
        state->busy[server] = 1;
        sim_timer_set(ctx, server,
                      (sim_time)(sim_rng_exponential(sim_draw(ctx, 0), params->mean_service_s) * 1e9));
    }
}

static void queue_handle(const void *params, void *state_bytes, const struct sim_event *event,
                         struct sim_ctx *ctx)
{
    struct queue_state *state = state_bytes;
    if (event->type == ARRIVE) {
        assert_true(state->waiting < QUEUE_MAX);
        integrate(state, event->time);
        state->arrived[(state->head + state->waiting++) % QUEUE_MAX] = event->time;
    } else {
        state->busy[event->type - SIM_TIMER(0)] = 0;
    }
    serve(params, state, ctx);
}

static const struct sim_kind queue_kind = {.name = "queue",
                                           .state_size = sizeof(struct queue_state),
                                           .timer_count = SERVERS_MAX,
                                           .stream_count = 1,
                                           .lookahead = SIM_NEVER,
                                           .handle = queue_handle};

/// Erlang C: probability that a customer of M/M/c waits. load = lambda/mu.
static double erlang_c(uint32_t servers, double load)
{
    double term = 1, sum = 1;
    for (uint32_t k = 1; k < servers; k++)
        sum += term *= load / k;
    double last = term * load / servers / (1 - load / servers);
    return last / (sum + last);
}

/// Mean wait in the queue of 20 independent runs, its closed form inside 3.5 standard errors.
static void check_queue(uint32_t servers, double rho)
{
    enum { RUNS = 20 };
    double mean = 0, squares = 0;
    const double service_s = 60, gap_s = service_s / (rho * servers);
    for (uint32_t run = 0; run < RUNS; run++) {
        struct sim_engine_def def = sim_engine_def_default();
        def.end = 100 * SIM_DAY;
        def.replication = run;
        struct sim_engine *engine = sim_engine_create(&def);
        struct queue_params queue_params = {servers, service_s};
        struct source_params source_params = {.mean_gap_s = gap_s};
        source_params.queue = sim_add(engine, &queue_kind, "queue", &queue_params);
        sim_add(engine, &source_kind, "source", &source_params);
        sim_engine_run(engine);
        const struct queue_state *state = sim_state(engine, source_params.queue);
        double wait_s = state->wait_s / (double)state->served;
        // Little: mean number waiting = arrival rate x mean wait, over the same run; those still waiting blur the ends.
        double little = state->area_s / ((double)state->served * wait_s);
        assert_true(fabs(little - 1) < 0.01);
        sim_engine_destroy(engine);
        mean += wait_s / RUNS;
        squares += wait_s * wait_s / RUNS;
    }
    double exact_s = erlang_c(servers, rho * servers) * service_s / (servers * (1 - rho));
    double error_s = sqrt((squares - mean * mean) / (RUNS - 1));
    print_message("M/M/%u at load %.2f: mean wait %.2f s, exact %.2f s, standard error %.2f s\n", servers,
                  rho, mean, exact_s, error_s);
    assert_true(fabs(mean - exact_s) < 3.5 * error_s);
    assert_true(error_s < 0.05 * exact_s); // or the test could not fail
}

static void test_mm1(void **unused)
{
    (void)unused;
    check_queue(1, 0.5);
    check_queue(1, 0.8);
}

static void test_mmc(void **unused)
{
    (void)unused;
    check_queue(3, 0.7);
    check_queue(8, 0.85);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mm1), cmocka_unit_test(test_mmc)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
