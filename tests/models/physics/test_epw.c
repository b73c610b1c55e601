#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/epw.h"
#include "models/physics/psychrometrics.h"
#include "sim/clock.h"
#include "tests/scratch.h"

static const char heading[] = "LOCATION,Somewhere,XX,YYY,TMYx,123456,26.1,119.3,8.0,%s\n"
                              "DESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\nGROUND TEMPERATURES,0\n"
                              "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1,none\nCOMMENTS 2,none\n"
                              "DATA PERIODS,1,%d,Data,Sunday, 1/ 1,12/31\n";

/// A text in the making.
struct text {
    char *bytes;
    size_t size, capacity;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *text, const char *format, ...)
{
    va_list list;
    text->capacity = text->capacity ? text->capacity : 1 << 21;
    if (!text->bytes)
        text->bytes = malloc(text->capacity);
    va_start(list, format);
    text->size += (size_t)vsnprintf(text->bytes + text->size, text->capacity - text->size, format, list);
    va_end(list);
    assert_true(text->size < text->capacity);
}

/// How a file is made.
struct make {
    int year, records;
    bool has_leap_day;
    const char *altitude, *end;
};

/// A year whose dry bulb is the hour of the year over 1000, at 50 % of humidity.
static struct text year_of(const struct make *make)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct text text = {0};
    put(&text, heading, make->altitude, make->records);
    int hour = 0;
    for (int m = 1; m <= 12; m++)
        for (int d = 1; d <= days[m - 1] + (m == 2 && make->has_leap_day); d++)
            for (int h = 1; h <= 24; h++, hour++)
                for (int r = 1; r <= make->records; r++)
                    put(&text, "%d,%d,%d,%d,%d,?9?9,%.4f,0.0,50,101000,0,0%s", make->year, m, d, h,
                        60 * r / make->records, hour / 1000.0 + r - (make->records + 1) / 2.0, make->end);
    return text;
}

static struct epw *read(const char *text)
{
    struct sim_error error = {0};
    struct epw *epw;
    if (epw_parse(text, "some.epw", &epw, &error) != SIM_OK) {
        sim_error_print(&error, stdout);
        fail_msg("refused");
    }
    sim_error_clear(&error);
    return epw;
}

/// All that the format allows: leap day or none, line ends, a mark, several records an hour.
static void years_are_read(void **state)
{
    (void)state;
    static const struct make makes[] = {
        {1990, 1, false, "14", "\n"},
        {2020, 1, true, "14", "\r\n"},
        {2020, 1, false, "14", "\n"},
        {2019, 4, false, "14", "\n"},
    };
    static const int years[] = {1990, 2020, 2001, 2019};
    for (size_t i = 0; i < sizeof makes / sizeof makes[0]; i++) {
        struct text text = year_of(&makes[i]);
        struct epw *epw = read(text.bytes);
        assert_int_equal(epw->hours, makes[i].has_leap_day ? 8784 : 8760);
        assert_int_equal(epw->first_civil_day, sim_civil_day((struct sim_date){years[i], 1, 1}));
        assert_int_equal(epw->filled_hours, 0);
        for (size_t h = 0; h < epw->hours; h++) {
            assert_true(fabs(epw->weather[h].dry_degc - (double)h / 1000) < 1e-9);
            double rh = psychrometrics_relative_humidity_frac(epw->weather[h].dry_degc,
                                                              epw->weather[h].humidity, 101000);
            assert_true(fabs(rh - 0.5) < (makes[i].records == 1 ? 1e-9 : 0.01));
        }
        assert_true(fabs(epw->pressure_pa - 101000) < 1e-6);
        assert_string_equal(epw->place, "Somewhere, XX, YYY");
        epw_close(epw);
        free(text.bytes);
    }
}

/// Replaces the n-th line (from 0, heading counted) by another text, or takes it out where that is null.
static char *with_line(const char *text, int n, const char *line)
{
    char *copy = malloc(strlen(text) + 200);
    const char *at = text;
    for (int i = 0; i < n; i++)
        at = strchr(at, '\n') + 1;
    size_t before = (size_t)(at - text);
    memcpy(copy, text, before);
    strcpy(copy + before, line ? line : "");
    strcat(copy, line ? strchr(at, '\n') : strchr(at, '\n') + 1);
    return copy;
}

