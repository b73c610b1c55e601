#include "models/edge_power.h"

#include <math.h>
#include <string.h>

#include "sim/memory.h"

static const struct sim_field fields[] = {
    SIM_FIELD_NAME(edge_power_params, plant, "plants", "", "plant that cools them; none: no energy"),
    SIM_FIELD_F64(edge_power_params, load_frac, "1", 0, 1, 0.5,
                  "IT load over what is installed, once filled"),
    SIM_FIELD_F64(edge_power_params, first_frac, "1", 0, 1, 0.3,
                  "of that load, on the day that a site opens"),
    SIM_FIELD_F64(edge_power_params, fill_days, "day", 0, 10000, 365, "lag of the load behind the sites"),
};
const struct sim_table edge_power_table =
    SIM_TABLE(edge_power_params, fields, "How edge sites are used and cooled.");

static const struct sim_field row_fields[] = {
    SIM_FIELD_I64(edge_power_row, county, "", 0, SIM_OPEN, 0, "index of the county"),
    SIM_FIELD_F64(edge_power_row, racks, "standard rack", 0, SIM_OPEN, 0, "racks of edge sites in service"),
    SIM_FIELD_F64(edge_power_row, it_mwh, "MWh", 0, SIM_OPEN, 0, "IT energy of the month"),
    SIM_FIELD_F64(edge_power_row, total_mwh, "MWh", 0, SIM_OPEN, 0, "all energy of the month"),
    SIM_FIELD_F64(edge_power_row, water_m3, "m3", 0, SIM_OPEN, 0, "water of the month"),
    SIM_FIELD_F64(edge_power_row, cost_cny, "CNY", 0, SIM_OPEN, 0, "cost of electricity of the month"),
    SIM_FIELD_F64(edge_power_row, carbon_t, "t", 0, SIM_OPEN, 0, "carbon of the month's electricity"),
};
static const struct sim_table row_table =
    SIM_TABLE(edge_power_row, row_fields, "A month of a county's edge sites.");
const struct sim_row_type edge_power_row_type = {"edge_power", &row_table};

/// Nodes crowd at low load, where the losses of an idle plant weigh most.
double edge_day_load(int node)
{
    static const double loads[EDGE_DAY_LOADS] = {0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1};
    return loads[node];
}

static void average_day(struct edge_day *day, const struct plant_grid *grid, const struct weather_hour *hours,
                        const double tariff_hour_factor[24], const double load_hour_factor[24])
{
    for (int node = 0; node < EDGE_DAY_LOADS; node++) {
        double other = 0, priced = 0, water = 0;
        for (int hour = 0; hour < 24; hour++) {
            double load = fmin(1, edge_day_load(node) * load_hour_factor[hour]), total, litres;
            plant_grid_at(grid, load, hours[hour].dry_degc, hours[hour].wet_degc, &total, &litres);
            other += total - load;
            priced += (total - load) * tariff_hour_factor[hour];
            water += litres;
        }
        day->other_kw[node] = (float)(other / 24);
        day->priced_other_kw[node] = (float)(priced / 24);
        day->water_l_per_h[node] = (float)(water / 24);
    }
}

struct edge_day *edge_days_create(const struct plant_grid *grid, const struct weather_hour *weather,
                                  int64_t hours, const double tariff_hour_factor[24],
                                  const double load_hour_factor[24])
{
    struct edge_day *days = sim_memory_new((size_t)(hours / 24), sizeof(*days), "weather and plants");
    for (int64_t d = 0; d < hours / 24; d++)
        average_day(&days[d], grid, weather + d * 24, tariff_hour_factor, load_hour_factor);
    return days;
}

static double at(const float *values, int below, double share)
{
    return values[below] + ((double)values[below + 1] - values[below]) * share;
}

