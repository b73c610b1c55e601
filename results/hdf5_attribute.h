/// Attributes of HDF5 objects, as netCDF-4 and CF want them. Private to results/.
///
/// Texts are of fixed length and UTF-8, numbers are arrays. Each function is true if every HDF5 call went well; after a
/// false one `hdf5_fault_text` has the reason.
#pragma once

#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>

bool hdf5_attribute_text(hid_t where, const char *name, const char *text);

/// ASCII with its closing zero, which the Dimension Scale Specification asks of CLASS and NAME.
bool hdf5_attribute_ended_text(hid_t where, const char *name, const char *text);

/// Of any type; count: >= 1; type: as in the file; memory: as in `values`.
bool hdf5_attribute_array(hid_t where, const char *name, hid_t type, hid_t memory, size_t count,
                          const void *values);

/// One text of a fixed or variable length, from any attribute: malloc'd, null where there is none or it is no text. False where
/// HDF5 cannot read it.
bool hdf5_attribute_read_text(hid_t where, const char *name, char **text);
