#include "results/hdf5_attribute.h"

#include <stdlib.h>
#include <string.h>

#include "sim/status.h"

/// Creates, writes and closes an attribute.
static bool put(hid_t where, const char *name, hid_t type, hid_t memory, hid_t space, const void *values)
{
    hid_t attribute = H5Acreate2(where, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0)
        return false;
    bool written = H5Awrite(attribute, memory, values) >= 0;
    // Closing wipes the reason of a failed write: leave the identifier to the file's end then.
    return written && H5Aclose(attribute) >= 0;
}

/// A text of `size` bytes.
static bool put_text(hid_t where, const char *name, const char *text, size_t size, H5T_str_t padding,
                     H5T_cset_t set)
{
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    bool good = type >= 0 && space >= 0 && H5Tset_size(type, size) >= 0 &&
                H5Tset_strpad(type, padding) >= 0 && H5Tset_cset(type, set) >= 0 &&
                put(where, name, type, type, space, text);
    if (good)
        good = H5Tclose(type) >= 0 && H5Sclose(space) >= 0;
    return good;
}

bool hdf5_attribute_text(hid_t where, const char *name, const char *text)
{
    // Without its closing zero, as netCDF writes it; HDF5 has no texts of no bytes.
    size_t length = strlen(text);
    return put_text(where, name, text, length ? length : 1, H5T_STR_NULLPAD, H5T_CSET_UTF8);
}

bool hdf5_attribute_ended_text(hid_t where, const char *name, const char *text)
{
    return put_text(where, name, text, strlen(text) + 1, H5T_STR_NULLTERM, H5T_CSET_ASCII);
}

bool hdf5_attribute_array(hid_t where, const char *name, hid_t type, hid_t memory, size_t count,
                          const void *values)
{
    hsize_t counts[1] = {count};
    hid_t space = H5Screate_simple(1, counts, NULL);
    return space >= 0 && put(where, name, type, memory, space, values) && H5Sclose(space) >= 0;
}

static bool read_fixed(hid_t attribute, hid_t type, char **text)
{
    size_t size = H5Tget_size(type);
    if (size == 0)
        return false;
    *text = calloc(size + 1, 1);
    SIM_ASSERT(*text, "out of memory for an attribute of %zu bytes", size);
    return H5Aread(attribute, type, *text) >= 0;
}

static bool read_variable(hid_t attribute, hid_t type, char **text)
{
    char *borrowed = NULL;
    if (H5Aread(attribute, type, &borrowed) < 0)
        return false;
    *text = strdup(borrowed ? borrowed : "");
    SIM_ASSERT(*text, "out of memory for an attribute");
    H5free_memory(borrowed);
    return true;
}

/// Of one text; anything else is none.
static bool read_one(hid_t attribute, hid_t type, hid_t space, char **text)
{
    H5T_class_t class = H5Tget_class(type);
    hssize_t count = H5Sget_simple_extent_npoints(space);
    if (class != H5T_STRING || count != 1)
        return class != H5T_NO_CLASS && count >= 0;
    htri_t varies = H5Tis_variable_str(type);
    if (varies < 0)
        return false;
    return varies > 0 ? read_variable(attribute, type, text) : read_fixed(attribute, type, text);
}

bool hdf5_attribute_read_text(hid_t where, const char *name, char **text)
{
    *text = NULL;
    htri_t exists = H5Aexists(where, name);
    if (exists <= 0)
        return exists == 0;
    hid_t attribute = H5Aopen(where, name, H5P_DEFAULT);
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool is_read = read_one(attribute, type, space, text);
    if (!is_read) {
        free(*text);
        *text = NULL;
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
    return is_read;
}
