// What stands in the way, from files made by hand, against numbers computed by hand.
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

#include "results/load.h"
#include "results/obstacles.h"
#include "results/verdict.h"
#include "tests/results/frame.h"

enum { N = 4, TARGETS = 3, CAUSES = 6 };

static char path[64];

static const char *const NAMES[CAUSES] = {"crews", "review", "grid", "capital", "demand", "fibre"};
static const char *const IDS[TARGETS] = {"compute_eflops@2025-12-31", "edge_sites@2023-12-31",
                                         "万兆端口@2025-12-31"};
static const char *const UNITS[TARGETS] = {"EFLOPS", "1", "万个"};

/// By replication, target, cause.
///
/// compute_eflops: missed in replications 0 and 2, reached in 1, not known in 3. Means of the two: review (1 + 3) / 2 = 2,
/// grid 2 / 2 = 1, capital 0.04 / 2 = 0.02, demand (1 + 1) / 2 = 1; of 4.02 these are 49.8, 24.9, 0.5 and 24.9 %.
/// edge_sites: never missed. The ports: missed in replication 3 alone, by 105: 4.8, 9.5, 19.0, 28.6 and 38.1 %.
static const double MISSING[N][TARGETS][CAUSES] = {
    {{0, 1, 2, 0.04, 1, 0}, {0}, {0}},
    {{0}, {0}, {0}},
    {{0, 3, 0, 0, 1, 0}, {0}, {0}},
    {{0, 0, NAN, 0, 1, 0}, {0}, {0, 5, 10, 20, 30, 40}},
};

/// By replication and cause. Crews and demand: never known. Review: 100 / 4 = 25. Grid 100. Capital 0.4. Fibre: known in two,
/// (60 + 80) / 2 = 70.
static const double WAITS[N][CAUSES] = {
    {NAN, 10, 100, 0.4, NAN, NAN},
    {NAN, 20, 100, 0.4, NAN, 60},
    {NAN, 30, 100, 0.4, NAN, NAN},
    {NAN, 40, 100, 0.4, NAN, 80},
};

/// What a file has. Scales of a variable end with a null; no first one: the file has not the variable.
struct shape {
    const char *const *causes; // null: no such scale
    bool numbered_causes;      // the scale has numbers, not names
    bool has_targets, has_units;
    const char *missing[SCHEMA_RANK_MAX + 1];
    const char *waits[SCHEMA_RANK_MAX + 1];
    const double *wait_numbers; // null: WAITS
};

static const struct shape WHOLE = {.causes = NAMES,
                                   .has_targets = true,
                                   .has_units = true,
                                   .missing = {SCHEMA_REPLICATION, SCHEMA_TARGET, SCHEMA_CAUSE},
                                   .waits = {SCHEMA_REPLICATION, SCHEMA_CAUSE}};

/// Adds a variable and puts the first numbers of its slabs, however many its shape takes.
static void put(struct store *store, const char *name, const char *const *scales, const double *numbers,
                size_t slab)
{
    struct store_variable variable = {.name = name};
    if (!scales[0])
        return;
    for (size_t i = 0; scales[i]; i++)
        variable.scales[i] = scales[i];
    size_t index = store_add_variable(store, &variable);
    if (strcmp(scales[0], SCHEMA_REPLICATION) != 0) {
        store_put_fixed(store, index, numbers);
        return;
    }
    for (size_t r = 0; r < N; r++)
        store_put(store, index, r, numbers + r * slab);
}

static void write_file(const struct shape *shape)
{
    static const double numbers[CAUSES] = {0, 1, 2, 3, 4, 5};
    struct store *store = frame_begin(path, N);
    if (shape->causes)
        store_add_scale(store, &(struct store_scale){.name = SCHEMA_CAUSE,
                                                     .count = CAUSES,
                                                     .texts = shape->numbered_causes ? NULL : shape->causes,
                                                     .numbers = shape->numbered_causes ? numbers : NULL});
    if (shape->has_targets)
        store_add_scale(store, &(struct store_scale){.name = SCHEMA_TARGET, .count = TARGETS, .texts = IDS});
    if (shape->has_units)
        store_put_texts(store,
                        store_add_variable(store, &(struct store_variable){.name = SCHEMA_TARGET_UNIT,
                                                                           .scales = {SCHEMA_TARGET},
                                                                           .type = STORE_TEXT}),
                        UNITS);
    put(store, SCHEMA_TARGET_MISSING, shape->missing, &MISSING[0][0][0], TARGETS * CAUSES);
    put(store, SCHEMA_PLANNED_WAIT, shape->waits, shape->wait_numbers ? shape->wait_numbers : &WAITS[0][0],
        CAUSES);
    frame_close(store);
}

static struct obstacles *obstacles_of(const struct shape *shape)
{
    struct sim_error error = {0};
    struct load *load;
    struct obstacles *obstacles;
    write_file(shape);
    assert_int_equal(load_open(path, &load, &error), SIM_OK);
    assert_int_equal(obstacles_create(load, &obstacles, &error), SIM_OK);
    assert_int_equal(error.count, 0);
    load_close(load); // the obstacles stand without it
    return obstacles;
}

