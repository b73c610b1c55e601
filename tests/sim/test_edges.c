/// Engines at their edges: empty, tiny, with more workers than blocks, of kinds mixed and kinds refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/sim/harness.h"

/// A counter of events that pings the next process, if there is one, and itself at the same time.
struct ping_params {
    sim_lp first;
    uint32_t count;
    sim_time delay;
};

static void ping_start(const void *params_bytes, void *state, struct sim_ctx *ctx)
{
    const struct ping_params *params = params_bytes;
    (void)state;
    sim_wake(ctx, params->delay, 1, NULL, 0);
}

static void ping_handle(const void *params_bytes, void *state, const struct sim_event *event,
                        struct sim_ctx *ctx)
{
    const struct ping_params *params = params_bytes;
    ++*(uint64_t *)state;
    if (event->sender != sim_self(ctx))
        return;
    sim_wake(ctx, params->delay, 1, NULL, 0);
    if (params->count > 1)
        sim_send(ctx, params->first + (sim_self(ctx) - params->first + 1) % params->count, params->delay, 1,
                 NULL, 0);
}

static struct sim_kind ping_kind(const char *name, sim_time lookahead)
{
    return (struct sim_kind){.name = name,
                             .state_size = sizeof(uint64_t),
                             .lookahead = lookahead,
                             .start = ping_start,
                             .handle = ping_handle};
}

static struct sim_engine *engine_with(uint32_t workers, sim_time end)
{
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = workers;
    def.end = end;
    return sim_engine_create(&def);
}

static void test_empty(void **unused)
{
    (void)unused;
    const uint32_t workers[] = {1, 2, 8};
    for (int i = 0; i < 3; i++) {
        struct sim_engine *engine = engine_with(workers[i], SIM_DAY);
        sim_engine_run_to(engine, SIM_HOUR);
        struct sim_totals totals = sim_engine_run(engine);
        assert_int_equal(totals.events + totals.windows + totals.rows + totals.processes, 0);
        assert_int_equal(sim_engine_kind_count(engine), 0);
        sim_engine_destroy(engine);
    }
    sim_engine_destroy(engine_with(1, 0)); // never run
    sim_engine_destroy(NULL);
}

/// A ring of pings has a known number of events: at each of n times, one from itself and one from its neighbour.
static void check_ring(uint32_t count, uint32_t workers, sim_time lookahead)
{
    const struct sim_kind kind = ping_kind("ping", lookahead);
    struct ping_params params = {1, count, SIM_HOUR};
    struct sim_engine *engine = engine_with(workers, 100 * SIM_HOUR);
    params.first = sim_add_array(engine, &kind, "ping", count, &params);
    uint64_t each = count > 1 ? 100 + 99 : 100;
    assert_int_equal(sim_engine_run(engine).events, count * each);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(*(const uint64_t *)sim_state(engine, params.first + i), each);
    sim_engine_destroy(engine);
}

static void test_few_processes(void **unused)
{
    (void)unused;
    for (uint32_t count = 1; count <= 3; count++)
        for (uint32_t workers = 1; workers <= 4; workers++)
            check_ring(count, workers, SIM_HOUR);
    check_ring(33, 16, SIM_HOUR); // three blocks
    check_ring(33, 2, 0);
    check_ring(33, 2, 1); // a nanosecond: no windows either
    check_ring(33, 3, SIM_HOUR - 1);
    check_ring(1, 2, SIM_NEVER); // one window is all
}

/// Kinds of different lookaheads side by side: windows are those of the least.
static void test_mixed_kinds(void **unused)
{
    (void)unused;
    const struct sim_kind kinds[] = {ping_kind("slow", SIM_HOUR), ping_kind("quick", SIM_HOUR / 7),
                                     ping_kind("silent", SIM_NEVER), ping_kind("at once", 0)};
    for (uint32_t used = 1; used <= 4; used++) {
        struct ping_params params[4];
        struct sim_engine *engine = engine_with(2, 50 * SIM_HOUR);
        for (uint32_t k = 0; k < used; k++) {
            params[k] = (struct ping_params){0, k == 2 ? 1 : 20, SIM_HOUR};
            params[k].first = sim_add_array(engine, &kinds[k], kinds[k].name, params[k].count, &params[k]);
        }
        const uint64_t events[] = {20 * 99, 20 * 99, 50, 20 * 99};
        uint64_t total = 0;
        struct sim_totals totals = sim_engine_run(engine);
        assert_int_equal(sim_engine_kind_count(engine), used);
        for (uint32_t k = 0; k < used; k++) {
            struct sim_kind_totals told = sim_engine_kind(engine, k);
            assert_ptr_equal(told.kind, &kinds[k]);
            assert_int_equal(told.processes, params[k].count);
            assert_int_equal(told.events, events[k]);
            total += told.events;
        }
        assert_int_equal(totals.events, total);
        assert_int_equal(totals.windows, used == 4 ? 1 : 50); // without windows, all is run at once
        sim_engine_destroy(engine);
    }
}

static void run_with_lookahead(const void *argument)
{
    const struct sim_kind kind = ping_kind("backward", *(const sim_time *)argument);
    struct sim_engine *engine = engine_with(1, SIM_DAY);
    sim_add(engine, &kind, "ping", NULL);
}

static void run_send(const void *argument)
{
    const struct ping_params *wrong = argument;
    const struct sim_kind kind = ping_kind("pinger", SIM_HOUR);
    struct sim_engine *engine = engine_with(2, SIM_DAY);
    struct ping_params params = *wrong;
    sim_add_array(engine, &kind, "ping", 2, &params);
    sim_engine_run(engine);
}

static void check_refused(void (*run)(const void *), const void *argument, const char *first,
                          const char *second)
{
    char text[512];
    assert_int_equal(run_in_child(run, argument, text, sizeof(text)), SIM_INTERNAL);
    assert_non_null(strstr(text, first));
    assert_non_null(strstr(text, second));
}

static void test_refused(void **unused)
{
    (void)unused;
    check_refused(run_with_lookahead, &(sim_time){-1}, "backward", "lookahead of -1 ns");
    check_refused(run_send, &(struct ping_params){1, 2, -1}, "ping[0] (pinger)", "delay -1 ns");
    check_refused(run_send, &(struct ping_params){1, 2, SIM_HOUR - 1}, "ping[0] (pinger) on day 0.0",
                  "to ping[1] (pinger) with delay");
    check_refused(run_send, &(struct ping_params){9, 2, SIM_HOUR}, "ping[0] (pinger)", "to nobody");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused), // first, as it runs children
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_few_processes),
        cmocka_unit_test(test_mixed_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
