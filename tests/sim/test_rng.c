/// Streams against published vectors, their independence, and distributions against their closed forms.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "sim/distribution.h"
#include "sim/rng.h"
#include "tests/sim/test_rng_statistics.h"

/// Known-answer vectors of philox2x64-10 from the Random123 distribution (1.14, tests/kat_vectors).
static void test_philox_known_answers(void **unused)
{
    (void)unused;
    static const struct {
        uint64_t counter[2], key, out[2];
    } vectors[] = {
        {{0, 0}, 0, {0xca00a0459843d731, 0x66c24222c9a845b5}},
        {{UINT64_MAX, UINT64_MAX}, UINT64_MAX, {0x65b021d60cd8310f, 0x4d02f3222f86df20}},
        {{0x243f6a8885a308d3, 0x13198a2e03707344},
         0xa4093822299f31d0,
         {0x0a5e742c2997341c, 0xb0f883d38000de5d}},
    };
    for (size_t i = 0; i < 3; i++) {
        struct sim_rng_block block = sim_philox(vectors[i].counter[0], vectors[i].counter[1], vectors[i].key);
        assert_memory_equal(block.word, vectors[i].out, sizeof(block.word));
    }
}

/// Draws of named streams as a second implementation made them (integers of any length, from the header's description). They
/// hold what a seed means: should they change, every published result does.
static void test_named_draws_are_what_they_were(void **unused)
{
    (void)unused;
    static const struct {
        uint64_t seed;
        const char *name;
        uint64_t index;
        uint32_t purpose, replication;
        uint64_t draw, bits;
    } known[] = {
        {1, "rack", 0, 0, 0, 0, 0x42355ac2265ca7db},
        {1, "rack", 0, 0, 0, 1, 0x7dd1825f5f28994e},
        {7, "hall/rack", 3, 1, 5, 0, 0x1ff3ce910de8163d},
        {7, "hall/rack", 3, 1, 5, 1000000, 0x3a64f26c1bda0a94},
        {UINT64_MAX, "北京", 9999999, 63, 199, (1ull << 56) - 1, 0x71f8e5b754fcda96},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct sim_rng rng = sim_rng_named(known[i].seed, known[i].name, known[i].index, known[i].purpose,
                                           known[i].replication);
        rng.draw = known[i].draw;
        assert_true(sim_rng_bits(&rng) == known[i].bits);
        // A uniform is the centre of the cell that its highest 52 bits number.
        rng.draw = known[i].draw;
        assert_true(sim_rng_uniform(&rng) == ldexp((double)(2 * (known[i].bits >> 12) + 1), -53));
    }
}

static double gamma_variate(struct sim_rng *rng)
{
    return sim_rng_gamma_ziggurat(rng, 2.5, 1);
}
static double small_gamma_variate(struct sim_rng *rng)
{
    return sim_rng_gamma_ziggurat(rng, 0.3, 1);
}
static double exponential_variate(struct sim_rng *rng)
{
    return sim_rng_exponential_ziggurat(rng, 1);
}

/// The n-th variate is a function of the stream and n: read in order, backwards, by a copy, or after other laws.
static void test_draws_are_the_same_in_any_order(void **unused)
{
    (void)unused;
    double (*const laws[])(struct sim_rng *) = {sim_rng_uniform,     sim_rng_normal, sim_rng_normal_ziggurat,
                                                exponential_variate, gamma_variate,  small_gamma_variate};
    enum { COUNT = 20000, LAWS = sizeof(laws) / sizeof(laws[0]) };
    static double in_order[LAWS][COUNT];
    const struct sim_rng start = sim_rng_named(5, "order", 0, 2, 1);
    for (size_t law = 0; law < LAWS; law++) {
        struct sim_rng rng = start;
        for (uint64_t i = 0; i < COUNT; i++) {
            in_order[law][i] = laws[law](&rng);
            assert_true(rng.draw == i + 1);
        }
    }
    struct sim_rng mixed = start;
    for (size_t i = 0; i < COUNT; i++) {
        struct sim_rng far = start, fork = mixed;
        size_t law = sim_hash(1, &i, sizeof(i)) % LAWS;
        assert_true(laws[law](&mixed) == in_order[law][i]);
        assert_true(laws[law](&fork) == in_order[law][i]);
        assert_memory_equal(&mixed, &fork, sizeof(fork));
        far.draw = COUNT - 1 - i;
        assert_true(laws[law](&far) == in_order[law][COUNT - 1 - i]);
    }
}

#define SAMPLE 100000

