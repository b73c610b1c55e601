#include "results/analyse_morris.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "results/analyse_bootstrap.h"
#include "results/stats.h"
#include "sim/memory.h"

/// The effects of one trajectory, effects[factor x stride]; false where an output is NaN.
static bool take_trajectory(const double *u, const double *y, size_t factors, double *effects, size_t stride)
{
    for (size_t i = 0; i <= factors; i++)
        if (isnan(y[i]))
            return false;
    for (size_t i = 1; i <= factors; i++) {
        const double *to = u + i * factors, *from = to - factors;
        for (size_t f = 0; f < factors; f++)
            if (to[f] != from[f])
                effects[f * stride] = (y[i] - y[i - 1]) / (to[f] - from[f]);
    }
    return true;
}

static void summarise(const double *effects, size_t count, struct analyse_morris *out)
{
    double *absolute = sim_memory_new(count, sizeof(double), "an analysis"), squares = 0;
    out->mu = stats_mean(effects, count);
    for (size_t t = 0; t < count; t++) {
        absolute[t] = fabs(effects[t]);
        squares += (effects[t] - out->mu) * (effects[t] - out->mu);
    }
    out->mu_star.value = stats_mean(absolute, count);
    out->sigma = count > 1 ? sqrt(squares / (double)(count - 1)) : NAN;
    free(absolute);
}

size_t analyse_morris(const double *u, const double *y, size_t trajectories, size_t factors, uint64_t seed,
                      struct analyse_morris *effects)
{
    enum { SAMPLES = ANALYSE_BOOTSTRAP_COUNT };
    double *all = sim_memory_new(factors * trajectories, sizeof(double), "an analysis"),
           *weights = sim_memory_new(trajectories, sizeof(double), "an analysis"),
           *means = sim_memory_new(factors * SAMPLES, sizeof(double), "an analysis");
    size_t count = 0;
    for (size_t t = 0; t < trajectories; t++)
        count += take_trajectory(u + t * (factors + 1) * factors, y + t * (factors + 1), factors, all + count,
                                 trajectories);
    for (size_t f = 0; f < factors; f++)
        summarise(all + f * trajectories, count, &effects[f]);
    struct sim_rng rng = sim_rng_named(seed, "analyse/morris", 0, 0, 0);
    for (size_t s = 0; s < SAMPLES; s++) {
        analyse_resample(&rng, weights, count);
        for (size_t f = 0; f < factors; f++) {
            double sum = 0;
            for (size_t t = 0; t < count; t++)
                sum += weights[t] * fabs(all[f * trajectories + t]);
            means[f * SAMPLES + s] = sum / (double)count; // NaN where there is none
        }
    }
    for (size_t f = 0; f < factors; f++)
        analyse_percentiles(means + f * SAMPLES, SAMPLES, &effects[f].mu_star.low, &effects[f].mu_star.high);
    free(all);
    free(weights);
    free(means);
    return count;
}
