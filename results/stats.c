#include "results/stats.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"
#include "sim/status.h"

/// Quantile 0.975 of the standard normal distribution.
static const double Z_95 = 1.959963984540054;

/// A running sum with its lost low-order part.
struct sum {
    double head;
    double tail;
};

static void add(struct sum *sum, double value)
{
    double next = sum->head + value;
    if (fabs(sum->head) >= fabs(value))
        sum->tail += (sum->head - next) + value;
    else
        sum->tail += (value - next) + sum->head;
    sum->head = next;
}

static double total(const struct sum *sum)
{
    return sum->head + sum->tail;
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/// A value and where it stood.
struct placed {
    double value;
    size_t index;
};

static int compare_placed(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

double stats_mean(const double *values, size_t count)
{
    struct sum sum = {0};
    for (size_t i = 0; i < count; i++)
        add(&sum, values[i]);
    return count ? total(&sum) / (double)count : NAN;
}

double stats_mean_present(const double *values, size_t count, size_t stride)
{
    struct sum sum = {0};
    size_t present = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i * stride]))
            continue;
        add(&sum, values[i * stride]);
        present++;
    }
    return present ? total(&sum) / (double)present : NAN;
}

void stats_sort(double *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof(*values), compare_numbers);
}

double stats_quantile(const double *sorted, size_t count, double p_frac)
{
    if (count == 0)
        return NAN;
    double place = (double)(count - 1) * p_frac;
    size_t below = (size_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    double weight = place - (double)below;
    // Equal neighbours stay exact, and infinite ones do not become NaN.
    if (weight == 0.0 || sorted[below] == sorted[below + 1])
        return sorted[below];
    return sorted[below] + weight * (sorted[below + 1] - sorted[below]);
}

void stats_wilson(size_t hits, size_t count, double *low, double *high)
{
    SIM_ASSERT(hits <= count, "%zu hits of %zu", hits, count);
    if (count == 0) {
        *low = 0.0;
        *high = 1.0;
        return;
    }
    stats_wilson_at((double)hits / (double)count, (double)count, low, high);
}

void stats_wilson_at(double p, double n, double *low, double *high)
{
    double z2 = Z_95 * Z_95;
    double centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    double half = Z_95 * sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n)) / (1.0 + z2 / n);
    *low = p == 0.0 ? 0.0 : fmax(0.0, centre - half);
    *high = p == 1.0 ? 1.0 : fmin(1.0, centre + half);
}

double stats_effective_size(const double *shares, size_t groups)
{
    double count = (double)groups + 2.0, p = (stats_mean(shares, groups) * (double)groups + 1.0) / count;
    double squares = p * p + (1.0 - p) * (1.0 - p);
    for (size_t i = 0; i < groups; i++)
        squares += (shares[i] - p) * (shares[i] - p);
    return (double)groups * p * (1.0 - p) * count / squares;
}

void stats_wilson_groups(const double *shares, size_t groups, double *low, double *high)
{
    if (groups == 0) {
        *low = 0.0;
        *high = 1.0;
        return;
    }
    stats_wilson_at(stats_mean(shares, groups), stats_effective_size(shares, groups), low, high);
}

double stats_t_95(double freedom)
{
    return gsl_cdf_tdist_Pinv(0.975, freedom);
}

void stats_ranks(const double *values, size_t count, double *ranks)
{
    struct placed *order = sim_memory_new(count, sizeof(*order), "ranks");
    for (size_t i = 0; i < count; i++)
        order[i] = (struct placed){values[i], i};
    qsort(order, count, sizeof(*order), compare_placed);
    for (size_t first = 0; first < count;) {
        size_t end = first + 1;
        while (end < count && order[end].value == order[first].value)
            end++;
        // Places first+1 .. end share their mean.
        double rank = 0.5 * (double)(first + 1 + end);
        for (size_t i = first; i < end; i++)
            ranks[order[i].index] = rank;
        first = end;
    }
    free(order);
}

double stats_correlation(const double *x, const double *y, size_t count)
{
    if (count < 2)
        return NAN;
    double mean_x = stats_mean(x, count), mean_y = stats_mean(y, count);
    struct sum xx = {0}, yy = {0}, xy = {0};
    for (size_t i = 0; i < count; i++) {
        double dx = x[i] - mean_x, dy = y[i] - mean_y;
        add(&xx, dx * dx);
        add(&yy, dy * dy);
        add(&xy, dx * dy);
    }
    double spread = sqrt(total(&xx)) * sqrt(total(&yy));
    if (!(spread > 0.0))
        return NAN;
    return fmax(-1.0, fmin(1.0, total(&xy) / spread));
}

double stats_spearman(const double *x, const double *y, size_t count)
{
    double *ranks = sim_memory_new(2 * count, sizeof(*ranks), "ranks");
    stats_ranks(x, count, ranks);
    stats_ranks(y, count, ranks + count);
    double rho = stats_correlation(ranks, ranks + count, count);
    free(ranks);
    return rho;
}

double stats_rho_by_chance(double count, size_t tries, double level)
{
    double each = level / (double)(tries ? tries : 1);
    return count > 0 ? gsl_cdf_ugaussian_Qinv(each / 2) / sqrt(count) : INFINITY;
}
