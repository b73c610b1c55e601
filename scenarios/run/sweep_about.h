/// What a sweep's plan leaves for those who only look at it: the text of the file `plan` among its parts.
#pragma once

#include <jansson.h>

#include "scenarios/run/sweep_tally.h"

struct sweep_about {
    json_t *json; // holds the texts; null where they come from elsewhere
    const char *title, *command;
    struct sweep_plan plan; // only what cuts the work: points, replications, tasks, units, width, digest
    bool may_stop;          // before the last point, which then is the most
    struct sweep_target *targets;
    size_t target_count;
};

/// The targets of a plan; to be freed. They point into the plan.
struct sweep_target *sweep_targets_of(const struct sweep_plan *plan);

/// The text that says it all; to be freed.
char *sweep_about_text(const struct sweep_plan *plan);

/// Reads such a text, of `size` bytes; false if it is none. Then nothing is to be cleared.
bool sweep_about_read(struct sweep_about *about, const char *text, size_t size);
void sweep_about_clear(struct sweep_about *about);
