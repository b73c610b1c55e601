// The data of the pages of all that is no run, figures, and what has no page: from files made by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/report/columns.h"
#include "results/report/report.h"
#include "sim/memory.h"
#include "tests/results/report/page_json.h"
#include "tests/scratch.h"

// ---- placement ---------------------------------------------------------------------------------------------

/// Four candidates of which the third is not chosen, on the ground or on a plane of their own.
static json_t *place_of(bool is_ground, bool is_named, size_t clients)
{
    enum { SITES = 4 };
    static const char *const ids[SITES] = {"a", "b", "c", "d"}, *const names[SITES] = {"A", "B", "C", "D"};
    static const double east[SITES] = {118, 119, 120, 121}, north[SITES] = {24, 25, 26, 27},
                        period[SITES] = {1, 0, -1, 0};
    struct store *store = frame_begin("p.h5", 1);
    store_attribute_text(store, "placement_mode", "p_median");
    store_attribute_number(store, "placement_cost", 12.5);
    store_attribute_whole(store, "placement_proven", 1);
    frame_names(store, SCHEMA_SITE, SITES, ids);
    if (is_named)
        frame_texts(store, "site_name", SCHEMA_SITE, names);
    frame_numbers(store, is_ground ? "site_lon" : "site_x", FRAME_BY(SCHEMA_SITE), east);
    frame_numbers(store, is_ground ? "site_lat" : "site_y", FRAME_BY(SCHEMA_SITE), north);
    frame_numbers(store, "site_period", FRAME_BY(SCHEMA_SITE), period);
    if (clients > 0) {
        frame_days(store, "client", clients, 1);
        double *values = sim_memory_new(clients, sizeof(*values), "a test");
        for (size_t i = 0; i < clients; i++)
            values[i] = (double)i;
        frame_numbers(store, "client_x", FRAME_BY("client"), values);
        frame_numbers(store, "client_y", FRAME_BY("client"), values);
        free(values);
    }
    if (is_ground)
        frame_days(store, "period", 2, 365);
    json_t *data = data_of(frame_open(store, "p.h5"));
    is_text(at(data, "kind"), "place");
    return data;
}

static void a_placement_shows_what_is_chosen(void **state)
{
    (void)state;
    json_t *data = place_of(true, true, 0);
    const json_t *place = at(data, "place"), *sites = at(place, "sites");
    assert_true(json_is_true(at(sites, "is_ground")));
    assert_int_equal(json_array_size(at(sites, "lon")), 3);
    is_number(in(at(sites, "lat"), 2), 27);
    is_text(in(at(sites, "name"), 2), "D");
    is_number(in(at(sites, "period"), 0), 1);
    is_number(at(sites, "candidates"), 4);
    is_number(at(place, "periods"), 2);
    is_number(at(place, "cost"), 12.5);
    is_number(at(place, "proven"), 1);
    assert_null(json_object_get(place, "bound"));
    assert_null(json_object_get(place, "clients"));
    json_decref(data);
}

/// On a plane, without names; of 8001 clients every third, from the first.
static void many_clients_are_thinned(void **state)
{
    (void)state;
    json_t *data = place_of(false, false, 8001);
    const json_t *place = at(data, "place"), *clients = at(place, "clients");
    assert_true(json_is_false(at(at(place, "sites"), "is_ground")));
    assert_int_equal(json_array_size(at(at(place, "sites"), "name")), 0);
    is_number(at(clients, "all"), 8001);
    assert_int_equal(json_array_size(at(clients, "lon")), 2667);
    is_number(in(at(clients, "lat"), 2666), 7998);
    is_number(at(place, "periods"), 1);
    json_decref(data);
}

// ---- cooling -----------------------------------------------------------------------------------------------

/// Two options over two hours; the second has no servers, so that nothing is over theirs.
static void a_cooling_study_shows_parts_over_servers(void **state)
{
    (void)state;
    enum { OPTIONS = 2, HOURS = 2, DRAWS = 3 };
    static const double pue[OPTIONS] = {1.25, NAN}, it[OPTIONS * HOURS] = {100, 300, 0, 0},
                        fan[OPTIONS * HOURS] = {10, 30, 5, 5},
                        draws[DRAWS * OPTIONS] = {1.2, 2, 1.3, 2, 1.1, 2},
                        loads[2 * OPTIONS] = {1.4, 1.2, 1.5, 1.3};
    struct store *store = frame_begin("c.h5", DRAWS);
    store_attribute_number(store, "it_kw", 500);
    store_attribute_text(store, "weather", "Fuzhou");
    frame_names(store, "option", OPTIONS, (const char *const[]){"air", "liquid"});
    frame_days(store, SCHEMA_TIME, HOURS, 1.0 / 24);
    frame_days(store, "load", 2, 0.5);
    frame_texts(store, "option_name", "option", (const char *const[]){"Air", "Liquid <b>"});
    frame_numbers(store, "pue_year", FRAME_BY("option"), pue);
    frame_numbers(store, "pue_load", FRAME_BY("option", "load"), loads);
    frame_numbers(store, "it", FRAME_BY("option", SCHEMA_TIME), it);
    frame_numbers(store, "fan", FRAME_BY("option", SCHEMA_TIME), fan);
    frame_numbers(store, "pue_draw", FRAME_BY(SCHEMA_REPLICATION, "option"), draws);
    json_t *data = data_of(frame_open(store, "c.h5"));
    const json_t *cooling = at(data, "cooling"), *parts = at(cooling, "parts");
    is_text(at(data, "kind"), "cooling");
    is_number(in(at(cooling, "pue_year"), 0), 1.25);
    assert_true(json_is_null(in(at(cooling, "pue_year"), 1)));
    assert_int_equal(json_array_size(parts), 1); // the other parts are not in the file
    is_text(at(in(parts, 0), "name"), "fan");
    is_number(in(at(in(parts, 0), "ratio"), 0), 0.1);
    assert_true(json_is_null(in(at(in(parts, 0), "ratio"), 1)));
    is_number(in(in(at(cooling, "pue_load"), 1), 0), 1.5);
    is_number(in(in(at(cooling, "pue_band"), 0), 1), 1.2); // the median of three
    is_number(at(cooling, "it_kw"), 500);
    is_text(at(cooling, "weather"), "Fuzhou");
    is_text(at(cooling, "load_name"), "");
    assert_null(json_object_get(cooling, "pue_month"));
    json_decref(data);
}

