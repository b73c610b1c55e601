/// Queues with a known answer, on the engine: waits in M/M/1 and M/M/c within narrow confidence limits, and Little's law.
///
/// Source: D. Gross, C. M. Harris, "Fundamentals of Queueing Theory", 4th ed. (2008), sections 2.2 and 2.3 (Erlang C).
/// Control variates: A. M. Law, "Simulation Modeling and Analysis", 5th ed. (2015), section 11.4.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/engine.h"

#define SERVERS_MAX 8
#define RUNS        20

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
    uint32_t busy[SERVERS_MAX];
    uint64_t served, delayed; // customers; those of them who waited
    double wait_s;            // summed over customers
    double service_s;         // likewise
    double area_s;            // integral of the number waiting
    sim_time changed_at;      // of the number waiting
};

static void integrate(struct queue_state *state, struct sim_ctx *ctx)
{
    state->area_s += sim_queue_count(ctx, 0) * (double)(sim_now(ctx) - state->changed_at) * 1e-9;
    state->changed_at = sim_now(ctx);
}

/// How long customer i of the queue has waited.
static double waited_s(const struct sim_ctx *ctx, uint32_t i)
{
    return (double)(sim_now(ctx) - *(const sim_time *)sim_queue_at(ctx, 0, i)) * 1e-9;
}

static void serve(const struct queue_params *params, struct queue_state *state, struct sim_ctx *ctx)
{
    for (uint32_t server = 0; server < params->servers && sim_queue_count(ctx, 0) > 0; server++) {
        if (state->busy[server])
            continue;
        double wait_s = waited_s(ctx, 0),
               service_s = sim_rng_exponential(sim_draw(ctx, 0), params->mean_service_s);
        integrate(state, ctx);
        sim_queue_remove(ctx, 0, 0);
        state->wait_s += wait_s;
        state->delayed += wait_s > 0;
        state->service_s += service_s;
        state->served++;
        state->busy[server] = 1;
        sim_timer_set(ctx, server, (sim_time)(service_s * 1e9));
    }
}

static void queue_handle(const void *params, void *state_bytes, const struct sim_event *event,
                         struct sim_ctx *ctx)
{
    struct queue_state *state = state_bytes;
    if (event->type == ARRIVE) {
        integrate(state, ctx);
        sim_queue_push(ctx, 0, &event->time, sizeof(event->time));
    } else {
        state->busy[event->type - SIM_TIMER(0)] = 0;
    }
    serve(params, state, ctx);
}

/// Little's law, on the path of this very run: the area under the number waiting is the time that customers have waited, those
/// who still do included.
static void queue_finish(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    struct queue_state *state = state_bytes;
    double all_s = state->wait_s;
    (void)params;
    integrate(state, ctx);
    for (uint32_t i = 0; i < sim_queue_count(ctx, 0); i++)
        all_s += waited_s(ctx, i);
    assert_true(fabs(state->area_s - all_s) < 1e-9 * all_s);
}

static const struct sim_kind queue_kind = {.name = "queue",
                                           .state_size = sizeof(struct queue_state),
                                           .timer_count = SERVERS_MAX,
                                           .stream_count = 1,
                                           .queue_count = 1,
                                           .lookahead = SIM_NEVER,
                                           .handle = queue_handle,
                                           .finish = queue_finish};

/// Erlang C: probability that a customer of M/M/c waits. load = lambda/mu.
static double erlang_c(uint32_t servers, double load)
{
    double term = 1, sum = 1;
    for (uint32_t k = 1; k < servers; k++)
        sum += term *= load / k;
    double last = term * load / servers / (1 - load / servers);
    return last / (sum + last);
}

/// What one run tells.
struct sample {
    double wait_s, delayed_frac,
        waiting_count; // means: wait in the queue, customers who wait at all, length of the queue
    double load;       // work that came, per unit of time; its mean is known exactly
};

static struct sample run_queue(const struct queue_params *params, double gap_s, sim_time end,
                               uint32_t replication)
{
    struct sim_engine_def def = sim_engine_def_default();
    def.end = end;
    def.replication = replication;
    struct sim_engine *engine = sim_engine_create(&def);
    struct source_params source_params = {.mean_gap_s = gap_s};
    source_params.queue = sim_add(engine, &queue_kind, "queue", params);
    sim_add(engine, &source_kind, "source", &source_params);
    sim_engine_run(engine);
    const struct queue_state *state = sim_state(engine, source_params.queue);
    double end_s = (double)end * 1e-9;
    struct sample sample = {.wait_s = state->wait_s / (double)state->served,
                            .delayed_frac = (double)state->delayed / (double)state->served,
                            .waiting_count = state->area_s / end_s,
                            .load = state->service_s / end_s};
    sim_engine_destroy(engine);
    return sample;
}

/// Compares the mean of y over all runs with its exact value: inside 3.5 standard errors, and these under 1.5 % of it, or the test
/// could not fail. Most of what y varies by comes from the work that happened to arrive, x, whose mean is known: what a
/// line through (x, y) says of it is taken off.
static void check_mean(const char *what, const double y[RUNS], const double x[RUNS], double exact_y,
                       double exact_x)
{
    double mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < RUNS; i++) {
        mean_x += x[i] / RUNS;
        mean_y += y[i] / RUNS;
    }
    for (int i = 0; i < RUNS; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    double off_x = mean_x - exact_x, estimate = mean_y - xy / xx * off_x;
    double error = sqrt((yy - xy * xy / xx) / (RUNS - 2) * (1.0 / RUNS + off_x * off_x / xx));
    print_message("    %s: %.4g, exact %.4g, standard error %.2g (%.2f %%)\n", what, estimate, exact_y, error,
                  100 * error / exact_y);
    assert_true(fabs(estimate - exact_y) < 3.5 * error);
    assert_true(error < 0.015 * exact_y);
}

/// days: of each run, enough for the standard errors.
static void check_queue(uint32_t servers, double rho, int days)
{
    const struct queue_params params = {servers, 60};
    const double load = rho * servers, gap_s = params.mean_service_s / load,
                 delayed_frac = erlang_c(servers, load);
    const double wait_s = delayed_frac * params.mean_service_s / (servers * (1 - rho));
    double waits_s[RUNS], delayed[RUNS], waiting[RUNS], loads[RUNS];
    for (uint32_t run = 0; run < RUNS; run++) {
        struct sample sample = run_queue(&params, gap_s, days * SIM_DAY, run);
        waits_s[run] = sample.wait_s;
        delayed[run] = sample.delayed_frac;
        waiting[run] = sample.waiting_count;
        loads[run] = sample.load;
    }
    print_message("M/M/%u at load %.2f\n", servers, rho);
    check_mean("wait, s", waits_s, loads, wait_s, load);
    check_mean("those who wait", delayed, loads, delayed_frac, load);
    check_mean("number waiting", waiting, loads, wait_s / gap_s, load);
}

static void test_mm1(void **unused)
{
    (void)unused;
    check_queue(1, 0.5, 25);
    check_queue(1, 0.8, 50);
}

static void test_mmc(void **unused)
{
    (void)unused;
    check_queue(3, 0.7, 15);
    check_queue(8, 0.85, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mm1), cmocka_unit_test(test_mmc)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
