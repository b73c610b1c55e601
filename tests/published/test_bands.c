/// Drawn parameters in our own model beside the published percentiles of Lei and Masanet (2022), for the two climates at
/// hand. Not their method (that is tested elsewhere): towers that are not of constant approach, losses that follow the load.
/// It shows that drawing their ranges lands where they landed.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/plant_catalogue.h"
#include "models/physics/plant_sets.h"
#include "models/physics/psychrometrics.h"
#include "models/physics/study_year.h"
#include "results/stats.h"

#define HOURS 8760
#define DRAWS 400

static struct weather_hour weather[HOURS];

/// A system of theirs, the plant of ours that is most like it, and the load: large centres at half, in the middle of their
/// chillers' part loads (0.2 to 0.8); others at full load, where what they draw as shares of the IT load is that here too.
/// tolerance: on both ends; where it is infinite the order alone is asked for. Air-cooled: a faithful re-implementation of
/// theirs misses the 95th percentiles by up to 0.36 (their functions are not public). Economizers of mid size: theirs have
/// water as warm as air of 27 to 32 degC allows and a tower of constant approach, so that they run free far more; ours is
/// 0.11 to 0.14 above.
static const struct {
    const char *name, *plant;
    enum plant_set_size size;
    double load, tolerance;
    double low[2], high[2]; // 5th and 95th percentile in 2A, 3A
} cases[] = {
    {"large, water-side economizer",
     "chiller_water_20_economizer",
     PLANT_SET_LARGE,
     0.5,
     0.03,
     {1.099, 1.087},
     {1.250, 1.215}},
    {"mid, water-side economizer",
     "chiller_water_17_economizer",
     PLANT_SET_MID,
     1.0,
     INFINITY,
     {1.289, 1.274},
     {1.588, 1.533}},
    {"mid, water-cooled", "chiller_water_12", PLANT_SET_MID, 1.0, 0.06, {1.488, 1.480}, {1.777, 1.768}},
    {"mid, air-cooled", "chiller_air_10", PLANT_SET_MID, 1.0, INFINITY, {1.653, 1.590}, {2.251, 2.096}},
    {"small, water-cooled", "chiller_water_7", PLANT_SET_SMALL, 1.0, 0.06, {1.694, 1.684}, {2.045, 2.023}},
    {"small, air-cooled", "chiller_air_10", PLANT_SET_SMALL, 1.0, INFINITY, {1.856, 1.779}, {2.453, 2.270}},
};
#define CASES (sizeof(cases) / sizeof(cases[0]))

static double read_climate(const char *zone)
{
    char path[1024], line[256];
    double pressure_sum = 0;
    snprintf(path, sizeof(path), "%s/climate/%s.csv", getenv("SUANLI_REFERENCE"), zone);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file));
    for (size_t i = 0; i < HOURS; i++) {
        double dry, rh, pressure;
        assert_non_null(fgets(line, sizeof(line), file));
        assert_int_equal(sscanf(line, "%lf,%lf,%lf", &dry, &rh, &pressure), 3);
        double humidity = psychrometrics_humidity(rh / 100 * psychrometrics_saturation_pa(dry), pressure);
        weather[i] =
            (struct weather_hour){dry, psychrometrics_wet_bulb_degc(dry, humidity, pressure), humidity};
        pressure_sum += pressure;
    }
    fclose(file);
    return pressure_sum / HOURS;
}

static struct plant_params built(const char *id)
{
    size_t i = 0;
    while (i < plant_catalogue_count() && strcmp(plant_catalogue_at(i).id, id) != 0)
        i++;
    return plant_catalogue_at(i);
}

static void bands_are_where_theirs_are(void **state)
{
    (void)state;
    static const char *const zones[2] = {"2A", "3A"};
    if (!getenv("SUANLI_REFERENCE")) {
        print_message("skipped: SUANLI_REFERENCE is not set\n");
        skip();
    }
    for (int z = 0; z < 2; z++) {
        double before = 0;
        double pressure = read_climate(zones[z]);
        struct study_year_def def = {
            .weather = weather, .hours = HOURS, .first_civil_day = 11323, .every_days = 11};
        for (size_t c = 0; c < CASES; c++) {
            struct plant_params params = built(cases[c].plant);
            double pue[DRAWS];
            params.design_dry_degc = study_exceeded_degc(weather, HOURS, STUDY_DRY, 0.004);
            params.design_wet_degc = study_exceeded_degc(weather, HOURS, STUDY_WET, 0.004);
            for (uint32_t r = 0; r < DRAWS; r++) {
                struct plant_params drawn = params;
                struct plant_design design;
                struct energy_sums year;
                plant_set_draw(&drawn, cases[c].size, 1, r);
                plant_size(&drawn, pressure, &design);
                study_year_run(&def, &design, NULL, cases[c].load, &year, NULL);
                pue[r] = energy_pue(&year);
            }
            stats_sort(pue, DRAWS);
            double low = stats_quantile(pue, DRAWS, 0.05), high = stats_quantile(pue, DRAWS, 0.95);
            print_message("%s %-30s %.3f..%.3f, published %.3f..%.3f\n", zones[z], cases[c].name, low, high,
                          cases[c].low[z], cases[c].high[z]);
            assert_true(fabs(low - cases[c].low[z]) <= cases[c].tolerance);
            assert_true(fabs(high - cases[c].high[z]) <= cases[c].tolerance);
            double middle = stats_quantile(pue, DRAWS, 0.5);
            assert_true(middle > before);
            before = middle;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bands_are_where_theirs_are)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
