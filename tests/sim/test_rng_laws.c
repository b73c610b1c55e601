/// Variates against their laws: moments, Kolmogorov-Smirnov, cells, tails, pairs.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

#include "sim/rng.h"
#include "tests/sim/test_rng_statistics.h"

#define MEAN  3.0
#define SIGMA 0.25
#define SCALE 1.5

static double exponential(struct sim_rng *rng)
{
    return sim_rng_exponential(rng, MEAN);
}
static double exponential_ziggurat(struct sim_rng *rng)
{
    return sim_rng_exponential_ziggurat(rng, MEAN);
}
static double lognormal(struct sim_rng *rng)
{
    return sim_rng_lognormal(rng, 1, SIGMA);
}
static double lognormal_ziggurat(struct sim_rng *rng)
{
    return sim_rng_lognormal_ziggurat(rng, 1, SIGMA);
}
static double gamma_inverse(struct sim_rng *rng)
{
    return sim_rng_gamma(rng, 2.5, SCALE);
}
static double gamma_half(struct sim_rng *rng)
{
    return sim_rng_gamma_ziggurat(rng, 0.5, SCALE);
}
static double gamma_one(struct sim_rng *rng)
{
    return sim_rng_gamma_ziggurat(rng, 1, SCALE);
}
static double gamma_few(struct sim_rng *rng)
{
    return sim_rng_gamma_ziggurat(rng, 2.5, SCALE);
}
static double gamma_many(struct sim_rng *rng)
{
    return sim_rng_gamma_ziggurat(rng, 40, SCALE);
}

static double uniform_cdf(double x, double unused)
{
    (void)unused;
    return x;
}
static double exponential_cdf(double x, double unused)
{
    (void)unused;
    return gsl_cdf_exponential_P(x, MEAN);
}
static double normal_cdf(double x, double unused)
{
    (void)unused;
    return gsl_cdf_ugaussian_P(x);
}
static double lognormal_cdf(double x, double unused)
{
    (void)unused;
    return gsl_cdf_lognormal_P(x, 0, SIGMA);
}
static double gamma_cdf(double x, double shape)
{
    return gsl_cdf_gamma_P(x, shape, SCALE);
}

/// E[x^k].
static double uniform_moment(int k, double unused)
{
    (void)unused;
    return 1.0 / (k + 1);
}
static double exponential_moment(int k, double unused)
{
    (void)unused;
    return gsl_sf_fact((unsigned)k) * pow(MEAN, k);
}
static double normal_moment(int k, double unused)
{
    (void)unused;
    return k == 0 ? 1 : k % 2 == 1 ? 0 : gsl_sf_doublefact((unsigned)k - 1);
}
static double lognormal_moment(int k, double unused)
{
    (void)unused;
    return exp(0.5 * k * k * SIGMA * SIGMA);
}
static double gamma_moment(int k, double shape)
{
    double product = 1;
    for (int i = 0; i < k; i++)
        product *= SCALE * (shape + i);
    return product;
}

static const struct law {
    const char *name;
    double (*draw)(struct sim_rng *);
    double (*cdf)(double x, double shape);
    double (*moment)(int k, double shape);
    double shape;
    int size; // of the sample for moments
} laws[] = {
    {"uniform", sim_rng_uniform, uniform_cdf, uniform_moment, 0, 1 << 22},
    {"exponential", exponential, exponential_cdf, exponential_moment, 0, 1 << 22},
    {"exponential, ziggurat", exponential_ziggurat, exponential_cdf, exponential_moment, 0, 1 << 22},
    {"normal", sim_rng_normal, normal_cdf, normal_moment, 0, 1 << 22},
    {"normal, ziggurat", sim_rng_normal_ziggurat, normal_cdf, normal_moment, 0, 1 << 22},
    {"lognormal", lognormal, lognormal_cdf, lognormal_moment, 0, 1 << 22},
    {"lognormal, ziggurat", lognormal_ziggurat, lognormal_cdf, lognormal_moment, 0, 1 << 22},
    {"gamma 2.5", gamma_inverse, gamma_cdf, gamma_moment, 2.5, 1 << 16},
    {"gamma 0.5, ziggurat", gamma_half, gamma_cdf, gamma_moment, 0.5, 1 << 22},
    {"gamma 1, ziggurat", gamma_one, gamma_cdf, gamma_moment, 1, 1 << 22},
    {"gamma 2.5, ziggurat", gamma_few, gamma_cdf, gamma_moment, 2.5, 1 << 22},
    {"gamma 40, ziggurat", gamma_many, gamma_cdf, gamma_moment, 40, 1 << 22},
};
#define LAWS (sizeof(laws) / sizeof(laws[0]))

