#include "scenarios/run/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define TERMINAL_EVERY_S 0.2
#define LOG_EVERY_S      60.0

double progress_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
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

/// Whether it is time for another line, counted from now on.
static bool is_due(struct progress *progress, double now_s)
{
    if (!progress->is_on ||
        now_s - progress->last_s < (progress->is_terminal ? TERMINAL_EVERY_S : LOG_EVERY_S))
        return false;
    progress->last_s = now_s;
    return true;
}

void progress_tell(struct progress *progress, size_t done)
{
    double now_s = progress_now_s(), spent_s = now_s - progress->started_s;
    if (!is_due(progress, now_s))
        return;
    double left_s = done > 0 ? spent_s / (double)done * (double)(progress->total - done) : 0;
    fprintf(stderr, "%s%zu of %zu %s, %.0f s, about %.0f s left%s", progress->is_terminal ? "\r\033[K" : "",
            done, progress->total, progress->what, spent_s, left_s, progress->is_terminal ? "" : "\n");
    fflush(stderr);
}

void progress_say(struct progress *progress, const char *format, ...)
{
    double now_s = progress_now_s();
    va_list arguments;
    if (!is_due(progress, now_s))
        return;
    fprintf(stderr, "%s%.0f s: ", progress->is_terminal ? "\r\033[K" : "", now_s - progress->started_s);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs(progress->is_terminal ? "" : "\n", stderr);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->is_on && progress->is_terminal)
        fputs("\r\033[K", stderr);
}