/// A day of the county's sites at their mean load.
static void run_day(const struct edge_power_wire *wire, struct edge_power_state *state,
                    const struct edge_day *day)
{
    double load = fmin(1, state->load_kw / state->design_kw), kwh = 24 * state->design_kw;
    int below = 0;
    while (below < EDGE_DAY_LOADS - 2 && edge_day_load(below + 1) <= load)
        below++;
    double share = (load - edge_day_load(below)) / (edge_day_load(below + 1) - edge_day_load(below));
    double overhead = wire->overhead_factor, it_kwh = kwh * load;
    state->it_kwh += it_kwh;
    state->total_kwh += it_kwh + kwh * overhead * at(day->other_kw, below, share);
    state->water_l += kwh * at(day->water_l_per_h, below, share);
    state->cost_cny += wire->cny_per_kwh * (it_kwh * wire->price_factor +
                                            kwh * overhead * at(day->priced_other_kw, below, share));
}

/// Load of the county's sites on a day that follows one of `load_kw`: as their use is told, or on its way to being filled.
static double next_load_kw(const struct edge_power_wire *wire, const struct edge_power_state *state)
{
    if (wire->dispatched)
        return state->design_kw * compute_draw_frac(wire->dispatched, state->use_frac);
    double target_kw = state->design_kw * wire->given->load_frac;
    double stays = wire->given->fill_days > 0 ? exp(-1 / wire->given->fill_days) : 0;
    return target_kw + (state->load_kw - target_kw) * stays;
}

/// Works out all days that have ended by `today`.
static void catch_up(const struct edge_power_wire *wire, struct edge_power_state *state, int64_t today)
{
    for (; state->worked_days < today; state->worked_days++) {
        if (state->design_kw <= 0)
            continue;
        state->load_kw = next_load_kw(wire, state);
        if (wire->days)
            run_day(wire, state, &wire->days[state->worked_days % wire->day_count]);
    }
}

static void record(const struct edge_power_wire *wire, struct edge_power_state *state, struct sim_ctx *ctx)
{
    struct edge_power_row row = {
        .county = wire->county,
        .racks = state->design_kw / UNITS_STANDARD_RACK_KW,
        .it_mwh = state->it_kwh / UNITS_KWH_PER_MWH,
        .total_mwh = state->total_kwh / UNITS_KWH_PER_MWH,
        .water_m3 = state->water_l / 1000,
        .cost_cny = state->cost_cny,
        .carbon_t = state->total_kwh * wire->carbon_kg_per_kwh / 1000,
    };
    sim_emit(ctx, &edge_power_row_type, &row);
    state->it_kwh = state->total_kwh = state->water_l = state->cost_cny = 0;
}

enum { TIMER_MONTH, TIMER_COUNT };

/// Sets the timer to the close of the month that tomorrow is in.
static void set_month(struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    sim_timer_set(ctx, TIMER_MONTH, (sim_month_end(today + 1) - today) * SIM_DAY);
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    (void)params;
    (void)state;
    set_month(ctx);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct edge_power_wire *wire = params;
    struct edge_power_state *state = state_bytes;
    struct port_edge site;
    struct port_edge_use use;
    int64_t today = (int64_t)floor(sim_in_days(event->time));
    // What is told of a day's use comes at its end, and is about that day.
    catch_up(wire, state, event->type == PORT_EDGE_USE ? today - 1 : today);
    switch (event->type) {
    case PORT_EDGE_USE:
        memcpy(&use, event->payload, sizeof(use));
        state->use_frac = use.use_frac;
        catch_up(wire, state, today);
        break;
    case PORT_EDGE:
        memcpy(&site, event->payload, sizeof(site));
        state->design_kw += site.kw;
        state->load_kw += site.kw * wire->given->load_frac * (site.is_stock ? 1 : wire->given->first_frac);
        break;
    case SIM_TIMER(TIMER_MONTH):
        record(wire, state, ctx);
        set_month(ctx);
        break;
    }
}

const struct sim_kind edge_power_kind = {.name = "edge_power",
                                         .state_size = sizeof(struct edge_power_state),
                                         .timer_count = TIMER_COUNT,
                                         .lookahead = SIM_NEVER,
                                         .start = start,
                                         .handle = handle};
