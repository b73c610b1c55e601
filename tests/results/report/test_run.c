// What the page of a run has beside its verdict: groups, phases, estimates, months and the map, from files made by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "results/report/report.h"
#include "sim/memory.h"
#include "tests/results/report/page_json.h"
#include "tests/scratch.h"

/// Groups by class; those over too many items, over no names, or of sections of their own are none.
static void series_by_few_items_are_groups(void **state)
{
    (void)state;
    enum { TIMES = 2, MANY = 13 };
    double values[3 * MANY * TIMES];
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        values[i] = (double)(i / 4); // by replication, of two items
    struct store *store = frame_begin("g.h5", 3);
    static const char *const many[MANY] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"};
    frame_days(store, SCHEMA_TIME, TIMES, 400);
    frame_names(store, SCHEMA_CLASS, 2, (const char *const[]){"ai", "hpc"});
    frame_texts(store, "class_name", SCHEMA_CLASS, (const char *const[]){"AI", "HPC"});
    frame_names(store, "phase", 2, (const char *const[]){"one", "two"});
    frame_names(store, "many", MANY, many);
    frame_days(store, "nameless", 2, 1);
    frame_numbers(store, "racks_by_class", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CLASS, SCHEMA_TIME), values);
    frame_numbers(store, "by_phase", FRAME_BY(SCHEMA_REPLICATION, "phase", SCHEMA_TIME), values);
    frame_numbers(store, "by_many", FRAME_BY(SCHEMA_REPLICATION, "many", SCHEMA_TIME), values);
    frame_numbers(store, "by_number", FRAME_BY(SCHEMA_REPLICATION, "nameless", SCHEMA_TIME), values);
    frame_numbers(store, "by_two", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CLASS, "phase"), values);
    frame_numbers(store, "fixed", FRAME_BY("phase", SCHEMA_TIME), values);
    json_t *data = data_of(frame_open(store, "g.h5"));
    const json_t *groups = at(data, "groups"), *group = in(groups, 0);
    assert_int_equal(json_array_size(groups), 1);
    is_text(at(group, "name"), "racks_by_class");
    is_text(in(at(group, "names"), 1), "HPC");
    assert_null(json_object_get(group, "names_zh"));
    is_number(in(in(in(at(group, "q"), 1), 1), 0), 1);        // the median of the replications' 0, 1, 2
    assert_int_equal(json_array_size(at(data, "series")), 0); // `fixed` has no replications
    json_decref(data);
}

/// Dates that do not come in all replications; what stands beside them.
static void phases_tell_dates_that_may_not_come(void **state)
{
    (void)state;
    enum { N = 4, PHASES = 2 };
    static const double ground[N * PHASES] = {10, 20, 10, 20, 10, 20, 10, 20},
                                   last[N * PHASES] = {100, NAN, 200, NAN, 300, NAN, NAN, 50},
                                   racks[PHASES] = {1000, 2000};
    struct store *store = frame_begin("h.h5", N);
    frame_days(store, SCHEMA_TIME, 1, 365);
    frame_names(store, "phase", PHASES, (const char *const[]){"a.phases[0]", "b.phases[0]"});
    frame_texts(store, "phase_name", "phase", (const char *const[]){"first", ""});
    frame_numbers(store, "phase_racks", FRAME_BY("phase"), racks);
    frame_numbers(store, "phase_ground_breaking", FRAME_BY(SCHEMA_REPLICATION, "phase"), ground);
    frame_numbers(store, "phase_last_hall", FRAME_BY(SCHEMA_REPLICATION, "phase"), last);
    frame_names(store, SCHEMA_CAUSE, 2, (const char *const[]){"grid", "land"});
    frame_numbers(store, "edge_wait_days", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_CAUSE),
                  (double[]){1, 2, 3, 4, 5, 6, 7, 8});
    frame_names(store, "observation", 1, (const char *const[]){"0"});
    frame_texts(store, "observation_series", "observation", (const char *const[]){"racks"});
    frame_texts(store, "observation_kind", "observation", (const char *const[]){"stated"});
    frame_texts(store, "observation_source", "observation", (const char *const[]){"a yearbook"});
    frame_numbers(store, "observation_date", FRAME_BY("observation"), (double[]){30});
    frame_numbers(store, "observation_value", FRAME_BY("observation"), (double[]){1e20});
    frame_names(store, "assumption", 1, (const char *const[]){"capital"});
    frame_texts(store, "assumption_value", "assumption", (const char *const[]){"7"});
    json_t *data = data_of(frame_open(store, "h.h5"));
    const json_t *phases = at(data, "phases"), *dates = at(phases, "last");
    is_number(in(at(dates, "share"), 0), 0.75);
    is_number(in(at(dates, "share"), 1), 0.25);
    is_number(in(in(at(dates, "days"), 0), 1), 250);            // between the second and the third of four
    assert_true(json_is_null(in(in(at(dates, "days"), 0), 2))); // 95 % of them have not come
    assert_true(json_is_null(in(in(at(dates, "days"), 1), 1)));
    assert_null(json_object_get(phases, "first"));
    is_number(in(at(at(data, "ledger"), "edge_wait"), 0), 4);
    is_number(in(at(at(data, "observations"), "value"), 0), 1e20);
    is_text(in(at(at(data, "assumptions"), "value"), 0), "7");
    assert_null(json_object_get(at(data, "assumptions"), "mark"));
    json_decref(data);
}

