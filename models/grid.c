#include "models/grid.h"

#include "models/waiting.h"

static const struct sim_field reinforcement_fields[] = {
    SIM_FIELD_DATE(grid_reinforcement, date, NULL, "planned date"),
    SIM_FIELD_F64(grid_reinforcement, capacity_mw, "MW", 0, 1e5, SIM_REQUIRED,
                  "power that it adds for data centres"),
    SIM_FIELD_F64(grid_reinforcement, delay_days, "day", 0, 3000, 0, "how far behind the plan it comes"),
};
static const struct sim_table reinforcement_table =
    SIM_TABLE(grid_reinforcement, reinforcement_fields, "New capacity in a grid zone.");

static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(grid_params, id, NULL, "key of the zone"),
    SIM_FIELD_TEXT(grid_params, name, "", "name of the zone"),
    SIM_FIELD_F64(grid_params, headroom_mw, "MW", 0, 1e6, SIM_REQUIRED,
                  "power free for data centres at the epoch"),
    SIM_FIELD_LIST(grid_params, reinforcements, &reinforcement_table, 0, 1000, "new capacity to come"),
    SIM_LEVER_F64(grid_params, small_days, "day", 1, 3000, 165, "median time of a 10/35 kV connection"),
    SIM_LEVER_F64(grid_params, large_days, "day", 1, 3000, 480,
                  "median time of a connection with its own substation"),
    SIM_LEVER_F64(grid_params, large_mw, "MW", 0, 1e5, 20,
                  "power from which a project needs its own substation"),
    SIM_LEVER_F64(grid_params, sigma, "1", 0, 2, 0.25, "spread of the times: sigma of their logarithm"),
};
const struct sim_table grid_table = SIM_TABLE(grid_params, fields, "A zone of the power grid.");

struct grid_state {
    double free_mw;
};

enum { STREAM_CONNECT };
enum { REINFORCED = 100 }; // wake-up with the MW

static void serve(const struct grid_params *zone, struct grid_state *state, struct sim_ctx *ctx)
{
    struct waiting_request first;
    uint32_t place;
    while (waiting_first(ctx, &first, &place) && waiting_fits(first.request.amount, state->free_mw)) {
        state->free_mw -= first.request.amount;
        double median_days = first.request.amount < zone->large_mw ? zone->small_days : zone->large_days;
        waiting_grant(ctx, place, first.request.amount,
                      sim_days(sim_rng_lognormal(sim_draw(ctx, STREAM_CONNECT), median_days, zone->sigma)));
    }
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    const struct grid_wire *wire = params;
    ((struct grid_state *)state)->free_mw = wire->given->headroom_mw;
    const struct grid_reinforcement *coming = wire->given->reinforcements.items;
    for (int64_t i = 0; i < wire->given->reinforcements.count; i++) {
        double days = (double)(coming[i].date - wire->epoch_civil_day) + coming[i].delay_days;
        sim_wake(ctx, sim_days(days > 0 ? days : 0), REINFORCED, &coming[i].capacity_mw, sizeof(double));
    }
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct grid_state *state = state_bytes;
    switch (event->type) {
    case REINFORCED: state->free_mw += *(const double *)event->payload; break;
    case PORT_REQUEST: waiting_add(event, ctx); break;
    }
    serve(((const struct grid_wire *)params)->given, state, ctx);
}

const struct sim_kind grid_kind = {.name = "grid",
                                   .state_size = sizeof(struct grid_state),
                                   .stream_count = 1,
                                   .queue_count = 1,
                                   .lookahead = PORT_LOOKAHEAD,
                                   .start = start,
                                   .handle = handle};
