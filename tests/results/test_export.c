// What no scenario may say, but a file of another program can: texts with controls, broken UTF-8, lines of their own.
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

#include "results/export.h"
#include "results/export_table.h"
#include "sim/clock.h"
#include "sim/memory.h"

static const struct export_column COLUMNS[] = {{"name", "", EXPORT_TEXT, 0},
                                               {"amount", "t, \"wet\"", EXPORT_NUMBER, EXPORT_BY_SIZE},
                                               {"day", "", EXPORT_DATE, 0}};

static struct export_book *make_book(void)
{
    struct export_book *book = sim_memory_new(1, sizeof(*book), "a book");
    struct export_table *table = &book->tables[EXPORT_verdict];
    book->title = sim_memory_text("a\x01 \xFF title");
    book->epoch_civil_day = sim_civil_day((struct sim_date){2022, 12, 31});
    export_columns(table, COLUMNS, 3);
    const struct {
        const char *name;
        double amount;
    } rows[] = {{"plain", 0.1},
                {"two\r\nlines", 1.0 / 3},
                {"say \"so\"", NAN},
                {"=1+1", 1e22},
                {"-0.5", -5e-324},
                {"@SUM(A1)", 150000},
                {"\tx", 2},
                {"broken \xE7\xAE", INFINITY},
                {"\x01\x1F bell\a", 3},
                {"", 4}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        export_text(table, rows[i].name);
        export_number(table, rows[i].amount);
        export_number(table, i == 0 ? (double)book->epoch_civil_day : NAN);
    }
    return book;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    char *bytes = calloc(1 << 20, 1);
    *size = fread(bytes, 1, (1 << 20) - 1, stream);
    fclose(stream);
    return bytes;
}

static void csv_to_the_byte(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct export_book *book = make_book();
    char folder[] = "/tmp/suanli_export_XXXXXX", path[64];
    size_t size;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(export_csv(book, folder, &error), SIM_OK); // an empty folder may be replaced
    snprintf(path, sizeof(path), "%s/verdict.csv", folder);
    char *bytes = read_file(path, &size);
    assert_string_equal(bytes, "name,\"amount [t, \"\"wet\"\"]\",day\r\n"
                               "plain,0.1,2022-12-31\r\n"
                               "\"two\r\nlines\",0.3333333333333333,\r\n"
                               "\"say \"\"so\"\"\",,\r\n"
                               "\"'=1+1\",1e+22,\r\n"
                               "-0.5,-4.94066e-324,\r\n"
                               "\"'@SUM(A1)\",150000,\r\n"
                               "\"'\tx\",2,\r\n"
                               "broken \xEF\xBF\xBD\xEF\xBF\xBD,,\r\n"
                               "\x01\x1F bell\a,3,\r\n"
                               ",4,\r\n");
    free(bytes);
    unlink(path);
    rmdir(folder);
    sim_error_clear(&error);
    export_destroy(book);
}

static void workbooks_are_the_same_bytes(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct export_book *book = make_book();
    char folder[] = "/tmp/suanli_export_XXXXXX", paths[2][64];
    char *bytes[2];
    size_t sizes[2];
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < 2; i++) {
        snprintf(paths[i], sizeof(paths[i]), "%s/%d.xlsx", folder, i);
        assert_int_equal(export_xlsx(book, paths[i], &error), SIM_OK);
        bytes[i] = read_file(paths[i], &sizes[i]);
        unlink(paths[i]);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], sizes[0]);
    assert_memory_equal(bytes[0], "PK", 2);
    free(bytes[0]);
    free(bytes[1]);
    rmdir(folder);
    sim_error_clear(&error);
    export_destroy(book);
}

static void a_folder_with_more_in_it_stays(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct export_book *book = make_book();
    char folder[] = "/tmp/suanli_export_XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/sub", folder);
    assert_int_equal(export_csv(book, path, &error), SIM_OK);
    assert_int_equal(export_csv(book, folder, &error), SIM_CANT_CREATE); // "sub" is not ours
    snprintf(path, sizeof(path), "%s/sub/verdict.csv", folder);
    assert_int_equal(access(path, R_OK), 0);
    unlink(path);
    snprintf(path, sizeof(path), "%s/sub", folder);
    rmdir(path);
    rmdir(folder);
    sim_error_clear(&error);
    export_destroy(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_to_the_byte),
        cmocka_unit_test(workbooks_are_the_same_bytes),
        cmocka_unit_test(a_folder_with_more_in_it_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
