/// What a problem may be: the last number that is taken, and the first that is refused, of each rule.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/placement.h"

enum { CLIENTS = 3, SITES = 4, COUNTIES = 2, PERIODS = 2, CLASSES = 2, SCENARIOS = 2 };

static struct placement_problem problem;

/// Every client knows every site, site j at 10 j from client i but one more for each i.
static void make(enum placement_mode mode, enum placement_metric metric)
{
    placement_problem_clear(&problem);
    placement_problem_init(&problem, mode, metric,
                           &(struct placement_size){.clients = CLIENTS,
                                                    .sites = SITES,
                                                    .counties = COUNTIES,
                                                    .classes = CLASSES,
                                                    .periods = PERIODS,
                                                    .scenarios = SCENARIOS,
                                                    .entries = CLIENTS * SITES});
    for (int32_t i = 0; i < CLIENTS && metric == PLACEMENT_LISTS; i++) {
        for (int32_t j = 0; j < SITES; j++) {
            problem.list_site[i * SITES + j] = j;
            problem.list_distance[i * SITES + j] = 10 * j + i;
        }
        problem.list_start[i + 1] = (size_t)(i + 1) * SITES;
    }
    for (int at = 0; at < CLIENTS * PERIODS * SCENARIOS; at++)
        problem.weight[at] = 1;
    problem.target[0] = 1, problem.target[1] = 2;
    for (int k = 0; k < CLASSES; k++)
        problem.classes[k].radius = 100;
}

/// Whether it is refused, and with these words.
static bool is_refused(const char *words)
{
    struct sim_error error = {0};
    bool is_bad = placement_problem_check(&problem, "some", &error) != SIM_OK, has_words = false;
    assert_int_equal(is_bad, error.count > 0);
    for (size_t i = 0; i < error.count; i++) {
        assert_memory_equal(error.faults[i].found, "some: ", 6);
        has_words = has_words || strstr(error.faults[i].found, words);
    }
    sim_error_clear(&error);
    if (is_bad && !has_words)
        fail_msg("refused, but not with \"%s\"", words);
    return is_bad;
}

