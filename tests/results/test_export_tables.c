// The tables of an export, from runs made by hand, against figures computed by hand; what is no run, or of another shape, is told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/export_table.h"
#include "sim/clock.h"
#include "tests/results/frame.h"
#include "tests/scratch.h"

enum { N = 3, TIMES = 3, SITES = 2, MONTHS = 14, COUNTIES = 2, CAUSES = 2 };

static const char *const sites[SITES] = {"changle", "anxi"}, *const causes[CAUSES] = {"grid", "land"},
                         *const counties[COUNTIES] = {"gulou", "cangshan"};

/// What a file leaves out.
struct less {
    bool details; // all that a table can do without
    bool months, targets;
};

static void put_targets(struct store *store)
{
    static const double values[N * 2] = {1, 5, 2, 5, NAN, 5}, days[] = {730, 1095}, goals[] = {2, 6};
    frame_targets(store, &(struct frame_targets){2, (const char *const[]){"racks", "far"},
                                                 (const char *const[]){">=", "<="},
                                                 (const char *const[]){"rack", "1"}, days, goals, values});
    // Missed in the first, and in the last for a reason that nobody knows.
    frame_numbers(store, SCHEMA_TARGET_MISSING, FRAME_BY(SCHEMA_REPLICATION, SCHEMA_TARGET, SCHEMA_CAUSE),
                  (double[N * 2 * CAUSES]){0.75, 0.25, 0, 0, 0, 0, 0, 0, NAN, 0, 0, 0});
}

static void put_sites(struct store *store, const struct less *less)
{
    double racks[N * SITES * TIMES], waits[N * SITES * CAUSES], monthly[N * SITES * MONTHS];
    for (size_t i = 0; i < N * SITES * TIMES; i++)
        racks[i] = 10.0 * (double)(i / (SITES * TIMES)) + (double)(i % TIMES); // 10 r + t
    for (size_t i = 0; i < N * SITES * CAUSES; i++)
        waits[i] = i % CAUSES == 0 ? (double)(i / (SITES * CAUSES) + 1) : 0; // grid: 1, 2, 3; land: none
    for (size_t i = 0; i < N * SITES * MONTHS; i++)
        monthly[i] =
            i % MONTHS < 2 ? 1000 : (double)(i / (SITES * MONTHS) + 1); // 12 (r + 1) over the last year
    frame_names(store, SCHEMA_SITE, SITES, sites);
    frame_texts(store, "site_name", SCHEMA_SITE, (const char *const[]){"Changle", "Anxi"});
    frame_texts(store, "site_name_zh", SCHEMA_SITE, (const char *const[]){"长乐", "安溪"});
    static const char *const by_time[] = {"site_racks", "site_eflops", "site_occupied_frac"};
    for (size_t i = 0; i < 3; i++)
        frame_numbers(store, by_time[i], FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_TIME), racks);
    frame_numbers(store, "wait_days", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_CAUSE), waits);
    if (!less->months) { // sites.h asks for both
        frame_numbers(store, "site_energy_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH),
                      monthly);
        frame_numbers(store, "site_it_energy_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH),
                      monthly);
    }
    if (less->details)
        return;
    frame_texts(store, "site_city", SCHEMA_SITE, (const char *const[]){"fuzhou", "quanzhou"});
    frame_texts(store, "site_cluster", SCHEMA_SITE, (const char *const[]){"east", ""});
    frame_numbers(store, "site_latitude", FRAME_BY(SCHEMA_SITE), (double[]){26, 25});
    frame_numbers(store, "site_longitude", FRAME_BY(SCHEMA_SITE), (double[]){119.5, 118.25});
    frame_numbers(store, "work_days", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_CAUSE),
                  (double[N * SITES * CAUSES]){0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0});
    frame_numbers(store, SCHEMA_PLANNED_WAIT, FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CAUSE),
                  (double[]){3, 0, 4, 0, 5, 0});
    frame_numbers(store, "edge_wait_days", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CAUSE),
                  (double[]){0, 1, 0, 1, 0, 4});
}

static void put_counties(struct store *store, const struct less *less)
{
    double numbers[N * COUNTIES * MONTHS];
    for (size_t i = 0; i < N * COUNTIES * MONTHS; i++)
        numbers[i] = i % MONTHS == MONTHS - 1 ? (double)(i / MONTHS) : 100; // at the end 2 r + county
    frame_names(store, SCHEMA_COUNTY, COUNTIES, counties);
    if (less->details)
        return;
    frame_texts(store, "county_name", SCHEMA_COUNTY, (const char *const[]){"Gulou", "Cangshan"});
    frame_numbers(store, "county_latitude", FRAME_BY(SCHEMA_COUNTY), (double[]){26.1, NAN});
    frame_numbers(store, "county_longitude", FRAME_BY(SCHEMA_COUNTY), (double[]){119.3, 119.3});
    if (!less->months)
        frame_numbers(store, "edge_county_sites", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_COUNTY, SCHEMA_MONTH),
                      numbers);
}

