/// Years, sizes and costs of a study.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/hall_size.h"
#include "models/physics/load_profile.h"
#include "models/physics/plant_catalogue.h"
#include "models/physics/study_year.h"
#include "tests/models/physics/test_fuzhou.h"

#define HOURS       8760
#define PRESSURE_PA 101157.0

static struct weather_hour weather[HOURS];
static struct study_year_def def = {.weather = weather,
                                    .hours = HOURS,
                                    .first_civil_day = TEST_FIRST_DAY,
                                    .cny_per_kwh = 0.6,
                                    .carbon_kg_per_kwh = 0.4,
                                    .every_days = 1};

static int draw(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(11, "study", 0, 0, 0);
    weather_year(&fuzhou, &rng, TEST_FIRST_DAY, HOURS, 0, weather);
    return 0;
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

static struct plant_params built(const char *id)
{
    for (size_t i = 0; i < plant_catalogue_count(); i++)
        if (strcmp(plant_catalogue_at(i).id, id) == 0)
            return plant_catalogue_at(i);
    fail_msg("no plant %s", id);
    return plant_catalogue_at(0);
}

/// Sums, months, price and carbon against the hours themselves.
static void a_year_is_its_hours(void **state)
{
    (void)state;
    struct plant_params params = built("chiller_water_17_economizer");
    struct plant_design design;
    struct energy_sums year;
    static struct plant_hour hours[HOURS];
    double factor[24], total = 0, it = 0, cost = 0, july = 0, july_it = 0, july_l = 0, water = 0;
    for (int i = 0; i < 24; i++)
        factor[i] = i < 8 ? 0.4 : 1.3;
    def.tariff_hour_factor = factor;
    plant_size(&params, PRESSURE_PA, &design);
    study_year_run(&def, &design, NULL, 0.6, &year, hours);
    for (size_t i = 0; i < HOURS; i++) {
        total += hours[i].total_kw;
        it += hours[i].it_kw;
        cost += hours[i].total_kw * 0.6 * factor[i % 24];
        bool is_july = i >= 181 * 24 && i < 212 * 24;
        july += is_july ? hours[i].total_kw : 0;
        july_it += is_july ? hours[i].it_kw : 0;
        july_l += is_july ? hours[i].water_l_per_h : 0;
        water += hours[i].water_l_per_h;
    }
    def.tariff_hour_factor = NULL;
    near(energy_pue(&year), total / it, 1e-12);
    near(year.cost_cny, cost, 1e-9 * cost);
    near(year.carbon_kg, 0.4 * total, 1e-9 * total);
    near(year.month_total_kwh[6], july, 1e-9 * july);
    near(year.month_it_kwh[6], july_it, 1e-9 * july_it);
    near(year.month_water_l[6], july_l, 1e-9 * july_l);
    double streams = 0;
    for (int stream = 0; stream < WATER_STREAM_COUNT; stream++)
        streams += year.water_l[stream];
    near(streams, water, 1e-9 * water);
    size_t free = 0, partly = 0, warm = 0;
    for (size_t i = 0; i < HOURS; i++) {
        free += hours[i].free_frac >= 1;
        partly += hours[i].free_frac > 0 && hours[i].free_frac < 1;
        warm += hours[i].free_frac <= 0;
    }
    near(year.free_hours, (double)free, 0);
    near(year.partly_free_hours, (double)partly, 0);
    assert_true(free > 100 && partly > 100 && warm > 100);
    near(year.hours, HOURS, 0);
    assert_true(year.residual_most_kw < 1e-6 && year.water_residual_most_l < 1e-6);
    assert_true(energy_month_pue(&year, 6) > energy_month_pue(&year, 0));
}

/// The same energy as a daily swing of half of it is worse than the constant load, by .005 to .02. Pumped refrigerant is the
/// exception: what its pumps can move falls short first in the day's warm hours, when the load is highest.
static void a_swing_is_worse_than_its_mean(void **state)
{
    (void)state;
    double factor[24], load[HOURS];
    for (int i = 0; i < 24; i++)
        factor[i] = 1 + 0.5 * sin(2 * acos(-1.0) * (i - 10) / 24.0);
    load_profile_daily(0.5, factor, HOURS, load);
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i);
        struct plant_design design;
        struct energy_sums constant, swing;
        plant_size(&params, PRESSURE_PA, &design);
        study_year_run(&def, &design, NULL, 0.5, &constant, NULL);
        study_year_run(&def, &design, load, 0, &swing, NULL);
        near(swing.it_kwh, constant.it_kwh, 1e-6 * constant.it_kwh);
        double worse = energy_pue(&swing) - energy_pue(&constant);
        double most = params.option == PLANT_DX_REFRIGERANT_PUMP ? 0.06 : 0.03;
        if (!(worse > 0.004 && worse < most))
            fail_msg("%s: a swing is worse by %g", params.id, worse);
    }
}

