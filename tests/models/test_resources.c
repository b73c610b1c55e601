/// Resources one by one, against what they must do by hand: who is served when, by what rule.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/models.h"

/// Asks a resource for something at a day, notes when it is served, and gives it back after a while.
struct asker_params {
    sim_lp resource;
    double ask_day, amount, priority, hold_days; // hold_days < 0: never gives back
    uint32_t is_order;                           // an order of a market, not a request
};

struct asker_state {
    double served_day; // 0: not yet
    double vintage_day;
};

enum { TIMER_ASK, TIMER_GIVE };

static void asker_start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    sim_timer_set(ctx, TIMER_ASK, sim_days(((const struct asker_params *)params)->ask_day));
}

static void asker_handle(const void *bytes, void *state_bytes, const struct sim_event *event,
                         struct sim_ctx *ctx)
{
    const struct asker_params *params = bytes;
    struct asker_state *state = state_bytes;
    struct port_request request = {.amount = params->amount, .priority = params->priority, .stream = 7};
    struct port_order order = {.size = params->amount, .stream = 7};
    struct port_delivery delivery;
    switch (event->type) {
    case SIM_TIMER(TIMER_ASK):
        if (params->is_order)
            port_send_order(ctx, params->resource, SIM_DAY, &order);
        else
            port_send_request(ctx, params->resource, SIM_DAY, &request);
        break;
    case PORT_DELIVERY:
        memcpy(&delivery, event->payload, sizeof(delivery));
        assert_int_equal(delivery.stream, 7);
        state->served_day = sim_in_days(event->time);
        state->vintage_day = delivery.vintage_day;
        break;
    case PORT_GRANT:
        assert_int_equal(((const struct port_grant *)event->payload)->stream, 7);
        state->served_day = sim_in_days(event->time);
        if (params->hold_days >= 0)
            sim_timer_set(ctx, TIMER_GIVE, sim_days(params->hold_days));
        break;
    case SIM_TIMER(TIMER_GIVE): port_send_release(ctx, params->resource, params->amount); break;
    }
}

static const struct sim_kind asker_kind = {.name = "asker",
                                           .state_size = sizeof(struct asker_state),
                                           .timer_count = 2,
                                           .lookahead = SIM_DAY,
                                           .start = asker_start,
                                           .handle = asker_handle};

#define ASKERS_MAX 64

/// Runs askers against one resource from 2022-12-31 on; served[i]: day, 0 for never.
static void serve(const struct sim_kind *kind, const void *params, struct asker_params *askers, size_t count,
                  double end_day, double *served, double *vintages)
{
    struct sim_engine_def def = sim_engine_def_default();
    sim_lp lps[ASKERS_MAX];
    def.end = sim_days(end_day);
    assert_true(sim_date_read("2022-12-31", &def.epoch_civil_day));
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp resource = sim_add(engine, kind, "resource", params);
    for (size_t i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof(name), "asker%zu", i);
        askers[i].resource = resource;
        lps[i] = sim_add(engine, &asker_kind, name, &askers[i]);
    }
    sim_engine_run(engine);
    for (size_t i = 0; i < count; i++) {
        const struct asker_state *state = sim_state(engine, lps[i]);
        served[i] = state->served_day;
        if (vintages)
            vintages[i] = state->vintage_day;
    }
    sim_engine_destroy(engine);
}

static void test_crews_come_back_and_priority_goes_first(void **unused)
{
    (void)unused;
    struct contractor_wire wire = {.crews = 3};
    // Asked on day 0 (heard on 1): 2 of 3 crews for 10 days; then two who want 2 and 1, and an urgent one on day 2.
    struct asker_params askers[] = {
        {.amount = 2, .hold_days = 10},
        {.ask_day = 1, .amount = 2, .hold_days = 5},
        {.ask_day = 1, .amount = 1, .hold_days = 100},
        {.ask_day = 2, .amount = 3, .priority = 1, .hold_days = 4},
        {.ask_day = 40, .amount = 9, .hold_days = 1}, // more than there are: all of them
    };
    double served[5];
    serve(&contractor_kind, &wire, askers, 5, 400, served, NULL);
    assert_float_equal(served[0], 2, 1e-9);
    // First come would fit the third's one crew on day 2, but nobody passes the first in line.
    assert_float_equal(served[3], 14, 1e-9); // crews back on 2 + 10 + 1, granted a day later
    assert_float_equal(served[1], 20, 1e-9); // 14 + 4 + 1 + 1
    assert_float_equal(served[2], 20, 1e-9);
    assert_float_equal(served[4], 122, 1e-9); // when all are back: 20 + 100 + 1 + 1
}

