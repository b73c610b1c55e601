/// Estimators against functions whose answers are known in closed form.
#include <float.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "results/analyse_morris.h"
#include "results/analyse_prim.h"
#include "results/analyse_rank.h"
#include "results/analyse_sobol.h"
#include "scenarios/run/design/design.h"
#include "sim/memory.h"
#include "sim/rng.h"

typedef double function(const double *u);

/// T. Ishigami, T. Homma, ISUMA 1990; a = 7, b = 0.1.
static double ishigami(const double *u)
{
    double x[3];
    for (int i = 0; i < 3; i++)
        x[i] = M_PI * (2 * u[i] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

enum { G_FACTORS = 8 };
/// Coefficients of Saltelli et al. 2010, section 5, function A2's kin: from all-important to not at all.
static const double g_a[G_FACTORS] = {0, 1, 4.5, 9, 99, 99, 99, 99};

static double sobol_g(const double *u)
{
    double product = 1;
    for (int i = 0; i < G_FACTORS; i++)
        product *= (fabs(4 * u[i] - 2) + g_a[i]) / (1 + g_a[i]);
    return product;
}

static double flat(const double *u)
{
    (void)u;
    return 4;
}

/// Points of a design, and the function's values there. *count: of points.
static double *evaluate(enum design_type type, size_t factors, size_t size, uint64_t seed, function *f,
                        double **u, size_t *count)
{
    struct design_def def = {.type = type, .factors = factors, .size = size, .seed = seed};
    *count = design_count(&def);
    *u = sim_memory_new(*count * factors, sizeof(double), "a test");
    double *y = sim_memory_new(*count, sizeof(double), "a test");
    design_points(&def, *u);
    for (size_t p = 0; p < *count; p++)
        y[p] = f(*u + p * factors);
    return y;
}

static void inside(const char *what, size_t factor, struct analyse_estimate found, double truth,
                   double widest)
{
    if (!(found.low <= truth && truth <= found.high) || !(found.high - found.low < widest))
        fail_msg("%s of factor %zu: %.4f in %.4f..%.4f, expected %.4f", what, factor, found.value, found.low,
                 found.high, truth);
}

static void ishigami_indices_lie_in_their_intervals(void **state)
{
    (void)state;
    const double a = 7, b = 0.1, pi4 = pow(M_PI, 4), pi8 = pow(M_PI, 8);
    const double v = a * a / 8 + b * pi4 / 5 + b * b * pi8 / 18 + 0.5;
    const double v1 = 0.5 * pow(1 + b * pi4 / 5, 2), v2 = a * a / 8,
                 v13 = b * b * pi8 * (1.0 / 18 - 1.0 / 50);
    const double first[3] = {v1 / v, v2 / v, 0}, total[3] = {(v1 + v13) / v, v2 / v, v13 / v};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct analyse_sobol found[3];
        size_t count;
        double *u, *y = evaluate(DESIGN_SALTELLI, 3, 4096, seed, ishigami, &u, &count);
        assert_int_equal(analyse_sobol(y, 4096, 3, seed, found), 4096);
        for (size_t i = 0; i < 3; i++) {
            inside("first-order index", i, found[i].first, first[i], 0.1);
            inside("total index", i, found[i].total, total[i], 0.1);
            assert_true(fabs(found[i].total_half - total[i]) < 0.03);
        }
        free(u);
        free(y);
    }
}

static void sobol_g_indices_lie_in_their_intervals(void **state)
{
    (void)state;
    double v = 1, parts[G_FACTORS];
    for (int i = 0; i < G_FACTORS; i++) {
        parts[i] = 1 / (3 * (1 + g_a[i]) * (1 + g_a[i]));
        v *= 1 + parts[i];
    }
    v -= 1;
    struct analyse_sobol found[G_FACTORS];
    size_t count;
    double *u, *y = evaluate(DESIGN_SALTELLI, G_FACTORS, 4096, 1, sobol_g, &u, &count);
    analyse_sobol(y, 4096, G_FACTORS, 1, found);
    for (size_t i = 0; i < G_FACTORS; i++) {
        inside("first-order index", i, found[i].first, parts[i] / v, 0.1);
        inside("total index", i, found[i].total, parts[i] * (v + 1) / (1 + parts[i]) / v, 0.15);
    }
    free(u);
    free(y);
}

/// Intervals from independent points hold what they say: 95 % of them, give or take.
static void intervals_hold_what_they_say(void **state)
{
    (void)state;
    enum { REPEATS = 100, N = 256 };
    size_t held = 0;
    const double v1 = 0.25, v = 1.25; // of y = u0 / 2 + u1, in twelfths
    for (uint64_t seed = 0; seed < REPEATS; seed++) {
        struct analyse_sobol found[2];
        double y[N * 4];
        struct sim_rng rng = sim_rng_named(seed, "test", 0, 0, 0);
        for (size_t j = 0; j < N; j++) {
            double a[2] = {sim_rng_uniform(&rng), sim_rng_uniform(&rng)},
                   b[2] = {sim_rng_uniform(&rng), sim_rng_uniform(&rng)};
            y[4 * j] = a[0] / 2 + a[1];
            y[4 * j + 1] = b[0] / 2 + b[1];
            y[4 * j + 2] = b[0] / 2 + a[1];
            y[4 * j + 3] = a[0] / 2 + b[1];
        }
        analyse_sobol(y, N, 2, seed, found);
        held += found[0].total.low <= v1 / v && v1 / v <= found[0].total.high;
    }
    assert_in_range(held, 88, 100);
}

static void what_does_not_vary_has_no_index(void **state)
{
    (void)state;
    struct analyse_sobol found[3];
    struct analyse_morris effects[3];
    struct analyse_estimate partial[3];
    size_t count;
    double *u, *y = evaluate(DESIGN_SALTELLI, 3, 16, 1, flat, &u, &count);
    analyse_sobol(y, 16, 3, 1, found);
    assert_true(isnan(found[0].total.value) && isnan(found[0].first.low));
    analyse_rank(u, y, count, 3, partial);
    assert_true(isnan(partial[1].value));
    y[4] = NAN; // of the first base point
    assert_int_equal(analyse_sobol(y, 16, 3, 1, found), 15);
    for (size_t p = 0; p < count; p++)
        y[p] = NAN;
    assert_int_equal(analyse_sobol(y, 16, 3, 1, found), 0);
    assert_int_equal(analyse_rank(u, y, count, 3, partial), 0);
    free(u);
    free(y);
    y = evaluate(DESIGN_MORRIS, 3, 16, 1, flat, &u, &count);
    assert_int_equal(analyse_morris(u, y, 16, 3, 1, effects), 16);
    assert_true(effects[0].mu_star.value == 0 && effects[0].sigma == 0);
    y[0] = NAN;
    assert_int_equal(analyse_morris(u, y, 16, 3, 1, effects), 15);
    free(u);
    free(y);
}

/// Linear: exact effects; quadratic and interacting: a spread.
static double screened(const double *u)
{
    return 5 * u[0] - 3 * u[1] + u[2] + 0 * u[3] + 8 * (u[4] - 0.5) * (u[5] - 0.5);
}

static void elementary_effects_are_in_order(void **state)
{
    (void)state;
    enum { K = 6, R = 64 };
    struct analyse_morris found[K];
    size_t count;
    double *u, *y = evaluate(DESIGN_MORRIS, K, R, 1, screened, &u, &count);
    assert_int_equal(analyse_morris(u, y, R, K, 1, found), R);
    const double linear[4] = {5, -3, 1, 0};
    for (int i = 0; i < 4; i++) {
        assert_true(fabs(found[i].mu - linear[i]) < 1e-12 && found[i].sigma < 1e-12);
        assert_true(fabs(found[i].mu_star.value - fabs(linear[i])) < 1e-12);
    }
    // |u - 1/2| is 1/2 or 1/6 with equal chance: mu* = 8/3, and no sign.
    for (int i = 4; i < 6; i++) {
        inside("mu*", (size_t)i, found[i].mu_star, 8.0 / 3, 2);
        assert_true(found[i].sigma > 2 && fabs(found[i].mu) < 1.2);
    }
    free(u);
    free(y);
    y = evaluate(DESIGN_MORRIS, G_FACTORS, 200, 1, sobol_g, &u, &count);
    struct analyse_morris g[G_FACTORS];
    analyse_morris(u, y, 200, G_FACTORS, 1, g);
    for (int i = 0; i < 4; i++)
        assert_true(g[i].mu_star.value > g[i + 1].mu_star.value);
    free(u);
    free(y);
}

/// Three factors: the inverse against the textbook's formula for one held variable, from Spearman's correlations of a sample
/// in which x1 follows x0.
static void partial_correlations_see_through_a_chain(void **state)
{
    (void)state;
    enum { N = 400 };
    double x[N * 3], y[N];
    struct analyse_estimate found[3];
    struct sim_rng rng = sim_rng_named(7, "test", 0, 0, 0);
    for (size_t p = 0; p < N; p++) {
        x[3 * p] = sim_rng_normal(&rng);
        x[3 * p + 1] = x[3 * p] + sim_rng_normal(&rng); // correlated with y only through x0
        x[3 * p + 2] = 4;                               // does not vary
        y[p] = exp(x[3 * p] + 0.5 * sim_rng_normal(&rng));
    }
    assert_int_equal(analyse_rank(x, y, N, 3, found), N);
    assert_true(isnan(found[2].value));
    // Given x1, half of x0's variance is left, and 1/4 of noise in log y: sqrt(2/3), a little less in ranks.
    assert_true(fabs(found[0].value - sqrt(2.0 / 3)) < 0.06 && found[0].low > 0.7 && found[0].high < 0.9);
    inside("partial rank correlation", 1, found[1], 0, 0.25);
    for (size_t p = 0; p < N; p++)
        x[3 * p + 2] = x[3 * p]; // the same twice: no answer, and said so
    analyse_rank(x, y, N, 3, found);
    assert_true(isnan(found[0].value) && isnan(found[2].value));
}

static void partial_correlations_agree_with_the_textbook(void **state)
{
    (void)state;
    // Ranks of 8 points; r_xy.z = (r_xy - r_xz r_yz) / sqrt((1 - r_xz^2)(1 - r_yz^2)).
    const double xz[16] = {1, 3, 2, 1, 3, 4, 4, 2, 5, 7, 6, 5, 7, 8, 8, 6}, y[8] = {2, 1, 4, 3, 6, 5, 8, 7};
    double squares_xz = 0, squares_xy = 0, squares_yz = 0;
    for (int p = 0; p < 8; p++) {
        squares_xz += pow(xz[2 * p] - xz[2 * p + 1], 2);
        squares_xy += pow(xz[2 * p] - y[p], 2);
        squares_yz += pow(y[p] - xz[2 * p + 1], 2);
    }
    double r_xz = 1 - squares_xz / 84, r_xy = 1 - squares_xy / 84, r_yz = 1 - squares_yz / 84;
    struct analyse_estimate found[2];
    analyse_rank(xz, y, 8, 2, found);
    double expected = (r_xy - r_xz * r_yz) / sqrt((1 - r_xz * r_xz) * (1 - r_yz * r_yz));
    assert_true(fabs(found[0].value - expected) < 1e-12);
    assert_true(fabs(atanh(found[0].high) - atanh(expected) - 1.959963984540054 / sqrt(8 - 1 - 3)) < 1e-12);
}

/// A box planted in 3 of 8 factors, one of them whole numbers; one point in ten tells a lie.
static void a_planted_box_is_recovered(void **state)
{
    (void)state;
    enum { N = 4000, K = 8 };
    struct design_def def = {.type = DESIGN_LATIN, .factors = K, .size = N, .seed = 4};
    double *x = sim_memory_new(N * K, sizeof(double), "a test");
    bool *hits = sim_memory_new(N, sizeof(bool), "a test");
    struct prim_box boxes[3];
    struct sim_rng rng = sim_rng_named(1, "test", 0, 0, 0);
    design_points(&def, x);
    size_t planted = 0;
    for (size_t p = 0; p < N; p++) {
        double *point = x + p * K;
        point[5] = floor(point[5] * 10);
        hits[p] = point[0] > 0.4 && point[3] < 0.7 && point[5] >= 4;
        planted += hits[p];
        if (sim_rng_uniform(&rng) < 0.1)
            hits[p] = !hits[p];
    }
    size_t found = analyse_prim(x, hits, N, K, 3, boxes);
    assert_true(found >= 1);
    const struct prim_limit *limits = boxes[0].limits;
    print_message("box: x0 > %.3f, x3 < %.3f, x5 > %.2f; density %.3f, coverage %.3f, mass %.3f\n",
                  limits[0].low, limits[3].high, limits[5].low, boxes[0].density, boxes[0].coverage,
                  boxes[0].mass);
    assert_true(fabs(limits[0].low - 0.4) < 0.03 && fabs(limits[3].high - 0.7) < 0.03);
    assert_true(limits[5].low > 3 && limits[5].low < 4);
    assert_true(isinf(limits[0].high) && isinf(limits[3].low) && isinf(limits[5].high));
    for (size_t f = 0; f < K; f++)
        if (f != 0 && f != 3 && f != 5)
            assert_true(isinf(limits[f].low) && isinf(limits[f].high));
    assert_true(boxes[0].density > 0.87 && limits[0].p_low < 1e-6);
    assert_true(fabs(boxes[0].mass - (double)planted / N) < 0.03);
    for (size_t i = 0; i < found; i++)
        prim_box_clear(&boxes[i]);
    free(x);
    free(hits);
}

static void noise_has_no_box(void **state)
{
    (void)state;
    enum { N = 1000, K = 5 };
    size_t found = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        double x[N * K];
        bool hits[N];
        struct prim_box box;
        struct sim_rng rng = sim_rng_named(seed, "test", 0, 0, 0);
        for (size_t i = 0; i < N * K; i++)
            x[i] = sim_rng_uniform(&rng);
        for (size_t p = 0; p < N; p++)
            hits[p] = sim_rng_uniform(&rng) < 0.3;
        if (analyse_prim(x, hits, N, K, 1, &box)) {
            found++;
            assert_true(box.density < 0.4); // what is found is next to nothing
            prim_box_clear(&box);
        }
        for (size_t p = 0; p < N; p++)
            hits[p] = true;
        assert_int_equal(analyse_prim(x, hits, N, K, 1, &box), 0);
    }
    assert_in_range(found, 0, 8);
}

