#include "models/project.h"

#include <math.h>
#include <string.h>

static const char *const stages[] = {"planned", "review", "land", "civil", "mep", NULL};

static const struct sim_field build_fields[] = {
    SIM_FIELD_TEXT(build_params, id, NULL, "key of the kind of building"),
    SIM_FIELD_TEXT(build_params, name, "", "name"),
    SIM_LEVER_F64(build_params, land_days, "day", 0, 3000, SIM_REQUIRED,
                  "median time of land, permits and design"),
    SIM_LEVER_F64(build_params, civil_days, "day", 0, 3000, SIM_REQUIRED, "median time of civil works"),
    SIM_LEVER_F64(build_params, mep_days, "day", 1, 3000, SIM_REQUIRED,
                  "median time of the M&E fit-out of one hall"),
    SIM_LEVER_F64(build_params, commissioning_days, "day", 0, 1000, 45,
                  "median time of commissioning one hall"),
    SIM_LEVER_F64(build_params, stage_sigma, "1", 0, 2, 0.25, "spread of each stage: sigma of its logarithm"),
    SIM_LEVER_F64(build_params, project_sigma, "1", 0, 2, 0.25,
                  "spread of the common project shock, likewise"),
    SIM_FIELD_F64(build_params, hall_racks, "standard rack", 1, 100000, 1500, "racks of one hall"),
    SIM_FIELD_F64(build_params, civil_crews, "crew", 0, 1000, 1, "civil crews at work on one phase"),
    SIM_FIELD_F64(build_params, mep_crews, "crew", 0, 1000, 1, "M&E crews at work on one hall"),
    SIM_FIELD_F64(build_params, install_crews, "crew", 0.01, 1000, 2,
                  "installation crews at work in one hall"),
    SIM_LEVER_F64(build_params, install_racks_per_crew_day, "rack/day", 0.1, 1000, 12,
                  "cabinets that one crew puts up a day"),
    SIM_LEVER_F64(build_params, civil_cny_per_kw, "CNY/kW", 0, 1e7, 0,
                  "cost of land and building per kW of IT"),
    SIM_LEVER_F64(build_params, mep_cny_per_kw, "CNY/kW", 0, 1e7, 0,
                  "cost of fit-out and cabinets per kW of IT"),
};
const struct sim_table build_table = SIM_TABLE(build_params, build_fields, "A kind of building.");

static const struct sim_field phase_fields[] = {
    SIM_FIELD_TEXT(phase_params, name, "", "name of the phase"),
    SIM_FIELD_I64(phase_params, racks, "rack", 1, 1000000, SIM_REQUIRED, "cabinets"),
    SIM_FIELD_F64(phase_params, rack_kw, "kW", 0.1, 500, UNITS_STANDARD_RACK_KW,
                  "nameplate power of a cabinet"),
    SIM_FIELD_NAME(phase_params, compute, "classes", NULL, "class of compute that it is for"),
    SIM_FIELD_NAME(phase_params, build, "builds", NULL, "kind of building"),
    SIM_LEVER_DATE(phase_params, start, NULL, "day on which it applies for its review"),
    SIM_FIELD_CHOICE(phase_params, stage, stages, PHASE_PLANNED, "stage in which it stood at the epoch"),
    SIM_FIELD_F64(phase_params, stage_done_frac, "1", 0, 1, 0,
                  "share of that stage already done at the epoch"),
    SIM_LEVER_F64(phase_params, go_ahead_frac, "1", 0, 1, 1, "probability that it is built at all"),
    SIM_FIELD_BOOL(phase_params, owner_equips, 0, "the owner buys the servers with the hall"),
    SIM_FIELD_BOOL(phase_params, is_hpc, 0, "its compute counts as HPC peak"),
    SIM_FIELD_BOOL(phase_params, waits_for_demand, 1, "halls are fitted out only as the site fills"),
    SIM_LEVER_F64(phase_params, priority, "1", -100, 100, 0, "in line for resources, higher first"),
};
const struct sim_table phase_table = SIM_TABLE(phase_params, phase_fields, "A phase of a site.");

enum { TIMER_START, TIMER_WORK, TIMER_RESUME, TIMER_COUNT };
enum { STREAM_PACE, STREAM_STAGE, STREAM_COUNT };
enum { NEED_REVIEW, NEED_GRID, NEED_CAPITAL, NEED_CREW };

static double today_days(const struct sim_ctx *ctx)
{
    return sim_in_days(sim_now(ctx));
}

static double draw_days(const struct project_wire *wire, const struct project_state *state,
                        double median_days, struct sim_ctx *ctx)
{
    return sim_rng_lognormal(sim_draw(ctx, STREAM_STAGE), median_days, wire->build->stage_sigma) *
           state->pace;
}

