#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/plant_check.h"
#include "models/physics/plant_year.h"
#include "models/physics/psychrometrics.h"
#include "sim/clock.h"
#include "tests/models/physics/test_fuzhou.h"

#define PRESSURE_PA 101325.0

static struct weather_hour drawn[8760];

static int draw_weather(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(5, "plant", 0, 0, 0);
    weather_year(&fuzhou, &rng, TEST_FIRST_DAY, 8760, 0.0, drawn);
    return 0;
}

struct year {
    double pue, wue_l_per_kwh, free_hours;
};

static struct year year_of(const struct plant_params *params, double load, const struct weather_hour *weather)
{
    struct plant_design design;
    plant_size(params, PRESSURE_PA, &design);
    double it = 0.0, total = 0.0, water = 0.0;
    struct year year = {0};
    for (size_t i = 0; i < 8760; i++) {
        struct plant_hour hour;
        plant_run(&design, load, weather[i].dry_degc, weather[i].wet_degc, &hour);
        it += hour.it_kw;
        total += hour.total_kw;
        water += hour.water_l_per_h;
        year.free_hours += hour.free_frac >= 1.0;
    }
    year.pue = total / it;
    year.wue_l_per_kwh = water / it;
    return year;
}

static struct plant_params with_water(enum plant_option option, double chilled_degc)
{
    struct plant_params params = plant_params_default(option);
    params.chilled_water_degc = chilled_degc;
    return params;
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

/// Over all weather and loads: electricity in is heat out, the parts are the whole, PUE is above one, nothing
/// negative.
static void electricity_in_is_heat_out(void **state)
{
    (void)state;
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        for (int variant = 0; variant < 4; variant++) {
            struct plant_params params = plant_params_default((enum plant_option)option);
            params.chiller.module_count = variant == 1 ? 1 : 4;
            params.chilled_water_degc = variant == 2 ? 22.0 : 12.0;
            params.water.minimum_flow_frac = variant == 3 ? 1.0 : 0.5;
            struct plant_design design;
            plant_size(&params, 95000, &design);
            for (double wet = -25; wet <= 34; wet += 1.3) {
                for (double depression = 0; depression <= 20; depression += 4.9) {
                    for (double load = 0.0; load <= 1.0; load += 0.0769) {
                        struct plant_hour h;
                        plant_run(&design, load, wet + depression, wet, &h);
                        assert_true(fabs(h.residual_kw) < 1e-9);
                        assert_true(h.residual_kw ==
                                    h.total_kw - h.heat_rejected_kw - h.heat_reused_kw - h.heat_stored_kw);
                        near(h.it_kw + h.fan_kw + h.pump_kw + h.compressor_kw + h.tower_fan_kw +
                                 h.heat_pump_kw + h.ups_loss_kw + h.distribution_loss_kw +
                                 h.transformer_loss_kw + h.lighting_kw,
                             h.total_kw, 1e-12);
                        assert_true(plant_pue(&h) > 1.0);
                        assert_true(h.fan_kw > 0 && h.pump_kw >= 0 && h.compressor_kw >= 0 &&
                                    h.tower_fan_kw >= 0);
                        assert_true(h.free_frac >= 0.0 && h.free_frac <= 1.0);
                    }
                }
            }
        }
    }
}

/// Salt in equals salt out: what leaves as droplets and blow-down carries it at the concentration ratio. And
/// evaporation is bounded by the heat: at most all of it latent plus what a hot, dry stream gives when it is
/// cooled to its wet bulb.
static void water_balances(void **state)
{
    (void)state;
    for (int option = PLANT_CHILLER_WATER; option <= PLANT_INDIRECT_EVAPORATIVE; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        for (size_t i = 0; i < 8760; i += 13) {
            struct plant_hour h;
            plant_hour(&params, 0.6, drawn[i].dry_degc, drawn[i].wet_degc, PRESSURE_PA, &h);
            near(h.water_l_per_h, h.evaporation_l_per_h + h.drift_l_per_h + h.blowdown_l_per_h, 1e-12);
            near(h.water_l_per_h, params.concentration_ratio * (h.drift_l_per_h + h.blowdown_l_per_h), 1e-9);
            double latent_l_per_kwh = 3600.0 / 2430.0;
            // The sprayed stream is the room's at most, which warms by 12 K.
            double stream_frac = option == PLANT_INDIRECT_EVAPORATIVE
                                     ? (drawn[i].dry_degc - drawn[i].wet_degc) / params.air.rise_k
                                     : 0;
            assert_true(h.evaporation_l_per_h <= (1.3 + stream_frac) * latent_l_per_kwh * h.heat_rejected_kw);
        }
        struct year year = year_of(&params, 1.0, drawn);
        if (option !=
            PLANT_INDIRECT_EVAPORATIVE) // rule of thumb: 1.31 kg of evaporation per kWh of heat, within a third
            near(year.wue_l_per_kwh * (1 - 1 / params.concentration_ratio) / 1.24, 1.31, 0.4);
    }
    struct plant_params dry = plant_params_default(PLANT_DX);
    assert_true(year_of(&dry, 1.0, drawn).wue_l_per_kwh == 0.0);
}

