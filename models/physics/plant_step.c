/// An hour of a plant: from the racks outwards, each stage handing on what it leaves.
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "models/physics/cooling_plant.h"
#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/status.h"
#include "sim/units.h"

/// What electricity and heat, make-up and losses may differ by.
#define BALANCE_FRAC 1e-6
/// Where the published tower correlations end (YorkCalc, CoolTools).
#define TOWER_WET_MOST_DEGC 26.7
/// A capacity is exceeded from here on.
#define SHORT_RATIO (1.0 + 1e-9)

/// An hour in the making.
struct hour {
    const struct plant_design *design;
    const struct plant_conditions *conditions;
    struct outside outside;
    struct plant_state *state; // null: an hour on its own
    struct plant_hour *out;
    double left_kw;       // of the liquid's heat, for the machine
    double taken_kw;      // cooling that there was to do
    double compressed_kw; // of it, what compressors did
};

static double changeover(const struct hour *hour)
{
    return hour->state ? hour->design->params->changeover_saving_frac : 0.0;
}

/// The load's way to the room: electrical losses, then fans. Returns the heat to be taken from the air.
static double run_room(struct hour *hour, double load_frac, double *fan_flow_frac)
{
    const struct plant_design *design = hour->design;
    const struct plant_params *params = design->params;
    const struct electrical_params *electrical = &params->electrical;
    struct plant_hour *out = hour->out;
    double fans = params->air.server_fan_frac;
    double left = params->liquid.heat_frac > 0.0 ? params->liquid.server_fan_left_frac : 1.0;
    out->it_kw = load_frac;
    out->server_fan_kw = load_frac * left * fans / (1.0 - fans + left * fans);
    out->distribution_loss_kw = electrical_distribution_loss_kw(electrical, load_frac);
    out->ups_loss_kw = electrical_ups_loss_kw(electrical, load_frac + out->distribution_loss_kw);
    out->lighting_kw = electrical->lighting_frac;
    double room_kw = out->it_kw * (1.0 - params->liquid.heat_frac) + out->distribution_loss_kw +
                     out->ups_loss_kw + out->lighting_kw;
    *fan_flow_frac = fmax(room_kw / design->air.room_kw, params->air.minimum_speed_frac);
    out->fan_kw = room_air_fan_kw(&design->air, room_kw);
    return room_kw + out->fan_kw;
}

static void note_reuse(struct hour *hour, const struct reuse_hour *reuse)
{
    hour->out->heat_pump_kw = reuse->power_kw;
    hour->out->heat_reused_kw = reuse->delivered_kw;
}

/// The racks' liquid and whoever wants its heat.
static void run_liquid(struct hour *hour)
{
    const struct plant_design *design = hour->design;
    const struct liquid_params *params = &design->params->liquid;
    struct plant_hour *out = hour->out;
    if (params->heat_frac <= 0.0)
        return;
    bool has_help = design->chilled_water.machine == MACHINE_CHILLER_AIR ||
                    design->chilled_water.machine == MACHINE_CHILLER_WATER;
    double racks_kw = params->heat_frac * out->it_kw;
    double wanted_kw = numeric_clamp(hour->conditions->reuse_frac, 0.0, 1.0) * design->liquid.heat_kw;
    struct reuse_hour reuse = {0};
    if (wanted_kw > 0.0)
        reuse = reuse_run(&design->params->reuse, wanted_kw, racks_kw, params->supply_degc + params->rise_k);
    struct liquid_hour liquid =
        liquid_run(&design->liquid, racks_kw, reuse.taken_kw, has_help, &hour->outside);
    note_reuse(hour, &reuse);
    out->pump_kw += liquid.pump_kw;
    out->tower_fan_kw += liquid.fan_kw;
    out->heat_rejected_kw += liquid.heat_rejected_kw;
    out->evaporation_l_per_h += liquid.evaporation_l_per_h;
    out->drift_l_per_h += liquid.drift_l_per_h;
    out->liquid_degc = liquid.supply_degc;
    out->liquid_flow_frac = liquid.flow_frac;
    out->liquid_air_frac = liquid.air_frac;
    out->flags |= liquid.is_warm ? PLANT_SHORT : 0;
    hour->left_kw = liquid.left_kw;
    hour->taken_kw += liquid.heat_kw;
}

static double dx_kw(const struct hour *hour, double load_kw, int64_t *flags)
{
    const struct plant_params *params = hour->design->params;
    return chiller_dx_kw(&params->chiller, params->air.supply_degc, params->cop_factor, load_kw,
                         hour->outside.dry_degc, flags);
}

