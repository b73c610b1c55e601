#include "models/quota.h"

#include "models/waiting.h"

static const struct sim_field fields[] = {
    SIM_LEVER_F64(quota_params, threshold_mw, "MW", 0, 1000, SIM_REQUIRED,
                  "IT power from which a project needs the provincial review"),
    SIM_LEVER_F64(quota_params, annual_mw, "MW", 0.1, 1e6, SIM_REQUIRED,
                  "IT power that a year's quota lets start"),
    SIM_FIELD_F64(quota_params, opening_mw, "MW", 0, 1e6, 0,
                  "quota still left at the epoch, where that is no end of a year"),
    SIM_LEVER_F64(quota_params, review_days, "day", 1, 2000, SIM_REQUIRED, "median time of a review"),
    SIM_LEVER_F64(quota_params, review_sigma, "1", 0, 2, 0.4, "spread of the time: sigma of its logarithm"),
};
const struct sim_table quota_table =
    SIM_TABLE(quota_params, fields, "Energy-conservation review and the yearly energy quota.");

struct quota_state {
    double left_mw;
};

enum { TIMER_YEAR, STREAM_REVIEW = 0 };

static void wait_for_new_year(struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    struct sim_date date = sim_date_of(today + 1);
    int64_t year_end = sim_civil_day((struct sim_date){date.year, 12, 31});
    sim_timer_set(ctx, TIMER_YEAR, (year_end - today) * SIM_DAY);
}

static void serve(const struct quota_params *params, struct quota_state *state, struct sim_ctx *ctx)
{
    struct waiting_request first;
    uint32_t place;
    while (waiting_first(ctx, &first, &place)) {
        // A project larger than a whole year's quota takes the whole year, or it would never start.
        bool takes_all = first.request.amount > params->annual_mw && state->left_mw >= params->annual_mw;
        if (!waiting_fits(first.request.amount, state->left_mw) && !takes_all)
            return;
        state->left_mw = takes_all ? 0 : state->left_mw - first.request.amount;
        double days =
            sim_rng_lognormal(sim_draw(ctx, STREAM_REVIEW), params->review_days, params->review_sigma);
        waiting_grant(ctx, place, first.request.amount, sim_days(days));
    }
}

static void start(const void *params_bytes, void *state_bytes, struct sim_ctx *ctx)
{
    const struct quota_params *params = params_bytes;
    struct quota_state *state = state_bytes;
    // The epoch is a day's close: at that of 31 December the new year's quota is open.
    struct sim_date tomorrow = sim_date_of(sim_today(ctx) + 1);
    bool is_new_year = tomorrow.month == 1 && tomorrow.day == 1;
    state->left_mw = is_new_year ? params->annual_mw : params->opening_mw;
    wait_for_new_year(ctx);
}

static void handle(const void *params_bytes, void *state_bytes, const struct sim_event *event,
                   struct sim_ctx *ctx)
{
    const struct quota_params *params = params_bytes;
    struct quota_state *state = state_bytes;
    switch (event->type) {
    case SIM_TIMER(TIMER_YEAR):
        state->left_mw = params->annual_mw;
        wait_for_new_year(ctx);
        break;
    case PORT_REQUEST: waiting_add(event, ctx); break;
    }
    serve(params, state, ctx);
}

const struct sim_kind quota_kind = {.name = "quota",
                                    .state_size = sizeof(struct quota_state),
                                    .timer_count = 1,
                                    .stream_count = 1,
                                    .queue_count = 1,
                                    .lookahead = PORT_LOOKAHEAD,
                                    .start = start,
                                    .handle = handle};