/// Warmer wet bulb never takes less power where the option rejects heat to it; warmer dry bulb where it
/// rejects to that. (1e-6 kW for the pad of outdoor air, which moistens very cold air.)
static void power_grows_with_the_bulb_it_rejects_to(void **state)
{
    (void)state;
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        struct plant_design design;
        plant_size(&params, PRESSURE_PA, &design);
        for (double load = 0.1; load <= 1.0; load += 0.1) {
            double last = 0.0;
            for (double t = -20; t <= 33; t += 0.1) {
                struct plant_hour h;
                plant_run(&design, load, t + 4.0, t, &h);
                if (h.total_kw < last - 1e-6)
                    fail_msg("%s at load %g: %.12g kW at %g degC, %.12g before", params.id, load, h.total_kw,
                             t, last);
                last = h.total_kw;
            }
        }
    }
}

/// A tower that stays further from the wet bulb is never better, hour by hour, with the chillers' size and number held.
static void power_grows_with_the_approach(void **state)
{
    (void)state;
    struct plant_params params = with_water(PLANT_CHILLER_WATER_ECONOMIZER, 17);
    params.chiller.module_count = 1;
    static struct plant_design reference;
    plant_size(&params, PRESSURE_PA, &reference);
    for (double load = 0.2; load <= 1.0; load += 0.2) {
        for (double wet = -5; wet <= 29; wet += 1.7) {
            double last = 0.0;
            for (double approach_k = 2.5; approach_k <= 9.0; approach_k += 0.5) {
                static struct plant_design design;
                struct plant_params further = params;
                struct plant_hour h;
                further.tower.approach_k = approach_k;
                plant_size(&further, PRESSURE_PA, &design);
                design.chilled_water.chiller = reference.chilled_water.chiller;
                design.chilled_water.condenser_pump_kw = reference.chilled_water.condenser_pump_kw;
                double ua_w_per_k =
                    design.chilled_water.sink.tower.ua_w_per_k / design.chilled_water.sink.heat_kw;
                design.chilled_water.sink = reference.chilled_water.sink;
                design.chilled_water.sink.tower.ua_w_per_k =
                    ua_w_per_k * reference.chilled_water.sink.heat_kw;
                plant_run(&design, load, wet + 4, wet, &h);
                if (h.total_kw < last - 1e-9)
                    fail_msg("load %g, wet bulb %g, approach %g: %.12g kW, %.12g before", load, wet,
                             approach_k, h.total_kw, last);
                last = h.total_kw;
            }
        }
    }
}

/// The control takes the cheaper of its modes, so power has no steps: halving the stride halves the largest
/// change. Outdoor air is the exception: its dampers close where the air becomes too moist, cheaper or not.
static void power_is_continuous(void **state)
{
    (void)state;
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        struct plant_params params = plant_params_default((enum plant_option)option);
        struct plant_design design;
        plant_size(&params, PRESSURE_PA, &design);
        if (option == PLANT_OUTDOOR_AIR)
            continue;
        double worst = 0.0, last[2] = {NAN, NAN};
        for (double s = 0.0; s <= 1.0; s += 1e-4) {
            struct plant_hour by_weather, by_load;
            plant_run(&design, 0.55, 42 * s - 5, 38 * s - 8, &by_weather);
            plant_run(&design, s, 18, 12, &by_load);
            worst = fmax(worst, fabs(by_weather.total_kw - last[0]));
            worst = fmax(worst, fabs(by_load.total_kw - last[1]) - 2e-4);
            last[0] = by_weather.total_kw;
            last[1] = by_load.total_kw;
        }
        print_message("%-26s largest change in a ten-thousandth of the way: %.2e kW\n", params.id, worst);
        assert_true(worst < 1e-3);
    }
}

