/// Windows at their edges: cut by the caller, at the end of time, far apart, and while blocks change hands.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "tests/sim/harness.h"

#define STEP_SENDS 4
#define TIMES_MAX  64

/// A process that follows a script: at its start and at each event it wakes itself after the delays of that step, and it
/// notes when it ran.
struct script {
    sim_time delay[TIMES_MAX][STEP_SENDS]; // [step]; 0 at the end; a nanosecond is taken off
    uint64_t burn_ns;                      // a step, in processes of even blocks of 16
};

struct script_state {
    sim_time time[TIMES_MAX];
    uint32_t steps;
};

static void follow(const struct script *script, uint32_t step, struct sim_ctx *ctx)
{
    for (int i = 0; i < STEP_SENDS && script->delay[step][i] > 0; i++)
        sim_wake(ctx, script->delay[step][i] - 1, 1, NULL, 0);
}

static void script_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    follow(params, 0, ctx);
}

static void script_handle(const void *params, void *state_bytes, const struct sim_event *event,
                          struct sim_ctx *ctx)
{
    struct script_state *state = state_bytes;
    const struct script *script = params;
    assert_true(state->steps + 1 < TIMES_MAX);
    assert_int_equal(sim_now(ctx), event->time);
    state->time[state->steps++] = event->time;
    if (script->burn_ns > 0 && sim_self(ctx) / 16 % 2 == 0)
        burn(script->burn_ns);
    follow(script, state->steps, ctx);
}

static struct sim_kind script_kind(sim_time lookahead)
{
    return (struct sim_kind){.name = "script",
                             .state_size = sizeof(struct script_state),
                             .lookahead = lookahead,
                             .start = script_start,
                             .handle = script_handle};
}

/// The first window of a cell is cut, and the next events are 127 cells off, as far as coarse slots reach.
static void test_cut_before_the_farthest_cell(void **unused)
{
    (void)unused;
    const sim_time far = (127 * 64 + 5) * SIM_SECOND;
    static const struct script script = {.delay = {{SIM_SECOND / 5}, {(127 * 64 + 5) * SIM_SECOND}}};
    const struct sim_kind kind = script_kind(SIM_SECOND);
    struct sim_engine_def def = sim_engine_def_default();
    def.end = 2 * far;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp lp = sim_add(engine, &kind, "script", &script);
    sim_engine_run_to(engine, SIM_SECOND / 2);
    assert_int_equal(sim_engine_run(engine).events, 2);
    const struct script_state *state = sim_state(engine, lp);
    assert_int_equal(state->time[1], SIM_SECOND / 5 - 1 + far - 1);
    sim_engine_destroy(engine);
}

/// Cuts with more to come in the same window: each returns, and runs what it should.
static void test_cuts_inside_a_window(void **unused)
{
    (void)unused;
    static const struct script script = {.delay = {{SIM_SECOND / 5, SIM_SECOND * 3 / 5}, {SIM_SECOND / 5}}};
    const struct sim_kind kind = script_kind(SIM_SECOND);
    struct sim_engine_def def = sim_engine_def_default();
    def.end = SIM_HOUR;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp lp = sim_add(engine, &kind, "script", &script);
    const struct script_state *state = sim_state(engine, lp);
    const uint32_t steps[] = {0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3}; // done by each tenth of a second
    alarm(60);                                                  // or it would not return at all
    for (int tenth = 0; tenth <= 10; tenth++)
        for (int twice = 0; twice < 2; twice++) {
            sim_engine_run_to(engine, SIM_SECOND / 10 * tenth - 1); // the very nanosecond of two events
            assert_int_equal(state->steps, steps[tenth]);
        }
    alarm(0);
    assert_int_equal(sim_engine_run(engine).events, 3);
    sim_engine_destroy(engine);
}

/// The last window would end after the last time that there is.
static void test_end_of_time(void **unused)
{
    (void)unused;
    static const struct script script = {.delay = {{SIM_NEVER - 10}, {1}, {5}, {1}, {100}}};
    const struct sim_kind kind = script_kind(SIM_HOUR);
    struct sim_engine_def def = sim_engine_def_default();
    def.end = SIM_NEVER - 2;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp lp = sim_add(engine, &kind, "script", &script);
    assert_int_equal(sim_engine_run(engine).events, 4);
    const struct script_state *state = sim_state(engine, lp);
    assert_int_equal(state->time[0], SIM_NEVER - 11);
    assert_int_equal(state->time[1], SIM_NEVER - 11);
    assert_int_equal(state->time[3], SIM_NEVER - 7);
    sim_engine_destroy(engine);
}

/// Blocks change hands just when all that is left is far: one event that lies in the far list, and one of the same window
/// and process, but later, that does not.
static void test_far_events_of_blocks_that_move(void **unused)
{
    (void)unused;
    enum { PROCESSES = 128, FAR = 130 * 64, NEAR = 20 * 64 };
    const sim_time window = SIM_SECOND;
    static struct script script = {.burn_ns = 30000};
    for (int step = 0; step < 15; step++) // one each in windows 0..14
        script.delay[step][0] = step == 0 ? SIM_SECOND / 10 : SIM_SECOND;
    script.delay[0][1] = FAR * SIM_SECOND + SIM_SECOND / 5;
    script.delay[0][2] = NEAR * SIM_SECOND;
    script.delay[16][0] = (FAR - NEAR) * SIM_SECOND + SIM_SECOND / 2;
    const struct sim_kind kind = script_kind(window);
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = 2;
    def.end = 2 * FAR * SIM_SECOND;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp first = sim_add_array(engine, &kind, "script", PROCESSES, &script);
    struct sim_totals totals = sim_engine_run(engine);
    assert_int_equal(totals.events, 18 * PROCESSES);
    assert_int_equal(totals.windows, 17);
    assert_true(totals.moved_blocks > 0);
    for (sim_lp lp = first; lp < first + PROCESSES; lp++) {
        const struct script_state *state = sim_state(engine, lp);
        for (uint32_t i = 1; i < state->steps; i++)
            assert_true(state->time[i] > state->time[i - 1]);
    }
    sim_engine_destroy(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_before_the_farthest_cell),
        cmocka_unit_test(test_cuts_inside_a_window),
        cmocka_unit_test(test_end_of_time),
        cmocka_unit_test(test_far_events_of_blocks_that_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
