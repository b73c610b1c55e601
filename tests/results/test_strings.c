// The table of strings: every text in both languages, with the same places to fill; the locale; names that it does not know.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "results/strings.h"

/// Places such as {name}, and those of printf, of a text, one a line.
static void places(const char *text, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (const char *at = text; *at; at++) {
        size_t span = *at == '{' ? strcspn(at, "}") + 1 : *at == '%' && strchr(".zs", at[1]) ? 2 : 0;
        if (span > 0 && at[1])
            length += (size_t)snprintf(out + length, size - length, "%.*s\n", (int)span, at);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/// The same lines in one order.
static void sort_lines(char *text)
{
    char *lines[32], copy[512] = "";
    size_t count = 0;
    for (char *line = strtok(text, "\n"); line && count < 32; line = strtok(NULL, "\n"))
        lines[count++] = line;
    qsort(lines, count, sizeof(*lines), by_text);
    for (size_t i = 0; i < count; i++)
        strcat(strcat(copy, lines[i]), "\n");
    strcpy(text, copy);
}

static void test_pairs(void **state)
{
    (void)state;
    json_t *en = strings_json(STRINGS_EN), *zh = strings_json(STRINGS_ZH), *text;
    const char *key;
    assert_true(json_object_size(en) > 200);
    json_object_foreach(en, key, text)
    {
        char a[512], b[512];
        const char *chinese = json_string_value(json_object_get(zh, key));
        assert_non_null(chinese);
        places(json_string_value(text), a, sizeof(a));
        places(chinese, b, sizeof(b));
        // printf takes its arguments in order; a named place may stand anywhere.
        if (!strchr(a, '%')) {
            sort_lines(a);
            sort_lines(b);
        }
        if (strcmp(a, b) != 0)
            print_message("%s\n", key);
        assert_string_equal(a, b);
    }
    json_decref(en);
    json_decref(zh);
}

static void set(const char *name, const char *value)
{
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void test_locale(void **state)
{
    (void)state;
    static const struct {
        const char *all, *messages, *lang;
        enum strings_language want;
    } cases[] = {
        {NULL, NULL, NULL, STRINGS_EN},
        {NULL, NULL, "zh_CN.UTF-8", STRINGS_ZH},
        {NULL, "en_GB.UTF-8", "zh_CN.UTF-8", STRINGS_EN},
        {"zh_TW", "en_GB", "en_GB", STRINGS_ZH},
        {"C", "zh_CN", "zh_CN", STRINGS_EN},
        {"", "", "zh", STRINGS_ZH}, // empty is as good as not set
        {NULL, NULL, "de_DE.UTF-8", STRINGS_EN},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        set("LC_ALL", cases[i].all);
        set("LC_MESSAGES", cases[i].messages);
        set("LANG", cases[i].lang);
        assert_int_equal(strings_locale(), cases[i].want);
    }
}

static void test_names(void **state)
{
    (void)state;
    enum strings_language language = STRINGS_EN;
    assert_true(strings_read("zh", &language) && language == STRINGS_ZH);
    assert_true(strings_read("en", &language) && language == STRINGS_EN);
    assert_false(strings_read("fr", &language));
    assert_string_equal(strings_name(STRINGS_ZH, "cause", "grid"), "电网接入");
    assert_string_equal(strings_name(STRINGS_ZH, "cause", "a new one"), "a new one");
    assert_null(strings_find(STRINGS_EN, "no such key"));
    assert_string_equal(strings_choose(STRINGS_ZH, "a", "甲"), "甲");
    assert_string_equal(strings_choose(STRINGS_ZH, "a", ""), "a");
    assert_string_equal(strings_choose(STRINGS_EN, "a", "甲"), "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_locale),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
