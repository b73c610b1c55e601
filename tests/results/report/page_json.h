/// Looking into the data of a page, for tests: what is not there, or of another kind, fails the test.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "results/report/data.h"
#include "tests/results/frame.h"

static inline const json_t *at(const json_t *json, const char *key)
{
    const json_t *found = json_object_get(json, key);
    if (!found)
        fail_msg("no %s", key);
    return found;
}

static inline const json_t *in(const json_t *json, size_t i)
{
    const json_t *found = json_array_get(json, i);
    if (!found)
        fail_msg("no item %zu of %zu", i, json_array_size(json));
    return found;
}

static inline void is_number(const json_t *json, double number)
{
    assert_true(json_is_number(json));
    assert_float_equal(json_number_value(json), number, 1e-9 * (1 + fabs(number)));
}

static inline void is_text(const json_t *json, const char *text)
{
    assert_true(json_is_string(json));
    assert_string_equal(json_string_value(json), text);
}

/// The data of the page of a file, which is closed; to be given back.
static inline json_t *data_of(struct load *load)
{
    struct sim_error error = {0};
    struct verdict *verdict = NULL;
    if (load_find(load, SCHEMA_TIME) && !load_find(load, "option"))
        assert_int_equal(verdict_create(load, &verdict, &error), SIM_OK);
    json_t *data = data_create(load, verdict, STRINGS_EN, &error);
    assert_int_equal(error.count, 0);
    assert_non_null(data);
    verdict_destroy(verdict);
    load_close(load);
    return data;
}