/// Between values next to each other lies nothing, and half-way rounds to one of them; and half of what is between the largest
/// overflows. A search that left such a limit where it was would have no end.
static void boxes_part_values_next_to_each_other(void **state)
{
    (void)state;
    enum { N = 100 };
    const double pairs[][2] = {{1, nextafter(1, 2)},
                               {nextafter(1, 2), nextafter(nextafter(1, 2), 2)},
                               {-nextafter(0, 1), 0},
                               {-DBL_MAX, DBL_MAX}};
    for (size_t pair = 0; pair < sizeof(pairs) / sizeof(pairs[0]); pair++)
        for (int upper = 0; upper < 2; upper++) {
            double x[N];
            bool hits[N];
            struct prim_box box;
            for (int p = 0; p < N; p++) {
                x[p] = pairs[pair][p % 2];
                hits[p] = p % 2 == upper;
            }
            assert_int_equal(analyse_prim(x, hits, N, 1, 1, &box), 1);
            assert_true(box.points == N / 2 && box.hits == N / 2);
            assert_true(box.limits[0].low <= pairs[pair][upper] && box.limits[0].high >= pairs[pair][upper]);
            assert_true(box.limits[0].low > pairs[pair][!upper] || box.limits[0].high < pairs[pair][!upper]);
            prim_box_clear(&box);
        }
}

int main(void)
{
    gsl_set_error_handler_off(); // as main does
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ishigami_indices_lie_in_their_intervals),
        cmocka_unit_test(sobol_g_indices_lie_in_their_intervals),
        cmocka_unit_test(intervals_hold_what_they_say),
        cmocka_unit_test(what_does_not_vary_has_no_index),
        cmocka_unit_test(elementary_effects_are_in_order),
        cmocka_unit_test(partial_correlations_see_through_a_chain),
        cmocka_unit_test(partial_correlations_agree_with_the_textbook),
        cmocka_unit_test(a_planted_box_is_recovered),
        cmocka_unit_test(noise_has_no_box),
        cmocka_unit_test(boxes_part_values_next_to_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
