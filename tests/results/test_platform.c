// What the platform did and is worth, from a file made by hand, against numbers computed by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/platform.h"
#include "tests/results/frame.h"

enum { N = 2, WORKS = 2, MONTHS = 13, GAINS = 5, VARIABLES = 10 };

static char path[64];

static const char *const WORK_IDS[WORKS] = {"online", "training"};
static const char *const PRECISIONS[WORKS] = {"FP32", "FP16"};
static const char *const GAIN_IDS[GAINS] = {"served_more_frac", "saved_cny_per_pflops_day",
                                            "saved_carbon_kg_per_pflops_day", "saved_cost_frac",
                                            "saved_carbon_frac"};
static const char *const GAIN_UNITS[GAINS] = {"1", "CNY/(PFLOPS day)", "kg/(PFLOPS day)", "1", "1"};
static const char *const NAMES[VARIABLES] = {
    SCHEMA_WORK_DEMAND, SCHEMA_WORK_SERVED,   SCHEMA_WORK_UNSERVED, SCHEMA_WORK_AWAY, SCHEMA_WORK_RTT,
    SCHEMA_WORK_WAIT,   SCHEMA_WORK_SLOWDOWN, SCHEMA_WORK_JOBS,     SCHEMA_WORK_COST, SCHEMA_WORK_CARBON};

/// A month by class of work: demand, served, unserved, away, rtt, wait, slowdown, jobs, cost, carbon. The last of the
/// thirteen months has twice the work at twice the rtt, and thrice the jobs with no wait.
static const double USUAL[WORKS][VARIABLES] = {{100, 90, 10, 45, 2, 0, 0, 0, 900, 1.8},
                                               {50, 40, 0, 10, 4, 8, 3, 10, 80, 0.4}};

static double value_of(int side, size_t variable, size_t w, size_t m)
{
    double value = USUAL[w][variable];
    bool is_last = m == MONTHS - 1;
    if (m == 0)
        return 1e6; // none of the last twelve
    if (side == 1 && variable == 1)
        value /= 2;
    if (!is_last)
        return value;
    if (variable == 5)
        return 0;
    return variable == 7 ? 3 * value : variable == 6 ? value : 2 * value;
}

static void put(struct store *store, const char *name, int side)
{
    double numbers[N * WORKS * MONTHS];
    for (size_t i = 0; i < VARIABLES; i++) {
        char full[64];
        snprintf(full, sizeof(full), "%s%s", name, NAMES[i]);
        for (size_t k = 0; k < N * WORKS * MONTHS; k++)
            numbers[k] = value_of(side, i, k / MONTHS % WORKS, k % MONTHS);
        frame_numbers(store, full, FRAME_BY(SCHEMA_REPLICATION, SCHEMA_WORK, SCHEMA_MONTH), numbers);
    }
}

static void write_file(bool has_dispatch, bool is_whole)
{
    double called[N * MONTHS] = {[5] = 8, [MONTHS + 5] = 8}, shed[N * MONTHS] = {[5] = 4, [MONTHS + 5] = 6};
    static const double gains[N * GAINS] = {0.1, 20, 1, 0.2, 0.01, 0.3, 40, 3, 0.4, 0.03};
    struct store *store = frame_begin(path, N);
    frame_days(store, SCHEMA_MONTH, MONTHS, 30);
    if (has_dispatch) {
        store_attribute_text(store, SCHEMA_DISPATCH_POLICY, "cheapest");
        frame_names(store, SCHEMA_WORK, WORKS, WORK_IDS);
        frame_names(store, SCHEMA_GAIN, GAINS, GAIN_IDS);
        frame_texts(store, SCHEMA_WORK_PRECISION, SCHEMA_WORK, PRECISIONS);
        if (is_whole)
            frame_texts(store, SCHEMA_GAIN_UNIT, SCHEMA_GAIN, GAIN_UNITS);
        put(store, "", 0);
        put(store, SCHEMA_BASELINE, 1);
        frame_numbers(store, "called_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_MONTH), called);
        frame_numbers(store, "shed_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_MONTH), shed);
        frame_numbers(store, SCHEMA_PLATFORM_GAIN, FRAME_BY(SCHEMA_REPLICATION, SCHEMA_GAIN), gains);
    }
    frame_close(store);
}

static struct platform *read_file(enum sim_status expected, struct sim_error *error)
{
    struct load *load;
    struct platform *platform = NULL;
    assert_int_equal(load_open(path, &load, error), SIM_OK);
    assert_int_equal(platform_create(load, &platform, error), expected);
    load_close(load);
    return platform;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected) + 1e-12))
        fail_msg("%.12g, expected %.12g", value, expected);
}

