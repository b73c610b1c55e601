/// Values given on a command line: `-D sites.changle.phases[0].racks=5000`.
///
/// A path names keys of groups and maps, and elements of lists by [index] from 0. The value is libconfig's, except that
/// a whole number needs no L and a bare word (a date, a name) needs no quotation marks.
#pragma once

#include "scenarios/run/tree.h"

/// Applies "path=value" to a tree. A key that is not there is added, with groups on the way to it (`is_implied`);
/// whether the tables know it is for bind to say. What lies inside a CSV file waits at its name (`pending`).
/// Faults go to `error`, told as "-D path": SIM_USAGE where the text is no override, else SIM_BAD_DATA.
void override_apply(struct arena *arena, struct node *root, const char *text, struct sim_error *error);

/// Sets what `path` leads to under `root`; value is copied. place: "-D " and the whole path, whose end `path` is.
void override_set(struct arena *arena, struct node *root, const char *path, const char *place,
                  const struct node *value, struct sim_error *error);

/// One step of a path, ".name" or "[index]".
struct override_step {
    const char *name; // null for an index
    size_t length;    // of the name
    int64_t index;
};

/// Takes the first step off a path; false where it is malformed.
bool override_step(const char **path, struct override_step *step);

/// True of a text that names a CSV file.
bool is_csv_name(const char *text);