/// A target that follows an estimate rests on it; one that nothing delays has no cause.
static void targets_rest_on_their_estimates(void **state)
{
    (void)state;
    enum { N = 40 };
    double values[N];
    for (size_t r = 0; r < N; r++)
        values[r] = (double)r;
    struct store *store = frame_begin("i.h5", N);
    frame_days(store, SCHEMA_TIME, 1, 365);
    frame_names(store, SCHEMA_CAUSE, 1, (const char *const[]){"grid"});
    frame_targets(store, &(struct frame_targets){1, (const char *const[]){"racks"},
                                                 (const char *const[]){"<="}, (const char *const[]){"rack"},
                                                 (double[]){365}, (double[]){9.5}, values});
    frame_names(store, SCHEMA_INPUT, 1, (const char *const[]){"crews.count"});
    frame_texts(store, SCHEMA_INPUT_MARK, SCHEMA_INPUT, (const char *const[]){SCHEMA_ESTIMATED});
    frame_texts(store, SCHEMA_INPUT_SOURCE, SCHEMA_INPUT, (const char *const[]){"a guess"});
    frame_numbers(store, SCHEMA_INPUT_VALUE, FRAME_BY(SCHEMA_REPLICATION, SCHEMA_INPUT), values);
    struct load *load = frame_open(store, "i.h5");
    struct sim_error error = {0};
    char *page = report_page(load, STRINGS_EN, &error);
    frame_has(page, "<td><bdi>\xE2\x89\xA4 9.5 "); // at most
    free(page);
    json_t *data = data_of(load);
    const json_t *estimate = in(at(data, "estimates"), 0), *target = in(at(data, "targets"), 0);
    is_text(at(estimate, "input"), "crews.count");
    is_text(at(estimate, "source"), "a guess");
    is_number(at(estimate, "rho"), 1);
    is_number(at(estimate, "target"), 0);
    assert_true(json_is_null(at(target, "binding")));
    is_number(at(target, "p"), 0.25);
    json_decref(data);
}

