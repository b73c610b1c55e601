#include "models/supply.h"

#include <math.h>
#include <string.h>

static const struct sim_field regime_fields[] = {
    SIM_LEVER_DATE(supply_regime, from, NULL, "first day of the regime"),
    SIM_LEVER_F64(supply_regime, median_weeks, "week", 0.1, 520, SIM_REQUIRED, "median lead time"),
    SIM_LEVER_F64(supply_regime, sigma, "1", 0, 2, 0.4, "spread of the lead time: sigma of its logarithm"),
};
static const struct sim_table regime_table =
    SIM_TABLE(supply_regime, regime_fields, "Lead times from a date on.");

static const struct sim_field control_fields[] = {
    SIM_LEVER_DATE(supply_control, date, NULL, "day on which imports stop"),
    SIM_LEVER_F64(supply_control, cancel_frac, "1", 0, 1, SIM_REQUIRED,
                  "share of outstanding import orders that is cancelled and placed again at home"),
};
static const struct sim_table control_table = SIM_TABLE(supply_control, control_fields, "An export control.");

static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(supply_params, id, NULL, "key of the market"),
    SIM_FIELD_TEXT(supply_params, name, "", "name of the market"),
    SIM_FIELD_LIST(supply_params, regimes, &regime_table, 1, 100, "lead times, by date, ascending"),
    SIM_LEVER_F64(
        supply_params, capacity_per_month, "size/month", 0, 1e9, 0,
        "output that the province gets: standard racks of equipment, or PFLOPS of accelerators; 0: no limit"),
    SIM_LEVER_F64(supply_params, capacity_growth_frac_per_year, "1/year", -1, 10, 0, "growth of that output"),
    SIM_LEVER_F64(supply_params, import_frac, "1", 0, 1, 0, "share of orders that go abroad until a control"),
    SIM_FIELD_LIST(supply_params, controls, &control_table, 0, 100, "export controls, ascending"),
    SIM_FIELD_F64(supply_params, shocks_per_year, "1/year", 0, 100, 0, "supply shocks a year"),
    SIM_LEVER_F64(supply_params, shock_factor, "1", 1, 20, 1.5, "what a shock multiplies lead times by"),
    SIM_LEVER_F64(supply_params, shock_days, "day", 1, 2000, 120, "mean length of a shock"),
};
const struct sim_table supply_table = SIM_TABLE(supply_params, fields, "A market for equipment.");

struct supply_state {
    double busy_until_day; // when the output placed so far will have been made
    int64_t in_shock;
};

enum { TIMER_SHOCK };
enum { STREAM_LEAD, STREAM_IMPORT, STREAM_SHOCK, STREAM_COUNT };
enum { IMPORTED = 100 }; // wake-up: an import order is due

struct import_order {
    struct port_order order;
    uint64_t from; // sim_lp; eight bytes, so that no padding comes into a snapshot
    double placed_day;
};

static const struct supply_regime *regime_at(const struct supply_wire *wire, double day)
{
    const struct supply_regime *regimes = wire->given->regimes.items;
    const struct supply_regime *now = &regimes[0];
    for (int64_t i = 1; i < wire->given->regimes.count; i++)
        if ((double)(regimes[i].from - wire->epoch_civil_day) <= day)
            now = &regimes[i];
    return now;
}

/// First control in force in (from, to]; null if none.
static const struct supply_control *control_between(const struct supply_wire *wire, double from_day,
                                                    double to_day)
{
    const struct supply_control *controls = wire->given->controls.items;
    for (int64_t i = 0; i < wire->given->controls.count; i++) {
        double day = (double)(controls[i].date - wire->epoch_civil_day);
        if (day > from_day && day <= to_day)
            return &controls[i];
    }
    return NULL;
}

static double lead_days(const struct supply_wire *wire, const struct supply_state *state, double day,
                        struct sim_ctx *ctx)
{
    const struct supply_regime *regime = regime_at(wire, day);
    double weeks = sim_rng_lognormal(sim_draw(ctx, STREAM_LEAD), regime->median_weeks, regime->sigma);
    return weeks * UNITS_DAYS_PER_WEEK * (state->in_shock ? wire->given->shock_factor : 1);
}

