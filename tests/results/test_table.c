// Aligned tables: Chinese takes two places, nothing in a text can disturb the terminal.
#define _GNU_SOURCE // wcwidth
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "results/table.h"

static char *print(const struct table *table, bool colours)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    table_print(table, stream, colours);
    fclose(stream);
    return text;
}

static void test_chinese(void **state)
{
    (void)state;
    struct table *table = table_create();
    table_column(table, "site", TABLE_LEFT);
    table_column(table, "racks", TABLE_RIGHT);
    table_cell(table, TABLE_PLAIN, "福州长乐");
    table_cell(table, TABLE_GOOD, "%d", 50000);
    table_cell(table, TABLE_PLAIN, "Anxi");
    table_cell(table, TABLE_BAD, "%d", 7);
    char *plain = print(table, false), *coloured = print(table, true);
    assert_string_equal(plain, "site      racks\n"
                               "--------  -----\n"
                               "福州长乐  50000\n"
                               "Anxi          7\n");
    assert_string_equal(coloured, "site      racks\n"
                                  "--------  -----\n"
                                  "福州长乐  \033[32m50000\033[0m\n"
                                  "Anxi          \033[31m7\033[0m\n");
    free(plain);
    free(coloured);
    table_destroy(table);
}

static void test_hostile_text(void **state)
{
    (void)state;
    struct table *table = table_create();
    table_column(table, "x", TABLE_LEFT);
    table_cell(table, TABLE_PLAIN, "a\033[31mb\nc\xff\xe7\xa6");
    char *text = print(table, false);
    // Escape, newline, a byte that starts nothing, and the two bytes of a character cut short.
    assert_string_equal(text, "x\n------------\na?[31mb?c???\n");
    free(text);
    table_destroy(table);
}

/// Code point as UTF-8.
static void encode(uint32_t point, char text[5])
{
    memset(text, 0, 5);
    if (point < 0x80) {
        text[0] = (char)point;
    } else if (point < 0x800) {
        text[0] = (char)(0xC0 | point >> 6);
        text[1] = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        text[0] = (char)(0xE0 | point >> 12);
        text[1] = (char)(0x80 | (point >> 6 & 0x3F));
        text[2] = (char)(0x80 | (point & 0x3F));
    } else {
        text[0] = (char)(0xF0 | point >> 18);
        text[1] = (char)(0x80 | (point >> 12 & 0x3F));
        text[2] = (char)(0x80 | (point >> 6 & 0x3F));
        text[3] = (char)(0x80 | (point & 0x3F));
    }
}

/// The C library has a width table of its own. Over what our texts are made of the two must agree: Latin, Greek, Cyrillic,
/// punctuation, kana, hangul, all common and extension-A and -B ideographs, full-width forms.
static void test_widths_against_c_library(void **state)
{
    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        print_message("skipped: no UTF-8 locale here\n");
        skip();
    }
    const struct {
        uint32_t first, last;
    } ranges[] = {{0x20, 0x7E},     {0xA1, 0xAC},     {0xAE, 0x482},    {0x2010, 0x2027}, {0x2030, 0x205E},
                  {0x2190, 0x2211}, {0x2E80, 0x2E99}, {0x3001, 0x3029}, {0x3041, 0x3096}, {0x30A0, 0x30FF},
                  {0x3400, 0x4DB5}, {0x4E00, 0x9FEF}, {0xAC00, 0xD7A3}, {0xFF01, 0xFF60}, {0x20000, 0x2A6D6}};
    size_t compared = 0;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        for (uint32_t point = ranges[i].first; point <= ranges[i].last; point++) {
            char text[5];
            encode(point, text);
            int width = wcwidth((wchar_t)point);
            if (width < 0)
                continue; // not assigned
            compared++;
            if ((int)table_width(text) != width)
                fail_msg("U+%04X: %zu places, the C library says %d", point, table_width(text), width);
        }
    assert_true(compared > 70000);
    setlocale(LC_CTYPE, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_widths_against_c_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
