/// The stages between the racks and the sinks, each by itself, against balances and cases worked by hand.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/cooling_plant.h"
#include "models/physics/psychrometrics.h"

#define PRESSURE_PA 101325.0

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

static struct outdoor_air_hour let_in(const struct plant_params *params, double dry, double wet)
{
    struct room_air air = room_air_size(&params->air, 1.0, PRESSURE_PA);
    struct outside outside = {dry, wet, 0.0};
    return outdoor_air_run(&params->outdoor, &air, air.cooling_kw, 1.0, &outside, PRESSURE_PA);
}

static double wet_bulb(double dry, double rh)
{
    double humidity = psychrometrics_humidity(rh * psychrometrics_saturation_pa(dry), PRESSURE_PA);
    return psychrometrics_wet_bulb_degc(dry, humidity, PRESSURE_PA);
}

/// Cold air is mixed, mild air does everything, hot dry air is cooled by the pad, hot moist air stays outside; heat in is
/// heat out and what is left.
static void outdoor_air_does_what_it_can(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_OUTDOOR_AIR); // 24 degC, dew point -9..15, 60 %
    struct outdoor_air_hour cold = let_in(&params, 2.0, wet_bulb(2.0, 0.7));
    assert_true(cold.is_usable && cold.evaporation_l_per_h == 0.0 && cold.left_kw == 0.0);
    near(cold.heat_rejected_kw, cold.heat_kw, 1e-9);
    struct outdoor_air_hour frost = let_in(&params, -5.0, wet_bulb(-5.0, 0.3)); // dew point -19: moistened
    assert_true(frost.is_usable && frost.evaporation_l_per_h > 0.0);
    near(frost.heat_rejected_kw, frost.heat_kw, 1e-9);
    struct outdoor_air_hour dry = let_in(&params, 33.0, wet_bulb(33.0, 0.15));
    assert_true(dry.is_usable && dry.evaporation_l_per_h > 0.3 && dry.left_kw == 0.0);
    near(dry.heat_rejected_kw, dry.heat_kw, 1e-9);
    struct outdoor_air_hour warm =
        let_in(&params, 30.0, wet_bulb(30.0, 0.38)); // the pad stops at a dew point of 15 degC
    assert_true(warm.is_usable && warm.left_kw > 0.0 && warm.left_kw < warm.heat_kw);
    near(warm.heat_rejected_kw + warm.left_kw, warm.heat_kw, 1e-9);
    assert_false(let_in(&params, 28.0, wet_bulb(28.0, 0.8)).is_usable);
    params.outdoor.pad_effectiveness_frac = 0.0;
    assert_false(let_in(&params, 40.0, wet_bulb(40.0, 0.05)).is_usable); // warmer than the return
}

/// The sink takes all in the cold, a part of it on the design day, and what it leaves is told; without help the water
/// becomes warmer.
static void liquid_keeps_its_balance(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_LIQUID_TOWER);
    struct sink_def def = {
        .kind = SINK_TOWER, .tower = &params.tower, .design_wet_degc = 28.0, .pressure_pa = PRESSURE_PA};
    params.liquid.supply_degc = 32.0;
    struct liquid liquid = liquid_size(&params.liquid, 0.8, &def, 36.0, 27.0);
    assert_true(liquid.left_kw > 0.0 && liquid.left_kw < 0.5 * liquid.heat_kw);
    // Pumps: 0.012 and 0.008 of the heat, about.
    near(liquid.coolant_pump_kw / 0.8, 0.012, 0.001);
    near(liquid.facility_pump_kw / 0.8, 0.008, 0.001);
    for (double wet = -10; wet <= 30; wet += 2) {
        struct outside outside = {wet + 4, wet, 0.0};
        struct liquid_hour hour = liquid_run(&liquid, 0.8, 0.0, true, &outside);
        near(hour.heat_rejected_kw - hour.fan_kw + hour.left_kw, hour.heat_kw, 1e-8);
        near(hour.supply_degc, 32.0, 1e-9);
        struct liquid_hour alone = liquid_run(&liquid, 0.8, 0.0, false, &outside);
        near(alone.heat_rejected_kw - alone.fan_kw, alone.heat_kw, 1e-8);
        assert_true(alone.is_warm == (hour.left_kw > 1e-9));
        struct liquid_hour reused = liquid_run(&liquid, 0.8, 0.5, true, &outside);
        near(reused.heat_rejected_kw - reused.fan_kw + reused.left_kw + 0.5, reused.heat_kw, 1e-8);
    }
}