/// Some days stand for the year.
static void some_days_stand_for_the_year(void **state)
{
    (void)state;
    struct plant_params params = built("chiller_water_17_economizer");
    struct plant_design design;
    struct energy_sums all, some;
    plant_size(&params, PRESSURE_PA, &design);
    study_year_run(&def, &design, NULL, 0.6, &all, NULL);
    def.every_days = 11;
    study_year_run(&def, &design, NULL, 0.6, &some, NULL);
    def.every_days = 1;
    near(some.hours, 34 * 24, 0);
    near(energy_pue(&some), energy_pue(&all), 0.005);
}

static void design_weather_is_a_quantile(void **state)
{
    (void)state;
    double level = study_exceeded_degc(weather, HOURS, STUDY_WET, 0.004);
    size_t above = 0;
    for (size_t i = 0; i < HOURS; i++)
        above += weather[i].wet_degc > level;
    assert_int_equal(above, 36); // 0.4 % of 8,760 is between 35 and 36
    struct weather_hour ladder[101];
    for (int i = 0; i <= 100; i++)
        ladder[i] = (struct weather_hour){.dry_degc = 100 - i, .wet_degc = (100 - i) / 2.0};
    near(study_exceeded_degc(ladder, 101, STUDY_DRY, 0.10), 90, 1e-9);
    near(study_exceeded_degc(ladder, 101, STUDY_DRY, 0.0025), 99.75, 1e-9); // between two hours
    near(study_exceeded_degc(ladder, 101, STUDY_DRY, 0.9975), 0.25, 1e-9);
    near(study_exceeded_degc(ladder, 101, STUDY_WET, 0), 50, 1e-9);
    near(study_coincident_degc(ladder, 101, STUDY_DRY, 40), 20, 1e-9);
}

static struct cooling_study_params study_of(double it_kw)
{
    return (struct cooling_study_params){
        .it_kw = it_kw,
        .target_pue = 1.3,
        .cost = {.chiller_water_cny_per_kw = 800,
                 .tower_cny_per_kw = 180,
                 .pumps_cny_per_kw = 400,
                 .room_air_cny_per_kw = 700,
                 .ups_cny_per_kw = 1300,
                 .transformer_cny_per_kw = 450,
                 .generator_cny_per_kw = 1800,
                 .upkeep_frac_per_year = 0.03,
                 .water_cny_per_m3 = 4,
                 .discount_frac_per_year = 0.06,
                 .years = 12},
        .ride_through = ride_through_params_default(),
    };
}

