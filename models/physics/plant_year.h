/// Hours of a plant in sequence, with their sums. Stable.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "models/physics/cooling_plant.h"
#include "models/physics/weather.h"

struct plant_year_def {
    const struct plant_design *design;
    const struct weather_hour *weather; // (hours)
    const double *load_frac;            // (hours); null: constant_load_frac
    double constant_load_frac;
    size_t hours;
    int64_t
        first_civil_day; // on whose local midnight the first hour begins: month of sea and reuse, hour of the tank
    double it_scale; // on every load_frac; 0 counts as 1
};

/// Sums of the hours.
struct plant_year {
    struct plant_hour
        sum;           // members in kW and L/h are sums over the hours: kWh and L per kW of design IT. The
                       // temperatures, flows and shares are means over hours. mode: 0; flags: of any hour
    double worst_pue;  // of an hour with IT load
    size_t worst_hour; // its index
    size_t mode_hours[PLANT_MODE_COUNT];
    size_t extrapolated_hours, short_hours, clamped_hours, tower_range_hours;
    struct plant_state state; // after the last hour
};

/// Runs the hours. out: (hours), may be null. PUE of the year is sum.total_kw over sum.it_kw: an energy ratio.
struct plant_year plant_year(const struct plant_year_def *def, struct plant_hour *out);
