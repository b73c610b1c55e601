/// The designs one by one. Callers use design.h; tests look in here.
#pragma once

#include "scenarios/run/design/design.h"
#include "sim/rng.h"

/// Dimensions that GSL's Sobol sequence has.
#define SOBOL_DIMENSIONS_MAX 40

/// Bits of a coordinate: that of the centre of one of 2^52 cells, as sim_rng_uniform has it.
#define DESIGN_BITS 52

static inline double design_coordinate(uint64_t cell)
{
    return ((double)cell + 0.5) * 0x1p-52;
}

/// Whole number in 0..count-1, each as likely but for 2^-64 count. count: >= 1
static inline size_t design_below(struct sim_rng *rng, size_t count)
{
    return (size_t)(((sim_rng_product)sim_rng_bits(rng) * count) >> 64);
}

/// Puts 0..count-1 into random order.
void design_shuffle(struct sim_rng *rng, size_t *order, size_t count);

void design_grid(const struct design_def *def, double *u);
void design_monte_carlo(const struct design_def *def, double *u);
void design_latin(const struct design_def *def, double *u);
void design_morris(const struct design_def *def, double *u);
void design_saltelli(const struct design_def *def, double *u);

/// Scrambled Sobol points. count: a power of 2, <= 2^30; dimensions: <= SOBOL_DIMENSIONS_MAX; u: [count][dimensions].
void design_sobol(size_t count, size_t dimensions, uint64_t seed, double *u);

/// Points of a rank-1 lattice, shifted at random and folded, in random order. count: a power of 2. The first points are then
/// a random sample of all: half of them tells whether an answer settles, and a sweep can stop among them. Why not in an order
/// in which the first half is a lattice itself: with fewer than 4 points a factor it would have factors that are copies.
void design_lattice(size_t count, size_t dimensions, uint64_t seed, double *u);

/// Generating vector of that lattice. z: [dimensions], odd, < count.
void design_lattice_vector(size_t count, size_t dimensions, uint64_t *z);

/// What the vector is built to make small: the squared worst-case error over all pairs of factors.
double design_lattice_error(size_t count, size_t dimensions, const uint64_t *z);

/// Sobol points, or a lattice where they end.
void design_quasi(size_t count, size_t dimensions, uint64_t seed, double *u);
