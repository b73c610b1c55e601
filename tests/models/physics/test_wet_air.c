// Air that leaves a wet surface saturated: the table against the formulas it is made of, and what is carried away against what went in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "models/physics/psychrometrics.h"
#include "models/physics/wet_air.h"

static const double pressures_pa[] = {101325, 80000};

static double saturated(double degc, double pressure_pa)
{
    return psychrometrics_saturated_enthalpy_j_per_kg(degc, pressure_pa);
}

/// Of what leaves, the enthalpy is that of what entered and the heat, to the table's own error.
static void the_exit_has_the_enthalpy_of_both(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct wet_air air;
        wet_air_init(&air, pressures_pa[p]);
        for (double wet = 2; wet <= 35; wet += 1.7)
            for (double rise = 0; rise <= 40000; rise += 8000) {
                double exit = wet_air_exit_degc(&air, wet, rise);
                assert_float_equal(saturated(exit, pressures_pa[p]), saturated(wet, pressures_pa[p]) + rise,
                                   0.1);
                if (rise > 0)
                    assert_float_equal(wet_air_heat_capacity_j_per_kg_k(&air, wet, rise) * (exit - wet), rise,
                                       1e-6);
            }
    }
}

/// Beyond its ends the table goes on as it ended: straight, and without a step.
static void beyond_the_table_it_goes_on_straight(void **state)
{
    (void)state;
    struct wet_air air;
    wet_air_init(&air, 101325);
    double end = WET_AIR_HIGH_DEGC, slope = air.j_per_kg_k[WET_AIR_NODES - 1];
    assert_float_equal(wet_air_exit_degc(&air, end, 5 * slope), end + 5, 1e-6);
    assert_float_equal(wet_air_exit_degc(&air, end + 3, 5 * slope), end + 8, 1e-6);
    assert_float_equal(wet_air_exit_degc(&air, end, 0), end, 1e-6);
    double low = WET_AIR_LOW_DEGC;
    assert_float_equal(wet_air_exit_degc(&air, low - 10, 4 * air.j_per_kg_k[0]), low - 6, 1e-6);
    assert_float_equal(wet_air_exit_degc(&air, low - 10, 10 * air.j_per_kg_k[0]), low, 1e-4);
}

/// Heat is what went in; water is what lies between the humidities, and none where the air comes saturated and takes no heat.
static void what_is_carried_away_is_what_went_in(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        struct wet_air air;
        wet_air_init(&air, pressures_pa[p]);
        for (double wet = -5; wet <= 30; wet += 5)
            for (double heat = 0; heat <= 200; heat += 50) {
                struct wet_air_exhaust out = wet_air_exhaust(&air, 10, heat, wet + 4, wet);
                assert_float_equal(out.heat_kw, heat, 1e-6 * (1 + heat));
                assert_true(out.evaporation_l_per_h >= 0);
                // More than all of the heat cannot go into evaporation, but for what the dry bulb gives.
                double latent_kw = out.evaporation_l_per_h / 3600 * 2400;
                assert_true(latent_kw <= heat + 10 * 1.1 * 4);
            }
        assert_float_equal(wet_air_exhaust(&air, 10, 0, 20, 20).evaporation_l_per_h, 0, 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exit_has_the_enthalpy_of_both),
        cmocka_unit_test(beyond_the_table_it_goes_on_straight),
        cmocka_unit_test(what_is_carried_away_is_what_went_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
