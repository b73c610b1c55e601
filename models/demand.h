/// A city's demand: work by class for each day, the jobs of training and HPC, traffic across the border.
///
/// One process a city (an array of them). Each day it tells the dispatcher the work of a day, and each job that arrives in
/// it: a Poisson process whose rate follows the demand and its hours, drawn in operational time (an exponential variate an
/// arrival, spent by the day's expected number), so that other rates move all arrivals alike. Each week it tells the
/// pool what its work will hold, each month the network its traffic. What it asks for as a function of time is in demand_plan.h.
#pragma once

#include "models/demand_plan.h"
#include "models/ports.h"

/// params of the array: shared, the index in the array is the city.
struct demand_wire {
    const struct demand_plan *plan;
    sim_lp dispatcher, network; // 0: nobody to tell
    sim_lp baseline;            // a second dispatcher, of the baseline; 0: there is none
    sim_lp pool;                // first of the pool's processes, one a class of compute; 0: there is none
    uint32_t class_count;       // of compute
    double ahead_days;          // servers are ordered so long before their tenants come
    int64_t every_day;          // rows every day, not only at month-ends
};

/// Demand of a city at a date, without season and weekday: TFLOPS at the precision of the compute that serves it.
struct demand_row {
    int64_t city;
    double tflops[WORK_COUNT];
};

/// Demand of a programme at a month's end, in all cities.
struct programme_row {
    int64_t programme;
    double tflops[WORK_COUNT];
};

struct demand_state {
    double ratio[DEMAND_INDICATORS_MAX];
    double level[2][WORK_COUNT];    // at the last month's end and the next
    double level_day[2];            //
    double due[DEMAND_JOBS_COUNT];  // expected jobs until the next one comes
    double told[DEMAND_JOBS_COUNT]; // jobs so far
};

extern const struct sim_row_type demand_row_type, programme_row_type;
extern const struct sim_kind demand_kind; // params: struct demand_wire
