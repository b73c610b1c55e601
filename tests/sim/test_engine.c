/// The engine's promises: the same bytes for any number of workers, the total order, timers, lookahead.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/sim/harness.h"

/// A tie-heavy network: tokens hop between nodes in whole hours, each node keeps a hash of what it saw and when.
struct node_params {
    sim_lp first;
    uint32_t count;
};

struct node_state {
    uint64_t hash;
    uint64_t seen;
};

struct token {
    uint64_t value;
    uint64_t hops; // no padding: tokens are hashed
};

struct node_row {
    double value;
    int64_t seen;
};

static const struct sim_field node_row_fields[] = {
    SIM_FIELD_F64(node_row, value, "1", SIM_OPEN, SIM_OPEN, 0, "hash as a number"),
    SIM_FIELD_I64(node_row, seen, "1", 0, SIM_OPEN, 0, "tokens seen"),
};
static const struct sim_table node_row_table = SIM_TABLE(node_row, node_row_fields, "what a node saw");
static const struct sim_row_type node_row_type = {"node", &node_row_table};

static void hop(const struct node_params *params, struct token token, struct sim_ctx *ctx)
{
    struct sim_rng *rng = sim_draw(ctx, 0);
    sim_lp to = params->first + (uint32_t)(sim_rng_uniform(rng) * params->count);
    sim_time delay = SIM_HOUR * (1 + (sim_time)(3 * sim_rng_uniform(rng)));
    sim_send(ctx, to, delay, 1, &token, sizeof(token));
}

static void node_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    for (uint32_t i = 0; i < 3; i++)
        hop(params, (struct token){.value = sim_self(ctx) * 7u + i}, ctx);
    sim_timer_set(ctx, 0, SIM_HOUR * (1 + sim_self(ctx) % 5));
}

static void node_handle(const void *params, void *state_bytes, const struct sim_event *event,
                        struct sim_ctx *ctx)
{
    struct node_state *state = state_bytes;
    if (event->type == SIM_TIMER(0)) {
        state->hash = sim_hash(state->hash, &event->time, sizeof(event->time));
        // Sometimes at once, sometimes moved, sometimes stopped.
        sim_wake(ctx, 0, 2, NULL, 0);
        sim_timer_set(ctx, 0, 2 * SIM_HOUR);
        sim_timer_set(ctx, 0, 5 * SIM_HOUR);
        if (state->seen % 7 == 3)
            sim_timer_stop(ctx, 0);
        return;
    }
    if (event->type == 2) {
        struct node_row row = {.value = (double)(state->hash >> 40), .seen = (int64_t)state->seen};
        sim_emit(ctx, &node_row_type, &row);
        return;
    }
    struct token token;
    assert_int_equal(event->size, sizeof(token));
    memcpy(&token, event->payload, sizeof(token));
    state->hash = sim_hash(state->hash, &token, sizeof(token));
    state->hash = sim_hash(state->hash, &event->time, sizeof(event->time));
    state->hash = sim_hash(state->hash, &event->sender, sizeof(event->sender));
    state->seen++;
    token.value = state->hash;
    token.hops++;
    hop(params, token, ctx);
}

static const struct sim_kind node_kind = {
    .name = "node",
    .state_size = sizeof(struct node_state),
    .timer_count = 1,
    .stream_count = 1,
    .lookahead = SIM_HOUR,
    .start = node_start,
    .handle = node_handle,
};

struct log {
    uint64_t hash;
    uint64_t rows;
    sim_time last_time;
    sim_lp last_lp;
};

static void log_row(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct log *log = self;
    assert_true(time > log->last_time || (time == log->last_time && lp >= log->last_lp));
    log->last_time = time;
    log->last_lp = lp;
    log->hash = sim_hash(log->hash, &time, sizeof(time));
    log->hash = sim_hash(log->hash, &lp, sizeof(lp));
    log->hash = sim_hash(log->hash, row, type->table->size);
    log->rows++;
}

