/// A live line on a terminal, a line a minute elsewhere. Never fails a run.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *what; // "replications"
    size_t total;
    bool is_on, is_terminal;
    double started_s, last_s;
};

/// Seconds of a steady clock.
double progress_now_s(void);

void progress_start(struct progress *progress, const char *what, size_t total, bool is_quiet);
void progress_tell(struct progress *progress, size_t done);
/// The same where nobody knows how much there is to do: says what is being done.
void progress_say(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_end(struct progress *progress);
