#include "results/analyse_settle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

bool analyse_is_sample(const struct analyse *analyse)
{
    return strcmp(analyse->design, "grid") != 0 && strcmp(analyse->design, "morris") != 0 &&
           strcmp(analyse->design, "given") != 0;
}

/// The same answers from the first half of the points.
static void take_half(const struct analyse *analyse, const struct analyse_sample *sample,
                      struct analyse_target *target)
{
    size_t factors = analyse->factor_count, half = analyse->size / 2;
    for (size_t f = 0; f < factors; f++)
        target->half[f] = target->sobol ? target->sobol[f].total_half : NAN;
    if (target->morris && half > 0) {
        struct analyse_morris *effects = sim_memory_new(factors, sizeof(*effects), "an analysis");
        analyse_morris(sample->u, sample->means, half, factors, sample->seed, effects);
        for (size_t f = 0; f < factors; f++)
            target->half[f] = effects[f].mu_star.value;
        free(effects);
    } else if (target->rank && analyse_is_sample(analyse)) {
        struct analyse_estimate *rank = sim_memory_new(factors, sizeof(*rank), "an analysis");
        analyse_rank(sample->values, sample->means, half, factors, rank);
        for (size_t f = 0; f < factors; f++)
            target->half[f] = rank[f].value;
        free(rank);
    }
}

/// The largest mu*, in whose terms those of a target are judged; 1 of the other methods.
static double scale_of(const struct analyse *analyse, const struct analyse_target *target)
{
    double scale = 0;
    for (size_t f = 0; f < analyse->factor_count && target->morris; f++)
        scale = fmax(scale, target->morris[f].mu_star.value);
    return target->morris ? scale : 1;
}

void analyse_settle(const struct analyse *analyse, const struct analyse_sample *sample,
                    struct analyse_target *target)
{
    static const double wide[] = {ANALYSE_WIDE_INDEX, ANALYSE_WIDE_MORRIS, ANALYSE_WIDE_RANK},
                        moved[] = {ANALYSE_MOVED_INDEX, ANALYSE_MOVED_MORRIS, ANALYSE_MOVED_RANK};
    target->half = sim_memory_new(analyse->factor_count, sizeof(double), "an analysis");
    take_half(analyse, sample, target);
    double scale = scale_of(analyse, target), sum = 0;
    target->has_enough = target->used >= (target->rank ? analyse->factor_count + 4 : 2);
    for (size_t f = 0; f < analyse->factor_count; f++) {
        struct analyse_estimate estimate = analyse_main_estimate(target, f);
        target->wide += estimate.high - estimate.low > wide[analyse->method] * scale; // never of NaN
        bool acts = !target->rank || estimate.low > 0 || estimate.high < 0; // others move by chance alone
        target->acting += target->rank && acts && !isnan(estimate.value);
        target->moved += acts && fabs(estimate.value - target->half[f]) > moved[analyse->method] * scale;
        sum += target->sobol ? target->sobol[f].first.value : NAN;
    }
    target->first_sum = analyse->factor_count > 0 ? sum : NAN;
}