/// Direct expansion, with pumped refrigerant before it where that is cheaper.
static void run_dx(struct hour *hour, double cooling_kw, double return_degc)
{
    const struct plant_design *design = hour->design;
    struct plant_hour *out = hour->out;
    int64_t flags = 0;
    double compressor_kw = dx_kw(hour, cooling_kw, &flags);
    struct refrigerant_pump_hour pumped = {0};
    if (design->parts.free == FREE_REFRIGERANT_PUMP) {
        bool was = hour->state && hour->state->is_economizing > 0.0, now = false;
        int64_t other_flags = 0;
        pumped = refrigerant_pump_run(&design->params->refrigerant_pump, design->machine_kw,
                                      design->params->chiller.sizing_ratio * design->machine_kw, cooling_kw,
                                      return_degc, hour->outside.dry_degc);
        double other_kw = dx_kw(hour, cooling_kw - pumped.taken_kw, &other_flags);
        double all_kw = other_kw + pumped.pump_kw + pumped.fan_kw, least = 1.0 - changeover(hour);
        now =
            pumped.taken_kw > 0.0 && (was ? all_kw * least <= compressor_kw : all_kw < compressor_kw * least);
        if (now) {
            compressor_kw = other_kw;
            flags = other_flags;
        } else {
            pumped = (struct refrigerant_pump_hour){0};
        }
        if (hour->state)
            hour->state->is_economizing = now;
    }
    out->compressor_kw += compressor_kw;
    out->pump_kw += pumped.pump_kw;
    out->tower_fan_kw += pumped.fan_kw;
    out->heat_rejected_kw += cooling_kw + compressor_kw + pumped.pump_kw + pumped.fan_kw;
    out->flags |= flags;
    out->compressor_load_kw = cooling_kw - pumped.taken_kw;
    hour->compressed_kw += out->compressor_load_kw;
}

/// Filling or emptying of the tank: what the chilled water has to do beyond the room.
static double run_store(struct hour *hour, double cooling_kw)
{
    const struct plant_design *design = hour->design;
    const struct store_params *params = &design->params->store;
    if (params->capacity_h <= 0.0 || !hour->state)
        return 0.0;
    double spare_kw = design->params->chiller.sizing_ratio * design->machine_kw - cooling_kw;
    struct store_hour store = store_run(params, design->machine_kw, hour->state->stored_kwh,
                                        hour->conditions->store_frac, cooling_kw, spare_kw);
    hour->out->heat_stored_kw = hour->state->stored_kwh - store.stored_kwh;
    hour->out->heat_rejected_kw -= store.loss_kw; // comes in from the tank's surroundings
    hour->state->stored_kwh = store.stored_kwh;
    return store.charge_kw;
}

static void run_chilled_water(struct hour *hour, double cooling_kw)
{
    const struct plant_design *design = hour->design;
    const struct plant_params *params = design->params;
    struct plant_hour *out = hour->out;
    double charge_kw = run_store(hour, cooling_kw);
    out->chilled_degc = params->chilled_water_degc;
    if (cooling_kw + fmax(charge_kw, 0.0) <= 0.0)
        return; // the loop rests
    struct reuse_hour reuse = {0};
    double wanted_kw = numeric_clamp(hour->conditions->reuse_frac, 0.0, 1.0) * design->machine_kw;
    if (wanted_kw > 0.0 && params->liquid.heat_frac <= 0.0) {
        reuse = reuse_run(&params->reuse, wanted_kw, cooling_kw + fmin(charge_kw, 0.0),
                          params->chilled_water_degc + params->water.rise_k);
        note_reuse(hour, &reuse);
    }
    struct chilled_water_ask ask = {.cooling_kw = cooling_kw,
                                    .other_kw = charge_kw - reuse.taken_kw,
                                    .outside = hour->outside,
                                    .saving_frac = changeover(hour)};
    bool is_engaged = hour->state && hour->state->is_economizing > 0.0;
    struct chilled_water_hour water =
        chilled_water_run(&design->chilled_water, &ask, hour->state ? &is_engaged : NULL);
    if (hour->state)
        hour->state->is_economizing = is_engaged;
    out->pump_kw += water.pump_kw;
    out->compressor_kw += water.compressor_kw;
    out->tower_fan_kw += water.tower_fan_kw;
    out->heat_rejected_kw += water.heat_rejected_kw;
    out->evaporation_l_per_h += water.evaporation_l_per_h;
    out->drift_l_per_h += water.drift_l_per_h;
    out->chilled_degc = water.chilled_degc;
    out->condenser_degc = water.condenser_degc;
    out->exchanged_frac = water.free_frac;
    out->compressor_load_kw = water.chiller_load_kw;
    out->entering_degc = water.entering_degc;
    out->chilled_flow_frac = water.chilled_flow_frac;
    out->condenser_flow_frac = water.condenser_flow_frac;
    out->sink_air_frac = water.sink_air_frac;
    out->flags |= water.flags;
    hour->compressed_kw += (1.0 - water.free_frac) * fmax(cooling_kw - reuse.taken_kw, 0.0);
}

