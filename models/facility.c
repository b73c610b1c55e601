#include "models/facility.h"

#include <math.h>
#include <string.h>

static const struct sim_field fields[] = {
    SIM_FIELD_BOOL(
        power_params, is_simulated, 1,
        "work energy out, hour by hour; false, which wants dispatch.policy off: PUE, energy, water, "
        "cost, carbon have no value, and a run is quicker"),
    SIM_LEVER_F64(power_params, overhead_factor, "1", 0.5, 3, 1,
                  "on all power that is not IT: how far operation is from the plant's model"),
    SIM_LEVER_F64(power_params, cny_per_kwh, "CNY/kWh", 0, 100, 0.62, "mean tariff"),
    SIM_FIELD_ARRAY(power_params, tariff_hour_factor, 24, "1", 0, 10, 1,
                    "factor on the tariff, by hour from 0"),
    SIM_FIELD_ARRAY(power_params, load_hour_factor, 24, "1", 0, 10, 1,
                    "factor on the mean IT load, by hour from 0"),
    SIM_LEVER_F64(power_params, carbon_kg_per_kwh, "kg/kWh", 0, 10, 0.5366,
                  "carbon of the grid's electricity"),
    SIM_FIELD_ARRAY(power_params, carbon_hour_factor, 24, "1", 0, 10, 1, "factor on it, by hour from 0"),
};
const struct sim_table power_table = SIM_TABLE(power_params, fields, "How power is used and paid for.");

static const struct sim_field row_fields[] = {
    SIM_FIELD_I64(facility_row, site, "", 0, SIM_OPEN, 0, "index of the site"),
    SIM_FIELD_ARRAY(facility_row, it_mwh, 2, "MWh", 0, SIM_OPEN, 0, "IT energy of the month: stock, new"),
    SIM_FIELD_ARRAY(facility_row, total_mwh, 2, "MWh", 0, SIM_OPEN, 0, "all energy of the month: stock, new"),
    SIM_FIELD_F64(facility_row, full_load_pue, "1", 1, SIM_OPEN, 0,
                  "PUE of the new plant had it been at 90 % load"),
    SIM_FIELD_F64(facility_row, water_m3, "m3", 0, SIM_OPEN, 0, "water of the month"),
    SIM_FIELD_F64(facility_row, cost_cny, "CNY", 0, SIM_OPEN, 0, "cost of electricity of the month"),
    SIM_FIELD_F64(facility_row, carbon_t, "t", 0, SIM_OPEN, 0, "carbon of the month's electricity"),
};
static const struct sim_table row_table =
    SIM_TABLE(facility_row, row_fields, "A month of a site's facility.");
const struct sim_row_type facility_row_type = {"facility", &row_table};

/// One hour of one plant.
static void run_hour(const struct facility_wire *wire, struct facility_state *state, int part, double it_kw,
                     double design_kw, int64_t hour, double cny_per_kwh, double carbon_kg_per_kwh)
{
    if (design_kw <= 0)
        return;
    const struct weather_hour *weather = &wire->weather[hour];
    double overhead = wire->power->overhead_factor, power_per_kw, water_l_per_h;
    // An hour above the nameplate keeps the ratio of a full plant: the tables end there.
    double load_frac = it_kw < design_kw ? it_kw / design_kw : 1,
           scale = load_frac > 0 ? it_kw / (load_frac * design_kw) : 1;
    plant_grid_at(wire->plants[part], load_frac, weather->dry_degc, weather->wet_degc, &power_per_kw,
                  &water_l_per_h);
    double it_kwh = it_kw;
    double total_kwh = it_kwh + (power_per_kw - load_frac) * overhead * design_kw * scale;
    state->it_kwh[part] += it_kwh;
    state->total_kwh[part] += total_kwh;
    state->water_l += water_l_per_h * design_kw * scale;
    state->cost_cny += total_kwh * cny_per_kwh;
    state->carbon_kg += total_kwh * carbon_kg_per_kwh;
    if (part == 1) {
        const double full = FACILITY_FULL_LOAD_FRAC;
        state->full_it_kwh += full * design_kw;
        state->full_total_kwh += (full + (wire->full_load_power[hour] - full) * overhead) * design_kw;
    }
}

