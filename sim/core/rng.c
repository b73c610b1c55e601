#include "sim/rng.h"

#include <string.h>

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME  0x100000001b3u

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
    return (struct sim_rng){.key = sim_rng_key(sim_rng_base(seed, name), index),
                            .purpose = purpose,
                            .replication = replication};
}

uint64_t sim_rng_base(uint64_t seed, const char *name)
{
    return sim_hash(seed, name, strlen(name));
}

uint64_t sim_rng_key(uint64_t base, uint64_t index)
{
    return mix(base + index * 0x9e3779b97f4a7c15u);
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
    .name = "suanli-philox2x64-10",
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
