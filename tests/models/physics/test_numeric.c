#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_found_in_few_steps),
        cmocka_unit_test(one_sign_gives_the_nearer_bound),
        cmocka_unit_test(a_clamp_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