/// E[((x - mean) / sd)^k], from the moments about 0.
static double standard_moment(const struct law *law, int k)
{
    double mean = law->moment(1, law->shape), variance = law->moment(2, law->shape) - mean * mean, sum = 0;
    for (int i = 0; i <= k; i++)
        sum += gsl_sf_choose((unsigned)k, (unsigned)i) * law->moment(i, law->shape) * pow(-mean, k - i);
    return sum / pow(variance, 0.5 * k);
}

/// Mean, variance, skewness and kurtosis: mean of the k-th power of the standardised variate within Z of its own standard
/// deviations, which its moment of order 2k gives.
static void test_moments(void **unused)
{
    (void)unused;
    for (const struct law *law = laws; law < laws + LAWS; law++) {
        struct sim_rng rng = sim_rng_named(1, law->name, 0, 0, 0);
        double mean = law->moment(1, law->shape), sd = sqrt(law->moment(2, law->shape) - mean * mean);
        double sum[5] = {0};
        for (int i = 0; i < law->size; i++) {
            double x = (law->draw(&rng) - mean) / sd, power = 1;
            for (int k = 1; k <= 4; k++)
                sum[k] += power *= x;
        }
        for (int k = 1; k <= 4; k++) {
            double expected = standard_moment(law, k);
            double error = sqrt((standard_moment(law, 2 * k) - expected * expected) / law->size);
            double z = (sum[k] / law->size - expected) / error;
            if (fabs(z) > Z)
                fail_msg("%s: moment %d is off by %.1f standard errors", law->name, k, z);
        }
    }
}

static void test_distribution_functions(void **unused)
{
    (void)unused;
    enum { SIZE = 1 << 17 };
    double *sample = malloc(SIZE * sizeof(*sample));
    for (const struct law *law = laws; law < laws + LAWS; law++) {
        struct sim_rng rng = sim_rng_named(2, law->name, 0, 0, 0);
        size_t size = law->size < SIZE ? (size_t)law->size : SIZE;
        for (size_t i = 0; i < size; i++)
            sample[i] = law->cdf(law->draw(&rng), law->shape);
        expect_uniform(law->name, sample, size);
    }
    free(sample);
}

/// Counts in `count` cells of equal width from `low` on, and in one on either side, against upper(x) = P(X > x). Fine cells
/// and many draws: a layer's edge that is drawn wrongly (1 % of the draws go there) shows as a comb.
static void expect_cells(const char *name, double (*draw)(struct sim_rng *), double (*upper)(double),
                         double low, double width, int count, int draws)
{
    uint32_t *cells = calloc((size_t)count + 2, sizeof(*cells));
    struct sim_rng rng = sim_rng_named(3, name, 0, 0, 0);
    for (int i = 0; i < draws; i++) {
        double place = floor((draw(&rng) - low) / width);
        cells[place < 0 ? 0 : place >= count ? count + 1 : (int)place + 1]++;
    }
    double statistic = 0, above = 1;
    int freedom = -1;
    for (int i = 0; i <= count + 1; i++) {
        double next = i <= count ? upper(low + i * width) : 0, expected = draws * (above - next);
        above = next;
        if (expected == 0) {
            assert_int_equal(cells[i], 0);
            continue;
        }
        assert_true(expected > 5);
        statistic += (cells[i] - expected) * (cells[i] - expected) / expected;
        freedom++;
    }
    free(cells);
    expect_everyday(name, statistic, freedom);
}