/// N+1 of everything, mains at 2.5 m/s, and as large a hall ten times the size of one a tenth.
static void sizes_are_what_an_engineer_would_buy(void **state)
{
    (void)state;
    struct plant_params params = built("chiller_water_17_economizer");
    struct plant_design design;
    struct hall_size size, small;
    struct cooling_study_params large_study = study_of(10000), small_study = study_of(1000);
    plant_size(&params, PRESSURE_PA, &design);
    hall_size(&design, &large_study, 1.2, &size);
    hall_size(&design, &small_study, 1.2, &small);
    assert_int_equal(size.machines.count, size.machines.needed + 1);
    assert_true(size.machines.each * (double)size.machines.needed >= design.machine_kw * 10000 * (1 - 1e-12));
    assert_true(size.machines.each * (double)(size.machines.needed - 1) < design.machine_kw * 10000);
    assert_int_equal(size.sinks.count, size.sinks.needed + 1);
    near(size.sinks.each * (double)size.sinks.needed, design.chilled_water.sink.heat_kw * 10000, 1e-6);
    double flow = size.chilled_pumps.each * (double)size.chilled_pumps.needed;
    near(flow, design.chilled_water.cooling_kw * 10000 / (4.186 * params.water.rise_k), 1e-6 * flow);
    double speed = flow / 1000 / (M_PI / 4 * pow(size.chilled_pipe_mm / 1000, 2));
    assert_true(speed <= 2.5 && speed > 1.0);
    near(small.peak_kw * 10, size.peak_kw, 1e-6 * size.peak_kw);
    near(small.water_m3_per_h * 10, size.water_m3_per_h, 1e-6);
    near(size.water_store_m3, 12 * size.water_m3_per_h, 1e-9);
    // 2N: two paths, each of which carries the load.
    assert_int_equal(size.ups.count, 2 * size.ups.needed);
    near(size.ups.each * (double)size.ups.needed, 1.1 * 10000, 1e-6);
}

/// A bill by hand: 12 years at 6 % are worth 8.383844 years' payments (annuity tables).
static void costs_by_hand(void **state)
{
    (void)state;
    struct cooling_study_params study = study_of(1000);
    struct energy_sums year = {
        .hours = 8760, .it_kwh = 4000, .total_kwh = 5000, .cost_cny = 3000, .water_l = {4000, 0, 1000, 0}};
    struct hall_cost cost;
    hall_cost(&year, 1000, 10e6, &study.cost, &cost);
    near(cost.electricity_cny_per_year, 3e6, 1e-6);
    near(cost.water_cny_per_year, 5000 * 4, 1e-9);
    near(cost.upkeep_cny_per_year, 0.3e6, 1e-6);
    near(cost.total_cny, 10e6 + 3.32e6 * 8.383844, 10);
    near(cost.cny_per_it_kwh, cost.total_cny / (4e6 * 8.383844), 1e-6);
    near(cost.bill_cny_per_it_kwh, 3.02e6 / 4e6, 1e-12);
    // Half of the hours stand for the whole year.
    struct energy_sums half = {
        .hours = 4380, .it_kwh = 2000, .total_kwh = 2500, .cost_cny = 1500, .water_l = {2000, 0, 500, 0}};
    struct hall_cost again;
    hall_cost(&half, 1000, 10e6, &study.cost, &again);
    near(again.total_cny, cost.total_cny, 1e-6);
    study.cost.discount_frac_per_year = 0;
    hall_cost(&year, 1000, 10e6, &study.cost, &cost);
    near(cost.total_cny, 10e6 + 3.32e6 * 12, 1e-3);
}

static void every_built_plant_has_a_price(void **state)
{
    (void)state;
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i);
        struct plant_design design;
        struct hall_size size;
        struct hall_capital capital;
        struct cooling_study_params study = study_of(5000);
        plant_size(&params, PRESSURE_PA, &design);
        hall_size(&design, &study, 1.1, &size);
        hall_capital(&design, &size, &study.cost, &capital);
        if (!(isfinite(capital.total) && capital.total > 0))
            fail_msg("%s costs %g", params.id, capital.total);
        near(capital.total,
             capital.machines + capital.sinks + capital.handlers + capital.water + capital.liquid +
                 capital.storage + capital.electrical + capital.generators,
             1e-6);
    }
}

static void the_tables_cover_the_structs(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&cooling_study_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_is_its_hours),
        cmocka_unit_test(a_swing_is_worse_than_its_mean),
        cmocka_unit_test(some_days_stand_for_the_year),
        cmocka_unit_test(design_weather_is_a_quantile),
        cmocka_unit_test(sizes_are_what_an_engineer_would_buy),
        cmocka_unit_test(costs_by_hand),
        cmocka_unit_test(every_built_plant_has_a_price),
        cmocka_unit_test(the_tables_cover_the_structs),
    };
    return cmocka_run_group_tests(tests, draw, NULL);
}