/// Codes for "missing": dew point stands in for humidity, altitude for pressure, neighbours for single hours.
static void missing_values_are_filled(void **state)
{
    (void)state;
    struct make make = {1990, 1, false, "14", "\n"};
    struct text text = year_of(&make);
    char *a = with_line(text.bytes, 8 + 10, "1990,1,1,11,60,?,99.9,99.9,999,999999,0,0");
    struct epw *epw = read(a);
    assert_int_equal(epw->filled_hours, 1);
    assert_true(fabs(epw->weather[10].dry_degc - 0.010) < 1e-9);
    epw_close(epw);
    free(a);
    a = with_line(text.bytes, 8 + 10, "1990,1,1,11,60,?,20.0,10.0,999,101000,0,0");
    epw = read(a);
    assert_int_equal(epw->filled_hours, 0);
    double pa = psychrometrics_vapour_pa(epw->weather[10].humidity, 101000);
    assert_true(fabs(psychrometrics_dew_point_degc(pa) - 10.0) < 1e-6);
    assert_int_equal(epw->jump_hours, 2);
    epw_close(epw);
    free(a);
    free(text.bytes);
}

/// Expects one fault at this line that speaks of `what`.
static void refused(const char *text, int line, const char *what)
{
    struct sim_error error = {0};
    struct epw *epw;
    assert_int_equal(epw_parse(text, "some.epw", &epw, &error), SIM_BAD_DATA);
    assert_null(epw);
    assert_true(error.count >= 1);
    const struct sim_fault *f = &error.faults[0];
    if (f->line != line || !strstr(f->found, what))
        fail_msg("line %d: found %s; expected line %d: %s", f->line, f->found, line, what);
    sim_error_clear(&error);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    struct make make = {1990, 1, false, "14", "\n"};
    struct text text = year_of(&make);
    char *a = with_line(text.bytes, 8 + 100, NULL); // an hour is not there
    refused(a, 109, "hour 6 of 1-05");
    free(a);
    a = with_line(text.bytes, 8 + 100, "1990,13,5,5,60,?,20,10,50,101000,0,0");
    refused(a, 109, "1990,13,5,5");
    free(a);
    a = with_line(text.bytes, 8 + 100, "hello");
    refused(a, 109, "hello");
    free(a);
    a = with_line(text.bytes, 7, "COMMENTS 3,no periods"); // the hours follow; none is a heading
    refused(a, 8768, "no such line");
    free(a);
    refused("", 0, "no such line");
    refused("LOCATION,short\n", 1, "LOCATION,short");
    char *b = strdup(text.bytes), *cut = strstr(b, "1990,12,31,20");
    *cut = '\0';
    refused(b, 8755 + 8, "8755 hours");
    free(b);
    char *gap = strdup(text.bytes), *at = gap;
    for (int i = 0; i < 8 + 50; i++)
        at = strchr(at, '\n') + 1;
    for (int i = 0; i < 7; i++) { // seven hours without a dry bulb: the field is as wide as the code
        char *field = strstr(at, "?9?9,") + 5;
        memcpy(field, "99.900", 6);
        at = strchr(at, '\n') + 1;
    }
    refused(gap, 59, "no dry bulb for 7 hours");
    free(gap);
    free(text.bytes);
    struct sim_error error = {0};
    struct epw *epw;
    assert_int_equal(epw_open("/nowhere/at/all.epw", &epw, &error), SIM_NO_INPUT);
    sim_error_clear(&error);
}

/// Days from one on, each hour with so many records of this tail behind the flags. To be freed.
static char *days_of(struct sim_date first, int count, int records, const char *tail, bool has_last)
{
    struct text text = {0};
    put(&text, heading, "14", records);
    for (int d = 0; d < count; d++) {
        struct sim_date date = sim_date_of(sim_civil_day(first) + d);
        for (int h = 1; h <= 24; h++)
            for (int r = 1; r <= records; r++)
                if (has_last || d + 1 < count || h < 24 || r < records)
                    put(&text, "%d,%d,%d,%d,%d,?,%s\n", date.year, date.month, date.day, h, r, tail);
    }
    return text.bytes;
}

static const char usual[] = "20.0,10.0,50,101000,0,0";

