#include "models/rack.h"

#include <math.h>
#include <string.h>

static const struct sim_field fields[] = {
    SIM_FIELD_F64(ramp_params, stock_occupied_frac, "1", 0, 1, SIM_REQUIRED,
                  "share of the stock's cabinets that is filled at the epoch"),
    SIM_LEVER_F64(ramp_params, plateau_frac, "1", 0, 1, SIM_REQUIRED,
                  "share of cabinets that is ever filled"),
    SIM_LEVER_F64(ramp_params, half_days, "day", 0, 5000, SIM_REQUIRED,
                  "time in service at which half of the plateau is filled"),
    SIM_LEVER_F64(ramp_params, scale_days, "day", 1, 5000, SIM_REQUIRED, "scale of the logistic curve"),
    SIM_FIELD_F64(ramp_params, stock_fill_days, "day", 1, 100000, SIM_REQUIRED,
                  "mean time until an empty cabinet of the stock fills, if it ever does"),
    SIM_LEVER_F64(ramp_params, order_ahead_days, "day", 0, 1000, 70, "how long ahead servers are ordered"),
    SIM_LEVER_F64(ramp_params, extend_at_frac, "1", 0, 1, 0,
                  "occupancy, counted with what is being fitted out, from which another hall is fitted out"),
    SIM_LEVER_F64(ramp_params, retire_frac, "1", 0, 1, 0,
                  "share of cabinets that is taken out when its servers reach their life's end"),
};
const struct sim_table ramp_table = SIM_TABLE(ramp_params, fields, "How cabinets fill.");

enum { TIMER_INSTALLED, TIMER_ORDER, TIMER_WANTED, TIMER_FAILURE, TIMER_REFRESH, TIMER_COUNT };
enum { STREAM_RAMP, STREAM_LIFE, STREAM_COUNT };
enum { ORDER_FIRST = 1, ORDER_REFRESH };

/// Spread of server lives around the class's median: an estimate; fleets are refreshed in waves, not to the day.
#define LIFE_SIGMA 0.15
/// Conjugate of the golden ratio: multiples of it, modulo 1, fill the unit interval evenly (Weyl 1916).
#define GOLDEN_FRACTION 0.6180339887498949

bool rack_stock_is_filled(uint32_t index, uint32_t count, uint32_t filled)
{
    // Cabinet i is filled where the running total filled * i / count steps: exactly `filled` of them, evenly spread.
    return (uint64_t)(index + 1) * filled / count > (uint64_t)index * filled / count;
}

double rack_stock_age_days(const struct compute_class *class_, uint32_t index)
{
    double whole, fraction = modf((index + 1) * GOLDEN_FRACTION, &whole);
    return fraction * class_->life_years * UNITS_DAYS_PER_YEAR;
}

static struct port_rack change_of(const struct rack_wire *wire)
{
    return (struct port_rack){
        .class_index = wire->class_index, .is_new = wire->is_new, .is_hpc = wire->is_hpc};
}

static void tell(const struct rack_wire *wire, const struct port_rack *change, struct sim_ctx *ctx)
{
    port_send_rack(ctx, wire->fleet, PORT_LOOKAHEAD, change);
}

static void place_order(const struct rack_wire *wire, uint64_t stream, struct sim_ctx *ctx)
{
    double tflops =
        wire->rack_kw * wire->tflops_per_kw * compute_vintage(wire->class_, sim_in_days(sim_now(ctx)));
    struct port_order order = {.size = compute_order_size(wire->class_, wire->rack_kw, tflops),
                               .stream = stream};
    port_send_order(ctx, wire->market, PORT_LOOKAHEAD, &order);
}

static void wait_for_failure(const struct rack_wire *wire, struct sim_ctx *ctx)
{
    double per_year = wire->class_->failures_per_unit_year * wire->rack_kw / wire->class_->unit_kw;
    if (per_year > 0)
        sim_timer_set(
            ctx, TIMER_FAILURE,
            sim_days(sim_rng_exponential(sim_draw(ctx, STREAM_LIFE), UNITS_DAYS_PER_YEAR / per_year)));
}

/// age_days: of the servers now.
static void wait_for_refresh(const struct rack_wire *wire, double age_days, struct sim_ctx *ctx)
{
    double life_days = sim_rng_lognormal(sim_draw(ctx, STREAM_LIFE),
                                         wire->class_->life_years * UNITS_DAYS_PER_YEAR, LIFE_SIGMA);
    sim_timer_set(ctx, TIMER_REFRESH, sim_days(fmax(life_days - age_days, 0)));
}