/// The last value that is taken, the first that is not.
#define LIMIT(place, taken, refused, words)                                                                  \
    do {                                                                                                     \
        __typeof__(place) kept_ = (place);                                                                   \
        (place) = (taken);                                                                                   \
        if (is_refused(words))                                                                               \
            fail_msg(#place " = " #taken " is refused");                                                     \
        (place) = (refused);                                                                                 \
        if (!is_refused(words))                                                                              \
            fail_msg(#place " = " #refused " is taken");                                                     \
        (place) = kept_;                                                                                     \
    } while (0)

static void numbers_have_limits(void **state)
{
    (void)state;
    make(PLACEMENT_MEDIAN, PLACEMENT_LISTS);
    assert_false(is_refused(""));
    LIMIT(problem.weight[CLIENTS * PERIODS * SCENARIOS - 1], 0, -1,
          "weight 11: found -1, expected at least 0");
    LIMIT(problem.demand[CLIENTS - 1], 0, -1, "demand 2");
    LIMIT(problem.charge[SITES - 1], 0, -1, "charge of site 3");
    LIMIT(problem.price[SITES - 1], 0, -1, "price of site 3");
    LIMIT(problem.capacity[SITES - 1], 0, -1, "capacity of site 3");
    LIMIT(problem.target[1], 4, -2, "target of period 1");
    LIMIT(problem.budget[1], PLACEMENT_NONE, -2, "budget of period 1");
    LIMIT(problem.floor[PERIODS * COUNTIES - 1], 0, -1, "floor of period and county 3");
    LIMIT(problem.limit[PERIODS * COUNTIES - 1], PLACEMENT_NONE, -2, "limit of period and county 3");
    LIMIT(problem.share[SCENARIOS - 1], 0, -1, "share of scenario 1");
    LIMIT(problem.client_class[CLIENTS - 1], CLASSES - 1, CLASSES, "client 2: found class 2");
    LIMIT(problem.client_class[0], 0, -1, "client 0: found class -1");
    LIMIT(problem.county[SITES - 1], COUNTIES - 1, COUNTIES, "site 3: found county 2");
    LIMIT(problem.county[0], PLACEMENT_NONE, -2, "site 0: found county -2");
    LIMIT(problem.period_count, 2, PLACEMENT_PERIODS_MAX + 1, "periods, expected at most 8");
    LIMIT(problem.site_count, SITES, 0, "expected at least one of each");
    LIMIT(problem.client_count, CLIENTS, 0, "expected at least one of each");
}

static void classes_have_limits(void **state)
{
    (void)state;
    const int64_t most = PLACEMENT_DISTANCE_MAX;
    make(PLACEMENT_MEDIAN, PLACEMENT_LISTS);
    LIMIT(problem.classes[1].radius, most, most + 1, "class 1: found a radius or penalty beyond");
    LIMIT(problem.classes[1].penalty, most, most + 1, "class 1: found a radius or penalty beyond");
    LIMIT(problem.classes[1].backup_radius, most, most + 1, "class 1: found a radius or penalty beyond");
    LIMIT(problem.classes[1].penalty, 0, -1, "class 1: found a negative penalty");
    LIMIT(problem.classes[1].backup_penalty, 0, -1, "class 1: found a negative penalty");
    problem.classes[1].radius = PLACEMENT_NONE;
    assert_false(is_refused(""));
    static const enum placement_mode covers[] = {PLACEMENT_COVER, PLACEMENT_SET_COVER};
    for (int k = 0; k < 2; k++) {
        make(covers[k], PLACEMENT_LISTS);
        LIMIT(problem.classes[1].radius, 0, PLACEMENT_NONE, "class 1: found no radius");
    }
}

static void lists_have_limits(void **state)
{
    (void)state;
    make(PLACEMENT_MEDIAN, PLACEMENT_LISTS);
    LIMIT(problem.list_site[CLIENTS * SITES - 1], 3, 4, "client 2: found site 4");
    LIMIT(problem.list_site[0], 0, -1, "client 0: found site -1");
    LIMIT(problem.list_site[5], 1, 0, "client 1: site 0 is listed twice");
    LIMIT(problem.list_distance[7], 0, -1, "client 1, site 3: found the distance -1");
    LIMIT(problem.list_distance[7], PLACEMENT_DISTANCE_MAX, PLACEMENT_DISTANCE_MAX + 1, "take a larger unit");
    // No site of a row is farther than not to be served.
    problem.unserved = 32;
    LIMIT(problem.list_distance[7], 32, 33, "expected 0..32");
    LIMIT(problem.unserved, PLACEMENT_DISTANCE_MAX, (int64_t)PLACEMENT_DISTANCE_MAX + 1,
          "take a larger unit");
}

static void planes_have_limits(void **state)
{
    (void)state;
    int64_t half = PLACEMENT_DISTANCE_MAX / 2, rest = PLACEMENT_DISTANCE_MAX - 2 * half;
    make(PLACEMENT_MEDIAN, PLACEMENT_PLANAR);
    problem.client_x[0] = -half / 2, problem.site_x[3] = half - half / 2;
    // Both sides together: of clients and sites, whichever is farthest out.
    LIMIT(problem.client_y[2], half + rest - 1, half + rest + 1, "coordinates span");
    LIMIT(problem.site_y[1], -(half + rest - 1), -(half + rest + 1), "coordinates span");
    problem.client_y[2] = half + rest - 1;
    LIMIT(problem.site_x[3], half - half / 2, half - half / 2 + 2, "coordinates span");
    LIMIT(problem.client_x[0], -half / 2, -half / 2 - 2, "coordinates span");
}

/// The sum that could come up, by hand: distances of 32 at most, and one for rounding.
static void costs_have_a_limit(void **state)
{
    (void)state;
    const int64_t most = PLACEMENT_COST_MAX;
    make(PLACEMENT_MEDIAN, PLACEMENT_LISTS);
    problem.classes[1] =
        (struct placement_class){.radius = 9, .penalty = 7, .backup_radius = 9, .backup_penalty = 5};
    problem.client_class[2] = 1;
    problem.share[0] = 3, problem.share[1] = 0; // counts as one
    int64_t plain = 32 + 1, dear = 32 + 7 + 2 * 5 + 1;
    // Two periods: three shares and one, of two plain clients and a dear one.
    int64_t all = 2 * (3 + 1) * (2 * plain + dear);
    LIMIT(problem.charge[1], most - all, most - all + 1, "costs could come to");
    int64_t extra = (most - all) / (3 * dear);
    LIMIT(problem.weight[2], 1 + extra, 2 + extra, "costs could come to");
    problem.charge[0] = 1000;
    LIMIT(problem.charge[1], most - all - 1000, most - all - 999, "costs could come to");
}

static void rules_agree_with_each_other(void **state)
{
    (void)state;
    make(PLACEMENT_MEDIAN, PLACEMENT_LISTS);
    LIMIT(problem.target[1], 1, 0, "expected at least that of the period before, 1");
    LIMIT(problem.target[1], SITES, SITES + 1, "expected 0..4");
    LIMIT(problem.target[0], 2, PLACEMENT_NONE, "period 0: found no target");
    problem.is_vetoed[3] = true;
    LIMIT(problem.target[1], SITES - 1, SITES, "expected 0..3");
    LIMIT(problem.is_existing[3], false, true, "site 3 exists and is vetoed");
    problem.is_existing[0] = problem.is_existing[1] = true;
    problem.target[1] = 3;
    LIMIT(problem.target[0], 2, 1, "expected 2..3");
    problem.target[0] = 2;
    // Counties: floors below limits, and together below the target.
    problem.limit[1] = 1;
    LIMIT(problem.floor[1], 1, 2, "period 0, county 1: found a floor of 2 above the limit of 1");
    problem.floor[0] = 1;
    LIMIT(problem.floor[1], 1, 2, "floors of counties");
    problem.limit[1] = PLACEMENT_NONE;
    LIMIT(problem.floor[1], 1, 2,
          "period 0: found floors of counties of 3 in all, expected at most the target 2");
    LIMIT(problem.floor[3], 3, 4, "period 1: found floors of counties of 4 in all");
    problem.limit[3] = 0;
    LIMIT(problem.floor[3], 0, 1, "above the limit of 0");
}

static void modes_want_what_they_need(void **state)
{
    (void)state;
    static const enum placement_mode counted[] = {PLACEMENT_MEDIAN, PLACEMENT_COVER, PLACEMENT_CENTER},
                                     free_of_it[] = {PLACEMENT_FIXED_CHARGE, PLACEMENT_SET_COVER,
                                                     PLACEMENT_CAPACITATED};
    for (int k = 0; k < 3; k++) {
        make(counted[k], PLACEMENT_LISTS);
        problem.target[0] = 0;
        LIMIT(problem.target[1], 1, 0, "found no number of sites, expected at least 1");
        problem.target[0] = problem.target[1] = PLACEMENT_NONE;
        assert_true(is_refused("found no number of sites"));
        make(free_of_it[k], PLACEMENT_LISTS);
        problem.target[0] = problem.target[1] = PLACEMENT_NONE;
        assert_false(is_refused(""));
    }
    make(PLACEMENT_CAPACITATED, PLACEMENT_LISTS);
    LIMIT(problem.robust, PLACEMENT_EXPECTED, PLACEMENT_WORST, "keeps its");
    problem.robust = PLACEMENT_WORST;
    problem.scenario_count = 1;
    assert_false(is_refused(""));
}

/// Twenty faults are told of any number, and as many as there are of fewer.
static void faults_are_told_together(void **state)
{
    (void)state;
    struct sim_error error = {0};
    make(PLACEMENT_MEDIAN, PLACEMENT_LISTS);
    problem.client_class[0] = problem.client_class[2] = 7;
    problem.county[1] = 9;
    assert_int_equal(placement_problem_check(&problem, "some", &error), SIM_BAD_DATA);
    assert_int_equal(error.count, 3);
    sim_error_clear(&error);
    placement_problem_clear(&problem);
    placement_problem_init(&problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = 50, .sites = 50});
    for (int i = 0; i < 50; i++)
        problem.client_class[i] = 1;
    assert_int_equal(placement_problem_check(&problem, "some", &error), SIM_BAD_DATA);
    assert_int_equal(error.count, 20);
    sim_error_clear(&error);
    placement_problem_clear(&problem);
}

static void gaps_by_hand(void **state)
{
    (void)state;
    assert_true(placement_gap(200, 150) == 0.25);
    assert_true(placement_gap(200, 200) == 0);
    assert_true(placement_gap(1, 0) == 1);
    assert_true(placement_gap(0, 0) == 0);
    assert_true(placement_gap(-1, 0) == 1); // no answer
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_limits),
        cmocka_unit_test(classes_have_limits),
        cmocka_unit_test(lists_have_limits),
        cmocka_unit_test(planes_have_limits),
        cmocka_unit_test(costs_have_a_limit),
        cmocka_unit_test(rules_agree_with_each_other),
        cmocka_unit_test(modes_want_what_they_need),
        cmocka_unit_test(faults_are_told_together),
        cmocka_unit_test(gaps_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