/// By hand: 28 K for the whole load; at 14 K and half of the load pumps alone; at full load only the circuits that the
/// other compressors can spare.
static void pumped_circuits_are_those_that_can_be_spared(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_DX_REFRIGERANT_PUMP);
    const struct refrigerant_pump_params *p = &params.refrigerant_pump;
    near(refrigerant_pump_run(p, 1.0, 1.15, 1.0, 36, 8).taken_kw, 1.0, 1e-12);
    near(refrigerant_pump_run(p, 1.0, 1.15, 0.5, 36, 22).taken_kw, 0.5, 1e-12);
    double spared = 0.15 / (1.15 - 0.5);
    near(refrigerant_pump_run(p, 1.0, 1.15, 1.0, 36, 22).taken_kw, spared * 0.5, 1e-12);
    near(refrigerant_pump_run(p, 1.0, 1.15, 1.0, 36, 36).taken_kw, 0.0, 0.0);
    near(refrigerant_pump_run(p, 1.0, 0.9, 1.0, 36, 22).taken_kw, 0.0, 1e-12); // nothing to spare
    struct refrigerant_pump_hour cold = refrigerant_pump_run(p, 1.0, 1.15, 1.0, 36, -20);
    near(cold.fan_kw, 0.035 * pow(0.5, 3), 1e-12);
    near(cold.pump_kw, 0.012, 1e-12);
}

/// A tank fills no faster than its rate and the chillers' spare, holds no more than its capacity, gives no more than is
/// needed, and loses what it is said to lose.
static void a_tank_has_limits(void **state)
{
    (void)state;
    struct store_params p = {.capacity_h = 2.0, .rate_frac = 0.5, .loss_frac_per_h = 0.01};
    struct store_hour hour = store_run(&p, 1.0, 0.0, 1.0, 0.7, 0.4);
    near(hour.charge_kw, 0.4, 1e-12);
    hour = store_run(&p, 1.0, 1.9, 1.0, 0.7, 0.9);
    near(hour.charge_kw, 2.0 - 1.9 * 0.99, 1e-12);
    near(hour.stored_kwh, 2.0, 1e-12);
    hour = store_run(&p, 1.0, 2.0, -1.0, 0.3, 0.9);
    near(hour.charge_kw, -0.3, 1e-12);
    hour = store_run(&p, 1.0, 0.2, -1.0, 0.7, 0.9);
    near(hour.charge_kw, -0.198, 1e-12);
    near(hour.stored_kwh, 0.0, 1e-12);
    near(store_run(&p, 1.0, 1.0, 0.0, 0.7, 0.9).stored_kwh, 0.99, 1e-12);
    near(store_run(&p, 1.0, 0.0, 7.0, 0.7, 9.0).charge_kw, 0.5, 1e-12);
}

/// Warm enough: pumps alone. Else Carnot: 45 to 70 degC at half of Carnot's COP.
static void heat_pumps_are_carnots(void **state)
{
    (void)state;
    struct reuse_params p = {
        .delivery_degc = 40, .exchanger_approach_k = 3, .carnot_frac = 0.5, .head_pa = 0};
    struct reuse_hour warm = reuse_run(&p, 0.4, 1.0, 46);
    near(warm.delivered_kw, 0.4, 1e-12);
    near(warm.power_kw, 0.0, 0.0);
    p.delivery_degc = 70;
    struct reuse_hour hot = reuse_run(&p, 0.4, 0.3, 45);
    double cop = 0.5 * (70 + 3 + 273.15) / (70 + 3 - (45 - 3 - 3));
    near(hot.taken_kw, 0.3, 0.0);
    near(hot.delivered_kw / hot.power_kw, cop, 1e-9);
    near(hot.delivered_kw, hot.taken_kw + hot.power_kw, 1e-15);
}

/// A plant of exchanger and sink alone: no compressor ever; in the cold on its set-point, on the design day above it and
/// flagged.
static void a_plant_without_compressors_is_told_when_short(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_CHILLER_WATER_ECONOMIZER);
    params.parts.machine = MACHINE_NONE;
    params.chilled_water_degc = 20.0;
    struct plant_hour cold, hot;
    plant_hour(&params, 1.0, 8, 6, PRESSURE_PA, &cold);
    plant_hour(&params, 1.0, 36, 28, PRESSURE_PA, &hot);
    assert_true(cold.compressor_kw == 0.0 && hot.compressor_kw == 0.0 && cold.mode == PLANT_FREE);
    assert_true(!(cold.flags & PLANT_SHORT) && (hot.flags & PLANT_SHORT));
    near(cold.chilled_degc, 20.0, 1e-9);
    near(hot.chilled_degc, 28 + params.tower.approach_k + params.water.exchanger_approach_k, 0.1);
}

static void the_tables_cover_the_structs(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&parts_table) && sim_table_covers(&outdoor_air_table) &&
                sim_table_covers(&liquid_table) && sim_table_covers(&refrigerant_pump_table) &&
                sim_table_covers(&dry_cooler_table) && sim_table_covers(&sea_table) &&
                sim_table_covers(&store_table) && sim_table_covers(&reuse_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outdoor_air_does_what_it_can),
        cmocka_unit_test(liquid_keeps_its_balance),
        cmocka_unit_test(pumped_circuits_are_those_that_can_be_spared),
        cmocka_unit_test(a_tank_has_limits),
        cmocka_unit_test(heat_pumps_are_carnots),
        cmocka_unit_test(a_plant_without_compressors_is_told_when_short),
        cmocka_unit_test(the_tables_cover_the_structs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
