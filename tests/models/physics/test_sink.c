#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/cooling_plant.h"
#include "models/physics/machines.h"
#include "models/physics/psychrometrics.h"
#include "models/physics/sink.h"

#define PRESSURE_PA 101325.0

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

static struct sink sink_of(const struct plant_params *params, enum part_sink kind, double heat_kw)
{
    struct sink_def def = {.kind = kind,
                           .tower = &params->tower,
                           .dry_cooler = &params->dry_cooler,
                           .sea = &params->sea,
                           .design_wet_degc = 28.0,
                           .heat_kw = heat_kw,
                           .pressure_pa = PRESSURE_PA};
    return sink_size(&def);
}

/// The cooler that the defaults come from: 2,931 kW, air 35 degC, water 46.11 to 40.55 degC, fans 117.68 kW.
static void the_dry_cooler_is_the_makers(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_LIQUID_DRY_COOLER);
    struct sink sink = sink_of(&params, SINK_DRY_COOLER, 2931.0);
    struct sink_point point = {2931.0, 1.0, 1.0};
    struct outside outside = {35.0, 20.0, 0.0};
    near(sink_leaving_degc(&sink, &point, &outside), 40.55, 0.01);
    near(sink_fan_kw(&sink, &point), 117.68, 0.5);
    near(sink.water_kg_per_s, 2931.0 / (4.186 * 5.56), 1e-9);
    point.air_frac = 0.5;
    near(sink_fan_kw(&sink, &point), 117.68 / 8, 0.1);
    near(sink_exhaust(&sink, &point, &outside).evaporation_l_per_h, 0.0, 0.0);
}

/// All sinks: at their approach on the design day, further from it with less air or more heat, at the source without
/// heat; air asked for a goal reaches it; heat in is heat out.
static void sinks_answer_alike(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_CHILLER_WATER);
    static const enum part_sink kinds[] = {SINK_TOWER, SINK_DRY_COOLER, SINK_SEAWATER};
    const double approaches[] = {params.tower.approach_k, params.dry_cooler.approach_k,
                                 params.sea.approach_k};
    struct outside outside = {36.0, 28.0, 27.0};
    for (size_t i = 0; i < 3; i++) {
        struct sink sink = sink_of(&params, kinds[i], 1.0);
        struct sink_point full = {1.0, 1.0, 1.0}, none = {0.0, 1.0, 1.0};
        double source = sink_source_degc(&sink, &outside), last = INFINITY;
        near(sink_leaving_degc(&sink, &full, &outside) - source, approaches[i], 1e-6);
        near(sink_leaving_degc(&sink, &none, &outside), source, 1e-12);
        for (double air = 0.2; air <= 1.0; air += 0.1) {
            struct sink_point point = {0.7, 0.8, air}, more = {0.8, 0.8, air};
            double leaving = sink_leaving_degc(&sink, &point, &outside);
            assert_true(leaving < last && sink_leaving_degc(&sink, &more, &outside) > leaving);
            assert_true(leaving > source);
            last = leaving;
        }
        struct sink_point point = {0.7, 0.8, 1.0};
        double goal = sink_leaving_degc(&sink, &point, &outside) + 0.5;
        point.air_frac = sink_goal_air_frac(&sink, &point, &outside, goal, 1.0);
        assert_true(point.air_frac > sink.least_air_frac && point.air_frac < 1.0);
        near(sink_leaving_degc(&sink, &point, &outside), goal, 1e-9);
        near(sink_exhaust(&sink, &point, &outside).heat_kw, 0.7, 1e-9);
        struct sink_def def = {
            .kind = kinds[i], .tower = &params.tower, .dry_cooler = &params.dry_cooler, .sea = &params.sea};
        def.design_wet_degc = 28.0;
        near(sink_design_degc(&def, 36.0, 27.0), source + approaches[i], 1e-9);
    }
}

/// A pad cools the air along its wet bulb, is wetted above its start only, and costs what it evaporates.
static void a_pad_cools_the_air(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_LIQUID_DRY_COOLER);
    params.dry_cooler.pad_effectiveness_frac = 0.8;
    struct sink sink = sink_of(&params, SINK_DRY_COOLER, 1.0);
    struct sink_point point = {1.0, 1.0, 1.0};
    struct outside hot = {35.0, 25.0, 0.0}, mild = {24.0, 18.0, 0.0};
    near(sink_source_degc(&sink, &hot), 27.0, 1e-9);
    near(sink_source_degc(&sink, &mild), 24.0, 1e-9);
    double w0 = psychrometrics_humidity_of_wet_bulb(35, 25, PRESSURE_PA);
    double w1 = psychrometrics_humidity_of_wet_bulb(27, 25, PRESSURE_PA);
    near(sink_exhaust(&sink, &point, &hot).evaporation_l_per_h, 3600 * (w1 - w0) / (1.006 * 7.5), 1e-9);
    near(sink_exhaust(&sink, &point, &mild).evaporation_l_per_h, 0.0, 0.0);
}

/// 1 - exp(-x) times the exponential series cut after n terms.
static double cut_series(double x, int n)
{
    double term = 1.0, sum = 1.0;
    for (int m = 1; m <= n; m++)
        sum += term *= x / m;
    return 1.0 - exp(-x) * sum;
}

/// Crossflow with both streams unmixed against the series that solves it (Mason, "Heat transfer in crossflow", Proc. 2nd
/// US Congr. Appl. Mech., 1955); always below counterflow.
static void crossflow_is_masons_series(void **state)
{
    (void)state;
    double worst = 0.0;
    for (double ntu = 0.2; ntu <= 6; ntu += 0.2) {
        near(machines_crossflow_frac(ntu, 0.0), 1 - exp(-ntu), 1e-12);
        for (double ratio = 0.1; ratio <= 1.0; ratio += 0.15) {
            double series = 0.0, cross = machines_crossflow_frac(ntu, ratio);
            for (int n = 0; n < 60; n++)
                series += cut_series(ntu, n) * cut_series(ratio * ntu, n) / (ratio * ntu);
            worst = fmax(worst, fabs(cross - series));
            assert_true(cross < machines_counterflow_frac(ntu, ratio) + 0.005);
        }
    }
    print_message("crossflow: %.4f from the series at worst\n", worst);
    assert_true(worst < 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dry_cooler_is_the_makers),
        cmocka_unit_test(sinks_answer_alike),
        cmocka_unit_test(a_pad_cools_the_air),
        cmocka_unit_test(crossflow_is_masons_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
