#include "models/treasury.h"

#include <string.h>

#include "models/waiting.h"

static const struct sim_field fields[] = {
    SIM_FIELD_F64(treasury_params, opening_cny, "CNY", 0, 1e13, 0, "balance at the epoch"),
    SIM_LEVER_F64(treasury_params, operators_cny_per_year, "CNY/year", 0, 1e13, SIM_REQUIRED,
                  "telecom operators' and companies' own capital for data centres"),
    SIM_LEVER_F64(treasury_params, budget_cny_per_year, "CNY/year", 0, 1e13, 0, "budgets of all levels"),
    SIM_LEVER_F64(treasury_params, bonds_cny_per_year, "CNY/year", 0, 1e13, 0, "special-purpose local bonds"),
    SIM_LEVER_F64(treasury_params, loans_cny_per_year, "CNY/year", 0, 1e13, 0,
                  "policy and syndicated bank loans"),
    SIM_LEVER_DATE(treasury_params, reit_from, "2100-01-01", "first day of infrastructure REITs"),
    SIM_LEVER_F64(treasury_params, reit_frac_per_year, "1/year", 0, 1, 0,
                  "share of the value in service that REITs recycle into new building a year"),
    SIM_FIELD_F64(treasury_params, stock_value_cny, "CNY", 0, 1e13, 0, "value in service at the epoch"),
};
const struct sim_table treasury_table =
    SIM_TABLE(treasury_params, fields, "Capital for building, by source.");

struct treasury_state {
    double balance_cny;
    double asset_cny;
};

enum { TIMER_MONTH };

/// At the close of each month. Time 0 is a close itself and pays nothing in: that is the opening balance.
static void wait_for_month_end(struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    sim_timer_set(ctx, TIMER_MONTH, (sim_month_end(today + 1) - today) * SIM_DAY);
}

static void serve(struct treasury_state *state, struct sim_ctx *ctx)
{
    struct waiting_request first;
    uint32_t place;
    while (waiting_first(ctx, &first, &place) && waiting_fits(first.request.amount, state->balance_cny)) {
        state->balance_cny -= first.request.amount;
        waiting_grant(ctx, place, first.request.amount, PORT_LOOKAHEAD);
    }
}

static double month_inflow_cny(const struct treasury_params *params, const struct treasury_state *state,
                               int64_t today)
{
    double per_year = params->operators_cny_per_year + params->budget_cny_per_year +
                      params->bonds_cny_per_year + params->loans_cny_per_year;
    if (today >= params->reit_from)
        per_year += params->reit_frac_per_year * state->asset_cny;
    return per_year / 12;
}

static void start(const void *params_bytes, void *state_bytes, struct sim_ctx *ctx)
{
    const struct treasury_params *params = params_bytes;
    struct treasury_state *state = state_bytes;
    state->balance_cny = params->opening_cny;
    state->asset_cny = params->stock_value_cny;
    wait_for_month_end(ctx);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct treasury_state *state = state_bytes;
    struct port_asset asset;
    switch (event->type) {
    case SIM_TIMER(TIMER_MONTH):
        state->balance_cny += month_inflow_cny(params, state, sim_today(ctx));
        wait_for_month_end(ctx);
        break;
    case PORT_REQUEST: waiting_add(event, ctx); break;
    case PORT_ASSET:
        memcpy(&asset, event->payload, sizeof(asset));
        state->asset_cny += asset.value_cny;
        break;
    }
    serve(state, ctx);
}

const struct sim_kind treasury_kind = {.name = "treasury",
                                       .state_size = sizeof(struct treasury_state),
                                       .timer_count = 1,
                                       .queue_count = 1,
                                       .lookahead = PORT_LOOKAHEAD,
                                       .start = start,
                                       .handle = handle};
