#include "models/physics/cooling_plant.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/// Share of the heat that liquid takes in options that have it, where nothing else is said. Estimate: cold plates.
#define LIQUID_FRAC 0.8

/// A room and a machine are never sized smaller than this. Per kW of design IT.
#define ROOM_LEAST_KW    0.01
#define MACHINE_LEAST_KW 0.01

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
    [PLANT_OUTDOOR_AIR] = {AIR_OUTDOOR, FREE_NONE, MACHINE_CHILLER_WATER, SINK_TOWER, SINK_NONE},
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

static bool has_chilled_water(const struct parts_params *parts)
{
    return parts->machine == MACHINE_CHILLER_AIR || parts->machine == MACHINE_CHILLER_WATER ||
           parts->free == FREE_EXCHANGER;
}

/// The warmest month: what a sink in the sea is sized for.
static double warmest_sea_degc(const struct sea_params *sea)
{
    double most = sea->mean_degc[0];
    for (int month = 1; month < 12; month++)
        most = fmax(most, sea->mean_degc[month]);
    return most;
}

static struct sink_def sink_def_of(const struct plant_design *design, int64_t kind)
{
    const struct plant_params *params = design->params;
    return (struct sink_def){.kind = (enum part_sink)kind,
                             .tower = &params->tower,
                             .dry_cooler = &params->dry_cooler,
                             .sea = &params->sea,
                             .design_wet_degc = params->design_wet_degc,
                             .pressure_pa = design->pressure_pa};
}

static struct chilled_water chilled_water_of(const struct plant_design *design)
{
    const struct plant_params *params = design->params;
    return chilled_water_size(&(struct chilled_water_def){
        .water = &params->water,
        .chiller = &params->chiller,
        .machine = (enum part_machine)design->parts.machine,
        .has_exchanger = design->parts.free == FREE_EXCHANGER,
        .sink = sink_def_of(design, design->parts.sink),
        .supply_degc = params->chilled_water_degc,
        .cop_factor = params->cop_factor,
        .design_dry_degc = params->design_dry_degc,
        .design_sea_degc = warmest_sea_degc(&params->sea),
        .cooling_kw = design->machine_kw,
    });
}

static struct liquid liquid_of(const struct plant_design *design)
{
    const struct plant_params *params = design->params;
    struct sink_def sink = sink_def_of(design, design->parts.liquid_sink);
    return liquid_size(&params->liquid, params->liquid.heat_frac, sink.kind == SINK_NONE ? NULL : &sink,
                       params->design_dry_degc, warmest_sea_degc(&params->sea));
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
    if (compositions[option].liquid_sink != SINK_NONE)
        params.liquid.heat_frac = LIQUID_FRAC;
    return params;
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
    double room_kw = 1.0 - params->liquid.heat_frac + distribution_kw +
                     electrical_ups_loss_kw(electrical, 1.0 + distribution_kw) + electrical->lighting_frac;
    design->air = room_air_size(&params->air, fmax(room_kw, ROOM_LEAST_KW), pressure_pa);
    design->machine_kw = design->air.cooling_kw;
    if (design->parts.air == AIR_INDIRECT) {
        design->indirect = indirect_size(&params->indirect, &design->air, params->design_dry_degc,
                                         params->design_wet_degc, pressure_pa);
        design->trim_kw = params->chiller.sizing_ratio * design->indirect.short_kw;
        design->machine_kw = fmax(design->indirect.short_kw, MACHINE_LEAST_KW);
    }
    if (params->liquid.heat_frac > 0.0) {
        design->liquid = liquid_of(design);
        if (has_chilled_water(&design->parts))
            design->machine_kw += design->liquid.left_kw;
    }
    if (has_chilled_water(&design->parts))
        design->chilled_water = chilled_water_of(design);
}
