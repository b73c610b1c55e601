#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/machines.h"
#include "models/physics/psychrometrics.h"
#include "models/physics/wet_air.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

/// Counterflow by brute force: both streams marched through many small cells from the hot stream's exit.
/// hot: capacity flow 1, enters at 1; cold: capacity flow 1 / ratio, enters at 0.
static double marched_effectiveness(double ntu, double ratio)
{
    enum { CELLS = 20000 };
    double low = 0.0, high = 1.0;
    for (int step = 0; step < 60; step++) { // bisect on the hot stream's exit
        double hot = 0.5 * (low + high), cold = 0.0, exit = hot;
        for (int i = 0; i < CELLS; i++) {
            double heat = ntu / CELLS * (hot - cold);
            heat = ntu / CELLS * (hot + 0.5 * heat - cold - 0.5 * heat * ratio);
            hot += heat;
            cold += heat * ratio;
        }
        if (hot > 1.0)
            high = exit;
        else
            low = exit;
    }
    return 1.0 - low;
}

static void counterflow_is_its_differential_equation(void **state)
{
    (void)state;
    static const double ratio[] = {0.0, 0.3, 0.7, 1.0};
    for (size_t i = 0; i < 4; i++)
        for (double ntu = 0.25; ntu <= 4.0; ntu *= 2.0)
            near(machines_counterflow_frac(ntu, ratio[i]), marched_effectiveness(ntu, ratio[i]), 1e-6);
    near(machines_counterflow_frac(2.0, 1.0 - 2e-6), machines_counterflow_frac(2.0, 1.0), 1e-5);
}

/// A pump of 10 m of water that carries heat at 5 K: g h / (c dT), over the efficiency.
static void pumps_and_fans_move_volume_against_pressure(void **state)
{
    (void)state;
    double head_pa = 998.0 * 9.80665 * 10.0;
    near(machines_pump_kw_per_kw(head_pa, 5.0, 0.5), 9.80665 * 10.0 / (4186.0 * 5.0) / 0.5, 1e-12);
    // Dry air at 15 degC and 101,325 Pa: 1.225 kg/m3 (International Standard Atmosphere).
    near(machines_fan_kw_per_kg_s(15.0, 0.0, 101325.0, 500.0, 1.0), 0.5 / 1.225, 1e-4);
    near(machines_part_power_frac(0.5, 0.2, 3.0), 0.125, 1e-15);
    near(machines_part_power_frac(0.1, 0.2, 3.0), 0.008, 1e-15);
}

/// What a wet exhaust carries away is the rise of the enthalpy of the air, from its real state and not from its
/// wet bulb, less that of the water that would have saturated it at the wet bulb (ASHRAE's definition of it).
static void wet_air_balances(void **state)
{
    (void)state;
    double pressure_pa = 101325.0, air_kg_per_s = 0.04, heat_kw = 1.0;
    struct wet_air air;
    wet_air_init(&air, pressure_pa);
    for (double wet = 0; wet <= 30; wet += 5) {
        for (double dry = wet; dry <= wet + 8; dry += 2) {
            struct wet_air_exhaust e = wet_air_exhaust(&air, air_kg_per_s, heat_kw, dry, wet);
            double exit = wet_air_exit_degc(&air, wet, heat_kw * 1000 / air_kg_per_s);
            double humidity = psychrometrics_humidity_of_wet_bulb(dry, wet, pressure_pa);
            double exit_humidity = psychrometrics_saturated_humidity(exit, pressure_pa);
            double water = psychrometrics_saturated_humidity(wet, pressure_pa) - humidity;
            double rise = psychrometrics_enthalpy_j_per_kg(exit, exit_humidity) -
                          psychrometrics_enthalpy_j_per_kg(dry, humidity) - water * 4186.0 * wet;
            assert_true(humidity > 0.0);
            near(e.heat_kw, heat_kw, 1e-9);
            // The exit above is that of the table: 2 J/kg beside the freezing point, 0.02 elsewhere.
            near(air_kg_per_s * rise / 1000, heat_kw, 1e-4);
            near(e.evaporation_l_per_h, air_kg_per_s * (exit_humidity - humidity) * 3600, 1e-4);
        }
    }
    double ratio = wet_air_heat_capacity_j_per_kg_k(&air, 20.0, 1.0);
    double slope = (psychrometrics_saturated_enthalpy_j_per_kg(20.01, 101325.0) -
                    psychrometrics_saturated_enthalpy_j_per_kg(19.99, 101325.0)) /
                   0.02;
    near(ratio, slope, 1e-3 * slope);
}

/// Beyond its table, of -60 to 80 degC, the enthalpy goes on in a straight line: no jump, the slope of the end.
static void wet_air_goes_on_beyond_its_table(void **state)
{
    (void)state;
    struct wet_air air;
    wet_air_init(&air, 101325.0);
    double hot = psychrometrics_saturated_enthalpy_j_per_kg(80.0, 101325.0), below, above, beyond;
    double slope = (psychrometrics_saturated_enthalpy_j_per_kg(80.01, 101325.0) -
                    psychrometrics_saturated_enthalpy_j_per_kg(79.99, 101325.0)) /
                   0.02;
    double from = psychrometrics_saturated_enthalpy_j_per_kg(30.0, 101325.0);
    below = wet_air_exit_degc(&air, 30.0, hot - from - 10.0);
    above = wet_air_exit_degc(&air, 30.0, hot - from + 10.0);
    beyond = wet_air_exit_degc(&air, 30.0, hot - from + 4.0 * slope);
    near(below, 80.0 - 10.0 / slope, 1e-4);
    near(above, 80.0 + 10.0 / slope, 1e-4);
    near(beyond, 84.0, 0.01);
    double cold = psychrometrics_saturated_enthalpy_j_per_kg(-60.0, 101325.0);
    slope = (psychrometrics_saturated_enthalpy_j_per_kg(-59.99, 101325.0) -
             psychrometrics_saturated_enthalpy_j_per_kg(-60.01, 101325.0)) /
            0.02;
    from = cold - 3.0 * slope; // of -63 degC
    near(wet_air_exit_degc(&air, -63.0, cold - from + slope), -59.0, 0.01);
    near(wet_air_exit_degc(&air, -63.0, slope), -62.0, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counterflow_is_its_differential_equation),
        cmocka_unit_test(pumps_and_fans_move_volume_against_pressure),
        cmocka_unit_test(wet_air_balances),
        cmocka_unit_test(wet_air_goes_on_beyond_its_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