/// What the servers of both parts draw in an hour at the use that was told.
static void drawn_kw(const struct facility_wire *wire, const struct facility_state *state, int hour,
                     double kw[2])
{
    kw[0] = kw[1] = 0;
    for (int64_t c = 0; c < wire->class_count; c++) {
        double draw_frac = compute_draw_frac(&wire->classes[c], state->use_frac[c][hour]);
        kw[0] += state->filled.kw[0][c] * draw_frac;
        kw[1] += state->filled.kw[1][c] * draw_frac;
    }
}

/// The 24 hours that end now. is_told: by the use that a dispatcher told.
static void run_day(const struct facility_wire *wire, struct facility_state *state,
                    const struct port_load *load, sim_time now, bool is_told)
{
    int64_t first_hour = now / SIM_HOUR - 24;
    for (int hour = 0; hour < 24; hour++) {
        // Weather is drawn for the run; a run longer than that begins it again.
        int64_t at = (first_hour + hour) % wire->weather_hours;
        double cny_per_kwh = wire->power->cny_per_kwh * wire->power->tariff_hour_factor[hour];
        double carbon_kg_per_kwh = wire->power->carbon_kg_per_kwh * wire->carbon_hour_factor[hour];
        double it_kw[2] = {load->it_kw[0] * wire->load_hour_factor[hour],
                           load->it_kw[1] * wire->load_hour_factor[hour]};
        if (is_told)
            drawn_kw(wire, state, hour, it_kw);
        for (int part = 0; part < 2; part++)
            run_hour(wire, state, part, it_kw[part], load->design_kw[part], at, cny_per_kwh,
                     carbon_kg_per_kwh);
    }
}

static void record(const struct facility_wire *wire, struct facility_state *state, struct sim_ctx *ctx)
{
    struct facility_row row = {
        .site = wire->site,
        .full_load_pue = state->full_it_kwh > 0 ? state->full_total_kwh / state->full_it_kwh : 0,
        .water_m3 = state->water_l / 1000,
        .cost_cny = state->cost_cny,
        .carbon_t = state->carbon_kg / 1000,
    };
    for (int part = 0; part < 2; part++) {
        row.it_mwh[part] = state->it_kwh[part] / UNITS_KWH_PER_MWH;
        row.total_mwh[part] = state->total_kwh[part] / UNITS_KWH_PER_MWH;
    }
    sim_emit(ctx, &facility_row_type, &row);
    memset(state->it_kwh, 0, sizeof(state->it_kwh));
    memset(state->total_kwh, 0, sizeof(state->total_kwh));
    state->full_it_kwh = state->full_total_kwh = state->water_l = state->cost_cny = state->carbon_kg = 0;
}

static void close_day(const struct facility_wire *wire, struct facility_state *state, bool is_told,
                      struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    run_day(wire, state, &state->load, sim_now(ctx), is_told);
    if (sim_month_end(today) == today)
        record(wire, state, ctx);
}

static void take_use(struct facility_state *state, const struct port_use *use)
{
    for (int hour = 0; hour < 24; hour++)
        state->use_frac[use->class_index][hour] = use->hour[hour] / 65535.0;
}

/// The fleet tells of a day first, then the dispatcher, whose number among the processes is higher. Of the first day no
/// dispatcher can have told.
static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct facility_wire *wire = params;
    struct facility_state *state = state_bytes;
    struct port_use use;
    switch (event->type) {
    case PORT_LOAD:
        memcpy(&state->load, event->payload, sizeof(state->load));
        if (!wire->classes || event->time <= SIM_DAY)
            close_day(wire, state, false, ctx);
        break;
    case PORT_FILLED: memcpy(&state->filled, event->payload, sizeof(state->filled)); break;
    case PORT_USE:
        memcpy(&use, event->payload, sizeof(use));
        take_use(state, &use);
        if (use.is_last)
            close_day(wire, state, true, ctx);
        break;
    }
}

const struct sim_kind facility_kind = {.name = "facility",
                                       .state_size = sizeof(struct facility_state),
                                       .lookahead = SIM_NEVER,
                                       .handle = handle};