/// Two streams that differ in one part of their name: no correlation, and half of the bits differ, each of them.
static void expect_independent(struct sim_rng a, struct sim_rng b)
{
    double product = 0;
    int differing[64] = {0};
    for (int i = 0; i < SAMPLE; i++) {
        struct sim_rng bits_a = a, bits_b = b;
        uint64_t difference = sim_rng_bits(&bits_a) ^ sim_rng_bits(&bits_b);
        for (int bit = 0; bit < 64; bit++)
            differing[bit] += (int)(difference >> bit & 1);
        product += (sim_rng_uniform(&a) - 0.5) * (sim_rng_uniform(&b) - 0.5);
    }
    assert_true(fabs(12 * product / SAMPLE) < Z / sqrt(SAMPLE));
    for (int bit = 0; bit < 64; bit++)
        assert_true(fabs(differing[bit] - SAMPLE / 2.0) < Z * sqrt(SAMPLE) / 2);
}

static void test_streams_of_other_names_are_independent(void **unused)
{
    (void)unused;
    struct sim_rng a = sim_rng_named(7, "hall/rack", 3, 1, 5);
    struct sim_rng others[] = {sim_rng_named(8, "hall/rack", 3, 1, 5), sim_rng_named(7, "hall/racl", 3, 1, 5),
                               sim_rng_named(7, "hall/rack", 4, 1, 5), sim_rng_named(7, "hall/rack", 3, 2, 5),
                               sim_rng_named(7, "hall/rack", 3, 1, 6), sim_rng_named(7, "hall/rac", 3, 1, 5)};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        expect_independent(a, others[i]);
    // The same stream, one draw on.
    struct sim_rng next = a;
    next.draw++;
    expect_independent(a, next);
}

/// Racks share a name and differ by index: their first draws must be as good as one stream's.
static void test_neighbours_are_independent(void **unused)
{
    (void)unused;
    double sum = 0, previous = 0;
    for (uint64_t i = 0; i <= SAMPLE; i++) {
        struct sim_rng rng = sim_rng_named(1, "rack", i, 0, 0);
        double centred = sim_rng_uniform(&rng) - 0.5;
        sum += i > 0 ? previous * centred : 0;
        previous = centred;
    }
    // Correlation has standard deviation 1/sqrt(n).
    assert_true(fabs(12 * sum / SAMPLE) < Z / sqrt(SAMPLE));
}

static void expect_even(const char *name, const uint32_t *cells, int count, double total)
{
    double statistic = 0, expected = total / count;
    for (int i = 0; i < count; i++)
        statistic += (cells[i] - expected) * (cells[i] - expected) / expected;
    expect_everyday(name, statistic, count - 1);
}

/// Low bits are as good as high ones: in one stream, from one draw to the next, over streams, and in the second words.
static void test_low_bits_are_even(void **unused)
{
    (void)unused;
    enum { DRAWS = 1 << 20 };
    uint32_t low[256] = {0}, pairs[256] = {0}, first[256] = {0}, second[256] = {0}, ones[64] = {0};
    struct sim_rng rng = sim_rng_named(3, "low", 0, 0, 0);
    uint64_t previous = sim_rng_bits(&rng);
    for (uint64_t i = 0; i < DRAWS; i++) {
        uint64_t bits = sim_rng_bits(&rng);
        low[bits & 255]++;
        pairs[(previous & 15) << 4 | (bits & 15)] += 1;
        for (int bit = 0; bit < 64; bit++)
            ones[bit] += (uint32_t)(bits >> bit & 1);
        previous = bits;
        struct sim_rng member = sim_rng_named(3, "low", i, 0, 0);
        first[sim_rng_bits(&member) & 255]++;
        second[sim_rng_block(&rng, i).word[1] & 255]++;
    }
    expect_even("low", low, 256, DRAWS);
    expect_even("pairs", pairs, 256, DRAWS);
    expect_even("first", first, 256, DRAWS);
    expect_even("second", second, 256, DRAWS);
    for (int bit = 0; bit < 64; bit++)
        assert_true(fabs(ones[bit] - DRAWS / 2.0) < Z * sqrt(DRAWS) / 2);
}

/// Whole numbers below a count come alike often, and none beyond.
static void test_numbers_below_are_even(void **unused)
{
    (void)unused;
    enum { DRAWS = 1 << 18, MOST = 100 };
    struct sim_rng rng = sim_rng_named(3, "below", 0, 0, 0);
    const int counts[] = {2, 7, MOST};
    for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
        uint32_t cells[MOST] = {0};
        for (int i = 0; i < DRAWS; i++) {
            int64_t number = sim_rng_below(&rng, counts[c]);
            assert_in_range(number, 0, counts[c] - 1);
            cells[number]++;
        }
        expect_even("below", cells, counts[c], DRAWS);
    }
    assert_int_equal(sim_rng_below(&rng, 1), 0);
    assert_in_range(sim_rng_below(&rng, (int64_t)1 << 32), 0, UINT32_MAX);
}

