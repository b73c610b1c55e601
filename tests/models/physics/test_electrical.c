#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/cooling_plant.h"

static struct electrical_params defaults(void)
{
    return plant_params_default(PLANT_DX).electrical;
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

/// Efficiencies that the default coefficients stand for, in one path without redundancy.
static void a_single_ups_has_its_stated_efficiencies(void **state)
{
    (void)state;
    struct electrical_params p = defaults();
    p.ups_path_count = 1;
    p.ups_sizing_ratio = 1.0;
    static const double stated[][2] = {{0.25, 0.951}, {0.5, 0.964}, {0.75, 0.965}, {1.0, 0.963}};
    for (size_t i = 0; i < 4; i++) {
        double x = stated[i][0];
        near(x / (x + electrical_ups_loss_kw(&p, x)), stated[i][1], 0.001);
    }
}

/// 2N by hand: two machines of 1.1 kW with half the load each.
static void paths_share_the_load(void **state)
{
    (void)state;
    struct electrical_params p = defaults();
    double x = 0.5 / 1.1, one = 1.1 * (0.010 + 0.006 * x + 0.022 * x * x);
    near(electrical_ups_loss_kw(&p, 1.0), 2.0 * one, 1e-12);
    near(electrical_ups_loss_kw(&p, 0.0), 2.0 * 1.1 * 0.010, 1e-12);
    double t = 1.4 / 3.2;
    near(electrical_transformer_loss_kw(&p, 1.0, 0.4), 3.2 * (0.0012 + 0.0075 * t * t), 1e-12);
    near(electrical_distribution_loss_kw(&p, 0.5), 0.012 * 0.25, 1e-15);
}

/// Sleeping modules save at low load, cost nothing at high load, and never drop below what one path must
/// carry alone.
static void sleeping_modules_save(void **state)
{
    (void)state;
    struct electrical_params fixed = defaults(), modular = defaults();
    modular.ups_module_count = 10;
    assert_true(electrical_ups_loss_kw(&modular, 0.2) < 0.6 * electrical_ups_loss_kw(&fixed, 0.2));
    near(electrical_ups_loss_kw(&modular, 1.1), electrical_ups_loss_kw(&fixed, 1.1), 1e-12);
    double last = 0.0;
    for (double load = 0.0; load <= 1.1; load += 0.001) {
        double loss = electrical_ups_loss_kw(&modular, load);
        assert_true(loss >= last - 1e-12 && loss - last < 0.03); // grows, without a step
        // No module above its rating if a path fails: the loss is at most that of a path at full load per
        // path.
        assert_true(loss <= 2 * 1.1 * (0.010 + 0.006 + 0.022));
        last = loss;
    }
}

static void the_table_covers_the_struct(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&electrical_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_ups_has_its_stated_efficiencies),
        cmocka_unit_test(paths_share_the_load),
        cmocka_unit_test(sleeping_modules_save),
        cmocka_unit_test(the_table_covers_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
