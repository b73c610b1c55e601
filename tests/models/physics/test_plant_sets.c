#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

/// The ranges against those of the public code of Lei and Masanet (2022): large, midsize, small. Factors are as far below one as
/// above it.
static void ranges_are_those_published(void **state)
{
    (void)state;
    static const struct plant_range published[] = {
        {"ups_efficiency", {.90, .80, .77}, {.99, .94, .85}},
        {"electrical.distribution_loss_frac", {0, .02, .02}, {.02, .05, .04}},
        {"electrical.lighting_frac", {0, .02, .02}, {.002, .05, .04}},
        {"cop_factor*", {1 - .11, 1 - .40, 1 - .60}, {1 + .11, 1, 1 - .20}}, // water-cooled, relative error
        {"air.fan_pressure_pa", {300, 400, 400}, {700, 900, 900}},
        {"air.fan_efficiency_frac", {.6, .6, .6}, {.9, .9, .9}},
        {"air.rise_k", {13.9, 5, 5}, {19.4, 10, 8}},
        {"water.rise_k", {5, 5, 5}, {10, 10, 10}},
        {"water.pump_efficiency_frac", {.6, .6, .6}, {.8, .8, .8}},
        {"water.exchanger_approach_k", {1.7, 1.7, 1.7}, {2.8, 2.8, 2.8}},
        {"tower.approach_k", {2.8, 2.8, 2.8}, {6.7, 6.7, 6.7}},
        {"tower.range_k", {4, 4, 4}, {6, 6, 6}},
        {"tower.water_to_air_ratio", {1, 1, 1}, {3, 3, 3}},
        {"tower.fan_pressure_pa", {100, 100, 100}, {400, 400, 400}},
        {"tower.fan_efficiency_frac", {.65, .65, .65}, {.9, .9, .9}},
        {"tower.drift_frac", {5e-5, 5e-5, 5e-5}, {5e-3, 5e-3, 5e-3}}, // windage of .005 to .5 %
        {"concentration_ratio", {3, 3, 3}, {15, 12, 12}},
        {"liquid.pump_efficiency_frac", {.6, .6, .6}, {.8, .8, .8}},
        {"water.chilled_head_pa*", {.8, .8, .8}, {1.2, 1.2, 1.2}}, // +-20 %
        {"water.condenser_head_pa*", {.8, .8, .8}, {1.2, 1.2, 1.2}},
    };
    size_t found = 0;
    for (size_t i = 0; i < plant_set_range_count; i++) {
        const struct plant_range *range = &plant_set_ranges[i];
        bool is_factor = range->path[strlen(range->path) - 1] == '*', is_published = false;
        for (size_t k = 0; k < sizeof(published) / sizeof(published[0]); k++) {
            if (strcmp(published[k].path, range->path) != 0)
                continue;
            is_published = true;
            found++;
            for (int size = 0; size < PLANT_SET_SIZE_COUNT; size++) {
                near(range->low[size], published[k].low[size], 1e-12);
                near(range->high[size], published[k].high[size], 1e-12);
            }
        }
        if (is_factor && !is_published)
            near(range->low[PLANT_SET_LARGE] + range->high[PLANT_SET_LARGE], 2, 1e-12);
    }
    assert_int_equal(found, sizeof(published) / sizeof(published[0]));
}

/// What an entry of the catalogue is called says how it is set: temperatures of water, envelopes of ASHRAE TC9.9, parts.
static void entries_are_what_they_are_called(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double water, supply, dew_point, humidity; // 0: not said
    } said[] = {
        {"outdoor_air_relaxed", 20, 30, 24, .9},
        {"outdoor_air_strict", 20, 26, 15, .6},
        {"seawater_20", 20, 0, 0, 0},
        {"back_plane_17_economizer", 17, 0, 0, 0},
        {"chiller_water_20_economizer", 20, 0, 0, 0},
        {"chiller_water_17_economizer", 17, 0, 0, 0},
        {"chiller_water_12_economizer", 12, 0, 0, 0},
        {"chiller_water_7_economizer", 7, 0, 0, 0},
        {"chiller_water_20", 20, 0, 0, 0},
        {"chiller_water_17", 17, 0, 0, 0},
        {"chiller_water_12", 12, 0, 0, 0},
        {"chiller_water_7", 7, 0, 0, 0},
        {"chiller_air_17_economizer", 17, 0, 0, 0},
        {"chiller_air_17", 17, 0, 0, 0},
        {"chiller_air_10", 10, 0, 0, 0},
        {"immersion", 20, 26, 0, 0},
        {"cold_plate_tower", 20, 26, 0, 0},
        {"cold_plate_dry_cooler", 20, 26, 0, 0},
    };
    size_t found = 0;
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i), usual = plant_params_default(params.option);
        for (size_t k = 0; k < sizeof(said) / sizeof(said[0]); k++) {
            if (strcmp(said[k].id, params.id) != 0)
                continue;
            found++;
            near(params.chilled_water_degc, said[k].water, 0);
            near(params.air.supply_degc, said[k].supply > 0 ? said[k].supply : usual.air.supply_degc, 0);
            if (said[k].dew_point > 0) {
                near(params.outdoor.dew_point_high_degc, said[k].dew_point, 0);
                near(params.outdoor.humidity_high_frac, said[k].humidity, 0);
            }
        }
        bool is_plate = strncmp(params.id, "cold_plate", 10) == 0,
             is_tank = strcmp(params.id, "immersion") == 0;
        if (is_plate)
            near(params.liquid.heat_frac, 0.8, 0);
        if (strcmp(params.id, "cold_plate_dry_cooler") == 0) {
            near(params.liquid.supply_degc, 43, 0);
            near(params.liquid.exchanger_approach_k, 0, 0); // one closed loop
        }
        if (is_tank) {
            near(params.liquid.server_fan_left_frac, 0, 0);
            near(params.liquid.heat_frac, 0.97, 0);
        }
        if (strcmp(params.id, "chiller_air_17_economizer") == 0) {
            near(params.water.condenser_head_pa, 0, 0); // coils in the loop itself
            near(params.water.exchanger_approach_k, 0, 0);
        }
        if (strcmp(params.id, "seawater_20") == 0) {
            // Coldest in February, warmest in August, 20.9 degC over the year.
            double mean = 0;
            for (int m = 0; m < 12; m++) {
                mean += params.sea.mean_degc[m] / 12;
                assert_true(params.sea.mean_degc[m] >= params.sea.mean_degc[1] &&
                            params.sea.mean_degc[m] <= params.sea.mean_degc[7]);
            }
            near(mean, 20.9, 0.05);
        }
    }
    assert_int_equal(found, sizeof(said) / sizeof(said[0]));
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
        cmocka_unit_test(paths_lead_to_their_members),      cmocka_unit_test(ranges_are_those_published),
        cmocka_unit_test(entries_are_what_they_are_called), cmocka_unit_test(draws_are_inside_their_ranges),
        cmocka_unit_test(draws_are_common_to_options),      cmocka_unit_test(ups_efficiency_is_met),
        cmocka_unit_test(plants_in_use_are_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
