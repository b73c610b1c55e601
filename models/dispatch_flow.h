/// A day's flows from cities to sites: 24 hours at a time, site after site in the policy's order.
#pragma once

#include "models/dispatch.h"

/// The coming day: what is free, what it costs in energy, what is made of it.
struct dispatch_day {
    int64_t day;                                                 // since the epoch, of its beginning
    int64_t civil_day;                                           //
    const float *pue[DISPATCH_SITES_MAX];                        // of the day, by hour
    double free[COMPUTE_CLASS_MAX][DISPATCH_SITES_MAX][24];      // TFLOPS, for flows
    double used[COMPUTE_CLASS_MAX][DISPATCH_SITES_MAX][24];      // TFLOPS, by flows and jobs
    double tflops[COMPUTE_CLASS_MAX][DISPATCH_SITES_MAX];        // that there are
    double kw_per_tflops[COMPUTE_CLASS_MAX][DISPATCH_SITES_MAX]; // that work adds to the servers' draw
    double key[COMPUTE_CLASS_MAX][DISPATCH_SITES_MAX];           // of the policy's order, less first
    uint32_t order[COMPUTE_CLASS_MAX][DISPATCH_SITES_MAX];       // by it
    double edge_free[DISPATCH_CITIES_MAX][24], edge_cap[DISPATCH_CITIES_MAX];
    double gbps[DISPATCH_CITIES_MAX][24]; // that may still leave
    double call_kw[24];                   // that calls ask for and batch work could not give
    double slow_frac[24];                 // by which training is slowed
    // Of each class of work, by hour: TFLOPS served, in all and away, x rtt, and the kW that they take.
    double served[WORK_COUNT][24], away[WORK_COUNT][24], rtt[WORK_COUNT][24], kw[WORK_COUNT][24];
};

/// A city's work of a class on its way to sites.
struct dispatch_flow {
    const struct dispatch_wire *wire;
    struct dispatch_day *day;
    int64_t work, class_index, city;
};

/// Makes the day: capacity, energy, order. Jobs have taken nothing yet.
void dispatch_day_make(const struct dispatch_wire *wire, const struct dispatch_state *state,
                       struct dispatch_day *day);

/// Routes all flows; sums of the month and what is put off change.
void dispatch_flow(const struct dispatch_wire *wire, struct dispatch_state *state, struct dispatch_day *day);

/// Batch work of all cities, after the other flows (dispatch_batch.c).
void dispatch_batch(const struct dispatch_wire *wire, struct dispatch_state *state, struct dispatch_day *day);

/// Sites in the policy's order, [site].
const uint32_t *dispatch_flow_order(const struct dispatch_flow *flow);

/// Whether a city's work of this class may go to a site. at_home: to its own city's alone.
bool dispatch_flow_is_open(const struct dispatch_flow *flow, int64_t site, bool at_home);

/// Demand by hour of a day's mean.
void dispatch_flow_hours(const struct dispatch_flow *flow, double mean, double want[24]);

/// Adds the day's energy, cost and carbon to the month's sums.
void dispatch_count(const struct dispatch_wire *wire, struct dispatch_state *state,
                    const struct dispatch_day *day);
