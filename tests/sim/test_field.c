/// Field tables, names near a typing error, the calendar, and the list of faults.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/clock.h"
#include "sim/field.h"
#include "sim/status.h"

struct inner {
    double a_kw;
    int64_t b;
};
struct outer {
    const char *id;
    double monthly[3];
    struct inner inner;
    struct sim_list list;
};

static const struct sim_field inner_fields[] = {
    SIM_FIELD_F64(inner, a_kw, "kW", 0, 1, 0, "a"),
    SIM_FIELD_I64(inner, b, "1", 0, 1, 0, "b"),
};
static const struct sim_table inner_table = SIM_TABLE(inner, inner_fields, "inner");
static const struct sim_field outer_fields[] = {
    SIM_FIELD_TEXT(outer, id, NULL, "name"),
    SIM_FIELD_ARRAY(outer, monthly, 3, "1", 0, 1, 0, "three"),
    SIM_FIELD_GROUP(outer, inner, &inner_table, "group"),
    SIM_FIELD_LIST(outer, list, &inner_table, 0, 10, "list"),
};
static const struct sim_table outer_table = SIM_TABLE(outer, outer_fields, "outer");

static void test_a_table_covers_its_struct(void **unused)
{
    (void)unused;
    assert_true(sim_table_covers(&inner_table));
    assert_true(sim_table_covers(&outer_table));
    // One field short, in the middle or at the end, or with the wrong width, is found.
    struct sim_table cut = outer_table;
    cut.field_count--;
    assert_false(sim_table_covers(&cut));
    struct sim_field fields[4];
    memcpy(fields, outer_fields, sizeof(fields));
    fields[1].count = 2;
    struct sim_table narrow = outer_table;
    narrow.fields = fields;
    assert_false(sim_table_covers(&narrow));
    memcpy(fields, outer_fields, sizeof(fields));
    fields[3].table = NULL;
    assert_false(sim_table_covers(&narrow));
    assert_ptr_equal(sim_table_find(&outer_table, "list"), &outer_fields[3]);
    assert_null(sim_table_find(&outer_table, "lists"));
}

/// A field that says too little of itself is found.
static void test_a_table_is_complete(void **unused)
{
    (void)unused;
    static const char *const choices[] = {"a", NULL}, *const no_choices[] = {NULL};
    static const struct sim_field usual = SIM_FIELD_F64(inner, a_kw, "kW", 0, 1, 0, "a");
    struct sim_field field = usual,
                     id = {.name = "key", .text = "t", .unit = "", .count = 1, .type = SIM_TEXT};
    struct sim_table table = {.fields = &field, .field_count = 1, .size = 8};
    struct sim_table keyed = {.fields = &id, .field_count = 1, .size = 8};
    assert_true(sim_table_covers(&table));
    field.name = NULL;
    assert_false(sim_table_covers(&table));
    field = usual;
    field.text = NULL;
    assert_false(sim_table_covers(&table));
    field = usual;
    field.unit = NULL;
    assert_false(sim_table_covers(&table));
    field = usual;
    field.count = 0;
    assert_false(sim_table_covers(&table));
    field = usual;
    field.type = SIM_CHOICE;
    assert_false(sim_table_covers(&table));
    field.choices = no_choices;
    assert_false(sim_table_covers(&table));
    field.choices = choices;
    assert_true(sim_table_covers(&table));
    field.type = SIM_NAME;
    assert_false(sim_table_covers(&table));
    field.of = "sites";
    assert_true(sim_table_covers(&table));
    static const enum sim_field_type nested[] = {SIM_GROUP, SIM_LIST, SIM_MAP};
    for (size_t i = 0; i < 3; i++) {
        struct sim_table broken = inner_table;
        broken.size++;
        field.type = nested[i];
        field.table = NULL;
        assert_false(sim_table_covers(&table));
        field.table = &broken;
        assert_false(sim_table_covers(&table));
    }
    // The items of a map begin with their name, called id.
    table.size = sizeof(struct sim_list);
    field.table = &keyed;
    assert_false(sim_table_covers(&table));
    id.name = "id";
    assert_true(sim_table_covers(&table));
    field.table = &inner_table;
    assert_false(sim_table_covers(&table));
}

static void test_nearest_name(void **unused)
{
    (void)unused;
    const char *known[] = {"racks", "rack_kw", "start", "cooling"};
    assert_string_equal(sim_nearest("rakcs", known, 4), "racks");
    assert_string_equal(sim_nearest("rack", known, 4), "racks");
    assert_string_equal(sim_nearest("coling", known, 4), "cooling");
    assert_null(sim_nearest("xyz", known, 4));
    assert_null(sim_nearest("a", known, 0));
}

static void test_calendar(void **unused)
{
    (void)unused;
    assert_int_equal(sim_civil_day((struct sim_date){1970, 1, 1}), 0);
    assert_int_equal(sim_civil_day((struct sim_date){2000, 3, 1}), 11017);
    int64_t epoch, end;
    assert_true(sim_date_read("2022-12-31", &epoch));
    assert_true(sim_date_read("2025-12-31", &end));
    assert_int_equal(end - epoch, 1096);
    assert_int_equal(sim_month_end(epoch), epoch);
    assert_int_equal(sim_month_end(epoch + 32), epoch + 59); // February 2023
    // Every day of 400 years: dates follow each other and come back.
    char before[11] = "", text[11];
    for (int64_t day = -100000; day < 46097; day++) {
        int64_t back;
        sim_date_write(day, text);
        assert_true(sim_date_read(text, &back));
        assert_int_equal(back, day);
        assert_true(strcmp(before, text) < 0);
        strcpy(before, text);
    }
    const char *bad[] = {"",          "2023-02-29",  "2023-13-01", "2023-00-10",
                         "2023-1-01", "2023-01-01x", "20230101xx"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(sim_date_read(bad[i], &end));
}

static void test_faults_are_printed_in_order(void **unused)
{
    (void)unused;
    struct sim_error error = {0};
    sim_error_add(&error, SIM_BAD_DATA, "b.cfg", 3, "x", "-1", "a number of at least 0");
    sim_error_add(&error, SIM_BAD_DATA, "a.cfg", 12, "y", "unknown key", NULL);
    sim_error_add(&error, SIM_BAD_DATA, "a.cfg", 2, "z", "nothing", "a date");
    assert_int_equal(sim_error_status(&error), SIM_BAD_DATA);
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    sim_error_print(&error, stream);
    fclose(stream);
    assert_string_equal(text, "a.cfg:2: z: found nothing, expected a date\n"
                              "a.cfg:12: y: unknown key\n"
                              "b.cfg:3: x: found -1, expected a number of at least 0\n");
    free(text);
    sim_error_clear(&error);
    assert_int_equal(sim_error_status(&error), SIM_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_table_covers_its_struct),
        cmocka_unit_test(test_a_table_is_complete),
        cmocka_unit_test(test_nearest_name),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_faults_are_printed_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