static void expect_moments(enum sim_distribution_type type, const double *p, size_t count, double mean,
                           double sd)
{
    struct sim_distribution d = {type, p, count};
    assert_null(sim_distribution_fault(&d));
    double sum = 0, squares = 0;
    const int n = 200000;
    for (int i = 0; i < n; i++) {
        double x = sim_distribution_quantile(&d, (i + 0.5) / n); // midpoint rule over u
        sum += x;
        squares += x * x;
    }
    double m = sum / n;
    assert_true(fabs(m - mean) < 2e-3 * fmax(fabs(mean), sd));
    assert_true(fabs(sqrt(squares / n - m * m) - sd) < 1e-2 * sd);
}

static void test_quantiles_have_the_closed_form_moments(void **unused)
{
    (void)unused;
    expect_moments(SIM_UNIFORM, (double[]){2, 5}, 2, 3.5, 3 / sqrt(12));
    expect_moments(SIM_TRIANGULAR, (double[]){1, 2, 6}, 3, 3, sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18.0));
    // PERT: mean (a + 4m + b)/6; variance (mean - a)(b - mean)/7.
    expect_moments(SIM_PERT, (double[]){3, 5, 9}, 3, 32 / 6.0, sqrt((32 / 6.0 - 3) * (9 - 32 / 6.0) / 7));
    expect_moments(SIM_NORMAL, (double[]){-1, 2}, 2, -1, 2);
    expect_moments(SIM_LOGNORMAL, (double[]){3, 0.4}, 2, 3 * exp(0.08), 3 * exp(0.08) * sqrt(exp(0.16) - 1));
    expect_moments(SIM_GAMMA, (double[]){2.5, 1.5}, 2, 3.75, sqrt(2.5) * 1.5);
    expect_moments(SIM_GAMMA, (double[]){0.05, 1.5}, 2, 0.075, sqrt(0.05) * 1.5);
    expect_moments(SIM_DISCRETE, (double[]){1, 3, 5, 1}, 4, 2, sqrt(3));
    expect_moments(SIM_EMPIRICAL, (double[]){0, 1, 2}, 3, 1, 2 / sqrt(12));
}

static void test_bad_parameters_are_refused(void **unused)
{
    (void)unused;
    struct {
        enum sim_distribution_type type;
        double p[4];
        size_t count;
    } bad[] = {
        {SIM_PERT, {5, 3, 9}, 3},        {SIM_PERT, {3, 3, 3}, 3},    {SIM_UNIFORM, {2, 2}, 2},
        {SIM_NORMAL, {0, 0}, 2},         {SIM_LOGNORMAL, {-1, 1}, 2}, {SIM_GAMMA, {1, 0}, 2},
        {SIM_DISCRETE, {1, 1, 1, 1}, 4}, {SIM_DISCRETE, {1, 0}, 2},   {SIM_EMPIRICAL, {2, 1}, 2},
        {SIM_TRIANGULAR, {1, 2}, 2},     {SIM_NORMAL, {NAN, 1}, 2},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_non_null(
            sim_distribution_fault(&(struct sim_distribution){bad[i].type, bad[i].p, bad[i].count}));
}

/// Two values under one shock with loads a and b correlate by a*b in normal space.
static void test_copula_correlates(void **unused)
{
    (void)unused;
    struct sim_rng rng = sim_rng_named(3, "copula", 0, 0, 0);
    double sum = 0;
    for (int i = 0; i < SAMPLE; i++) {
        double z = sim_rng_normal(&rng);
        double x = gsl_cdf_ugaussian_Pinv(sim_copula(sim_rng_uniform(&rng), z, 0.8));
        double y = gsl_cdf_ugaussian_Pinv(sim_copula(sim_rng_uniform(&rng), z, -0.5));
        sum += x * y;
    }
    assert_true(fabs(sum / SAMPLE + 0.4) < 0.015);
    assert_true(sim_copula(0.3, 2.0, 0) == 0.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_named_draws_are_what_they_were),
        cmocka_unit_test(test_draws_are_the_same_in_any_order),
        cmocka_unit_test(test_streams_of_other_names_are_independent),
        cmocka_unit_test(test_neighbours_are_independent),
        cmocka_unit_test(test_low_bits_are_even),
        cmocka_unit_test(test_numbers_below_are_even),
        cmocka_unit_test(test_quantiles_have_the_closed_form_moments),
        cmocka_unit_test(test_bad_parameters_are_refused),
        cmocka_unit_test(test_copula_correlates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