/// The order that independent models agree on for a humid subtropical climate, at full load, within 1.10 to
/// 1.50.
static void options_rank_as_they_should_at_full_load(void **state)
{
    (void)state;
    struct plant_params ranked[] = {
        plant_params_default(PLANT_INDIRECT_EVAPORATIVE),
        with_water(PLANT_CHILLER_WATER_ECONOMIZER, 20),
        with_water(PLANT_CHILLER_WATER_ECONOMIZER, 17),
        with_water(PLANT_CHILLER_WATER_ECONOMIZER, 12),
        with_water(PLANT_CHILLER_WATER, 7),
        with_water(PLANT_CHILLER_AIR, 10),
        plant_params_default(PLANT_DX),
    };
    double last = 1.10;
    for (size_t i = 0; i < sizeof ranked / sizeof ranked[0]; i++) {
        struct year year = year_of(&ranked[i], 1.0, drawn);
        print_message("%-26s %4.1f degC: PUE %.4f, WUE %.2f L/kWh, %5.0f h free\n", ranked[i].id,
                      ranked[i].chilled_water_degc, year.pue, year.wue_l_per_kwh, year.free_hours);
        assert_true(year.pue > last && year.pue < 1.50);
        last = year.pue;
    }
}

/// At 30 % load the fixed losses weigh more: air-cooled systems rise by 0.03 to 0.15.
static void low_load_costs(void **state)
{
    (void)state;
    static const enum plant_option air[] = {PLANT_DX, PLANT_CHILLER_AIR, PLANT_INDIRECT_EVAPORATIVE};
    for (size_t i = 0; i < 3; i++) {
        struct plant_params params = plant_params_default(air[i]);
        double rise = year_of(&params, 0.3, drawn).pue - year_of(&params, 1.0, drawn).pue;
        print_message("%-26s rises by %.3f\n", params.id, rise);
        assert_true(rise > 0.03 && rise < 0.15);
    }
}

/// Free cooling at part load: the same towers reach lower approaches, so the hours without compressors grow.
static void free_hours_grow_as_load_falls(void **state)
{
    (void)state;
    struct plant_params params = with_water(PLANT_CHILLER_WATER_ECONOMIZER, 17);
    double full = year_of(&params, 1.0, drawn).free_hours, half = year_of(&params, 0.5, drawn).free_hours,
           low = year_of(&params, 0.3, drawn).free_hours;
    print_message("hours free at 17 degC: %.0f, %.0f, %.0f at 100, 50, 30 %% load\n", full, half, low);
    assert_true(full < half && half < low);
}

/// Condensers' water is held at what the chillers bear: fans slow down for it in the cold. Where it is warmer of itself nothing is
/// held.
static void condensers_are_not_given_colder_water(void **state)
{
    (void)state;
    struct plant_params params = with_water(PLANT_CHILLER_WATER, 12), bold = params;
    const double least = params.chiller.condenser_water_minimum_degc;
    struct plant_hour hour, colder;
    int held = 0, free = 0;
    bold.chiller.condenser_water_minimum_degc = 5;
    for (double wet = -5; wet < 30; wet += 1) {
        plant_hour(&params, 0.8, wet + 3, wet, PRESSURE_PA, &hour);
        plant_hour(&bold, 0.8, wet + 3, wet, PRESSURE_PA, &colder);
        if (colder.condenser_degc > least + 0.05) {
            near(hour.total_kw, colder.total_kw, 1e-9);
            free++;
        } else if (colder.condenser_degc < least - 0.05) {
            near(hour.condenser_degc, least, 0.05);
            assert_true(hour.tower_fan_kw < colder.tower_fan_kw);
            held++;
        }
    }
    assert_true(held > 5 && free > 5);
}

