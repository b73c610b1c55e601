#include "models/contractor.h"

#include <math.h>
#include <string.h>

#include "models/waiting.h"

static const struct sim_field fields[] = {
    SIM_LEVER_F64(crews_params, civil, "crew", 1, 1e6, SIM_REQUIRED, "crews for civil works"),
    SIM_LEVER_F64(crews_params, mep, "crew", 1, 1e6, SIM_REQUIRED, "crews for M&E fit-out"),
    SIM_LEVER_F64(crews_params, install, "crew", 1, 1e6, SIM_REQUIRED, "crews that put up cabinets"),
    SIM_LEVER_F64(crews_params, edge, "crew", 1, 1e6, SIM_REQUIRED, "crews for edge sites"),
};
const struct sim_table crews_table = SIM_TABLE(crews_params, fields, "Crews at work at once, by trade.");

struct contractor_state {
    double free_crews;
    double crews; // at work or free
};

/// A request for more crews than there are gets all of them.
static void serve(const struct contractor_wire *params, struct contractor_state *state, struct sim_ctx *ctx)
{
    struct waiting_request first;
    uint32_t place;
    while (waiting_first(ctx, &first, &place)) {
        double wanted = first.request.amount < params->crews ? first.request.amount : params->crews;
        if (!waiting_fits(wanted, state->free_crews))
            return;
        state->free_crews -= wanted;
        waiting_grant(ctx, place, wanted, PORT_LOOKAHEAD);
    }
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    double crews = ((const struct contractor_wire *)params)->crews;
    (void)ctx;
    *(struct contractor_state *)state = (struct contractor_state){crews, crews};
}

/// More crews come at once; fewer go as they finish what they are at.
static void resume(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    struct contractor_state *state = state_bytes;
    double crews = ((const struct contractor_wire *)params)->crews;
    if (crews == state->crews)
        return;
    state->free_crews += crews - state->crews;
    state->crews = crews;
    serve(params, state, ctx);
}

static void handle(const void *params_bytes, void *state_bytes, const struct sim_event *event,
                   struct sim_ctx *ctx)
{
    const struct contractor_wire *params = params_bytes;
    struct contractor_state *state = state_bytes;
    struct port_request message;
    memcpy(&message, event->payload, sizeof(message));
    switch (event->type) {
    case PORT_REQUEST: waiting_add(event, ctx); break;
    case PORT_RELEASE: state->free_crews = fmin(params->crews, state->free_crews + message.amount); break;
    }
    serve(params, state, ctx);
}

const struct sim_kind contractor_kind = {.name = "contractor",
                                         .state_size = sizeof(struct contractor_state),
                                         .queue_count = 1,
                                         .lookahead = PORT_LOOKAHEAD,
                                         .start = start,
                                         .resume = resume,
                                         .handle = handle};