static double lost_tflops(const struct rack_wire *wire, const struct rack_state *state)
{
    return state->tflops * fmin(1, wire->class_->unit_kw / wire->rack_kw);
}

/// Servers of the given vintage go in; those of before, if any, go out.
static void fill(const struct rack_wire *wire, struct rack_state *state, double vintage_day,
                 struct sim_ctx *ctx)
{
    struct port_rack change = change_of(wire);
    double old_tflops =
        state->is_filled ? state->tflops - (state->is_down ? lost_tflops(wire, state) : 0) : 0;
    state->tflops = wire->rack_kw * wire->tflops_per_kw * compute_vintage(wire->class_, vintage_day);
    change.tflops = state->tflops - old_tflops;
    change.equipped_kw = state->is_filled ? 0 : wire->rack_kw;
    change.awaited_kw = state->is_late ? -wire->rack_kw : 0;
    change.promised_kw = state->is_promised ? -wire->rack_kw : 0;
    state->is_filled = 1;
    state->is_promised = 0;
    state->is_late = state->is_down = state->is_delivered = 0;
    tell(wire, &change, ctx);
    wait_for_failure(wire, ctx);
    wait_for_refresh(wire, 0, ctx);
}

/// Draws when tenants want the cabinet: never, above the plateau. days_drawn: from now.
static bool draw_wanted(const struct rack_wire *wire, double *days, struct sim_ctx *ctx)
{
    struct sim_rng *rng = sim_draw(ctx, STREAM_RAMP);
    const struct ramp_params *ramp = wire->ramp;
    double u = sim_rng_uniform(rng);
    if (wire->is_new) {
        double v = u / ramp->plateau_frac;
        if (!(v < 1))
            return false;
        *days = fmax(0, ramp->half_days + ramp->scale_days * log(v / (1 - v)));
        return true;
    }
    double filled = (double)wire->stock_filled / wire->count;
    *days = sim_rng_exponential(rng, ramp->stock_fill_days);
    return filled < ramp->plateau_frac && u < (ramp->plateau_frac - filled) / (1 - filled);
}

static void want_after(const struct rack_wire *wire, double days, struct sim_ctx *ctx)
{
    if (!wire->asks)
        sim_timer_set(ctx, TIMER_WANTED, sim_days(days));
    sim_timer_set(ctx, TIMER_ORDER, sim_days(fmax(0, days - wire->ramp->order_ahead_days)));
}

static void start(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct rack_wire *wire = params;
    struct rack_state *state = state_bytes;
    uint32_t index = sim_self_index(ctx);
    double days;
    if (wire->is_new)
        return;
    state->status = RACK_IN_SERVICE;
    if (rack_stock_is_filled(index, wire->count, wire->stock_filled)) {
        double age_days = rack_stock_age_days(wire->class_, index);
        state->is_filled = 1;
        state->tflops = wire->rack_kw * wire->stock_tflops_per_kw * wire->stock_vintage[index];
        wait_for_failure(wire, ctx);
        wait_for_refresh(wire, age_days, ctx);
    } else if (draw_wanted(wire, &days, ctx)) {
        want_after(wire, days, ctx);
    }
}

static void commission(const struct rack_wire *wire, struct rack_state *state, struct sim_ctx *ctx)
{
    struct port_rack change = change_of(wire);
    double days;
    state->status = RACK_IN_SERVICE;
    change.service_kw = wire->rack_kw;
    tell(wire, &change, ctx);
    if (wire->owner_equips)
        sim_timer_set(ctx, TIMER_WANTED, 0);
    else if (draw_wanted(wire, &days, ctx))
        want_after(wire, days, ctx);
}

/// Its turn has come: order, or ask whether there are tenants at all.
static void on_turn(const struct rack_wire *wire, struct sim_ctx *ctx)
{
    if (!wire->asks) {
        place_order(wire, ORDER_FIRST, ctx);
        return;
    }
    struct port_request ask = {
        .amount = wire->rack_kw, .priority = wire->is_new, .stream = wire->class_index};
    port_send_request(ctx, wire->fleet, PORT_LOOKAHEAD, &ask);
}

