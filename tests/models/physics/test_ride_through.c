/// Against what a hall without some of its parts does in closed form.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/physics/psychrometrics.h"
#include "models/physics/ride_through.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

/// A hall cooled by refrigerant: nothing between failure and heat but its air and mass.
static struct ride_through_case bare_hall(void)
{
    return (struct ride_through_case){.load_frac = 0.8,
                                      .heat_frac = 1.1,
                                      .supply_degc = 24,
                                      .rise_k = 12,
                                      .water_degc = NAN,
                                      .capacity_frac = 1.2};
}

static double air_j_per_k(const struct ride_through_params *params, double supply_degc)
{
    return params->air_m3_per_kw / psychrometrics_volume_m3_per_kg(supply_degc, 0.009, 101325) *
           PSYCHROMETRICS_AIR_J_PER_KG_K;
}

static void air_alone_warms_in_a_straight_line(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    struct ride_through out;
    double air[61];
    params.mass_w_per_k_kw = 0;
    double k_per_s = 880 / air_j_per_k(&params, 24);
    ride_through_run(&params, &hall, &out);
    near(out.to_32_s, 8 / k_per_s, 1e-6);
    near(out.to_40_s, 16 / k_per_s, 1e-6);
    ride_through_trace(&params, &hall, false, 60, air);
    for (int i = 0; i <= 60; i++)
        near(air[i], 24 + k_per_s * i, 1e-6);
}

/// Air and mass: the sum warms in a straight line, the difference goes to its limit exponentially.
///     T_air = T0 + q t / C + (C_mass / C) d (1 - exp(-t / tau)),  C = C_air + C_mass,
///     tau = C_air C_mass / (C UA),  d = q C_mass / (C UA)
static void air_and_mass_in_closed_form(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    static double air[3601];
    double ca = air_j_per_k(&params, 24), cm = params.mass_kj_per_k_kw * 1000, ua = params.mass_w_per_k_kw;
    double q = 880, c = ca + cm, tau = ca * cm / (c * ua), d = q * cm / (c * ua);
    ride_through_trace(&params, &hall, false, 3600, air);
    for (int i = 0; i <= 3600; i += 7)
        near(air[i], 24 + q * i / c + cm / c * d * (1 - exp(-i / tau)), 1e-5);
}

/// While the tank holds, nothing warms; it lasts as long as the cold in it.
static void a_tank_lasts_as_long_as_its_cold(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    struct ride_through without, with;
    static double air[7201];
    hall.water_degc = 17;
    hall.load_frac = 1;
    ride_through_run(&params, &hall, &without);
    hall.has_storage = true;
    ride_through_run(&params, &hall, &with);
    near(with.to_32_s - without.to_32_s, 900, 0.01);
    near(with.to_40_s - without.to_40_s, 900, 0.01);
    ride_through_trace(&params, &hall, false, 7200, air);
    for (int i = 0; i <= 900; i++)
        near(air[i], 24, 1e-6);
    assert_true(air[960] > 24.2);
    // Half the load, twice the time.
    hall.load_frac = 0.5;
    ride_through_trace(&params, &hall, false, 7200, air);
    near(air[1799], 24, 1e-6);
    assert_true(air[1900] > 24.1);
}

/// All that is released stays in air, mass and water: after the first minutes all warm at the same rate.
static void a_loop_stores_what_it_takes(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    static double air[7201];
    hall.water_degc = 17;
    ride_through_trace(&params, &hall, false, 7200, air);
    double c = air_j_per_k(&params, 24) + params.mass_kj_per_k_kw * 1000 + 1.1 * params.loop_l_per_kw * 4186;
    near((air[7200] - air[6000]) / 1200, 880 / c, 1e-4 * 880 / c);
}

static void cooling_that_comes_back_brings_the_air_back(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    struct ride_through out;
    static double air[7201];
    hall.water_degc = 17;
    ride_through_run(&params, &hall, &out);
    ride_through_trace(&params, &hall, true, 7200, air);
    near(air[7200], 24, 0.1);
    double peak = 0;
    for (int i = 0; i <= 7200; i++)
        peak = fmax(peak, air[i]);
    near(out.peak_degc, peak, 1e-9);
    assert_true(peak > 24.5 && out.above_32_s < out.to_40_s);
    // What needs no compressor comes back with the generators.
    struct ride_through free;
    hall.free_frac = 1;
    ride_through_run(&params, &hall, &free);
    assert_true(free.peak_degc < out.peak_degc);
    // Fans that stand still are worse than fans that run.
    struct ride_through still;
    hall.free_frac = 0;
    params.fans_on_ups = 0;
    ride_through_run(&params, &hall, &still);
    assert_true(still.to_32_s < out.to_32_s);
}

/// More of anything that stores heat never shortens the time; more load never lengthens it.
static void time_is_monotone(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    struct ride_through out;
    double last = 0;
    hall.water_degc = 15;
    for (params.loop_l_per_kw = 1; params.loop_l_per_kw < 65; params.loop_l_per_kw *= 2) {
        ride_through_run(&params, &hall, &out);
        assert_true(out.to_32_s > last);
        last = out.to_32_s;
    }
    params = ride_through_params_default();
    last = INFINITY;
    for (hall.load_frac = 0.2; hall.load_frac < 1.05; hall.load_frac += 0.2) {
        ride_through_run(&params, &hall, &out);
        assert_true(out.to_40_s < last);
        last = out.to_40_s;
    }
}

/// Chips under liquid have a loop of their own, which warms in a straight line; the air has less to bear.
static void liquid_has_a_time_of_its_own(void **state)
{
    (void)state;
    struct ride_through_params params = ride_through_params_default();
    struct ride_through_case hall = bare_hall();
    struct ride_through out, air;
    hall.water_degc = 17;
    ride_through_run(&params, &hall, &air);
    assert_true(isnan(air.liquid_s));
    hall.liquid_frac = 0.8;
    ride_through_run(&params, &hall, &out);
    double j_per_k = 0.8 * (params.loop_l_per_kw + params.liquid_l_per_kw) * 4186;
    near(out.liquid_s, params.liquid_limit_k * j_per_k / 640, 1e-3);
    assert_true(out.to_32_s > air.to_32_s);
}

static void the_table_covers_the_struct(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&ride_through_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(air_alone_warms_in_a_straight_line),
        cmocka_unit_test(air_and_mass_in_closed_form),
        cmocka_unit_test(a_tank_lasts_as_long_as_its_cold),
        cmocka_unit_test(a_loop_stores_what_it_takes),
        cmocka_unit_test(cooling_that_comes_back_brings_the_air_back),
        cmocka_unit_test(time_is_monotone),
        cmocka_unit_test(liquid_has_a_time_of_its_own),
        cmocka_unit_test(the_table_covers_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
