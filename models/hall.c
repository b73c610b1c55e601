#include "models/hall.h"

#include <string.h>

enum { TIMER_FITTED, TIMER_INSTALLED, TIMER_TESTED, TIMER_BOOKED, TIMER_COUNT };
enum { STREAM_STAGE, STREAM_COUNT };
enum { NEED_CAPITAL, NEED_CREW, NEED_INSTALL_CREW };

/// From the passed tests to the racks in the fleet's books: hall to rack, rack to fleet.
#define BOOKING_DAYS 2

static void request(sim_lp from, double amount, const struct hall_wire *wire, uint64_t stream,
                    struct sim_ctx *ctx)
{
    struct port_request message = {.amount = amount, .priority = wire->phase->priority, .stream = stream};
    port_send_request(ctx, from, PORT_LOOKAHEAD, &message);
}

static double draw_days(const struct hall_wire *wire, const struct hall_state *state, double median_days,
                        struct sim_ctx *ctx)
{
    return sim_rng_lognormal(sim_draw(ctx, STREAM_STAGE), median_days, wire->build->stage_sigma) *
           state->pace;
}

static void seek_crew(const struct hall_wire *wire, struct hall_state *state, struct sim_ctx *ctx)
{
    stage_open(&state->stage, &wire->unit, CAUSE_CREW, 0, ctx);
    request(wire->mep_crews, wire->build->mep_crews, wire, NEED_CREW, ctx);
}

static void seek_capital(const struct hall_wire *wire, struct hall_state *state, struct sim_ctx *ctx)
{
    if (wire->capital_cny <= 0) {
        seek_crew(wire, state, ctx);
        return;
    }
    stage_open(&state->stage, &wire->unit, CAUSE_CAPITAL, 0, ctx);
    request(wire->treasury, wire->capital_cny, wire, NEED_CAPITAL, ctx);
}

static void on_start(const struct hall_wire *wire, struct hall_state *state,
                     const struct port_hall_start *start, struct sim_ctx *ctx)
{
    struct port_gate gate = {.occupied_frac = wire->extend_at_frac, .kw = wire->kw};
    state->pace = start->pace;
    state->done_frac = start->done_frac;
    if (state->done_frac > 0)
        gate.occupied_frac = 0;
    // The fleet counts every hall that is being fitted out; it holds back only those that wait for demand.
    port_send_gate(ctx, wire->fleet, PORT_LOOKAHEAD, &gate);
    if (state->done_frac > 0) {
        seek_crew(wire, state, ctx); // under way at the epoch: let in and paid for
        return;
    }
    if (wire->extend_at_frac <= 0) {
        seek_capital(wire, state, ctx);
        return;
    }
    stage_open(&state->stage, &wire->unit, CAUSE_DEMAND, 0, ctx);
    state->gate_day = sim_in_days(sim_now(ctx));
}

static void place_orders(const struct hall_wire *wire, struct sim_ctx *ctx)
{
    struct port_order order = {.size = wire->unit.racks};
    port_send_order(ctx, wire->cabinet_market, PORT_LOOKAHEAD, &order);
    if (wire->phase->owner_equips)
        for (uint32_t i = 0; i < wire->rack_count; i++)
            port_signal(ctx, wire->racks + i, PORT_LOOKAHEAD, PORT_EQUIP);
}

/// A hall under fit-out at the epoch ordered before it: its cabinets, and its owner's servers, come in time.
static void receive_earlier_orders(const struct hall_wire *wire, struct hall_state *state,
                                   struct sim_ctx *ctx)
{
    struct port_delivery delivery = {.vintage_day = sim_in_days(sim_now(ctx))};
    state->has_cabinets = 1;
    if (wire->phase->owner_equips)
        for (uint32_t i = 0; i < wire->rack_count; i++)
            port_send_delivery(ctx, wire->racks + i, PORT_LOOKAHEAD, &delivery);
}

static void fit_out(const struct hall_wire *wire, struct hall_state *state, struct sim_ctx *ctx)
{
    double left_frac = 1 - state->done_frac;
    stage_open(&state->stage, &wire->unit, CAUSE_MEP, wire->build->mep_days * left_frac, ctx);
    sim_timer_set(ctx, TIMER_FITTED,
                  sim_days(draw_days(wire, state, wire->build->mep_days, ctx) * left_frac));
    if (state->done_frac > 0)
        receive_earlier_orders(wire, state, ctx);
    else
        place_orders(wire, ctx);
}

/// After fit-out: names what is still missing, or goes on to installation.
static void go_on(const struct hall_wire *wire, struct hall_state *state, struct sim_ctx *ctx)
{
    if (!state->is_fitted_out || state->is_installing)
        return;
    if (!state->has_cabinets || !state->has_power) {
        enum cause cause = state->has_cabinets ? CAUSE_GRID : CAUSE_EQUIPMENT;
        if (!state->stage.is_open || state->stage.cause != cause)
            stage_open(&state->stage, &wire->unit, cause, 0, ctx);
        return;
    }
    state->is_installing = 1;
    stage_open(&state->stage, &wire->unit, CAUSE_CREW, 0, ctx);
    request(wire->install_crews, wire->build->install_crews, wire, NEED_INSTALL_CREW, ctx);
}

