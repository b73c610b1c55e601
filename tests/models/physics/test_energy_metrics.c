#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/energy_metrics.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

/// An hour whose parts are all different, so that a part taken for another shows.
static struct plant_hour hour_of(double it_kw)
{
    return (struct plant_hour){.it_kw = it_kw,
                               .server_fan_kw = 0.08 * it_kw,
                               .fan_kw = 0.010,
                               .pump_kw = 0.020,
                               .compressor_kw = 0.040,
                               .tower_fan_kw = 0.008,
                               .heat_pump_kw = 0.002,
                               .ups_loss_kw = 0.016,
                               .distribution_loss_kw = 0.006,
                               .transformer_loss_kw = 0.007,
                               .lighting_kw = 0.011,
                               .total_kw = it_kw + 0.120,
                               .heat_reused_kw = 0.05,
                               .free_frac = 0.4,
                               .evaporation_l_per_h = 0.8,
                               .drift_l_per_h = 0.01,
                               .blowdown_l_per_h = 0.19,
                               .humidification_l_per_h = 0.2,
                               .water_l_per_h = 1.2};
}

/// Two hours of unlike load: the ratio of sums (0.84 / 0.6), and not the mean of 1.6 and 1.3.
static void pue_is_a_ratio_of_sums(void **state)
{
    (void)state;
    struct energy_sums sums = {0};
    struct plant_hour low = hour_of(0.2), high = hour_of(0.4);
    energy_add(&sums, &low,
               &(struct energy_at){.hour = 0, .month = 0, .share = 1, .cny_per_kwh = 1, .kg_per_kwh = 0.5});
    energy_add(&sums, &high,
               &(struct energy_at){.hour = 1, .month = 1, .share = 1, .cny_per_kwh = 2, .kg_per_kwh = 0.5});
    near(energy_pue(&sums), 0.84 / 0.6, 1e-12);
    near(sums.worst_pue, 1.6, 1e-12);
    assert_int_equal(sums.worst_hour, 0);
    near(energy_month_pue(&sums, 0), 1.6, 1e-12);
    near(energy_month_pue(&sums, 1), 1.3, 1e-12);
    assert_true(isnan(energy_month_pue(&sums, 2)));
    near(sums.cost_cny, 0.32 * 1 + 0.52 * 2, 1e-12);
    near(sums.carbon_kg, 0.42, 1e-12);
    near(energy_cue(&sums), 0.42 / 0.6, 1e-12);
    near(energy_wue(&sums), 2.4 / 0.6, 1e-12);
    near(energy_ere(&sums), (0.84 - 0.1) / 0.6, 1e-12);
    // 6 % lost in power supplies, 8 % in fans: the chips get 86 %.
    near(energy_tue(&sums, 0.06), 0.84 / (0.6 * 0.86), 1e-12);
    near(sums.partly_free_hours, 2, 0);
    near(sums.peak_kw, 0.52, 1e-12);
}

static void parts_are_the_whole(void **state)
{
    (void)state;
    struct energy_sums sums = {0};
    struct plant_hour hour = hour_of(0.5);
    double parts = 0.0;
    energy_add(&sums, &hour, &(struct energy_at){.share = 1});
    for (int part = 0; part < ENERGY_PART_COUNT; part++)
        parts += energy_partial_pue(&sums, (enum energy_part)part);
    near(parts, energy_pue(&sums) - 1.0, 1e-12);
    near(energy_partial_pue(&sums, ENERGY_COMPRESSOR), 0.08, 1e-12);
    near(energy_part_kw(&hour, ENERGY_UPS), 0.016, 0);
    near(sums.water_l[WATER_EVAPORATION] + sums.water_l[WATER_DRIFT] + sums.water_l[WATER_BLOWDOWN] +
             sums.water_l[WATER_HUMIDIFICATION],
         hour.water_l_per_h, 1e-12);
}

/// Half a hall counts half in sums and nothing in ratios.
static void what_is_not_commissioned_does_not_count(void **state)
{
    (void)state;
    struct energy_sums whole = {0}, half = {0};
    struct plant_hour hour = hour_of(0.5);
    energy_add(&whole, &hour, &(struct energy_at){.share = 1, .cny_per_kwh = 0.6});
    energy_add(&half, &hour, &(struct energy_at){.share = 0.5, .cny_per_kwh = 0.6});
    near(half.total_kwh, 0.5 * whole.total_kwh, 1e-15);
    near(half.cost_cny, 0.5 * whole.cost_cny, 1e-15);
    near(energy_pue(&half), energy_pue(&whole), 1e-12);
    near(energy_wue(&half), energy_wue(&whole), 1e-12);
    near(energy_tue(&half, 0.06), energy_tue(&whole, 0.06), 1e-12);
}

static void nothing_computed_has_no_ratio(void **state)
{
    (void)state;
    struct energy_sums sums = {0};
    struct plant_hour hour = hour_of(0.0);
    energy_add(&sums, &hour, &(struct energy_at){.share = 1});
    assert_true(isinf(energy_pue(&sums)) && isinf(energy_wue(&sums)));
    assert_int_equal(energy_grade(energy_pue(&sums)), 0);
}

static void grades_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(energy_grade(1.20), 1);
    assert_int_equal(energy_grade(1.2001), 2);
    assert_int_equal(energy_grade(1.30), 2);
    assert_int_equal(energy_grade(1.50), 3);
    assert_int_equal(energy_grade(1.51), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pue_is_a_ratio_of_sums),
        cmocka_unit_test(parts_are_the_whole),
        cmocka_unit_test(what_is_not_commissioned_does_not_count),
        cmocka_unit_test(nothing_computed_has_no_ratio),
        cmocka_unit_test(grades_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
