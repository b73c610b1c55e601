/// Designs have the properties that their literature promises, checked by counting.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/design/parts.h"
#include "sim/memory.h"

static double *make(enum design_type type, size_t factors, size_t size, uint64_t seed)
{
    struct design_def def = {.type = type, .factors = factors, .size = size, .seed = seed};
    assert_null(design_fault(&def));
    double *u = sim_memory_new(design_count(&def) * factors, sizeof(*u), "a test");
    design_points(&def, u);
    return u;
}

/// Every one of count / each cells of a coordinate has `each` points.
static void is_stratified(const double *u, size_t count, size_t each, size_t factors, size_t factor)
{
    size_t *hits = sim_memory_new(count, sizeof(*hits), "a test");
    for (size_t p = 0; p < count; p++) {
        double x = u[p * factors + factor];
        assert_true(x > 0 && x < 1);
        hits[(size_t)(x * (double)(count / each))]++;
    }
    for (size_t i = 0; i < count / each; i++)
        assert_int_equal(hits[i], each);
    free(hits);
}

static void names_are_found(void **state)
{
    (void)state;
    for (int type = 0; type < DESIGN_COUNT; type++)
        assert_int_equal(design_find(design_name((enum design_type)type)), type);
    assert_int_equal(design_find("sobel"), DESIGN_COUNT);
}

static void sizes_are_checked(void **state)
{
    (void)state;
    size_t levels[] = {3, 5}, many[] = {5000, 5000};
    struct design_def def = {.type = DESIGN_SALTELLI, .factors = 2, .size = 1000};
    assert_non_null(design_fault(&def));
    def.size = 1024;
    assert_null(design_fault(&def));
    assert_int_equal(design_count(&def), 1024 * 4);
    def.size = (size_t)1 << 23;
    assert_non_null(design_fault(&def));
    def = (struct design_def){.type = DESIGN_GRID, .factors = 2, .levels = levels};
    assert_int_equal(design_count(&def), 15);
    def.levels = many;
    assert_non_null(design_fault(&def));
    def = (struct design_def){.type = DESIGN_SOBOL, .factors = 97, .size = 256};
    assert_non_null(design_fault(&def)); // a lattice by then
    def.size = 512;
    assert_null(design_fault(&def));
    def = (struct design_def){.type = DESIGN_SALTELLI, .factors = 21, .size = 128};
    assert_non_null(design_fault(&def));
    def.factors = 20;
    assert_null(design_fault(&def));
    def = (struct design_def){.type = DESIGN_LATIN, .factors = 2, .size = 1000};
    assert_null(design_fault(&def));
    def.size = 0;
    assert_non_null(design_fault(&def));
}

static void a_grid_has_every_combination_and_both_ends(void **state)
{
    (void)state;
    size_t levels[] = {3, 1, 2};
    struct design_def def = {.type = DESIGN_GRID, .factors = 3, .levels = levels};
    double u[6 * 3];
    const double expected[6 * 3] = {0, .5, 0, 0, .5, 1, .5, .5, 0, .5, .5, 1, 1, .5, 0, 1, .5, 1};
    assert_int_equal(design_count(&def), 6);
    design_points(&def, u);
    assert_memory_equal(u, expected, sizeof(u));
}

static void one_factor_alone_is_stratified(void **state)
{
    (void)state;
    enum { N = 512, K = 40, MANY = 100 };
    const struct {
        enum design_type type;
        size_t factors, each; // each: a folded lattice has them in pairs
    } cases[] = {
        {DESIGN_LATIN, 7, 1}, {DESIGN_SOBOL, K, 1}, {DESIGN_SOBOL, MANY, 2}, {DESIGN_LATTICE, MANY, 2}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double *u = make(cases[i].type, cases[i].factors, N, 5 + i);
        for (size_t f = 0; f < cases[i].factors; f++)
            is_stratified(u, N, cases[i].each, cases[i].factors, f);
        free(u);
    }
}

/// What is said of half of the points is said of a sample: a smaller net, or one that is no corner of the cube.
static void half_of_the_points_is_a_sample(void **state)
{
    (void)state;
    enum { N = 512, K = 40, MANY = 100 };
    for (uint64_t seed = 0; seed < 8; seed++) {
        double *sobol = make(DESIGN_SOBOL, K, N, seed), *lattice = make(DESIGN_LATTICE, MANY, N, seed);
        for (size_t f = 0; f < K; f++)
            for (size_t part = N / 8; part < N; part *= 2)
                is_stratified(sobol, part, 1, K, f);
        for (size_t f = 0; f < MANY; f++) {
            double sum = 0;
            for (size_t p = 0; p < N / 2; p++)
                sum += lattice[p * MANY + f] - 0.5;
            assert_true(fabs(sum) < 4.5 * sqrt(N / 2 / 12.0)); // 1 in 150,000 of random points
        }
        free(sobol);
        free(lattice);
    }
}

