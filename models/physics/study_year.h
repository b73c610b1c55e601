/// A plant through a year's weather and load, summed as energy_metrics.h says.
#pragma once

#include <stddef.h>

#include "models/physics/energy_metrics.h"
#include "models/physics/weather.h"

/// Weather and prices in which plants are compared. All borrowed.
struct study_year_def {
    const struct weather_hour *weather;
    size_t hours;
    int64_t first_civil_day;          // on whose local midnight the first hour begins
    double cny_per_kwh;               // mean tariff
    const double *tariff_hour_factor; // [24]; null: 1
    double carbon_kg_per_kwh;
    const double *share; // of the design that is commissioned, by hour (load_profile_blocks); null: all of it
    int64_t every_days;  // run each so-manieth day only (for searches); 1: all
};

/// Runs a sized plant.
/// @param load       IT load over design of each hour; null: load_frac always
/// @param year       sums of the hours run
/// @param each       (def->hours) the hours; null: not wanted. With every_days above 1 those not run stay as they were
void study_year_run(const struct study_year_def *def, const struct plant_design *design, const double *load,
                    double load_frac, struct energy_sums *year, struct plant_hour *each);

enum study_bulb { STUDY_DRY, STUDY_WET };

/// Bulb that a share of the hours exceed: the design condition of that share.
/// @param exceeded_frac  such as 0.004                                              0..1
/// Source of the measure: ASHRAE Handbook Fundamentals 2017, chapter 14 (annual cumulative frequency of occurrence);
/// linear between the hours' ranks.
double study_exceeded_degc(const struct weather_hour *weather, size_t hours, enum study_bulb bulb,
                           double exceeded_frac);

/// Mean of one bulb over the hours in which the other is within half a kelvin of a level: the coincident condition.
double study_coincident_degc(const struct weather_hour *weather, size_t hours, enum study_bulb level_of,
                             double level_degc);
