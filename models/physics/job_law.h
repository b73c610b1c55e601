/// Laws of parallel jobs: how long they run, how many nodes they take together.
///
/// Durations are log-normal, or hyper-exponential of two phases (a few long jobs among many short ones), and are ended at a
/// limit, as queues have one. Gangs are powers of two of a unit. Duration and gang are independent: in the published traces
/// their correlation is weak, and differs in sign.
///
/// Each draw is a monotone function of one uniform, so that runs under other laws stay aligned. Means are exact, the limit
/// included, because demand is what fixes how many jobs come: rate = demand / (mean gang x mean duration).
///
/// Sources: D. G. Feitelson, "Workload Modeling for Computer Systems Performance Evaluation" (Cambridge, 2015), ch. 3.2
/// and 9; U. Lublin and D. G. Feitelson, "The workload on parallel supercomputers", J. Parallel Distrib. Comput. 63 (2003)
/// (powers of two, hyper-gamma run times); M. Jeon et al., USENIX ATC 2019, and Q. Hu et al., SC 2021 (training clusters:
/// heavy-tailed run times, most jobs small, most work in large ones).
#pragma once

#include "sim/field.h"

/// Gangs of 1, 2, 4 ... 2^(JOB_GANG_SIZES - 1) units.
#define JOB_GANG_SIZES 12

enum job_duration { JOB_LOGNORMAL, JOB_HYPEREXPONENTIAL };

struct job_law {
    double per_year;                    // jobs that the epoch's demand would bring in a year
    int64_t duration;                   // enum job_duration
    double median_h, sigma;             // log-normal
    double short_h, long_h, long_frac;  // hyper-exponential: means of its phases, share of the long one
    double limit_h;                     // jobs are ended then
    double gang_weight[JOB_GANG_SIZES]; // of 1, 2, 4, ... units
};

extern const struct sim_table job_law_table;

/// Duration at a coordinate of its distribution. u: (0, 1). Result: 0 < h <= limit_h.
double job_law_duration_h(const struct job_law *law, double u);

/// Mean duration, the limit included.
double job_law_mean_h(const struct job_law *law);

/// Units of a gang at a coordinate of their distribution. u: (0, 1). Weights that are all zero count as gangs of one.
double job_law_gang(const struct job_law *law, double u);

/// Mean of a gang, units.
double job_law_mean_gang(const struct job_law *law);

/// Largest gang that the law can give, units.
double job_law_most_gang(const struct job_law *law);