/// Runs of real days keep their dates, over the end of a year and a February of either length.
static void days_follow_each_other(void **state)
{
    (void)state;
    static const struct sim_date firsts[] = {{2023, 12, 31}, {2023, 2, 28}, {2024, 2, 28}, {1899, 12, 30}};
    static const struct sim_date expected[] = {{2023, 12, 31}, {2023, 2, 28}, {2024, 2, 28}, {2001, 12, 30}};
    for (size_t i = 0; i < 4; i++) {
        char *text = days_of(firsts[i], 3, 1, usual, true);
        struct epw *epw = read(text);
        assert_int_equal(epw->hours, 72);
        assert_int_equal(epw->first_civil_day, sim_civil_day(expected[i]));
        epw_close(epw);
        free(text);
    }
    // A byte order mark, empty lines and lines that never end are read over.
    char *text = days_of((struct sim_date){2023, 5, 1}, 1, 1, usual, true), *longer = calloc(1 << 20, 1);
    strcpy(longer, "\xEF\xBB\xBF");
    strcat(longer, text);
    strcat(longer, "  \t\n\n");
    char *end = strstr(longer, ",0,0\n") + 4;
    memmove(end + 100000, end, strlen(end) + 1);
    memset(end, 'x', 100000);
    struct epw *epw = read(longer);
    assert_int_equal(epw->hours, 24);
    epw_close(epw);
    free(text);
    free(longer);
}

/// A pressure that no hour has is that of the altitude; gaps at an end have the nearest value.
static void gaps_are_filled_from_what_is_near(void **state)
{
    (void)state;
    char *text = days_of((struct sim_date){2023, 5, 1}, 1, 1, "20.0,10.0,50,999999,0,0", true);
    struct epw *epw = read(text);
    assert_true(fabs(epw->pressure_pa - psychrometrics_pressure_pa(14)) < 1e-6);
    assert_int_equal(epw->filled_hours, 0);
    epw_close(epw);
    free(text);
    text = days_of((struct sim_date){2023, 5, 1}, 1, 1, usual, true);
    char *first = with_line(text, 8, "2023,5,1,1,60,?,99.9,99.9,50,101000,0,0"),
         *both = with_line(first, 8 + 23, "2023,5,1,24,60,?,99.9,99.9,50,999999,0,0");
    epw = read(both);
    assert_int_equal(epw->filled_hours, 2);
    assert_true(fabs(epw->weather[0].dry_degc - 20) < 1e-12 && fabs(epw->weather[23].dry_degc - 20) < 1e-12);
    assert_true(fabs(epw->pressure_pa - 101000) < 1e-6);
    epw_close(epw);
    free(both);
    free(first);
    free(text);
}

static void headings_and_hours_must_agree(void **state)
{
    (void)state;
    static const char *const periods[] = {"DATA PERIODS,1,0,x",   "DATA PERIODS,1,61,x",
                                          "DATA PERIODS,1,1.5,x", "DATA PERIODS,1,one,x",
                                          "DATA PERIODS,1",       "DATA PERIODSX,1,1,x"};
    char *text = days_of((struct sim_date){2023, 5, 1}, 2, 4, usual, true);
    for (size_t i = 0; i < 6; i++) {
        char *changed = with_line(text, 7, periods[i]);
        refused(changed, 8, periods[i]);
        free(changed);
    }
    char *changed = with_line(text, 8 + 4, NULL); // of the second hour
    refused(changed, 8 + 8, "an hour with too few records");
    free(changed);
    changed = with_line(text, 8 + 4, "2023,5,1,1,9,?,20.0,10.0,50,101000,0,0"); // one more of the first
    refused(changed, 8 + 5, "hour 1 of 5-01");
    free(changed);
    free(text);
    text = days_of((struct sim_date){2023, 5, 1}, 2, 4, usual, false); // the very last record
    refused(text, 8 + 2 * 24 * 4 - 1, "an hour with too few records");
    free(text);
    text = days_of((struct sim_date){2023, 5, 1}, 1, 1, usual, true);
    changed = with_line(text, 0, "LOCATION,A,B,C,D,1,26.1,119.3,8.0,9000");
    refused(changed, 1, "9000");
    free(changed);
    changed = with_line(text, 0, "PLACE,A,B,C,D,1,26.1,119.3,8.0,14");
    refused(changed, 1, "PLACE,A");
    free(changed);
    changed = with_line(text, 8, NULL); // begins with hour 2
    refused(changed, 8 + 23, "23 hours");
    free(changed);
    free(text);
}

