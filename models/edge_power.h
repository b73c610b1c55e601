/// Power of a county's edge sites: IT load as they fill, and what their small plants take in this climate.
///
/// One process stands for all edge sites of a county. A site opens with `first_frac` of its load; the county's load goes
/// towards `load_frac` of what is installed, 1/e of the way left after `fill_days`. Between two openings that is one
/// curve, whatever each site's age, so that the county needs no memory of its sites. Where a dispatcher tells how busy the
/// sites are, their servers draw by that instead. Days are read from a table made
/// once for a climate: what a plant takes beside its IT, as the mean over the day's hours, by load.
#pragma once

#include "models/compute.h"
#include "models/physics/plant_table.h"
#include "models/physics/weather.h"
#include "models/ports.h"

/// How edge sites are used and cooled.
struct edge_power_params {
    int64_t plant;     // that cools them; -1: energy is not worked out
    double load_frac;  // IT load over what is installed, once filled; where no dispatcher tells the use
    double first_frac; // of that, on the day that a site opens: the operator's own
    double fill_days;  // lag of the rest behind the sites
};

extern const struct sim_table edge_power_table;
extern const struct sim_kind edge_power_kind; // params: struct edge_power_wire
extern const struct sim_row_type edge_power_row_type;

/// Loads that a day is tabled at; linear between, the ends beyond.
#define EDGE_DAY_LOADS 9

/// A day of a plant, per kW of design IT: electricity beside the IT's, the same times the tariff's hours, water.
struct edge_day {
    float other_kw[EDGE_DAY_LOADS];
    float priced_other_kw[EDGE_DAY_LOADS];
    float water_l_per_h[EDGE_DAY_LOADS];
};

/// Load of node i of the table.
double edge_day_load(int node);

/// Table of the days that `hours` of weather make. Freed with free().
/// @param tariff_hour_factor, load_hour_factor  by hour of the day; the load's with a mean of 1
struct edge_day *edge_days_create(const struct plant_grid *grid, const struct weather_hour *weather,
                                  int64_t hours, const double tariff_hour_factor[24],
                                  const double load_hour_factor[24]);

struct edge_power_wire {
    const struct edge_power_params *given;
    int64_t county;
    const struct edge_day *days; // from the epoch; null: energy is not worked out
    int64_t day_count;
    double overhead_factor;   // on all that is not IT
    double cny_per_kwh;       // mean tariff
    double price_factor;      // mean of the tariff's hours, weighted by the load's
    double carbon_kg_per_kwh; // of the grid
    const struct compute_class
        *dispatched; // whose servers draw as a dispatcher tells their use; null: none tells
};

/// A month of a county's edge sites.
struct edge_power_row {
    int64_t county;
    double racks; // standard racks in service at its end
    double it_mwh, total_mwh;
    double water_m3, cost_cny, carbon_t;
};

struct edge_power_state {
    double design_kw, load_kw;
    double use_frac;     // that the dispatcher told last
    int64_t worked_days; // days since the epoch that are in the sums
    double it_kwh, total_kwh, water_l, cost_cny;
};
