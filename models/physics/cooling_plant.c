#include "models/physics/cooling_plant.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "models/physics/numeric.h"
#include "sim/status.h"

/// What electricity and heat, make-up and losses may differ by.
#define BALANCE_FRAC 1e-6
/// Where the published tower correlations end (YorkCalc, CoolTools).
#define TOWER_WET_MOST_DEGC 26.7

static const char *const options[] = {"dx",
                                      "chiller_air",
                                      "chiller_water",
                                      "chiller_water_economizer",
                                      "indirect_evaporative",
                                      "dx_refrigerant_pump",
                                      "chiller_air_economizer",
                                      "outdoor_air",
                                      "liquid_tower",
                                      "liquid_dry_cooler",
                                      "seawater",
                                      NULL};

static const char *const modes[PLANT_MODE_COUNT] = {"idle", "mechanical", "partial", "free"};

/// What each option is made of.
static const struct parts_params compositions[PLANT_OPTION_COUNT] = {
    //                                  air           free                   machine                sink              liquid
    [PLANT_DX] = {AIR_NONE, FREE_NONE, MACHINE_DX, SINK_NONE, SINK_NONE},
    [PLANT_CHILLER_AIR] = {AIR_NONE, FREE_NONE, MACHINE_CHILLER_AIR, SINK_NONE, SINK_NONE},
    [PLANT_CHILLER_WATER] = {AIR_NONE, FREE_NONE, MACHINE_CHILLER_WATER, SINK_TOWER, SINK_NONE},
    [PLANT_CHILLER_WATER_ECONOMIZER] = {AIR_NONE, FREE_EXCHANGER, MACHINE_CHILLER_WATER, SINK_TOWER,
                                        SINK_NONE},
    [PLANT_INDIRECT_EVAPORATIVE] = {AIR_INDIRECT, FREE_NONE, MACHINE_DX, SINK_NONE, SINK_NONE},
    [PLANT_DX_REFRIGERANT_PUMP] = {AIR_NONE, FREE_REFRIGERANT_PUMP, MACHINE_DX, SINK_NONE, SINK_NONE},
    [PLANT_CHILLER_AIR_ECONOMIZER] = {AIR_NONE, FREE_EXCHANGER, MACHINE_CHILLER_AIR, SINK_DRY_COOLER,
                                      SINK_NONE},
    [PLANT_OUTDOOR_AIR] = {AIR_OUTDOOR, FREE_NONE, MACHINE_DX, SINK_NONE, SINK_NONE},
    [PLANT_LIQUID_TOWER] = {AIR_NONE, FREE_EXCHANGER, MACHINE_CHILLER_WATER, SINK_TOWER, SINK_TOWER},
    [PLANT_LIQUID_DRY_COOLER] = {AIR_NONE, FREE_EXCHANGER, MACHINE_CHILLER_AIR, SINK_DRY_COOLER,
                                 SINK_DRY_COOLER},
    [PLANT_SEAWATER] = {AIR_NONE, FREE_EXCHANGER, MACHINE_CHILLER_WATER, SINK_SEAWATER, SINK_NONE},
};

