/// A plant as things to be bought: how many of what, for a hall of so many kW, and what they cost to have.
///
/// Sized for the design day (cooling_plant.h), one unit more than needed of everything that moves (N+1). What a unit can be
/// at most is the market's (estimates); a real project rounds to a maker's list.
#pragma once

#include <stdint.h>

#include "models/physics/cooling_study.h"
#include "models/physics/energy_metrics.h"

/// So many units of so much each; `needed` of them carry the design load, the rest are spare. Zeroes: there is none.
struct hall_units {
    int64_t count, needed;
    double each; // kW, or L/s of pumps
};

struct hall_size {
    double it_kw, peak_kw;        // design IT load; highest total power at full load
    double pue_design;            // at full load on the design day
    double dry_degc, wet_degc;    // design day
    struct hall_units machines;   // chillers, or circuits of direct expansion: cooling
    struct hall_units sinks;      // tower cells, dry coolers or seawater exchangers: heat
    struct hall_units handlers;   // fan walls, room units, back planes, air handlers: cooling
    struct hall_units exchangers; // economizer's: cooling
    struct hall_units liquid,
        liquid_sinks; // coolant distribution units; towers or coolers of their own: heat
    struct hall_units chilled_pumps, condenser_pumps, liquid_pumps; // L/s
    double chilled_pipe_mm, condenser_pipe_mm, liquid_pipe_mm;      // nominal bore of the mains
    double air_m3_per_s;
    struct hall_units ups;          // modules of all paths; needed: of one path
    struct hall_units transformers; // one a path, as one
    double water_m3_per_h;          // make-up on the design day
    double water_store_m3;          // for HALL_WATER_STORE_H of it
    double cold_store_kwh;          // chilled-water tank
};

/// Hours of make-up water on site. Source: GB 50174-2017, class A where tankers have no known time of arrival (from memory).
#define HALL_WATER_STORE_H 12.0

/// @param peak_kw  highest total power of the plant at full load, per kW of design IT
/// @param store_min  minutes of full cooling in the ride-through tank
void hall_size(const struct plant_design *design, const struct cooling_study_params *study, double peak_kw,
               struct hall_size *out);

/// Capital by part [CNY].
struct hall_capital {
    double machines, sinks, handlers, water, liquid, storage, electrical, generators, total;
};

void hall_capital(const struct plant_design *design, const struct hall_size *size,
                  const struct plant_cost_params *cost, struct hall_capital *out);

/// A year's bill and that of the whole span [CNY], of a hall of it_kw.
struct hall_cost {
    double electricity_cny_per_year, water_cny_per_year, upkeep_cny_per_year,
        heat_cny_per_year;      // heat: earned
    double total_cny;           // of ownership over the span, discounted to its start, capital in it
    double cny_per_it_kwh;      // of that, levelised: over the discounted IT energy
    double bill_cny_per_it_kwh; // electricity and water of the year alone
};

void hall_cost(const struct energy_sums *year, double it_kw, double capital_cny,
               const struct plant_cost_params *cost, struct hall_cost *out);
