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

/// N+1 by hand: a path of 1.1 kW in four modules and a fifth; all run, or those that are needed and the spare.
static void spare_modules_run_along(void **state)
{
    (void)state;
    struct electrical_params p = defaults();
    p.ups_path_count = 1;
    p.ups_module_count = 4;
    p.ups_spare_module_count = 1;
    p.ups_sleep = 0;
    double rating = 1.1 / 4 * 5, x = 0.5 / rating;
    near(electrical_ups_loss_kw(&p, 0.5), rating * (0.010 + x * (0.006 + x * 0.022)), 1e-12);
    p.ups_sleep = 1;
    double running = 1.1 / 4 * (0.5 / (1.1 / 4) + 0.5 + 1);
    x = 0.5 / running;
    near(electrical_ups_loss_kw(&p, 0.5), running * (0.010 + x * (0.006 + x * 0.022)), 1e-12);
}

/// The other supplies have the efficiencies that their coefficients stand for; eco for its share of the time; a Panama
/// spares the IT's way through the transformers.
static void other_supplies_have_their_stated_efficiencies(void **state)
{
    (void)state;
    static const double stated[][4] = {
        {0.980, 0.987, 0.988, 0.988}, {0.948, 0.963, 0.965, 0.963}, {0.958, 0.972, 0.975, 0.975}};
    struct electrical_params p = defaults();
    p.ups_path_count = 1;
    p.ups_sizing_ratio = 1.0;
    p.eco_time_frac = 1.0;
    for (int64_t supply = SUPPLY_ECO; supply <= SUPPLY_PANAMA; supply++) {
        p.supply = supply;
        for (int i = 0; i < 4; i++) {
            double x = 0.25 * (i + 1);
            near(x / (x + electrical_ups_loss_kw(&p, x)), stated[supply - SUPPLY_ECO][i], 0.001);
        }
    }
    p.supply = SUPPLY_ECO;
    double all = electrical_ups_loss_kw(&p, 0.5);
    p.eco_time_frac = 0.0;
    double none = electrical_ups_loss_kw(&p, 0.5);
    p.eco_time_frac = 0.75;
    near(electrical_ups_loss_kw(&p, 0.5), 0.75 * all + 0.25 * none, 1e-12);
    p = defaults();
    p.supply = SUPPLY_PANAMA;
    double rating = 2 * (1.6 - 1.1), x = 0.3 / rating;
    near(electrical_transformer_loss_kw(&p, 1.0, 0.3), rating * (0.0012 + 0.0075 * x * x), 1e-12);
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
        cmocka_unit_test(spare_modules_run_along),
        cmocka_unit_test(other_supplies_have_their_stated_efficiencies),
        cmocka_unit_test(the_table_covers_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
