#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/chiller.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

static struct chiller_params params_of(int64_t modules)
{
    return (struct chiller_params){.module_count = modules,
                                   .sizing_ratio = 1.2,
                                   .minimum_load_frac = 0.15,
                                   .condenser_water_minimum_degc = 18,
                                   .condenser_air_minimum_degc = 15,
                                   .dx_evaporator_approach_k = 14,
                                   .dx_cop_ratio = 0.85};
}

/// Chiller curves at their reference points give the rated COP, as well as the published regressions do:
/// within 0.5 % for the York YK, 2.1 % for the YCAL, whose efficiency curve is 1.021 there.
static void curves_are_one_at_their_reference(void **state)
{
    (void)state;
    int64_t flags = 0;
    near(chiller_cop(&chiller_water_cooled, 5.56, 23.89, &flags), 6.84, 0.005 * 6.84);
    near(chiller_cop(&chiller_air_cooled, 6.67, 35.0, &flags), 3.1 / 1.0208, 0.0005 * 3.1);
    near(chiller_cop(&chiller_doe2_centrifugal, 6.67, 29.4, &flags), 5.5, 0.005 * 5.5);
    assert_int_equal(flags, 0);
    // Beyond the curve: flagged, better with warmer chilled water, worse with warmer condensers, below
    // Carnot.
    double last = 0.0;
    for (double chilled = 5; chilled <= 25; chilled++) {
        double cop = chiller_cop(&chiller_water_cooled, chilled, 28, &flags);
        assert_true(cop > last);
        assert_true(cop < (chilled + 273.15) / (28 - chilled + 1e-3) || chilled >= 28);
        last = cop;
    }
    assert_true(flags & CHILLER_EXTRAPOLATED);
}

/// A record as EnergyPlus publishes it: COP, capacity and energy input by temperatures (x leaving, y entering: 1, x, x^2, y, y^2,
/// xy), by part load, limits of the temperatures.
struct record {
    const struct chiller_curve *curve;
    double cop, capacity[6], input[6], part[3], limits[4];
    double lift_k; // an estimate of ours, for the Carnot ratio beyond the limits
};

static const struct record records[] = {
    // York YK 2771 kW / 6.84 COP / VSD
    {&chiller_water_cooled,
     6.84,
     {.7734286, .04848829, -.001859209, .02611971, -.001243562, .0007210181},
     {.7203736, .0103046, -.0007854237, -.001206349, .000821006, -.001455414},
     {.08653354, .1737382, .7403679},
     {4.44, 8.89, 12.78, 29.44},
     6.5},
    // DOE-2 Centrifugal / 5.50 COP
    {&chiller_doe2_centrifugal,
     5.5,
     {.257896, .0389016, -.00021708, .0468684, -.00094284, -.00034344},
     {.933884, -.058212, .00450036, .00243, .000486, -.001215},
     {.222903, .313387, .46371},
     {5, 10, 24, 35},
     6.5},
    // York YCAL0033EE / 3.1 COP
    {&chiller_air_cooled,
     3.1,
     {-.2660645697, .0998714035, -.0023814154, .0628316481, -.0009644649, -.0011249224},
     {.1807017787, .0271530312, -.0004553574, .0188175079, .0002623276, -.0012881189},
     {0, 1, 0},
     {4.4, 10, 23.9, 51.7},
     12},
};

static double by_record(const double c[6], double x, double y)
{
    return c[0] + c[1] * x + c[2] * x * x + c[3] * y + c[4] * y * y + c[5] * x * y;
}

/// Evaporating 1.5 K below the water, condensing a lift above what enters.
static double carnot(double leaving, double entering, double lift_k)
{
    return (leaving - 1.5 + 273.15) / fmax(entering + lift_k - (leaving - 1.5), 3.0);
}

/// COP, capacity and part load are the records', inside their limits; beyond them the COP goes with Carnot's.
static void curves_are_those_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        const struct record *r = &records[i];
        for (int a = -1; a <= 11; a++)
            for (int b = -1; b <= 11; b++) {
                double leaving = r->limits[0] + (r->limits[1] - r->limits[0]) * a / 10,
                       entering = r->limits[2] + (r->limits[3] - r->limits[2]) * b / 10;
                double x = fmin(fmax(leaving, r->limits[0]), r->limits[1]),
                       y = fmin(fmax(entering, r->limits[2]), r->limits[3]);
                int64_t flags = 0;
                double expected = r->cop / by_record(r->input, x, y);
                bool is_beyond = a < 0 || a > 10 || b < 0 || b > 10;
                if (is_beyond)
                    expected *= carnot(leaving, entering, r->lift_k) / carnot(x, y, r->lift_k);
                near(chiller_cop(r->curve, leaving, entering, &flags), fmin(expected, CHILLER_COP_MOST),
                     1e-9);
                if (is_beyond)
                    assert_int_equal(flags, CHILLER_EXTRAPOLATED);
                else if (a > 0 && a < 10 && b > 0 && b < 10)
                    assert_int_equal(flags, 0);
                struct chiller_params params = params_of(1);
                struct chiller row = chiller_size(&params, r->curve, leaving, 1.0, 1.0, entering);
                near(row.reference_kw * by_record(r->capacity, x, y), 1.2, 1e-9);
            }
        // Part load of one module at a point inside: down to the least load, below which it cycles.
        double x = 0.5 * (r->limits[0] + r->limits[1]), y = 0.5 * (r->limits[2] + r->limits[3]);
        struct chiller_params params = params_of(1);
        struct chiller row = chiller_size(&params, r->curve, x, 1.0, 1.0, y);
        double full = 1.2 * by_record(r->input, x, y) / r->cop;
        for (double p = 0.03; p < 1; p += 0.03) {
            double at = fmax(p, 0.15), input = r->part[0] + r->part[1] * at + r->part[2] * at * at;
            near(chiller_kw(&row, 1.2 * p, y, NULL),
                 fmax(full * input * fmin(1, p / 0.15), 1.2 * p / CHILLER_COP_MOST), 1e-9);
        }
    }
}

