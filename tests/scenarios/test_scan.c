// The pre-scan: what libconfig lets pass or tells badly, at its line, and nothing else.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenarios/run/scan.h"
#include "tests/scratch.h"

static struct scan_faults scan(const char *text)
{
    struct scan_faults faults = {0};
    scratch_write("s.cfg", text, strlen(text));
    scan_file("s.cfg", NULL, &faults);
    return faults;
}

static void expect_number(const char *text, int line, const char *key, const char *found)
{
    struct scan_faults faults = scan(text);
    assert_int_equal(faults.broken.count, 0);
    assert_int_equal(faults.numbers.count, 1);
    assert_int_equal(faults.numbers.faults[0].line, line);
    assert_string_equal(faults.numbers.faults[0].key, key);
    assert_string_equal(faults.numbers.faults[0].found, found);
    assert_string_equal(faults.numbers.faults[0].file, "s.cfg");
    scan_faults_clear(&faults);
}

static void expect_broken(const char *text, int line, const char *found)
{
    struct scan_faults faults = scan(text);
    assert_int_equal(faults.broken.count, 1);
    assert_int_equal(faults.broken.faults[0].line, line);
    assert_string_equal(faults.broken.faults[0].found, found);
    scan_faults_clear(&faults);
}

static void test_numbers(void **state)
{
    (void)state;
    expect_number("a = 2147483648;", 1, "a", "2147483648");
    expect_number("a = -2147483649;", 1, "a", "-2147483649");
    expect_number("a = 0x80000000;", 1, "a", "0x80000000");
    expect_number("a = 9223372036854775808L;", 1, "a", "9223372036854775808");
    expect_number("a = 0x8000000000000000LL;", 1, "a", "0x8000000000000000");
    expect_number("a = 1e309;", 1, "a", "1e309");
    expect_number("a = -1.8e308;", 1, "a", "-1.8e308");
    expect_number("a = .;", 1, "a", ".");
    expect_number("a = 1;\n/* 1e400\n */ b : { c = ( 1, [ 2 ], { d = 3000000000; } ); };", 3, "b.c[2].d",
                  "3000000000");
    expect_number("x = true; y = [ 1, 2,\n 3000000000 ]; z = 1;", 2, "y[2]", "3000000000");
    expect_number("g = { a = 1; }; b = \"q\\\"\n3000000000\"; c = 4000000000;", 2, "c", "4000000000");
}

/// Every number that the scan passes is what libconfig then reads.
static void test_limits_agree_with_libconfig(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long long value;
    } rows[] = {
        {"a = 2147483647;", 2147483647},        {"a = -2147483648;", -2147483648LL},
        {"a = 0x7fffffff;", 2147483647},        {"a = 9223372036854775807L;", INT64_MAX},
        {"a = 0xFFFFFFFFFFL;", 0xFFFFFFFFFFLL}, {"a = +5LL;", 5},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scan_faults faults = scan(rows[i].text);
        assert_int_equal(faults.broken.count + faults.numbers.count, 0);
        config_t config;
        config_init(&config);
        assert_int_equal(config_read_file(&config, "s.cfg"), CONFIG_TRUE);
        config_setting_t *a = config_lookup(&config, "a");
        assert_true(config_setting_get_int64(a) == rows[i].value);
        config_destroy(&config);
    }
}

static void test_no_false_alarms(void **state)
{
    (void)state;
    static const char *const sound[] = {
        "a = \"3000000000 1e400 @include \\\"x\\\" /* \";",
        "# 3000000000 @include \"x\"\n// \" 1e400\n/* \" @include \"x\"\n 3000000000 */ a = 1;",
        "a3000000000 = 1; b-3000000000 = 2;",
        "a = 1e-400; b = 1.7976931348623157e308; c = 5.; d = .5; e = 1e5;",
        "a = ( );\r\nb = [ ];\r\n",
        "",
    };
    for (size_t i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
        struct scan_faults faults = scan(sound[i]);
        assert_int_equal(faults.broken.count + faults.numbers.count, 0);
    }
}

static void test_broken(void **state)
{
    (void)state;
    expect_broken("a = 1;\nb = \"x\n\n", 2, "a text without end");
    expect_broken("a = 1;\n\n/* x\n\n", 3, "a comment without end");
    expect_broken("a = 1;\n@include \"x\n", 2, "an @include without end");
    expect_broken("\n@include \"none.cfg\"", 2, "@include of none.cfg (No such file or directory)");
    expect_broken("\xef\xbb\xbf"
                  "a = 1;",
                  1, "a byte order mark");
    struct scan_faults faults = {0};
    scratch_write("s.cfg", "a = 1;\0b = 2;", 13);
    scan_file("s.cfg", NULL, &faults);
    assert_int_equal(faults.broken.count, 1);
    scan_faults_clear(&faults);
}

static char *nested(size_t depth)
{
    char *text = calloc(1, 2 * depth + 8);
    assert_non_null(text);
    memcpy(text, "a =", 3);
    memset(text + 3, '(', depth);
    memset(text + 3 + depth, ')', depth);
    return text;
}

static void test_nesting(void **state)
{
    (void)state;
    char *text = nested(SCAN_NESTING_MAX);
    struct scan_faults faults = scan(text);
    assert_int_equal(faults.broken.count, 0);
    free(text);
    text = nested(SCAN_NESTING_MAX + 1);
    expect_broken(text, 1, "groups and lists nested deeper than 32");
    free(text);
    text = nested(100000);
    expect_broken(text, 1, "groups and lists nested deeper than 32");
    free(text);
}

/// A chain of files, each including the next.
static void write_chain(int includes)
{
    for (int i = 0; i <= includes; i++) {
        char path[32], text[64];
        snprintf(path, sizeof(path), "c%d.cfg", i);
        snprintf(text, sizeof(text), i < includes ? "@include \"c%d.cfg\"\n" : "z%d = 1;\n", i + 1);
        scratch_write(path, text, strlen(text));
    }
}

static void test_include_depth(void **state)
{
    (void)state;
    struct scan_faults faults = {0};
    write_chain(SCAN_INCLUDE_DEPTH_MAX);
    scan_file("c0.cfg", NULL, &faults);
    assert_int_equal(faults.broken.count, 0);
    config_t config; // libconfig takes as many
    config_init(&config);
    assert_int_equal(config_read_file(&config, "c0.cfg"), CONFIG_TRUE);
    config_destroy(&config);
    write_chain(SCAN_INCLUDE_DEPTH_MAX + 1);
    scan_file("c0.cfg", NULL, &faults);
    assert_int_equal(faults.broken.count, 1);
    assert_string_equal(faults.broken.faults[0].file, "c10.cfg");
    scan_faults_clear(&faults);
    expect_broken("a = 1;\n@include \"s.cfg\"\n@include \"s.cfg\"\n", 2, "files included deeper than 10");
}

static void test_size(void **state)
{
    (void)state;
    struct scan_faults faults = {0};
    FILE *stream = fopen("big.cfg", "wb"); // a sparse file: a hole, nothing on the disk
    assert_non_null(stream);
    assert_int_equal(ftruncate(fileno(stream), (off_t)SCAN_BYTES_MAX + 1), 0);
    fclose(stream);
    scan_file("big.cfg", NULL, &faults);
    assert_int_equal(faults.broken.count, 1);
    assert_string_equal(faults.broken.faults[0].found, "larger than 64 MB");
    scan_faults_clear(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_limits_agree_with_libconfig),
        cmocka_unit_test(test_no_false_alarms),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_include_depth),
        cmocka_unit_test(test_size),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
