// The data of the page of a search for the cheapest change, from a file made by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "results/kind.h"
#include "results/report/data.h"
#include "results/store.h"
#include "tests/scratch.h"

enum { POINTS = 3, LEVERS = 2, CHECKS = 2 };

static size_t add(struct store *store, const char *name, enum store_type type, const char *a, const char *b)
{
    return store_add_variable(store, &(struct store_variable){.name = name, .scales = {a, b}, .type = type});
}

static void put_points(struct store *store)
{
    static const double cost[POINTS] = {0, 5e6, 2e6}, share[POINTS] = {0.1, 0.95, 0.2},
                        front[POINTS] = {1, 1, 0};
    static const double effort[POINTS][LEVERS] = {{0, 0}, {1, 0.25}, {0, 1}};
    size_t a = add(store, "point_cost_cny", STORE_F64, SCHEMA_POINT, NULL);
    size_t b = add(store, "point_p", STORE_F64, SCHEMA_POINT, NULL);
    size_t c = add(store, "point_is_on_frontier", STORE_I32, SCHEMA_POINT, NULL);
    size_t d = add(store, SCHEMA_POINT_VALUE, STORE_F64, SCHEMA_POINT, SCHEMA_FACTOR);
    for (size_t p = 0; p < POINTS; p++) {
        store_put(store, a, p, &cost[p]);
        store_put(store, b, p, &share[p]);
        store_put(store, c, p, &front[p]);
        store_put(store, d, p, effort[p]);
    }
}

/// answer: index of the verification that holds, or -1.
static void write_file(int64_t answer)
{
    struct sim_error error = {0};
    struct store *store;
    static const char *const levers[LEVERS] = {"crews", "sites"};
    static const double seeds[CHECKS] = {1, 2}, points[CHECKS] = {2, 1}, shares[CHECKS] = {0.3, 0.92};
    const struct store_head head = {.title = "x",
                                    .program_version = "0",
                                    .command = "suanli reach",
                                    .scenario_text = "",
                                    .replications = 4,
                                    .points = POINTS,
                                    .epoch = "2022-12-31"};
    assert_int_equal(store_create("r.h5", &head, &store, &error), SIM_OK);
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_FACTOR, .count = LEVERS, .texts = levers});
    store_add_scale(store,
                    &(struct store_scale){.name = "check", .count = CHECKS, .numbers = seeds, .whole = true});
    put_points(store);
    store_put_fixed(store, add(store, "check_point", STORE_I32, "check", NULL), points);
    store_put_fixed(store, add(store, "check_p", STORE_F64, "check", NULL), shares);
    store_attribute_text(store, SCHEMA_DESIGN, "reach"); // as a sweep has
    store_attribute_number(store, "p", 0.9);
    store_attribute_whole(store, "answer_check", answer);
    assert_int_equal(store_close(store, &error), SIM_OK);
}

static json_t *reach_of(int64_t answer)
{
    struct sim_error error = {0};
    struct load *load;
    write_file(answer);
    assert_int_equal(load_open("r.h5", &load, &error), SIM_OK);
    assert_int_equal(kind_of(load), KIND_REACH);
    json_t *data = data_create(load, NULL, STRINGS_EN, &error);
    assert_int_equal(error.count, 0);
    assert_non_null(data);
    json_t *reach = json_incref(json_object_get(data, "reach"));
    json_decref(data);
    load_close(load);
    return reach;
}

static void expect(const json_t *array, size_t i, double want)
{
    assert_float_equal(json_number_value(json_array_get(array, i)), want, 1e-12);
}

static void test_answer(void **state)
{
    (void)state;
    json_t *reach = reach_of(1);
    const json_t *points = json_object_get(reach, "points"), *answer = json_object_get(reach, "answer");
    expect(json_object_get(points, "cost"), 1, 5e6);
    expect(json_object_get(points, "p"), 2, 0.2);
    expect(json_array_get(json_object_get(points, "effort"), 1), 1, 0.25);
    assert_float_equal(json_number_value(json_object_get(answer, "point")), 1, 0);
    assert_float_equal(json_number_value(json_object_get(answer, "p")), 0.92, 1e-12);
    assert_float_equal(json_number_value(json_object_get(reach, "wanted")), 0.9, 1e-12);
    json_decref(reach);
}

static void test_none(void **state)
{
    (void)state;
    json_t *reach = reach_of(-1);
    assert_null(json_object_get(reach, "answer"));
    json_decref(reach);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answer), cmocka_unit_test(test_none)};
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
