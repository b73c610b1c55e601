/// What an engineer's question about a hall needs beside plants and weather: the hall, its load, servers, money.
///
/// The scenario's group `cooling`. Nothing here acts in the province's run.
#pragma once

#include "models/physics/ride_through.h"
#include "models/physics/weather.h"
#include "sim/field.h"

/// Capital of each part, as installed, and the yearly cost of having it. See plant_cost_table.
struct plant_cost_params {
    double chiller_water_cny_per_kw;
    double chiller_air_cny_per_kw;
    double dx_cny_per_kw;
    double refrigerant_pump_cny_per_kw;
    double tower_cny_per_kw;
    double dry_cooler_cny_per_kw;
    double seawater_cny_per_kw;
    double exchanger_cny_per_kw;
    double pumps_cny_per_kw;
    double room_air_cny_per_kw;
    double outdoor_air_cny_per_kw;
    double indirect_cny_per_kw;
    double liquid_cny_per_kw;
    double immersion_cny_per_kw;
    double storage_cny_per_kwh;
    double ups_cny_per_kw;
    double transformer_cny_per_kw;
    double generator_cny_per_kw;
    double upkeep_frac_per_year;
    double water_cny_per_m3;
    double heat_cny_per_kwh;
    double discount_frac_per_year;
    double years;
};

extern const struct sim_table plant_cost_table;

enum study_load { STUDY_RAMP, STUDY_DAILY, STUDY_CONSTANT };
enum study_size { STUDY_LARGE, STUDY_MID, STUDY_SMALL };

/// See cooling_study_table for meaning, range and default of each.
struct cooling_study_params {
    int64_t climate; // -1: the first
    int64_t compute; // class of compute; -1: the first
    double it_kw;
    double target_pue;
    int64_t load; // enum study_load
    double load_frac;
    double from_day;
    double idle_frac;
    double server_supply_loss_frac;
    int64_t size; // enum study_size
    double wet_exceeded_frac;
    struct weather_params weather;
    struct plant_cost_params cost;
    struct ride_through_params ride_through;
};

extern const struct sim_table cooling_study_table;