/// What the air stage leaves, and the liquid's sink.
static void run_machine(struct hour *hour, double cooling_kw, double return_degc)
{
    if (hour->design->parts.machine == MACHINE_DX)
        run_dx(hour, cooling_kw, return_degc);
    else
        run_chilled_water(hour, cooling_kw + hour->left_kw);
}

static double cooling_power_kw(const struct plant_hour *out)
{
    return out->fan_kw + out->pump_kw + out->compressor_kw + out->tower_fan_kw + out->heat_pump_kw;
}

static void run_indirect(struct hour *hour, double cooling_kw, double return_degc)
{
    const struct plant_design *design = hour->design;
    struct plant_hour *out = hour->out;
    struct indirect_hour indirect =
        indirect_run(&design->indirect, cooling_kw, hour->outside.dry_degc, hour->outside.wet_degc);
    if (design->parts.machine == MACHINE_DX && indirect.short_kw > design->trim_kw * SHORT_RATIO)
        out->flags |= PLANT_SHORT;
    out->tower_fan_kw += indirect.fan_kw;
    out->heat_rejected_kw += indirect.dry_kw + indirect.fan_kw + indirect.exhaust.heat_kw;
    out->evaporation_l_per_h += indirect.exhaust.evaporation_l_per_h;
    run_machine(hour, indirect.short_kw, return_degc);
}

/// Dampers open or closed, whichever is cheaper; each with the machine's answer to it.
static void run_outdoor(struct hour *hour, double cooling_kw, double return_degc, double fan_flow_frac)
{
    const struct plant_design *design = hour->design;
    struct outdoor_air_hour open = {0};
    if (cooling_kw > 0.0)
        open = outdoor_air_run(&design->params->outdoor, &design->air, cooling_kw, fan_flow_frac,
                               &hour->outside, design->pressure_pa);
    struct plant_state state = hour->state ? *hour->state : (struct plant_state){0}, closed_state = state;
    struct plant_hour out = *hour->out;
    struct hour closed = *hour;
    closed.out = &out;
    closed.state = hour->state ? &closed_state : NULL;
    run_machine(&closed, cooling_kw, return_degc);
    bool now = false;
    if (open.is_usable) {
        struct plant_hour *with = hour->out;
        with->fan_kw += open.fan_kw;
        with->pump_kw += open.pump_kw;
        with->heat_rejected_kw += open.heat_rejected_kw + open.pump_kw;
        with->humidification_l_per_h += open.evaporation_l_per_h;
        hour->taken_kw += open.fan_kw;
        run_machine(hour, open.left_kw, return_degc);
        double least = 1.0 - changeover(hour), with_kw = cooling_power_kw(with),
               without_kw = cooling_power_kw(&out);
        now = state.is_open > 0.0 ? with_kw * least <= without_kw : with_kw < without_kw * least;
    }
    if (!now) {
        *hour->out = out;
        hour->compressed_kw = closed.compressed_kw;
        hour->taken_kw = closed.taken_kw;
        if (hour->state)
            *hour->state = closed_state;
    }
    if (hour->state)
        hour->state->is_open = now;
}

/// Sums electricity and heat, and holds them against each other.
static void close_balance(const struct plant_design *design, struct plant_hour *out)
{
    double it_chain_kw = out->it_kw + out->distribution_loss_kw + out->ups_loss_kw;
    double other_kw = out->lighting_kw + cooling_power_kw(out);
    out->transformer_loss_kw =
        electrical_transformer_loss_kw(&design->params->electrical, it_chain_kw, other_kw);
    out->heat_rejected_kw += out->transformer_loss_kw; // outdoors or ventilated
    out->total_kw = it_chain_kw + other_kw + out->transformer_loss_kw;
    out->residual_kw = out->total_kw - out->heat_rejected_kw - out->heat_reused_kw - out->heat_stored_kw;
    SIM_ASSERT(fabs(out->residual_kw) <= BALANCE_FRAC * out->total_kw,
               "plant %s: %g kW in, %g kW out as heat", design->params->id, out->total_kw,
               out->total_kw - out->residual_kw);
}