static double standard_exponential(struct sim_rng *rng)
{
    return sim_rng_exponential_ziggurat(rng, 1);
}
static double standard_exponential_inverse(struct sim_rng *rng)
{
    return sim_rng_exponential(rng, 1);
}
static double exponential_upper(double x)
{
    return exp(-x);
}

#define MANY (1 << 25)

static void test_cells(void **unused)
{
    (void)unused;
    expect_cells("normal", sim_rng_normal, gsl_cdf_ugaussian_Q, -4.25, 1 / 64.0, 544, MANY / 4);
    expect_cells("normal, ziggurat", sim_rng_normal_ziggurat, gsl_cdf_ugaussian_Q, -4.5, 1 / 64.0, 576, MANY);
    expect_cells("exponential", standard_exponential_inverse, exponential_upper, 0, 1 / 32.0, 288, MANY / 4);
    expect_cells("exponential, ziggurat", standard_exponential, exponential_upper, 0, 1 / 32.0, 352, MANY);
}

/// Draws beyond the last layer's edge `r`: how many, how many beyond each of `beyond`, and their law within the tail.
static void expect_tail(const char *name, double (*draw)(struct sim_rng *), double (*upper)(double),
                        double sides, double r, const double beyond[4])
{
    enum { DRAWS = 1 << 26, ROOM = 1 << 16 };
    double *tail = malloc(ROOM * sizeof(*tail));
    int counts[4] = {0};
    size_t count = 0, positive = 0;
    struct sim_rng rng = sim_rng_named(4, name, 0, 0, 0);
    for (int i = 0; i < DRAWS; i++) {
        double x = draw(&rng);
        if (fabs(x) <= r)
            continue;
        assert_true(count < ROOM);
        positive += x > 0;
        x = fabs(x);
        tail[count++] = upper(x) / upper(r);
        for (int k = 0; k < 4; k++)
            counts[k] += x > beyond[k];
    }
    double expected = DRAWS * sides * upper(r);
    assert_true(fabs((double)count - expected) < Z * sqrt(expected));
    if (sides == 2)
        assert_true(fabs((double)positive - (double)count / 2) < Z * sqrt((double)count) / 2);
    for (int k = 0; k < 4; k++) {
        expected = DRAWS * sides * upper(beyond[k]);
        double too_few = gsl_cdf_poisson_P((unsigned)counts[k], expected);
        double too_many = counts[k] == 0 ? 1 : gsl_cdf_poisson_Q((unsigned)counts[k] - 1, expected);
        if (!(too_few > 1e-4 && too_many > 1e-4))
            fail_msg("%s: %d draws beyond %g, %.1f expected", name, counts[k], beyond[k], expected);
    }
    expect_uniform(name, tail, count);
    free(tail);
}

/// Beyond 5 standard deviations 38 draws are expected, beyond 5.5 two and a half; exponentials as far out.
static void test_tails(void **unused)
{
    (void)unused;
    expect_tail("normal, ziggurat", sim_rng_normal_ziggurat, gsl_cdf_ugaussian_Q, 2, 3.6541528853610088,
                (double[]){4, 4.5, 5, 5.5});
    expect_tail("exponential, ziggurat", standard_exponential, exponential_upper, 1, 7.69711747013104972,
                (double[]){9, 2 * 7.69711747013104972, 14.5, 17});
}

/// Successive variates, as probabilities in 16 by 16 equally likely cells.
static void test_pairs(void **unused)
{
    (void)unused;
    enum { SIDE = 16, SIZE = 1 << 18 };
    for (const struct law *law = laws; law < laws + LAWS; law++) {
        struct sim_rng rng = sim_rng_named(5, law->name, 0, 0, 0);
        uint32_t cells[SIDE * SIDE] = {0}, previous = 0;
        int size = law->size < SIZE ? law->size : SIZE;
        for (int i = 0; i <= size; i++) {
            uint32_t cell = (uint32_t)(SIDE * law->cdf(law->draw(&rng), law->shape));
            if (i > 0)
                cells[previous * SIDE + cell]++;
            previous = cell;
        }
        double statistic = 0, expected = (double)size / (SIDE * SIDE);
        for (int i = 0; i < SIDE * SIDE; i++)
            statistic += (cells[i] - expected) * (cells[i] - expected) / expected;
        expect_everyday(law->name, statistic, SIDE * SIDE - 1);
    }
}

