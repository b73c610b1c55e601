// The table of sites, from files made by hand, against numbers computed by hand.
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
#include "results/sites.h"
#include "results/table.h"
#include "tests/results/frame.h"

enum { N = 3, SITES = 5, TIMES = 3, CAUSES = 4, MONTHS = 14 };

static char path[64];

static const char *const IDS[SITES] = {"changle", "pingtan", "ningde", "quanzhou", "putian"};
static const char *const NAMES[SITES] = {"Changle hub", "", "Ningde", "Quanzhou", "Putian"};
static const char *const NAMES_ZH[SITES] = {"长乐枢纽", "平潭", "", "泉州", "莆田"};
static const char *const CAUSE_NAMES[CAUSES] = {"review", "grid", "capital", "demand"};
static const double TIME_DAYS[TIMES] = {365, 731, 1096};

/// By replication, site, date. Changle: 100 at first, 200 at the end (the mean would be 450). Pingtan: two replications with
/// a value, (10 + 20) / 2 at the end. Ningde: no value. Quanzhou: built in one replication of three. Putian: 7.
static const double RACKS[N][SITES][TIMES] = {
    {{100, 5000, 1000}, {8, 9, NAN}, {NAN, NAN, NAN}, {0, 0, 0}, {7, 7, 7}},
    {{100, 5000, 150}, {8, 9, 10}, {NAN, NAN, NAN}, {0, 0, 0}, {7, 7, 7}},
    {{100, 5000, 200}, {8, 9, 20}, {NAN, NAN, NAN}, {0, 0, 90}, {7, 7, 7}},
};

/// At the end 1.25; 0.5 and 0.75, that is 0.625; nothing.
static const double EFLOPS[N][SITES][TIMES] = {
    {{0, 9, 1.5}, {0, 0, NAN}},
    {{0, 9, 0.5}, {0, 0, 0.5}},
    {{0, 9, 1.25}, {0, 0, 0.75}, {0, 0, 0}, {0, 0, 8}},
};

/// At the end 0.5, 0.9 (one value), none, nothing, all.
static const double OCCUPIED[N][SITES][TIMES] = {
    {{0, 0, 0.25}, {0, 0, NAN}, {0, 0, NAN}, {0}, {0, 0, 1}},
    {{0, 0, 0.5}, {0, 0, 0.9}, {0, 0, NAN}, {0}, {0, 0, 1}},
    {{0, 0, 1}, {0, 0, NAN}, {0, 0, NAN}, {0}, {0, 0, 1}},
};

/// By replication, site, cause. Changle: means 4 (too short to tell), 120, 40, 30: the longest two. Pingtan: two of 20.
/// Ningde: grid is known in two, (8 + 10) / 2. Quanzhou: nothing above 5. Putian: one.
static const double WAITS[N][SITES][CAUSES] = {
    {{4, 110, 40, 30}, {0, 0, 10, 20}, {0, NAN, 1, 0}, {5, 4, 3, 2}, {0, 0, 0, 6}},
    {{4, 120, 40, 30}, {0, 0, 20, 20}, {0, 8, 1, 0}, {5, 4, 3, 2}, {0, 0, 0, 6}},
    {{4, 130, 40, 30}, {0, 0, 30, 20}, {0, 10, 1, 0}, {5, 4, 3, 2}, {0, 0, 0, 6}},
};

/// Changle: the first two months of 14 are no part of the last 12 and are worse, 300 / 100; eleven months of 12 / 10; in the
/// last month 90 of IT, and in all `last_total`: over the 12 months (132 + 100) / 200 = 1.16, (132 + 128) / 200 = 1.3,
/// (132 + 190) / 200 = 1.61. The median is 1.3; over all months it would be 2.15, and as a mean of the months' ratios 1.22.
/// Pingtan: no IT in replication 0, 1.4 throughout in 1, no total in 2. Ningde and Quanzhou: 1.5, but most replications have
/// no racks there. Putian: never any IT.
static double energy(bool is_total, size_t r, size_t site, size_t month)
{
    static const double last_total[N] = {100, 128, 190};
    if (site == 1)
        return r == 0 ? (is_total ? 5 : 0) : r == 1 ? (is_total ? 14 : 10) : is_total ? NAN : 10;
    if (site == 2 || site == 3)
        return is_total ? 3 : 2;
    if (site == 4)
        return is_total ? 3 : 0;
    if (month < 2)
        return is_total ? 300 : 100;
    if (month < 13)
        return is_total ? 12 : 10;
    return is_total ? last_total[r] : 90;
}

/// A file's deviation from a whole one.
struct deviation {
    bool no_sites;
    size_t months;       // 0: no months
    const char *without; // variable or scale that the file has not
    const char *flat;    // variable that has not its last scale
};

static const struct deviation NONE = {.months = MONTHS};

static bool has(const struct deviation *deviation, const char *name)
{
    return !deviation->without || strcmp(deviation->without, name) != 0;
}

