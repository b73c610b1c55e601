// The page's data against figures worked out by hand, what is left out where a file does not have it, and how large it gets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/report/report.h"
#include "results/store.h"
#include "sim/memory.h"
#include "tests/scratch.h"

/// What a file has of each.
struct shape {
    size_t replications, sites, times, months, edges, counties;
    bool no_targets, no_map;
};

enum { CAUSES = 3 };
static const char *const causes[CAUSES] = {"grid", "capital", "demand"};
static const char *const ids[] = {"compute_eflops"}, *const senses[] = {">="}, *const units[] = {"EFLOPS"};
static const char *const target_names[] = {"compute_eflops@2023-12-31"};

static size_t add(struct store *store, const char *name, enum store_type type, const char *a, const char *b,
                  const char *c)
{
    return store_add_variable(
        store, &(struct store_variable){.name = name, .long_name = name, .scales = {a, b, c}, .type = type});
}

static void add_numbered(struct store *store, const char *name, size_t count)
{
    char(*names)[32] = sim_memory_new(count, sizeof(*names), "a test");
    const char **texts = sim_memory_new(count, sizeof(char *), "a test");
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof(names[i]), "%s %zu", name, i);
        texts[i] = names[i];
    }
    store_add_scale(store, &(struct store_scale){.name = name, .count = count, .texts = texts});
    free(names);
    free(texts);
}

static double day_length = 31; // 1e300: no calendar has such dates

static void add_days(struct store *store, const char *name, size_t count)
{
    double *days = sim_memory_new(count, sizeof(double), "a test");
    for (size_t i = 0; i < count; i++)
        days[i] = day_length * (double)(i + 1);
    store_add_scale(store,
                    &(struct store_scale){.name = name, .unit = STORE_DATE, .count = count, .numbers = days});
    free(days);
}

static void put_texts(struct store *store, const char *name, const char *scale, const char *const *texts)
{
    store_put_texts(store, add(store, name, STORE_TEXT, scale, NULL, NULL), texts);
}

/// The same text for all.
static void put_same(struct store *store, const char *name, const char *scale, size_t count, const char *text)
{
    const char **texts = sim_memory_new(count, sizeof(char *), "a test");
    for (size_t i = 0; i < count; i++)
        texts[i] = text;
    put_texts(store, name, scale, texts);
    free(texts);
}

static void put_fixed(struct store *store, const char *name, const char *scale, size_t count, double first)
{
    double *values = sim_memory_new(count, sizeof(double), "a test");
    for (size_t i = 0; i < count; i++)
        values[i] = first + (double)(i % 97) / 97;
    store_put_fixed(store, add(store, name, STORE_F64, scale, NULL, NULL), values);
    free(values);
}

/// Replication r of a variable with `count` places: base + r + place / 1000.
static void put_all(struct store *store, size_t variable, size_t replications, size_t count, double base)
{
    double *slab = sim_memory_new(count, sizeof(double), "a test");
    for (size_t r = 0; r < replications; r++) {
        for (size_t i = 0; i < count; i++)
            slab[i] = base + (double)r + (double)i / 1000;
        store_put(store, variable, r, slab);
    }
    free(slab);
}

static void put_targets(struct store *store, const struct shape *shape)
{
    const double date = 365, goal = 3;
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_TARGET, .count = 1, .texts = target_names});
    put_texts(store, SCHEMA_TARGET_ID, SCHEMA_TARGET, ids);
    put_texts(store, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, senses);
    put_texts(store, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, units);
    store_put_fixed(store, add(store, SCHEMA_TARGET_DATE, STORE_F64, SCHEMA_TARGET, NULL, NULL), &date);
    store_put_fixed(store, add(store, SCHEMA_TARGET_GOAL, STORE_F64, SCHEMA_TARGET, NULL, NULL), &goal);
    size_t value = add(store, SCHEMA_TARGET_VALUE, STORE_F64, SCHEMA_REPLICATION, SCHEMA_TARGET, NULL);
    size_t cause = add(store, SCHEMA_TARGET_CAUSE, STORE_I32, SCHEMA_REPLICATION, SCHEMA_TARGET, NULL);
    size_t missing =
        add(store, SCHEMA_TARGET_MISSING, STORE_F64, SCHEMA_REPLICATION, SCHEMA_TARGET, SCHEMA_CAUSE);
    put_all(store, value, shape->replications, 1, 0);
    for (size_t r = 0; r < shape->replications; r++) {
        store_put(store, cause, r, &(double){r < 3 ? 2 : -1});
        store_put(store, missing, r, (double[CAUSES]){0, 1, r < 3 ? 4 : 0});
    }
}