static void request(sim_lp from, double amount, double priority, uint64_t stream, struct sim_ctx *ctx)
{
    struct port_request message = {.amount = amount, .priority = priority, .stream = stream};
    port_send_request(ctx, from, PORT_LOOKAHEAD, &message);
}

static void tell_halls(const struct project_wire *wire, enum port port, struct sim_ctx *ctx)
{
    for (uint32_t i = 0; i < wire->hall_count; i++)
        port_signal(ctx, wire->halls + i, PORT_LOOKAHEAD, port);
}

/// The building stands: the halls go on by themselves.
static void release(const struct project_wire *wire, struct project_state *state, double done_frac,
                    struct sim_ctx *ctx)
{
    stage_close(&state->stage, &wire->unit, ctx);
    state->at = PHASE_RELEASED;
    struct port_hall_start start = {.pace = state->pace, .done_frac = done_frac};
    for (uint32_t i = 0; i < wire->hall_count; i++)
        port_send_hall_start(ctx, wire->halls + i, PORT_LOOKAHEAD, &start);
    if (state->is_connected)
        tell_halls(wire, PORT_HALL_POWER, ctx);
}

static void work_civil(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    stage_open(&state->stage, &wire->unit, CAUSE_CIVIL, fmax(0, state->planned_left_days), ctx);
    state->worked_since_day = today_days(ctx);
    state->is_stopped = 0;
    sim_timer_set(ctx, TIMER_WORK, sim_days(fmax(0, state->work_left_days)));
}

static void start_civil(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    double left_frac = wire->given->stage == PHASE_CIVIL ? 1 - wire->given->stage_done_frac : 1;
    struct milestone_row ground_breaking = {.site = wire->unit.site, .phase = wire->unit.phase, .hall = -1};
    if (left_frac == 1)
        sim_emit(ctx, &milestone_row_type, &ground_breaking); // else it was before the epoch
    state->at = PHASE_CIVIL;
    state->planned_left_days = wire->build->civil_days * left_frac;
    state->work_left_days = draw_days(wire, state, wire->build->civil_days, ctx) * left_frac;
    work_civil(wire, state, ctx);
}

static void seek_crew(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    if (wire->build->civil_crews <= 0 || wire->build->civil_days <= 0) {
        start_civil(wire, state, ctx);
        return;
    }
    stage_open(&state->stage, &wire->unit, CAUSE_CREW, 0, ctx);
    request(wire->civil_crews, wire->build->civil_crews, wire->given->priority, NEED_CREW, ctx);
}

static void seek_capital(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    double amount_cny = wire->build->civil_cny_per_kw * wire->it_mw * UNITS_KW_PER_MW;
    if (amount_cny <= 0) {
        seek_crew(wire, state, ctx);
        return;
    }
    stage_open(&state->stage, &wire->unit, CAUSE_CAPITAL, 0, ctx);
    request(wire->treasury, amount_cny, wire->given->priority, NEED_CAPITAL, ctx);
}

static void start_land(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    double left_frac = wire->given->stage == PHASE_LAND ? 1 - wire->given->stage_done_frac : 1;
    state->at = PHASE_LAND;
    stage_open(&state->stage, &wire->unit, CAUSE_LAND, wire->build->land_days * left_frac, ctx);
    sim_timer_set(ctx, TIMER_WORK, sim_days(draw_days(wire, state, wire->build->land_days, ctx) * left_frac));
    request(wire->grid, wire->it_mw, wire->given->priority, NEED_GRID, ctx);
}

static void start_review(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    if (wire->it_mw < wire->review_threshold_mw) {
        start_land(wire, state, ctx);
        return;
    }
    state->at = PHASE_REVIEW;
    stage_open(&state->stage, &wire->unit, CAUSE_REVIEW, wire->review_days, ctx);
    request(wire->quota, wire->it_mw, wire->given->priority, NEED_REVIEW, ctx);
}

/// Books the phase and decides whether it goes ahead; false if it is cancelled.
static bool book(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    bool goes_ahead = sim_rng_uniform(sim_draw(ctx, STREAM_PACE)) < wire->given->go_ahead_frac;
    struct port_book order = {.ordered = wire->unit.racks};
    if (goes_ahead)
        order.pipeline = wire->unit.racks;
    else
        order.cancelled = wire->unit.racks;
    port_send_book(ctx, wire->fleet, PORT_LOOKAHEAD, &order);
    if (!goes_ahead) {
        // Investors stepped back: what it would have carried is missing for want of demand.
        state->at = PHASE_CANCELLED;
        stage_open(&state->stage, &wire->unit, CAUSE_DEMAND, 0, ctx);
    }
    return goes_ahead;
}

