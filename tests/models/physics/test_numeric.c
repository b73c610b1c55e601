#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/numeric.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

static double cube_less_two(const void *context, double x)
{
    (*(int *)context)++;
    return x * x * x - 2.0;
}

/// Flat, then steep: plain false position would creep.
static double steep(const void *context, double x)
{
    (*(int *)context)++;
    return pow(x, 9) - 1e-3;
}

static void roots_are_found_in_few_steps(void **state)
{
    (void)state;
    int calls = 0;
    near(numeric_root(cube_less_two, &calls, 0.0, 2.0), cbrt(2.0), 1e-13);
    assert_in_range(calls, 3, 15);
    calls = 0;
    near(numeric_root(steep, &calls, 0.0, 1.5), pow(1e-3, 1.0 / 9.0), 1e-11);
    assert_in_range(calls, 3, 40);
}

static void one_sign_gives_the_nearer_bound(void **state)
{
    (void)state;
    int calls = 0;
    assert_true(numeric_root(cube_less_two, &calls, 1.5, 2.0) == 1.5);
    assert_true(numeric_root(cube_less_two, &calls, 0.0, 1.0) == 1.0);
}

static void a_clamp_holds(void **state)
{
    (void)state;
    assert_true(numeric_clamp(-1.0, 0.0, 2.0) == 0.0);
    assert_true(numeric_clamp(1.5, 0.0, 2.0) == 1.5);
    assert_true(numeric_clamp(3.0, 0.0, 2.0) == 2.0);
}

/// A factor times itself is the matrix, also of one that is singular; solving undoes multiplying.
static void a_covariance_has_a_factor(void **state)
{
    (void)state;
    const double whole[9] = {4e-12, 2e-6, 0, 2e-6, 2, 0.5, 0, 0.5, 3},
                 singular[9] = {1, 2, 0, 2, 4, 0, 0, 0, 0};
    for (int which = 0; which < 2; which++) {
        const double *a = which ? singular : whole;
        double lower[9], x[3] = {0.3, -1.2, 0.7}, b[3] = {0};
        memcpy(lower, a, sizeof(lower));
        numeric_cholesky(lower, 3);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                double sum = 0;
                for (int k = 0; k < 3; k++)
                    sum += lower[i * 3 + k] * lower[j * 3 + k];
                near(sum, a[i * 3 + j], 1e-15);
                b[i] += a[i * 3 + j] * x[j];
            }
        numeric_cholesky_solve(lower, 3, b, true);
        for (int i = 0; i < 3 && !which; i++)
            near(b[i], x[i], 1e-9);
        assert_true(!which || (b[2] == 0 && isfinite(b[0] + b[1])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_found_in_few_steps),
        cmocka_unit_test(one_sign_gives_the_nearer_bound),
        cmocka_unit_test(a_clamp_holds),
        cmocka_unit_test(a_covariance_has_a_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
