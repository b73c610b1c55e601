#include "sim/rng.h"

#include <math.h>

#include "sim/core/rng_tables.h"

const double rng_log_reciprocal[33] = {
    0x1p+0,
    0x1.f07c1f07c1f08p-1,
    0x1.e1e1e1e1e1e1ep-1,
    0x1.d41d41d41d41dp-1,
    0x1.c71c71c71c71cp-1,
    0x1.bacf914c1badp-1,
    0x1.af286bca1af28p-1,
    0x1.a41a41a41a41ap-1,
    0x1.999999999999ap-1,
    0x1.8f9c18f9c18fap-1,
    0x1.8618618618618p-1,
    0x1.7d05f417d05f4p-1,
    0x1.745d1745d1746p-1,
    0x1.6c16c16c16c17p-1,
    0x1.642c8590b2164p-1,
    0x1.5c9882b931057p-1,
    0x1.5555555555555p-1,
    0x1.4e5e0a72f0539p-1,
    0x1.47ae147ae147bp-1,
    0x1.4141414141414p-1,
    0x1.3b13b13b13b14p-1,
    0x1.3521cfb2b78c1p-1,
    0x1.2f684bda12f68p-1,
    0x1.29e4129e4129ep-1,
    0x1.2492492492492p-1,
    0x1.1f7047dc11f7p-1,
    0x1.1a7b9611a7b96p-1,
    0x1.15b1e5f75270dp-1,
    0x1.1111111111111p-1,
    0x1.0c9714fbcda3bp-1,
    0x1.0842108421084p-1,
    0x1.041041041041p-1,
    0x1p-1,
};

const double rng_log_value[33] = {
    0,
    0x1.f829b0e7833p-6,
    0x1.f0a30c01162a6p-5,
    0x1.6f0d28ae56b4cp-4,
    0x1.e27076e2af2e6p-4,
    0x1.29552f81ff523p-3,
    0x1.5ff3070a793d4p-3,
    0x1.9525a9cf456b4p-3,
    0x1.c8ff7c79a9a22p-3,
    0x1.fb9186d5e3e2bp-3,
    0x1.1675cababa60ep-2,
    0x1.2e8e2bae11d31p-2,
    0x1.4618bc21c5ec2p-2,
    0x1.5d1bdbf5809cap-2,
    0x1.739d7f6bbd007p-2,
    0x1.89a3386c1425bp-2,
    0x1.9f323ecbf984cp-2,
    0x1.b44f77bcc8f63p-2,
    0x1.c8ff7c79a9a22p-2,
    0x1.dd46a04c1c4a1p-2,
    0x1.f128f5faf06edp-2,
    0x1.02552a5a5d0ffp-1,
    0x1.0be72e4252a83p-1,
    0x1.154c3d2f4d5eap-1,
    0x1.1e85f5e7040dp-1,
    0x1.2795e1289b11bp-1,
    0x1.307d7334f10bep-1,
    0x1.393e0d3562a1ap-1,
    0x1.41d8fe84672aep-1,
    0x1.4a4f85db03ebbp-1,
    0x1.52a2d265bc5abp-1,
    0x1.5ad404c359f2dp-1,
    0x1.62e42fefa39efp-1,
};

/// a[0] + a[1] r + ... + a[7] r^7 over the same with b.
static double ratio(const double a[8], const double b[8], double r)
{
    double above = a[7], below = b[7];
    for (int i = 6; i >= 0; i--) {
        above = above * r + a[i];
        below = below * r + b[i];
    }
    return above / below;
}

/// Quantile where the table has no row: tails below 1/256, the very centre, and what has no quantile.
/// Source: AS 241, PPND16, its two outer ranges.
static double outer_quantile(double u)
{
    static const double c[8] = {1.42343711074968357734,    4.63033784615654529590,
                                5.76949722146069140550,    3.64784832476320460504,
                                1.27045825245236838258,    2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1,
                                2.05319162663775882187,
                                1.67638483018380384940,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720,    5.46378491116411436990,
                                1.78482653991729133580,    2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    double tail = u < 0.5 ? u : 1 - u;
    if (u == 0.5)
        return 0;
    if (!(tail > 0))
        return u == 0 ? -INFINITY : u == 1 ? INFINITY : NAN;
    double r = sqrt(rng_minus_log(tail));
    double x = r <= 5 ? ratio(c, d, r - 1.6) : ratio(e, f, r - 5);
    return u < 0.5 ? -x : x;
}

/// Inlined below: a call costs as much as the polynomial.
static inline double quantile(double u)
{
    double above = 1 - u,
           tail = u < above ? u : above; // the lesser one without a branch; 1 - u is exact where it is
    uint64_t bits;
    memcpy(&bits, &tail, sizeof(bits));
    uint64_t row = (bits >> 48) - ((1023 - 8) << 4);
    if (__builtin_expect(row >= RNG_QUANTILE_ROWS, 0))
        return outer_quantile(u);
    const double *c = rng_quantile_table[row];
    uint64_t one = (bits << 4 & 0xfffffffffffffu) | 0x3ff0000000000000u;
    double t; // 1 .. 2 over the row
    memcpy(&t, &one, sizeof(t));
    t = 2 * t - 3;
    double t2 = t * t;
    double low = ((c[3] * t + c[2]) * t + c[1]) * t + c[0], high = ((c[7] * t + c[6]) * t + c[5]) * t + c[4];
    return copysign(low + high * (t2 * t2), u - 0.5);
}

double sim_normal_quantile(double u)
{
    return quantile(u);
}

double sim_rng_exponential(struct sim_rng *rng, double mean)
{
    return mean * rng_minus_log(sim_rng_uniform(rng));
}

double sim_rng_normal(struct sim_rng *rng)
{
    return quantile(sim_rng_uniform(rng));
}

double sim_rng_lognormal(struct sim_rng *rng, double median, double sigma)
{
    return median * exp(sigma * quantile(sim_rng_uniform(rng)));
}
