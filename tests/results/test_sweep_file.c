// Sweeps made by hand: what an analysis of the file says, in words, JSON and a file of its own.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/analyse.h"
#include "results/kind.h"
#include "scenarios/run/design/design.h"
#include "sim/memory.h"
#include "sim/rng.h"
#include "tests/results/frame.h"
#include "tests/scratch.h"

enum { FACTORS = 4, REPLICATIONS = 2 };

/// A number of a point's coordinates.
typedef double function(const double *u);

/// A sweep of the design over four factors, whose targets' values are the functions; both replications have it.
struct sweep {
    const char *name; // of the design
    enum design_type type;
    size_t size, targets;
    function *const *functions;
    const double *goals;
    bool at_most;
};

static const char *const paths[FACTORS] = {"crews", "start", "policy", "price"},
                         *const units[FACTORS] = {"1", "days since 1970-01-01", "1", "CNY/kWh"},
                         *const laws[FACTORS] = {"range", "range", "list", "list"},
                         *const ranges[FACTORS] = {"0, 10", "2024-01-01, 2024-12-31",
                                                   "near, cheap,  clean, \"all\"", "0.1, 0.2, 0.3, 0.4"};

/// What a factor's coordinate means: 0..10; a day of 2024; one of four words or numbers.
static double value_of(size_t factor, double u)
{
    static const double day_of_2024 = 19723;
    return factor == 0   ? 10 * u
           : factor == 1 ? day_of_2024 + 366 * u
           : factor == 2 ? floor(4 * u)
                         : 0.1 + 0.1 * floor(4 * u);
}

static void put_factors(struct store *store, const double *u, size_t points)
{
    double *values = sim_memory_new(points * FACTORS, sizeof(*values), "a test");
    for (size_t i = 0; i < points * FACTORS; i++)
        values[i] = value_of(i % FACTORS, u[i]);
    frame_names(store, SCHEMA_FACTOR, FACTORS, paths);
    frame_texts(store, SCHEMA_FACTOR_UNIT, SCHEMA_FACTOR, units);
    frame_texts(store, SCHEMA_FACTOR_LAW, SCHEMA_FACTOR, laws);
    frame_texts(store, SCHEMA_FACTOR_RANGE, SCHEMA_FACTOR, ranges);
    frame_numbers(store, SCHEMA_POINT_VALUE, FRAME_BY(SCHEMA_POINT, SCHEMA_FACTOR), values);
    frame_numbers(store, SCHEMA_POINT_U, FRAME_BY(SCHEMA_POINT, SCHEMA_FACTOR), u);
    free(values);
}

static void put_targets(struct store *store, const struct sweep *sweep, const double *u, size_t points)
{
    static const char *const ids[] = {"racks", "pue", "sites"}, *const target_units[] = {"rack", "1", ""};
    static const double days[] = {365, 731, 1096};
    const char *sense = sweep->at_most ? "<=" : ">=", *const senses[] = {sense, sense, sense};
    size_t slab = REPLICATIONS * sweep->targets;
    double *values = sim_memory_new(points * slab, sizeof(*values), "a test");
    for (size_t i = 0; i < points * slab; i++)
        values[i] = sweep->functions[i % sweep->targets](u + i / slab * FACTORS);
    frame_targets(store, &(struct frame_targets){sweep->targets, ids, senses, target_units, days,
                                                 sweep->goals, values});
    free(values);
}

static struct load *make(const struct sweep *sweep)
{
    struct design_def def = {.type = sweep->type, .factors = FACTORS, .size = sweep->size, .seed = 3};
    size_t points = design_count(&def);
    double *u = sim_memory_new(points * FACTORS, sizeof(*u), "a test");
    design_points(&def, u);
    struct store *store = frame_begin_sweep("s.h5", sweep->name, sweep->size, points, REPLICATIONS);
    put_factors(store, u, points);
    if (sweep->targets > 0)
        put_targets(store, sweep, u, points);
    free(u);
    return frame_open(store, "s.h5");
}

static char *printed(const struct analyse *analyse)
{
    char *text;
    FRAME_PRINTED(text, stream, analyse_print(analyse, stream, false));
    return text;
}

static struct analyse *analyse_of(struct load *load)
{
    struct sim_error error = {0};
    struct analyse *analyse;
    assert_int_equal(analyse_create(load, &analyse, &error), SIM_OK);
    return analyse;
}

/// Reads a number of the analysis' own file.
static double number_of(struct load *load, const char *name, const char *const *scales, size_t place)
{
    struct sim_error error = {0};
    double *numbers;
    assert_int_equal(load_numbers_of(load, name, scales, &numbers, &error), SIM_OK);
    double number = numbers[place];
    free(numbers);
    return number;
}