// Defaults without [LM] are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(plant_params, id, NULL, "key of the plant"),
    SIM_FIELD_TEXT(plant_params, name, "", "name of the plant"),
    SIM_FIELD_CHOICE(plant_params, option, options, PLANT_CHILLER_WATER_ECONOMIZER,
                     "how the heat is taken away; `parts` changes single parts of it"),
    SIM_FIELD_F64(plant_params, chilled_water_degc, "degC", 4, 30, 15, "chilled water to the room"),
    SIM_FIELD_F64(plant_params, cop_factor, "1", 0.5, 1.1, 0.9,
                  "COP as operated over COP of the maker's curve"),
    SIM_FIELD_F64(plant_params, design_dry_degc, "degC", 10, 50, 36, "dry bulb that the plant is sized for"),
    SIM_FIELD_F64(plant_params, design_wet_degc, "degC", 5, 35, 28, "wet bulb that the plant is sized for"),
    SIM_FIELD_F64(plant_params, concentration_ratio, "1", 1.5, 20, 5, "cycles of concentration [LM: 3-15]"),
    SIM_FIELD_F64(plant_params, changeover_saving_frac, "1", 0, 0.5, 0.03,
                  "cooling power that engaging or leaving the economizer must save, of itself: hysteresis"),
    SIM_FIELD_GROUP(plant_params, parts, &parts_table, "composition, where it differs from the option's"),
    SIM_FIELD_GROUP(plant_params, air, &room_air_table, "air of the room and its fans"),
    SIM_FIELD_GROUP(plant_params, outdoor, &outdoor_air_table, "outdoor air through the room"),
    SIM_FIELD_GROUP(plant_params, indirect, &indirect_table, "indirect evaporative air handler"),
    SIM_FIELD_GROUP(plant_params, liquid, &liquid_table, "liquid to the racks"),
    SIM_FIELD_GROUP(plant_params, water, &chilled_water_table, "chilled and condenser water"),
    SIM_FIELD_GROUP(plant_params, refrigerant_pump, &refrigerant_pump_table,
                    "refrigerant pump of direct expansion"),
    SIM_FIELD_GROUP(plant_params, chiller, &chiller_table, "compressors"),
    SIM_FIELD_GROUP(plant_params, tower, &tower_table, "cooling tower"),
    SIM_FIELD_GROUP(plant_params, dry_cooler, &dry_cooler_table, "dry cooler"),
    SIM_FIELD_GROUP(plant_params, sea, &sea_table, "seawater"),
    SIM_FIELD_GROUP(plant_params, store, &store_table, "tank of chilled water"),
    SIM_FIELD_GROUP(plant_params, reuse, &reuse_table, "heat for others"),
    SIM_FIELD_GROUP(plant_params, electrical, &electrical_table, "transformers, UPS, distribution"),
};

const struct sim_table plant_params_table =
    SIM_TABLE(plant_params, fields, "a hall's cooling and power chain, per kW of design IT load");

/// Writes the table's defaults into a struct; numbers and choices only, texts stay null.
static void fill_defaults(const struct sim_table *table, char *object)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        char *member = object + field->offset;
        if (field->type == SIM_GROUP) {
            fill_defaults(field->table, member);
        } else if (field->type == SIM_F64) {
            for (size_t k = 0; k < field->count; k++)
                memcpy(member + k * sizeof field->fallback, &field->fallback, sizeof field->fallback);
        } else if (field->type == SIM_I64 || field->type == SIM_CHOICE || field->type == SIM_BOOL) {
            int64_t value = (int64_t)field->fallback;
            memcpy(member, &value, sizeof value);
        }
    }
}

static struct chilled_water chilled_water_of(const struct plant_design *design, bool has_tower)
{
    const struct plant_params *params = design->params;
    return chilled_water_size(&(struct chilled_water_def){
        .water = &params->water,
        .chiller = &params->chiller,
        .tower = has_tower ? &params->tower : NULL,
        .supply_degc = params->chilled_water_degc,
        .cop_factor = params->cop_factor,
        .design_dry_degc = params->design_dry_degc,
        .design_wet_degc = params->design_wet_degc,
        .cooling_kw = design->air.cooling_kw,
        .pressure_pa = design->pressure_pa,
    });
}

/// The load's way to the room: electrical losses, then fans. Returns the heat to be taken away.
static double run_room(const struct plant_design *design, double load_frac, struct plant_hour *out)
{
    const struct electrical_params *electrical = &design->params->electrical;
    out->it_kw = load_frac;
    out->distribution_loss_kw = electrical_distribution_loss_kw(electrical, load_frac);
    out->ups_loss_kw = electrical_ups_loss_kw(electrical, load_frac + out->distribution_loss_kw);
    out->lighting_kw = electrical->lighting_frac;
    double room_kw = out->it_kw + out->distribution_loss_kw + out->ups_loss_kw + out->lighting_kw;
    out->fan_kw = room_air_fan_kw(&design->air, room_kw);
    return room_kw + out->fan_kw;
}

static double dx_kw(const struct plant_params *params, double load_kw, double dry_degc, int64_t *flags)
{
    return chiller_dx_kw(&params->chiller, params->air.supply_degc, params->cop_factor, load_kw, dry_degc,
                         flags);
}

