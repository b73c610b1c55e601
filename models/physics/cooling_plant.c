#include "models/physics/cooling_plant.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "models/physics/numeric.h"
#include "sim/status.h"

static const char *const options[] = {
    "dx", "chiller_air", "chiller_water", "chiller_water_economizer", "indirect_evaporative", NULL};

// Defaults without [LM] are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(plant_params, id, NULL, "key of the plant"),
    SIM_FIELD_TEXT(plant_params, name, "", "name of the plant"),
    SIM_FIELD_CHOICE(plant_params, option, options, PLANT_CHILLER_WATER_ECONOMIZER,
                     "how the heat is taken away"),
    SIM_FIELD_F64(plant_params, chilled_water_degc, "degC", 4, 30, 15, "chilled water to the room"),
    SIM_FIELD_F64(plant_params, cop_factor, "1", 0.5, 1.1, 0.9,
                  "COP as operated over COP of the maker's curve"),
    SIM_FIELD_F64(plant_params, design_dry_degc, "degC", 10, 50, 36, "dry bulb that the plant is sized for"),
    SIM_FIELD_F64(plant_params, design_wet_degc, "degC", 5, 35, 28, "wet bulb that the plant is sized for"),
    SIM_FIELD_F64(plant_params, concentration_ratio, "1", 1.5, 20, 5, "cycles of concentration [LM: 3-15]"),
    SIM_FIELD_GROUP(plant_params, air, &room_air_table, "air of the room and its fans"),
    SIM_FIELD_GROUP(plant_params, water, &chilled_water_table, "chilled and condenser water"),
    SIM_FIELD_GROUP(plant_params, chiller, &chiller_table, "compressors"),
    SIM_FIELD_GROUP(plant_params, tower, &tower_table, "cooling tower"),
    SIM_FIELD_GROUP(plant_params, indirect, &indirect_table, "indirect evaporative air handler"),
    SIM_FIELD_GROUP(plant_params, electrical, &electrical_table, "transformers, UPS, distribution"),
};

const struct sim_table plant_params_table =
    SIM_TABLE(plant_params, fields, "a hall's cooling and power chain, per kW of design IT load");

/// Writes the table's defaults into a struct; numbers and choices only, texts stay null.
static void fill_defaults(const struct sim_table *table, char *object)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        if (field->type == SIM_GROUP) {
            fill_defaults(field->table, object + field->offset);
        } else if (field->type == SIM_F64) {
            memcpy(object + field->offset, &field->fallback, sizeof field->fallback);
        } else if (field->type == SIM_I64 || field->type == SIM_CHOICE) {
            int64_t value = (int64_t)field->fallback;
            memcpy(object + field->offset, &value, sizeof value);
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
    enum plant_option option = (enum plant_option)design->params->option;
    struct chilled_water_hour hour;
    switch (option) {
    case PLANT_DX: run_dx(design, cooling_kw, dry_degc, out); break;
    case PLANT_CHILLER_AIR:
        hour = chilled_water_run_air(chilled, cooling_kw, dry_degc);
        take_chilled_water(&hour, out);
        break;
    case PLANT_CHILLER_WATER:
    case PLANT_CHILLER_WATER_ECONOMIZER:
        hour = chilled_water_run_tower(chilled, cooling_kw, dry_degc, wet_degc,
                                       option == PLANT_CHILLER_WATER_ECONOMIZER);
        take_chilled_water(&hour, out);
        break;
    case PLANT_INDIRECT_EVAPORATIVE: run_indirect(design, cooling_kw, dry_degc, wet_degc, out); break;
    case PLANT_OPTION_COUNT: break;
    }
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

void plant_size(const struct plant_params *params, double pressure_pa, struct plant_design *design)
{
    *design = (struct plant_design){.params = params, .pressure_pa = pressure_pa};
    const struct electrical_params *electrical = &params->electrical;
    double distribution_kw = electrical_distribution_loss_kw(electrical, 1.0);
    double room_kw = 1.0 + distribution_kw + electrical_ups_loss_kw(electrical, 1.0 + distribution_kw) +
                     electrical->lighting_frac;
    design->air = room_air_size(&params->air, room_kw, pressure_pa);
    switch ((enum plant_option)params->option) {
    case PLANT_DX: break;
    case PLANT_CHILLER_AIR: design->chilled_water = chilled_water_of(design, false); break;
    case PLANT_CHILLER_WATER:
    case PLANT_CHILLER_WATER_ECONOMIZER: design->chilled_water = chilled_water_of(design, true); break;
    case PLANT_INDIRECT_EVAPORATIVE:
        design->indirect = indirect_size(&params->indirect, &design->air, params->design_dry_degc,
                                         params->design_wet_degc, pressure_pa);
        design->trim_kw = params->chiller.sizing_ratio * design->indirect.short_kw;
        break;
    case PLANT_OPTION_COUNT: SIM_ASSERT(false, "no such cooling option");
    }
}

void plant_run(const struct plant_design *design, double load_frac, double dry_degc, double wet_degc,
               struct plant_hour *out)
{
    *out = (struct plant_hour){0};
    if (!(load_frac >= 0.0 && load_frac <= 1.0 && wet_degc <= dry_degc))
        out->flags |= PLANT_CLAMPED;
    load_frac = numeric_clamp(load_frac, 0.0, 1.0);
    wet_degc = fmin(wet_degc, dry_degc);
    double cooling_kw = run_room(design, load_frac, out);
    run_cooling(design, cooling_kw, dry_degc, wet_degc, out);

    double inside_kw = out->it_kw + out->distribution_loss_kw + out->ups_loss_kw + out->lighting_kw +
                       out->fan_kw + out->pump_kw + out->compressor_kw + out->tower_fan_kw;
    out->transformer_loss_kw = electrical_transformer_loss_kw(&design->params->electrical, inside_kw);
    out->heat_rejected_kw += out->transformer_loss_kw; // outdoors or ventilated
    out->total_kw = inside_kw + out->transformer_loss_kw;
    out->residual_kw = out->total_kw - out->heat_rejected_kw;
    out->blowdown_l_per_h = fmax(0.0, out->evaporation_l_per_h / (design->params->concentration_ratio - 1.0) -
                                          out->drift_l_per_h);
    out->water_l_per_h = out->evaporation_l_per_h + out->drift_l_per_h + out->blowdown_l_per_h;
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