/// The first two Sobol dimensions are a (0, m, 2)-net: each of the boxes 2^-a x 2^-(m-a) has one point, scrambled or not.
static void scrambled_sobol_points_are_a_net(void **state)
{
    (void)state;
    enum { M = 10, N = 1 << M };
    for (uint64_t seed = 1; seed <= 3; seed++) {
        double *u = make(DESIGN_SOBOL, 2, N, seed);
        for (int a = 0; a <= M; a++) {
            char hits[N] = {0};
            for (size_t p = 0; p < N; p++)
                hits[((size_t)(u[2 * p] * (1 << a)) << (M - a)) + (size_t)(u[2 * p + 1] * (1 << (M - a)))]++;
            for (size_t i = 0; i < N; i++)
                assert_int_equal(hits[i], 1);
        }
        free(u);
    }
}

/// Scrambling makes each point uniform: over many seeds, the mean of an estimate from 32 points is the integral.
static void scrambling_and_shifting_are_unbiased(void **state)
{
    (void)state;
    enum { SEEDS = 4000, N = 32, K = 5 };
    for (int type = DESIGN_SOBOL; type <= DESIGN_LATTICE; type++) {
        double sum = 0, squares = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            double *u = make((enum design_type)type, K, N, seed), estimate = 0;
            for (size_t p = 0; p < N; p++)
                estimate += exp(u[p * K] + 2 * u[p * K + K - 1]) / N;
            sum += estimate;
            squares += estimate * estimate;
            free(u);
        }
        double mean = sum / SEEDS, error = sqrt((squares / SEEDS - mean * mean) / SEEDS);
        double truth = (M_E - 1) * (M_E * M_E - 1) / 2;
        if (fabs(mean - truth) > 4 * error)
            fail_msg("%s: %g +- %g, expected %g", design_name((enum design_type)type), mean, error, truth);
    }
}

static void seeds_make_other_points(void **state)
{
    (void)state;
    for (int type = DESIGN_MONTE_CARLO; type < DESIGN_COUNT; type++) {
        double *one = make((enum design_type)type, 3, 16, 1), *two = make((enum design_type)type, 3, 16, 2),
               *again = make((enum design_type)type, 3, 16, 1);
        assert_memory_equal(one, again, 16 * 3 * sizeof(double));
        assert_memory_not_equal(one, two, 16 * 3 * sizeof(double));
        free(one);
        free(two);
        free(again);
    }
}

/// No other next component would have made the error smaller: all are tried.
static void lattice_components_are_the_best(void **state)
{
    (void)state;
    enum { K = 8 };
    for (size_t n = 8; n <= 256; n *= 2) {
        uint64_t z[K], tried[K];
        design_lattice_vector(n, K, z);
        for (size_t d = 0; d < K; d++) {
            double chosen = design_lattice_error(n, d + 1, z);
            memcpy(tried, z, sizeof(z));
            for (tried[d] = 1; tried[d] < n; tried[d] += 2) {
                double other = design_lattice_error(n, d + 1, tried);
                if (other < chosen * (1 - 1e-9))
                    fail_msg("n %zu, component %zu: %llu gives %.12g, %llu gives %.12g", n, d,
                             (unsigned long long)z[d], chosen, (unsigned long long)tried[d], other);
            }
        }
    }
}

/// No factor of a lattice follows another, as far as a line can tell: random points would have correlations of 1 / sqrt(n).
static void lattice_factors_do_not_follow_each_other(void **state)
{
    (void)state;
    enum { N = 512, K = 97 };
    double *u = make(DESIGN_LATTICE, K, N, 1), worst = 0, squares = 0;
    for (size_t i = 0; i < K; i++)
        for (size_t j = 0; j < i; j++) {
            double sum = 0;
            for (size_t p = 0; p < N; p++)
                sum += (u[p * K + i] - 0.5) * (u[p * K + j] - 0.5) * 12 / N;
            worst = fmax(worst, fabs(sum));
            squares += sum * sum / (K * (K - 1) / 2);
        }
    print_message(
        "%d factors, %d points: correlations up to %.3f, root mean square %.4f; of random points %.4f\n", K,
        N, worst, sqrt(squares), 1 / sqrt(N));
    assert_true(worst < 0.15 && sqrt(squares) < 0.25 / sqrt(N));
    free(u);
}

static void trajectories_change_one_factor_a_step(void **state)
{
    (void)state;
    enum { K = 6, R = 400 };
    double *u = make(DESIGN_MORRIS, K, R, 3);
    size_t levels[4] = {0};
    for (size_t t = 0; t < R; t++) {
        const double *points = u + t * (K + 1) * K;
        bool is_changed[K] = {false};
        for (size_t f = 0; f < K; f++)
            levels[(size_t)lround(points[f] * 3)]++;
        for (size_t i = 1; i <= K; i++) {
            size_t changes = 0;
            for (size_t f = 0; f < K; f++) {
                double step = points[i * K + f] - points[(i - 1) * K + f];
                if (step == 0)
                    continue;
                assert_true(fabs(fabs(step) - 2.0 / 3) < 1e-15 && !is_changed[f]);
                is_changed[f] = true;
                changes++;
            }
            assert_int_equal(changes, 1);
        }
    }
    // 2400 starts on 4 levels: standard deviation 21.
    for (int i = 0; i < 4; i++)
        assert_in_range(levels[i], 500, 700);
    free(u);
}

