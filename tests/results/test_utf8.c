// Characters one by one, and texts made fit for other programs.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "results/utf8.h"

static void decodes(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t length;
        uint32_t point;
    } cases[] = {
        {"A", 1, 'A'},
        {"\xC3\xA9", 2, 0xE9},
        {"\xE7\xAE\x97", 3, 0x7B97},
        {"\xF0\x9F\x98\x80", 4, 0x1F600},
        {"\x80", 0, 0},             // a byte that goes on
        {"\xC0\xAF", 0, 0},         // overlong
        {"\xED\xA0\x80", 0, 0},     // a surrogate
        {"\xF4\x90\x80\x80", 0, 0}, // beyond U+10FFFF
        {"\xE7\xAE", 0, 0},         // cut off
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint32_t point = 0;
        assert_int_equal(utf8_decode(cases[i].text, &point), cases[i].length);
        if (cases[i].length > 0)
            assert_int_equal(point, cases[i].point);
    }
}

static void cleans(void **state)
{
    (void)state;
    const char *cases[][2] = {{"", ""},
                              {"a\xFFz", "a\xEF\xBF\xBDz"},
                              {"\xEF\xBF\xBE", "\xEF\xBF\xBD"}, // U+FFFE, which XML forbids
                              {"\xE7\xAE", "\xEF\xBF\xBD\xEF\xBF\xBD"},
                              {"\xE7\xAE\x97\xE5\x8A\x9B", "\xE7\xAE\x97\xE5\x8A\x9B"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *clean = utf8_clean(cases[i][0]);
        assert_string_equal(clean, cases[i][1]);
        free(clean);
    }
}

static void cuts(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t most;
        const char *cut;
    } cases[] = {
        {"abcd", 4, "abcd"},
        {"abcde", 4, "abc\xE2\x80\xA6"},
        {"\xE7\xAE\x97\xE5\x8A\x9B\xE7\xAE\x97", 2, "\xE7\xAE\x97\xE2\x80\xA6"},
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 4, "\xF0\x9F\x98\x80\xF0\x9F\x98\x80"}, // two units each
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 3, "\xF0\x9F\x98\x80\xE2\x80\xA6"},
        {"abc", 1, "\xE2\x80\xA6"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *cut = utf8_cut(cases[i].text, cases[i].most);
        assert_string_equal(cut, cases[i].cut);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(decodes), cmocka_unit_test(cleans),
                                       cmocka_unit_test(cuts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
