/// A site's power and water, hour by hour: IT load and weather through the plant to energy, PUE, cost, carbon.
///
/// IT load is the fleet's mean and the scenario's hours of the day; or, where a dispatcher tells how busy each class of
/// compute is, what its servers draw at that use, hour by hour.
///
/// The plant is read from a table made once per option and climate (physics/plant_table). The stock of the epoch and
/// what the plan period adds have plants of their own. PUE is an energy ratio over time, never a mean of ratios.
#pragma once

#include "models/compute.h"
#include "models/physics/plant_table.h"
#include "models/physics/weather.h"
#include "models/ports.h"

/// How power is used and paid for in the province.
struct power_params {
    int64_t is_simulated;          // whether facilities are built
    double overhead_factor;        // on all that is not IT: how far operation is from the plant's model
    double cny_per_kwh;            // mean tariff
    double tariff_hour_factor[24]; // on it, by hour of the day
    double load_hour_factor[24];   // on the mean IT load, by hour of the day; normalised to a mean of 1
    double carbon_kg_per_kwh;      // of the grid, mean
    double carbon_hour_factor[24]; // on it, by hour of the day; normalised to a mean of 1
};

extern const struct sim_table power_table;
extern const struct sim_kind facility_kind; // params: struct facility_wire
extern const struct sim_row_type facility_row_type;

/// Load at which a plant is judged as a plant, not by how empty it is.
#define FACILITY_FULL_LOAD_FRAC 0.9

struct facility_wire {
    int64_t site;
    const struct power_params *power;
    const struct plant_grid *plants[2]; // [0] stock, [1] new
    const struct weather_hour *weather; // from the epoch, hour by hour
    int64_t weather_hours;
    const double *full_load_power; // of the new plant at that load, over its design IT load, hour by hour
    double load_hour_factor[24];   // normalised
    double carbon_hour_factor[24]; // normalised
    const struct compute_class *classes; // whose use a dispatcher tells; null: none tells
    int64_t class_count;
};

/// A month of a site; [0] the stock, [1] new.
struct facility_row {
    int64_t site;
    double it_mwh[2], total_mwh[2];
    double full_load_pue; // that the new plant would have had in this weather at 90 % load
    double water_m3, cost_cny, carbon_t;
};

struct facility_state {
    double it_kwh[2], total_kwh[2];
    double full_it_kwh, full_total_kwh;
    double water_l, cost_cny, carbon_kg;
    struct port_load load;     // of the day that is told of in parts
    struct port_filled filled; // likewise
    double use_frac[COMPUTE_CLASS_MAX][24];
};
