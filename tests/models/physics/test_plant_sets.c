#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/plant_catalogue.h"
#include "models/physics/plant_check.h"
#include "models/physics/plant_sets.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

static void paths_lead_to_their_members(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_CHILLER_WATER);
    const struct sim_field *field;
    assert_ptr_equal(plant_params_at(&params, "tower.approach_k", &field), &params.tower.approach_k);
    assert_string_equal(field->name, "approach_k");
    assert_ptr_equal(plant_params_at(&params, "cop_factor", &field), &params.cop_factor);
    assert_null(plant_params_at(&params, "tower.approach", &field));
    assert_null(plant_params_at(&params, "cop_factor.x", &field));
    assert_null(plant_params_at(&params, "", &field));
}

/// Every draw of every option is a plant that can be, inside of its ranges; the draws' mean is the middle.
static void draws_are_inside_their_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i);
        for (uint32_t r = 0; r < 200; r++) {
            struct plant_params drawn = params;
            plant_set_draw(&drawn, (enum plant_set_size)(r % PLANT_SET_SIZE_COUNT), 7, r);
            if (plant_check(&drawn, NULL, NULL) > 0)
                fail_msg("%s: draw %u contradicts itself", params.id, r);
            near(drawn.chilled_water_degc, params.chilled_water_degc, 0);
            near(drawn.air.supply_degc, params.air.supply_degc, 0);
        }
    }
    double sum = 0;
    for (uint32_t r = 0; r < 2000; r++) {
        struct plant_params drawn = plant_params_default(PLANT_CHILLER_WATER_ECONOMIZER);
        plant_set_draw(&drawn, PLANT_SET_LARGE, 7, r);
        assert_true(drawn.tower.approach_k >= 2.8 && drawn.tower.approach_k <= 6.7);
        assert_true(drawn.concentration_ratio >= 3 && drawn.concentration_ratio <= 15);
        sum += drawn.tower.approach_k;
    }
    near(sum / 2000, 4.75, 4 * 3.9 / sqrt(12 * 2000));
}

/// What options share they share in each draw; another seed or replication is another draw.
static void draws_are_common_to_options(void **state)
{
    (void)state;
    struct plant_params a = plant_catalogue_at(0), b = plant_catalogue_at(5), c = a, d = a;
    plant_set_draw(&a, PLANT_SET_LARGE, 7, 3);
    plant_set_draw(&b, PLANT_SET_LARGE, 7, 3);
    plant_set_draw(&c, PLANT_SET_LARGE, 7, 4);
    plant_set_draw(&d, PLANT_SET_LARGE, 8, 3);
    near(a.tower.approach_k, b.tower.approach_k, 0);
    near(a.air.fan_pressure_pa, b.air.fan_pressure_pa, 0);
    assert_true(a.tower.approach_k != c.tower.approach_k && a.tower.approach_k != d.tower.approach_k);
}

/// The efficiency of Lei and Masanet is met at half load, where it is quoted.
static void ups_efficiency_is_met(void **state)
{
    (void)state;
    double low = 1, high = 0;
    for (uint32_t r = 0; r < 500; r++) {
        struct plant_params params = plant_params_default(PLANT_DX);
        plant_set_draw(&params, PLANT_SET_MID, 1, r);
        struct electrical_params *e = &params.electrical;
        double x = 0.5;
        double loss = e->ups_fixed_frac + x * (e->ups_proportional_frac + x * e->ups_square_frac);
        low = fmin(low, x / (x + loss));
        high = fmax(high, x / (x + loss));
    }
    assert_true(low >= 0.80 - 1e-12 && low < 0.81);
    assert_true(high <= 0.94 + 1e-12 && high > 0.93);
}

/// As operated is worse than best practice at every load and in every weather here.
static void plants_in_use_are_worse(void **state)
{
    (void)state;
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i), operated = params;
        struct plant_hour best, used;
        plant_set_as_operated(&operated);
        assert_int_equal(plant_check(&operated, NULL, NULL), 0);
        for (double load = 0.3; load < 1.05; load += 0.35)
            for (double wet = 2; wet < 28; wet += 12) {
                plant_hour(&params, load, wet + 4, wet, 101325, &best);
                plant_hour(&operated, load, wet + 4, wet, 101325, &used);
                if (!(plant_pue(&used) > plant_pue(&best)))
                    fail_msg("%s at %g of load, %g degC wet: in use %g, best %g", params.id, load, wet,
                             plant_pue(&used), plant_pue(&best));
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_lead_to_their_members), cmocka_unit_test(draws_are_inside_their_ranges),
        cmocka_unit_test(draws_are_common_to_options), cmocka_unit_test(ups_efficiency_is_met),
        cmocka_unit_test(plants_in_use_are_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
