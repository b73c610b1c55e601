#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/plant_table.h"
#include "tests/models/physics/test_fuzhou.h"

#define HOURS (3 * 8760)

static struct weather_hour drawn[HOURS];

static int draw_weather(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(11, "grid", 0, 0, 0);
    weather_year(&fuzhou, &rng, TEST_FIRST_DAY, HOURS, 0.0, drawn);
    return 0;
}

/// The bounds that plant_table.h states: hourly PUE above a load of 0.3 and of 0.1.
static const double bounds[PLANT_OPTION_COUNT][2] = {
    [PLANT_DX] = {0.001, 0.001},
    [PLANT_CHILLER_AIR] = {0.001, 0.001},
    [PLANT_CHILLER_WATER] = {0.002, 0.002},
    [PLANT_CHILLER_WATER_ECONOMIZER] = {0.004, 0.012},
    [PLANT_INDIRECT_EVAPORATIVE] = {0.015, 0.045},
    [PLANT_DX_REFRIGERANT_PUMP] = {0.010, 0.030},
    [PLANT_CHILLER_AIR_ECONOMIZER] = {0.010, 0.030},
    [PLANT_OUTDOOR_AIR] = {0.150, 0.150},
    [PLANT_LIQUID_TOWER] = {0.004, 0.012},
    [PLANT_LIQUID_DRY_COOLER] = {0.005, 0.020},
    [PLANT_SEAWATER] = {0.004, 0.012},
};

/// The weather that the grids are made for.
static struct plant_span drawn_span(void)
{
    return plant_span_of(drawn, HOURS);
}

static void hours_and_years_are_within_the_stated_bounds(void **state)
{
    (void)state;
    struct plant_span span = drawn_span();
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        struct plant_design design;
        plant_size(&params, 101200, &design);
        struct plant_grid *grid = plant_grid_create(&params, 101200, &span);
        struct sim_rng rng = sim_rng_named(12, "load", 0, 0, 0);
        double high = 0.0, low = 0.0, exact = 0.0, sum = 0.0, it = 0.0, exact_water = 0.0, water = 0.0;
        for (size_t i = 0; i < HOURS; i++) {
            double load = 0.1 + 0.9 * sim_rng_uniform(&rng), power, litres;
            struct plant_hour hour;
            plant_run(&design, load, drawn[i].dry_degc, drawn[i].wet_degc, &hour);
            plant_grid_at(grid, load, drawn[i].dry_degc, drawn[i].wet_degc, &power, &litres);
            double error = fabs(power - hour.total_kw) / load;
            if (load > 0.3)
                high = fmax(high, error);
            low = fmax(low, error);
            exact += hour.total_kw;
            sum += power;
            it += load;
            exact_water += hour.water_l_per_h;
            water += litres;
        }
        print_message("%-26s hourly PUE %.5f (load > 0.3), %.5f (> 0.1); annual %+.6f; water %+.5f\n",
                      params.id, high, low, (sum - exact) / it,
                      exact_water > 0 ? water / exact_water - 1 : 0.0);
        assert_true(high <= bounds[option][0]);
        assert_true(low <= bounds[option][1]);
        assert_true(fabs(sum - exact) / it <= 0.0005);
        assert_true(fabs(water - exact_water) <= (option == PLANT_OUTDOOR_AIR ? 0.02 : 0.005) * exact_water);
        plant_grid_destroy(grid);
    }
}

/// A load that never moves cannot average the load axis' error out.
static void constant_loads_are_within_the_stated_bound(void **state)
{
    (void)state;
    struct plant_span span = drawn_span();
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        struct plant_design design;
        plant_size(&params, 101200, &design);
        struct plant_grid *grid = plant_grid_create(&params, 101200, &span);
        double worst = 0.0;
        for (double load = 0.1; load <= 1.0; load += 0.023) {
            double exact = 0.0, sum = 0.0, count = 0.0;
            for (size_t i = 0; i < HOURS; i += 29, count++) {
                double power, litres;
                struct plant_hour hour;
                plant_run(&design, load, drawn[i].dry_degc, drawn[i].wet_degc, &hour);
                plant_grid_at(grid, load, drawn[i].dry_degc, drawn[i].wet_degc, &power, &litres);
                exact += hour.total_kw;
                sum += power;
            }
            worst = fmax(worst, fabs(sum - exact) / (load * count));
        }
        print_message("%-26s annual PUE at constant load %.6f\n", params.id, worst);
        assert_true(worst <= 0.0015);
        plant_grid_destroy(grid);
    }
}

/// What sharing a grid costs: the year at a pressure half a step away from the grid's.
static void neighbours_may_share(void **state)
{
    (void)state;
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        struct plant_design here, there;
        plant_size(&params, 101000, &here);
        plant_size(&params, 101000 + PLANT_GRID_PRESSURE_STEP_PA / 2, &there);
        double sum = 0.0, other = 0.0, it = 0.0;
        for (size_t i = 0; i < HOURS; i += 29) {
            struct plant_hour a, b;
            plant_run(&here, 0.6, drawn[i].dry_degc, drawn[i].wet_degc, &a);
            plant_run(&there, 0.6, drawn[i].dry_degc, drawn[i].wet_degc, &b);
            sum += a.total_kw;
            other += b.total_kw;
            it += a.it_kw;
        }
        print_message("%-26s annual PUE %+.6f\n", params.id, (other - sum) / it);
        assert_true(fabs(other - sum) / it <= 0.0002);
    }
}

/// Nodes are the exact model, to the precision of a float.
static void nodes_are_exact(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_CHILLER_WATER);
    struct plant_span all = plant_span_all();
    struct plant_grid *grid = plant_grid_create(&params, 101325, &all);
    struct plant_hour hour;
    double power, water;
    plant_hour(&params, 1.0, 25.0, 0.0, 101325, &hour); // wet bulb, depression and load of a node
    plant_grid_at(grid, 1.0, 25.0, 0.0, &power, &water);
    assert_true(fabs(power - hour.total_kw) < 3e-7 && fabs(water - hour.water_l_per_h) < 1e-6);
    plant_grid_destroy(grid);
}

static void outside_the_edge_holds(void **state)
{
    (void)state;
    struct plant_span all = plant_span_all();
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        struct plant_grid *grid = plant_grid_create(&params, 101325, &all);
        double edge, beyond, water, a, b;
        plant_grid_at(grid, 1.0, 45.0, 35.0, &edge, &water);
        plant_grid_at(grid, 1.7, 100.0, 90.0, &beyond, &water);
        assert_true(fabs(edge - beyond) < 1e-12);
        plant_grid_at(grid, 0.0, 10.0, 10.0, &a, &water);
        plant_grid_at(grid, -5.0, 10.0, 11.0, &b, &water); // wet bulb above dry bulb counts as saturation
        assert_true(isfinite(a) && isfinite(b) && a > 0.0 && b > 0.0);
        plant_grid_destroy(grid);
    }
    plant_grid_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_and_years_are_within_the_stated_bounds),
        cmocka_unit_test(constant_loads_are_within_the_stated_bound),
        cmocka_unit_test(neighbours_may_share),
        cmocka_unit_test(nodes_are_exact),
        cmocka_unit_test(outside_the_edge_holds),
    };
    return cmocka_run_group_tests(tests, draw_weather, NULL);
}