/// What is printed; to be freed.
static char *printed(const struct obstacles *obstacles)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    obstacles_print(obstacles, stream, false, STRINGS_EN);
    fclose(stream);
    return text;
}

/// What is added to a JSON object; to be freed.
static char *json_of(const struct obstacles *obstacles)
{
    json_t *object = json_object();
    obstacles_json(obstacles, object);
    char *text = json_dumps(object, VERDICT_JSON_FLAGS | JSON_COMPACT);
    json_decref(object);
    return text;
}

static void test_rows(void **state)
{
    (void)state;
    static const double means[CAUSES] = {0, 2, 1, 0.02, 1, 0};
    struct obstacles *obstacles = obstacles_of(&WHOLE);
    assert_int_equal(obstacles->cause_count, CAUSES);
    assert_string_equal(obstacles->causes[5], "fibre");
    assert_int_equal(obstacles->row_count, 2);
    const struct obstacles_row *row = &obstacles->rows[0];
    assert_string_equal(row->target, "compute_eflops@2025-12-31");
    assert_string_equal(row->unit, "EFLOPS");
    assert_int_equal(row->misses, 2);
    for (int c = 0; c < CAUSES; c++)
        assert_float_equal(row->missing[c], means[c], 1e-15);
    row = &obstacles->rows[1];
    assert_string_equal(row->target, "万兆端口@2025-12-31");
    assert_int_equal(row->misses, 1);
    for (int c = 0; c < CAUSES; c++)
        assert_float_equal(row->missing[c], MISSING[3][2][c], 0);
    assert_true(isnan(obstacles->wait_days[0]));
    assert_float_equal(obstacles->wait_days[1], 25, 1e-13);
    assert_float_equal(obstacles->wait_days[3], 0.4, 1e-15);
    assert_float_equal(obstacles->wait_days[5], 70, 1e-13);
    obstacles_destroy(obstacles);
}

/// On a terminal: falling shares, ties in the file's order, four at most, none below 2 %; waits of half a day and more.
static void test_print(void **state)
{
    (void)state;
    struct obstacles *obstacles = obstacles_of(&WHOLE);
    char *text = printed(obstacles);
    assert_string_equal(text, "\n"
                              "target                     missing by what bound it last, mean where missed\n"
                              "-------------------------  ------------------------------------------------\n"
                              "compute_eflops@2025-12-31  review 50 %, grid 25 %, demand 25 %\n"
                              "万兆端口@2025-12-31        fibre 38 %, demand 29 %, capital 19 %, grid 10 %\n"
                              "\n"
                              "A planned rack waits, days on average: grid 100, fibre 70, review 25\n");
    free(text);
    obstacles_destroy(obstacles);
}

/// In JSON: every cause that lacks something, in the file's order; a cause without a number is left out.
static void test_json(void **state)
{
    (void)state;
    struct obstacles *obstacles = obstacles_of(&WHOLE);
    char *text = json_of(obstacles);
    assert_string_equal(
        text, "{\"missing\":["
              "{\"target\":\"compute_eflops@2025-12-31\",\"unit\":\"EFLOPS\",\"misses\":2,"
              "\"by_cause\":{\"review\":2.0,\"grid\":1.0,\"capital\":0.02,\"demand\":1.0}},"
              "{\"target\":\"万兆端口@2025-12-31\",\"unit\":\"万个\",\"misses\":1,"
              "\"by_cause\":{\"review\":5.0,\"grid\":10.0,\"capital\":20.0,\"demand\":30.0,\"fibre\":40.0}}],"
              "\"planned_wait_days\":{\"review\":25.0,\"grid\":100.0,\"capital\":0.4,\"fibre\":70.0}}");
    free(text);
    obstacles_destroy(obstacles);
}

/// A file that says nothing, or a part, is told of as far as it goes.
static void test_less(void **state)
{
    (void)state;
    // No causes at all; then causes that nothing is said of.
    for (int i = 0; i < 2; i++) {
        struct shape shape = {.causes = i ? NAMES : NULL, .has_targets = true, .has_units = true};
        struct obstacles *obstacles = obstacles_of(&shape);
        assert_int_equal(obstacles->cause_count, i ? CAUSES : 0);
        assert_int_equal(obstacles->row_count, 0);
        assert_null(obstacles->wait_days);
        char *text = printed(obstacles), *json = json_of(obstacles);
        assert_string_equal(text, "");
        assert_string_equal(json, "{\"missing\":[]}");
        free(text);
        free(json);
        obstacles_destroy(obstacles);
    }
    // Waits without targets.
    struct shape shape = {.causes = NAMES, .waits = {SCHEMA_REPLICATION, SCHEMA_CAUSE}};
    struct obstacles *obstacles = obstacles_of(&shape);
    char *text = printed(obstacles);
    assert_string_equal(text, "\nA planned rack waits, days on average: grid 100, fibre 70, review 25\n");
    free(text);
    obstacles_destroy(obstacles);
    // What is missing without waits.
    shape = WHOLE;
    shape.waits[0] = NULL;
    obstacles = obstacles_of(&shape);
    assert_int_equal(obstacles->row_count, 2);
    char *json = json_of(obstacles);
    assert_null(strstr(json, "planned_wait_days"));
    free(json);
    obstacles_destroy(obstacles);
}