static void put_phases(struct store *store)
{
    frame_names(store, "phase", 1, (const char *const[]){"changle.phases[0]"});
    frame_texts(store, "phase_name", "phase", (const char *const[]){"first"});
    frame_texts(store, "phase_build", "phase", (const char *const[]){"new"});
    frame_numbers(store, "phase_racks", FRAME_BY("phase"), (double[]){1000});
    frame_numbers(store, "phase_ground_breaking", FRAME_BY(SCHEMA_REPLICATION, "phase"), (double[]){1, 1, 1});
    frame_numbers(store, "phase_first_hall", FRAME_BY(SCHEMA_REPLICATION, "phase"),
                  (double[]){NAN, NAN, NAN});
    frame_numbers(store, "phase_last_hall", FRAME_BY(SCHEMA_REPLICATION, "phase"), (double[]){365, NAN, 365});
}

static struct store *begin(const struct less *less)
{
    struct store *store = frame_begin("e.h5", N);
    static const double days[TIMES] = {365, 500, 730}; // ends of 2023 and 2024, and a day between
    double series[N * TIMES], by_class[N * 2 * TIMES];
    for (size_t i = 0; i < N * TIMES; i++)
        series[i] = (double)(i / TIMES) + 10.0 * (double)(i % TIMES); // r + 10 t
    for (size_t i = 0; i < N * 2 * TIMES; i++)
        by_class[i] = (double)(i / TIMES % 2); // that of the class
    frame_dates(store, SCHEMA_TIME, TIMES, days);
    frame_names(store, SCHEMA_CAUSE, CAUSES, causes);
    frame_names(store, SCHEMA_CLASS, 2, (const char *const[]){"ai", "hpc"});
    if (!less->months)
        frame_days(store, SCHEMA_MONTH, MONTHS, 31);
    frame_series(store,
                 &(struct store_variable){.name = "racks",
                                          .unit = "rack",
                                          .long_name = "racks in service",
                                          .scales = {SCHEMA_REPLICATION, SCHEMA_TIME}},
                 series);
    frame_numbers(store, "by_class", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CLASS, SCHEMA_TIME), by_class);
    if (!less->targets)
        put_targets(store);
    put_sites(store, less);
    put_counties(store, less);
    return store;
}

static struct export_book *book_of(struct store *store)
{
    struct sim_error error = {0};
    struct export_book *book;
    struct load *load = frame_open(store, "e.h5");
    if (export_create(load, &book, &error) != SIM_OK)
        sim_error_print(&error, stderr);
    assert_int_equal(error.count, 0);
    load_close(load);
    return book;
}

static const struct export_cell *cell(const struct export_book *book, enum export_name name, size_t row,
                                      const char *column)
{
    const struct export_table *table = &book->tables[name];
    if (row >= table->row_count)
        fail_msg("%s has %zu rows", export_names[name], table->row_count);
    return export_cell_at(table, row, export_column_of(table, column));
}

static void is_number(const struct export_book *book, enum export_name name, size_t row, const char *column,
                      double number)
{
    double found = cell(book, name, row, column)->number;
    if (isnan(number) ? !isnan(found) : !(fabs(found - number) <= 1e-9))
        fail_msg("%s %zu: %s is %.12g, not %.12g", export_names[name], row, column, found, number);
}

static void is_text(const struct export_book *book, enum export_name name, size_t row, const char *column,
                    const char *text)
{
    assert_string_equal(cell(book, name, row, column)->text, text);
}

static double day_of(int year, int month, int day)
{
    return (double)sim_civil_day((struct sim_date){year, month, day});
}

