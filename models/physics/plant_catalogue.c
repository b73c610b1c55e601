#include "models/physics/plant_catalogue.h"

#include "sim/status.h"

/// What an entry changes of its option's defaults.
struct entry {
    const char *id, *name;
    enum plant_option option;
    double chilled_water_degc; // 0: the default
    void (*change)(struct plant_params *params);
};

static void keep(struct plant_params *params)
{
    (void)params;
}

/// ASHRAE TC9.9 recommended envelope.
static void strict_air(struct plant_params *params)
{
    params->air.supply_degc = 26.0;
    params->outdoor.dew_point_high_degc = 15.0;
    params->outdoor.humidity_high_frac = 0.6;
}

/// ASHRAE TC9.9 class A3 allowable, at a supply that servers of the 2020s take without faster fans.
static void relaxed_air(struct plant_params *params)
{
    params->air.supply_degc = 30.0;
    params->outdoor.dew_point_high_degc = 24.0;
    params->outdoor.humidity_high_frac = 0.9;
}

/// Coils in the chillers' own water, before the evaporators: no second loop and no exchanger.
static void free_coil(struct plant_params *params)
{
    params->water.condenser_head_pa = 0.0;
    params->water.exchanger_approach_k = 0.0;
}

/// The sea off Changle. Estimate: a yearly wave between the surface temperatures that climatologies of the western Taiwan
/// Strait have at 26 degN, coldest in February, warmest in August.
static void changle_sea(struct plant_params *params)
{
    static const double mean_degc[12] = {14.5, 13.5, 14.5, 17.5, 21.5, 25.0,
                                         27.5, 28.0, 27.0, 24.0, 20.5, 17.0};
    for (size_t month = 0; month < 12; month++)
        params->sea.mean_degc[month] = mean_degc[month];
}

/// Evaporators in the racks' doors, refrigerant by gravity to plate exchangers: short ways for the air, and between it
/// and the water two exchangers that share the 7 K from 17 degC of water to 24 degC of air.
static void back_plane(struct plant_params *params)
{
    params->air.fan_pressure_pa = 80.0;
    params->air.minimum_speed_frac = 0.3;
}

/// Cold plates on processors and accelerators; the rest of the heat goes to air.
static void cold_plate(struct plant_params *params)
{
    params->liquid.heat_frac = 0.8;
    params->air.supply_degc = 26.0;
}

/// Likewise, warmer water in one closed loop.
static void cold_plate_dry(struct plant_params *params)
{
    cold_plate(params);
    params->liquid.supply_degc = 43.0;
    params->liquid.exchanger_approach_k = 0.0;
}

/// Tanks of single-phase fluid: nearly all of the heat, no server fans, little head.
static void immersion(struct plant_params *params)
{
    params->liquid.heat_frac = 0.97;
    params->liquid.server_fan_left_frac = 0.0;
    params->liquid.coolant_head_pa = 150000.0;
    params->air.supply_degc = 26.0;
}

static const struct entry entries[] = {
    {"immersion", "single-phase immersion, tower", PLANT_LIQUID_TOWER, 20, immersion},
    {"cold_plate_tower", "cold plates, tower; residual air by water at 20 degC", PLANT_LIQUID_TOWER, 20,
     cold_plate},
    {"cold_plate_dry_cooler", "cold plates, dry cooler; residual air by air-cooled chiller",
     PLANT_LIQUID_DRY_COOLER, 20, cold_plate_dry},
    {"indirect_evaporative", "indirect evaporative air handlers, DX trim", PLANT_INDIRECT_EVAPORATIVE, 0,
     keep},
    {"outdoor_air_relaxed", "outdoor air with adiabatic stage, class A3", PLANT_OUTDOOR_AIR, 20, relaxed_air},
    {"outdoor_air_strict", "outdoor air with adiabatic stage, recommended range", PLANT_OUTDOOR_AIR, 20,
     strict_air},
    {"seawater_20", "water at 20 degC, chillers and exchanger on the sea off Changle", PLANT_SEAWATER, 20,
     changle_sea},
    {"back_plane_17_economizer", "heat-pipe back planes on water at 17 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 17, back_plane},
    {"chiller_water_20_economizer", "water-cooled chiller, water at 20 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 20, keep},
    {"chiller_water_17_economizer", "water-cooled chiller, water at 17 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 17, keep},
    {"chiller_water_12_economizer", "water-cooled chiller, water at 12 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 12, keep},
    {"chiller_water_7_economizer", "water-cooled chiller, water at 7 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 7, keep},
    {"chiller_water_20", "water-cooled chiller, water at 20 degC", PLANT_CHILLER_WATER, 20, keep},
    {"chiller_water_17", "water-cooled chiller, water at 17 degC", PLANT_CHILLER_WATER, 17, keep},
    {"chiller_water_12", "water-cooled chiller, water at 12 degC", PLANT_CHILLER_WATER, 12, keep},
    {"chiller_water_7", "water-cooled chiller, water at 7 degC", PLANT_CHILLER_WATER, 7, keep},
    {"chiller_air_17_economizer", "air-cooled chiller, water at 17 degC, dry free cooling",
     PLANT_CHILLER_AIR_ECONOMIZER, 17, free_coil},
    {"chiller_air_17", "air-cooled chiller, water at 17 degC", PLANT_CHILLER_AIR, 17, keep},
    {"chiller_air_10", "air-cooled chiller, water at 10 degC", PLANT_CHILLER_AIR, 10, keep},
    {"dx_refrigerant_pump", "room units, direct expansion, refrigerant pump", PLANT_DX_REFRIGERANT_PUMP, 0,
     keep},
    {"dx", "room units, direct expansion", PLANT_DX, 0, keep},
};

size_t plant_catalogue_count(void)
{
    return sizeof entries / sizeof entries[0];
}

struct plant_params plant_catalogue_at(size_t index)
{
    SIM_ASSERT(index < plant_catalogue_count(), "no plant %zu in the catalogue", index);
    const struct entry *entry = &entries[index];
    struct plant_params params = plant_params_default(entry->option);
    params.id = entry->id;
    params.name = entry->name;
    if (entry->chilled_water_degc > 0.0)
        params.chilled_water_degc = entry->chilled_water_degc;
    entry->change(&params);
    return params;
}