static void run_dx(const struct plant_design *design, double cooling_kw, double dry_degc,
                   struct plant_hour *out)
{
    out->compressor_kw = dx_kw(design->params, cooling_kw, dry_degc, &out->flags);
    out->heat_rejected_kw = cooling_kw + out->compressor_kw;
}

static void take_chilled_water(const struct chilled_water_hour *hour, struct plant_hour *out)
{
    out->pump_kw = hour->pump_kw;
    out->compressor_kw = hour->compressor_kw;
    out->tower_fan_kw = hour->tower_fan_kw;
    out->free_frac = hour->free_frac;
    out->heat_rejected_kw = hour->heat_rejected_kw;
    out->evaporation_l_per_h = hour->evaporation_l_per_h;
    out->drift_l_per_h = hour->drift_l_per_h;
    out->flags |= hour->flags;
}

static void run_indirect(const struct plant_design *design, double cooling_kw, double dry_degc,
                         double wet_degc, struct plant_hour *out)
{
    struct indirect_hour hour = indirect_run(&design->indirect, cooling_kw, dry_degc, wet_degc);
    if (hour.short_kw > design->trim_kw * (1.0 + 1e-9))
        out->flags |= PLANT_SHORT;
    out->compressor_kw = dx_kw(design->params, hour.short_kw, dry_degc, &out->flags);
    out->tower_fan_kw = hour.fan_kw;
    out->free_frac = cooling_kw > 0.0 ? 1.0 - hour.short_kw / cooling_kw : 1.0;
    out->heat_rejected_kw = hour.dry_kw + hour.short_kw + out->compressor_kw + out->tower_fan_kw;
    out->heat_rejected_kw += hour.exhaust.heat_kw;
    out->evaporation_l_per_h = hour.exhaust.evaporation_l_per_h;
}

static void run_cooling(const struct plant_design *design, double cooling_kw, double dry_degc,
                        double wet_degc, struct plant_hour *out)
{
    const struct chilled_water *chilled = &design->chilled_water;
    struct chilled_water_hour hour;
    if (design->parts.air == AIR_INDIRECT) {
        run_indirect(design, cooling_kw, dry_degc, wet_degc, out);
    } else if (design->parts.machine == MACHINE_DX) {
        run_dx(design, cooling_kw, dry_degc, out);
    } else if (design->parts.machine == MACHINE_CHILLER_AIR) {
        hour = chilled_water_run_air(chilled, cooling_kw, dry_degc);
        take_chilled_water(&hour, out);
    } else {
        hour = chilled_water_run_tower(chilled, cooling_kw, dry_degc, wet_degc,
                                       design->parts.free == FREE_EXCHANGER);
        take_chilled_water(&hour, out);
    }
}

struct parts_params plant_parts_of(const struct plant_params *params)
{
    struct parts_params parts = compositions[params->option];
    parts.air = params->parts.air != AIR_AS_OPTION ? params->parts.air : parts.air;
    parts.free = params->parts.free != FREE_AS_OPTION ? params->parts.free : parts.free;
    parts.machine = params->parts.machine != MACHINE_AS_OPTION ? params->parts.machine : parts.machine;
    parts.sink = params->parts.sink != SINK_AS_OPTION ? params->parts.sink : parts.sink;
    if (params->parts.liquid_sink != SINK_AS_OPTION)
        parts.liquid_sink = params->parts.liquid_sink;
    return parts;
}

struct plant_params plant_params_default(enum plant_option option)
{
    struct plant_params params = {0};
    fill_defaults(&plant_params_table, (char *)&params);
    params.id = options[option];
    params.name = options[option];
    params.option = option;
    return params;
}

const char *plant_option_name(enum plant_option option)
{
    return options[option];
}

const char *plant_mode_name(enum plant_mode mode)
{
    return modes[mode];
}