/// Months without servers have no PUE, and those without a value are no part of the mean.
static void a_pue_needs_servers(void **state)
{
    (void)state;
    enum { MONTHS = 3, N = 2 };
    static const double it[N * MONTHS] = {10, 0, NAN, 30, 0, NAN}, all[N * MONTHS] = {20, 5, 7, 40, 5, 7};
    struct sim_error error = {0};
    struct store *store = frame_begin("u.h5", N);
    frame_days(store, SCHEMA_MONTH, MONTHS, 31);
    frame_names(store, SCHEMA_SITE, 1, (const char *const[]){"a"});
    frame_numbers(store, "site_it_energy_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH), it);
    frame_numbers(store, "site_energy_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH), all);
    struct load *load = frame_open(store, "u.h5");
    json_t *data = json_object();
    data_months(data, load, &error);
    const json_t *row = in(at(at(data, "pue_heat"), "rows"), 0);
    is_number(in(row, 0), 1.5); // 60 over 40
    assert_true(json_is_null(in(row, 1)) && json_is_null(in(row, 2)));
    json_decref(data);
    load_close(load);
    struct store_head head = frame_head(1);
    head.epoch = "someday"; // no calendar: no years
    store = frame_begin_with("u.h5", head);
    frame_days(store, SCHEMA_MONTH, 1, 31);
    frame_names(store, SCHEMA_SITE, 1, (const char *const[]){"a"});
    frame_numbers(store, "site_energy_mwh", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH), all);
    load = frame_open(store, "u.h5");
    data = json_object();
    data_months(data, load, &error);
    assert_int_equal(json_object_size(data), 0);
    assert_int_equal(error.count, 0);
    json_decref(data);
    load_close(load);
}

/// The map's layers stand where all their columns do; of 12,001 edge sites every third is sent.
static void layers_of_a_map_are_whole_or_absent(void **state)
{
    (void)state;
    enum { EDGES = 12001 };
    struct store *store = frame_begin("m.h5", 1);
    double *places = sim_memory_new(EDGES, sizeof(*places), "a test");
    const char **years = sim_memory_new(EDGES, sizeof(*years), "a test");
    for (size_t i = 0; i < EDGES; i++) {
        places[i] = (double)i;
        years[i] = "2024-12-31";
    }
    frame_days(store, SCHEMA_TIME, 1, 365);
    frame_days(store, SCHEMA_OUTLINE, 3, 1);
    frame_days(store, "edge_site", EDGES, 1);
    frame_names(store, SCHEMA_SITE, 1, (const char *const[]){"a"});
    frame_names(store, SCHEMA_CITY, 1, (const char *const[]){"fuzhou"});
    frame_numbers(store, "outline_ring", FRAME_BY(SCHEMA_OUTLINE), (double[]){0, 0, 0});
    frame_numbers(store, "outline_latitude", FRAME_BY(SCHEMA_OUTLINE), (double[]){24, 25, 26});
    frame_numbers(store, "outline_longitude", FRAME_BY(SCHEMA_OUTLINE), (double[]){118, 119, 118.000004});
    frame_numbers(store, "site_latitude", FRAME_BY(SCHEMA_SITE), (double[]){26.08});
    frame_numbers(store, "site_longitude", FRAME_BY(SCHEMA_SITE), (double[]){119.5});
    frame_texts(store, "site_city", SCHEMA_SITE, (const char *const[]){"fuzhou"});
    frame_texts(store, "city_name", SCHEMA_CITY, (const char *const[]){"Fuzhou"});
    frame_texts(store, "city_name_zh", SCHEMA_CITY, (const char *const[]){"福州"});
    frame_numbers(store, "edge_site_latitude", FRAME_BY("edge_site"), places);
    frame_numbers(store, "edge_site_longitude", FRAME_BY("edge_site"), places);
    frame_texts(store, "edge_site_year", "edge_site", years);
    // What a site is asked of must be there too.
    static const char *const by_time[] = {"site_racks", "site_eflops", "site_occupied_frac"};
    for (size_t i = 0; i < 3; i++)
        frame_numbers(store, by_time[i], FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_TIME),
                      (double[]){1});
    frame_names(store, SCHEMA_CAUSE, 1, (const char *const[]){"grid"});
    frame_texts(store, "site_name", SCHEMA_SITE, (const char *const[]){"A"});
    frame_texts(store, "site_name_zh", SCHEMA_SITE, (const char *const[]){"甲"});
    frame_numbers(store, "wait_days", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_CAUSE), (double[]){1});
    json_t *data = data_of(frame_open(store, "m.h5"));
    const json_t *map = at(data, "map");
    is_number(in(at(at(map, "outline"), "lon"), 2), 118); // six digits are enough for a map
    is_text(in(at(at(map, "cities"), "name_zh"), 0), "福州");
    is_text(in(at(at(map, "sites"), "city"), 0), "fuzhou");
    is_number(at(at(map, "edge"), "all"), EDGES);
    assert_int_equal(json_array_size(at(at(map, "edge"), "lat")), 4001);
    assert_int_equal(json_array_size(at(at(map, "edge"), "year")), 4001);
    is_number(in(at(at(map, "edge"), "lon"), 4000), 12000);
    assert_null(json_object_get(map, "counties"));
    json_decref(data);
    free(places);
    free(years);
}

/// A run of a hundred years begins in 2023 and ends in 2123: its last months belong to a year of their own.
static void months_of_a_long_run_keep_their_years(void **state)
{
    (void)state;
    enum { MONTHS = 1202 };
    struct store *store = frame_begin("l.h5", 2);
    double *values = sim_memory_new(2 * MONTHS, sizeof(*values), "a test");
    for (size_t i = 0; i < 2 * MONTHS; i++)
        values[i] = i % MONTHS == 5 ? NAN : 1;
    frame_days(store, SCHEMA_TIME, 1, 365);
    frame_days(store, SCHEMA_MONTH, MONTHS, 30.4375);
    frame_names(store, SCHEMA_SITE, 1, (const char *const[]){"a"});
    frame_numbers(store, "site_carbon_t", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH), values);
    struct sim_error error = {0};
    struct load *load = frame_open(store, "l.h5");
    json_t *data = json_object();
    data_months(data, load, &error);
    assert_int_equal(error.count, 0);
    const json_t *yearly = at(data, "yearly"), *rows = at(in(at(yearly, "totals"), 0), "q");
    assert_int_equal(json_array_size(at(yearly, "years")), 101);
    is_number(in(at(yearly, "years"), 100), 2123);
    is_number(in(in(rows, 0), 1), 11); // one month has no value
    double sum = 0;
    for (size_t y = 0; y < 101; y++)
        sum += json_number_value(in(in(rows, y), 1));
    assert_float_equal(sum, MONTHS - 1, 1e-9);
    assert_null(json_object_get(data, "pue_heat"));
    json_decref(data);
    load_close(load);
    free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_rest_on_their_estimates),
        cmocka_unit_test(a_pue_needs_servers),
        cmocka_unit_test(series_by_few_items_are_groups),
        cmocka_unit_test(phases_tell_dates_that_may_not_come),
        cmocka_unit_test(layers_of_a_map_are_whole_or_absent),
        cmocka_unit_test(months_of_a_long_run_keep_their_years),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