static void a_year_has_its_last_day(void **state)
{
    (void)state;
    struct export_book *book = book_of(begin(&(struct less){0}));
    assert_int_equal(book->tables[EXPORT_yearly].row_count, 2 + 2 * 2);
    is_text(book, EXPORT_yearly, 0, "series", "racks");
    is_number(book, EXPORT_yearly, 0, "date", day_of(2023, 12, 31));
    is_number(book, EXPORT_yearly, 0, "goal", NAN); // that of 2024 alone is set
    is_number(book, EXPORT_yearly, 1, "goal", 2);
    is_number(book, EXPORT_yearly, 1, "median", 21);
    is_number(book, EXPORT_yearly, 1, "q05", 20.1);
    is_number(book, EXPORT_yearly, 1, "mean", 21);
    is_text(book, EXPORT_yearly, 5, "class", "hpc");
    is_number(book, EXPORT_yearly, 5, "median", 1);
    is_text(book, EXPORT_yearly, 5, "unit", ""); // "1" in the file
    export_destroy(book);
}

static void verdicts_are_those_of_the_run(void **state)
{
    (void)state;
    struct export_book *book = book_of(begin(&(struct less){0}));
    is_number(book, EXPORT_verdict, 0, "p_reach", 1.0 / 3);
    is_text(book, EXPORT_verdict, 0, "sense", ">=");
    is_text(book, EXPORT_verdict, 0, "waits_for", "");
    is_number(book, EXPORT_verdict, 0, "in_share_of_misses", NAN);
    is_text(book, EXPORT_verdict, 1, "sense", "<=");
    is_text(book, EXPORT_verdict, 1, "unit", "");
    is_number(book, EXPORT_verdict, 1, "p_reach", 1);
    assert_int_equal(book->tables[EXPORT_missing].row_count, 2);
    is_text(book, EXPORT_missing, 0, "cause", "grid");
    is_number(book, EXPORT_missing, 0, "missing_mean_where_missed", 0.75);
    is_number(book, EXPORT_missing, 1, "missed_in_replications", 1);
    is_number(book, EXPORT_missing, 0, "date", NAN); // the target's name is no id@date
    is_text(book, EXPORT_about, 5, "value", "42");
    is_text(book, EXPORT_about, 6, "value", "3");
    export_destroy(book);
}

static void sites_have_their_last_year(void **state)
{
    (void)state;
    struct export_book *book = book_of(begin(&(struct less){0}));
    is_text(book, EXPORT_sites, 1, "name_zh", "安溪");
    is_text(book, EXPORT_sites, 1, "city", "quanzhou");
    is_text(book, EXPORT_sites, 0, "cluster", "east");
    is_number(book, EXPORT_sites, 0, "longitude", 119.5);
    is_number(book, EXPORT_sites, 0, "racks_at_end", 12);
    is_number(book, EXPORT_sites, 0, "energy_last_year",
              24); // the first two of fourteen months are of no account
    is_number(book, EXPORT_sites, 0, "water_last_year", NAN);
    assert_int_equal(book->tables[EXPORT_ledger].row_count, 5);
    is_text(book, EXPORT_ledger, 1, "cause", "land"); // no wait, but work
    is_number(book, EXPORT_ledger, 1, "works_as_planned", 9);
    is_number(book, EXPORT_ledger, 0, "waits", 2);
    is_text(book, EXPORT_ledger, 3, "name", "all planned racks");
    is_number(book, EXPORT_ledger, 3, "waits", 4);
    is_text(book, EXPORT_ledger, 4, "name", "planned edge sites");
    is_number(book, EXPORT_ledger, 4, "waits", 2);
    export_destroy(book);
}

static void counties_have_their_end(void **state)
{
    (void)state;
    struct export_book *book = book_of(begin(&(struct less){0}));
    is_text(book, EXPORT_counties, 0, "name", "Gulou");
    is_text(book, EXPORT_counties, 0, "name_zh", "");
    is_number(book, EXPORT_counties, 0, "edge_sites", 2);
    is_number(book, EXPORT_counties, 1, "edge_sites", 3);
    is_number(book, EXPORT_counties, 1, "population", NAN);
    export_destroy(book);
}

static void phases_have_dates_that_came(void **state)
{
    (void)state;
    struct store *store = begin(&(struct less){0});
    put_phases(store);
    frame_names(store, "assumption", 1, (const char *const[]){"capital"});
    static const char *const columns[] = {"value", "unit", "mark", "shock", "source"};
    for (size_t i = 0; i < 5; i++) {
        char name[32];
        snprintf(name, sizeof(name), "assumption_%s", columns[i]);
        frame_texts(store, name, "assumption", (const char *const[]){"1"});
    }
    struct export_book *book = book_of(store);
    is_number(book, EXPORT_phases, 0, "ground_breaking", day_of(2023, 1, 1));
    is_number(book, EXPORT_phases, 0, "first_hall", NAN);
    is_number(book, EXPORT_phases, 0, "last_hall_q95", day_of(2023, 12, 31));
    is_number(book, EXPORT_phases, 0, "share_finished", 2.0 / 3);
    is_text(book, EXPORT_assumptions, 0, "value", "1");
    is_text(book, EXPORT_assumptions, 0, "unit", "");
    export_destroy(book);
}

