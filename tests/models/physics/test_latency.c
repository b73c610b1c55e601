#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/latency.h"
#include "sim/rng.h"

static const struct latency_rule fibre = {.us_per_km = 4.9};
static const struct latency_rule switched = {.us_per_km = 4.9, .hop_us = 30, .equipment_us = 150};

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.9g, expected %.9g within %.3g", what, value, expected, tolerance);
}

/// A quarter of a great circle is pi/2 radii; a degree of a meridian 111.195 km; and the textbook pair of Nashville and
/// Los Angeles airports, 2886.45 km on a sphere of 6371.0088 km (2887.26 on 6372.8).
static void test_great_circle(void **state)
{
    (void)state;
    near("quarter", latency_great_circle_km(0, 0, 0, 90), 10007.557, 0.001);
    near("pole to pole", latency_great_circle_km(90, 0, -90, 0), 20015.115, 0.001);
    near("degree", latency_great_circle_km(25, 118, 26, 118), 111.1951, 0.0001);
    near("textbook", latency_great_circle_km(36.12, -86.67, 33.94, -118.40), 2886.4484, 0.001);
    near("nothing", latency_great_circle_km(26, 119, 26, 119), 0, 0);
    near("both ways", latency_great_circle_km(24, 118, 27, 120), latency_great_circle_km(27, 120, 24, 118),
         0);
}

/// By the chord as by the angles, near and far.
static void test_spots(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(2, "spots", 0, 0, 0);
    for (int i = 0; i < 10000; i++) {
        double lat = -90 + 180 * sim_rng_uniform(&rng), lon = -180 + 360 * sim_rng_uniform(&rng);
        double far = pow(10, -6 * sim_rng_uniform(&rng)); // from a few metres on
        double lat_b = fmin(90, lat + 90 * far * sim_rng_uniform(&rng)),
               lon_b = lon + 90 * far * sim_rng_uniform(&rng);
        struct latency_spot a = latency_spot_of(lat, lon), b = latency_spot_of(lat_b, lon_b);
        double km = latency_great_circle_km(lat, lon, lat_b, lon_b);
        near("chord", latency_spot_km(&a, &b), km, 1e-6);
    }
}

/// 100 km of fibre and 3 hops: 490 + 90 + 150 us.
static void test_rule(void **state)
{
    (void)state;
    near("one way", latency_one_way_us(&switched, 100, 3), 730, 1e-9);
    near("round trip", latency_round_trip_us(&switched, 100, 3), 1460, 1e-9);
    near("fibre alone", latency_round_trip_us(&fibre, 1000 / 9.8, 0), 1000, 1e-9);
}

/// A square with one slow side: 0-1-2 by 100 and 50 km, 0-3-2 by 80 and 80, 0-2 straight by 155. Node 4 is cut off.
static void test_ways_by_hand(void **state)
{
    (void)state;
    const struct latency_link links[] = {{0, 1, 100}, {1, 2, 50}, {0, 3, 80}, {3, 2, 80}, {2, 0, 155}};
    struct latency_way ways[5];
    // Straight: 155 * 4.9 + 30 = 789.5; by 1: 150 * 4.9 + 60 = 795.
    latency_ways(&switched, 5, links, 5, 0, ways);
    near("2", ways[2].us, 789.5, 1e-9);
    near("2", ways[2].fibre_km, 155, 0);
    assert_int_equal(ways[2].hops, 1);
    assert_true(isinf(ways[4].us));
    near("0", ways[0].us, 0, 0);
    // Without switching the way by 1 is shorter.
    latency_ways(&fibre, 5, links, 5, 0, ways);
    near("2 without hops", ways[2].us, 735, 1e-9);
    assert_int_equal(ways[2].hops, 2);
}

/// Random networks against Floyd-Warshall: loops, parallels, nodes that nothing reaches.
static void test_against_floyd_warshall(void **state)
{
    (void)state;
    enum { MOST = 40 };
    static double us[MOST * MOST], exact[MOST * MOST];
    struct sim_rng rng = sim_rng_named(7, "networks", 0, 0, 0);
    for (int round = 0; round < 200; round++) {
        uint32_t n = 1 + (uint32_t)(sim_rng_uniform(&rng) * MOST);
        size_t m = (size_t)(sim_rng_uniform(&rng) * 3 * n);
        struct latency_link links[3 * MOST];
        for (uint32_t i = 0; i < n * n; i++)
            exact[i] = i % (n + 1) == 0 ? 0 : INFINITY;
        for (size_t i = 0; i < m; i++) {
            links[i] = (struct latency_link){(uint32_t)(sim_rng_uniform(&rng) * n),
                                             (uint32_t)(sim_rng_uniform(&rng) * n),
                                             floor(sim_rng_uniform(&rng) * 50)};
            double *there = &exact[links[i].a * n + links[i].b], *back = &exact[links[i].b * n + links[i].a];
            *there = *back = fmin(*there, 4.9 * links[i].fibre_km + 30);
        }
        for (uint32_t k = 0; k < n; k++)
            for (uint32_t i = 0; i < n; i++)
                for (uint32_t j = 0; j < n; j++)
                    exact[i * n + j] = fmin(exact[i * n + j], exact[i * n + k] + exact[k * n + j]);
        latency_matrix(&switched, n, links, m, us);
        for (uint32_t i = 0; i < n * n; i++)
            if (isinf(exact[i]))
                assert_true(isinf(us[i]));
            else
                near("pair", us[i], exact[i], 1e-9);
    }
}