static void put_sites(struct store *store, const struct shape *shape)
{
    const char *r = SCHEMA_REPLICATION, *s = SCHEMA_SITE;
    size_t n = shape->replications;
    put_same(store, "site_name", s, shape->sites, "a site");
    put_same(store, "site_name_zh", s, shape->sites, "站点");
    put_all(store, add(store, "site_racks", STORE_F64, r, s, SCHEMA_TIME), n, shape->sites * shape->times,
            10);
    put_all(store, add(store, "site_eflops", STORE_F64, r, s, SCHEMA_TIME), n, shape->sites * shape->times,
            1);
    put_all(store, add(store, "site_occupied_frac", STORE_F64, r, s, SCHEMA_TIME), n,
            shape->sites * shape->times, 0);
    put_all(store, add(store, "wait_days", STORE_F64, r, s, SCHEMA_CAUSE), n, shape->sites * CAUSES, 20);
    // In replication r: 1000 (r + 1) + place of the servers, and half as much again: 1.5 for all together.
    size_t it = add(store, "site_it_energy_mwh", STORE_F64, r, s, SCHEMA_MONTH);
    size_t all = add(store, "site_energy_mwh", STORE_F64, r, s, SCHEMA_MONTH);
    size_t count = shape->sites * shape->months;
    double *slab = sim_memory_new(count, sizeof(double), "a test");
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < count; i++)
            slab[i] = 1000.0 * (double)(k + 1);
        store_put(store, it, k, slab);
        for (size_t i = 0; i < count; i++)
            slab[i] *= 1.5;
        store_put(store, all, k, slab);
    }
    free(slab);
}

static void put_map(struct store *store, const struct shape *shape)
{
    add_numbered(store, SCHEMA_COUNTY, shape->counties);
    add_numbered(store, "edge_site", shape->edges);
    put_same(store, "county_name", SCHEMA_COUNTY, shape->counties, "county");
    put_same(store, "county_name_zh", SCHEMA_COUNTY, shape->counties, "县");
    put_fixed(store, "county_latitude", SCHEMA_COUNTY, shape->counties, 25);
    put_fixed(store, "county_longitude", SCHEMA_COUNTY, shape->counties, 118);
    put_fixed(store, "edge_site_latitude", "edge_site", shape->edges, 25);
    put_fixed(store, "edge_site_longitude", "edge_site", shape->edges, 118);
    put_same(store, "edge_site_year", "edge_site", shape->edges, "2023-12-31");
    put_all(store,
            add(store, "edge_county_share_within_1ms", STORE_F64, SCHEMA_REPLICATION, SCHEMA_COUNTY,
                SCHEMA_MONTH),
            shape->replications, shape->counties * shape->months, 0);
}

static void write_file(const struct shape *shape)
{
    struct sim_error error = {0};
    struct store *store;
    const struct store_head head = {.title = "By hand </script>",
                                    .program_version = "0.1.0",
                                    .command = "suanli run --seed 42",
                                    .scenario_text = "x = 1;",
                                    .seed = 42,
                                    .replications = shape->replications,
                                    .epoch = "2022-12-31"};
    assert_int_equal(store_create("a.h5", &head, &store, &error), SIM_OK);
    store_attribute_text(store, SCHEMA_TITLE_ZH, "手工");
    add_days(store, SCHEMA_TIME, shape->times);
    if (shape->months > 0)
        add_days(store, SCHEMA_MONTH, shape->months);
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_CAUSE, .count = CAUSES, .texts = causes});
    put_all(store, add(store, "compute_eflops", STORE_F64, SCHEMA_REPLICATION, SCHEMA_TIME, NULL),
            shape->replications, shape->times, 0);
    if (!shape->no_targets)
        put_targets(store, shape);
    if (shape->sites > 0) {
        add_numbered(store, SCHEMA_SITE, shape->sites);
        put_sites(store, shape);
    }
    if (!shape->no_map)
        put_map(store, shape);
    assert_int_equal(store_close(store, &error), SIM_OK);
}

static struct load *opened(const struct shape *shape)
{
    struct sim_error error = {0};
    struct load *load;
    write_file(shape);
    assert_int_equal(load_open("a.h5", &load, &error), SIM_OK);
    return load;
}

/// The data of a file; to be given back.
static json_t *data_of(const struct shape *shape)
{
    struct sim_error error = {0};
    struct load *load = opened(shape);
    struct verdict *verdict;
    assert_int_equal(verdict_create(load, &verdict, &error), SIM_OK);
    json_t *data = data_create(load, verdict, STRINGS_EN, &error);
    assert_int_equal(error.count, 0);
    assert_non_null(data);
    verdict_destroy(verdict);
    load_close(load);
    return data;
}

static const json_t *at(const json_t *json, const char *key)
{
    const json_t *found = json_object_get(json, key);
    assert_non_null(found);
    return found;
}