/// By inverse, a larger mean or shape under the same draw gives a larger variate, always; and it is the quantile.
static void test_inverses_are_aligned(void **unused)
{
    (void)unused;
    struct sim_rng rng = sim_rng_named(6, "aligned", 0, 0, 0);
    for (int i = 0; i < 2000; i++) {
        struct sim_rng a = rng, b = rng, c = rng, d = rng;
        double u = sim_rng_uniform(&rng);
        assert_true(sim_rng_exponential(&a, 2) < sim_rng_exponential(&b, 2.1));
        assert_true(sim_rng_gamma(&c, 2, 1) < sim_rng_gamma(&d, 2.1, 1));
        assert_memory_equal(&a, &rng, sizeof(rng));
        assert_memory_equal(&c, &rng, sizeof(rng));
        a.draw = b.draw = c.draw = rng.draw - 1;
        assert_float_equal(gsl_cdf_exponential_Q(sim_rng_exponential(&a, 2), 2), u, 1e-15);
        assert_float_equal(gsl_cdf_ugaussian_P(sim_rng_normal(&b)), u, 1e-15);
        assert_float_equal(gsl_cdf_gamma_P(sim_rng_gamma(&c, 2, 3), 2, 3), u, 1e-14);
    }
}

/// The gamma's quantile against its distribution function, from shapes that are nearly all 0 to nearly normal ones; and the
/// exponential, which is shape 1.
static void test_gamma_quantile(void **unused)
{
    (void)unused;
    struct sim_rng rng = sim_rng_named(9, "gamma", 0, 0, 0);
    for (double shape = 0.001; shape < 1e5; shape *= 1.9)
        for (int i = 0; i < 300; i++) {
            double u = sim_rng_uniform(&rng);
            u = i % 3 == 0 ? u : i % 3 == 1 ? ldexp(u, -i / 10) : 1 - ldexp(u, -i / 10);
            double x = sim_gamma_quantile(u, shape);
            assert_true(x >= 0 && isfinite(x));
            if (x < 1e-300) // there is no number for it
                continue;
            double error =
                u < 0.5 ? gsl_cdf_gamma_P(x, shape, 1) - u : gsl_cdf_gamma_Q(x, shape, 1) - (1 - u);
            error /= x * gsl_ran_gamma_pdf(x, shape, 1);
            if (!(fabs(error) < (shape > 0.1 && shape < 1000 ? 1e-12 : 1e-8)))
                fail_msg("gamma %g, u %g: quantile %g is off by %g", shape, u, x, error);
        }
    for (int i = 1; i < 1000; i++) {
        double u = i / 1000.0, exact = -log1p(-u);
        assert_true(fabs(sim_gamma_quantile(u, 1) / exact - 1) < 1e-14);
        // Past the last shape that is searched: to its mean and deviation, and on from the one before.
        double last = sim_gamma_quantile(u, 1e5), next = sim_gamma_quantile(u, 1e5 + 1e-3);
        assert_true(fabs(next / last - 1) < 5e-8);
        assert_true(fabs(sim_gamma_quantile(u, 1e9) - (1e9 + sqrt(1e9) * sim_normal_quantile(u))) < 5);
    }
    assert_true(sim_gamma_quantile(0, 2) == 0 && sim_gamma_quantile(1, 2) == INFINITY);
    assert_true(isnan(sim_gamma_quantile(1.5, 2)) && isnan(sim_gamma_quantile(NAN, 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),        cmocka_unit_test(test_distribution_functions),
        cmocka_unit_test(test_cells),          cmocka_unit_test(test_tails),
        cmocka_unit_test(test_pairs),          cmocka_unit_test(test_inverses_are_aligned),
        cmocka_unit_test(test_gamma_quantile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
