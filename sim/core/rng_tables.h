/// Tables behind the variates, and the logarithm that they share.
#pragma once

#include <stdint.h>
#include <string.h>

/// Layers of equal area under a falling density with density 1 at 0. Drawn in rng_ziggurat_table.c.
struct rng_ziggurat {
    double x[257]; // right edges, from the lowest layer up; x[256] = 0
    double f[257]; // density at them; f[0] = 0: the floor of the lowest layer
};

extern const struct rng_ziggurat rng_ziggurat_normal;
extern const struct rng_ziggurat rng_ziggurat_exponential;

/// Row 16 k + j holds the normal quantile's polynomial for upper tails p from (1 + j/16) 2^(k-8) to (1 + (j+1)/16) 2^(k-8),
/// lowest power first, in t = -1 .. 1 over that interval. The first row begins at 1/256, the last one ends at 1/2.
#define RNG_QUANTILE_ROWS 112
extern const double rng_quantile_table[RNG_QUANTILE_ROWS][8];

/// 1 / (1 + i/32) and ln(1 + i/32).
extern const double rng_log_reciprocal[33], rng_log_value[33];

/// -ln u. u: 2^-1022 .. 1. Error: below 4e-16 of the larger of result and 1, and below 1e-14 of the result.
///
/// u = 2^e (c + d), c the nearest multiple of 1/32: -ln u = -(e ln 2 + ln c) - ln(1 + d/c), whose series ends at the 8th
/// power, as |d/c| <= 1/64. Close to 1, c is 2 and e is -1: the first term is 0, and what is left is right in itself.
/// Why not the C library's: called, it takes 1.5 to 2 ns more, and its last bit depends on whether the processor has FMA.
static inline double rng_minus_log(double u)
{
    uint64_t bits;
    memcpy(&bits, &u, sizeof(bits));
    uint64_t mantissa = bits & 0xfffffffffffffu, one = mantissa | 0x3ff0000000000000u;
    double z; // 1 .. 2
    memcpy(&z, &one, sizeof(z));
    uint64_t i = (mantissa + (1ull << 46)) >> 47;
    double exponent = (double)((int64_t)(bits >> 52) - 1023);
    double r = (z - (1 + (double)(int64_t)i * 0.03125)) * rng_log_reciprocal[i];
    double r2 = r * r, r4 = r2 * r2;
    double low = (-1 / 2.0 + r * (1 / 3.0)) + (-1 / 4.0 + r * (1 / 5.0)) * r2;
    double high = (-1 / 6.0 + r * (1 / 7.0)) - 1 / 8.0 * r2;
    return -(exponent * 0x1.62e42fefa39efp-1 + rng_log_value[i]) - (r + (low + high * r4) * r2);
}