// ---- functions ---------------------------------------------------------------------------------------------

/// Crews count 3, the start 1: of the variance nine tenths and one tenth.
static double linear(const double *u)
{
    return 30000 * u[0] + 10000 * u[1];
}

static double flat(const double *u)
{
    (void)u;
    return 1.2;
}

static double never(const double *u)
{
    (void)u;
    return NAN;
}

/// 1 in a box of three factors: many crews, an early start, "cheap" or "clean".
static double in_box(const double *u)
{
    return u[0] > 0.5 && u[1] < 0.5 && u[2] >= 0.25 && u[2] < 0.75 ? 1 : 0;
}

/// 1 where the price is in the middle and crews are not the fewest.
static double middle_price(const double *u)
{
    return u[3] >= 0.25 && u[3] < 0.75 && u[0] > 0.3 ? 1 : 0;
}

/// Without a value in one of ten points or so.
static double sometimes(const double *u)
{
    return u[3] > 0.9 ? NAN : u[0];
}

// ---- tests -------------------------------------------------------------------------------------------------

static void indices_of_a_sum_are_its_shares(void **state)
{
    (void)state;
    static function *const functions[] = {linear, flat, never};
    static const double goals[] = {20000, 1.3, 1};
    struct load *load = make(&(struct sweep){"saltelli", DESIGN_SALTELLI, 1024, 3, functions, goals, false});
    struct analyse *analyse = analyse_of(load);
    const struct analyse_target *racks = &analyse->targets[0];
    assert_int_equal(racks->used, 1024);
    assert_float_equal(racks->sobol[0].total.value, 0.9, 0.02);
    assert_float_equal(racks->sobol[1].first.value, 0.1, 0.02);
    assert_float_equal(racks->first_sum, 1, 0.02);
    // Half of all runs reach 20,000, by symmetry.
    assert_float_equal(racks->p_reach, 0.5, 0.01);
    assert_true(racks->p_low < 0.5 && racks->p_high > 0.5 && racks->p_high - racks->p_low < 0.1);
    char *text = printed(analyse);
    frame_has(text, "saltelli design, 6144 points x 2 replications, 4 factors\n");
    frame_has(text, "racks >= 20000 rack at 2023-12-31: reached in ");
    frame_has(text, "Factors alone explain 100 % of the variance");
    frame_has(text, "Settled: no interval is wider than 0.2, and nothing that acts moved by more than 0.05.");
    frame_has(text, "pue >= 1.3 at 2024-12-31: reached in 0 % of all runs");
    frame_has(text, "; mean 1.2, points from 1.2 to 1.2\nIt does not vary with anything that was varied.\n");
    frame_has(text,
              "sites >= 1 at 2025-12-31: reached in 0 % of all runs (95 %: 0..0); no run has a value\n");
    free(text);
    json_t *object = analyse_json(analyse);
    json_t *target = json_array_get(json_object_get(object, "targets"), 0);
    json_t *first = json_array_get(json_object_get(target, "factors"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "path")), "crews"); // what matters most
    assert_float_equal(json_number_value(json_object_get(json_object_get(first, "total"), "value")), 0.9,
                       0.02);
    assert_true(json_is_null(json_object_get(json_array_get(json_object_get(object, "targets"), 2), "mean")));
    json_decref(object);
    analyse_destroy(analyse);
    load_close(load);
}

/// mu* of a sum is its coefficients, whichever the trajectories.
static void effects_of_a_sum_are_its_coefficients(void **state)
{
    (void)state;
    static function *const functions[] = {linear, sometimes};
    static const double goals[] = {20000, 2};
    struct sim_error error = {0};
    struct load *load = make(&(struct sweep){"morris", DESIGN_MORRIS, 20, 2, functions, goals, true});
    struct analyse *analyse = analyse_of(load);
    const struct analyse_target *racks = &analyse->targets[0];
    assert_float_equal(racks->morris[0].mu_star.value, 30000, 1e-6);
    assert_float_equal(racks->half[1], 10000, 1e-6);
    assert_true(isnan(racks->p_low) && racks->box_count == 0); // trajectories are no sample
    assert_true(analyse->targets[1].used < 20);
    char *text = printed(analyse);
    frame_has(text, "racks <= 20000 rack at 2023-12-31: reached in ");
    frame_has(text, " of the largest mu*, and nothing that acts moved by more than 0.1.\n");
    frame_has(text, "of 20 trajectories, which are left out.\n");
    frame_has(text, "3e+04");
    free(text);
    json_t *object = analyse_json(analyse), *target = json_array_get(json_object_get(object, "targets"), 0);
    json_t *first = json_array_get(json_object_get(target, "factors"), 0);
    assert_float_equal(json_number_value(json_object_get(json_object_get(first, "mu_star"), "value")), 30000,
                       1e-3);
    assert_null(json_object_get(first, "total"));
    json_decref(object);
    assert_int_equal(analyse_write(analyse, "m.h5", "0.1.0", &error), SIM_OK);
    analyse_destroy(analyse);
    load_close(load);
    load = frame_load("m.h5");
    assert_int_equal(kind_of(load), KIND_ANALYSIS);
    assert_float_equal(number_of(load, "mu_star", FRAME_BY(SCHEMA_TARGET, SCHEMA_FACTOR), 1), 10000, 1e-6);
    assert_null(load_find(load, "box_low"));
    load_close(load);
}