/// Three on a line: the middle one is in the way. A square: sides, and of the diagonals none (a tie is free, but on a
/// sphere the diagonals' circles are a little short of the corners). Networks of random points hang together.
static void test_neighbours(void **state)
{
    (void)state;
    const double line_lat[] = {0, 0, 0}, line_lon[] = {0, 1, 2};
    struct latency_link links[100 * 99 / 2];
    assert_int_equal(latency_neighbours(3, line_lat, line_lon, links), 2);
    assert_int_equal(links[0].a, 0);
    assert_int_equal(links[0].b, 1);
    near("a degree", links[0].fibre_km, 111.1951, 1e-4);
    struct sim_rng rng = sim_rng_named(3, "points", 0, 0, 0);
    for (int round = 0; round < 20; round++) {
        double lat[100], lon[100];
        static double us[100 * 100];
        for (int i = 0; i < 100; i++) {
            lat[i] = 23.5 + 5 * sim_rng_uniform(&rng);
            lon[i] = 116 + 4 * sim_rng_uniform(&rng);
        }
        size_t count = latency_neighbours(100, lat, lon, links);
        assert_true(count >= 99 && count <= 3 * 100 - 8); // planar
        latency_matrix(&fibre, 100, links, count, us);
        for (int i = 0; i < 100 * 100; i++)
            assert_true(isfinite(us[i]));
    }
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

static double sorted_quantile(const double *values, const double *weights, size_t count, double share)
{
    double pairs[64][2], total = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        pairs[i][0] = values[i];
        pairs[i][1] = weights[i];
        total += weights[i];
    }
    qsort(pairs, count, sizeof(pairs[0]), ascending);
    for (size_t i = 0; i < count; i++)
        if (pairs[i][1] > 0 && (sum += pairs[i][1]) >= share * total)
            return pairs[i][0];
    return NAN;
}

static void test_quantile(void **state)
{
    (void)state;
    double values[64] = {5, 1, 3}, weights[64] = {1, 2, 1};
    near("half of the weight is at 1", latency_quantile(values, weights, 3, 0.5), 1, 0);
    near("three quarters below 5", latency_quantile(values, weights, 3, 0.75), 3, 0);
    near("all", latency_quantile(values, weights, 3, 1), 5, 0);
    near("least", latency_quantile(values, weights, 3, 0), 1, 0);
    struct sim_rng rng = sim_rng_named(5, "quantiles", 0, 0, 0);
    for (int round = 0; round < 2000; round++) {
        size_t count = 1 + (size_t)(sim_rng_uniform(&rng) * 64);
        double expected, share = floor(sim_rng_uniform(&rng) * 33) / 32;
        for (size_t i = 0; i < count; i++) {
            // Few values, many ties, weights of zero, unreachable ones; whole weights: sums are exact.
            values[i] = floor(sim_rng_uniform(&rng) * 20);
            values[i] = values[i] == 19 ? INFINITY : values[i];
            weights[i] = floor(sim_rng_uniform(&rng) * 4);
        }
        expected = sorted_quantile(values, weights, count, share);
        double found = latency_quantile(values, weights, count, share);
        assert_true(found == expected || (isnan(found) && isnan(expected)));
    }
    assert_true(isnan(latency_quantile(values, weights, 0, 0.5)));
}

static void test_worst_pair(void **state)
{
    (void)state;
    const double us[] = {0, 1, 9, 1, 0, 4, 9, 4, 0};
    const uint32_t all[] = {0, 1, 2}, two[] = {1, 2};
    near("all", latency_worst_pair(us, 3, all, 3), 9, 0);
    near("two", latency_worst_pair(us, 3, two, 2), 4, 0);
    assert_true(isnan(latency_worst_pair(us, 3, two, 1)));
}

/// A column of a comma-separated line, copied into `text`.
static const char *cell(const char *line, int column, char text[64])
{
    for (; column > 0 && line; column--)
        line = (line = strchr(line, ',')) ? line + 1 : NULL;
    assert_non_null(line);
    size_t length = strcspn(line, ",\r\n");
    assert_true(length < 64);
    memcpy(text, line, length);
    text[length] = '\0';
    return text;
}

/// Against a table of the 36 pairs of Fujian's cities: 1.4 times its great circles at 4.9 us/km, to its last digits.
static void test_city_pairs(void **state)
{
    (void)state;
    const char *reference = getenv("SUANLI_REFERENCE");
    char path[4096], line[256], text[64];
    snprintf(path, sizeof(path), "%s/../facts/city_pairs.csv", reference ? reference : "");
    FILE *file = reference ? fopen(path, "r") : NULL;
    if (!file) {
        print_message("skipped: no city_pairs.csv beside the folder SUANLI_REFERENCE\n");
        skip();
    }
    int pairs = 0;
    assert_non_null(fgets(line, sizeof(line), file));
    for (; fgets(line, sizeof(line), file); pairs++) {
        double km = atof(cell(line, 2, text)) * 1.4;
        near(line, km, atof(cell(line, 3, text)), 0.121);
        near(line, latency_one_way_us(&fibre, km, 0) / 1000, atof(cell(line, 4, text)), 0.0054);
        near(line, latency_round_trip_us(&fibre, km, 0) / 1000, atof(cell(line, 5, text)), 0.0058);
    }
    fclose(file);
    assert_int_equal(pairs, 36);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_great_circle),
        cmocka_unit_test(test_spots),
        cmocka_unit_test(test_rule),
        cmocka_unit_test(test_ways_by_hand),
        cmocka_unit_test(test_against_floyd_warshall),
        cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_quantile),
        cmocka_unit_test(test_worst_pair),
        cmocka_unit_test(test_city_pairs),
    };
    return cmocka_run_group_tests_name("latency", tests, NULL, NULL);
}
