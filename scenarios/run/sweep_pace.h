/// How fast units come, from the times of their files.
///
///     ...  unit  unit        unit unit unit unit unit  (now)
///                    gap    |<---- window ---->|
///
/// The window ends with the last unit and goes back to a gap, ten minutes at most: what was before an interruption says
/// nothing of the rate. The window's first unit only opens it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/// A unit that is done.
struct sweep_stamp {
    double time_s; // since 1970
    size_t tasks;
};

struct sweep_pace {
    double per_s;  // tasks; NaN where it cannot be told
    double idle_s; // since the last unit; NaN if there is none
    bool is_still; // longer than the window's pace lets expect
};

/// stamps: sorted in place.
struct sweep_pace sweep_pace_of(struct sweep_stamp *stamps, size_t count, double now_s);