/// Runs the network; folds all states, rows and the event count into one hash.
static uint64_t run_network(uint32_t workers, uint64_t seed, uint32_t nodes, uint64_t *rows)
{
    struct log log = {.last_time = -1};
    struct sim_sink sink = {&log, log_row};
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = workers;
    def.seed = seed;
    def.end = 20 * SIM_DAY;
    def.sink = &sink;
    struct sim_engine *engine = sim_engine_create(&def);
    struct node_params params = {.first = 1, .count = nodes};
    sim_lp first = sim_add_array(engine, &node_kind, "node", nodes, &params);
    assert_int_equal(first, 1);
    struct sim_totals totals = sim_engine_run(engine);
    uint64_t hash = sim_hash(log.hash, &totals.events, sizeof(totals.events));
    for (uint32_t i = 0; i < nodes; i++)
        hash = sim_hash(hash, sim_state(engine, first + i), sizeof(struct node_state));
    sim_engine_destroy(engine);
    *rows = log.rows;
    assert_int_equal(totals.rows, log.rows);
    return hash;
}

static void test_same_bytes_for_any_workers(void **unused)
{
    (void)unused;
    uint64_t rows, rows_one;
    uint64_t one = run_network(1, 42, 300, &rows_one);
    assert_true(rows_one > 1000);
    const uint32_t workers[] = {2, 3, 4, 8};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(run_network(workers[i], 42, 300, &rows), one);
        assert_int_equal(rows, rows_one);
    }
    assert_int_not_equal(run_network(1, 43, 300, &rows), one);
}

/// A counter of timer events for the next two tests.
struct probe_state {
    uint64_t fired, messages;
    sim_time last;
};

static void probe_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)params, (void)state;
    sim_timer_set(ctx, 0, SIM_DAY);
    sim_timer_set(ctx, 0, 2 * SIM_DAY); // moves it
    sim_timer_set(ctx, 1, SIM_DAY);
    sim_timer_stop(ctx, 1);
    sim_timer_stop(ctx, 2);              // never set
    sim_timer_set(ctx, 3, 11 * SIM_DAY); // after the end
}

static void probe_handle(const void *params, void *state_bytes, const struct sim_event *event,
                         struct sim_ctx *ctx)
{
    struct probe_state *state = state_bytes;
    (void)params;
    assert_int_equal(event->type, SIM_TIMER(0));
    assert_int_equal(sim_now(ctx), event->time);
    state->fired++;
    state->last = event->time;
    if (state->fired < 3)
        sim_timer_set(ctx, 0, 0);
}

static const struct sim_kind probe_kind = {
    .name = "probe",
    .state_size = sizeof(struct probe_state),
    .timer_count = 4,
    .lookahead = SIM_NEVER,
    .start = probe_start,
    .handle = probe_handle,
};

static void test_timers_move_and_stop(void **unused)
{
    (void)unused;
    struct sim_engine_def def = sim_engine_def_default();
    def.end = 10 * SIM_DAY;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp lp = sim_add(engine, &probe_kind, "probe", NULL);
    struct sim_totals totals = sim_engine_run(engine);
    const struct probe_state *state = sim_state(engine, lp);
    assert_int_equal(state->fired, 3);
    assert_int_equal(state->last, 2 * SIM_DAY);
    assert_int_equal(totals.events, 3);
    char name[16];
    sim_name(engine, lp, name, sizeof(name));
    assert_string_equal(name, "probe");
    sim_engine_destroy(engine);
}

static void bad_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    sim_send(ctx, *(const sim_lp *)params, SIM_HOUR - 1, 1, NULL, 0);
}

static const struct sim_kind bad_kind = {
    .name = "hasty", .lookahead = SIM_HOUR, .start = bad_start, .handle = probe_handle, .timer_count = 4};

static void run_hasty(const void *to)
{
    struct sim_engine_def def = sim_engine_def_default();
    struct sim_engine *engine = sim_engine_create(&def);
    sim_add(engine, &bad_kind, "one", to);
    sim_add(engine, &bad_kind, "two", to);
    sim_engine_run(engine);
}

static void test_lookahead_is_kept(void **unused)
{
    (void)unused;
    char text[512];
    assert_int_equal(run_in_child(run_hasty, &(sim_lp){2}, text, sizeof(text)), SIM_INTERNAL);
    assert_non_null(strstr(text, "one (hasty)"));
    assert_non_null(strstr(text, "two"));
    assert_non_null(strstr(text, "lookahead"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes_for_any_workers),
        cmocka_unit_test(test_timers_move_and_stop),
        cmocka_unit_test(test_lookahead_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
