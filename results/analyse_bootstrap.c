#include "results/analyse_bootstrap.h"

#include <math.h>
#include <string.h>

#include "results/stats.h"

void analyse_resample(struct sim_rng *rng, double *weights, size_t count)
{
    memset(weights, 0, count * sizeof(*weights));
    for (size_t i = 0; i < count; i++)
        weights[(size_t)(((sim_rng_product)sim_rng_bits(rng) * count) >> 64)]++;
}

void analyse_percentiles(double *values, size_t count, double *low, double *high)
{
    *low = *high = NAN;
    for (size_t i = 0; i < count; i++)
        if (isnan(values[i]))
            return;
    stats_sort(values, count);
    *low = stats_quantile(values, count, 0.025);
    *high = stats_quantile(values, count, 0.975);
}
