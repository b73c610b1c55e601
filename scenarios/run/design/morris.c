/// Trajectories through a grid of levels, one factor a step.
///
/// Source: M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33(2), 1991:
/// p levels 0, 1/(p-1), ..., 1; a step of p / (2 (p-1)), up or down with equal chance, so that all levels are as likely.
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/design/parts.h"
#include "sim/memory.h"

static double level(size_t index)
{
    return (double)index / (DESIGN_MORRIS_LEVELS - 1);
}

void design_morris(const struct design_def *def, double *u)
{
    enum { HALF = DESIGN_MORRIS_LEVELS / 2 };
    size_t factors = def->factors;
    size_t *order = sim_memory_new(factors, sizeof(*order), "a design"),
           *at = sim_memory_new(factors, sizeof(*at), "a design");
    for (size_t t = 0; t < def->size; t++, u += factors * (factors + 1)) {
        struct sim_rng rng = sim_rng_named(def->seed, "design/morris", t, 0, 0);
        design_shuffle(&rng, order, factors);
        for (size_t f = 0; f < factors; f++) {
            at[f] = design_below(&rng, DESIGN_MORRIS_LEVELS);
            u[f] = level(at[f]);
        }
        for (size_t i = 0; i < factors; i++) {
            double *point = u + (i + 1) * factors;
            size_t f = order[i];
            memcpy(point, point - factors, factors * sizeof(double));
            point[f] = level(at[f] < HALF ? at[f] + HALF : at[f] - HALF);
        }
    }
    free(order);
    free(at);
}
