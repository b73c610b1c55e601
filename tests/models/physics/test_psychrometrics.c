#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/psychrometrics.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

/// ASHRAE Handbook Fundamentals 2017 (SI), chapter 1, tables 2 and 3, as PsychroLib's tests
/// (test_psychrolib_si.py) quote them, with the tolerances used there.
static void saturation_pressure_is_the_handbooks(void **state)
{
    (void)state;
    static const double table[][2] = {{-20, 103.24}, {-5, 401.74},  {5, 872.6},     {25, 3169.7},
                                      {50, 12351.3}, {100, 101418}, {150, 476101.4}};
    near(psychrometrics_saturation_pa(-60), 1.08, 0.01);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        near(psychrometrics_saturation_pa(table[i][0]), table[i][1], 3e-4 * table[i][1]);
}

static void saturation_has_no_step_at_the_triple_point(void **state)
{
    (void)state;
    double below = psychrometrics_saturation_pa(0.01 - 1e-9),
           above = psychrometrics_saturation_pa(0.01 + 1e-9);
    near(below, above, 2e-5 * above);
    near(above, 611.657, 0.05); // triple-point pressure of water, 611.657 Pa (IAPWS)
}

static void saturated_air_is_the_handbooks(void **state)
{
    (void)state;
    static const double humidity[][3] = {{-20, 0.0006373, 0.01}, {-5, 0.0024863, 0.005},
                                         {5, 0.005425, 0.005},   {25, 0.020173, 0.005},
                                         {50, 0.086863, 0.01},   {85, 0.838105, 0.02}};
    static const double enthalpy[][2] = {{-20, -18542}, {5, 18639}, {25, 76504}, {50, 275353}};
    for (size_t i = 0; i < sizeof humidity / sizeof humidity[0]; i++)
        near(psychrometrics_saturated_humidity(humidity[i][0], 101325), humidity[i][1],
             humidity[i][2] * humidity[i][1]);
    for (size_t i = 0; i < sizeof enthalpy / sizeof enthalpy[0]; i++)
        near(psychrometrics_saturated_enthalpy_j_per_kg(enthalpy[i][0], 101325), enthalpy[i][1],
             0.01 * fabs(enthalpy[i][1]));
}

/// Single values from the same source, and the handbook's example (40 degC dry, 20 degC wet, 101.325 kPa).
static void moist_air_is_the_handbooks(void **state)
{
    (void)state;
    near(psychrometrics_humidity_of_wet_bulb(30, 25, 95461), 0.0192281274241096, 3e-4 * 0.0192);
    near(psychrometrics_humidity_of_wet_bulb(-1, -5, 95461), 0.00120399819933844, 3e-4 * 0.0012);
    near(psychrometrics_enthalpy_j_per_kg(30, 0.02), 81316, 3e-4 * 81316);
    double volume = psychrometrics_volume_m3_per_kg(30, 0.02, 95461);
    near(volume, 0.940855374352943, 3e-4 * 0.94);
    near(1.02 / volume, 1.08411986348219, 3e-4 * 1.08);

    double saturation = psychrometrics_saturation_pa(7);
    double humidity = psychrometrics_humidity(0.61 * saturation, 100000);
    near(psychrometrics_wet_bulb_degc(7, humidity, 100000), 3.92667433781955, 1e-3);

    double example = psychrometrics_humidity_of_wet_bulb(40, 20, 101325);
    near(example, 0.0065, 0.0001);
    near(psychrometrics_dew_point_degc(psychrometrics_vapour_pa(example, 101325)), 7, 0.5);
    near(psychrometrics_relative_humidity_frac(40, example, 101325), 0.14, 0.01);
    near(psychrometrics_enthalpy_j_per_kg(40, example), 56700, 100);
    near(psychrometrics_volume_m3_per_kg(40, example, 101325), 0.896, 0.001);
}

static void standard_atmosphere_is_the_handbooks(void **state)
{
    (void)state;
    near(psychrometrics_pressure_pa(0), 101325, 1);
    near(psychrometrics_pressure_pa(500), 95461, 1);
    near(psychrometrics_pressure_pa(1000), 89875, 1);
    near(psychrometrics_pressure_pa(4000), 61640, 1);
}

/// The root by bisection of the published equation, on the branch that the header promises.
static double bisected_wet_bulb(double dry, double humidity, double pressure)
{
    int is_iced = dry < 0.0 || humidity < psychrometrics_humidity_of_wet_bulb(dry, 0.0, pressure);
    double low = is_iced ? -120.0 : 0.0, high = is_iced ? fmin(dry, -1e-12) : dry;
    for (int i = 0; i < 100; i++) {
        double middle = 0.5 * (low + high);
        if (psychrometrics_humidity_of_wet_bulb(dry, middle, pressure) > humidity)
            high = middle;
        else
            low = middle;
    }
    return 0.5 * (low + high);
}

