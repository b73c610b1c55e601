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

static const struct entry entries[] = {
    {"dx", "room units, direct expansion", PLANT_DX, 0, keep},
    {"chiller_air_10", "air-cooled chiller, water at 10 degC", PLANT_CHILLER_AIR, 10, keep},
    {"chiller_water_7", "water-cooled chiller, water at 7 degC", PLANT_CHILLER_WATER, 7, keep},
    {"chiller_water_12", "water-cooled chiller, water at 12 degC", PLANT_CHILLER_WATER, 12, keep},
    {"chiller_water_17", "water-cooled chiller, water at 17 degC", PLANT_CHILLER_WATER, 17, keep},
    {"chiller_water_20", "water-cooled chiller, water at 20 degC", PLANT_CHILLER_WATER, 20, keep},
    {"chiller_water_7_economizer", "water-cooled chiller, water at 7 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 7, keep},
    {"chiller_water_12_economizer", "water-cooled chiller, water at 12 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 12, keep},
    {"chiller_water_17_economizer", "water-cooled chiller, water at 17 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 17, keep},
    {"chiller_water_20_economizer", "water-cooled chiller, water at 20 degC, economizer",
     PLANT_CHILLER_WATER_ECONOMIZER, 20, keep},
    {"indirect_evaporative", "indirect evaporative air handlers, DX trim", PLANT_INDIRECT_EVAPORATIVE, 0,
     keep},
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
