// Faults as a user sees them, and dates as they are written.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/clock.h"
#include "sim/status.h"

static char *printed(struct sim_error *error)
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    sim_error_print(error, stream);
    fclose(stream);
    sim_error_clear(error);
    return text;
}

/// A line each, by file, line, then key; what has no place comes first.
static void faults_stand_in_the_order_of_their_places(void **state)
{
    (void)state;
    struct sim_error error = {0};
    assert_int_equal(sim_error_status(&error), SIM_OK);
    sim_error_add(&error, SIM_BAD_DATA, "b.cfg", 2, "b", "4", "5");
    sim_error_add(&error, SIM_BAD_DATA, "b.cfg", 2, "a", "3", NULL);
    sim_error_add(&error, SIM_BAD_DATA, "b.cfg", 2, NULL, "2", NULL);
    sim_error_add(&error, SIM_BAD_DATA, "b.cfg", 1, NULL, "no end", NULL);
    sim_error_add(&error, SIM_BAD_DATA, "a.cfg", 0, NULL, NULL, NULL);
    assert_int_equal(sim_error_say(&error, SIM_IO, "%s %d", "no space on disk", 7), SIM_IO);
    assert_int_equal(sim_error_status(&error), SIM_BAD_DATA); // of the first that was found
    char *text = printed(&error);
    assert_string_equal(text, "no space on disk 7\n"
                              "a.cfg: \n"
                              "b.cfg:1: no end\n"
                              "b.cfg:2: 2\n"
                              "b.cfg:2: a: 3\n"
                              "b.cfg:2: b: found 4, expected 5\n");
    free(text);
}

/// What cannot be put into a sentence whole is cut.
static void a_sentence_has_an_end(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char *longest = calloc(5000, 1);
    memset(longest, 'x', 4999);
    sim_error_say(&error, SIM_IO, "%s", longest);
    assert_int_equal(strlen(error.faults[0].found), 1023);
    sim_error_clear(&error);
    free(longest);
}

static int clean_ups;

static void clean_up(void)
{
    clean_ups++;
    fputs("cleaned\n", stderr);
}

/// A panic says what and where, cleans up once and exits 70.
static void a_panic_cleans_up_and_exits(void **state)
{
    (void)state;
    char text[256] = "";
    int pipes[2], end;
    assert_int_equal(pipe(pipes), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(pipes[1], STDERR_FILENO);
        sim_on_panic(clean_up);
        sim_panic("here.c", 12, "%d racks", -1);
    }
    close(pipes[1]);
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_true(read(pipes[0], text, sizeof(text) - 1) > 0);
    close(pipes[0]);
    assert_true(WIFEXITED(end) && WEXITSTATUS(end) == SIM_INTERNAL);
    assert_string_equal(text, "suanli: internal fault at here.c:12: -1 racks\ncleaned\n");
    sim_on_panic(clean_up);
    sim_clean_up();
    sim_clean_up();
    assert_int_equal(clean_ups, 1);
}

static void only_days_of_the_calendar_are_dates(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "2023-02-29", "2023-13-01", "2023-00-01",  "2023-01-00",
                                      "2023-04-31", "2023/01/01", "2023-1-01",  "2023-01-011", "-023-01-01",
                                      "2100-02-29", "20230101"};
    int64_t day;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(sim_date_read(bad[i], &day));
    assert_true(sim_date_read("1970-01-01", &day) && day == 0);
    assert_true(sim_date_read("2000-02-29", &day) && day == 11016);
    assert_true(sim_date_read("0000-01-01", &day) && day == -719528);
}

/// Every day of eight hundred years from one before the year 0 on: each follows the one before, and comes back as it was written.
static void days_count_on_through_all_centuries(void **state)
{
    (void)state;
    int64_t first = sim_civil_day((struct sim_date){-399, 1, 1}), day;
    for (int64_t at = first; at < first + 2 * 146097; at++) {
        struct sim_date date = sim_date_of(at), next = sim_date_of(at + 1);
        assert_int_equal(sim_civil_day(date), at);
        bool is_month_end = sim_month_end(at) == at;
        assert_int_equal(next.day, is_month_end ? 1 : date.day + 1);
        assert_int_equal(next.month, is_month_end ? date.month % 12 + 1 : date.month);
    }
    char text[11];
    sim_date_write(sim_civil_day((struct sim_date){2025, 12, 31}), text);
    assert_true(sim_date_read(text, &day) && day == sim_civil_day((struct sim_date){2025, 12, 31}));
}

static void times_beyond_the_clock_never_come(void **state)
{
    (void)state;
    assert_true(sim_days(1e300) == SIM_NEVER && sim_days(-1e300) == -SIM_NEVER);
    assert_true(sim_days(1) == SIM_DAY && sim_in_days(sim_days(-2.5)) == -2.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_stand_in_the_order_of_their_places),
        cmocka_unit_test(a_sentence_has_an_end),
        cmocka_unit_test(a_panic_cleans_up_and_exits),
        cmocka_unit_test(only_days_of_the_calendar_are_dates),
        cmocka_unit_test(days_count_on_through_all_centuries),
        cmocka_unit_test(times_beyond_the_clock_never_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