/// There are: they come when their servers are wanted.
static void on_grant(const struct rack_wire *wire, struct rack_state *state, struct sim_ctx *ctx)
{
    state->is_promised = 1;
    place_order(wire, ORDER_FIRST, ctx);
    sim_timer_set(ctx, TIMER_WANTED, sim_days(wire->ramp->order_ahead_days));
}

/// The day has come: fill, or start waiting for equipment.
static void on_wanted(const struct rack_wire *wire, struct rack_state *state, struct sim_ctx *ctx)
{
    if (state->is_delivered) {
        fill(wire, state, state->vintage_day, ctx);
        return;
    }
    struct port_rack change = change_of(wire);
    change.awaited_kw = wire->rack_kw;
    state->is_late = 1;
    tell(wire, &change, ctx);
}

static void on_delivery(const struct rack_wire *wire, struct rack_state *state, const struct sim_event *event,
                        struct sim_ctx *ctx)
{
    struct port_delivery delivery;
    memcpy(&delivery, event->payload, sizeof(delivery));
    if (delivery.stream == ORDER_REFRESH || state->is_late)
        fill(wire, state, delivery.vintage_day, ctx);
    else {
        state->is_delivered = 1;
        state->vintage_day = delivery.vintage_day;
    }
}

static void on_failure(const struct rack_wire *wire, struct rack_state *state, struct sim_ctx *ctx)
{
    struct port_rack change = change_of(wire);
    double lost = lost_tflops(wire, state);
    state->is_down = !state->is_down;
    change.tflops = state->is_down ? -lost : lost;
    tell(wire, &change, ctx);
    if (state->is_down)
        sim_timer_set(
            ctx, TIMER_FAILURE,
            sim_days(sim_rng_lognormal(sim_draw(ctx, STREAM_LIFE), wire->class_->repair_days, 0.5)));
    else
        wait_for_failure(wire, ctx);
}

static void retire(const struct rack_wire *wire, struct rack_state *state, struct sim_ctx *ctx)
{
    struct port_rack change = change_of(wire);
    change.service_kw = change.equipped_kw = -wire->rack_kw;
    change.retired_kw = wire->rack_kw;
    change.tflops = -(state->tflops - (state->is_down ? lost_tflops(wire, state) : 0));
    *state = (struct rack_state){.status = RACK_RETIRED};
    sim_timer_stop(ctx, TIMER_FAILURE);
    tell(wire, &change, ctx);
}

static void on_refresh(const struct rack_wire *wire, struct rack_state *state, struct sim_ctx *ctx)
{
    if (sim_rng_uniform(sim_draw(ctx, STREAM_LIFE)) < wire->ramp->retire_frac)
        retire(wire, state, ctx);
    else
        place_order(wire, ORDER_REFRESH, ctx); // the old ones run until the new ones come
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct rack_wire *wire = params;
    struct rack_state *state = state_bytes;
    struct port_install install;
    switch (event->type) {
    case PORT_INSTALL:
        memcpy(&install, event->payload, sizeof(install));
        state->status = RACK_INSTALLING;
        sim_timer_set(ctx, TIMER_INSTALLED, sim_days(install.after_days));
        break;
    case SIM_TIMER(TIMER_INSTALLED): state->status = RACK_INSTALLED; break;
    case PORT_EQUIP: place_order(wire, ORDER_FIRST, ctx); break;
    case SIM_TIMER(TIMER_ORDER): on_turn(wire, ctx); break;
    case PORT_GRANT: on_grant(wire, state, ctx); break;
    case PORT_COMMISSION: commission(wire, state, ctx); break;
    case SIM_TIMER(TIMER_WANTED): on_wanted(wire, state, ctx); break;
    case PORT_DELIVERY: on_delivery(wire, state, event, ctx); break;
    case SIM_TIMER(TIMER_FAILURE): on_failure(wire, state, ctx); break;
    case SIM_TIMER(TIMER_REFRESH): on_refresh(wire, state, ctx); break;
    }
}

const struct sim_kind rack_kind = {.name = "rack",
                                   .state_size = sizeof(struct rack_state),
                                   .timer_count = TIMER_COUNT,
                                   .stream_count = STREAM_COUNT,
                                   .lookahead = PORT_LOOKAHEAD,
                                   .start = start,
                                   .handle = handle};
