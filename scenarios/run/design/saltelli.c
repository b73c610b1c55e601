/// Two samples and what lies between them, for Sobol indices.
///
/// A and B are the first and the second k coordinates of one sequence of 2k dimensions: two sequences with other scrambles
/// would have the same net underneath, and indices from them are wrong.
/// Source: A. Saltelli et al., "Variance based sensitivity analysis of model output. Design and estimator for the total
/// sensitivity index", Computer Physics Communications 181(2), 2010.
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/design/parts.h"
#include "sim/memory.h"

void design_saltelli(const struct design_def *def, double *u)
{
    size_t k = def->factors, bytes = k * sizeof(double);
    double *both = sim_memory_new(def->size * 2 * k, sizeof(double), "a design");
    design_quasi(def->size, 2 * k, def->seed, both);
    for (size_t j = 0; j < def->size; j++) {
        const double *a = both + j * 2 * k, *b = a + k;
        double *points = u + j * (k + 2) * k;
        memcpy(points, a, bytes);
        memcpy(points + k, b, bytes);
        for (size_t i = 0; i < k; i++) {
            memcpy(points + (i + 2) * k, a, bytes);
            points[(i + 2) * k + i] = b[i];
        }
    }
    free(both);
}
