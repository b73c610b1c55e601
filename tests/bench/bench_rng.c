/// Prints what a draw costs, beside GSL's Mersenne twister with gsl_ran_*, and beside the floor, in one run.
///
///     build/release/tests/bench_rng [million draws a case, default 1]
///
/// Three ways to draw, in ns a draw, the least of several rounds:
///   one     one stream in a loop; the processor works on several draws at once
///   many    1,024 streams in random order, as an engine's events draw
///   chain   each draw chooses the stream of the next one: how long one draw takes
/// The floor is bare xoroshiro128+ in the compiler's registers, with the C library's log where it says exponential: state
/// that cannot be named, forked or skipped. GSL has one stream.
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/rng.h"

#define STREAMS 1024
#define ROUNDS  7

static struct sim_rng streams[STREAMS];
static gsl_rng *twister;

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/// xoroshiro128+ (24, 16, 37), Blackman and Vigna.
struct xoroshiro {
    uint64_t s0, s1;
};

static inline uint64_t xoroshiro_bits(struct xoroshiro *x)
{
    uint64_t s0 = x->s0, s1 = x->s1, sum = s0 + s1;
    s1 ^= s0;
    x->s0 = (s0 << 24 | s0 >> 40) ^ s1 ^ s1 << 16;
    x->s1 = s1 << 37 | s1 >> 27;
    return sum;
}

static inline double xoroshiro_uniform(struct xoroshiro *x)
{
    return (double)(xoroshiro_bits(x) >> 11) * 0x1p-53;
}

/// What keeps the compiler from dropping a loop.
static volatile double kept;

/// ns a draw of `expression`, the least of ROUNDS times `count`, after `before`.
#define TIME(count, before, expression)                                                                      \
    __extension__({                                                                                          \
        double least = INFINITY;                                                                             \
        for (int round_ = 0; round_ < ROUNDS; round_++) {                                                    \
            double sum = 0, begin = now_ns();                                                                \
            for (size_t i = 0; i < (count); i++) {                                                           \
                before;                                                                                      \
                sum += (double)(expression);                                                                 \
            }                                                                                                \
            least = fmin(least, (now_ns() - begin) / (double)(count));                                       \
            kept = sum;                                                                                      \
        }                                                                                                    \
        least;                                                                                               \
    })

/// Stream of a 64-bit linear congruence's state: cheap, and nobody can foresee it.
#define HOP (hop = hop * 6364136223846793005u + 1442695040888963407u, &streams[hop >> 54])

static uint64_t hash_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    return (bits ^ bits >> 32) * 0x9e3779b97f4a7c15u;
}

/// A line of the table. ours: expression of `rng`; gsl: of `twister`; base: of `x`, or NAN.
#define LINE(name, ours, gsl, base)                                                                          \
    do {                                                                                                     \
        struct sim_rng one = streams[0], *rng = &one;                                                        \
        struct xoroshiro local = {1, 2}, *x = &local;                                                        \
        uint64_t hop = 1;                                                                                    \
        double line[5] = {TIME(count, , ours), TIME(count, rng = HOP, ours)};                                \
        rng = streams;                                                                                       \
        line[2] = TIME(count / 4, rng = &streams[hash_of(sum) >> 54], ours);                                 \
        line[3] = TIME(count / 4, , gsl);                                                                    \
        line[4] = TIME(count, , base);                                                                       \
        print(name, line, #base);                                                                            \
        (void)x;                                                                                             \
    } while (0)

static void print(const char *name, const double line[5], const char *base)
{
    printf("%-24s %8.2f %8.2f %8.2f %8.2f", name, line[0], line[1], line[2], line[3]);
    if (strcmp(base, "NAN") != 0)
        printf(" %8.2f %8.1f", line[4], line[0] / line[4]);
    printf("\n");
}

int main(int argc, char **argv)
{
    size_t count = (size_t)((argc > 1 ? atof(argv[1]) : 1) * 1e6);
    for (uint64_t i = 0; i < STREAMS; i++)
        streams[i] = sim_rng_named(1, "bench", i, 0, 0);
    twister = gsl_rng_alloc(gsl_rng_mt19937);

    printf("%-24s %8s %8s %8s %8s %8s %8s\n", "ns a draw", "one", "many", "chain", "gsl", "floor",
           "one/floor");
    // As signed: x86 has no conversion from unsigned.
    LINE("bits", (int64_t)sim_rng_bits(rng), (int64_t)gsl_rng_get(twister), (int64_t)xoroshiro_bits(x));
    LINE("uniform", sim_rng_uniform(rng), gsl_rng_uniform_pos(twister), xoroshiro_uniform(x));
    LINE("exponential, inverse", sim_rng_exponential(rng, 3), gsl_ran_exponential(twister, 3),
         -3 * log(1 - xoroshiro_uniform(x)));
    LINE("exponential, ziggurat", sim_rng_exponential_ziggurat(rng, 3), gsl_ran_exponential(twister, 3),
         -3 * log(1 - xoroshiro_uniform(x)));
    LINE("normal, inverse", sim_rng_normal(rng), gsl_ran_gaussian(twister, 1), NAN);
    LINE("normal, ziggurat", sim_rng_normal_ziggurat(rng), gsl_ran_gaussian_ziggurat(twister, 1), NAN);
    LINE("lognormal, inverse", sim_rng_lognormal(rng, 2, 0.5), gsl_ran_lognormal(twister, 0.7, 0.5), NAN);
    LINE("lognormal, ziggurat", sim_rng_lognormal_ziggurat(rng, 2, 0.5), gsl_ran_lognormal(twister, 0.7, 0.5),
         NAN);
    LINE("gamma 2.5, ziggurat", sim_rng_gamma_ziggurat(rng, 2.5, 1.5), gsl_ran_gamma(twister, 2.5, 1.5), NAN);
    LINE("gamma 0.5, ziggurat", sim_rng_gamma_ziggurat(rng, 0.5, 1.5), gsl_ran_gamma(twister, 0.5, 1.5), NAN);
    count /= 100;
    LINE("gamma 2.5, inverse", sim_rng_gamma(rng, 2.5, 1.5), gsl_ran_gamma(twister, 2.5, 1.5), NAN);
    gsl_rng_free(twister);
    return 0;
}