static void wet_bulb_is_the_bisected_root(void **state)
{
    (void)state;
    static const double pressures[] = {101325, 89875, 61640};
    for (size_t p = 0; p < 3; p++) {
        for (double dry = -40; dry <= 55; dry += 0.73) {
            double saturated = psychrometrics_saturated_humidity(dry, pressures[p]);
            for (double rh = 0.0; rh <= 1.0; rh += 0.0173) {
                double wet = psychrometrics_wet_bulb_degc(dry, rh * saturated, pressures[p]);
                double expected = bisected_wet_bulb(dry, rh * saturated, pressures[p]);
                if (fabs(wet - expected) > 1e-6)
                    fail_msg("dry %g rh %g p %g: %.9g, bisected %.9g", dry, rh, pressures[p], wet, expected);
                assert_true(wet <= dry);
            }
        }
    }
}

static void saturated_and_supersaturated_air_have_the_dry_bulb(void **state)
{
    (void)state;
    for (double dry = -30; dry <= 50; dry += 1.1) {
        double saturated = psychrometrics_saturated_humidity(dry, 101325);
        near(psychrometrics_wet_bulb_degc(dry, saturated, 101325), dry, 1e-6);
        near(psychrometrics_wet_bulb_degc(dry, 1.2 * saturated, 101325), dry, 1e-6);
    }
}

/// The line on which a wetted pad cools air: backwards it is the same line, and along it the enthalpy grows by that of
/// the water alone.
static void pads_cool_along_the_wet_bulb(void **state)
{
    (void)state;
    for (double wet = -20; wet <= 30; wet += 2.5) {
        double warm = psychrometrics_humidity_of_wet_bulb(wet + 3, wet, 101325);
        double cool = psychrometrics_humidity_of_wet_bulb(wet + 1, wet, 101325);
        near(psychrometrics_dry_bulb_of_wet_bulb(wet, warm, 101325), wet + 3, 1e-9);
        double added =
            psychrometrics_enthalpy_j_per_kg(wet + 1, cool) - psychrometrics_enthalpy_j_per_kg(wet + 3, warm);
        near(added, (cool - warm) * psychrometrics_condensed_enthalpy_j_per_kg(wet), 1e-6);
    }
}

/// The stated range, at its edges; arrays answer as single states do and count what is outside.
static void states_outside_the_range_are_told(void **state)
{
    (void)state;
    assert_true(psychrometrics_is_valid(60, 0.1, 110000) && psychrometrics_is_valid(-60, 0.0, 50000));
    assert_false(psychrometrics_is_valid(60.01, 0.01, 101325) || psychrometrics_is_valid(-60.01, 0, 101325));
    assert_false(psychrometrics_is_valid(20, 0.01, 49999) || psychrometrics_is_valid(20, 0.01, 110001));
    assert_false(psychrometrics_is_valid(20, -1e-9, 101325) || psychrometrics_is_valid(20, 0.0149, 101325));
    assert_false(psychrometrics_is_valid(NAN, 0.01, 101325) || psychrometrics_is_valid(20, NAN, 101325));
    static const double dry[] = {20, 35, 80, -10}, humidity[] = {0.01, 0.02, 0.01, 0.001},
                        pressure[] = {101325, 95000, 101325, 101325};
    double wet[4];
    assert_int_equal(psychrometrics_wet_bulbs(4, dry, humidity, pressure, wet), 1);
    assert_true(isnan(wet[2]));
    for (int i = 0; i < 4; i++)
        assert_true(i == 2 || wet[i] == psychrometrics_wet_bulb_degc(dry[i], humidity[i], pressure[i]));
}

static void inverses_undo(void **state)
{
    (void)state;
    for (double t = -45; t <= 65; t += 0.9) {
        near(psychrometrics_dew_point_degc(psychrometrics_saturation_pa(t)), t, 1e-8);
        double enthalpy = psychrometrics_saturated_enthalpy_j_per_kg(t, 95000);
        near(psychrometrics_saturated_degc(enthalpy, 95000, t - 12), t, 1e-8);
        near(psychrometrics_saturated_degc(enthalpy, 95000, t + 8), t, 1e-8);
    }
    near(psychrometrics_vapour_pa(psychrometrics_humidity(2345.0, 98765.0), 98765.0), 2345.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saturation_pressure_is_the_handbooks),
        cmocka_unit_test(saturation_has_no_step_at_the_triple_point),
        cmocka_unit_test(saturated_air_is_the_handbooks),
        cmocka_unit_test(moist_air_is_the_handbooks),
        cmocka_unit_test(standard_atmosphere_is_the_handbooks),
        cmocka_unit_test(wet_bulb_is_the_bisected_root),
        cmocka_unit_test(saturated_and_supersaturated_air_have_the_dry_bulb),
        cmocka_unit_test(inverses_undo),
        cmocka_unit_test(pads_cool_along_the_wet_bulb),
        cmocka_unit_test(states_outside_the_range_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