static void install(const struct hall_wire *wire, struct hall_state *state, double crews, struct sim_ctx *ctx)
{
    double racks_per_day = crews * wire->build->install_racks_per_crew_day;
    double days = wire->rack_count / racks_per_day;
    state->install_crews = crews;
    stage_open(&state->stage, &wire->unit, CAUSE_MEP, days + 1, ctx);
    for (uint32_t i = 0; i < wire->rack_count; i++) {
        struct port_install turn = {.after_days = (i + 1) / racks_per_day};
        port_send_install(ctx, wire->racks + i, PORT_LOOKAHEAD, &turn);
    }
    sim_timer_set(ctx, TIMER_INSTALLED, sim_days(days + 1));
}

static void on_grant(const struct hall_wire *wire, struct hall_state *state, const struct port_grant *grant,
                     struct sim_ctx *ctx)
{
    switch (grant->stream) {
    case NEED_CAPITAL: seek_crew(wire, state, ctx); break;
    case NEED_CREW: fit_out(wire, state, ctx); break;
    case NEED_INSTALL_CREW: install(wire, state, grant->amount, ctx); break;
    }
}

static void test(const struct hall_wire *wire, struct hall_state *state, struct sim_ctx *ctx)
{
    port_send_release(ctx, wire->install_crews, state->install_crews);
    stage_open(&state->stage, &wire->unit, CAUSE_COMMISSIONING,
               wire->build->commissioning_days + BOOKING_DAYS, ctx);
    sim_timer_set(ctx, TIMER_TESTED, sim_days(draw_days(wire, state, wire->build->commissioning_days, ctx)));
}

static void commission(const struct hall_wire *wire, struct sim_ctx *ctx)
{
    for (uint32_t i = 0; i < wire->rack_count; i++)
        port_signal(ctx, wire->racks + i, PORT_LOOKAHEAD, PORT_COMMISSION);
    // The racks tell the fleet a day after they hear of it: the book changes, and the hall is in service, in that instant.
    struct port_book book = {.pipeline = -wire->unit.racks};
    port_send_book(ctx, wire->fleet, BOOKING_DAYS * PORT_LOOKAHEAD, &book);
    sim_timer_set(ctx, TIMER_BOOKED, BOOKING_DAYS * PORT_LOOKAHEAD);
}

static void put_in_service(const struct hall_wire *wire, struct hall_state *state, struct sim_ctx *ctx)
{
    stage_close(&state->stage, &wire->unit, ctx);
    state->is_in_service = 1;
    struct milestone_row in_service = {.site = wire->unit.site,
                                       .phase = wire->unit.phase,
                                       .hall = wire->unit.hall,
                                       .racks = wire->unit.racks,
                                       .demand_days = state->gate_days};
    sim_emit(ctx, &milestone_row_type, &in_service);
    struct port_asset asset = {.value_cny = wire->value_cny};
    port_send_asset(ctx, wire->treasury, PORT_LOOKAHEAD, &asset);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct hall_wire *wire = params;
    struct hall_state *state = state_bytes;
    struct port_hall_start start;
    struct port_grant grant;
    switch (event->type) {
    case PORT_HALL_START:
        memcpy(&start, event->payload, sizeof(start));
        on_start(wire, state, &start, ctx);
        break;
    case PORT_GATE_OPEN:
        state->gate_days = sim_in_days(event->time) - state->gate_day;
        seek_capital(wire, state, ctx);
        break;
    case PORT_GRANT:
        memcpy(&grant, event->payload, sizeof(grant));
        on_grant(wire, state, &grant, ctx);
        break;
    case SIM_TIMER(TIMER_FITTED):
        port_send_release(ctx, wire->mep_crews, wire->build->mep_crews);
        state->is_fitted_out = 1;
        go_on(wire, state, ctx);
        break;
    case PORT_DELIVERY:
        state->has_cabinets = 1;
        go_on(wire, state, ctx);
        break;
    case PORT_HALL_POWER:
        state->has_power = 1;
        go_on(wire, state, ctx);
        break;
    case SIM_TIMER(TIMER_INSTALLED): test(wire, state, ctx); break;
    case SIM_TIMER(TIMER_TESTED): commission(wire, ctx); break;
    case SIM_TIMER(TIMER_BOOKED): put_in_service(wire, state, ctx); break;
    }
}

static void finish(const void *params, void *state, struct sim_ctx *ctx)
{
    stage_close(&((struct hall_state *)state)->stage, &((const struct hall_wire *)params)->unit, ctx);
}

const struct sim_kind hall_kind = {.name = "hall",
                                   .state_size = sizeof(struct hall_state),
                                   .timer_count = TIMER_COUNT,
                                   .stream_count = STREAM_COUNT,
                                   .lookahead = PORT_LOOKAHEAD,
                                   .handle = handle,
                                   .finish = finish};