/// Amounts that no binary fraction holds: what comes back must again be enough for all.
static void test_crews_do_not_round_away(void **unused)
{
    (void)unused;
    struct contractor_wire wire = {.crews = 3};
    struct asker_params askers[8];
    double served[8];
    for (size_t i = 0; i < 7; i++)
        askers[i] = (struct asker_params){.amount = i % 2 ? 0.9 : 0.3, .hold_days = 5 + (double)i};
    askers[7] = (struct asker_params){.ask_day = 60, .amount = 3, .hold_days = 1};
    serve(&contractor_kind, &wire, askers, 8, 400, served, NULL);
    assert_float_equal(served[7], 62, 1e-9);
}

static void test_quota_lasts_a_year(void **unused)
{
    (void)unused;
    struct quota_params quota = {.annual_mw = 10, .review_days = 30, .review_sigma = 0};
    struct asker_params askers[] = {
        {.amount = 2, .hold_days = -1},                // of 2023, which is open from the close of 2022 on
        {.ask_day = 1, .amount = 8, .hold_days = -1},  // the rest of it
        {.ask_day = 2, .amount = 5, .hold_days = -1},  // 2024
        {.ask_day = 3, .amount = 2, .hold_days = -1},  // in line behind it
        {.ask_day = 4, .amount = 25, .hold_days = -1}, // more than a year's: the whole of 2025
    };
    double served[5];
    serve(&quota_kind, &quota, askers, 5, 1500, served, NULL);
    assert_float_equal(served[0], 1 + 30, 1e-9);
    assert_float_equal(served[1], 2 + 30, 1e-9);
    assert_float_equal(served[2], 365 + 30, 1e-9);
    assert_float_equal(served[3], 365 + 30, 1e-9);
    assert_float_equal(served[4], 365 + 366 + 30, 1e-9);
}

static void test_capital_arrives_monthly(void **unused)
{
    (void)unused;
    struct treasury_params capital = {
        .opening_cny = 50, .operators_cny_per_year = 600, .bonds_cny_per_year = 600, .reit_from = 1 << 30};
    struct asker_params askers[] = {
        {.amount = 50, .hold_days = -1},
        {.ask_day = 1, .amount = 150, .hold_days = -1}, // 100 a month: end of February
        {.ask_day = 2, .amount = 50, .hold_days = -1},  // fits what was left over then
    };
    double served[3];
    serve(&treasury_kind, &capital, askers, 3, 200, served, NULL);
    assert_float_equal(served[0], 2, 1e-9);
    assert_float_equal(served[1], 31 + 28 + 1, 1e-9);
    assert_float_equal(served[2], 31 + 28 + 1, 1e-9);
}

static void test_reits_recycle(void **unused)
{
    (void)unused;
    struct treasury_params capital = {.stock_value_cny = 1200, .reit_frac_per_year = 0.5};
    assert_true(sim_date_read("2023-03-01", &capital.reit_from));
    struct asker_params asker = {.amount = 100, .hold_days = -1}; // 50 a month from March on
    double served;
    serve(&treasury_kind, &capital, &asker, 1, 200, &served, NULL);
    assert_float_equal(served, 31 + 28 + 31 + 30 + 1, 1e-9);
}

static void test_grid_waits_for_its_reinforcement(void **unused)
{
    (void)unused;
    struct grid_reinforcement coming = {.capacity_mw = 30, .delay_days = 20};
    struct grid_params zone = {.headroom_mw = 10,
                               .reinforcements = {&coming, 1},
                               .small_days = 100,
                               .large_days = 400,
                               .large_mw = 20,
                               .sigma = 0};
    struct grid_wire wire = {.given = &zone};
    assert_true(sim_date_read("2022-12-31", &wire.epoch_civil_day));
    coming.date = wire.epoch_civil_day + 200;
    struct asker_params askers[] = {
        {.amount = 8, .hold_days = -1},
        {.amount = 25, .hold_days = -1}, // after the reinforcement, with a substation of its own
    };
    double served[2];
    serve(&grid_kind, &wire, askers, 2, 1000, served, NULL);
    assert_float_equal(served[0], 1 + 100, 1e-9);
    assert_float_equal(served[1], 220 + 400, 1e-9);
}

static struct supply_regime regimes[2] = {{.median_weeks = 10, .sigma = 0}, {.median_weeks = 20, .sigma = 0}};

static struct supply_wire market_of(struct supply_params *market, int64_t second_regime_day)
{
    struct supply_wire wire = {.given = market};
    assert_true(sim_date_read("2022-12-31", &wire.epoch_civil_day));
    regimes[0].from = wire.epoch_civil_day;
    regimes[1].from = wire.epoch_civil_day + second_regime_day;
    market->regimes = (struct sim_list){regimes, 2};
    return wire;
}

static void test_lead_time_is_that_of_the_order(void **unused)
{
    (void)unused;
    struct supply_params market = {.shock_factor = 1, .shock_days = 1};
    struct supply_wire wire = market_of(&market, 100);
    struct asker_params askers[] = {{.ask_day = 98, .amount = 1, .is_order = 1},
                                    {.ask_day = 99, .amount = 1, .is_order = 1}};
    double served[2], vintages[2];
    serve(&supply_kind, &wire, askers, 2, 1000, served, vintages);
    assert_float_equal(served[0], 99 + 70, 1e-6);
    assert_float_equal(served[1], 100 + 140, 1e-6);
    assert_float_equal(vintages[1], served[1], 1e-6);
}