static void saltelli_mixes_two_samples(void **state)
{
    (void)state;
    const size_t sizes[] = {3, 30}; // 6 Sobol dimensions; 60 of a lattice
    for (size_t s = 0; s < 2; s++) {
        size_t k = sizes[s], n = 256;
        double *u = make(DESIGN_SALTELLI, k, n, 9),
               *base = sim_memory_new(n * 2 * k, sizeof(*base), "a test");
        design_quasi(n, 2 * k, 9, base);
        for (size_t j = 0; j < n; j++) {
            const double *a = u + j * (k + 2) * k, *b = a + k;
            assert_memory_equal(a, base + j * 2 * k, k * sizeof(double));
            assert_memory_equal(b, base + j * 2 * k + k, k * sizeof(double));
            for (size_t i = 0; i < k; i++)
                for (size_t f = 0; f < k; f++)
                    assert_true(b[(i + 1) * k + f] == (f == i ? b[f] : a[f]));
        }
        free(u);
        free(base);
    }
}

/// Genz's product peak's smooth relative: integral 1, all factors matter.
static double smooth(const double *u, size_t factors)
{
    double product = 1;
    for (size_t f = 0; f < factors; f++)
        product *= 1 + (exp(u[f]) - (M_E - 1)) / (double)(f + 2);
    return product;
}

/// Slope of log error over log points: root of the mean square error over 16 seeds. *last: the error at the most points.
static double slope_of(enum design_type type, size_t factors, double *last)
{
    enum { SEEDS = 16, FROM = 8, TO = 13 };
    double x[TO - FROM + 1], y[TO - FROM + 1], mean_x = 0, mean_y = 0, above = 0, below = 0;
    for (int m = FROM; m <= TO; m++) {
        size_t n = (size_t)1 << m;
        double squares = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            double *u = make(type, factors, n, seed), sum = 0;
            for (size_t p = 0; p < n; p++)
                sum += smooth(u + p * factors, factors);
            squares += pow(sum / (double)n - 1, 2) / SEEDS;
            free(u);
        }
        x[m - FROM] = m * M_LN2;
        y[m - FROM] = log(squares) / 2;
        mean_x += x[m - FROM] / (TO - FROM + 1);
        mean_y += y[m - FROM] / (TO - FROM + 1);
    }
    *last = exp(y[TO - FROM]);
    for (int i = 0; i <= TO - FROM; i++) {
        above += (x[i] - mean_x) * (y[i] - mean_y);
        below += (x[i] - mean_x) * (x[i] - mean_x);
    }
    return above / below;
}

static void randomised_quasi_monte_carlo_converges_faster(void **state)
{
    (void)state;
    double errors[6];
    double plain = slope_of(DESIGN_MONTE_CARLO, 5, &errors[0]), latin = slope_of(DESIGN_LATIN, 5, &errors[1]),
           sobol = slope_of(DESIGN_SOBOL, 5, &errors[2]), lattice = slope_of(DESIGN_LATTICE, 5, &errors[3]),
           many_plain = slope_of(DESIGN_MONTE_CARLO, 45, &errors[4]),
           many = slope_of(DESIGN_LATTICE, 45, &errors[5]);
    print_message(
        "error over points, and at 8,192 of them, 5 factors: monte-carlo n^%.2f %.1e, latin n^%.2f %.1e, "
        "sobol "
        "n^%.2f %.1e, lattice n^%.2f %.1e; 45 factors: monte-carlo n^%.2f %.1e, lattice n^%.2f %.1e\n",
        plain, errors[0], latin, errors[1], sobol, errors[2], lattice, errors[3], many_plain, errors[4], many,
        errors[5]);
    assert_true(plain > -0.65 && plain < -0.35);
    assert_true(sobol < -1.0 && errors[2] < errors[0] / 100);
    assert_true(lattice < -1.0 && errors[3] < errors[0] / 100);
    assert_true(errors[5] < errors[4] / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(a_grid_has_every_combination_and_both_ends),
        cmocka_unit_test(one_factor_alone_is_stratified),
        cmocka_unit_test(half_of_the_points_is_a_sample),
        cmocka_unit_test(scrambled_sobol_points_are_a_net),
        cmocka_unit_test(scrambling_and_shifting_are_unbiased),
        cmocka_unit_test(seeds_make_other_points),
        cmocka_unit_test(lattice_components_are_the_best),
        cmocka_unit_test(lattice_factors_do_not_follow_each_other),
        cmocka_unit_test(trajectories_change_one_factor_a_step),
        cmocka_unit_test(saltelli_mixes_two_samples),
        cmocka_unit_test(randomised_quasi_monte_carlo_converges_faster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