static void files_that_are_no_texts_are_told(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct epw *epw;
    assert_int_equal(epw_open("/tmp", &epw, &error), SIM_NO_INPUT);
    assert_non_null(strstr(error.faults[0].found, "/tmp: Is a directory"));
    sim_error_clear(&error);
    scratch_write("no.epw", "LOCATION\0,", 10);
    assert_int_equal(epw_open("no.epw", &epw, &error), SIM_BAD_DATA);
    assert_string_equal(error.faults[0].found, "no text");
    sim_error_clear(&error);
    epw_close(NULL);
}

static int fuzzed(struct text *text, unsigned seed)
{
    char *copy = strdup(text->bytes);
    for (int i = 0; i < 20; i++) {
        seed = seed * 1664525u + 1013904223u;
        copy[(seed >> 8) % text->size] = (char)(1 + seed % 127);
    }
    struct sim_error error = {0};
    struct epw *epw;
    int status = (int)epw_parse(copy, "fuzzed.epw", &epw, &error);
    assert_true((status == SIM_OK) == (error.count == 0));
    epw_close(epw);
    sim_error_clear(&error);
    free(copy);
    return status;
}

/// Bytes that fell out of place give a message or a year, never a crash.
static void damaged_files_do_not_crash(void **state)
{
    (void)state;
    struct make make = {1990, 1, false, "14", "\n"};
    struct text text = year_of(&make);
    int bad = 0;
    for (unsigned seed = 1; seed <= 100; seed++)
        bad += fuzzed(&text, seed * 2654435761u) != SIM_OK;
    assert_true(bad > 50);
    free(text.bytes);
}

/// Fuzhou's typical year against what others found in it (cooling.md, section 4): means, extremes, hours below.
static void fuzhou_is_as_others_found_it(void **state)
{
    (void)state;
    const char *folder = getenv("SUANLI_REFERENCE");
    if (!folder) {
        print_message("SUANLI_REFERENCE is not set: Fuzhou is not read\n");
        skip();
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/epw/CHN_FJ_Fuzhou.588470_TMYx.epw", folder);
    struct sim_error error = {0};
    struct epw *epw;
    assert_int_equal(epw_open(path, &epw, &error), SIM_OK);
    double dry = 0, wet = 0, rh = 0, most = -99;
    static const double limits[] = {10, 14, 18, 22, 24, 26};
    static const int expected[] = {1631, 3017, 4462, 5917, 6729, 8152};
    int below[6] = {0}, cool = 0, jumps5 = 0;
    for (size_t i = 0; i < epw->hours; i++) {
        const struct weather_hour *h = &epw->weather[i];
        dry += h->dry_degc / 8760;
        wet += h->wet_degc / 8760;
        rh += psychrometrics_relative_humidity_frac(h->dry_degc, h->humidity, epw->pressure_pa) / 87.60;
        most = fmax(most, h->wet_degc);
        for (int k = 0; k < 6; k++)
            below[k] += h->wet_degc <= limits[k];
        cool += h->dry_degc <= 15;
        jumps5 += i > 0 && fabs(h->dry_degc - epw->weather[i - 1].dry_degc) > 5;
    }
    print_message("%s: dry bulb %.2f, wet bulb %.2f (most %.2f), humidity %.1f %%; jumps %zu, of 5 K %d\n",
                  epw->place, dry, wet, most, rh, epw->jump_hours, jumps5);
    assert_int_equal(epw->hours, 8760);
    assert_int_equal(epw->filled_hours, 0);
    assert_true(fabs(dry - 20.3) < 0.06 && fabs(wet - 17.2) < 0.06 && fabs(rh - 74.7) < 0.2 &&
                fabs(most - 30.5) < 0.1);
    for (int k = 0; k < 6; k++)
        assert_true(abs(below[k] - expected[k]) <= 6);
    assert_int_equal(cool, 2466);
    assert_int_equal(epw->jump_hours, 412);
    assert_int_equal(jumps5, 86);
    epw_close(epw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_are_read),
        cmocka_unit_test(missing_values_are_filled),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(gaps_are_filled_from_what_is_near),
        cmocka_unit_test(headings_and_hours_must_agree),
        cmocka_unit_test(files_that_are_no_texts_are_told),
        cmocka_unit_test(damaged_files_do_not_crash),
        cmocka_unit_test(fuzhou_is_as_others_found_it),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