static void test_output_is_shared_in_order(void **unused)
{
    (void)unused;
    // 10 a month: orders of 40 take four months each, whatever the lead time says.
    struct supply_params market = {.shock_factor = 1, .shock_days = 1, .capacity_per_month = 10};
    struct supply_wire wire = market_of(&market, 5000);
    struct asker_params askers[] = {
        {.amount = 40, .is_order = 1}, {.amount = 40, .is_order = 1}, {.amount = 5, .is_order = 1}};
    double served[3], month = UNITS_DAYS_PER_MONTH;
    serve(&supply_kind, &wire, askers, 3, 1000, served, NULL);
    assert_float_equal(served[0], 1 + 4 * month, 1e-6);
    assert_float_equal(served[1], 1 + 8 * month, 1e-6);
    assert_float_equal(served[2], 1 + 8.5 * month, 1e-6);
}

static void test_a_control_cancels_imports(void **unused)
{
    (void)unused;
    struct supply_control control = {.cancel_frac = 0.5};
    struct supply_params market = {
        .shock_factor = 1, .shock_days = 1, .import_frac = 1, .controls = {&control, 1}};
    struct supply_wire wire = market_of(&market, 5000);
    regimes[0].median_weeks = 20; // 140 days
    control.date = wire.epoch_civil_day + 100;
    struct asker_params askers[ASKERS_MAX];
    double served[ASKERS_MAX];
    int cancelled = 0;
    for (size_t i = 0; i < ASKERS_MAX; i++)
        askers[i] = (struct asker_params){.ask_day = i < 60 ? 10 : 150, .amount = 1, .is_order = 1};
    serve(&supply_kind, &wire, askers, ASKERS_MAX, 1000, served, NULL);
    for (size_t i = 0; i < 60; i++) {
        bool came = fabs(served[i] - (11 + 140 + 1)) < 1e-6; // due on 151, handed over a day later
        cancelled += !came;
        if (!came)
            assert_float_equal(served[i], 100 + 140, 1e-6); // placed again at home on the day of the control
    }
    assert_in_range(cancelled, 18, 42); // 30 +- 3 standard deviations
    for (size_t i = 60; i < ASKERS_MAX; i++)
        assert_float_equal(served[i], 151 + 140, 1e-6); // after the control: home at once
    regimes[0].median_weeks = 10;
}

/// Storms: Poisson in season only, and their number as asked.
struct listener_state {
    int heard, out_of_season;
};

static void listener_handle(const void *params, void *state_bytes, const struct sim_event *event,
                            struct sim_ctx *ctx)
{
    struct listener_state *state = state_bytes;
    (void)params;
    assert_int_equal(event->type, PORT_STORM);
    int month = sim_date_of(sim_today(ctx) - 1).month; // heard a day later
    state->heard++;
    state->out_of_season += month < 7 || month > 10;
}

static const struct sim_kind listener_kind = {.name = "listener",
                                              .state_size = sizeof(struct listener_state),
                                              .lookahead = SIM_NEVER,
                                              .handle = listener_handle};

static void test_storms_keep_their_season(void **unused)
{
    (void)unused;
    struct storm_params storms = {
        .storms_per_year = 5, .first_month = 7, .last_month = 10, .stop_days = 3, .stop_sigma = 0.5};
    struct storm_wire wire = {.given = &storms, .project_count = 1};
    struct sim_engine_def def = sim_engine_def_default();
    def.end = 36525 * SIM_DAY; // a hundred years
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp listener = sim_add(engine, &listener_kind, "listener", NULL);
    wire.projects = &listener;
    sim_add(engine, &storm_kind, "storms", &wire);
    sim_engine_run(engine);
    const struct listener_state *state = sim_state(engine, listener);
    assert_int_equal(state->out_of_season, 0);
    assert_in_range(state->heard, 500 - 4 * 22, 500 + 4 * 22); // Poisson: sd = sqrt(500)
    sim_engine_destroy(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crews_come_back_and_priority_goes_first),
        cmocka_unit_test(test_crews_do_not_round_away),
        cmocka_unit_test(test_quota_lasts_a_year),
        cmocka_unit_test(test_capital_arrives_monthly),
        cmocka_unit_test(test_reits_recycle),
        cmocka_unit_test(test_grid_waits_for_its_reinforcement),
        cmocka_unit_test(test_lead_time_is_that_of_the_order),
        cmocka_unit_test(test_output_is_shared_in_order),
        cmocka_unit_test(test_a_control_cancels_imports),
        cmocka_unit_test(test_storms_keep_their_season),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
