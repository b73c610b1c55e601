#include "models/storm.h"

static const struct sim_field fields[] = {
    SIM_FIELD_F64(storm_params, storms_per_year, "1/year", 0, 100, 0, "storms a year that stop outdoor work"),
    SIM_FIELD_I64(storm_params, first_month, "month", 1, 12, 7, "first month of the season"),
    SIM_FIELD_I64(storm_params, last_month, "month", 1, 12, 10, "last month of the season"),
    SIM_LEVER_F64(storm_params, stop_days, "day", 0.1, 100, 3, "median time for which a storm stops work"),
    SIM_LEVER_F64(storm_params, stop_sigma, "1", 0, 2, 0.5, "spread of that time: sigma of its logarithm"),
};
const struct sim_table storm_table = SIM_TABLE(storm_params, fields, "Typhoon season.");

enum { TIMER_NEXT, STREAM_STORM = 0 };

/// Longest wait looked at: storms rarer than once in a century do not come.
#define WAIT_MAX_DAYS 36525

static double season_days(const struct storm_params *given)
{
    return (double)(given->last_month - given->first_month + 1) * UNITS_DAYS_PER_MONTH;
}

static bool is_season(const struct storm_params *given, int64_t civil_day)
{
    int month = sim_date_of(civil_day).month;
    return month >= given->first_month && month <= given->last_month;
}

/// Time to the next storm: exponential in season time, out of season skipped.
static void wait_for_next(const struct storm_params *given, struct sim_ctx *ctx)
{
    if (given->storms_per_year <= 0 || season_days(given) <= 0)
        return;
    double left_days =
        sim_rng_exponential(sim_draw(ctx, STREAM_STORM), season_days(given) / given->storms_per_year);
    double wait_days = 0;
    int64_t today = sim_today(ctx);
    // The season is a set of whole months: day by day, the rest of today first.
    double day_left = (double)((sim_now(ctx) + SIM_DAY - 1) / SIM_DAY) - sim_in_days(sim_now(ctx));
    for (int64_t day = today; wait_days < WAIT_MAX_DAYS; day++) {
        if (is_season(given, day)) {
            if (left_days <= day_left)
                break;
            left_days -= day_left;
        }
        wait_days += day_left;
        day_left = 1;
    }
    sim_timer_set(ctx, TIMER_NEXT, sim_days(wait_days + left_days));
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)state;
    wait_for_next(((const struct storm_wire *)params)->given, ctx);
}

static void handle(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct storm_wire *wire = params;
    (void)state, (void)event;
    struct port_storm storm = {
        .stop_days =
            sim_rng_lognormal(sim_draw(ctx, STREAM_STORM), wire->given->stop_days, wire->given->stop_sigma)};
    for (uint32_t i = 0; i < wire->project_count; i++)
        port_send_storm(ctx, wire->projects[i], PORT_LOOKAHEAD, &storm);
    wait_for_next(wire->given, ctx);
}

const struct sim_kind storm_kind = {.name = "storm",
                                    .timer_count = 1,
                                    .stream_count = 1,
                                    .lookahead = PORT_LOOKAHEAD,
                                    .start = start,
                                    .handle = handle};