static void a_cooling_study_of_little_has_no_parts(void **state)
{
    (void)state;
    static const double pue[] = {1.25};
    struct sim_error error = {0};
    struct store *store = frame_begin("c.h5", 1);
    frame_names(store, "option", 1, (const char *const[]){"air"});
    frame_numbers(store, "pue_year", FRAME_BY("option"), pue);
    struct load *load = frame_open(store, "c.h5");
    char *page = report_page(load, STRINGS_ZH, &error);
    assert_non_null(page);
    assert_null(strstr(page, "<tbody>")); // no verdict without a run
    free(page);
    json_t *data = data_of(load);
    assert_int_equal(json_array_size(at(at(data, "cooling"), "parts")), 0);
    assert_true(json_is_null(at(at(data, "cooling"), "it_kw")));
    assert_null(json_object_get(at(data, "cooling"), "pue_band"));
    json_decref(data);
}

// ---- sweep -------------------------------------------------------------------------------------------------

/// Thirty-two factors: the strongest thirty are told, and bounds of all.
static void a_sweep_tells_its_strongest_factors(void **state)
{
    (void)state;
    enum { FACTORS = 32, POINTS = 80 };
    static char names[FACTORS][8];
    const char *paths[FACTORS], *ones[FACTORS];
    double values[POINTS * FACTORS], outcome[POINTS * 2];
    for (size_t f = 0; f < FACTORS; f++) {
        snprintf(names[f], sizeof(names[f]), "f%zu", f);
        paths[f] = names[f];
        ones[f] = "1";
    }
    for (size_t p = 0; p < POINTS; p++) {
        for (size_t f = 0; f < FACTORS; f++)
            values[p * FACTORS + f] = p == 0 ? 2 : sin((double)((p + 1) * (p + f) * (f + 3)));
        outcome[p * 2] = values[p * FACTORS + 7] + 0.1 * sin((double)(p * p));
        outcome[p * 2 + 1] = 4;
    }
    struct store *store = frame_begin_sweep("s.h5", "given", POINTS, POINTS, 1);
    frame_names(store, SCHEMA_FACTOR, FACTORS, paths);
    frame_texts(store, SCHEMA_FACTOR_UNIT, SCHEMA_FACTOR, ones);
    frame_texts(store, SCHEMA_FACTOR_LAW, SCHEMA_FACTOR, ones);
    frame_texts(store, SCHEMA_FACTOR_RANGE, SCHEMA_FACTOR, ones);
    frame_numbers(store, SCHEMA_POINT_VALUE, FRAME_BY(SCHEMA_POINT, SCHEMA_FACTOR), values);
    frame_targets(store, &(struct frame_targets){2, (const char *const[]){"x", "y"},
                                                 (const char *const[]){">=", "<="}, ones,
                                                 (double[]){365, 365}, (double[]){0.5, 5}, outcome});
    json_t *data = data_of(frame_open(store, "s.h5"));
    const json_t *analysis = at(data, "analysis"), *target = in(at(analysis, "targets"), 0);
    is_text(at(data, "kind"), "sweep");
    is_text(at(analysis, "method"), "rank");
    assert_int_equal(json_array_size(at(target, "factors")), 30);
    is_text(at(in(at(target, "factors"), 0), "path"), "f7");
    assert_true(json_number_value(at(target, "most")) > 1.9);
    is_number(at(in(at(analysis, "targets"), 1), "least"), 4);
    assert_int_equal(json_array_size(at(at(data, "factors"), "bounds")), FACTORS);
    is_number(in(in(at(at(data, "factors"), "bounds"), 0), 1), 2);
    json_decref(data);
}

