/// GSL's laws, drawn from our streams, against GSL's distribution functions.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "sim/rng.h"
#include "tests/sim/test_rng_statistics.h"

/// A continuous law of GSL's, its variate and distribution function by one set of parameters.
#define GSL_LAW(law, ...)                                                                                    \
    static double draw_##law(const gsl_rng *rng)                                                             \
    {                                                                                                        \
        return gsl_ran_##law(rng, __VA_ARGS__);                                                              \
    }                                                                                                        \
    static double cdf_##law(double x)                                                                        \
    {                                                                                                        \
        return gsl_cdf_##law##_P(x, __VA_ARGS__);                                                            \
    }
GSL_LAW(flat, -1.0, 4.0)
GSL_LAW(exponential, 2.0)
GSL_LAW(gaussian, 1.5)
GSL_LAW(lognormal, 1.0, 0.5)
GSL_LAW(gamma, 2.5, 1.5)
GSL_LAW(beta, 2.0, 3.5)
GSL_LAW(weibull, 3.0, 1.7)
GSL_LAW(gumbel1, 1.0, 2.0)
GSL_LAW(gumbel2, 2.5, 2.0)
GSL_LAW(pareto, 2.2, 1.0)
GSL_LAW(rayleigh, 2.0)
GSL_LAW(cauchy, 1.0)
GSL_LAW(laplace, 2.0)
GSL_LAW(logistic, 1.0)
GSL_LAW(chisq, 5.0)
GSL_LAW(tdist, 4.0)
GSL_LAW(fdist, 5.0, 8.0)

static double draw_gaussian_ziggurat(const gsl_rng *rng)
{
    return gsl_ran_gaussian_ziggurat(rng, 1.5);
}

#define GSL_LINE(law)                                                                                        \
    {                                                                                                        \
#law, draw_##law, cdf_##law                                                                          \
    }

static void test_continuous_laws_of_gsl(void **unused)
{
    (void)unused;
    static const struct {
        const char *name;
        double (*draw)(const gsl_rng *);
        double (*cdf)(double);
    } lines[] = {
        GSL_LINE(flat),     GSL_LINE(exponential),
        GSL_LINE(gaussian), GSL_LINE(lognormal),
        GSL_LINE(gamma),    GSL_LINE(beta),
        GSL_LINE(weibull),  GSL_LINE(gumbel1),
        GSL_LINE(gumbel2),  GSL_LINE(pareto),
        GSL_LINE(rayleigh), GSL_LINE(cauchy),
        GSL_LINE(laplace),  GSL_LINE(logistic),
        GSL_LINE(chisq),    GSL_LINE(tdist),
        GSL_LINE(fdist),    {"gaussian_ziggurat", draw_gaussian_ziggurat, cdf_gaussian},
    };
    enum { SIZE = 1 << 16 };
    double *sample = malloc(SIZE * sizeof(*sample));
    for (size_t line = 0; line < sizeof(lines) / sizeof(lines[0]); line++) {
        struct sim_rng stream = sim_rng_named(7, lines[line].name, 0, 0, 0);
        gsl_rng rng = sim_rng_gsl(&stream);
        for (size_t i = 0; i < SIZE; i++)
            sample[i] = lines[line].cdf(lines[line].draw(&rng));
        expect_uniform(lines[line].name, sample, SIZE);
    }
    free(sample);
}

/// The same of a law on the integers.
#define GSL_COUNT(law, ...)                                                                                  \
    static unsigned draw_##law(const gsl_rng *rng)                                                           \
    {                                                                                                        \
        return gsl_ran_##law(rng, __VA_ARGS__);                                                              \
    }                                                                                                        \
    static double pdf_##law(unsigned k)                                                                      \
    {                                                                                                        \
        return gsl_ran_##law##_pdf(k, __VA_ARGS__);                                                          \
    }
GSL_COUNT(poisson, 7.5)
GSL_COUNT(binomial, 0.3, 40)
GSL_COUNT(bernoulli, 0.2)
GSL_COUNT(geometric, 0.15)
GSL_COUNT(negative_binomial, 0.4, 3.5)
GSL_COUNT(hypergeometric, 20, 35, 15)

static unsigned draw_integer(const gsl_rng *rng)
{
    return (unsigned)gsl_rng_uniform_int(rng, 37);
}
static double pdf_integer(unsigned k)
{
    return k < 37 ? 1 / 37.0 : 0;
}

#define GSL_COUNT_LINE(law)                                                                                  \
    {                                                                                                        \
#law, draw_##law, pdf_##law                                                                          \
    }

static void test_discrete_laws_of_gsl(void **unused)
{
    (void)unused;
    static const struct {
        const char *name;
        unsigned (*draw)(const gsl_rng *);
        double (*pdf)(unsigned);
    } lines[] = {
        GSL_COUNT_LINE(poisson),   GSL_COUNT_LINE(binomial),          GSL_COUNT_LINE(bernoulli),
        GSL_COUNT_LINE(geometric), GSL_COUNT_LINE(negative_binomial), GSL_COUNT_LINE(hypergeometric),
        GSL_COUNT_LINE(integer),
    };
    enum { SIZE = 1 << 18, CELLS = 256 };
    for (size_t line = 0; line < sizeof(lines) / sizeof(lines[0]); line++) {
        struct sim_rng stream = sim_rng_named(8, lines[line].name, 0, 0, 0);
        gsl_rng rng = sim_rng_gsl(&stream);
        uint32_t cells[CELLS] = {0};
        for (int i = 0; i < SIZE; i++) {
            unsigned k = lines[line].draw(&rng);
            cells[k < CELLS ? k : CELLS - 1]++;
        }
        // What is expected fewer than 10 times is one cell together.
        double statistic = 0, rare = 0, rare_expected = 0;
        int freedom = -1;
        for (unsigned k = 0; k < CELLS; k++) {
            double expected = SIZE * lines[line].pdf(k);
            if (expected < 10) {
                rare += cells[k];
                rare_expected += expected;
                continue;
            }
            statistic += (cells[k] - expected) * (cells[k] - expected) / expected;
            freedom++;
        }
        if (rare_expected >= 1) {
            statistic += (rare - rare_expected) * (rare - rare_expected) / rare_expected;
            freedom++;
        } else {
            assert_true(rare <= 8);
        }
        expect_everyday(lines[line].name, statistic, freedom);
    }
}

/// GSL's own way to make a generator of our type: seeded, and independent of any stream's address.
static void test_gsl_makes_its_own(void **unused)
{
    (void)unused;
    gsl_rng *a = gsl_rng_alloc(sim_rng_gsl_type), *b = gsl_rng_alloc(sim_rng_gsl_type);
    gsl_rng_set(a, 5);
    gsl_rng_set(b, 5);
    for (int i = 0; i < 100; i++)
        assert_true(gsl_rng_get(a) == gsl_rng_get(b));
    gsl_rng *c = gsl_rng_clone(a);
    assert_true(gsl_rng_uniform(c) == gsl_rng_uniform(a));
    gsl_rng_set(b, 6);
    assert_true(gsl_rng_get(a) != gsl_rng_get(b));
    gsl_rng_free(a);
    gsl_rng_free(b);
    gsl_rng_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_continuous_laws_of_gsl),
        cmocka_unit_test(test_discrete_laws_of_gsl),
        cmocka_unit_test(test_gsl_makes_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
