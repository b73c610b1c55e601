/// Traffic shared among exits: nothing lost, and nothing cheaper, by an independent search of the whole residual network.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/egress.h"
#include "sim/rng.h"

#define SOURCES 9
#define EXITS   7
#define NODES   (SOURCES + EXITS + 1)

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.12g, expected %.12g within %.3g", what, value, expected, tolerance);
}

/// Cost of a flow from its definition: ways, and the integral of the congestion's price.
static double cost_of(size_t sources, size_t exits, const double *way_us, const double *capacity,
                      double detour_us, const double *flow)
{
    double sum = 0;
    for (size_t e = 0; e < exits; e++) {
        double load = 0, below = 0;
        for (size_t s = 0; s < sources; s++) {
            load += flow[s * exits + e];
            sum += flow[s * exits + e] > 0 ? flow[s * exits + e] * way_us[s * exits + e] : 0;
        }
        for (size_t k = 0; k < EGRESS_SLOPES && load > below; k++) {
            double end = fmin(load, egress_ends[k] * capacity[e]);
            sum += fmax(0, end - below) * (egress_slopes[k] - 1) * detour_us;
            below = fmax(below, end);
        }
    }
    return sum;
}

/// A convex flow is optimal where its residual network has no cycle of negative cost: by Floyd and Warshall over sources,
/// exits and the world outside.
static void assert_optimal(const double *way_us, const double *capacity, double detour_us, const double *flow)
{
    double cost[NODES][NODES];
    for (int i = 0; i < NODES; i++)
        for (int j = 0; j < NODES; j++)
            cost[i][j] = i == j ? 0 : INFINITY;
    for (int e = 0; e < EXITS; e++) {
        double load = 0;
        for (int s = 0; s < SOURCES; s++) {
            load += flow[s * EXITS + e];
            cost[s][SOURCES + e] = way_us[s * EXITS + e];
            if (flow[s * EXITS + e] > 1e-9)
                cost[SOURCES + e][s] = -way_us[s * EXITS + e];
        }
        if (capacity[e] <= 0)
            continue;
        cost[SOURCES + e][NODES - 1] = egress_price_us(load + 1e-9, capacity[e], detour_us);
        if (load > 1e-9)
            cost[NODES - 1][SOURCES + e] = -egress_price_us(load - 1e-9, capacity[e], detour_us);
    }
    for (int k = 0; k < NODES; k++)
        for (int i = 0; i < NODES; i++)
            for (int j = 0; j < NODES; j++)
                cost[i][j] = fmin(cost[i][j], cost[i][k] + cost[k][j]);
    for (int i = 0; i < NODES; i++)
        assert_true(cost[i][i] > -1e-6);
}

static void test_random(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(3, "egress", 0, 0, 0);
    for (int trial = 0; trial < 2000; trial++) {
        double traffic[SOURCES], way_us[SOURCES * EXITS], capacity[EXITS], flow[SOURCES * EXITS],
            work[2 * SOURCES + 3 * EXITS];
        for (int s = 0; s < SOURCES; s++)
            traffic[s] = sim_rng_uniform(&rng) < 0.1 ? 0 : 6 * sim_rng_uniform(&rng);
        for (int i = 0; i < SOURCES * EXITS; i++) // whole hundreds: ties
            way_us[i] = 100 * floor(1 + 25 * sim_rng_uniform(&rng));
        for (int e = 0; e < EXITS; e++)
            capacity[e] = e > 0 && sim_rng_uniform(&rng) < 0.1 ? 0 : 1 + 12 * sim_rng_uniform(&rng);
        double lost = egress_share(SOURCES, EXITS, traffic, way_us, capacity, 100, work, flow);
        near("lost", lost, 0, 0);
        for (int s = 0; s < SOURCES; s++) {
            double sum = 0;
            for (int e = 0; e < EXITS; e++) {
                assert_true(flow[s * EXITS + e] >= 0 && (capacity[e] > 0 || flow[s * EXITS + e] == 0));
                sum += flow[s * EXITS + e];
            }
            near("conserved", sum, traffic[s], 1e-9);
        }
        assert_optimal(way_us, capacity, 100, flow);
    }
}

/// Two sources, two exits: every division in steps, none cheaper.
static void test_brute_force(void **state)
{
    (void)state;
    const double traffic[2] = {5, 3}, way_us[4] = {100, 700, 300, 200}, capacity[2] = {6, 8};
    double flow[4], work[10], least = INFINITY;
    egress_share(2, 2, traffic, way_us, capacity, 100, work, flow);
    for (int i = 0; i <= 500; i++)
        for (int j = 0; j <= 300; j++) {
            double a = 5 * i / 500.0, b = 3 * j / 300.0, other[4] = {a, 5 - a, b, 3 - b};
            least = fmin(least, cost_of(2, 2, way_us, capacity, 100, other));
        }
    double own = cost_of(2, 2, way_us, capacity, 100, flow);
    assert_true(own <= least + 1e-9);
    near("cost", own, least, 8 * 0.01 * 1000); // one step of the grid
}

static void test_corners(void **state)
{
    (void)state;
    const double traffic[1] = {4}, way_us[2] = {100, 500};
    double flow[2], work[8];
    // Empty exits: the shortest way. A third of 12 is 4.
    egress_share(1, 2, traffic, way_us, (double[2]){12, 12}, 100, work, flow);
    near("shortest", flow[0], 4, 1e-12);
    // 400 us of detour are worth it from slope 10 on (900 us more): beyond two thirds of 3.
    egress_share(1, 2, traffic, way_us, (double[2]){3, 12}, 100, work, flow);
    near("spared", flow[0], 2, 1e-12);
    // Overload has a price, not a limit.
    near("lost", egress_share(1, 2, traffic, way_us, (double[2]){1, 0}, 100, work, flow), 0, 0);
    near("overload", flow[0], 4, 1e-12);
    near("no exit", egress_share(1, 2, traffic, way_us, (double[2]){0, 0}, 100, work, flow), 4, 0);
    near("no way",
         egress_share(1, 2, traffic, (double[2]){INFINITY, INFINITY}, (double[2]){9, 9}, 100, work, flow), 4,
         0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_brute_force),
        cmocka_unit_test(test_corners),
    };
    return cmocka_run_group_tests_name("egress", tests, NULL, NULL);
}
