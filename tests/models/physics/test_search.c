/// The search beside an exhaustive one over the same axes.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/load_profile.h"
#include "models/physics/plant_catalogue.h"
#include "models/physics/plant_check.h"
#include "models/physics/plant_search.h"
#include "tests/models/physics/test_fuzhou.h"

/// Six weeks of a warm and a cold season: an exhaustive search over a whole year takes too long here.
#define HOURS       (42 * 24)
#define PRESSURE_PA 101157.0

static struct weather_hour weather[HOURS];
static double load[HOURS], fill_load[HOURS];
static struct study_year_def year = {.weather = weather,
                                     .hours = HOURS,
                                     .first_civil_day = TEST_FIRST_DAY + 100,
                                     .cny_per_kwh = 0.6,
                                     .every_days = 1};
static struct cooling_study_params study = {.it_kw = 10000,
                                            .cost = {.chiller_water_cny_per_kw = 800,
                                                     .chiller_air_cny_per_kw = 1300,
                                                     .dx_cny_per_kw = 2000,
                                                     .tower_cny_per_kw = 180,
                                                     .dry_cooler_cny_per_kw = 400,
                                                     .exchanger_cny_per_kw = 120,
                                                     .pumps_cny_per_kw = 400,
                                                     .room_air_cny_per_kw = 700,
                                                     .indirect_cny_per_kw = 2200,
                                                     .ups_cny_per_kw = 1300,
                                                     .transformer_cny_per_kw = 450,
                                                     .generator_cny_per_kw = 1800,
                                                     .upkeep_frac_per_year = 0.03,
                                                     .water_cny_per_m3 = 4,
                                                     .discount_frac_per_year = 0.06,
                                                     .years = 12}};

static int draw(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(2, "search", 0, 0, 0);
    struct load_profile_def def = {
        .plateau_frac = 0.8, .half_days = 400, .scale_days = 150, .draw_frac = 0.65};
    weather_year(&fuzhou, &rng, TEST_FIRST_DAY + 100, HOURS, 0, weather);
    load_profile_ramp(&def, 730, HOURS, load);
    load_profile_ramp(&def, 0, HOURS, fill_load);
    study.ride_through = ride_through_params_default();
    return 0;
}

static struct plant_search_def def_of(double target)
{
    study.target_pue = target;
    return (struct plant_search_def){.year = &year,
                                     .study = &study,
                                     .load = load,
                                     .fill_load = fill_load,
                                     .pressure_pa = PRESSURE_PA,
                                     .every_days = 6};
}

static struct plant_params built(const char *id)
{
    for (size_t i = 0; i < plant_catalogue_count(); i++)
        if (strcmp(plant_catalogue_at(i).id, id) == 0)
            return plant_catalogue_at(i);
    fail_msg("no plant %s", id);
    return plant_catalogue_at(0);
}

/// The least capital over all configurations that hold on the days that are searched; INFINITY where none does.
static double exhaustive(const struct plant_search_def *def, const struct plant_params *params, size_t *tried)
{
    struct plant_axis axes[PLANT_SEARCH_AXES_MAX];
    size_t count = plant_search_axes(params, axes);
    int64_t choice[PLANT_SEARCH_AXES_MAX] = {0};
    double least = INFINITY;
    for (;;) {
        struct plant_point point;
        ++*tried;
        if (plant_search_point(def, params, axes, count, choice, def->every_days, &point) &&
            point.excess <= 0)
            least = fmin(least, point.capital_cny);
        size_t i = 0;
        for (; i < count && ++choice[i] == axes[i].count; i++)
            choice[i] = 0;
        if (i == count)
            return least;
    }
}

static void count_seen(void *context, const struct plant_point *point)
{
    (void)point;
    ++*(size_t *)context;
}

static void finds_nearly_the_cheapest(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double target;
    } cases[] = {{"indirect_evaporative", 1.22},
                 {"indirect_evaporative", 1.30},
                 {"chiller_air_17", 1.32},
                 {"outdoor_air_strict", 1.25}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct plant_params params = built(cases[i].id);
        struct plant_search_def def = def_of(cases[i].target);
        struct plant_point best;
        size_t seen = 0, all = 0;
        bool holds = plant_search(&def, &params, &best, count_seen, &seen);
        double least = exhaustive(&def, &params, &all);
        if (holds != isfinite(least))
            fail_msg("%s at %g: found %d, exhaustive %g", cases[i].id, cases[i].target, holds, least);
        if (holds && !(best.capital_cny <= 1.03 * least))
            fail_msg("%s at %g: %g, the cheapest is %g", cases[i].id, cases[i].target, best.capital_cny,
                     least);
        assert_true(seen < all);
    }
}

