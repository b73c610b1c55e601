/// Variates by rejection: Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Softw. 5(8),
/// 2000, with 256 layers and 64-bit words.
///
/// The layer is chosen by a word's lowest 8 bits and the place in it by its highest 52 or 53: they share none. (The original
/// took both from the same bits, which correlates them: Doornik, "An improved ziggurat method to generate normal random
/// samples", 2005.)
///
/// Each law has its method in full, which reads words until one is accepted, and a short cut before it for the common case
/// that the first word is. Both begin with the draw's first word, so the short cut changes nothing but the time.
#include "sim/rng.h"

#include <math.h>
#include <stdbool.h>

#include "sim/core/rng_tables.h"

/// What leads from a block of a draw to the next one of the same draw.
#define REPEAT (1ull << 56)

/// The words of one draw, without end: those of its block, then those of its repeats.
struct words {
    const struct sim_rng *rng;
    uint64_t counter; // repeat and draw
    struct sim_rng_block block;
    int next;
};

static uint64_t next_word(struct words *words)
{
    if (words->next == 2) {
        words->counter += REPEAT;
        words->block = sim_rng_block(words->rng, words->counter);
        words->next = 0;
    }
    return words->block.word[words->next++];
}

static inline double uniform(uint64_t word)
{
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

static double next_uniform(struct words *words)
{
    return uniform(next_word(words));
}

/// Height of a point of even chance within a layer.
static double next_height(const struct rng_ziggurat *ziggurat, uint64_t layer, struct words *words)
{
    double bottom = ziggurat->f[layer];
    return bottom + next_uniform(words) * (ziggurat->f[layer + 1] - bottom);
}

/// The centre of one of 2^53 cells from -width to width.
static inline double place_both_sides(uint64_t word, double width)
{
    return ((double)((int64_t)word >> 11) + 0.5) * 0x1p-52 * width;
}

/// Standard normal beyond r: Marsaglia, "Generating a variable from the tail of the normal distribution", Technometrics
/// 6(1), 1964.
static double normal_tail(double r, struct words *words)
{
    for (;;) {
        double x = rng_minus_log(next_uniform(words)) / r, y = rng_minus_log(next_uniform(words));
        if (2 * y > x * x)
            return r + x;
    }
}

static double normal(struct words *words)
{
    const struct rng_ziggurat *z = &rng_ziggurat_normal;
    for (;;) {
        uint64_t word = next_word(words), layer = word & 255;
        double x = place_both_sides(word, z->x[layer]);
        if (fabs(x) < z->x[layer + 1])
            return x;
        if (layer == 0)
            return copysign(normal_tail(z->x[1], words), x);
        if (next_height(z, layer, words) < exp(-0.5 * x * x))
            return x;
    }
}

static double exponential(struct words *words)
{
    const struct rng_ziggurat *z = &rng_ziggurat_exponential;
    for (double offset = 0;;) {
        uint64_t word = next_word(words), layer = word & 255;
        double x = uniform(word) * z->x[layer];
        if (x < z->x[layer + 1])
            return offset + x;
        if (layer == 0)
            offset += z->x[1]; // no memory: beyond r it is r and another one
        else if (next_height(z, layer, words) < exp(-x))
            return offset + x;
    }
}

/// A normal x becomes the candidate d (1 + c x)^3.
struct gamma {
    double d, c;
};

static inline struct gamma gamma_of(double shape)
{
    double d = shape - 1 / 3.0;
    return (struct gamma){d, 1 / sqrt(9 * d)};
}

/// Accepts most of what a gamma of any shape >= 1 accepts, without a logarithm.
static inline bool is_below_squeeze(double x, double u)
{
    return u < 1 - 0.0331 * (x * x) * (x * x);
}

/// What takes a gamma of shape + 1 to one of shape < 1.
static double root_of(double u, double shape)
{
    return exp(-rng_minus_log(u) / shape);
}

/// Gamma of scale 1. shape: >= 1.
static double gamma_from_1(double shape, struct words *words)
{
    struct gamma g = gamma_of(shape);
    for (;;) {
        double x = normal(words), root = 1 + g.c * x, v = root * root * root, u = next_uniform(words);
        if (root > 0 &&
            (is_below_squeeze(x, u) || -rng_minus_log(u) < 0.5 * x * x + g.d * (1 - v - rng_minus_log(v))))
            return g.d * v;
    }
}

/// In full, for when the short cut fails. Not inlined: that would fill the short cut's registers.
static __attribute__((noinline)) double normal_again(const struct sim_rng *rng, uint64_t draw)
{
    return normal(&(struct words){.rng = rng, .counter = draw, .block = sim_rng_block(rng, draw)});
}

static __attribute__((noinline)) double exponential_again(const struct sim_rng *rng, uint64_t draw)
{
    return exponential(&(struct words){.rng = rng, .counter = draw, .block = sim_rng_block(rng, draw)});
}

static __attribute__((noinline)) double gamma_again(const struct sim_rng *rng, uint64_t draw, double shape)
{
    struct words words = {.rng = rng, .counter = draw, .block = sim_rng_block(rng, draw)};
    if (shape >= 1)
        return gamma_from_1(shape, &words);
    double above = gamma_from_1(shape + 1, &words);
    return above * root_of(next_uniform(&words), shape);
}

double sim_rng_exponential_ziggurat(struct sim_rng *rng, double mean)
{
    const struct rng_ziggurat *z = &rng_ziggurat_exponential;
    uint64_t draw = rng->draw++, word = sim_rng_block(rng, draw).word[0], layer = word & 255;
    double x = uniform(word) * z->x[layer];
    return mean * (__builtin_expect(x < z->x[layer + 1], 1) ? x : exponential_again(rng, draw));
}

double sim_rng_normal_ziggurat(struct sim_rng *rng)
{
    const struct rng_ziggurat *z = &rng_ziggurat_normal;
    uint64_t draw = rng->draw++, word = sim_rng_block(rng, draw).word[0], layer = word & 255;
    double x = place_both_sides(word, z->x[layer]);
    return __builtin_expect(fabs(x) < z->x[layer + 1], 1) ? x : normal_again(rng, draw);
}

double sim_rng_lognormal_ziggurat(struct sim_rng *rng, double median, double sigma)
{
    return median * exp(sigma * sim_rng_normal_ziggurat(rng));
}

double sim_rng_gamma_ziggurat(struct sim_rng *rng, double shape, double scale)
{
    const struct rng_ziggurat *z = &rng_ziggurat_normal;
    uint64_t draw = rng->draw++;
    struct sim_rng_block block = sim_rng_block(rng, draw);
    uint64_t layer = block.word[0] & 255;
    struct gamma g = gamma_of(shape < 1 ? shape + 1 : shape);
    double x = place_both_sides(block.word[0], z->x[layer]), root = 1 + g.c * x;
    bool is_accepted = fabs(x) < z->x[layer + 1] && root > 0 && is_below_squeeze(x, uniform(block.word[1]));
    if (!__builtin_expect(is_accepted, 1))
        return scale * gamma_again(rng, draw, shape);
    double value = scale * (g.d * (root * root * root));
    return shape < 1 ? value * root_of(uniform(sim_rng_block(rng, draw + REPEAT).word[0]), shape) : value;
}
