/// Scrambled Sobol points.
///
/// GSL's sequence (P. Bratley, B. L. Fox, "Algorithm 659", ACM TOMS 14(1), 1988) with its origin put back, which GSL leaves
/// out and without which 2^m points are no net; then nested uniform scrambling (A. B. Owen, "Randomly permuted (t,m,s)-nets
/// and (t,s)-sequences", 1995), so that estimates are unbiased and their error falls faster. The permutation of a digit is a
/// flip that depends on all digits before it: here the top bit of a hash of dimension and prefix, so that nothing is stored.
#include <gsl/gsl_qrng.h>

#include "scenarios/run/design/parts.h"
#include "sim/status.h"

/// Digits of GSL's points.
enum { SOBOL_BITS = 30 };

/// The n-th number of SplitMix64 started at `key` (S. Vigna's reference code, 2015).
static uint64_t hash(uint64_t key, uint64_t n)
{
    uint64_t z = key + n * 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static double scramble(uint32_t digits, uint64_t key)
{
    uint64_t cell = 0, prefix = 1; // of the digits passed; its leading 1 tells their number
    for (int b = SOBOL_BITS - 1; b >= 0; b--) {
        uint64_t digit = digits >> b & 1;
        cell = cell << 1 | (digit ^ hash(key, prefix) >> 63);
        prefix = prefix << 1 | digit;
    }
    int left =
        DESIGN_BITS - SOBOL_BITS; // digits that GSL does not have: all zero, hence scrambled to anything
    return design_coordinate(cell << left | hash(key, prefix) >> (64 - left));
}

void design_sobol(size_t count, size_t dimensions, uint64_t seed, double *u)
{
    double point[SOBOL_DIMENSIONS_MAX] = {0};
    uint64_t keys[SOBOL_DIMENSIONS_MAX];
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
    SIM_ASSERT(sequence, "no Sobol sequence of %zu dimensions", dimensions);
    for (size_t d = 0; d < dimensions; d++) {
        struct sim_rng rng = sim_rng_named(seed, "design/sobol", d, 0, 0);
        keys[d] = sim_rng_bits(&rng);
    }
    for (size_t p = 0; p < count; p++) {
        for (size_t d = 0; d < dimensions; d++)
            u[p * dimensions + d] = scramble((uint32_t)(point[d] * (double)(1 << SOBOL_BITS)), keys[d]);
        gsl_qrng_get(sequence, point);
    }
    gsl_qrng_free(sequence);
}
