#include "scenarios/run/progress.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define TERMINAL_EVERY_S 0.2
#define LOG_EVERY_S      60.0

/// Columns of a terminal that does not say.
enum { COLUMNS = 80 };

double progress_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/// Writes if that neither waits nor kills: a reader that is gone, or does not read, is its own affair.
static void put(const char *text)
{
    struct pollfd output = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&output, 1, 0) != 1 || !(output.revents & POLLOUT))
        return;
    sigset_t pipe, old;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &old);
    if (write(STDERR_FILENO, text, strlen(text)) < 0 && errno == EPIPE)
        sigtimedwait(&pipe, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void progress_start(struct progress *progress, const char *what, size_t total, bool is_quiet)
{
    double now_s = progress_now_s();
    *progress = (struct progress){.what = what,
                                  .total = total,
                                  .is_on = !is_quiet,
                                  .is_terminal = isatty(STDERR_FILENO),
                                  .started_s = now_s,
                                  .last_s = now_s};
}

bool progress_is_due(const struct progress *progress)
{
    return progress->is_on &&
           progress_now_s() - progress->last_s >= (progress->is_terminal ? TERMINAL_EVERY_S : LOG_EVERY_S);
}

/// "40 s", "12 min", "3.5 h"
static void duration(double s, char *text, size_t size)
{
    if (s < 120)
        snprintf(text, size, "%.0f s", s);
    else if (s < 7200)
        snprintf(text, size, "%.0f min", s / 60);
    else
        snprintf(text, size, "%.1f h", s / 3600);
}

/// Prints a line over the last one, or below it in a log, and counts from now to the next.
static void say_line(struct progress *progress, const char *text)
{
    char line[512];
    struct winsize window = {0};
    size_t room = sizeof(line) - 8, columns = COLUMNS;
    progress->last_s = progress_now_s();
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        columns = window.ws_col;
    if (progress->is_terminal && columns - 1 < room)
        room = columns - 1; // a line that wraps cannot be wiped
    char *at = line + sprintf(line, "%s", progress->is_terminal ? "\r\033[K" : "");
    snprintf(at, room, "%s", text);
    if (!progress->is_terminal)
        strcat(line, "\n");
    put(line);
}

void progress_tell(struct progress *progress, size_t done)
{
    if (!progress_is_due(progress))
        return;
    char text[512], spent[32], left[32];
    double spent_s = progress_now_s() - progress->started_s;
    double per_s = spent_s > 0 ? (double)(done - progress->before) / spent_s : 0;
    duration(spent_s, spent, sizeof(spent));
    duration(per_s > 0 ? (double)(progress->total - done) / per_s : 0, left, sizeof(left));
    snprintf(text, sizeof(text), "%zu of %zu %s, %.3g/s, %s, about %s left%s", done, progress->total,
             progress->what, per_s, spent, left, progress->note);
    say_line(progress, text);
}

void progress_say(struct progress *progress, const char *format, ...)
{
    if (!progress_is_due(progress))
        return;
    char text[512];
    int used = snprintf(text, sizeof(text), "%.0f s: ", progress_now_s() - progress->started_s);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, sizeof(text) - (size_t)used, format, arguments);
    va_end(arguments);
    say_line(progress, text);
}

void progress_end(struct progress *progress)
{
    if (progress->is_on && progress->is_terminal)
        put("\r\033[K");
}