/// What is found holds the target under each condition, over all days, when it is run again from its parameters.
static void what_is_found_holds(void **state)
{
    (void)state;
    struct plant_params params = built("chiller_water_17_economizer");
    struct plant_search_def def = def_of(1.30);
    struct plant_point best;
    static double block_load[HOURS], share[HOURS];
    assert_true(plant_search(&def, &params, &best, NULL, NULL));
    struct plant_design design;
    struct energy_sums sums;
    struct study_year_def in_blocks = year;
    plant_size(&best.params, PRESSURE_PA, &design);
    load_profile_blocks(fill_load, HOURS, best.blocks, 0.85, block_load, share);
    in_blocks.share = share;
    study_year_run(&in_blocks, &design, block_load, 0, &sums, NULL);
    assert_true(energy_pue(&sums) <= 1.30);
    assert_true(fabs(energy_pue(&sums) - best.pue[SEARCH_FILL]) < 1e-12);
    for (int i = 0; i < SEARCH_CONDITIONS; i++)
        assert_true(best.pue[i] <= 1.30);
}

/// An easier target never costs more; an impossible one is said to be so.
static void targets_and_prices_go_together(void **state)
{
    (void)state;
    struct plant_params params = built("indirect_evaporative");
    struct plant_point best;
    double last = 0;
    for (double target = 1.6; target > 1.2; target -= 0.1) {
        struct plant_search_def def = def_of(target);
        assert_true(plant_search(&def, &params, &best, NULL, NULL));
        assert_true(best.capital_cny >= last * (1 - 1e-9));
        last = best.capital_cny;
    }
    struct plant_search_def impossible = def_of(1.01);
    assert_false(plant_search(&impossible, &params, &best, NULL, NULL));
    assert_true(best.excess > 0 && isfinite(best.excess));
}

/// What is spread over the axes: how many of each value of the first two were tried.
struct spread {
    struct plant_search_def def;
    struct plant_params params;
    struct plant_axis axes[PLANT_SEARCH_AXES_MAX];
    size_t axis_count, seen, values[2][6];
};

static void count_values(void *context, const struct plant_point *point)
{
    struct spread *spread = context;
    struct plant_point again;
    spread->seen++;
    for (size_t i = 0; i < spread->axis_count; i++)
        assert_in_range(point->choice[i], 0, spread->axes[i].count - 1);
    for (size_t i = 0; i < 2; i++)
        spread->values[i][point->choice[i]]++;
    if (spread->seen > 1)
        return;
    assert_true(plant_search_point(&spread->def, &spread->params, spread->axes, spread->axis_count,
                                   point->choice, spread->def.every_days, &again));
    assert_true(again.capital_cny == point->capital_cny && again.excess == point->excess);
}

/// Halton's points: on each axis every value comes as often as any other, but for one or two.
static void a_spread_is_even_on_each_axis(void **state)
{
    (void)state;
    enum { COUNT = 36 };
    struct spread spread = {.def = def_of(1.3), .params = built("indirect_evaporative")};
    spread.axis_count = plant_search_axes(&spread.params, spread.axes);
    plant_search_spread(&spread.def, &spread.params, COUNT, count_values, &spread);
    assert_int_equal(spread.seen, COUNT); // none of these contradict each other
    for (size_t i = 0; i < 2; i++)
        for (int64_t k = 0; k < spread.axes[i].count; k++) {
            double even = (double)COUNT / (double)spread.axes[i].count;
            assert_true(fabs((double)spread.values[i][k] - even) <= 2);
        }
}

/// A plant whose own parameters contradict each other is never sound, whatever is chosen for the others.
static void a_plant_that_cannot_be_is_not_searched(void **state)
{
    (void)state;
    struct plant_params params = built("chiller_water_17");
    struct plant_search_def def = def_of(1.5);
    struct plant_point best;
    size_t seen = 0;
    params.design_wet_degc = params.design_dry_degc + 1;
    if (plant_check(&params, NULL, NULL) == 0)
        fail_msg("the plant was to be one that cannot be");
    assert_false(plant_search(&def, &params, &best, count_seen, &seen));
    assert_int_equal(seen, 0);
    assert_true(isinf(best.excess));
    plant_search_spread(&def, &params, 10, count_seen, &seen);
    assert_int_equal(seen, 0);
}

static void options_that_differ_in_what_is_searched_are_the_same(void **state)
{
    (void)state;
    struct plant_params a = built("chiller_water_7"), b = built("chiller_water_17"),
                        c = built("chiller_water_17_economizer");
    assert_true(plant_search_is_same(&a, &b));
    assert_false(plant_search_is_same(&b, &c));
    b.cop_factor += 0.01;
    assert_false(plant_search_is_same(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_nearly_the_cheapest),
        cmocka_unit_test(what_is_found_holds),
        cmocka_unit_test(targets_and_prices_go_together),
        cmocka_unit_test(a_spread_is_even_on_each_axis),
        cmocka_unit_test(a_plant_that_cannot_be_is_not_searched),
        cmocka_unit_test(options_that_differ_in_what_is_searched_are_the_same),
    };
    return cmocka_run_group_tests(tests, draw, NULL);
}
