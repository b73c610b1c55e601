/// Files that HDF5 knows and this program did not seal: a result that another tool has copied or written again.
///
/// HDF5's library was seen to crash on damaged files (1.10.8), and nothing tells whether one without a seal is damaged. So it
/// is read whole in a child process first: what ends that child in a crash, in too much memory or in too much time is refused,
/// and this process never parses it.
#pragma once

#include <stdbool.h>

#include "sim/status.h"

/// Of the child: seconds of its processor time, and bytes of memory.
#define FOREIGN_SECONDS_MAX 60
#define FOREIGN_BYTES_MAX   ((size_t)8 << 30)

/// True of a file that begins as HDF5 does, without a seal.
bool foreign_is(const char *path);

/// Reads it in a child. read: the whole file, in the child; true where it can be read. Fault 65: it cannot, or `read`
/// crashed, hung or wanted too much.
enum sim_status foreign_try(const char *path, bool (*read)(const char *path), struct sim_error *error);