/// Blow-down and make-up. What the make-up must be for the salts to stay, from evaporation alone, is the check on it.
static void close_water(const struct plant_design *design, struct plant_hour *out)
{
    double ratio = design->params->concentration_ratio;
    double pure_l_per_h = out->evaporation_l_per_h + out->humidification_l_per_h;
    out->blowdown_l_per_h = fmax(0.0, pure_l_per_h / (ratio - 1.0) - out->drift_l_per_h);
    out->water_l_per_h =
        out->evaporation_l_per_h + out->humidification_l_per_h + out->drift_l_per_h + out->blowdown_l_per_h;
    double salts_l_per_h = fmax(pure_l_per_h * ratio / (ratio - 1.0), pure_l_per_h + out->drift_l_per_h);
    out->water_residual_l_per_h = salts_l_per_h - out->water_l_per_h;
    SIM_ASSERT(fabs(out->water_residual_l_per_h) <= BALANCE_FRAC * (1.0 + out->water_l_per_h),
               "plant %s: make-up of %g L/h, salts need %g", design->params->id, out->water_l_per_h,
               salts_l_per_h);
}

static void note_mode(const struct hour *hour)
{
    const struct parts_params *parts = &hour->design->parts;
    struct plant_hour *out = hour->out;
    out->free_frac =
        hour->taken_kw > 0.0 ? numeric_clamp(1.0 - hour->compressed_kw / hour->taken_kw, 0.0, 1.0) : 1.0;
    if (out->compressor_kw <= 0.0)
        out->mode = hour->taken_kw > 0.0 ? PLANT_FREE : PLANT_IDLE;
    else
        out->mode = out->free_frac > 0.0 ? PLANT_PARTIAL : PLANT_MECHANICAL;
    bool has_tower = parts->sink == SINK_TOWER || parts->liquid_sink == SINK_TOWER;
    if (has_tower && hour->outside.wet_degc > TOWER_WET_MOST_DEGC)
        out->flags |= PLANT_TOWER_RANGE;
}

void plant_step(const struct plant_design *design, const struct plant_conditions *conditions,
                struct plant_state *state, struct plant_hour *out)
{
    const struct plant_params *params = design->params;
    *out = (struct plant_hour){.supply_degc = params->air.supply_degc};
    double load_frac = conditions->load_frac;
    if (!(load_frac >= 0.0 && load_frac <= 1.0 && conditions->wet_degc <= conditions->dry_degc))
        out->flags |= PLANT_CLAMPED;
    load_frac = numeric_clamp(load_frac, 0.0, 1.0);
    struct outside outside = {conditions->dry_degc, fmin(conditions->wet_degc, conditions->dry_degc),
                              conditions->sea_degc};
    struct hour hour = {
        .design = design, .conditions = conditions, .outside = outside, .state = state, .out = out};
    double fan_flow_frac, cooling_kw = run_room(&hour, load_frac, &fan_flow_frac);
    double return_degc =
        params->air.supply_degc +
        cooling_kw * UNITS_W_PER_KW / (design->air.kg_per_s * fan_flow_frac * PSYCHROMETRICS_AIR_J_PER_KG_K);
    hour.taken_kw = cooling_kw;
    run_liquid(&hour);
    if (design->parts.air == AIR_INDIRECT)
        run_indirect(&hour, cooling_kw, return_degc);
    else if (design->parts.air == AIR_OUTDOOR)
        run_outdoor(&hour, cooling_kw, return_degc, fan_flow_frac);
    else
        run_machine(&hour, cooling_kw, return_degc);
    close_balance(design, out);
    close_water(design, out);
    note_mode(&hour);
}

void plant_run(const struct plant_design *design, double load_frac, double dry_degc, double wet_degc,
               struct plant_hour *out)
{
    double sea_degc = 0.0;
    for (int month = 0; month < 12; month++)
        sea_degc += design->params->sea.mean_degc[month] / 12.0;
    struct plant_conditions conditions = {
        .load_frac = load_frac, .dry_degc = dry_degc, .wet_degc = wet_degc, .sea_degc = sea_degc};
    plant_step(design, &conditions, NULL, out);
}

void plant_hour(const struct plant_params *params, double load_frac, double dry_degc, double wet_degc,
                double pressure_pa, struct plant_hour *out)
{
    struct plant_design design;
    plant_size(params, pressure_pa, &design);
    plant_run(&design, load_frac, dry_degc, wet_degc, out);
}

double plant_pue(const struct plant_hour *hour)
{
    return hour->it_kw > 0.0 ? hour->total_kw / hour->it_kw : INFINITY;
}
