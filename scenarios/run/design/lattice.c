/// A rank-1 lattice with a random shift, folded: x_k = 1 - |2 { k z / n + shift } - 1|, n = 2^m.
///
/// Folding (the baker's transform) makes functions periodic in effect, for which lattices are at their best: at 4,096 points
/// the error on a smooth product was a thirtieth with 5 factors, and a fifth with 45.
/// Source: F. J. Hickernell, "Obtaining O(N^(-2+eps)) convergence for lattice quadrature rules", MCQMC 2000, 2002.
///
/// z is built component by component: each next one makes the worst-case error in the Korobov space of smoothness 2 least,
/// over all pairs of factors,
///
///     e^2(z) = 1/n sum_k sum_{i<j} omega({ k z_i / n }) omega({ k z_j / n }),    omega(x) = 2 pi^2 (x^2 - x + 1/6),
///
/// all candidates at once by fast Fourier transforms, in n log n and not n^2 operations a component: with k = 2^t q, q odd,
/// and odd numbers modulo N = n / 2^t being +-5^a, the sum over q for z = 5^i is a cyclic correlation over a of length N / 4.
/// Source: D. Nuyens, R. Cools, "Fast component-by-component construction of rank-1 lattice rules with a non-prime number of
/// points", J. Complexity 22(1), 2006.
/// Why pairs, and not the usual product over all factors: the product's high orders drown the pairs, and components repeat;
/// with 97 factors and 2,048 points half of them did, so that factors were one another's copies.
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <math.h>
#include <stdlib.h>

#include "scenarios/run/design/parts.h"
#include "sim/memory.h"
#include "sim/status.h"

static double omega(uint64_t numerator, size_t count)
{
    double x = (double)numerator / (double)count;
    return 2 * M_PI * M_PI * (x * x - x + 1.0 / 6);
}

/// The correlation sum_a left[a] right[a + i], i = 0..length-1, into `left`. Both are overwritten. length: 2^m, >= 2
static void correlate(double *left, double *right, size_t length)
{
    gsl_fft_real_radix2_transform(left, 1, length);
    gsl_fft_real_radix2_transform(right, 1, length);
    left[0] *= right[0];
    left[length / 2] *= right[length / 2];
    for (size_t k = 1; k < length / 2; k++) { // half-complex: real part at k, imaginary part at length - k
        double a = left[k], b = -left[length - k], c = right[k], d = right[length - k];
        left[k] = a * c - b * d;
        left[length - k] = a * d + b * c;
    }
    gsl_fft_halfcomplex_radix2_inverse(left, 1, length);
}

/// sums[i]: sum over k of before[k] omega({ k 5^i / n }), but for what is the same for all i.
static void sum_candidates(const double *before, size_t count, double *sums, double *left, double *right)
{
    size_t candidates = count / 4;
    for (size_t i = 0; i < candidates; i++)
        sums[i] = 0;
    for (size_t step = 1, n = count; n >= 8; step *= 2, n /= 2) {
        size_t length = n / 4;
        for (uint64_t a = 0, q = 1; a < length; a++, q = q * 5 % n) {
            left[a] = before[step * q];
            right[a] = omega(q, n);
        }
        correlate(left, right, length);
        for (size_t i = 0; i < candidates; i++)
            sums[i] += 2 * left[i % length];
    }
}

void design_lattice_vector(size_t count, size_t dimensions, uint64_t *z)
{
    SIM_ASSERT(count > 0 && (count & (count - 1)) == 0, "a lattice of %zu points", count);
    double *before = sim_memory_new(count, sizeof(double), "a lattice"),
           *sums = sim_memory_new(count, sizeof(double), "a lattice"),
           *left = sim_memory_new(count, sizeof(double), "a lattice"),
           *right = sim_memory_new(count, sizeof(double), "a lattice");
    for (size_t d = 0; d < dimensions; d++) {
        z[d] = 1;
        if (count >= 8 && d > 0) {
            sum_candidates(before, count, sums, left, right);
            double best = sums[0];
            uint64_t candidate = 5;
            for (size_t i = 1; i < count / 4; i++, candidate = candidate * 5 % count)
                if (sums[i] <
                    best - 1e-11 * fabs(best)) { // equals differ by rounding: the first of them is taken
                    best = sums[i];
                    z[d] = candidate;
                }
        }
        for (size_t k = 0; k < count; k++)
            before[k] += omega(k * z[d] % count, count);
    }
    free(before);
    free(sums);
    free(left);
    free(right);
}

double design_lattice_error(size_t count, size_t dimensions, const uint64_t *z)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++) {
        double before = 0;
        for (size_t d = 0; d < dimensions; d++) {
            double next = omega(k * z[d] % count, count);
            sum += before * next;
            before += next;
        }
    }
    return sum / (double)count;
}

/// Without rounding, and inside (0, 1).
static double fold(double x)
{
    return 1 - fabs(2 * x - 1);
}

void design_lattice(size_t count, size_t dimensions, uint64_t seed, double *u)
{
    uint64_t *z = sim_memory_new(dimensions, sizeof(*z), "a lattice"), cells = (uint64_t)1 << DESIGN_BITS;
    size_t *order = sim_memory_new(count, sizeof(*order), "a lattice");
    struct sim_rng shuffle = sim_rng_named(seed, "design/lattice", 0, 1, 0);
    design_shuffle(&shuffle, order, count);
    design_lattice_vector(count, dimensions, z);
    for (size_t d = 0; d < dimensions; d++) {
        struct sim_rng rng = sim_rng_named(seed, "design/lattice", d, 0, 0);
        uint64_t shift = sim_rng_bits(&rng) >> (64 - DESIGN_BITS);
        for (size_t k = 0; k < count; k++)
            u[order[k] * dimensions + d] =
                fold(design_coordinate((k * z[d] % count * (cells / count) + shift) & (cells - 1)));
    }
    free(order);
    free(z);
}
