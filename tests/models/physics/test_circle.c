#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/physics/circle.h"
#include "sim/rng.h"

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.9g, expected %.9g within %.3g", what, value, expected, tolerance);
}

/// Two counties on a meridian, a degree apart (111.195 km). A point a tenth of a degree north of the southern seat, a
/// place two tenths north of it, another at the northern seat.
///     inside    0.1 deg x 1.5 = 16.68 km, one hop            100 + 81.73 + 30 = 211.73 us
///     across    tail 16.68 km + hop, 150 km + hop, tail 0 + hop   100 + 81.73 + 30 + 765 + 0 + 30 = 1006.7 us
static void test_by_hand(void **state)
{
    (void)state;
    const double seat_lat[] = {25, 26}, seat_lon[] = {118, 118}, factor[] = {1.5, 1.2};
    const struct circle_point point = {25.1, 118, 0, 1};
    const struct circle_place places[] = {{25.2, 118, 0}, {26, 118, 1}};
    const struct latency_link link = {0, 1, 150};
    struct circle_network network = {.rule = {4.9, 30, 100}, .route_factor = factor};
    struct circle_map map;
    struct circle circle;
    double seats_us[4], us;
    latency_matrix(&network.rule, 2, &link, 1, seats_us);
    near("between seats", seats_us[1], 765, 1e-9);
    network.seats_us = seats_us;
    circle_map_init(&map, &point, 1, places, 2, seat_lat, seat_lon, 2);
    circle_init(&circle, &map);
    circle_read(&circle, &network, &us);
    assert_true(isinf(us));
    circle_open(&circle, 1);
    circle_read(&circle, &network, &us);
    near("across", us, 100 + 4.9 * 1.5 * 11.1195 + 30 + 765 + 30, 1e-3);
    near("across, measured", us, circle_us(&map, &network, 0, 1), 1e-9);
    circle_open(&circle, 0);
    circle_read(&circle, &network, &us);
    near("inside", us, 100 + 4.9 * 1.5 * 11.1195 + 30, 1e-3);
    circle_clear(&circle);
    circle_map_clear(&map);
}

/// Random countries: after each opening, every point is as far as the nearest of all open places, one by one.
static void test_against_brute_force(void **state)
{
    (void)state;
    enum { POINTS = 60, PLACES = 30, COUNTIES = 9 };
    struct sim_rng rng = sim_rng_named(11, "countries", 0, 0, 0);
    for (int round = 0; round < 50; round++) {
        double lat[COUNTIES], lon[COUNTIES], factor[COUNTIES], seats_us[COUNTIES * COUNTIES], us[POINTS];
        struct circle_point points[POINTS];
        struct circle_place places[PLACES];
        struct latency_link links[COUNTIES * COUNTIES];
        for (int c = 0; c < COUNTIES; c++) {
            lat[c] = 24 + 3 * sim_rng_uniform(&rng);
            lon[c] = 117 + 3 * sim_rng_uniform(&rng);
            factor[c] = 1 + sim_rng_uniform(&rng);
        }
        for (int i = 0; i < POINTS; i++)
            points[i] = (struct circle_point){24 + 3 * sim_rng_uniform(&rng), 117 + 3 * sim_rng_uniform(&rng),
                                              (int32_t)(COUNTIES * sim_rng_uniform(&rng)), 1};
        for (int j = 0; j < PLACES; j++)
            places[j] = (struct circle_place){24 + 3 * sim_rng_uniform(&rng), 117 + 3 * sim_rng_uniform(&rng),
                                              (int32_t)(COUNTIES * sim_rng_uniform(&rng))};
        struct circle_network network = {{4.9, 30, 100}, factor, seats_us};
        size_t link_count = latency_neighbours(COUNTIES, lat, lon, links);
        // Now and then a network in two parts.
        latency_matrix(&network.rule, COUNTIES, links, round % 5 == 0 ? link_count / 3 : link_count,
                       seats_us);
        struct circle_map map;
        struct circle circle;
        circle_map_init(&map, points, POINTS, places, PLACES, lat, lon, COUNTIES);
        circle_init(&circle, &map);
        for (size_t open = 0; open < PLACES; open++) {
            circle_open(&circle, open);
            circle_read(&circle, &network, us);
            for (size_t i = 0; i < POINTS; i++) {
                double expected = INFINITY;
                for (size_t j = 0; j <= open; j++)
                    expected = fmin(expected, circle_us(&map, &network, i, j));
                assert_true(us[i] == expected || fabs(us[i] - expected) < 1e-6);
            }
        }
        circle_clear(&circle);
        circle_map_clear(&map);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_against_brute_force),
    };
    return cmocka_run_group_tests_name("circle", tests, NULL, NULL);
}