static void tables_do_without_what_is_not_there(void **state)
{
    (void)state;
    struct export_book *book =
        book_of(begin(&(struct less){.details = true, .months = true, .targets = true}));
    assert_int_equal(book->tables[EXPORT_verdict].column_count, 0);
    is_number(book, EXPORT_sites, 0, "longitude", NAN);
    is_text(book, EXPORT_sites, 0, "city", "");
    is_text(book, EXPORT_counties, 0, "name", "");
    is_number(book, EXPORT_counties, 0, "edge_sites", NAN);
    assert_int_equal(book->tables[EXPORT_ledger].row_count, 2);
    is_number(book, EXPORT_ledger, 0, "works_as_planned", NAN);
    export_destroy(book);
    export_destroy(NULL);
}

/// A county without a seat has no point; units stand once.
static void a_map_has_points_with_all_that_a_row_says(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct export_book *book = book_of(begin(&(struct less){0}));
    assert_int_equal(export_geojson(book, "map.geojson", &error), SIM_OK);
    assert_int_equal(export_geojson(book, "data", &error), SIM_CANT_CREATE); // a folder
    sim_error_clear(&error);
    json_t *map = json_load_file("map.geojson", 0, NULL), *features = json_object_get(map, "features");
    assert_int_equal(json_array_size(features), SITES + COUNTIES);
    json_t *first = json_array_get(features, 0), *last = json_array_get(features, 3);
    json_t *place = json_object_get(json_object_get(first, "geometry"), "coordinates");
    assert_float_equal(json_number_value(json_array_get(place, 0)), 119.5, 1e-12);
    assert_string_equal(json_string_value(json_object_get(json_object_get(first, "properties"), "layer")),
                        "site");
    assert_null(json_object_get(json_object_get(first, "properties"), "latitude"));
    assert_true(json_is_null(json_object_get(last, "geometry")));
    assert_string_equal(json_string_value(json_object_get(json_object_get(map, "units"), "energy_last_year")),
                        "MWh");
    json_decref(map);
    export_destroy(book);
}

