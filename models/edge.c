#include "models/edge.h"

static const struct sim_field step_fields[] = {
    SIM_FIELD_DATE(edge_step, date, NULL, "date"),
    SIM_FIELD_F64(edge_step, sites, "1", 0, 1e5, SIM_REQUIRED, "sites started by then, stock included"),
};
static const struct sim_table step_table = SIM_TABLE(edge_step, step_fields, "A step of the roll-out.");

static const struct sim_field fields[] = {
    SIM_FIELD_F64(edge_params, stock_sites, "1", 0, 1e5, 0, "edge data centres in service at the epoch"),
    SIM_FIELD_LIST(edge_params, steps, &step_table, 0, 1000, "roll-out: sites started by date, ascending"),
    SIM_LEVER_F64(edge_params, agreement_days, "day", 0, 3000, 90,
                  "median time to agree on site, power and permits"),
    SIM_LEVER_F64(edge_params, build_days, "day", 1, 3000, 150, "median time of fit-out and connection"),
    SIM_LEVER_F64(edge_params, sigma, "1", 0, 2, 0.35, "spread of both times: sigma of their logarithm"),
    SIM_FIELD_F64(edge_params, crews_per_site, "crew", 0, 100, 1, "crews at work on one site"),
};
const struct sim_table edge_table = SIM_TABLE(edge_params, fields, "The roll-out of edge data centres.");

static const struct sim_field row_fields[] = {
    SIM_FIELD_I64(edge_row, county, "", 0, SIM_OPEN, 0, "index of the county"),
    SIM_FIELD_I64(edge_row, rank, "", 0, SIM_OPEN, 0, "rank of the site in the plan"),
    SIM_FIELD_F64(edge_row, sites, "1", 0, SIM_OPEN, 0, "sites that went into service"),
    SIM_FIELD_F64(edge_row, racks, "standard rack", 0, SIM_OPEN, 0, "racks of them"),
};
static const struct sim_table row_table = SIM_TABLE(edge_row, row_fields, "An edge site goes into service.");
const struct sim_row_type edge_row_type = {"edge", &row_table};

enum { TIMER_START, TIMER_AGREED, TIMER_BUILT, TIMER_COUNT };
enum { STREAM_STAGE, STREAM_COUNT };

static void put_in_service(const struct edge_wire *wire, struct edge_state *state, bool is_stock,
                           struct sim_ctx *ctx)
{
    uint32_t rank = wire->rank[sim_self_index(ctx)];
    double racks = wire->plan->sites[rank].racks;
    struct edge_row row = {.county = wire->unit.site, .rank = rank, .sites = 1, .racks = racks};
    struct port_edge site = {racks * UNITS_STANDARD_RACK_KW, is_stock, (uint64_t)wire->unit.site};
    state->is_in_service = 1;
    sim_emit(ctx, &edge_row_type, &row);
    port_send_edge(ctx, wire->power, PORT_LOOKAHEAD, &site);
    for (int i = 0; i < 2; i++)
        if (wire->dispatchers[i])
            port_send_edge(ctx, wire->dispatchers[i], PORT_LOOKAHEAD, &site);
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    const struct edge_wire *wire = params;
    double start_day = wire->start_day[sim_self_index(ctx)];
    if (start_day < 0)
        put_in_service(wire, state, true, ctx);
    else
        sim_timer_set(ctx, TIMER_START, sim_days(start_day));
}

/// The ledger knows each site of a county by its index.
static struct stage_unit unit_of(const struct edge_wire *wire, const struct sim_ctx *ctx)
{
    struct stage_unit unit = wire->unit;
    unit.phase = sim_self_index(ctx);
    return unit;
}

static void work(const struct edge_wire *wire, struct edge_state *state, enum cause cause, double median_days,
                 uint32_t timer, struct sim_ctx *ctx)
{
    struct stage_unit unit = unit_of(wire, ctx);
    stage_open(&state->stage, &unit, cause, median_days, ctx);
    sim_timer_set(ctx, timer,
                  sim_days(sim_rng_lognormal(sim_draw(ctx, STREAM_STAGE), median_days, wire->given->sigma)));
}

static void seek_crew(const struct edge_wire *wire, struct edge_state *state, struct sim_ctx *ctx)
{
    struct port_request request = {.amount = wire->given->crews_per_site};
    struct stage_unit unit = unit_of(wire, ctx);
    stage_open(&state->stage, &unit, CAUSE_CREW, 0, ctx);
    port_send_request(ctx, wire->crews, PORT_LOOKAHEAD, &request);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct edge_wire *wire = params;
    struct edge_state *state = state_bytes;
    struct stage_unit unit = unit_of(wire, ctx);
    switch (event->type) {
    case SIM_TIMER(TIMER_START):
        work(wire, state, CAUSE_LAND, wire->given->agreement_days, TIMER_AGREED, ctx);
        break;
    case SIM_TIMER(TIMER_AGREED): seek_crew(wire, state, ctx); break;
    case PORT_GRANT: work(wire, state, CAUSE_MEP, wire->given->build_days, TIMER_BUILT, ctx); break;
    case SIM_TIMER(TIMER_BUILT):
        port_send_release(ctx, wire->crews, wire->given->crews_per_site);
        stage_close(&state->stage, &unit, ctx);
        put_in_service(wire, state, false, ctx);
        break;
    }
}

static void finish(const void *params, void *state, struct sim_ctx *ctx)
{
    struct stage_unit unit = unit_of(params, ctx);
    stage_close(&((struct edge_state *)state)->stage, &unit, ctx);
}

const struct sim_kind edge_kind = {.name = "edge",
                                   .state_size = sizeof(struct edge_state),
                                   .timer_count = TIMER_COUNT,
                                   .stream_count = STREAM_COUNT,
                                   .lookahead = PORT_LOOKAHEAD,
                                   .start = start,
                                   .handle = handle,
                                   .finish = finish};
