#include "tests/sim/mill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { TOKEN = 1, TOKENS = 2, QUEUED = 5 };

struct mill_params {
    struct mill mill;
    sim_lp first;
};

/// Where an event stands in the total order.
struct mill_place {
    sim_time time;
    sim_lp sender;
    uint32_t sequence;
};

struct mill_state {
    uint64_t hash, seen;
    sim_time time;             // of the last event
    struct mill_place last[2]; // of others, of its own
};

struct mill_row {
    uint64_t hash;
    int64_t seen;
};

static const struct sim_field mill_row_fields[] = {
    SIM_FIELD_I64(mill_row, hash, "1", SIM_OPEN, SIM_OPEN, 0, "all that was seen"),
    SIM_FIELD_I64(mill_row, seen, "1", 0, SIM_OPEN, 0, "events seen"),
};
static const struct sim_table mill_row_table = SIM_TABLE(mill_row, mill_row_fields, "what a process saw");
static const struct sim_row_type mill_row_type = {"mill", &mill_row_table};

/// Uniform in 0 .. count - 1.
static uint32_t below(struct sim_ctx *ctx, uint32_t count)
{
    return (uint32_t)(sim_rng_bits(sim_draw(ctx, 0)) % count);
}

/// A payload says its size in every byte, and so shows when it was cut or moved.
static void pass_on(const struct mill_params *params, struct sim_ctx *ctx)
{
    const struct mill *mill = &params->mill;
    unsigned char payload[SIM_PAYLOAD_MAX];
    size_t size = below(ctx, SIM_PAYLOAD_MAX + 1);
    memset(payload, (int)size, size);
    sim_time delay = mill->step * below(ctx, 4);
    if (below(ctx, 100) < mill->far_percent)
        delay += mill->lookahead * (1 + below(ctx, 40000));
    if (below(ctx, 10) < 3) {
        sim_wake(ctx, delay, TOKEN, payload, size);
        return;
    }
    sim_lp to = params->first + below(ctx, mill->processes);
    sim_send(ctx, to, mill->lookahead + delay, TOKEN, payload, size);
}

static void mill_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    for (int i = 0; i < TOKENS; i++)
        pass_on(params, ctx);
}

/// Events come in the order of (time, sender, sequence). What a process sends itself at once may come after what others sent,
/// so that the two are looked at apart.
static void check_order(struct mill_state *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct mill_place *last = &state->last[event->sender == sim_self(ctx)];
    assert_true(event->time >= state->time);
    if (event->time == last->time) {
        assert_true(event->sender >= last->sender);
        assert_true(event->sender > last->sender || event->sequence > last->sequence);
    }
    state->time = event->time;
    *last = (struct mill_place){event->time, event->sender, event->sequence};
}

static void fold(struct mill_state *state, const struct sim_event *event)
{
    uint64_t head[4] = {(uint64_t)event->time, event->sender, event->sequence, event->type};
    state->hash = sim_hash(state->hash, head, sizeof(head));
    state->hash = sim_hash(state->hash, event->payload, event->size);
    state->seen++;
}

/// Sets, moves and stops timers, keeps a queue short from its front and its middle.
static void tinker(const struct mill_params *params, struct mill_state *state, struct sim_ctx *ctx)
{
    switch (below(ctx, 6)) {
    case 0: sim_timer_set(ctx, below(ctx, 2), params->mill.step * below(ctx, 9)); break;
    case 1: sim_timer_stop(ctx, below(ctx, 2)); break;
    case 2: sim_emit(ctx, &mill_row_type, &(struct mill_row){state->hash, (int64_t)state->seen}); break;
    default: break;
    }
    sim_queue_push(ctx, 0, &state->hash, sizeof(state->hash));
    if (sim_queue_count(ctx, 0) > QUEUED) {
        uint32_t i = below(ctx, QUEUED) * below(ctx, 2);
        state->hash = sim_hash(state->hash, sim_queue_at(ctx, 0, i), sizeof(state->hash));
        sim_queue_remove(ctx, 0, i);
    }
}

