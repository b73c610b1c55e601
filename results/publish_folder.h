/// A folder of files that appears whole under its name or not at all: the sister of publish.h.
///
/// It grows as `<path>.tmp-<pid>` beside its place. A folder that is there already is exchanged for the new one in one step, then
/// removed; but only if it holds nothing but files that could have been written so, because removing anything else would be
/// the loss of what is not ours.
#pragma once

#include "sim/status.h"

/// A folder under way.
struct publish_folder {
    char *path;
    char *temporary;
    const char *const *names; // of files that it may have
    size_t name_count;
};

/// Creates the temporary folder. names: outlive it. Fault 73: it cannot be created, or what stands there is no folder, or one
/// with other files; then nothing is to be finished or dropped.
enum sim_status publish_folder_begin(struct publish_folder *folder, const char *path,
                                     const char *const *names, size_t count, struct sim_error *error);

/// Path of a file in it while it is under way; to be freed.
char *publish_folder_file(const struct publish_folder *folder, const char *name);

/// Syncs all, gives the folder its name and removes what stood there. Fault 74: then the temporary folder is gone.
enum sim_status publish_folder_finish(struct publish_folder *folder, struct sim_error *error);

/// Removes the temporary folder.
void publish_folder_drop(struct publish_folder *folder);