/// Widths, decimals by size, cut texts and faults of a workbook: it opens as a zip and has the sheets of what is there.
static void a_workbook_holds_what_a_sheet_can(void **state)
{
    (void)state;
    static const struct export_column columns[] = {{"text", "m", EXPORT_TEXT, 0},
                                                   {"by_size", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
                                                   {"fixed", "", EXPORT_NUMBER, 1},
                                                   {"share", "", EXPORT_SHARE, 0},
                                                   {"day", "", EXPORT_DATE, 0}};
    static const double numbers[] = {0.00012345, 12.5, 123456.5, 0, NAN, INFINITY, 4e300};
    struct sim_error error = {0};
    struct export_book *book = calloc(1, sizeof(*book));
    struct export_table *table = &book->tables[EXPORT_verdict];
    char *longest = calloc(40001, 1);
    memset(longest, 'x', 40000);
    export_columns(table, columns, 5);
    export_columns(&book->tables[EXPORT_about], columns, 5); // without a row
    book->title = calloc(1, 1);
    for (size_t i = 0; i < 7; i++) {
        export_text(table, i == 0 ? longest : i == 1 ? "" : "short");
        for (size_t c = 1; c < 5; c++)
            export_number(table, numbers[i]);
    }
    assert_int_equal(export_xlsx(book, "w.xlsx", &error), SIM_OK);
    assert_int_equal(export_xlsx(book, "data", &error), SIM_CANT_CREATE);
    sim_error_clear(&error);
    assert_int_equal(system("unzip -p w.xlsx xl/sharedStrings.xml >strings 2>/dev/null || touch none"), 0);
    if (access("none", F_OK) != 0) {
        FILE *stream = fopen("strings", "rb");
        char *text = calloc(1 << 16, 1);
        fread(text, 1, (1 << 16) - 1, stream);
        fclose(stream);
        assert_int_equal(strspn(strstr(text, "xxx"), "x"), 32766); // and the sign that it is cut
        frame_has(text, "text\n(m)");
        free(text);
    }
    free(longest);
    export_destroy(book);
}

// ---- refused -----------------------------------------------------------------------------------------------

static void refused(struct load *load, const char *key, const char *found, const char *expected)
{
    struct sim_error error = {0};
    struct export_book *book;
    assert_int_equal(export_create(load, &book, &error), SIM_BAD_DATA);
    assert_null(book);
    frame_fault(&error, SIM_BAD_DATA, key, found, expected);
    load_close(load);
}

static void other_kinds_are_told_by_name(void **state)
{
    (void)state;
    static const char of_run[] = "the file of `suanli run`, for `suanli export`";
    static const double one[] = {1};
    struct store *store = frame_begin_sweep("k.h5", "latin", 1, 1, 1);
    refused(frame_open(store, "k.h5"), NULL, "the file of a sweep", of_run);
    store = frame_begin_sweep("k.h5", "reach", 1, 1, 1);
    frame_numbers(store, "point_p", FRAME_BY(SCHEMA_POINT), one);
    frame_numbers(store, "point_cost_cny", FRAME_BY(SCHEMA_POINT), one);
    refused(frame_open(store, "k.h5"), NULL, "the file of a search (reach)", of_run);
    store = frame_begin("k.h5", 1);
    frame_names(store, "option", 1, (const char *const[]){"air"});
    frame_numbers(store, "pue_year", FRAME_BY("option"), one);
    refused(frame_open(store, "k.h5"), NULL, "the file of a cooling study", of_run);
    store = frame_begin("k.h5", 1);
    frame_names(store, "option", 1, (const char *const[]){"air"}); // and no PUE: of nobody
    refused(frame_open(store, "k.h5"), NULL, "a file of no known kind", of_run);
    store = frame_begin("k.h5", 1);
    store_attribute_text(store, "placement_mode", "p_median");
    refused(frame_open(store, "k.h5"), NULL, "the file of a placement", of_run);
    store = frame_begin("k.h5", 1);
    store_attribute_text(store, "analysis", "rank");
    refused(frame_open(store, "k.h5"), NULL, "the file of an analysis", of_run);
}

static void faults_of_shape_are_told(void **state)
{
    (void)state;
    struct store_head head = frame_head(1);
    head.epoch = "2022-13-31";
    struct store *store = frame_begin_with("f.h5", head);
    frame_days(store, SCHEMA_TIME, 1, 31);
    refused(frame_open(store, "f.h5"), SCHEMA_EPOCH, "no date", "YYYY-MM-DD");
    store = frame_begin("f.h5", 1);
    frame_days(store, SCHEMA_TIME, 2, 1e300);
    refused(frame_open(store, "f.h5"), SCHEMA_TIME, "no date within 100,000 days", "a date for each item");
    store = frame_begin("f.h5", 1);
    frame_days(store, SCHEMA_TIME, 1, 31);
    frame_days(store, SCHEMA_CLASS, 1, 31); // classes without names
    frame_numbers(store, "x", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CLASS, SCHEMA_TIME), (double[]){1});
    refused(frame_open(store, "f.h5"), SCHEMA_CLASS, "numbers", "texts");
    store = frame_begin("f.h5", 1);
    frame_days(store, SCHEMA_TIME, 1, 31);
    frame_days(store, SCHEMA_COUNTY, 1, 31);
    refused(frame_open(store, "f.h5"), SCHEMA_COUNTY, "numbers", "texts");
    store = frame_begin("f.h5", 1);
    frame_days(store, SCHEMA_TIME, 1, 31);
    frame_names(store, "observation", 1, (const char *const[]){"0"});
    static const char *const texts[] = {"observation_series", "observation_kind", "observation_source"};
    for (size_t i = 0; i < 3; i++)
        frame_texts(store, texts[i], "observation", texts);
    frame_numbers(store, "observation_value", FRAME_BY("observation"), (double[]){1});
    frame_numbers(store, "observation_date", FRAME_BY("observation"), (double[]){-1e5});
    refused(frame_open(store, "f.h5"), "observation_date", "no date within 100,000 days",
            "a date for each item");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_has_its_last_day),
        cmocka_unit_test(verdicts_are_those_of_the_run),
        cmocka_unit_test(sites_have_their_last_year),
        cmocka_unit_test(counties_have_their_end),
        cmocka_unit_test(phases_have_dates_that_came),
        cmocka_unit_test(tables_do_without_what_is_not_there),
        cmocka_unit_test(a_map_has_points_with_all_that_a_row_says),
        cmocka_unit_test(a_workbook_holds_what_a_sheet_can),
        cmocka_unit_test(other_kinds_are_told_by_name),
        cmocka_unit_test(faults_of_shape_are_told),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