/// The sea of an hour is between those of the months' middles, by the civil calendar.
static void the_sea_follows_its_months(void **state)
{
    (void)state;
    enum { DAYS = 365 };
    static struct weather_hour same[24 * DAYS];
    static struct plant_hour hours[24 * DAYS];
    struct plant_params params = plant_params_default(PLANT_SEAWATER);
    struct plant_design design;
    static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    params.changeover_saving_frac = 0; // each hour for itself
    for (int m = 0; m < 12; m++)
        params.sea.mean_degc[m] = 10 + (m * 7) % 12;
    for (int i = 0; i < 24 * DAYS; i++)
        same[i] = (struct weather_hour){25, 20, psychrometrics_humidity_of_wet_bulb(25, 20, PRESSURE_PA)};
    plant_size(&params, PRESSURE_PA, &design);
    struct plant_year_def def = {.design = &design,
                                 .weather = same,
                                 .constant_load_frac = 0.7,
                                 .hours = 24 * DAYS,
                                 .first_civil_day = sim_civil_day((struct sim_date){2023, 1, 1})};
    plant_year(&def, hours);
    for (int day = 0, m = 0, of_month = 0; day < DAYS; day++, of_month++) {
        if (of_month == length[m])
            m++, of_month = 0;
        double place = (of_month + 0.5) / length[m] - 0.5;
        int other = (m + (place < 0 ? 11 : 1)) % 12;
        double sea = params.sea.mean_degc[m] * (1 - fabs(place)) + params.sea.mean_degc[other] * fabs(place);
        struct plant_state at_rest = {0};
        struct plant_hour alone;
        plant_step(
            &design,
            &(struct plant_conditions){.load_frac = 0.7, .dry_degc = 25, .wet_degc = 20, .sea_degc = sea},
            &at_rest, &alone);
        near(hours[24 * day + 12].condenser_degc, alone.condenser_degc, 1e-6);
    }
}

/// An hour from a state, and whether the economizer is engaged after it.
static bool hour_from(struct plant_params *params, double saving_frac, bool was_engaged, double load,
                      double dry, struct plant_hour *hour)
{
    struct plant_design design;
    params->changeover_saving_frac = saving_frac;
    plant_size(params, PRESSURE_PA, &design);
    struct plant_state state = {.is_economizing = was_engaged};
    struct plant_conditions conditions = {
        .load_frac = load, .dry_degc = dry, .wet_degc = dry - 3, .sea_degc = 20};
    plant_step(&design, &conditions, &state, hour);
    return state.is_economizing > 0.0;
}

/// Economizers change over where that saves the share that is asked for, of what is paid now; else they stay as they are. What
/// either costs is found by asking for so much that none ever changes.
static void changing_over_must_pay(void **state)
{
    (void)state;
    static const enum plant_option options[] = {PLANT_DX_REFRIGERANT_PUMP, PLANT_CHILLER_WATER_ECONOMIZER,
                                                PLANT_CHILLER_AIR_ECONOMIZER};
    const double share = 0.1;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        struct plant_params params = plant_params_default(options[i]);
        int stays = 0, changes = 0;
        for (double load = 0.4; load < 1.05; load += 0.3)
            for (double dry = -5; dry < 33; dry += 0.5) {
                struct plant_hour free, compressed, from_free, from_compressed;
                if (!hour_from(&params, 0.999, true, load, dry, &free))
                    continue; // nothing to be had
                hour_from(&params, 0.999, false, load, dry, &compressed);
                bool stays_free = hour_from(&params, share, true, load, dry, &from_free),
                     becomes_free = hour_from(&params, share, false, load, dry, &from_compressed);
                // Only what cools counts, not the servers' power and the room's fans; those are the same in both.
                double rest = free.it_kw + free.fan_kw + free.ups_loss_kw + free.distribution_loss_kw +
                              free.transformer_loss_kw + free.lighting_kw;
                double free_kw = free.total_kw - rest, compressed_kw = compressed.total_kw - rest;
                if (free_kw * (1 - share) < compressed_kw * (1 - 1e-9) && !stays_free)
                    fail_msg("%s, %g at %g degC: free %g, compressed %g, yet it leaves", params.id, load, dry,
                             free_kw, compressed_kw);
                if (free_kw * (1 - share) > compressed_kw * (1 + 1e-9) && stays_free)
                    fail_msg("%s, %g at %g degC: free %g, compressed %g, yet it stays", params.id, load, dry,
                             free_kw, compressed_kw);
                if (free_kw < compressed_kw * (1 - share) * (1 - 1e-9) && !becomes_free)
                    fail_msg("%s, %g at %g degC: free %g, compressed %g, yet it does not change", params.id,
                             load, dry, free_kw, compressed_kw);
                if (free_kw > compressed_kw * (1 - share) * (1 + 1e-9) && becomes_free)
                    fail_msg("%s, %g at %g degC: free %g, compressed %g, yet it changes", params.id, load,
                             dry, free_kw, compressed_kw);
                stays += stays_free != becomes_free;
                changes += becomes_free;
                near(from_free.total_kw, stays_free ? free.total_kw : compressed.total_kw, 1e-9);
                near(from_compressed.total_kw, becomes_free ? free.total_kw : compressed.total_kw, 1e-9);
            }
        print_message("%s: stays at %d points, changes at %d\n", params.id, stays, changes);
        assert_true(changes > 10);
    }
}