static void test_figures(void **state)
{
    (void)state;
    struct sim_error error = {0};
    write_file(true, true);
    struct platform *platform = read_file(SIM_OK, &error);
    assert_string_equal(platform->policy, "cheapest");
    const struct platform_work *online = &platform->works[0], *training = &platform->works[1];
    near(online->side[0].served_frac, 0.9);
    near(online->side[1].served_frac, 0.45);
    near(online->p50, 90 * 13 / 365.25);                              // eleven months and a double one
    near(online->side[0].rtt_ms, (11 * 90 * 2.0 + 180 * 4.0) / 1170); // weighted by what was served
    near(online->away_frac, 0.5);
    near(online->side[0].cny, 10);
    near(online->side[1].cny, 20);
    near(online->side[0].kg, 20);
    assert_true(online->jobs == 0 && isnan(online->side[0].slowdown));
    near(training->jobs, 140);
    near(training->side[0].wait_h, 110 * 8.0 / 140); // by jobs
    near(training->side[0].slowdown, 3);
    near(platform->gains[0].p50, 0.2);
    near(platform->gains[1].p95, 39);
    near(platform->called_mwh, 8);
    near(platform->shed_mwh, 5);
    platform_destroy(platform);
}

static void test_json_and_print(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char text[8192];
    write_file(true, true);
    struct platform *platform = read_file(SIM_OK, &error);
    json_t *json = json_object();
    platform_json(platform, json);
    const json_t *dispatch = json_object_get(json, "dispatch"),
                 *first = json_array_get(json_object_get(dispatch, "works"), 0);
    assert_string_equal(json_string_value(json_object_get(dispatch, "policy")), "cheapest");
    near(json_number_value(json_object_get(first, "served_frac")), 0.9);
    near(json_number_value(json_object_get(json_object_get(first, "baseline"), "served_frac")), 0.45);
    near(json_number_value(
             json_object_get(json_object_get(json_object_get(dispatch, "gain"), "saved_cost_frac"), "p50")),
         0.3);
    json_decref(json);
    FILE *stream = fmemopen(text, sizeof(text), "w");
    platform_print(platform, stream, false, STRINGS_EN);
    fclose(stream);
    assert_non_null(strstr(text, "policy cheapest"));
    assert_non_null(strstr(text, "20.0 % more work done"));
    assert_non_null(strstr(text, "8 MWh asked for, 5 MWh shed"));
    stream = fmemopen(text, sizeof(text), "w");
    platform_print(platform, stream, false, STRINGS_ZH);
    fclose(stream);
    assert_non_null(strstr(text, "策略：成本最低"));
    assert_non_null(strstr(text, "统一调度多完成业务 20.0 %"));
    assert_non_null(strstr(text, "要求削减 8 MWh，实际削减 5 MWh"));
    platform_destroy(platform);
}

static void test_none_and_broken(void **state)
{
    (void)state;
    struct sim_error error = {0};
    write_file(false, true);
    struct platform *platform = read_file(SIM_OK, &error);
    json_t *json = json_object();
    assert_null(platform->policy);
    platform_json(platform, json);
    assert_int_equal(json_object_size(json), 0);
    json_decref(json);
    platform_destroy(platform);
    write_file(true, false);
    assert_null(read_file(SIM_BAD_DATA, &error));
    assert_true(error.count > 0);
    sim_error_clear(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_json_and_print),
        cmocka_unit_test(test_none_and_broken),
    };
    snprintf(path, sizeof(path), "test_platform.%d.h5", (int)getpid());
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
