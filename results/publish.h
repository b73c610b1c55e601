/// A file that appears whole under its name or not at all.
///
/// It grows as `<path>.tmp-<pid>` (with a number behind where that is taken) in the same folder, created exclusively, and
/// is synced and renamed at the end. Renaming is atomic, so an older file of that name is there, whole, until it is
/// replaced. Any writer of output can use this, not only that of HDF5 files.
#pragma once

#include "sim/status.h"

/// A file under way.
struct publish {
    char *path;      // where it will appear
    char *temporary; // where it is now
    int descriptor;  // open for reading and writing
};

/// Creates the temporary file, and the folders above it where they are missing. Fault 73: it cannot be created, or `path`
/// is a folder; then nothing is to be finished or dropped.
enum sim_status publish_begin(struct publish *file, const char *path, struct sim_error *error);

/// Syncs the file, gives it its name and syncs the folder. Fault 74: then the temporary file is gone (the one exception,
/// said in its message: the file has its name, but the folder could not be synced).
enum sim_status publish_finish(struct publish *file, struct sim_error *error);

/// The same without the syncing, which takes milliseconds: after a power failure, though not after a kill, a file may be there
/// that is not whole. For files that carry a seal (seal.h) and can be made again.
enum sim_status publish_finish_unsynced(struct publish *file, struct sim_error *error);

/// Removes the temporary file.
void publish_drop(struct publish *file);