/// A box of a number, a date and words is told in those terms, and stands in the file.
static void boxes_are_told_as_people_write_them(void **state)
{
    (void)state;
    static function *const functions[] = {in_box, middle_price};
    static const double goals[] = {1, 1};
    struct sim_error error = {0};
    struct load *load = make(&(struct sweep){"latin", DESIGN_LATIN, 4000, 2, functions, goals, false});
    struct analyse *analyse = analyse_of(load);
    const struct analyse_target *racks = &analyse->targets[0];
    assert_true(racks->boxes_reach && racks->box_count >= 1);
    assert_float_equal(racks->boxes[0].limits[0].low, 5, 0.3);
    char *text = printed(analyse);
    frame_has(text, "% of the futures where crews > ");
    frame_has(text, "\n    and start < 2024-0");
    frame_has(text, "\n    and policy is cheap or clean\n");
    frame_has(text, " < price < 0."); // between two numbers of a list
    frame_has(text, " CNY/kWh\n");
    frame_has(text, "% of all that reach it)\n");
    free(text);
    json_t *object = analyse_json(analyse), *target = json_array_get(json_object_get(object, "targets"), 0);
    json_t *box = json_array_get(json_object_get(target, "boxes"), 0);
    json_t *limit = json_array_get(json_object_get(box, "limits"), 0);
    assert_string_equal(json_string_value(json_object_get(target, "boxes_of")), "reached");
    assert_string_equal(json_string_value(json_object_get(limit, "path")), "crews");
    assert_true(json_is_null(json_object_get(limit, "high"))); // open
    json_decref(object);
    double low = racks->boxes[0].limits[0].low;
    assert_int_equal(analyse_write(analyse, "r.h5", "0.1.0", &error), SIM_OK);
    assert_int_equal(analyse_write(analyse, "data", "0.1.0", &error), SIM_CANT_CREATE); // a folder
    sim_error_clear(&error);
    analyse_destroy(analyse);
    load_close(load);
    load = frame_load("r.h5");
    const char *const by_limit[] = {SCHEMA_TARGET, "box", SCHEMA_FACTOR, NULL};
    assert_float_equal(number_of(load, "box_low", by_limit, 0), low, 0);
    assert_true(isnan(number_of(load, "box_high", by_limit, 0)));
    assert_float_equal(number_of(load, "boxes_of", FRAME_BY(SCHEMA_TARGET), 0), 1, 0);
    assert_float_equal(number_of(load, SCHEMA_TARGET_DATE, FRAME_BY(SCHEMA_TARGET), 1), 731, 0);
    load_close(load);
}

/// Most runs reach it, so that boxes are of those that miss it.
static void boxes_are_of_the_rarer_outcome(void **state)
{
    (void)state;
    static function *const functions[] = {in_box};
    static const double goals[] = {0.5};
    struct load *load = make(&(struct sweep){"latin", DESIGN_LATIN, 2000, 1, functions, goals, true});
    struct analyse *analyse = analyse_of(load);
    char *text = printed(analyse);
    assert_false(analyse->targets[0].boxes_reach);
    frame_has(text, "Missed in ");
    assert_true(analyse->targets[0].boxes[0].density > 0.95 && analyse->targets[0].boxes[0].coverage > 0.95);
    frame_has(text, "% of all that miss it)\n");
    free(text);
    analyse_destroy(analyse);
    load_close(load);
}

