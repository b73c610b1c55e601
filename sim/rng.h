/// Random streams that need no state but a counter.
///
/// A stream is named by seed, replication, process name and purpose; its n-th draw is a pure function of those and n.
/// Adding a process, or drawing more in one, therefore disturbs nobody else's draws, and no number of threads can show.
/// Generator: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// The key is a 64-bit hash of seed and name; the counter is (draw, purpose, replication).
#pragma once

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/// One stream. Copying it forks it: both copies give the same draws.
struct sim_rng {
    uint64_t key;         // of seed and name
    uint64_t draw;        // blocks drawn so far
    uint32_t purpose;     // stream of the process
    uint32_t replication; // run within the experiment
};

/// One Philox4x32-10 block. counter: 4 words; key: 2 words; out: 4 words.
void sim_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/// 64-bit hash of bytes, started from `seed`. FNV-1a, then the SplitMix64 finaliser.
uint64_t sim_hash(uint64_t seed, const void *bytes, size_t size);

/// Stream of a named process. index tells apart the members of an array of processes (0 where there is one).
struct sim_rng sim_rng_named(uint64_t seed, const char *name, uint64_t index, uint32_t purpose,
                             uint32_t replication);

/// Next 64 random bits.
uint64_t sim_rng_bits(struct sim_rng *rng);

/// Uniform in the open interval (0, 1), 52 bits.
double sim_rng_uniform(struct sim_rng *rng);

/// Exponential. mean: > 0.
double sim_rng_exponential(struct sim_rng *rng, double mean);

/// Standard normal, by inverse (one uniform each, so that common random numbers stay aligned).
double sim_rng_normal(struct sim_rng *rng);

/// Lognormal with the given median (> 0) and standard deviation of its logarithm (>= 0).
double sim_rng_lognormal(struct sim_rng *rng, double median, double sigma);

/// A stream as GSL's distributions take it: `gsl_rng r = sim_rng_gsl(&stream); gsl_ran_gamma(&r, ...)`.
/// The value borrows `rng`, which moves on as GSL draws.
gsl_rng sim_rng_gsl(struct sim_rng *rng);

/// The generator type behind `sim_rng_gsl`.
extern const gsl_rng_type *const sim_rng_gsl_type;
