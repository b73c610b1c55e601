/// The programmes of a plan, what they ask for, and how demand is calibrated: pure functions of time.
///
/// At the epoch, demand is what the stock carries. Each class of work holds a share of the compute of its class that is
/// filled, and uses it to a mean degree (`demand_plan_calibrate`):
///
///     demand[work] = filled[compute] x stock_share[work] / (sum over works of that compute) x used_frac[work]
///
/// A programme has a share of that, and grows:
///
///     demand[programme, work](t) = demand[work] x share[programme, work] / (sum over programmes)
///                                  x trend[work](t) x growth[programme](t) x ratio(t)^elasticity  +  steps(t)
///
/// trend and growth are exponential, or logistic with a ceiling: G(t) = K / (1 + (K - 1) exp(-r t)), G(0) = 1, where r is
/// such that growth begins at growth_frac_per_year (r = ln(1 + g) K / (K - 1)). ratio is an indicator of access over its
/// value at the epoch, such as 5G users. steps are what the plan counts: 147 air stations by a date, at so much each.
///
/// A job's unit is such that its law's `per_year` jobs bring the epoch's demand: jobs and demand are the same work, told in
/// two ways.
#pragma once

#include "models/compute.h"
#include "models/physics/job_law.h"
#include "models/physics/work_shape.h"
#include "models/ports.h"

/// Indicators of access that demand can follow.
#define DEMAND_INDICATORS_MAX 100

/// Classes of work that arrive as jobs.
enum { DEMAND_JOBS_TRAINING, DEMAND_JOBS_HPC, DEMAND_JOBS_COUNT };

/// A number for each class of work, by its name in a scenario.
struct work_vector {
    double of[WORK_COUNT];
};

/// Growth from 1 at a date.
struct growth_params {
    double frac_per_year;  // at first
    double ceiling_factor; // that it comes up to; 0: none
};

/// A class of work.
struct work_params {
    int64_t compute;             // class of compute that serves it; -1: nobody asks for it
    double stock_share_frac;     // of what is filled of that class at the epoch, against the other works
    double used_frac;            // mean use of what it holds
    double border_weight;        // traffic across the border by counted compute, against the other works
    struct growth_params growth; // of all programmes that ask for it
    struct work_shape shape;
};

struct works_params {
    struct work_params of[WORK_COUNT];
};

/// What a plan counts: units that ask for work once they are there, linear from a date to another.
struct programme_step {
    const char *what, *what_zh;
    int64_t from, by; // civil days: nothing before, all after
    double units;
    int64_t work; // enum work
    double tflops_per_unit;
};

/// A city in which a programme is at home.
struct programme_city {
    int64_t city;
    double weight; // beside the other cities that it names
};

struct programme_params {
    const char *id;
    const char *name;
    const char *name_zh;
    const char *item;            // its number in the plan
    struct work_vector share;    // of demand at the epoch by class of work, against the other programmes
    struct growth_params growth; // beyond that of the class of work
    int64_t from;                // civil day from which it grows
    const char *driver;          // indicator of access that it follows; "" for none
    double driver_elasticity;    // demand goes with the indicator to this power
    double population_frac;      // of its demand that goes by population, the rest by GDP
    struct sim_list cities;      // of struct programme_city; none: all
    struct sim_list steps;       // of struct programme_step
};

struct demand_jobs_params {
    struct job_law training, hpc;
};

struct demand_params {
    struct works_params work;
    struct demand_jobs_params jobs;
    double border_growth_frac_per_year; // of traffic for the same work
    struct sim_list programmes;         // a MAP of struct programme_params
};

extern const struct sim_table demand_table;
extern const char *const work_names[WORK_COUNT + 1];

/// Class of work of jobs of a kind (DEMAND_JOBS_TRAINING, ...), and their law.
enum work demand_plan_work(int jobs);
const struct job_law *demand_plan_law(const struct demand_params *given, int jobs);

/// True if some programme asks for that class of work; *at_epoch: already then.
bool demand_plan_asks(const struct demand_params *given, enum work work, bool *at_epoch);

/// Growth after `days` (below 0: none yet). Result: 1 at 0.
double demand_plan_growth(const struct growth_params *growth, double days);

/// Demand of each class of work at the epoch. filled_tflops: [classes of compute], at their own precision.
void demand_plan_calibrate(const struct demand_params *given, const double *filled_tflops,
                           double work_tflops[WORK_COUNT]);

/// A province's demand, calibrated: what its cities share. Arrays go by programme; owned by who fills them.
struct demand_plan {
    const struct demand_params *given;
    const double *share;      // [programme][work], sums of 1 over the programmes that ask for it
    const double *city_frac;  // [programme][city], sums of 1 over the cities
    const int64_t *indicator; // [programme], of access; -1: none
    int64_t city_count;
    double border_tbps;             // traffic across the border at the epoch, busiest hour of a mean week
    double work_tflops[WORK_COUNT]; // at the epoch
    double counted_per_tflops[WORK_COUNT];     // counting rule of the class of compute
    double unit_tflops[DEMAND_JOBS_COUNT];     // of a job's gang
    double jobs_per_tflops[DEMAND_JOBS_COUNT]; // in a day, of its mean demand
    double border_tbps_per_weight;             // of counted TFLOPS x border_weight in the busiest hour
    struct work_hours hours[WORK_COUNT];
    int64_t epoch_civil_day;
};

/// Fills in all that follows from `given`, `share`, `city_frac`, `city_count`, `counted_per_tflops` and what is filled.
void demand_plan_make(struct demand_plan *plan, const double *filled_tflops);

/// Demand of a programme in the province by class of work, its mean over a year. ratio: [DEMAND_INDICATORS_MAX] of the
/// indicators; null: all 1.
void demand_plan_of_programme(const struct demand_plan *plan, int64_t programme, double day,
                              const double *ratio, double tflops[WORK_COUNT]);

/// Demand of a city at a date, likewise.
void demand_plan_of_city(const struct demand_plan *plan, int64_t city, double day, const double *ratio,
                         double tflops[WORK_COUNT]);

/// Compute that work holds at its mean use, by class of compute. held: [COMPUTE_CLASS_MAX]
void demand_plan_held(const struct demand_plan *plan, const double tflops[WORK_COUNT], double *held);

/// Traffic across the border in the busiest hour of a week, as a weight. day_of_year: its season; below 0: the mean one.
double demand_plan_border_weight(const struct demand_plan *plan, const double tflops[WORK_COUNT],
                                 int day_of_year);
