/// Cabinets, one by one: delivery, installation, service, filling with servers, failure, repair, refresh, retirement.
///
///     planned -> installing -> installed -> in service -> retired
///                                             | empty -> ordered -> filled -> (refresh) ...
///
/// A cabinet let to tenants fills at a time drawn from the province's occupancy ramp, a logistic curve with a plateau;
/// its servers are ordered ahead of that time. Where there is a pool of demand (models/pool.h), that time is the cabinet's
/// turn: it asks its fleet then, and orders when it is granted. A cabinet whose owner equips it orders during fit-out. Failures are
/// Poisson per server and take one server's compute away until repaired; while one is under repair the next is not
/// counted (error below 1 % at usual rates).
#pragma once

#include "models/compute.h"
#include "models/ports.h"

/// How tenants fill cabinets.
struct ramp_params {
    double stock_occupied_frac; // at the epoch
    double plateau_frac;        // of cabinets that are ever filled
    double half_days;           // time in service at which half of the plateau is reached
    double scale_days;          // of the logistic curve
    double stock_fill_days;     // mean time until an empty cabinet of the stock fills, below the plateau
    double order_ahead_days;    // servers are ordered so long before they are wanted
    double extend_at_frac;      // occupancy at which operators fit out another hall
    double retire_frac;         // of cabinets whose servers reach their life's end: taken out, not refilled
};

extern const struct sim_table ramp_table;
extern const struct sim_kind rack_kind; // params: struct rack_wire

struct rack_wire {
    const struct compute_class *class_;
    const struct ramp_params *ramp;
    uint32_t class_index;
    uint16_t is_new, is_hpc;
    uint32_t owner_equips; // servers come with the hall, not with tenants
    uint32_t stock_filled; // cabinets of the stock that are filled, spread evenly over the array
    uint32_t count;        // of the array
    double rack_kw;
    double tflops_per_kw;        // of new equipment made at the epoch
    double stock_tflops_per_kw;  // of the stock's, had it been made at the epoch
    const double *stock_vintage; // performance of the stock's servers over that, by index
    sim_lp fleet, market;
    uint32_t asks; // tenants come from the pool, by way of the fleet; not of themselves
};

/// Statuses, as counted after a run.
enum rack_status {
    RACK_PLANNED,
    RACK_INSTALLING,
    RACK_INSTALLED,
    RACK_IN_SERVICE,
    RACK_RETIRED,
};

/// Sixteen bytes: cabinets are what a province has millions of.
struct rack_state {
    union {
        double tflops;      // filled: now, failures not taken off
        double vintage_day; // delivered: of servers that came before they were wanted
    };
    uint8_t status; // enum rack_status
    uint8_t is_filled, is_delivered, is_late, is_down;
    uint8_t is_promised; // tenants wait for its servers
};

/// True if cabinet `index` of a stock of `count` is filled at the epoch, when `filled` are.
bool rack_stock_is_filled(uint32_t index, uint32_t count, uint32_t filled);

/// Age at the epoch of the servers in cabinet `index` of a stock, days: spread evenly over the class's life.
double rack_stock_age_days(const struct compute_class *class_, uint32_t index);
