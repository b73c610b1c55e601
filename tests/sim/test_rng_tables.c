/// Tables behind the variates against what they stand for, in 64-bit mantissas and by integrals and roots of another hand.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "sim/core/rng_tables.h"
#include "sim/rng.h"

static long double normal_density(long double x)
{
    return expl(-x * x / 2);
}
static long double normal_tail(long double x)
{
    return sqrtl(acosl(-1) / 2) * erfcl(x / sqrtl(2));
}
static long double exponential_density(long double x)
{
    return expl(-x);
}

/// Every layer has the area of the lowest one, which holds the tail; edges are where the density is the layer's floor.
static void expect_layers(const struct rng_ziggurat *z, long double (*density)(long double),
                          long double (*tail)(long double), double r, double area)
{
    assert_true(z->x[1] == r);
    long double lowest = z->x[1] * density(z->x[1]) + tail(z->x[1]);
    assert_true(fabsl(lowest - area) < 1e-13L);
    assert_true(fabsl(z->x[0] * density(z->x[1]) / lowest - 1) < 1e-15L);
    assert_true(z->f[0] == 0 && z->x[256] == 0 && z->f[256] == 1);
    for (int i = 1; i < 256; i++) {
        assert_true(z->x[i] > z->x[i + 1]);
        assert_true(fabsl(z->f[i] / density(z->x[i]) - 1) < 1e-15L);
        // The difference of two rounded floors: their last bits are what is left.
        long double layer = z->x[i] * ((long double)z->f[i + 1] - z->f[i]);
        assert_true(fabsl(layer - lowest) < 1.5e-16L * z->x[i]);
    }
}

/// r and area of 256 layers as printed: Marsaglia and Tsang 2000, section 3, and Doornik 2005 to more digits.
static void test_layers_have_equal_areas(void **unused)
{
    (void)unused;
    expect_layers(&rng_ziggurat_normal, normal_density, normal_tail, 3.6541528853610088, 0.00492867323399);
    expect_layers(&rng_ziggurat_exponential, exponential_density, exponential_density, 7.69711747013104972,
                  0.0039496598225815572);
}

/// How far the quantile's distribution function is from u, as a distance in x, over the larger of |x| and 1. Both tails, by
/// the lesser probability.
static double quantile_error(double u)
{
    long double x = sim_normal_quantile(u), tail = u < 0.5 ? u : 1 - (long double)u;
    long double upper = erfcl(fabsl(x) / sqrtl(2)) / 2, density = expl(-x * x / 2) / sqrtl(2 * acosl(-1));
    assert_true(u == 0.5 ? x == 0 : (x > 0) == (u > 0.5));
    return (double)(fabsl((upper - tail) / density) / fmaxl(fabsl(x), 1));
}

static void test_normal_quantile(void **unused)
{
    (void)unused;
    double worst = 0;
    // Every row of the table, its ends, and the tails beyond, on both sides.
    for (double octave = 0.25; octave > 0x1p-53; octave /= 2)
        for (int i = 0; i < 2000; i++) {
            double tail = floor((1 + (i + 0.5) / 2000) * octave * 0x1p53) * 0x1p-53;
            worst = fmax(worst, fmax(quantile_error(tail), quantile_error(1 - tail)));
        }
    for (int i = 1; i < 4096; i++)
        for (double side = -1; side <= 1; side++)
            worst = fmax(worst, quantile_error(i / 4096.0 + side * 0x1p-53));
    assert_true(worst < 1e-15);
    // GSL's, which is Wichura's too, as an independent hand.
    for (int i = 1; i < 100000; i++) {
        double u = i / 100000.0, x = gsl_cdf_ugaussian_Pinv(u);
        assert_true(fabs(sim_normal_quantile(u) - x) < 4e-15);
    }
    assert_true(fabs(sim_normal_quantile(1e-300) / gsl_cdf_ugaussian_Pinv(1e-300) - 1) < 1e-14);
    assert_true(sim_normal_quantile(0) == -INFINITY && sim_normal_quantile(1) == INFINITY);
    assert_true(isnan(sim_normal_quantile(-0.1)) && isnan(sim_normal_quantile(1.1)));
    assert_true(isnan(sim_normal_quantile(NAN)));
}

static void expect_minus_log(double u)
{
    long double exact = -logl(u), error = fabsl(rng_minus_log(u) - exact);
    assert_true(error <= 4e-16L * fmaxl(1, exact));
    assert_true(error <= 1e-14L * exact);
}

static void test_minus_log(void **unused)
{
    (void)unused;
    struct sim_rng rng = sim_rng_named(1, "log", 0, 0, 0);
    for (int i = 0; i < 1000000; i++) {
        double u = sim_rng_uniform(&rng);
        expect_minus_log(u);
        expect_minus_log(ldexp(u, -i % 1000));
        expect_minus_log(1 - ldexp(u, -i % 52));
    }
    // Where one multiple of 1/32 gives way to the next.
    for (int i = 0; i <= 64; i++)
        for (int k = -3; k <= 3; k++)
            expect_minus_log(fmin(0.5 + i / 128.0 + k * 0x1p-53, 1));
    assert_true(rng_minus_log(1) == 0);
    assert_true(rng_minus_log(1 - 0x1p-53) == 0x1p-53);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers_have_equal_areas),
        cmocka_unit_test(test_normal_quantile),
        cmocka_unit_test(test_minus_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
