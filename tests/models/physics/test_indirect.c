#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/indirect.h"
#include "models/physics/machines.h"

#define PRESSURE_PA 101325.0

static const struct room_air_params air_params = {.supply_degc = 24,
                                                  .rise_k = 12,
                                                  .fan_pressure_pa = 400,
                                                  .fan_efficiency_frac = 0.65,
                                                  .minimum_speed_frac = 0.5,
                                                  .fan_exponent = 2.7};
static const struct indirect_params params = {.effectiveness_frac = 0.65,
                                              .fan_pressure_pa = 250,
                                              .fan_efficiency_frac = 0.65,
                                              .minimum_speed_frac = 0.3,
                                              .spray_speed_frac = 0.7};

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

static struct indirect sized(void)
{
    struct room_air air = room_air_size(&air_params, 1.05, PRESSURE_PA);
    return indirect_size(&params, &air, 36.0, 28.0, PRESSURE_PA);
}

/// The air warms by its rise from the room's heat and its own fans' together, whatever the fans need.
static void room_air_carries_its_own_fans(void **state)
{
    (void)state;
    struct room_air air = room_air_size(&air_params, 1.05, PRESSURE_PA);
    near(air.kg_per_s * 1.006 * 12.0, 1.05 + air.fan_kw, 1e-12);
    near(air.cooling_kw, 1.05 + air.fan_kw, 1e-15);
    near(room_air_fan_kw(&air, 1.05), air.fan_kw, 1e-15);
    near(room_air_fan_kw(&air, 0.1), air.fan_kw * pow(0.5, 2.7), 1e-15);
}

static void every_watt_goes_somewhere(void **state)
{
    (void)state;
    struct indirect handler = sized();
    near(machines_counterflow_frac(handler.ntu, 1.0), 0.65, 1e-15);
    for (double wet = -20; wet <= 32; wet += 0.7) {
        for (double cooling = 0.1; cooling <= handler.air.cooling_kw; cooling += 0.1) {
            struct indirect_hour hour = indirect_run(&handler, cooling, wet + 3.0, wet);
            near(hour.dry_kw + hour.exhaust.heat_kw + hour.short_kw, cooling, 1e-9);
        }
    }
}

/// In the cold it needs neither water nor trim; in the design weather it leaves what the trim is sized for;
/// in air wetter than the room is warm it does nothing.
static void water_comes_before_compressors(void **state)
{
    (void)state;
    struct indirect handler = sized();
    struct indirect_hour cold = indirect_run(&handler, handler.air.cooling_kw, 5.0, 3.0);
    near(cold.dry_kw, handler.air.cooling_kw, 1e-9);
    assert_true(cold.exhaust.evaporation_l_per_h == 0.0 && cold.short_kw == 0.0);
    struct indirect_hour warm = indirect_run(&handler, handler.air.cooling_kw, 22.0, 14.0);
    assert_true(warm.exhaust.evaporation_l_per_h > 0.0 && warm.short_kw == 0.0);
    struct indirect_hour design = indirect_run(&handler, handler.air.cooling_kw, 36.0, 28.0);
    near(design.short_kw, handler.short_kw, 1e-9);
    assert_true(design.short_kw > 0.0 && design.dry_kw == 0.0);
    struct indirect_hour hot = indirect_run(&handler, 0.5, 45.0, 38.0);
    near(hot.short_kw, 0.5, 1e-9);
}

static void the_tables_cover_the_structs(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&indirect_table) && sim_table_covers(&room_air_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_air_carries_its_own_fans),
        cmocka_unit_test(every_watt_goes_somewhere),
        cmocka_unit_test(water_comes_before_compressors),
        cmocka_unit_test(the_tables_cover_the_structs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
