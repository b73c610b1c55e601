// The reference of keys, for people and programs.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/schema.h"
#include "tests/scenarios/reading.h"
#include "tests/scratch.h"

static void collect(json_t *table, size_t *count, bool *has_racks)
{
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(table, "fields"), i, field)
    {
        ++*count;
        if (strcmp(json_string_value(json_object_get(field, "path")), "sites.*.phases[].racks") == 0) {
            *has_racks = true;
            assert_true(json_is_true(json_object_get(field, "required")));
            assert_true(json_real_value(json_object_get(field, "max")) == 100000);
        }
        if (json_object_get(field, "table"))
            collect(json_object_get(field, "table"), count, has_racks);
    }
}

static void test_schema(void **state)
{
    (void)state;
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    schema_json(stream, &world_table);
    fclose(stream);
    json_t *object = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(object);
    size_t count = 0;
    bool has_racks = false;
    collect(object, &count, &has_racks);
    json_decref(object);
    assert_int_equal(count, 7 + 3 + 2 + 6 + 2 + 2); // fields of all the tables
    assert_true(has_racks);
    stream = open_memstream(&text, &size);
    schema_print(stream, &world_table);
    fclose(stream);
    assert_non_null(strstr(text,
                           "sites.*.lead_days\n    number, unit day, 1..1000, default 60, may be uncertain\n"
                           "    lead time\n"));
    assert_non_null(strstr(text, "size\n    choice of edge, large, very_large, default large\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
