#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/psychrometrics.h"
#include "sim/clock.h"
#include "tests/models/physics/test_fuzhou.h"

#define YEARS 100
#define HOURS ((size_t)(YEARS * 365.2425) * 24)

static struct weather_hour *long_weather(double warming_k)
{
    struct weather_hour *weather = malloc(HOURS * sizeof *weather);
    assert_non_null(weather);
    struct sim_rng rng = sim_rng_named(1, "fuzhou", 0, 0, 0);
    weather_year(&fuzhou, &rng, TEST_FIRST_DAY, HOURS, warming_k, weather);
    return weather;
}

static void near(const char *what, int month, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s, month %d: %.4f, expected %.4f within %.3f", what, month, value, expected, tolerance);
}

static double saturated(double degc)
{
    return psychrometrics_saturated_humidity(degc, weather_pressure_pa(&fuzhou));
}

/// Means over a century of calendar months. Bands: dry bulb 0.25 K (sampling error of a hundred Januaries 0.12
/// K); range 0.5 K; relative humidity 2.5 points, as saturation cuts the wettest
/// nights.
static void a_century_keeps_the_normals(void **state)
{
    (void)state;
    struct weather_hour *weather = long_weather(0.0);
    double pressure = weather_pressure_pa(&fuzhou);
    double dry[12] = {0}, range[12] = {0}, rh[12] = {0}, days[12] = {0};
    for (size_t i = 0; i < HOURS; i += 24) {
        int month = sim_date_of(TEST_FIRST_DAY + (int64_t)(i / 24)).month - 1;
        double low = INFINITY, high = -INFINITY;
        for (size_t h = i; h < i + 24; h++) {
            dry[month] += weather[h].dry_degc / 24;
            rh[month] +=
                psychrometrics_relative_humidity_frac(weather[h].dry_degc, weather[h].humidity, pressure) /
                24;
            low = fmin(low, weather[h].dry_degc);
            high = fmax(high, weather[h].dry_degc);
        }
        range[month] += high - low;
        days[month]++;
    }
    for (int m = 0; m < 12; m++) {
        near("dry bulb", m + 1, dry[m] / days[m], fuzhou.mean_degc[m], 0.25);
        near("daily range", m + 1, range[m] / days[m], fuzhou.range_k[m], 0.5);
        near("relative humidity", m + 1, rh[m] / days[m], fuzhou.rh_frac[m], 0.025);
    }
    free(weather);
}

/// Each calendar month of each year has its own normal, leap or not: of two climates that differ only in that
/// one's normals are twice the other's, the same stream draws the same anomalies, and the difference of their
/// dry bulbs is the seasons alone. Band: 0.01 K, for the hours' linear interpolation between noons and for
/// leap Februaries.
static void every_month_keeps_its_normal(void **state)
{
    (void)state;
    struct climate_params twice = fuzhou;
    for (int m = 0; m < 12; m++)
        twice.mean_degc[m] *= 2.0;
    struct weather_hour *once_hours = long_weather(0.0), *twice_hours = malloc(HOURS * sizeof *twice_hours);
    assert_non_null(twice_hours);
    struct sim_rng rng = sim_rng_named(1, "fuzhou", 0, 0, 0);
    weather_year(&twice, &rng, TEST_FIRST_DAY, HOURS, 0.0, twice_hours);
    double sum = 0.0, worst = 0.0;
    size_t first = 0;
    for (size_t i = 0; i < HOURS; i++) {
        sum += twice_hours[i].dry_degc - once_hours[i].dry_degc;
        int64_t day = TEST_FIRST_DAY + (int64_t)(i / 24);
        if (i % 24 < 23 || day != sim_month_end(day))
            continue;
        int month = sim_date_of(day).month;
        double mean = sum / (double)(i + 1 - first);
        near("seasons", month, mean, fuzhou.mean_degc[month - 1], 0.01);
        worst = fmax(worst, fabs(mean - fuzhou.mean_degc[month - 1]));
        sum = 0.0;
        first = i + 1;
    }
    print_message("worst of %d months: %.4f K off its normal\n", 12 * YEARS, worst);
    free(once_hours);
    free(twice_hours);
}