static void put_texts(struct store *store, const struct deviation *deviation, const char *name,
                      const char *const *texts)
{
    if (!has(deviation, name))
        return;
    store_put_texts(
        store,
        store_add_variable(
            store, &(struct store_variable){.name = name, .scales = {SCHEMA_SITE}, .type = STORE_TEXT}),
        texts);
}

static void put_numbers(struct store *store, const struct deviation *deviation, const char *name,
                        const char *last, const double *numbers, size_t width)
{
    if (!has(deviation, name) || !has(deviation, last))
        return;
    bool is_flat = deviation->flat && strcmp(deviation->flat, name) == 0;
    size_t variable = store_add_variable(
        store, &(struct store_variable){.name = name,
                                        .scales = {SCHEMA_REPLICATION, SCHEMA_SITE, is_flat ? NULL : last}});
    for (size_t r = 0; r < N; r++)
        store_put(store, variable, r, numbers + r * SITES * width);
}

static void put_energy(struct store *store, const struct deviation *deviation, const char *name,
                       bool is_total)
{
    static double numbers[N * SITES * MONTHS];
    for (size_t r = 0, i = 0; r < N; r++)
        for (size_t site = 0; site < SITES; site++)
            for (size_t month = 0; month < deviation->months; month++)
                numbers[i++] = energy(is_total, r, site, month + MONTHS - deviation->months);
    put_numbers(store, deviation, name, SCHEMA_MONTH, numbers, deviation->months);
}

static void write_file(const struct deviation *deviation)
{
    double month_days[MONTHS];
    for (size_t m = 0; m < MONTHS; m++)
        month_days[m] = 31.0 * (double)(m + 1);
    struct store *store = frame_begin(path, N);
    if (has(deviation, SCHEMA_TIME))
        store_add_scale(store,
                        &(struct store_scale){
                            .name = SCHEMA_TIME, .unit = STORE_DATE, .count = TIMES, .numbers = TIME_DAYS});
    if (has(deviation, SCHEMA_CAUSE))
        store_add_scale(store,
                        &(struct store_scale){.name = SCHEMA_CAUSE, .count = CAUSES, .texts = CAUSE_NAMES});
    if (deviation->months > 0)
        store_add_scale(store, &(struct store_scale){.name = SCHEMA_MONTH,
                                                     .unit = STORE_DATE,
                                                     .count = deviation->months,
                                                     .numbers = month_days});
    if (!deviation->no_sites) {
        store_add_scale(store, &(struct store_scale){.name = SCHEMA_SITE, .count = SITES, .texts = IDS});
        put_texts(store, deviation, "site_name", NAMES);
        put_texts(store, deviation, "site_name_zh", NAMES_ZH);
        put_numbers(store, deviation, "site_racks", SCHEMA_TIME, &RACKS[0][0][0], TIMES);
        put_numbers(store, deviation, "site_eflops", SCHEMA_TIME, &EFLOPS[0][0][0], TIMES);
        put_numbers(store, deviation, "site_occupied_frac", SCHEMA_TIME, &OCCUPIED[0][0][0], TIMES);
        put_numbers(store, deviation, "wait_days", SCHEMA_CAUSE, &WAITS[0][0][0], CAUSES);
        if (deviation->months > 0) {
            put_energy(store, deviation, "site_it_energy_mwh", false);
            put_energy(store, deviation, "site_energy_mwh", true);
        }
    }
    frame_close(store);
}

/// What is printed, to be freed. A fault of others before is none of the sites'.
static char *printed(const struct deviation *deviation, struct sim_error *error, enum sim_status expected)
{
    struct load *load;
    char *text = NULL;
    size_t size;
    write_file(deviation);
    assert_int_equal(load_open(path, &load, error), SIM_OK);
    FILE *stream = open_memstream(&text, &size);
    assert_int_equal(sites_print(load, stream, false, STRINGS_EN, error), expected);
    fclose(stream);
    load_close(load);
    return text;
}

static void expect_table(const struct deviation *deviation, const char *want)
{
    struct sim_error error = {0};
    char *text = printed(deviation, &error, SIM_OK);
    assert_int_equal(error.count, 0);
    assert_string_equal(text, want);
    free(text);
}

static void test_table(void **state)
{
    (void)state;
    expect_table(
        &NONE,
        "\n"
        "site                   racks at epoch  at end  full %  EFLOPS   PUE  a planned rack waits, days\n"
        "-----------  --------  --------------  ------  ------  ------  ----  --------------------------\n"
        "Changle hub  长乐枢纽             100     200      50   1.250  1.30  grid 120, capital 40\n"
        "pingtan      平潭                   8      15      90   0.625  1.40  capital 20, demand 20\n"
        "Ningde                              -       -       -   0.000     -  grid 9\n"
        "Quanzhou     泉州                   0       0       0   0.000     -\n"
        "Putian       莆田                   7       7     100   0.000     -  demand 6\n");
}