/// A sweep without the size of its design has no page.
static void a_sweep_of_no_design_is_refused(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store_head head = frame_head(1);
    head.points = 2;
    struct store *store = frame_begin_with("s.h5", head);
    store_attribute_text(store, SCHEMA_DESIGN, "latin");
    struct load *load = frame_open(store, "s.h5");
    assert_null(report_page(load, STRINGS_EN, &error));
    frame_fault(&error, SIM_BAD_DATA, SCHEMA_DESIGN, "no design", NULL);
    load_close(load);
}

// ---- reach -------------------------------------------------------------------------------------------------

/// A search's answer is one of its verifications, or none; levers that the file does not have are none.
static const json_t *reach_of(json_t **data, size_t checks, int64_t answer, bool is_number)
{
    static const double numbers[] = {1, 0, 0.5};
    struct store *store = frame_begin_sweep("r.h5", "reach", 2, 2, 1);
    frame_numbers(store, "point_p", FRAME_BY(SCHEMA_POINT), numbers);
    frame_numbers(store, "point_cost_cny", FRAME_BY(SCHEMA_POINT), numbers);
    if (checks > 0)
        frame_dates(store, "check", checks, numbers);
    if (checks > 0)
        frame_numbers(store, "check_point", FRAME_BY("check"), numbers);
    if (checks > 1)
        frame_numbers(store, "check_p", FRAME_BY("check"), numbers + 1);
    if (is_number)
        store_attribute_number(store, "answer_check", 0);
    else
        store_attribute_whole(store, "answer_check", answer);
    *data = data_of(frame_open(store, "r.h5"));
    return at(*data, "reach");
}

static void an_answer_is_one_of_the_verifications(void **state)
{
    (void)state;
    static const struct {
        size_t checks;
        int64_t answer;
        bool is_number, is_there;
    } cases[] = {{2, 1, false, true}, {2, 2, false, false}, {2, -1, false, false},
                 {2, 0, true, false}, {0, 0, false, false}, {1, 0, false, false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        json_t *data;
        const json_t *reach = reach_of(&data, cases[i].checks, cases[i].answer, cases[i].is_number),
                     *answer = json_object_get(reach, "answer");
        assert_int_equal(answer != NULL, cases[i].is_there);
        if (answer)
            is_number(at(answer, "p"), 0.5);
        assert_true(json_is_null(at(reach, "wanted")));
        assert_int_equal(json_array_size(at(at(reach, "points"), "effort")), 0);
        is_number(in(at(at(reach, "points"), "p"), 0), 1);
        json_decref(data);
    }
}

// ---- figures and faults ------------------------------------------------------------------------------------

static void figures_have_six_digits(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},          {3, "3"},     {-1e14, "-100000000000000"}, {1234567.25, "1234570"},
                 {1e20, "1e20"},    {0.1, "0.1"}, {2.0 / 3, "0.666667"},       {NAN, "null"},
                 {INFINITY, "null"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        json_t *figure = column_figure(cases[i].value);
        char *text = json_dumps(figure, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        assert_string_equal(text, cases[i].text);
        free(text);
        json_decref(figure);
    }
}

static void what_has_no_page_is_told(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store = frame_begin("a.h5", 1);
    store_attribute_text(store, "analysis", "rank");
    struct load *load = frame_open(store, "a.h5");
    assert_int_equal(report_write(load, STRINGS_EN, "a.html", &error), SIM_BAD_DATA);
    frame_fault(&error, SIM_BAD_DATA, NULL, "a file of no kind that has a page",
                "one that run, sweep, reach, cooling or place wrote");
    load_close(load);
}

/// A fault of the verdict's, and one further down, end the page.
static void faults_leave_no_page(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store = frame_begin("f.h5", 1);
    frame_days(store, SCHEMA_TIME, 1, 365);
    frame_names(store, SCHEMA_TARGET, 1, (const char *const[]){"x"});
    struct load *load = frame_open(store, "f.h5");
    assert_null(report_page(load, STRINGS_EN, &error));
    assert_string_equal(error.faults[0].key, SCHEMA_TARGET_ID);
    sim_error_clear(&error);
    load_close(load);
    store = frame_begin("f.h5", 1);
    frame_days(store, SCHEMA_TIME, 1, 365);
    frame_names(store, SCHEMA_SITE, 1, (const char *const[]){"x"});
    load = frame_open(store, "f.h5");
    assert_null(report_page(load, STRINGS_EN, &error));
    assert_string_equal(error.faults[0].found, "nothing of that name");
    sim_error_clear(&error);
    load_close(load);
}

int main(void)
{
    gsl_set_error_handler_off(); // as main does
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_placement_shows_what_is_chosen),
        cmocka_unit_test(many_clients_are_thinned),
        cmocka_unit_test(a_cooling_study_shows_parts_over_servers),
        cmocka_unit_test(a_cooling_study_of_little_has_no_parts),
        cmocka_unit_test(a_sweep_tells_its_strongest_factors),
        cmocka_unit_test(a_sweep_of_no_design_is_refused),
        cmocka_unit_test(an_answer_is_one_of_the_verifications),
        cmocka_unit_test(figures_have_six_digits),
        cmocka_unit_test(what_has_no_page_is_told),
        cmocka_unit_test(faults_leave_no_page),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