static void air_is_never_supersaturated(void **state)
{
    (void)state;
    struct weather_hour *weather = long_weather(0.0);
    for (size_t i = 0; i < HOURS; i++) {
        assert_true(weather[i].wet_degc <= weather[i].dry_degc);
        assert_true(weather[i].humidity > 0.0);
        assert_true(weather[i].humidity <= saturated(weather[i].dry_degc) * (1 + 1e-12));
    }
    free(weather);
}

/// The mean day: warmest about 15 h, coldest about 5 to 6 h local time, driest when warmest.
static void the_day_has_its_shape(void **state)
{
    (void)state;
    struct weather_hour *weather = long_weather(0.0);
    double dry[24] = {0}, rh[24] = {0};
    for (size_t i = 0; i < HOURS; i++) {
        dry[i % 24] += weather[i].dry_degc;
        rh[i % 24] += weather[i].humidity / saturated(weather[i].dry_degc);
    }
    size_t warm = 0, cold = 0, wet = 0;
    for (size_t h = 1; h < 24; h++) {
        warm = dry[h] > dry[warm] ? h : warm;
        cold = dry[h] < dry[cold] ? h : cold;
        wet = rh[h] > rh[wet] ? h : wet;
    }
    assert_in_range(warm, 14, 15);
    assert_in_range(cold, 4, 6);
    assert_in_range(wet, 3, 7);
    assert_true(rh[warm] < 0.85 * rh[wet]);
    free(weather);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/// Against other descriptions of the same place. Mean dry bulb of the normals: 21.2. Exceeded 0.4 % of the
/// year: wet bulb 28.0 to 28.1, dry bulb 35.5 to 35.7 (typical-year file TMYx, ASHRAE 2025, GB 50736). The
/// typical year is 0.9 K cooler than the normals; its mean wet bulb is 17.2 (18.0 if the wet bulb follows by
/// 0.9 of that) and its hours at or below each limit stand in the table. Bands: 0.7 and 1 K on the design
/// values, 0.5 K on the mean; hours below the cooler year's, by a third at most.
static void fuzhou_looks_like_fuzhou(void **state)
{
    (void)state;
    struct weather_hour *weather = long_weather(0.0);
    double *dry = malloc(HOURS * sizeof *dry), *wet = malloc(HOURS * sizeof *wet);
    double dry_sum = 0.0, wet_sum = 0.0;
    for (size_t i = 0; i < HOURS; i++) {
        dry_sum += dry[i] = weather[i].dry_degc;
        wet_sum += wet[i] = weather[i].wet_degc;
    }
    qsort(dry, HOURS, sizeof *dry, ascending);
    qsort(wet, HOURS, sizeof *wet, ascending);
    near("annual mean dry bulb", 0, dry_sum / HOURS, 21.2, 0.15);
    near("annual mean wet bulb", 0, wet_sum / HOURS, 18.0, 0.5);
    near("dry bulb 0.4 %", 0, dry[(size_t)(0.996 * HOURS)], 35.6, 1.0);
    near("wet bulb 0.4 %", 0, wet[(size_t)(0.996 * HOURS)], 28.05, 0.7);
    print_message("wet bulb: mean %.2f, 0.4 %% %.2f; dry bulb 0.4 %% %.2f\n", wet_sum / HOURS,
                  wet[(size_t)(0.996 * HOURS)], dry[(size_t)(0.996 * HOURS)]);
    static const double limit[][2] = {{10, 1631}, {14, 3017}, {18, 4462}, {22, 5917}, {24, 6729}, {26, 8152}};
    for (size_t k = 0; k < sizeof limit / sizeof limit[0]; k++) {
        size_t count = 0;
        while (count < HOURS && wet[count] <= limit[k][0])
            count++;
        double hours = (double)count / YEARS;
        print_message("wet bulb <= %g: %.0f h a year, typical year %.0f\n", limit[k][0], hours, limit[k][1]);
        assert_true(hours <= limit[k][1] && hours >= 0.66 * limit[k][1]);
    }
    free(dry);
    free(wet);
    free(weather);
}

static void warming_moves_the_dry_bulb_and_keeps_the_relative_humidity(void **state)
{
    (void)state;
    struct weather_hour *now = long_weather(0.0), *later = long_weather(2.0);
    double rh_now = 0.0, rh_later = 0.0;
    for (size_t i = 0; i < HOURS; i++) {
        assert_true(fabs(later[i].dry_degc - now[i].dry_degc - 2.0) < 1e-9);
        rh_now += now[i].humidity / saturated(now[i].dry_degc);
        rh_later += later[i].humidity / saturated(later[i].dry_degc);
    }
    near("relative humidity", 0, rh_later / HOURS, rh_now / HOURS, 0.003);
    free(now);
    free(later);
}

static void a_series_is_its_stream(void **state)
{
    (void)state;
    static struct weather_hour a[1000], b[1000], other[1000];
    struct sim_rng rng = sim_rng_named(7, "x", 0, 0, 0), same = rng,
                   different = sim_rng_named(7, "x", 0, 0, 1);
    weather_year(&fuzhou, &rng, TEST_FIRST_DAY, 1000, 0.0, a);
    weather_year(&fuzhou, &same, TEST_FIRST_DAY, 700, 0.0, b);
    weather_year(&fuzhou, &different, TEST_FIRST_DAY, 1000, 0.0, other);
    assert_memory_equal(a, b, 700 * sizeof a[0]); // a longer series begins with the shorter one
    assert_memory_not_equal(a, other, sizeof a);
}

/// Day-to-day scatter of the model is what its comment says: daily means about the normal, winter and summer.
static void anomalies_have_their_size_and_persistence(void **state)
{
    (void)state;
    struct weather_hour *weather = long_weather(0.0);
    double sum[12] = {0}, square[12] = {0}, product[12] = {0}, days[12] = {0}, last = 0.0;
    for (size_t i = 0; i < HOURS; i += 24) {
        struct sim_date date = sim_date_of(TEST_FIRST_DAY + (int64_t)(i / 24));
        double mean = 0.0;
        for (size_t h = i; h < i + 24; h++)
            mean += weather[h].dry_degc / 24;
        int m = date.month - 1;
        mean -= fuzhou.mean_degc[m];
        sum[m] += mean;
        square[m] += mean * mean;
        product[m] += mean * last;
        days[m]++;
        last = mean;
    }
    // The estimates in weather.c, with the correlation of the draws between days. Averaging over the hours of
    // linear interpolation takes about a tenth off the scatter.
    near("scatter", 1, sqrt(square[0] / days[0]), 2.7, 0.4);
    near("scatter", 7, sqrt(square[6] / days[6]), 1.1, 0.3);
    near("persistence", 1, product[0] / square[0], 0.72, 0.1);
    free(weather);
}

/// Mean dry bulb of each July of a century, and its mean and scatter.
static void julys(const struct weather_hour *weather, double *mean, double *scatter)
{
    double sum = 0.0, square = 0.0, month = 0.0, hours = 0.0, count = 0.0;
    for (size_t i = 0; i < HOURS; i++) {
        int64_t day = TEST_FIRST_DAY + (int64_t)(i / 24);
        if (sim_date_of(day).month != 7)
            continue;
        month += weather[i].dry_degc;
        hours++;
        if (i % 24 == 23 && day == sim_month_end(day)) {
            sum += month / hours;
            square += month / hours * (month / hours);
            count++;
            month = hours = 0.0;
        }
    }
    *mean = sum / count;
    *scatter = sqrt(square / count - *mean * *mean);
}

/// Days of the century that stay above a limit, in spells of three and more.
static double spell_days(const struct weather_hour *weather, double limit_degc)
{
    double days = 0.0, spell = 0.0;
    for (size_t i = 0; i < HOURS; i += 24) {
        double high = -INFINITY;
        for (size_t h = i; h < i + 24; h++)
            high = fmax(high, weather[h].dry_degc);
        spell = high > limit_degc ? spell + 1.0 : 0.0;
        days += spell == 3.0 ? 3.0 : spell > 3.0 ? 1.0 : 0.0;
    }
    return days / YEARS;
}

/// Years differ and have heat waves, and yet a century keeps the normals; no heat wave is moister than other days.
static void years_differ_and_have_heat_waves(void **state)
{
    (void)state;
    struct weather_params params = {0.0, 0.8, 2.0, 3.0, 6.0}, none = {.heat_wave_days = 6.0};
    struct weather_hour *plain = long_weather(0.0), *years = malloc(HOURS * sizeof *years);
    assert_non_null(years);
    struct sim_rng rng = sim_rng_named(1, "fuzhou", 0, 0, 0), same = rng;
    weather_years(&fuzhou, &none, &same, TEST_FIRST_DAY, 1000, years);
    assert_memory_equal(plain, years, 1000 * sizeof *years); // nothing asked for, nothing drawn
    weather_years(&fuzhou, &params, &rng, TEST_FIRST_DAY, HOURS, years);
    double mean[2], scatter[2];
    julys(plain, &mean[0], &scatter[0]);
    julys(years, &mean[1], &scatter[1]);
    double spells[2] = {spell_days(plain, 38.0), spell_days(years, 38.0)};
    print_message(
        "July %.2f +- %.2f K, with extremes %.2f +- %.2f K; days above 38 degC in spells %.1f, %.1f\n",
        mean[0], scatter[0], mean[1], scatter[1], spells[0], spells[1]);
    near("July", 7, mean[1], fuzhou.mean_degc[6], 0.3);
    assert_true(scatter[1] > scatter[0] + 0.2 && scatter[1] < 1.5);
    assert_true(spells[1] > 2.0 * spells[0] && spells[1] < 10.0);
    double hot = 0.0, hot_humidity = 0.0, july = 0.0, july_humidity = 0.0;
    for (size_t i = 0; i < HOURS; i++) {
        assert_true(years[i].wet_degc <= years[i].dry_degc && years[i].humidity > 0.0);
        if (sim_date_of(TEST_FIRST_DAY + (int64_t)(i / 24)).month != 7)
            continue;
        july_humidity += years[i].humidity;
        july++;
        hot_humidity += years[i].dry_degc > 36.0 ? years[i].humidity : 0.0;
        hot += years[i].dry_degc > 36.0;
    }
    assert_true(hot_humidity / hot < july_humidity / july);
    free(plain);
    free(years);
}

static void a_place_without_seasons_or_range_is_allowed(void **state)
{
    (void)state;
    struct climate_params flat = {.id = "flat", .name = "flat", .altitude_m = 900.0};
    for (int m = 0; m < 12; m++) {
        flat.mean_degc[m] = 20.0;
        flat.rh_frac[m] = 1.0;
    }
    static struct weather_hour out[8760];
    struct sim_rng rng = sim_rng_named(3, "flat", 0, 0, 0);
    weather_year(&flat, &rng, TEST_FIRST_DAY, 8760, 0.0, out);
    for (size_t i = 0; i < 8760; i++)
        assert_true(isfinite(out[i].wet_degc) && out[i].wet_degc <= out[i].dry_degc &&
                    fabs(out[i].dry_degc - 20) < 8);
}

static void the_table_covers_the_struct(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&climate_table) && sim_table_covers(&weather_table));
    assert_string_equal(climate_table.fields[0].name, "id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_century_keeps_the_normals),
        cmocka_unit_test(every_month_keeps_its_normal),
        cmocka_unit_test(air_is_never_supersaturated),
        cmocka_unit_test(the_day_has_its_shape),
        cmocka_unit_test(fuzhou_looks_like_fuzhou),
        cmocka_unit_test(warming_moves_the_dry_bulb_and_keeps_the_relative_humidity),
        cmocka_unit_test(a_series_is_its_stream),
        cmocka_unit_test(anomalies_have_their_size_and_persistence),
        cmocka_unit_test(years_differ_and_have_heat_waves),
        cmocka_unit_test(a_place_without_seasons_or_range_is_allowed),
        cmocka_unit_test(the_table_covers_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