/// One chiller at the load it is rated for takes load over COP; a row sized with a margin cannot carry more
/// than that margin, and says so.
static void a_row_is_sized_for_its_load(void **state)
{
    (void)state;
    struct chiller_params params = params_of(1);
    struct chiller row = chiller_size(&params, &chiller_water_cooled, 7.0, 0.9, 1.0, 25.0);
    int64_t flags = 0;
    // Part-load curve at full load: 0.08653354 + 0.1737382 + 0.7403679.
    near(chiller_kw(&row, 1.2, 25.0, &flags),
         1.2 * 1.00063964 / (0.9 * chiller_cop(&chiller_water_cooled, 7.0, 25.0, NULL)), 1e-9);
    assert_int_equal(flags, 0);
    chiller_kw(&row, 1.21, 25.0, &flags);
    assert_int_equal(flags, CHILLER_SHORT);
    assert_true(chiller_kw(&row, 0.0, 25.0, NULL) == 0.0);
}

/// However small the lift, at no load is a row better than the best compressor; what it is made of makes its power.
static void none_is_better_than_the_best(void **state)
{
    (void)state;
    struct chiller_params params = params_of(4);
    struct chiller row = chiller_size(&params, &chiller_water_cooled, 20.0, 0.9, 1.0, 32.0);
    double best = 0.0;
    for (double load = 0.01; load <= 1.15; load += 0.01) {
        for (double entering_degc = 15.0; entering_degc <= 32.0; entering_degc += 1.0) {
            struct chiller_running run = chiller_run(&row, load, entering_degc, NULL);
            const double *c = run.part_curve;
            double part = c[0] + run.part_frac * (c[1] + run.part_frac * c[2]);
            double by_curve_kw = run.capacity_kw / run.cop * part * run.on_frac;
            near(run.power_kw, fmax(by_curve_kw, load / CHILLER_COP_MOST), 1e-12);
            best = fmax(best, load / run.power_kw);
        }
    }
    near(best, CHILLER_COP_MOST, 1e-9);
}

/// More modules to choose from never take more power, and none take less than the best point of the curve.
static void staging_saves(void **state)
{
    (void)state;
    struct chiller_params one = params_of(1), two = params_of(2), eight = params_of(8);
    struct chiller a = chiller_size(&one, &chiller_water_cooled, 7.0, 1.0, 1.0, 25.0),
                   b = chiller_size(&two, &chiller_water_cooled, 7.0, 1.0, 1.0, 25.0),
                   c = chiller_size(&eight, &chiller_water_cooled, 7.0, 1.0, 1.0, 25.0);
    // Least of (c0 + c1 p + c2 p^2) / p, at p = sqrt(c0 / c2).
    double least = 0.1737382 + 2.0 * sqrt(0.08653354 * 0.7403679);
    double cop = chiller_cop(&chiller_water_cooled, 7.0, 25.0, NULL);
    for (double load = 0.01; load <= 1.2; load += 0.01) {
        double kw[] = {chiller_kw(&a, load, 25.0, NULL), chiller_kw(&b, load, 25.0, NULL),
                       chiller_kw(&c, load, 25.0, NULL)};
        assert_true(kw[2] <= kw[1] + 1e-12 && kw[1] <= kw[0] + 1e-12);
        assert_true(kw[2] >= load * least / cop - 1e-12);
    }
    // Two of eight at a third of their load, near the best point, against one that cycles at 15 %: 0.681 / 0.862.
    near(chiller_kw(&c, 0.1, 25.0, NULL) / chiller_kw(&a, 0.1, 25.0, NULL), 0.681 / 0.862, 0.002);
}

/// Direct expansion is the air-cooled chiller 14 K below the supply air's temperature, 15 % worse.
static void direct_expansion_follows_the_air_cooled_chiller(void **state)
{
    (void)state;
    struct chiller_params params = params_of(4);
    double cop = chiller_cop(&chiller_air_cooled, 22.0 - 14.0 + 1.5, 35.0, NULL);
    near(chiller_dx_kw(&params, 22.0, 1.0, 0.5, 35.0, NULL), 0.5 / (0.85 * cop), 1e-12);
    // Condensing pressure is held in the cold.
    near(chiller_dx_kw(&params, 22.0, 1.0, 0.5, -10.0, NULL),
         chiller_dx_kw(&params, 22.0, 1.0, 0.5, 15.0, NULL), 0.0);
}

static void the_table_covers_the_struct(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&chiller_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_is_better_than_the_best),
        cmocka_unit_test(curves_are_one_at_their_reference),
        cmocka_unit_test(curves_are_those_published),
        cmocka_unit_test(a_row_is_sized_for_its_load),
        cmocka_unit_test(staging_saves),
        cmocka_unit_test(direct_expansion_follows_the_air_cooled_chiller),
        cmocka_unit_test(the_table_covers_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