static double figure(const json_t *json)
{
    assert_true(json_is_number(json));
    return json_number_value(json);
}

static const struct shape small = {
    .replications = 5, .sites = 2, .times = 4, .months = 12, .edges = 3, .counties = 2};

static void test_targets(void **state)
{
    (void)state;
    json_t *data = data_of(&small);
    const json_t *target = json_array_get(at(data, "targets"), 0);
    // Values 0 .. 4 against >= 3: two of five reach it.
    assert_string_equal(json_string_value(at(target, "word")), "at_risk");
    assert_float_equal(figure(at(target, "p")), 0.4, 1e-12);
    assert_float_equal(figure(at(target, "q50")), 2, 1e-12);
    assert_float_equal(figure(at(target, "q95")), 3.8, 1e-9);
    assert_float_equal(figure(at(target, "shortfall")), (3 + 2 + 1) / 5.0, 1e-9);
    assert_string_equal(json_string_value(at(target, "binding")), "demand");
    assert_string_equal(json_string_value(at(target, "date")), "2023-12-31");
    // Value 2 and missing 1 + 4 * 3 / 5, mean over all replications.
    const json_t *row = json_array_get(at(at(data, "ledger"), "targets"), 0);
    assert_float_equal(figure(at(row, "value")), 2, 1e-12);
    assert_float_equal(figure(json_array_get(at(row, "missing"), 1)), 1, 1e-12);
    assert_float_equal(figure(json_array_get(at(row, "missing"), 2)), 2.4, 1e-9);
    json_decref(data);
}

static void test_series(void **state)
{
    (void)state;
    json_t *data = data_of(&small);
    const json_t *series = json_array_get(at(data, "series"), 0), *bands = at(series, "q");
    static const double quantiles[] = {0.2, 1, 2, 3, 3.8}; // of 0 .. 4
    assert_string_equal(json_string_value(at(series, "name")), "compute_eflops");
    assert_int_equal(json_array_size(at(data, "time")), 4);
    for (size_t q = 0; q < 5; q++) {
        assert_int_equal(json_array_size(json_array_get(bands, q)), 4);
        for (size_t t = 0; t < 4; t++)
            assert_float_equal(figure(json_array_get(json_array_get(bands, q), t)),
                               quantiles[q] + (double)t / 1000, 1e-9);
    }
    json_decref(data);
}

/// Of many dates, every n-th is sent, and the last.
static void test_dates(void **state)
{
    (void)state;
    struct shape long_run = small;
    long_run.times = 1000; // every 31 days; 1000 / 160 is 7 at the next whole number
    json_t *data = data_of(&long_run);
    const json_t *days = at(data, "time");
    size_t count = json_array_size(days);
    const json_t *band = json_array_get(at(json_array_get(at(data, "series"), 0), "q"), 2);
    assert_in_range(count, 143, 160 + 3); // 143, the last, and what falls on the end of a year
    assert_int_equal(json_array_size(band), count);
    assert_float_equal(figure(json_array_get(days, 1)), 31 * 8, 0);
    assert_float_equal(figure(json_array_get(days, count - 1)), 31000, 0);
    assert_float_equal(figure(json_array_get(band, count - 1)), 2 + 0.999, 1e-9);
    json_decref(data);
}

static void test_months(void **state)
{
    (void)state;
    json_t *data = data_of(&small);
    const json_t *rows = at(at(data, "pue_heat"), "rows");
    assert_int_equal(json_array_size(rows), 2);
    assert_int_equal(json_array_size(json_array_get(rows, 1)), 12);
    assert_float_equal(figure(json_array_get(json_array_get(rows, 1), 7)), 1.5, 1e-9);
    // Months end on days 31, 62, ... 372: eleven of them in 2023, one in 2024. Two sites, 1500 (r + 1) a month.
    const json_t *years = at(at(data, "yearly"), "years");
    assert_int_equal(json_array_size(years), 2);
    const json_t *energy = json_array_get(at(json_array_get(at(at(data, "yearly"), "totals"), 0), "q"), 0);
    assert_float_equal(figure(json_array_get(energy, 1)), 2 * 11 * 1500 * 3.0, 1e-6);
    json_decref(data);
}

static void test_map(void **state)
{
    (void)state;
    json_t *data = data_of(&small);
    const json_t *map = at(data, "map"), *counties = at(map, "counties");
    assert_null(json_object_get(map, "outline")); // the file has none
    assert_int_equal(json_array_size(at(at(map, "edge"), "lat")), 3);
    // Month 12 of county 1 is place 23: mean over r of r + 0.023.
    const json_t *share = json_array_get(at(counties, "share"), 0);
    assert_float_equal(figure(json_array_get(share, 1)), 2.023, 1e-9);
    json_decref(data);
}