/// The share that is free, and the mode that says so, at the ends: mild and nothing compressed, hot and all of it, no heat.
static void modes_say_what_was_free(void **state)
{
    (void)state;
    struct plant_params params = with_water(PLANT_CHILLER_WATER_ECONOMIZER, 17);
    struct plant_hour hour;
    plant_hour(&params, 1.0, 2, 0, PRESSURE_PA, &hour);
    assert_int_equal(hour.mode, PLANT_FREE);
    near(hour.free_frac, 1.0, 0.0);
    plant_hour(&params, 1.0, 36, 28, PRESSURE_PA, &hour);
    assert_int_equal(hour.mode, PLANT_MECHANICAL);
    near(hour.free_frac, 0.0, 0.0);
    int partial = 0;
    for (double wet = 0; wet < 28; wet += 0.25) {
        plant_hour(&params, 1.0, wet + 2, wet, PRESSURE_PA, &hour);
        partial += hour.mode == PLANT_PARTIAL;
        // Of the coil's work that which the compressors did not do.
        if (hour.mode == PLANT_PARTIAL)
            assert_true(hour.free_frac > 0.0 && hour.free_frac < 1.0 &&
                        fabs(hour.free_frac - hour.exchanged_frac) < 0.05);
    }
    assert_true(partial > 4);
}

static void worse_parts_cost_more(void **state)
{
    (void)state;
    struct plant_params base = plant_params_default(PLANT_CHILLER_WATER_ECONOMIZER);
    double pue = year_of(&base, 0.7, drawn).pue;
    struct plant_params p = base;
    p.cop_factor = 0.6;
    assert_true(year_of(&p, 0.7, drawn).pue > pue + 0.02);
    p = base;
    p.air.fan_pressure_pa *= 2;
    assert_true(year_of(&p, 0.7, drawn).pue > pue + 0.02);
    p = base;
    p.air.minimum_speed_frac = 1.0; // constant speed
    assert_true(year_of(&p, 0.7, drawn).pue > pue + 0.02);
    p = base;
    p.tower.approach_k = 7;
    assert_true(year_of(&p, 0.7, drawn).pue > pue);
    p = base;
    p.electrical.ups_fixed_frac = 0.02;
    assert_true(year_of(&p, 0.7, drawn).pue > pue + 0.02);
    p = base;
    p.concentration_ratio = 2;
    assert_true(year_of(&p, 0.7, drawn).wue_l_per_kwh > 1.4 * year_of(&base, 0.7, drawn).wue_l_per_kwh);
}

static void faults_of_the_question_are_flagged(void **state)
{
    (void)state;
    struct plant_params params = plant_params_default(PLANT_CHILLER_WATER);
    struct plant_hour h, held;
    plant_hour(&params, 1.4, 20, 15, PRESSURE_PA, &h);
    plant_hour(&params, 1.0, 20, 15, PRESSURE_PA, &held);
    assert_true(h.flags & PLANT_CLAMPED && !(held.flags & PLANT_CLAMPED));
    near(h.total_kw, held.total_kw, 0.0);
    plant_hour(&params, 1.0, 20, 21, PRESSURE_PA, &h);
    assert_true(h.flags & PLANT_CLAMPED);
    params.chiller.sizing_ratio = 0.5;
    plant_hour(&params, 1.0, 36, 28, PRESSURE_PA, &h);
    assert_true(h.flags & PLANT_SHORT);
    plant_hour(&params, 0.0, 20, 15, PRESSURE_PA, &h);
    assert_true(isinf(plant_pue(&h)) && h.total_kw > 0.0);
}

