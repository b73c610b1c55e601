/// A result file's table of contents: its variables with their scales, its attributes.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/hdf5_attribute.h"
#include "results/load_parts.h"
#include "sim/memory.h"

/// A text, "" where there is none. False where HDF5 cannot read it.
static bool read_text(hid_t where, const char *name, const char **text)
{
    char *found;
    bool is_read = hdf5_attribute_read_text(where, name, &found);
    *text = found ? found : sim_memory_text("");
    return is_read;
}

static bool read_type(hid_t dataset, enum store_type *out)
{
    hid_t type = H5Dget_type(dataset);
    H5T_class_t class = H5Tget_class(type);
    bool known = true;
    if (class == H5T_FLOAT && H5Tget_size(type) == sizeof(double))
        *out = STORE_F64;
    else if (class == H5T_INTEGER && H5Tget_size(type) == sizeof(int32_t))
        *out = STORE_I32;
    else if (class == H5T_STRING && H5Tis_variable_str(type) > 0)
        *out = STORE_TEXT;
    else
        known = false;
    H5Tclose(type);
    return known;
}

static bool read_shape(hid_t dataset, struct load_variable *variable)
{
    hid_t space = H5Dget_space(dataset);
    hsize_t counts[H5S_MAX_RANK];
    int rank = H5Sget_simple_extent_ndims(space); // negative, too, where there is no space
    bool fits =
        rank >= 1 && rank <= SCHEMA_RANK_MAX && H5Sget_simple_extent_dims(space, counts, NULL) == rank;
    variable->count = 1;
    for (int i = 0; fits && i < rank; i++) {
        variable->counts[i] = counts[i];
        variable->count *= counts[i];
        fits = counts[i] > 0 && variable->count <= SIZE_MAX / sizeof(double) / 2;
    }
    variable->rank = fits ? (size_t)rank : 0;
    H5Sclose(space);
    return fits;
}

/// Called by HDF5 for every link of the root, in the order of creation.
static herr_t take_link(hid_t root, const char *name, const H5L_info_t *info, void *data)
{
    struct load *load = data;
    hid_t object = H5Oopen(root, name, H5P_DEFAULT);
    if (H5Iget_type(object) != H5I_DATASET) { // nor is what cannot be opened
        H5Oclose(object);
        load_bad(load, load->error, name, "something that is no dataset", "datasets only");
        return -1;
    }
    load->entries = sim_memory_grow(load->entries, &load->capacity, load->count + 1, sizeof(*load->entries),
                                    "a file's variables");
    struct load_entry *entry = &load->entries[load->count++];
    *entry = (struct load_entry){.dataset = object,
                                 .address = info->type == H5L_TYPE_HARD ? info->u.address : HADDR_UNDEF};
    struct load_variable *variable = &entry->public;
    variable->name = sim_memory_text(name);
    const char *class = NULL;
    bool is_read = read_text(object, "units", &variable->unit);
    is_read &= read_text(object, "long_name", &variable->long_name);
    is_read &= read_text(object, "flag_meanings", &variable->flag_meanings);
    is_read &= read_text(object, "CLASS", &class);
    variable->is_scale = strcmp(class, "DIMENSION_SCALE") == 0;
    free((char *)class);
    if (!is_read) {
        load_unread(load, load->error, name);
        return -1;
    }
    if (!read_type(object, &variable->type)) {
        load_bad(load, load->error, name, "an unknown type", "64-bit reals, 32-bit integers or texts");
        return -1;
    }
    if (!read_shape(object, variable)) {
        load_bad(load, load->error, name, "an unknown shape", "1 to 4 dimensions, none of them empty");
        return -1;
    }
    return 0;
}

