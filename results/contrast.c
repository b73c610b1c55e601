#include "results/contrast.h"

#include <math.h>

#include "results/stats.h"

/// Quantile 0.975 of the standard normal distribution.
static const double Z_95 = 1.959963984540054;

static const struct contrast NONE = {NAN, NAN, NAN};

/// Variance of the mean of a sample. count: >= 2.
static double variance_of_mean(const double *values, size_t count, double mean)
{
    double squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return squares / (double)(count - 1) / (double)count;
}

static struct contrast around(double difference, double half)
{
    return (struct contrast){difference, difference - half, difference + half};
}

struct contrast contrast_paired(const double *differences, size_t count)
{
    double mean = stats_mean(differences, count);
    if (count < 2)
        return (struct contrast){mean, NAN, NAN};
    return around(mean, stats_t_95((double)count - 1) * sqrt(variance_of_mean(differences, count, mean)));
}

struct contrast contrast_means(const double *first, size_t first_count, const double *second,
                               size_t second_count)
{
    double a = stats_mean(first, first_count), b = stats_mean(second, second_count);
    if (first_count < 2 || second_count < 2)
        return (struct contrast){b - a, NAN, NAN};
    double va = variance_of_mean(first, first_count, a), vb = variance_of_mean(second, second_count, b);
    if (va + vb == 0)
        return around(b - a, 0);
    double freedom =
        (va + vb) * (va + vb) / (va * va / (double)(first_count - 1) + vb * vb / (double)(second_count - 1));
    return around(b - a, stats_t_95(freedom) * sqrt(va + vb));
}

struct contrast contrast_paired_shares(const double *differences, size_t count)
{
    if (count == 0)
        return NONE;
    double more = (double)count + 2, sum = stats_mean(differences, count) * (double)count, squares = 2;
    for (size_t i = 0; i < count; i++)
        squares += differences[i] * differences[i];
    double centre = sum / more;
    double half = Z_95 * sqrt((squares / more - centre * centre) / more);
    return (struct contrast){sum / (double)count, fmax(-1, centre - half), fmin(1, centre + half)};
}

struct contrast contrast_shares(double first, double first_low, double first_high, double second,
                                double second_low, double second_high)
{
    double difference = second - first;
    return (struct contrast){difference, difference - hypot(second - second_low, first_high - first),
                             difference + hypot(second_high - second, first - first_low)};
}

bool contrast_is_beyond_chance(const struct contrast *contrast)
{
    return contrast->low > 0 || contrast->high < 0;
}