/// When an order placed now is made at home, days: after its lead time and after those before it.
static double home_delivery_day(const struct supply_wire *wire, struct supply_state *state, double size,
                                double now_day, struct sim_ctx *ctx)
{
    double ready_day = now_day + lead_days(wire, state, now_day, ctx);
    if (wire->given->capacity_per_month <= 0)
        return ready_day;
    double growth = pow(1 + wire->given->capacity_growth_frac_per_year, now_day / UNITS_DAYS_PER_YEAR);
    double days_to_make = size / (wire->given->capacity_per_month * growth) * UNITS_DAYS_PER_MONTH;
    state->busy_until_day = fmax(state->busy_until_day, now_day) + days_to_make;
    return fmax(ready_day, state->busy_until_day);
}

static void deliver(sim_lp to, uint64_t stream, double delivery_day, struct sim_ctx *ctx)
{
    sim_time delay = sim_days(delivery_day) - sim_now(ctx);
    struct port_delivery delivery = {.vintage_day = delivery_day, .stream = stream};
    port_send_delivery(ctx, to, delay > PORT_LOOKAHEAD ? delay : PORT_LOOKAHEAD, &delivery);
}

static void take_order(const struct supply_wire *wire, struct supply_state *state,
                       const struct sim_event *event, struct sim_ctx *ctx)
{
    struct port_order order;
    memcpy(&order, event->payload, sizeof(order));
    double now_day = sim_in_days(event->time);
    bool is_import = sim_rng_uniform(sim_draw(ctx, STREAM_IMPORT)) < wire->given->import_frac &&
                     !control_between(wire, -INFINITY, now_day);
    if (!is_import) {
        deliver(event->sender, order.stream, home_delivery_day(wire, state, order.size, now_day, ctx), ctx);
        return;
    }
    struct import_order import = {.order = order, .from = event->sender, .placed_day = now_day};
    sim_wake(ctx, sim_days(lead_days(wire, state, now_day, ctx)), IMPORTED, &import, sizeof(import));
}

/// An import order is due, unless a control came in between and hit it.
static void finish_import(const struct supply_wire *wire, struct supply_state *state,
                          const struct sim_event *event, struct sim_ctx *ctx)
{
    struct import_order import;
    memcpy(&import, event->payload, sizeof(import));
    double now_day = sim_in_days(event->time);
    const struct supply_control *control = control_between(wire, import.placed_day, now_day);
    double day = now_day;
    if (control && sim_rng_uniform(sim_draw(ctx, STREAM_IMPORT)) < control->cancel_frac) {
        double control_day = (double)(control->date - wire->epoch_civil_day);
        day = fmax(now_day, home_delivery_day(wire, state, import.order.size, control_day, ctx));
    }
    deliver((sim_lp)import.from, import.order.stream, day, ctx);
}

static void wait_for_shock(const struct supply_wire *wire, const struct supply_state *state,
                           struct sim_ctx *ctx)
{
    if (wire->given->shocks_per_year <= 0)
        return;
    double mean_days =
        state->in_shock ? wire->given->shock_days : UNITS_DAYS_PER_YEAR / wire->given->shocks_per_year;
    sim_timer_set(ctx, TIMER_SHOCK, sim_days(sim_rng_exponential(sim_draw(ctx, STREAM_SHOCK), mean_days)));
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    wait_for_shock(params, state, ctx);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct supply_wire *wire = params;
    struct supply_state *state = state_bytes;
    switch (event->type) {
    case SIM_TIMER(TIMER_SHOCK):
        state->in_shock = !state->in_shock;
        wait_for_shock(wire, state, ctx);
        break;
    case PORT_ORDER: take_order(wire, state, event, ctx); break;
    case IMPORTED: finish_import(wire, state, event, ctx); break;
    }
}

const struct sim_kind supply_kind = {.name = "supply",
                                     .state_size = sizeof(struct supply_state),
                                     .timer_count = 1,
                                     .stream_count = STREAM_COUNT,
                                     .lookahead = PORT_LOOKAHEAD,
                                     .start = start,
                                     .handle = handle};