/// Dates that no calendar has are a fault, and no page.
static void test_far_dates(void **state)
{
    (void)state;
    struct sim_error error = {0};
    const struct shape untargeted = {.replications = 2, .times = 3, .no_targets = true, .no_map = true};
    day_length = 1e300;
    struct load *load = opened(&untargeted);
    day_length = 31;
    assert_null(report_page(load, STRINGS_EN, &error));
    assert_int_equal(sim_error_status(&error), SIM_BAD_DATA);
    assert_string_equal(error.faults[0].found, "no date within 100,000 days");
    sim_error_clear(&error);
    load_close(load);
}

/// A file that has little gives a page that says little, and no fault.
static void test_little(void **state)
{
    (void)state;
    const struct shape little = {.replications = 2, .times = 3, .no_targets = true, .no_map = true};
    json_t *data = data_of(&little);
    static const char *const absent[] = {"sites", "phases", "pue_heat", "yearly", "groups", "assumptions"};
    for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
        assert_null(json_object_get(data, absent[i]));
    assert_int_equal(json_array_size(at(data, "targets")), 0);
    json_decref(data);
}

/// Quantiles of dates that do not come: those of the other replications are before them.
static void test_never(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store;
    struct load *load;
    const struct store_head head = {.title = "x",
                                    .program_version = "0",
                                    .command = "x",
                                    .scenario_text = "",
                                    .replications = 5,
                                    .epoch = "2022-12-31"};
    assert_int_equal(store_create("b.h5", &head, &store, &error), SIM_OK);
    add_numbered(store, "phase", 1);
    size_t variable = add(store, "day", STORE_F64, SCHEMA_REPLICATION, "phase", NULL);
    static const double days[] = {NAN, 30, 10, NAN, 20};
    for (size_t r = 0; r < 5; r++)
        store_put(store, variable, r, &days[r]);
    assert_int_equal(store_close(store, &error), SIM_OK);
    assert_int_equal(load_open("b.h5", &load, &error), SIM_OK);
    static const double p[] = {0, 0.5, 0.6, 1};
    double *late = column_quantiles(load, load_find(load, "day"), p, 4, true, &error);
    double *present = column_quantiles(load, load_find(load, "day"), p, 4, false, &error);
    assert_float_equal(late[0], 10, 0);
    assert_float_equal(late[1], 30, 0); // the third of five
    assert_true(isnan(late[2]) && isnan(late[3]));
    assert_float_equal(present[1], 20, 0);
    assert_float_equal(present[3], 30, 0);
    free(late);
    free(present);
    load_close(load);
}

static void test_page(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct load *load = opened(&small);
    char *en = report_page(load, STRINGS_EN, &error), *zh = report_page(load, STRINGS_ZH, &error);
    assert_non_null(en);
    assert_non_null(zh);
    assert_non_null(strstr(en, "<title>By hand &#60;/script&#62;</title>"));
    assert_non_null(strstr(zh, "<title>手工</title>"));
    assert_non_null(strstr(en, "<html lang=\"en\">"));
    assert_non_null(strstr(zh, "<html lang=\"zh-Hans\">"));
    assert_non_null(strstr(en, "default-src 'none'"));
    assert_null(strstr(en, "{{"));
    // Scripts: the two blocks of data, D3, and ours; the title's does not count.
    assert_null(strstr(en, "By hand </script>"));
    assert_int_equal(report_write(load, STRINGS_EN, "page.html", &error), SIM_OK);
    assert_int_equal(access("page.html", R_OK), 0);
    assert_int_equal(report_write(load, STRINGS_EN, "data", &error), SIM_CANT_CREATE); // a folder
    free(en);
    free(zh);
    load_close(load);
    sim_error_clear(&error);
}

/// The bound of the page's size: neither replications nor edge sites may show in it.
static void test_size(void **state)
{
    (void)state;
    struct sim_error error = {0};
    const struct shape large = {
        .replications = 10000, .sites = 3, .times = 13, .months = 12, .edges = 5000, .counties = 4};
    struct load *load = opened(&large);
    char *page = report_page(load, STRINGS_ZH, &error);
    assert_non_null(page);
    print_message("10,000 replications, 5,000 edge sites: %zu bytes\n", strlen(page));
    assert_true(strlen(page) < 3000000);
    free(page);
    load_close(load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),   cmocka_unit_test(test_series), cmocka_unit_test(test_months),
        cmocka_unit_test(test_dates),     cmocka_unit_test(test_map),    cmocka_unit_test(test_little),
        cmocka_unit_test(test_far_dates), cmocka_unit_test(test_never),  cmocka_unit_test(test_page),
        cmocka_unit_test(test_size),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