/// The last column starts at the same place of each line, whatever script the names before it are in.
static void test_alignment(void **state)
{
    (void)state;
    static const char *const last[] = {"a planned rack", "",   "grid 120", "capital 20",
                                       "grid 9",         NULL, "demand 6"};
    struct sim_error error = {0};
    char *text = printed(&NONE, &error, SIM_OK), *rest = NULL;
    size_t line_count = 0;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), line_count++) {
        assert_true(line_count < sizeof(last) / sizeof(last[0]));
        if (!last[line_count])
            continue;
        char *end = line_count == 1 ? strrchr(line, ' ') + 1 : strstr(line, last[line_count]);
        assert_non_null(end);
        *end = '\0';
        assert_int_equal(table_width(line), 11 + 2 + 8 + 2 + 14 + 2 + 6 + 2 + 6 + 2 + 6 + 2 + 4 + 2);
    }
    assert_int_equal(line_count, sizeof(last) / sizeof(last[0]));
    free(text);
}

/// Fewer months than twelve: all of them. Over the last one 100 / 90, 128 / 90, 190 / 90, over the last two 112 / 100,
/// 140 / 100, 202 / 100. From twelve on the first do not count.
static void test_months(void **state)
{
    (void)state;
    static const struct {
        size_t months;
        const char *line;
    } cases[] = {{1, "1.250  1.42  grid 120"},
                 {2, "1.250  1.40  grid 120"},
                 {12, "1.250  1.30  grid 120"},
                 {13, "1.250  1.30  grid 120"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sim_error error = {0};
        char *text = printed(&(struct deviation){.months = cases[i].months}, &error, SIM_OK);
        assert_non_null(strstr(text, cases[i].line));
        free(text);
    }
}

/// A run of less than a month has no PUE, and all the rest.
static void test_no_months(void **state)
{
    (void)state;
    expect_table(
        &(struct deviation){.months = 0},
        "\n"
        "site                   racks at epoch  at end  full %  EFLOPS  PUE  a planned rack waits, days\n"
        "-----------  --------  --------------  ------  ------  ------  ---  --------------------------\n"
        "Changle hub  长乐枢纽             100     200      50   1.250    -  grid 120, capital 40\n"
        "pingtan      平潭                   8      15      90   0.625    -  capital 20, demand 20\n"
        "Ningde                              -       -       -   0.000    -  grid 9\n"
        "Quanzhou     泉州                   0       0       0   0.000    -\n"
        "Putian       莆田                   7       7     100   0.000    -  demand 6\n");
}

static void test_no_sites(void **state)
{
    (void)state;
    expect_table(&(struct deviation){.no_sites = true, .months = MONTHS}, "");
}

/// Nothing is printed, and the faults are these, after one that others told before.
static void expect_faults(const struct deviation *deviation, const char *const *keys)
{
    struct sim_error error = {0};
    sim_error_say(&error, SIM_IO, "an older fault");
    char *text = printed(deviation, &error, SIM_BAD_DATA);
    assert_string_equal(text, "");
    size_t count = 1;
    for (; keys[count - 1]; count++) {
        assert_true(count < error.count);
        assert_int_equal(error.faults[count].status, SIM_BAD_DATA);
        assert_string_equal(error.faults[count].file, path);
        assert_string_equal(error.faults[count].key, keys[count - 1]);
    }
    assert_int_equal(error.count, count);
    sim_error_clear(&error);
    free(text);
}

static void test_faults(void **state)
{
    (void)state;
    static const char *const needed[] = {"site_name",          "site_name_zh",       "site_racks",
                                         "site_eflops",        "site_occupied_frac", "wait_days",
                                         "site_it_energy_mwh", "site_energy_mwh"};
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        const char *const keys[] = {needed[i], NULL};
        expect_faults(&(struct deviation){.months = MONTHS, .without = needed[i]}, keys);
        if (i >= 2) // numbers by replication and site alone
            expect_faults(&(struct deviation){.months = MONTHS, .flat = needed[i]}, keys);
    }
    // Without a scale, all that is over it is told of at once.
    expect_faults(&(struct deviation){.months = MONTHS, .without = SCHEMA_TIME},
                  (const char *[]){"site_racks", "site_eflops", "site_occupied_frac", NULL});
    expect_faults(&(struct deviation){.months = MONTHS, .without = SCHEMA_CAUSE},
                  (const char *[]){SCHEMA_CAUSE, "wait_days", NULL});
}

/// A fault that others told before does not keep the sites from being printed.
static void test_older_fault(void **state)
{
    (void)state;
    struct sim_error error = {0};
    sim_error_say(&error, SIM_IO, "an older fault");
    char *text = printed(&NONE, &error, SIM_OK);
    assert_non_null(strstr(text, "Changle hub"));
    assert_int_equal(error.count, 1);
    sim_error_clear(&error);
    free(text);
}

static int make_file(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/suanli-sites-XXXXXX");
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
        cmocka_unit_test(test_table),       cmocka_unit_test(test_alignment), cmocka_unit_test(test_months),
        cmocka_unit_test(test_no_months),   cmocka_unit_test(test_no_sites),  cmocka_unit_test(test_faults),
        cmocka_unit_test(test_older_fault),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
