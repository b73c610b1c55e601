#include "sim/rng.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

// Multipliers and Weyl constants of Philox4x32 (SC 2011, section 3.3 and Random123's philox.h).
#define PHILOX_M0     0xD2511F53u
#define PHILOX_M1     0xCD9E8D57u
#define PHILOX_W0     0x9E3779B9u
#define PHILOX_W1     0xBB67AE85u
#define PHILOX_ROUNDS 10

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME  0x100000001b3u

void sim_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint64_t p0 = (uint64_t)PHILOX_M0 * c0;
        uint64_t p1 = (uint64_t)PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

/// SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014): every input bit reaches every output bit.
static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t sim_hash(uint64_t seed, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    uint64_t hash = FNV_OFFSET ^ mix(seed);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * FNV_PRIME;
    return mix(hash);
}

struct sim_rng sim_rng_named(uint64_t seed, const char *name, uint64_t index, uint32_t purpose,
                             uint32_t replication)
{
    uint64_t base = sim_hash(seed, name, strlen(name));
    return (struct sim_rng){
        .key = mix(base + index * 0x9e3779b97f4a7c15u), .purpose = purpose, .replication = replication};
}

uint64_t sim_rng_bits(struct sim_rng *rng)
{
    uint32_t counter[4] = {(uint32_t)rng->draw, (uint32_t)(rng->draw >> 32), rng->purpose, rng->replication};
    uint32_t key[2] = {(uint32_t)rng->key, (uint32_t)(rng->key >> 32)};
    uint32_t out[4];
    sim_philox(counter, key, out);
    rng->draw++;
    return (uint64_t)out[1] << 32 | out[0];
}

double sim_rng_uniform(struct sim_rng *rng)
{
    // The centre of one of 2^52 equal cells: never 0, never 1, and 1 - u is as good as u.
    return ((double)(sim_rng_bits(rng) >> 12) + 0.5) * 0x1p-52;
}

double sim_rng_exponential(struct sim_rng *rng, double mean)
{
    return -mean * log(sim_rng_uniform(rng));
}

double sim_rng_normal(struct sim_rng *rng)
{
    return gsl_cdf_ugaussian_Pinv(sim_rng_uniform(rng));
}

double sim_rng_lognormal(struct sim_rng *rng, double median, double sigma)
{
    return median * exp(sigma * sim_rng_normal(rng));
}

/// What a gsl_rng's state points at is the caller's stream, held by pointer.
static void gsl_set(void *state, unsigned long seed)
{
    struct sim_rng *rng = state;
    *rng = (struct sim_rng){.key = mix(seed)};
}

static unsigned long gsl_get(void *state)
{
    return (unsigned long)(sim_rng_bits(state) >> 32);
}

static double gsl_get_double(void *state)
{
    // GSL wants [0, 1).
    return (double)(sim_rng_bits(state) >> 11) * 0x1p-53;
}

static const gsl_rng_type gsl_philox = {
    .name = "suanli-philox4x32-10",
    .max = 0xffffffffu,
    .min = 0,
    .size = sizeof(struct sim_rng),
    .set = gsl_set,
    .get = gsl_get,
    .get_double = gsl_get_double,
};

const gsl_rng_type *const sim_rng_gsl_type = &gsl_philox;

gsl_rng sim_rng_gsl(struct sim_rng *rng)
{
    return (gsl_rng){.type = &gsl_philox, .state = rng};
}