/// Annual PUE and WUE against the 5th to 95th percentile that Lei and Masanet (2022, supplementary UE table)
/// give for a large water-cooled plant with water-side economizer in climate zone 2A, driven by the hours
/// they used. WUE may be a seventh below their range: their evaporation takes nearly all of the heat in any
/// weather, in the moist-air balance part of it leaves as warmer air.
static void zone_2a_is_inside_the_published_range(void **state)
{
    (void)state;
    const char *folder = getenv("SUANLI_REFERENCE");
    if (!folder) {
        print_message("SUANLI_REFERENCE is not set: zone 2A is not compared\n");
        skip();
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/climate/2A.csv", folder);
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("%s cannot be opened: zone 2A is not compared\n", path);
        skip();
    }
    static struct weather_hour weather[8760];
    char line[256];
    double dry, rh_percent, pressure;
    size_t count = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (count < 8760 && fgets(line, sizeof line, file)) {
        assert_int_equal(sscanf(line, "%lf,%lf,%lf", &dry, &rh_percent, &pressure), 3);
        double humidity =
            psychrometrics_humidity(rh_percent / 100 * psychrometrics_saturation_pa(dry), pressure);
        weather[count++] =
            (struct weather_hour){dry, psychrometrics_wet_bulb_degc(dry, humidity, pressure), humidity};
    }
    fclose(file);
    assert_int_equal(count, 8760);

    // Their large plants: air to 27-35 degC, hence water of 20; lighting 0.1 %, distribution 1 %, air rise
    // 16.5 K.
    struct plant_params params = with_water(PLANT_CHILLER_WATER_ECONOMIZER, 20);
    params.air.supply_degc = 28;
    params.air.rise_k = 16.5;
    params.electrical.lighting_frac = 0.001;
    params.electrical.distribution_loss_frac = 0.01;
    params.cop_factor = 1.0;
    struct year year = year_of(&params, 0.8, weather);
    print_message("zone 2A: PUE %.4f (1.099 to 1.250), WUE %.3f (1.75 to 2.62)\n", year.pue,
                  year.wue_l_per_kwh);
    assert_true(year.pue > 1.099 && year.pue < 1.250);
    assert_true(year.wue_l_per_kwh > 1.4 &&
                year.wue_l_per_kwh < 2.62); // they assume all heat latent, 1.31 kg/kWh
}

static void the_tables_cover_the_structs(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&plant_params_table));
    for (int option = 0; option < PLANT_OPTION_COUNT; option++) {
        const struct sim_field *field = sim_table_find(&plant_params_table, "option");
        assert_non_null(field);
        assert_string_equal(field->choices[option], plant_params_default((enum plant_option)option).id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(electricity_in_is_heat_out),
        cmocka_unit_test(water_balances),
        cmocka_unit_test(power_grows_with_the_bulb_it_rejects_to),
        cmocka_unit_test(power_grows_with_the_approach),
        cmocka_unit_test(power_is_continuous),
        cmocka_unit_test(options_rank_as_they_should_at_full_load),
        cmocka_unit_test(low_load_costs),
        cmocka_unit_test(free_hours_grow_as_load_falls),
        cmocka_unit_test(condensers_are_not_given_colder_water),
        cmocka_unit_test(the_sea_follows_its_months),
        cmocka_unit_test(changing_over_must_pay),
        cmocka_unit_test(modes_say_what_was_free),
        cmocka_unit_test(worse_parts_cost_more),
        cmocka_unit_test(faults_of_the_question_are_flagged),
        cmocka_unit_test(zone_2a_is_inside_the_published_range),
        cmocka_unit_test(the_tables_cover_the_structs),
    };
    return cmocka_run_group_tests(tests, draw_weather, NULL);
}
