// Texts that would like to be markup, in HTML and in a script's data.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "results/report/escape.h"

static char *html(const char *text)
{
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    escape_html(stream, text);
    fclose(stream);
    return out;
}

static void expect_html(const char *text, const char *want)
{
    char *out = html(text);
    assert_string_equal(out, want);
    free(out);
}

static void test_html(void **state)
{
    (void)state;
    expect_html("", "");
    expect_html("racks, 机架 🖥", "racks, 机架 🖥");
    expect_html("</script>", "&#60;/script&#62;");
    expect_html("a \"b\" 'c' & d", "a &#34;b&#34; &#39;c&#39; &#38; d");
    expect_html("one\ntwo\tthree", "one\ntwo\tthree");
    expect_html("\x01\x1b[31m\x7f", "??[31m?");
}

/// What is no UTF-8 is shown as such, byte by byte: cut off, overlong, a surrogate, beyond the last character.
static void test_bytes(void **state)
{
    (void)state;
    expect_html("\xe6\x9c", "??");
    expect_html("\xc0\xaf", "??");
    expect_html("\xe0\x80\xaf", "???");
    expect_html("\xed\xa0\x80", "???");
    expect_html("\xf4\x90\x80\x80", "????");
    expect_html("\xff<", "?&#60;");
}

/// Any text comes back from the data as it was, and none of it can end the element that it stands in.
static void test_json(void **state)
{
    (void)state;
    static const char *const texts[] = {"</script><!-- & -->",
                                        "\"quotes\" and \\ and '",
                                        "line\xe2\x80\xa8separator, \xe2\x80\xaeright to left",
                                        "机架",
                                        "tab\tnew\nline\x01",
                                        "<",
                                        ""};
    json_t *array = json_array();
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        json_array_append_new(array, json_string(texts[i]));
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    escape_json(stream, array);
    fclose(stream);
    for (size_t i = 0; i < size; i++) {
        assert_true(out[i] >= ' ' && out[i] <= '~');
        assert_null(memchr("<>&", out[i], 3));
    }
    json_t *back = json_loads(out, 0, NULL);
    assert_non_null(back);
    assert_true(json_equal(array, back));
    json_decref(back);
    json_decref(array);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