/// Nothing waits half a day: there is no sentence to say, but JSON keeps the numbers.
static void test_no_wait(void **state)
{
    (void)state;
    static const double little[N][CAUSES] = {{0.4, 0, NAN}, {0.4, 0, NAN}, {0.4, 0, NAN}, {0.4, 0, NAN}};
    struct shape shape = {
        .causes = NAMES, .waits = {SCHEMA_REPLICATION, SCHEMA_CAUSE}, .wait_numbers = &little[0][0]};
    struct obstacles *obstacles = obstacles_of(&shape);
    char *text = printed(obstacles), *json = json_of(obstacles);
    assert_string_equal(text, "");
    assert_string_equal(json, "{\"missing\":[],\"planned_wait_days\":{\"crews\":0.4}}");
    free(text);
    free(json);
    obstacles_destroy(obstacles);
}

/// Names from a file neither steer a terminal nor, where they are no UTF-8, fall out of the JSON with their number.
static void test_foreign_names(void **state)
{
    (void)state;
    static const char *const names[CAUSES] = {"crews", "review", "\033[2Jgrid", "capital", "demand", "\xff"};
    struct shape shape = WHOLE;
    shape.causes = names;
    struct obstacles *obstacles = obstacles_of(&shape);
    char *text = printed(obstacles), *json = json_of(obstacles);
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "review 50 %, ?[2Jgrid 25 %, demand 25 %\n"));
    assert_non_null(strstr(text, "days on average: ?[2Jgrid 100, ? 70, review 25\n"));
    assert_non_null(strstr(json, "\"demand\":30.0,\"?\":40.0}"));
    assert_non_null(strstr(json, "\"capital\":0.4,\"?\":70.0}"));
    free(text);
    free(json);
    obstacles_destroy(obstacles);
}

/// Fault 65 of exactly these variables, and nothing made. Faults that others told before stay theirs.
static void expect_faults(const struct shape *shape, const char *first, const char *second)
{
    struct sim_error error = {0};
    struct load *load;
    struct obstacles *obstacles = (struct obstacles *)&error;
    sim_error_say(&error, SIM_IO, "an older fault");
    write_file(shape);
    assert_int_equal(load_open(path, &load, &error), SIM_OK);
    assert_int_equal(obstacles_create(load, &obstacles, &error), SIM_BAD_DATA);
    assert_null(obstacles);
    assert_int_equal(error.count, second ? 3 : 2);
    for (size_t i = 1; i < error.count; i++) {
        assert_int_equal(error.faults[i].status, SIM_BAD_DATA);
        assert_string_equal(error.faults[i].file, path);
        assert_string_equal(error.faults[i].key, i == 1 ? first : second);
    }
    load_close(load);
    sim_error_clear(&error);
}

static void test_wrong_shapes(void **state)
{
    (void)state;
    struct shape shape = WHOLE;
    // A scale too few, one too many, and the wrong one; both variables are told of at once.
    shape.missing[2] = NULL;
    expect_faults(&shape, SCHEMA_TARGET_MISSING, NULL);
    shape.waits[1] = SCHEMA_TARGET;
    expect_faults(&shape, SCHEMA_TARGET_MISSING, SCHEMA_PLANNED_WAIT);
    shape = WHOLE;
    shape.waits[0] = SCHEMA_CAUSE;
    shape.waits[1] = NULL;
    expect_faults(&shape, SCHEMA_PLANNED_WAIT, NULL);
    // Amounts without a unit; causes that are numbers; amounts by a cause that the file does not have.
    shape = WHOLE;
    shape.has_units = false;
    expect_faults(&shape, SCHEMA_TARGET_UNIT, NULL);
    shape = WHOLE;
    shape.numbered_causes = true;
    expect_faults(&shape, SCHEMA_CAUSE, NULL);
    shape = WHOLE;
    shape.causes = NULL;
    shape.missing[2] = NULL;
    shape.waits[0] = NULL;
    expect_faults(&shape, SCHEMA_CAUSE, NULL);
    shape = (struct shape){.has_targets = true, .waits = {SCHEMA_REPLICATION, SCHEMA_TARGET}};
    expect_faults(&shape, SCHEMA_CAUSE, NULL);
}

static int make_file(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/suanli-obstacles-XXXXXX");
    int descriptor = mkstemp(path);
    return descriptor < 0 ? -1 : close(descriptor);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_print),
        cmocka_unit_test(test_json),         cmocka_unit_test(test_less),
        cmocka_unit_test(test_no_wait),      cmocka_unit_test(test_foreign_names),
        cmocka_unit_test(test_wrong_shapes),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
