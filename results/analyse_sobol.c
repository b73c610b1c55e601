#include "results/analyse_sobol.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "results/analyse_bootstrap.h"
#include "results/stats.h"
#include "sim/memory.h"

/// What the estimators sum over base points.
struct terms {
    size_t count, factors;
    double *a, *b;   // [base], less the mean of both
    double *first;   // [factor][base]
    double *total;   // [factor][base]
    double *weights; // [base], of a bootstrap sample
};

static bool is_whole(const double *row, size_t columns)
{
    for (size_t c = 0; c < columns; c++)
        if (isnan(row[c]))
            return false;
    return true;
}

/// Mean over f(A) and f(B) of the whole base points; their number in *count.
static double mean_of(const double *y, size_t base_count, size_t columns, size_t *count)
{
    double *both = sim_memory_new(2 * base_count, sizeof(double), "an analysis");
    *count = 0;
    for (size_t j = 0; j < base_count; j++)
        if (is_whole(y + j * columns, columns)) {
            both[2 * *count] = y[j * columns];
            both[2 * (*count)++ + 1] = y[j * columns + 1];
        }
    double mean = stats_mean(both, 2 * *count);
    free(both);
    return mean;
}

static void terms_init(struct terms *terms, const double *y, size_t base_count, size_t factors)
{
    size_t columns = factors + 2, count, j = 0;
    double mean = mean_of(y, base_count, columns, &count);
    *terms = (struct terms){
        .count = count,
        .factors = factors,
        .a = sim_memory_new(count, sizeof(double), "an analysis"),
        .b = sim_memory_new(count, sizeof(double), "an analysis"),
        .first = sim_memory_new(count * factors, sizeof(double), "an analysis"),
        .total = sim_memory_new(count * factors, sizeof(double), "an analysis"),
        .weights = sim_memory_new(count, sizeof(double), "an analysis"),
    };
    for (size_t row = 0; row < base_count; row++) {
        const double *f = y + row * columns;
        if (!is_whole(f, columns))
            continue;
        terms->a[j] = f[0] - mean;
        terms->b[j] = f[1] - mean;
        for (size_t i = 0; i < factors; i++) {
            terms->first[i * count + j] = terms->b[j] * (f[i + 2] - f[0]);
            terms->total[i * count + j] = 0.5 * (f[0] - f[i + 2]) * (f[0] - f[i + 2]);
        }
        j++;
    }
}

static void terms_clear(struct terms *terms)
{
    free(terms->a);
    free(terms->b);
    free(terms->first);
    free(terms->total);
    free(terms->weights);
}

static double weigh(const double *values, const double *weights, size_t count)
{
    double sum = 0;
    for (size_t j = 0; j < count; j++)
        sum += weights[j] * values[j];
    return sum;
}

/// Variance of the weighted sample times its size; NaN where it does not vary.
static double spread(const struct terms *terms)
{
    double size = 0, sum = 0, squares = 0;
    for (size_t j = 0; j < terms->count; j++) {
        double w = terms->weights[j];
        size += w;
        sum += w * (terms->a[j] + terms->b[j]);
        squares += w * (terms->a[j] * terms->a[j] + terms->b[j] * terms->b[j]);
    }
    double variance = squares / (2 * size) - sum / (2 * size) * (sum / (2 * size));
    return size >= 2 && variance > 0 ? size * variance : NAN;
}

/// The total indices from the first `used` base points.
static void take_part(struct terms *terms, size_t used, struct analyse_sobol *indices, size_t offset)
{
    for (size_t j = 0; j < terms->count; j++)
        terms->weights[j] = j < used;
    double whole = spread(terms);
    for (size_t i = 0; i < terms->factors; i++)
        *(double *)((char *)&indices[i] + offset) =
            weigh(terms->total + i * terms->count, terms->weights, terms->count) / whole;
}

static void bootstrap(struct terms *terms, uint64_t seed, struct analyse_sobol *indices)
{
    enum { SAMPLES = ANALYSE_BOOTSTRAP_COUNT };
    double *firsts = sim_memory_new(terms->factors * SAMPLES, sizeof(double), "an analysis"),
           *totals = sim_memory_new(terms->factors * SAMPLES, sizeof(double), "an analysis");
    struct sim_rng rng = sim_rng_named(seed, "analyse/sobol", 0, 0, 0);
    for (size_t s = 0; s < SAMPLES; s++) {
        analyse_resample(&rng, terms->weights, terms->count);
        double whole = spread(terms);
        for (size_t i = 0; i < terms->factors; i++) {
            size_t at = i * terms->count;
            firsts[i * SAMPLES + s] = weigh(terms->first + at, terms->weights, terms->count) / whole;
            totals[i * SAMPLES + s] = weigh(terms->total + at, terms->weights, terms->count) / whole;
        }
    }
    for (size_t i = 0; i < terms->factors; i++) {
        struct analyse_estimate *first = &indices[i].first, *total = &indices[i].total;
        analyse_percentiles(firsts + i * SAMPLES, SAMPLES, &first->low, &first->high);
        analyse_percentiles(totals + i * SAMPLES, SAMPLES, &total->low, &total->high);
    }
    free(firsts);
    free(totals);
}

size_t analyse_sobol(const double *y, size_t base_count, size_t factors, uint64_t seed,
                     struct analyse_sobol *indices)
{
    struct terms terms;
    terms_init(&terms, y, base_count, factors);
    take_part(&terms, terms.count / 4, indices, offsetof(struct analyse_sobol, total_quarter));
    take_part(&terms, terms.count / 2, indices, offsetof(struct analyse_sobol, total_half));
    take_part(&terms, terms.count, indices, offsetof(struct analyse_sobol, total.value));
    double whole = spread(&terms); // all weights are 1 now
    for (size_t i = 0; i < factors; i++)
        indices[i].first.value = weigh(terms.first + i * terms.count, terms.weights, terms.count) / whole;
    bootstrap(&terms, seed, indices);
    size_t used = terms.count;
    terms_clear(&terms);
    return used;
}