static void few_points_are_told(void **state)
{
    (void)state;
    static function *const functions[] = {linear, sometimes};
    static const double goals[] = {20000, 0.5};
    struct load *load = make(&(struct sweep){"latin", DESIGN_LATIN, 7, 2, functions, goals, false});
    struct analyse *analyse = analyse_of(load);
    char *text = printed(analyse);
    frame_has(text, "7 are too few for 4 factors: take more --points, twice as many at least.\n");
    free(text);
    analyse_destroy(analyse);
    load_close(load);
    load = make(&(struct sweep){"latin", DESIGN_LATIN, 20, 2, functions, goals, false});
    analyse = analyse_of(load);
    text = printed(analyse);
    frame_has(text, "Not settled: ");
    frame_has(text, " of 4 factors have an interval wider than 0.4");
    frame_has(text, " of 20 points, which are left out.\n");
    frame_has(text, ". Take more --points.\n");
    free(text);
    analyse_destroy(analyse);
    load_close(load);
}

/// A grid's half is a corner of it, so that nothing is said of it; nor of its intervals of P.
static void a_grid_is_no_sample(void **state)
{
    (void)state;
    static function *const functions[] = {linear};
    static const double goals[] = {20000};
    struct load *load = make(&(struct sweep){"grid", DESIGN_LATIN, 200, 1, functions, goals, false});
    struct analyse *analyse = analyse_of(load);
    assert_true(isnan(analyse->targets[0].half[0]) && isnan(analyse->targets[0].p_low));
    char *text = printed(analyse);
    assert_null(strstr(text, "(95 %:"));
    free(text);
    analyse_destroy(analyse);
    load_close(load);
}

static void a_sweep_without_targets_has_nothing_to_say(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct load *load = make(&(struct sweep){"latin", DESIGN_LATIN, 8, 0, NULL, NULL, false});
    struct analyse *analyse = analyse_of(load);
    char *text = printed(analyse);
    frame_has(text, "The scenario has no targets: there is nothing to analyse.\n");
    free(text);
    assert_int_equal(analyse_write(analyse, "n.h5", "0.1.0", &error), SIM_BAD_DATA);
    frame_fault(&error, SIM_BAD_DATA, NULL, "the sweep has no targets: there is nothing to write", NULL);
    analyse_destroy(analyse);
    analyse_destroy(NULL);
    load_close(load);
}

static void refused(struct load *load, const char *key, const char *found, const char *expected)
{
    struct sim_error error = {0};
    struct analyse *analyse;
    assert_int_equal(analyse_create(load, &analyse, &error), SIM_BAD_DATA);
    assert_null(analyse);
    frame_fault(&error, SIM_BAD_DATA, key, found, expected);
    load_close(load);
}

static void what_is_no_sweep_is_told(void **state)
{
    (void)state;
    static function *const functions[] = {linear};
    static const double goals[] = {20000};
    refused(frame_open(frame_begin("run.h5", 2), "run.h5"), SCHEMA_DESIGN, "no design",
            "a file that `suanli sweep` wrote; `suanli report` is for those of `suanli run`");
    // Names of designs that other numbers of points belong to.
    refused(make(&(struct sweep){"morris", DESIGN_LATIN, 12, 1, functions, goals, false}), SCHEMA_POINT,
            "another number of points", "that of the design");
    refused(make(&(struct sweep){"saltelli", DESIGN_LATIN, 11, 1, functions, goals, false}), SCHEMA_POINT,
            "another number of points", "that of the design");
}

/// Dates that no calendar has, from a file of another writer.
static void far_dates_are_refused(void **state)
{
    (void)state;
    static const double far[] = {1e300}, none[] = {NAN}, values[] = {0, 0, 0, 0};
    for (int i = 0; i < 2; i++) {
        struct store *store = frame_begin_sweep("f.h5", "given", 2, 2, 2);
        double u[2 * FACTORS] = {0};
        put_factors(store, u, 2);
        frame_targets(store, &(struct frame_targets){1, (const char *const[]){"x"},
                                                     (const char *const[]){">="}, (const char *const[]){"1"},
                                                     i ? far : none, (double[]){1}, values});
        refused(frame_open(store, "f.h5"), SCHEMA_TARGET_DATE, "no date within 100,000 days",
                "a date for each item");
    }
}

int main(void)
{
    gsl_set_error_handler_off(); // as main does
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_of_a_sum_are_its_shares),
        cmocka_unit_test(effects_of_a_sum_are_its_coefficients),
        cmocka_unit_test(boxes_are_told_as_people_write_them),
        cmocka_unit_test(boxes_are_of_the_rarer_outcome),
        cmocka_unit_test(few_points_are_told),
        cmocka_unit_test(a_grid_is_no_sample),
        cmocka_unit_test(a_sweep_without_targets_has_nothing_to_say),
        cmocka_unit_test(what_is_no_sweep_is_told),
        cmocka_unit_test(far_dates_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