/// One number; is_known tells whether it is one. False where HDF5 cannot read it.
static bool read_number(hid_t attribute, hid_t type, hid_t space, struct load_attribute *out, bool *is_known)
{
    H5T_class_t class = H5Tget_class(type);
    hssize_t count = H5Sget_simple_extent_npoints(space);
    *is_known = count == 1 && (class == H5T_FLOAT || class == H5T_INTEGER);
    if (!*is_known)
        return count >= 0 && class != H5T_NO_CLASS;
    if (class == H5T_FLOAT)
        return H5Aread(attribute, H5T_NATIVE_DOUBLE, &out->number) >= 0;
    H5T_sign_t sign = H5Tget_sign(type);
    bool is_signed = sign == H5T_SGN_2;
    if (sign < 0 || H5Aread(attribute, is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64, &out->whole) < 0)
        return false;
    out->is_whole = true;
    out->is_negative = is_signed && (int64_t)out->whole < 0;
    out->number = is_signed ? (double)(int64_t)out->whole : (double)out->whole;
    return true;
}

static bool read_attribute(hid_t root, const char *name, struct load_attribute *out, bool *is_known)
{
    char *text;
    bool is_read = hdf5_attribute_read_text(root, name, &text);
    out->text = text;
    *is_known = text != NULL;
    if (!is_read || *is_known)
        return is_read;
    hid_t attribute = H5Aopen(root, name, H5P_DEFAULT);
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    is_read = read_number(attribute, type, space, out, is_known);
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
    return is_read;
}

/// Called by HDF5 for every attribute of the root. One that is neither a text nor a number is passed over.
static herr_t take_attribute(hid_t root, const char *name, const H5A_info_t *info, void *data)
{
    struct load *load = data;
    struct load_attribute found = {.number = NAN};
    bool is_known;
    (void)info;
    if (!read_attribute(root, name, &found, &is_known))
        return -1;
    if (!is_known)
        return 0;
    load->attributes = sim_memory_grow(load->attributes, &load->attribute_capacity, load->attribute_count + 1,
                                       sizeof(*load->attributes), "a file's attributes");
    found.name = sim_memory_text(name);
    load->attributes[load->attribute_count++] = found;
    return 0;
}

/// The scale that a reference points to, null if it is none of the file's. By address: HDF5 finds the name of an object only by
/// looking at all others, and a file has hundreds.
static const struct load_variable *scale_of(const struct load *load, const hobj_ref_t *reference)
{
    for (size_t i = 0; i < load->count; i++)
        if (load->entries[i].address == *reference && load->entries[i].public.is_scale)
            return &load->entries[i].public;
    return NULL;
}

/// Reads DIMENSION_LIST: one scale per dimension, of the dimension's length.
static bool read_scales(const struct load *load, struct load_entry *entry)
{
    struct load_variable *variable = &entry->public;
    if (variable->is_scale) {
        variable->scales[0] = variable->name;
        return variable->rank == 1;
    }
    hvl_t lists[SCHEMA_RANK_MAX] = {{0}};
    hid_t attribute = H5Aopen(entry->dataset, "DIMENSION_LIST", H5P_DEFAULT);
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ), space = H5Aget_space(attribute);
    bool fits = H5Sget_simple_extent_npoints(space) == (hssize_t)variable->rank &&
                H5Aread(attribute, type, lists) >= 0;
    for (size_t i = 0; fits && i < variable->rank; i++) {
        const struct load_variable *scale = lists[i].len == 1 ? scale_of(load, lists[i].p) : NULL;
        fits = scale && scale->count == variable->counts[i];
        variable->scales[i] = fits ? scale->name : NULL;
    }
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, lists);
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
    return fits;
}

enum sim_status load_read_contents(struct load *load, struct sim_error *error)
{
    size_t before = error->count;
    hsize_t at = 0;
    // Other writers need not have kept the order.
    H5_index_t order = load->is_foreign ? H5_INDEX_NAME : H5_INDEX_CRT_ORDER;
    load->error = error;
    if (H5Literate(load->hdf5, order, H5_ITER_INC, &at, take_link, load) < 0)
        return error->count > before ? SIM_BAD_DATA : load_unread(load, error, NULL);
    at = 0;
    if (H5Aiterate2(load->hdf5, order, H5_ITER_INC, &at, take_attribute, load) < 0)
        return load_unread(load, error, NULL);
    for (size_t i = 0; i < load->count; i++)
        if (!read_scales(load, &load->entries[i]))
            return load_bad(load, error, load->entries[i].public.name, "no full list of dimension scales",
                            "a scale for each dimension");
    return SIM_OK;
}
