/// Monte Carlo and Latin hypercube points.
///
/// Source of the latter: M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods for selecting values of
/// input variables in the analysis of output from a computer code", Technometrics 21(2), 1979.
#include <stdlib.h>

#include "scenarios/run/design/parts.h"
#include "sim/memory.h"

void design_shuffle(struct sim_rng *rng, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t other = design_below(rng, i), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

void design_monte_carlo(const struct design_def *def, double *u)
{
    // A stream a factor: another factor, or more points, change no point that was there.
    for (size_t f = 0; f < def->factors; f++) {
        struct sim_rng rng = sim_rng_named(def->seed, "design/monte-carlo", f, 0, 0);
        for (size_t p = 0; p < def->size; p++)
            u[p * def->factors + f] = sim_rng_uniform(&rng);
    }
}

void design_latin(const struct design_def *def, double *u)
{
    size_t *order = sim_memory_new(def->size, sizeof(*order), "a design");
    for (size_t f = 0; f < def->factors; f++) {
        struct sim_rng rng = sim_rng_named(def->seed, "design/latin", f, 0, 0);
        design_shuffle(&rng, order, def->size);
        for (size_t p = 0; p < def->size; p++)
            u[p * def->factors + f] = ((double)order[p] + sim_rng_uniform(&rng)) / (double)def->size;
    }
    free(order);
}
