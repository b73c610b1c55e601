/// Random streams that need no state but a counter.
///
/// A stream is named by seed, replication, process name, index and purpose; its n-th draw is a pure function of those and
/// n. Adding a process, or drawing more in one, therefore disturbs nobody else's draws, and no number of threads can show.
///
/// Generator: Philox2x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Its
/// authors know of no statistical flaw from 6 rounds on. The key is a 64-bit hash of seed and name.
///
///     counter   word 0:  repeat (8 bits) | draw (56 bits)      word 1:  replication (32 bits) | purpose (32 bits)
///     block     word 0:  the draw                              word 1:  the draw's second word
///
/// Every variate below takes one draw, whatever it takes to make it: a rejection method reads on in the draw's second word
/// and then in its repeats, which no other draw shares. The n-th variate of a stream is thus the same whatever was drawn
/// before it, and two runs that differ in a parameter stay aligned (common random numbers).
///
/// Which one to take:
///   by inverse (sim_rng_normal and so on)   the default. Monotone in one uniform: under a larger mean, or another law, every
///                                           variate moves the same way, and quantiles can be shared by processes.
///   ..._ziggurat                            where drawing shows in a profile: 2 ns less for an exponential or a normal, a
///                                           sixtieth of the time for a gamma. Neighbouring words give unrelated variates; a
///                                           gamma of another shape may accept another word.
///   GSL's gsl_ran_*, through sim_rng_gsl    every other law. They take as many draws as they like.
#pragma once

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/// One stream. Copying it forks it: both copies give the same draws. To go to draw n, set `draw` to n.
/// Why nothing is kept of a block: the second word as a draw of its own would save 2 ns a draw where one stream is read in a
/// row, next to nothing where events read many streams in turn, and would cost each stream 8 bytes.
struct sim_rng {
    uint64_t key;         // of seed, name and index
    uint64_t draw;        // draws taken so far, < 2^56
    uint32_t purpose;     // stream of the process
    uint32_t replication; // run within the experiment
};

/// The two words of a Philox block.
struct sim_rng_block {
    uint64_t word[2];
};

__extension__ typedef unsigned __int128 sim_rng_product;

/// One Philox2x64-10 block. Multiplier and Weyl constant: SC 2011, section 3.3, and Random123's philox.h.
/// Not Philox4x32: with 64-bit multiplication this takes a third less time for the same 128 bits.
static inline struct sim_rng_block sim_philox(uint64_t counter_0, uint64_t counter_1, uint64_t key)
{
    for (int round = 0; round < 10; round++) {
        sim_rng_product product = (sim_rng_product)0xD2B74407B1CE6E93u * counter_0;
        counter_0 = (uint64_t)(product >> 64) ^ key ^ counter_1;
        counter_1 = (uint64_t)product;
        key += 0x9E3779B97F4A7C15u;
    }
    return (struct sim_rng_block){{counter_0, counter_1}};
}

/// 64-bit hash of bytes, started from `seed`. FNV-1a, then the SplitMix64 finaliser.
uint64_t sim_hash(uint64_t seed, const void *bytes, size_t size);

/// Stream of a named process. index tells apart the members of an array of processes (0 where there is one).
struct sim_rng sim_rng_named(uint64_t seed, const char *name, uint64_t index, uint32_t purpose,
                             uint32_t replication);

/// The same in two steps, for many members of an array: what they share, and the key of one of them.
uint64_t sim_rng_base(uint64_t seed, const char *name);
uint64_t sim_rng_key(uint64_t base, uint64_t index);

/// Block of draw `draw` of a stream, which stays where it is.
static inline struct sim_rng_block sim_rng_block(const struct sim_rng *rng, uint64_t draw)
{
    return sim_philox(draw, (uint64_t)rng->replication << 32 | rng->purpose, rng->key);
}

/// Next 64 random bits.
static inline uint64_t sim_rng_bits(struct sim_rng *rng)
{
    return sim_rng_block(rng, rng->draw++).word[0];
}

/// Uniform in the open interval (0, 1), 52 bits: the centre of one of 2^52 equal cells. Never 0, never 1, and 1 - u is
/// exact, and as good as u.
static inline double sim_rng_uniform(struct sim_rng *rng)
{
    return ((double)(sim_rng_bits(rng) >> 12) + 0.5) * 0x1p-52;
}

/// Whole number of 0 .. count - 1, of 32 bits: one is likelier than another by 2^-32 count at most. count: 1 .. 2^32.
static inline int64_t sim_rng_below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)((sim_rng_bits(rng) >> 32) * (uint64_t)count >> 32);
}

/// Exponential, by inverse: -mean ln u. mean: > 0. Error: below 5e-16 of the larger of value and mean. Like the normal below,
/// without the C library, hence the same bits on every machine.
double sim_rng_exponential(struct sim_rng *rng, double mean);

/// Standard normal, by inverse: `sim_normal_quantile` of a uniform.
double sim_rng_normal(struct sim_rng *rng);

/// Lognormal with the given median (> 0) and standard deviation of its logarithm (>= 0), by inverse.
double sim_rng_lognormal(struct sim_rng *rng, double median, double sigma);

/// Gamma, by inverse (a search: about 0.7 us). shape, scale: > 0. Mean: shape * scale.
double sim_rng_gamma(struct sim_rng *rng, double shape, double scale);

/// Exponential, by ziggurat. mean: > 0.
double sim_rng_exponential_ziggurat(struct sim_rng *rng, double mean);

/// Standard normal, by ziggurat.
double sim_rng_normal_ziggurat(struct sim_rng *rng);

/// Lognormal of a normal by ziggurat. median: > 0; sigma: >= 0.
double sim_rng_lognormal_ziggurat(struct sim_rng *rng, double median, double sigma);

/// Gamma, by squeeze and rejection from a normal by ziggurat (Marsaglia and Tsang, "A simple method for generating gamma
/// variables", ACM TOMS 26(3), 2000). shape, scale: > 0. Mean: shape * scale.
double sim_rng_gamma_ziggurat(struct sim_rng *rng, double shape, double scale);

/// Quantile of the standard normal. u: 0..1; infinite at the ends. Error: below 1e-15 of the larger of |value| and 1: one
/// cell of the uniforms above is 6e-16 wide at the centre, and wider outwards.
/// Source: tails below 1/256 by Wichura, algorithm AS 241, Applied Statistics 37(3), 1988 (PPND16), which GSL uses
/// throughout; between them a table of polynomials, half the time of AS 241.
double sim_normal_quantile(double u);

/// Quantile of the gamma law of scale 1. u: 0..1; infinite at 1. shape: > 0. Error: below 1e-8 of the value, and below 1e-12
/// for shapes from 0.1 to 1,000. By Newton's method on the lesser tail.
/// Why not gsl_cdf_gamma_Pinv: it fails for shapes below 0.15, and for some above 1,000.
double sim_gamma_quantile(double u, double shape);

/// A stream as GSL's distributions take it: `gsl_rng r = sim_rng_gsl(&stream); gsl_ran_beta(&r, ...)`.
/// The value borrows `rng`, which moves on as GSL draws.
gsl_rng sim_rng_gsl(struct sim_rng *rng);

/// The generator type behind `sim_rng_gsl`.
extern const gsl_rng_type *const sim_rng_gsl_type;
