/// What HDF5 has to say when it fails. Private to results/.
#pragma once

#include <stddef.h>

/// Stops HDF5 from printing its own errors. The setting is per thread: call it wherever a file is opened.
void hdf5_fault_quiet(void);

/// The reason of the HDF5 call that failed just now: the system's message if it was the system, else HDF5's innermost.
/// Always ended; call it before any other HDF5 function, each of which wipes the slate.
void hdf5_fault_text(char *text, size_t size);