static void mill_handle(const void *params_bytes, void *state_bytes, const struct sim_event *event,
                        struct sim_ctx *ctx)
{
    const struct mill_params *params = params_bytes;
    struct mill_state *state = state_bytes;
    assert_int_equal(event->to, sim_self(ctx));
    assert_int_equal(event->time, sim_now(ctx));
    assert_int_equal((uintptr_t)event->payload % 8, 0);
    for (uint16_t i = 0; i < event->size; i++)
        assert_int_equal(event->payload[i], event->size);
    check_order(state, event, ctx);
    fold(state, event);
    if (params->mill.burn_ns > 0 && sim_self_index(ctx) < params->mill.processes / 8)
        burn(params->mill.burn_ns);
    tinker(params, state, ctx);
    if (event->type == TOKEN)
        pass_on(params, ctx);
}

/// Cuts of the run: anywhere, at the edges of windows, and the same again.
static void run_in_pieces(struct sim_engine *engine, const struct mill *mill)
{
    uint64_t bits = mill->pieces;
    sim_time now = 0;
    while (now < mill->end) {
        switch (random_below(&bits, 5)) {
        case 0: break;
        case 1: now += (sim_time)random_below(&bits, 3); break;
        case 2: now += (sim_time)random_below(&bits, (uint64_t)mill->lookahead); break;
        case 3:
            now = (now / mill->lookahead + (sim_time)random_below(&bits, 100)) * mill->lookahead +
                  (sim_time)random_below(&bits, 3) - 1;
            break;
        default: now += (sim_time)random_below(&bits, 1 + (uint64_t)mill->end / 8);
        }
        sim_engine_run_to(engine, now);
    }
}

static void check_kinds(const struct sim_engine *engine, const struct mill *mill, struct sim_totals totals)
{
    uint64_t events = 0, processes = 0;
    for (size_t i = 0; i < sim_engine_kind_count(engine); i++) {
        struct sim_kind_totals kind = sim_engine_kind(engine, i);
        assert_true(mill->statistics ? kind.wall_s > 0 || kind.events == 0 : kind.wall_s == 0);
        events += kind.events;
        processes += kind.processes;
    }
    assert_int_equal(events, totals.events);
    assert_int_equal(processes, totals.processes);
    assert_int_equal(processes, mill->processes + mill->with_impatient);
}

static void ignore(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    (void)params, (void)state, (void)event, (void)ctx;
}

struct mill_result mill_run(const struct mill *mill)
{
    const struct sim_kind kind = {.name = "mill",
                                  .state_size = sizeof(struct mill_state),
                                  .timer_count = 2,
                                  .stream_count = 1,
                                  .queue_count = 1,
                                  .lookahead = mill->lookahead,
                                  .start = mill_start,
                                  .handle = mill_handle};
    const struct sim_kind impatient = {.name = "impatient", .lookahead = 0, .handle = ignore};
    struct row_log log;
    struct sim_sink sink = row_log_sink(&log);
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = mill->workers;
    def.end = mill->end;
    def.sink = &sink;
    def.statistics = mill->statistics;
    struct sim_engine *engine = sim_engine_create(&def);
    struct mill_params params = {*mill, 1};
    params.first = sim_add_array(engine, &kind, "mill", mill->processes, &params);
    if (mill->with_impatient)
        sim_add(engine, &impatient, "impatient", NULL);
    if (mill->pieces > 0)
        run_in_pieces(engine, mill);
    struct mill_result result = {.totals = sim_engine_run(engine), .rows = log.rows};
    assert_int_equal(result.totals.rows, log.rows);
    check_kinds(engine, mill, result.totals);
    result.rows = log.rows;
    result.hash = sim_hash(log.hash, &result.totals.events, sizeof(result.totals.events));
    for (uint32_t i = 0; i < mill->processes; i++)
        result.hash = sim_hash(result.hash, sim_state(engine, params.first + i), sizeof(struct mill_state));
    sim_engine_destroy(engine);
    return result;
}
