/// Time that stands still is noticed and named; much to do at one instant is not mistaken for it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/sim/harness.h"

enum { POKE = 7 };

/// Pokes itself, or the next process, so many times at once.
struct poker_params {
    uint64_t times;
    bool at_others;
};

static void poke(const struct poker_params *params, sim_time delay, struct sim_ctx *ctx)
{
    sim_send(ctx, params->at_others ? 3 - sim_self(ctx) : sim_self(ctx), delay, POKE, NULL, 0);
}

static void poker_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    poke(params, 2 * SIM_DAY, ctx);
}

static void poker_handle(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    (void)event;
    if (++*(uint64_t *)state < ((const struct poker_params *)params)->times)
        poke(params, 0, ctx);
}

static struct sim_kind poker_kind(sim_time lookahead)
{
    return (struct sim_kind){.name = "poker",
                             .state_size = sizeof(uint64_t),
                             .lookahead = lookahead,
                             .start = poker_start,
                             .handle = poker_handle};
}

struct plan {
    struct poker_params params;
    sim_time lookahead;
    uint32_t processes, workers;
    uint64_t stall_events;
};

static void run_pokers(const void *argument)
{
    const struct plan *plan = argument;
    const struct sim_kind kind = poker_kind(plan->lookahead);
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = plan->workers;
    def.end = 3 * SIM_DAY;
    def.stall_events = plan->stall_events;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_add_array(engine, &kind, "poker", plan->processes, &plan->params);
    SIM_ASSERT(sim_engine_run(engine).events == plan->params.times * plan->processes, "events were lost");
    sim_engine_destroy(engine);
}

static void check_named(const struct plan *plan)
{
    char text[512];
    assert_int_equal(run_in_child(run_pokers, plan, text, sizeof(text)), SIM_INTERNAL);
    assert_non_null(strstr(text, "time stands still on day 2.0"));
    assert_non_null(strstr(text, "(poker)"));
    assert_non_null(strstr(text, "from poker["));
    assert_non_null(strstr(text, "type 7"));
}

static void test_standstill_is_named(void **unused)
{
    (void)unused;
    check_named(&(struct plan){{UINT64_MAX, false}, SIM_HOUR, 2, 1, 1000});
    check_named(&(struct plan){{UINT64_MAX, false}, SIM_HOUR, 40, 2, 1000});
    check_named(&(struct plan){{UINT64_MAX, false}, 0, 2, 1, 1000});
    check_named(&(struct plan){{UINT64_MAX, true}, 0, 2, 1, 1000}); // two that poke each other
}

static void test_busy_instants_are_not(void **unused)
{
    (void)unused;
    char text[512];
    const struct plan many = {{100, false}, SIM_HOUR, 500, 1, 100}, once = {{1001, false}, 0, 1, 1, 1000};
    assert_int_equal(run_in_child(run_pokers, &many, text, sizeof(text)), 0);
    assert_int_equal(run_in_child(run_pokers, &once, text, sizeof(text)), 0);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standstill_is_named),
        cmocka_unit_test(test_busy_instants_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
