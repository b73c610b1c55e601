/// The live line: what it says, when, where it is cut, and that a reader who is gone or does not read fails nothing.
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenarios/run/progress.h"

static int kept; // standard error of before

static void begin_on(int descriptor)
{
    kept = dup(STDERR_FILENO);
    dup2(descriptor, STDERR_FILENO);
}

static void end_on(void)
{
    dup2(kept, STDERR_FILENO);
    close(kept);
}

enum { SAID = 1024 };

/// What has arrived, ended by zero.
static const char *take(int descriptor, char text[SAID])
{
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    ssize_t size = read(descriptor, text, SAID - 1);
    text[size > 0 ? size : 0] = '\0';
    return text;
}

static void log_says_a_line_a_minute(void **state)
{
    (void)state;
    int ends[2];
    struct progress progress;
    assert_int_equal(pipe(ends), 0);
    begin_on(ends[1]);
    progress_start(&progress, "replications", 100, false);
    progress_tell(&progress, 1); // too early
    char said[3][SAID], words[SAID];
    bool was_silent = take(ends[0], words)[0] == '\0';
    snprintf(progress.note, sizeof(progress.note), ", and so on");
    const double spent_s[] = {90, 3600, 10000};
    for (int i = 0; i < 3; i++) {
        progress.started_s = progress_now_s() - spent_s[i];
        progress.last_s = progress_now_s() - 61;
        progress_tell(&progress, 50);
        take(ends[0], said[i]);
    }
    progress.last_s = progress_now_s() - 61;
    progress_say(&progress, "%s of %d", "a bound", 7);
    take(ends[0], words);
    progress_end(&progress); // nothing to wipe in a log
    char after[SAID];
    bool is_silent = take(ends[0], after)[0] == '\0';
    end_on();
    assert_true(was_silent);
    assert_string_equal(said[0], "50 of 100 replications, 0.556/s, 90 s, about 90 s left, and so on\n");
    assert_string_equal(said[1], "50 of 100 replications, 0.0139/s, 60 min, about 60 min left, and so on\n");
    assert_string_equal(said[2], "50 of 100 replications, 0.005/s, 2.8 h, about 2.8 h left, and so on\n");
    assert_non_null(strstr(words, " s: a bound of 7\n"));
    assert_true(is_silent);
    close(ends[0]);
    close(ends[1]);
}

static void terminal_line_is_cut_at_its_end(void **state)
{
    (void)state;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
        skip();
    int line = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(line >= 0);
    struct progress progress;
    begin_on(line);
    progress_start(&progress, "replications", 100, false);
    bool is_terminal = progress.is_terminal;
    const unsigned short widths[] = {20, 0, 1000}; // 0: it does not say
    char said[3][SAID], wiped[SAID];
    for (int i = 0; i < 3; i++) {
        ioctl(line, TIOCSWINSZ, &(struct winsize){.ws_col = widths[i]});
        progress.last_s = progress_now_s() - 1;
        progress_say(&progress, "%0200d", 0);
        take(terminal, said[i]);
    }
    progress_end(&progress);
    take(terminal, wiped);
    end_on();
    close(line);
    close(terminal);
    const size_t wipe = strlen("\r\033[K");
    assert_true(is_terminal);
    assert_int_equal(strlen(said[0]), wipe + 18);
    assert_int_equal(strlen(said[1]), wipe + 78);
    assert_true(strlen(said[2]) > wipe + 200);
    assert_string_equal(wiped, "\r\033[K");
}

/// A pipe whose reader is gone, and one that is full.
static void no_reader_fails_nothing(void **state)
{
    (void)state;
    int ends[2];
    struct progress progress;
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    char block[4096] = {0};
    while (write(ends[1], block, sizeof(block)) > 0)
        ;
    begin_on(ends[1]);
    progress_start(&progress, "replications", 100, false);
    progress.last_s = 0;
    progress_tell(&progress, 1); // full: left out
    close(ends[0]);
    progress.last_s = 0;
    progress_tell(&progress, 2); // gone: no signal
    progress_start(&progress, "replications", 100, true);
    progress.last_s = 0;
    bool is_due = progress_is_due(&progress);
    end_on();
    close(ends[1]);
    assert_false(is_due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_says_a_line_a_minute),
        cmocka_unit_test(terminal_line_is_cut_at_its_end),
        cmocka_unit_test(no_reader_fails_nothing),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
