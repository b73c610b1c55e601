// Who asks for what, from a file made by hand, against numbers computed by hand.
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

#include "results/programmes.h"
#include "tests/results/frame.h"

enum { N = 2, PROGRAMMES = 3, WORKS = 3, MONTHS = 13 };

static char path[64];

static const char *const IDS[PROGRAMMES] = {"mobile", "water", "village"};
static const char *const NAMES[PROGRAMMES] = {"5G", "smart water", ""};
static const char *const NAMES_ZH[PROGRAMMES] = {"5G网络", "智慧水利", ""};
static const char *const ITEMS[PROGRAMMES] = {"2", "21", "24"};
static const char *const WORK_IDS[WORKS] = {"online", "hpc", "storage"};
static const char *const PRECISIONS[WORKS] = {"FP32", "FP64", ""};

/// By replication, programme, work. Online: sums 8 and 10, shares of mobile 0.75 and 0.5. Storage: nobody.
static const double BY_WORK[N][PROGRAMMES][WORKS] = {
    {{6, 0, 0}, {0, 2, 0}, {2, 0, 0}},
    {{5, 0, 0}, {0, 4, 0}, {5, 0, 0}},
};

/// Mobile: 1 in the first month, which is none of the last twelve, then 2 and 4; the others 1 and 1 throughout.
static double eflops(size_t r, size_t p, size_t month)
{
    if (p > 0)
        return 1;
    return month == 0 ? 1 : r == 0 ? 2 : 4;
}

static void write_file(bool has_programmes, bool is_whole)
{
    double numbers[N * PROGRAMMES * MONTHS];
    struct store *store = frame_begin(path, N);
    frame_days(store, SCHEMA_MONTH, MONTHS, 30);
    if (has_programmes) {
        frame_names(store, SCHEMA_PROGRAMME, PROGRAMMES, IDS);
        frame_names(store, SCHEMA_WORK, WORKS, WORK_IDS);
        frame_texts(store, SCHEMA_PROGRAMME_NAME, SCHEMA_PROGRAMME, NAMES);
        frame_texts(store, SCHEMA_PROGRAMME_NAME_ZH, SCHEMA_PROGRAMME, NAMES_ZH);
        frame_texts(store, SCHEMA_PROGRAMME_ITEM, SCHEMA_PROGRAMME, ITEMS);
        if (is_whole)
            frame_texts(store, SCHEMA_WORK_PRECISION, SCHEMA_WORK, PRECISIONS);
        for (size_t i = 0; i < N * PROGRAMMES * MONTHS; i++)
            numbers[i] = eflops(i / MONTHS / PROGRAMMES, i / MONTHS % PROGRAMMES, i % MONTHS);
        frame_numbers(store, SCHEMA_PROGRAMME_WORK_DEMAND,
                      FRAME_BY(SCHEMA_REPLICATION, SCHEMA_PROGRAMME, SCHEMA_WORK), &BY_WORK[0][0][0]);
        frame_numbers(store, SCHEMA_PROGRAMME_DEMAND,
                      FRAME_BY(SCHEMA_REPLICATION, SCHEMA_PROGRAMME, SCHEMA_MONTH), numbers);
    }
    frame_close(store);
}

static struct programmes *read_file(enum sim_status expected, struct sim_error *error)
{
    struct load *load;
    struct programmes *programmes = NULL;
    assert_int_equal(load_open(path, &load, error), SIM_OK);
    assert_int_equal(programmes_create(load, &programmes, error), expected);
    load_close(load);
    return programmes;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12))
        fail_msg("%.12g, expected %.12g", value, expected);
}

static void test_figures(void **state)
{
    (void)state;
    struct sim_error error = {0};
    write_file(true, true);
    struct programmes *programmes = read_file(SIM_OK, &error);
    assert_int_equal(programmes->work_count, WORKS);
    assert_int_equal(programmes->row_count, PROGRAMMES);
    near(programmes->works[0].p50, 9);
    near(programmes->works[0].p05, 8.1);
    near(programmes->works[0].share[0], (0.75 + 0.5) / 2);
    near(programmes->works[0].share[2], (0.25 + 0.5) / 2);
    near(programmes->works[1].share[1], 1);
    near(programmes->works[2].p95, 0);
    assert_true(isnan(programmes->works[2].share[0]));
    near(programmes->rows[0].p50, 3);
    near(programmes->rows[0].share, (2.0 / 4 + 4.0 / 6) / 2);
    near(programmes->rows[0].growth, 3);
    near(programmes->rows[1].growth, 1);
    assert_string_equal(programmes->rows[2].name, "village");
    programmes_destroy(programmes);
}

static void test_print(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char *text;
    size_t size;
    write_file(true, true);
    struct programmes *programmes = read_file(SIM_OK, &error);
    FILE *stream = open_memstream(&text, &size);
    programmes_print(programmes, stream, false, STRINGS_EN);
    fclose(stream);
    // Equal shares in the order of the file.
    assert_string_equal(
        text, "\nWhat asks for it, mean of the last 12 months (medians; compute in use, not held):\n"
              "work    PFLOPS        asked for by\n"
              "------  ------  ----  ---------------------\n"
              "online       9  FP32  5G 62 %, village 38 %\n"
              "HPC          3  FP64  smart water 100 %\n"
              "\n"
              "item  programme    EFLOPS   share  growth\n"
              "----  -----------  ------  ------  ------\n"
              "   2  5G            3.000  58.3 %  x 3.00\n"
              "  21  smart water   1.000  20.8 %  x 1.00\n"
              "  24  village       1.000  20.8 %  x 1.00\n");
    free(text);
    stream = open_memstream(&text, &size);
    programmes_print(programmes, stream, false, STRINGS_ZH);
    fclose(stream);
    assert_non_null(strstr(text, "5G网络 62 %, village 38 %\n")); // without a Chinese name, the other one
    free(text);
    json_t *object = json_object();
    programmes_json(programmes, object);
    json_t *work = json_array_get(json_object_get(json_object_get(object, "demand"), "works"), 0);
    assert_string_equal(json_string_value(json_object_get(work, "work")), "online");
    near(json_real_value(json_object_get(json_object_get(work, "by_programme"), "mobile")), 0.625);
    assert_null(json_object_get(json_object_get(work, "by_programme"), "water"));
    json_decref(object);
    programmes_destroy(programmes);
}

static void test_none_and_faults(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char *text;
    size_t size;
    write_file(false, true);
    struct programmes *programmes = read_file(SIM_OK, &error);
    assert_int_equal(programmes->row_count, 0);
    FILE *stream = open_memstream(&text, &size);
    programmes_print(programmes, stream, false, STRINGS_EN);
    fclose(stream);
    assert_string_equal(text, "");
    free(text);
    json_t *object = json_object();
    programmes_json(programmes, object);
    assert_int_equal(json_object_size(object), 0);
    json_decref(object);
    programmes_destroy(programmes);
    write_file(true, false);
    assert_null(read_file(SIM_BAD_DATA, &error));
    assert_int_equal(error.count, 1);
    assert_non_null(strstr(error.faults[0].key, SCHEMA_WORK_PRECISION));
    sim_error_clear(&error);
}

static int make_file(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/suanli-programmes-XXXXXX");
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
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_none_and_faults),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