void plant_size(const struct plant_params *params, double pressure_pa, struct plant_design *design)
{
    *design =
        (struct plant_design){.params = params, .parts = plant_parts_of(params), .pressure_pa = pressure_pa};
    const struct electrical_params *electrical = &params->electrical;
    double distribution_kw = electrical_distribution_loss_kw(electrical, 1.0);
    double room_kw = 1.0 + distribution_kw + electrical_ups_loss_kw(electrical, 1.0 + distribution_kw) +
                     electrical->lighting_frac;
    design->air = room_air_size(&params->air, room_kw, pressure_pa);
    if (design->parts.air == AIR_INDIRECT) {
        design->indirect = indirect_size(&params->indirect, &design->air, params->design_dry_degc,
                                         params->design_wet_degc, pressure_pa);
        design->trim_kw = params->chiller.sizing_ratio * design->indirect.short_kw;
    } else if (design->parts.machine != MACHINE_DX) {
        design->chilled_water = chilled_water_of(design, design->parts.machine == MACHINE_CHILLER_WATER);
    }
}

/// Sums electricity and heat, and holds them against each other.
static void close_balance(const struct plant_design *design, struct plant_hour *out)
{
    double it_chain_kw = out->it_kw + out->distribution_loss_kw + out->ups_loss_kw;
    double other_kw = out->lighting_kw + out->fan_kw + out->pump_kw + out->compressor_kw + out->tower_fan_kw +
                      out->heat_pump_kw;
    out->transformer_loss_kw =
        electrical_transformer_loss_kw(&design->params->electrical, it_chain_kw, other_kw);
    out->heat_rejected_kw += out->transformer_loss_kw; // outdoors or ventilated
    out->total_kw = it_chain_kw + other_kw + out->transformer_loss_kw;
    out->residual_kw = out->total_kw - out->heat_rejected_kw - out->heat_reused_kw - out->heat_stored_kw;
    SIM_ASSERT(fabs(out->residual_kw) <= BALANCE_FRAC * out->total_kw,
               "plant %s: %g kW in, %g kW out as heat", design->params->id, out->total_kw,
               out->total_kw - out->residual_kw);
}

/// Blow-down and make-up; what the make-up must be for the salts to stay, from evaporation alone, is the check on it.
static void close_water(const struct plant_design *design, struct plant_hour *out)
{
    double ratio = design->params->concentration_ratio;
    out->blowdown_l_per_h = fmax(0.0, out->evaporation_l_per_h / (ratio - 1.0) - out->drift_l_per_h);
    out->water_l_per_h =
        out->evaporation_l_per_h + out->drift_l_per_h + out->blowdown_l_per_h + out->humidification_l_per_h;
    double salts_l_per_h =
        fmax(out->evaporation_l_per_h * ratio / (ratio - 1.0), out->evaporation_l_per_h + out->drift_l_per_h);
    out->water_residual_l_per_h = salts_l_per_h + out->humidification_l_per_h - out->water_l_per_h;
    SIM_ASSERT(fabs(out->water_residual_l_per_h) <= BALANCE_FRAC * (1.0 + out->water_l_per_h),
               "plant %s: make-up %g L/h, salts need %g", design->params->id, out->water_l_per_h,
               out->water_l_per_h + out->water_residual_l_per_h);
}

static void note_mode(const struct plant_design *design, double wet_degc, struct plant_hour *out)
{
    const struct parts_params *parts = &design->parts;
    out->mode = out->compressor_kw <= 0.0 ? PLANT_FREE
                : out->free_frac > 0.0    ? PLANT_PARTIAL
                                          : PLANT_MECHANICAL;
    if (wet_degc > TOWER_WET_MOST_DEGC && (parts->sink == SINK_TOWER || parts->liquid_sink == SINK_TOWER))
        out->flags |= PLANT_TOWER_RANGE;
}

void plant_step(const struct plant_design *design, const struct plant_conditions *conditions,
                struct plant_state *state, struct plant_hour *out)
{
    (void)state;
    *out = (struct plant_hour){.supply_degc = design->params->air.supply_degc};
    double load_frac = conditions->load_frac, dry_degc = conditions->dry_degc,
           wet_degc = conditions->wet_degc;
    if (!(load_frac >= 0.0 && load_frac <= 1.0 && wet_degc <= dry_degc))
        out->flags |= PLANT_CLAMPED;
    load_frac = numeric_clamp(load_frac, 0.0, 1.0);
    wet_degc = fmin(wet_degc, dry_degc);
    double cooling_kw = run_room(design, load_frac, out);
    run_cooling(design, cooling_kw, dry_degc, wet_degc, out);
    close_balance(design, out);
    close_water(design, out);
    note_mode(design, wet_degc, out);
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
