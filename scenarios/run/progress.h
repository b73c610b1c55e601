/// A live line on a terminal, a line a minute elsewhere. Never fails a run, nor holds it up: what cannot be written at once
/// is left out.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *what; // "replications"
    size_t total;
    size_t before; // of them done before this process began; they say nothing of its rate
    bool is_on, is_terminal;
    double started_s, last_s;
    char note[256]; // what else there is to say; "": nothing
};

/// Seconds of a steady clock.
double progress_now_s(void);

void progress_start(struct progress *progress, const char *what, size_t total, bool is_quiet);

/// True if it is time for a line, so that what is dear to say need not be worked out for nothing.
bool progress_is_due(const struct progress *progress);

/// Tells how many are done, and the note, if it is time. A terminal's line is cut at its end.
void progress_tell(struct progress *progress, size_t done);
/// The same where nobody knows how much there is to do: says what is being done.
void progress_say(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_end(struct progress *progress);