static void begin(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    state->pace = sim_rng_lognormal(sim_draw(ctx, STREAM_PACE), 1, wire->build->project_sigma);
    if (!book(wire, state, ctx))
        return;
    // Past its land stage, a phase applied for its power a year ago and has it by the time it needs it.
    state->is_connected = wire->given->stage >= PHASE_CIVIL;
    switch (wire->given->stage) {
    case PHASE_LAND: start_land(wire, state, ctx); break;
    case PHASE_CIVIL: seek_crew(wire, state, ctx); break;
    case PHASE_MEP: release(wire, state, wire->given->stage_done_frac, ctx); break;
    default: start_review(wire, state, ctx); break;
    }
}

static void start(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct project_wire *wire = params;
    struct project_state *state = state_bytes;
    bool is_under_way = wire->given->stage != PHASE_PLANNED;
    state->start_day = (double)(wire->given->start - wire->epoch_civil_day);
    sim_time delay = sim_days(state->start_day) - sim_now(ctx);
    sim_timer_set(ctx, TIMER_START, is_under_way || delay < 0 ? 0 : delay);
}

/// A phase that has not begun may begin on another day.
static void resume(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct project_wire *wire = params;
    struct project_state *state = state_bytes;
    bool has_begun = state->pace > 0;
    if (!has_begun && (double)(wire->given->start - wire->epoch_civil_day) != state->start_day)
        start(params, state, ctx);
}

static void on_grant(const struct project_wire *wire, struct project_state *state,
                     const struct port_grant *grant, struct sim_ctx *ctx)
{
    switch (grant->stream) {
    case NEED_REVIEW: start_land(wire, state, ctx); break;
    case NEED_CAPITAL: seek_crew(wire, state, ctx); break;
    case NEED_CREW: start_civil(wire, state, ctx); break;
    case NEED_GRID:
        state->is_connected = 1;
        if (state->at == PHASE_RELEASED)
            tell_halls(wire, PORT_HALL_POWER, ctx);
        break;
    }
}

static void on_work_done(const struct project_wire *wire, struct project_state *state, struct sim_ctx *ctx)
{
    if (state->at == PHASE_LAND) {
        seek_capital(wire, state, ctx);
        return;
    }
    if (wire->build->civil_crews > 0 && wire->build->civil_days > 0)
        port_send_release(ctx, wire->civil_crews, wire->build->civil_crews);
    release(wire, state, 0, ctx);
}

static void on_storm(const struct project_wire *wire, struct project_state *state,
                     const struct port_storm *storm, struct sim_ctx *ctx)
{
    double stop_days = storm->stop_days * wire->storm_exposure_frac;
    if (state->at != PHASE_CIVIL || stop_days <= 0)
        return;
    if (!state->is_stopped) {
        double worked_days = today_days(ctx) - state->worked_since_day;
        state->work_left_days -= worked_days;
        state->planned_left_days -= worked_days;
        state->is_stopped = 1;
        sim_timer_stop(ctx, TIMER_WORK);
        stage_open(&state->stage, &wire->unit, CAUSE_WEATHER, 0, ctx);
    }
    // A second storm does not end the stop of the first.
    if (today_days(ctx) + stop_days <= state->stopped_until_day)
        return;
    state->stopped_until_day = today_days(ctx) + stop_days;
    sim_timer_set(ctx, TIMER_RESUME, sim_days(stop_days));
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct project_wire *wire = params;
    struct project_state *state = state_bytes;
    struct port_grant grant;
    struct port_storm storm;
    switch (event->type) {
    case SIM_TIMER(TIMER_START): begin(wire, state, ctx); break;
    case SIM_TIMER(TIMER_WORK): on_work_done(wire, state, ctx); break;
    case SIM_TIMER(TIMER_RESUME): work_civil(wire, state, ctx); break;
    case PORT_GRANT:
        memcpy(&grant, event->payload, sizeof(grant));
        on_grant(wire, state, &grant, ctx);
        break;
    case PORT_STORM:
        memcpy(&storm, event->payload, sizeof(storm));
        on_storm(wire, state, &storm, ctx);
        break;
    }
}

static void finish(const void *params, void *state, struct sim_ctx *ctx)
{
    stage_close(&((struct project_state *)state)->stage, &((const struct project_wire *)params)->unit, ctx);
}

const struct sim_kind project_kind = {.name = "project",
                                      .state_size = sizeof(struct project_state),
                                      .timer_count = TIMER_COUNT,
                                      .stream_count = STREAM_COUNT,
                                      .lookahead = PORT_LOOKAHEAD,
                                      .start = start,
                                      .resume = resume,
                                      .handle = handle,
                                      .finish = finish};
