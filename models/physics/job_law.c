#include "models/physics/job_law.h"

#include <math.h>

#include "sim/rng.h"

static const char *const durations[] = {"lognormal", "hyperexponential", NULL};

static const struct sim_field fields[] = {
    SIM_FIELD_F64(job_law, per_year, "1/year", 0, 1e8, 0,
                  "jobs that the epoch's demand would bring in a year"),
    SIM_FIELD_CHOICE(job_law, duration, durations, JOB_LOGNORMAL, "law of their duration"),
    SIM_FIELD_F64(job_law, median_h, "h", 1e-3, 1e5, 4, "median of the log-normal law"),
    SIM_FIELD_F64(job_law, sigma, "1", 0, 5, 1.5, "standard deviation of its logarithm"),
    SIM_FIELD_F64(job_law, short_h, "h", 1e-3, 1e5, 1, "hyper-exponential law: mean of the short phase"),
    SIM_FIELD_F64(job_law, long_h, "h", 1e-3, 1e5, 20, "mean of its long phase"),
    SIM_FIELD_F64(job_law, long_frac, "1", 0, 1, 0.2, "share of jobs of the long phase"),
    SIM_FIELD_F64(job_law, limit_h, "h", 0.01, 1e5, 720, "jobs are ended after this time"),
    SIM_FIELD_ARRAY(job_law, gang_weight, JOB_GANG_SIZES, "1", 0, 1e6, 0,
                    "how many jobs take 1, 2, 4, ... units together, against each other; all 0: one each"),
};
const struct sim_table job_law_table = SIM_TABLE(job_law, fields, "Laws of the jobs of a class of work.");

/// Quantile of an exponential law.
static double exponential(double mean, double u)
{
    return -mean * log1p(-u);
}

double job_law_duration_h(const struct job_law *law, double u)
{
    double h;
    if (law->duration == JOB_LOGNORMAL) {
        h = law->median_h * exp(law->sigma * sim_normal_quantile(u));
    } else {
        // The short phase has the coordinates below 1 - long_frac, each phase its own quantile inside of its part.
        double short_frac = 1 - law->long_frac;
        h = u < short_frac ? exponential(law->short_h, u / short_frac)
                           : exponential(law->long_h, (u - short_frac) / law->long_frac);
    }
    return fmin(h, law->limit_h);
}

static double normal_below(double x)
{
    return 0.5 * erfc(-x * M_SQRT1_2);
}

/// Mean of min(X, limit), X log-normal: its partial expectation below the limit, and the limit where X is above.
static double limited_lognormal(double median, double sigma, double limit)
{
    if (sigma <= 0)
        return fmin(median, limit);
    double z = log(limit / median) / sigma;
    return median * exp(0.5 * sigma * sigma) * normal_below(z - sigma) + limit * normal_below(-z);
}

double job_law_mean_h(const struct job_law *law)
{
    if (law->duration == JOB_LOGNORMAL)
        return limited_lognormal(law->median_h, law->sigma, law->limit_h);
    // Mean of min(X, limit), X exponential: mean x (1 - exp(-limit / mean)).
    double of_short = -law->short_h * expm1(-law->limit_h / law->short_h);
    double of_long = -law->long_h * expm1(-law->limit_h / law->long_h);
    return (1 - law->long_frac) * of_short + law->long_frac * of_long;
}

static double weight_sum(const struct job_law *law)
{
    double sum = 0;
    for (int i = 0; i < JOB_GANG_SIZES; i++)
        sum += law->gang_weight[i];
    return sum;
}

double job_law_gang(const struct job_law *law, double u)
{
    double rest = u * weight_sum(law);
    int last = 0;
    for (int i = 0; i < JOB_GANG_SIZES; i++) {
        if (law->gang_weight[i] <= 0)
            continue;
        last = i;
        if (rest < law->gang_weight[i])
            break;
        rest -= law->gang_weight[i];
    }
    return ldexp(1, last);
}

double job_law_mean_gang(const struct job_law *law)
{
    double sum = weight_sum(law), mean = 0;
    for (int i = 0; i < JOB_GANG_SIZES; i++)
        mean += ldexp(law->gang_weight[i], i);
    return sum > 0 ? mean / sum : 1;
}

double job_law_most_gang(const struct job_law *law)
{
    int most = 0;
    for (int i = 0; i < JOB_GANG_SIZES; i++)
        if (law->gang_weight[i] > 0)
            most = i;
    return ldexp(1, most);
}
