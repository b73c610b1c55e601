/// How datasets lie in a result file: type, chunks, filters, and what is said of them.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/hdf5_attribute.h"
#include "results/store_parts.h"

/// zlib's level. Measured on made-up counts and ratios by month, shuffled: 6 is as small as 9, and a seventh smaller on
/// counts than 4, at up to twice the time of 4.
enum { DEFLATE_LEVEL = 6 };

size_t store_value_size(const struct store_dataset *variable)
{
    return variable->type == STORE_I32 ? sizeof(int32_t) : sizeof(double);
}

size_t store_plan_rows(const struct store_dataset *variable)
{
    size_t bytes = variable->slab * store_value_size(variable);
    size_t fitting = bytes < SCHEMA_CHUNK_BYTES ? SCHEMA_CHUNK_BYTES / bytes : 1;
    return fitting < variable->rows ? fitting : variable->rows;
}

/// Layout, filters and the fill value.
static bool describe(hid_t list, const struct store_dataset *variable)
{
    static const double none = NAN;
    bool fits = H5Pset_obj_track_times(list, false) >= 0 &&
                H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0;
    if (variable->type == STORE_F64 && !variable->is_scale)
        fits = fits && H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &none) >= 0;
    size_t bytes = variable->slab * variable->rows * store_value_size(variable);
    if (variable->type == STORE_TEXT || (bytes <= SCHEMA_CHUNK_BYTES && !variable->is_open))
        return fits && H5Pset_layout(list, H5D_CONTIGUOUS) >= 0;
    hsize_t chunk[SCHEMA_RANK_MAX];
    memcpy(chunk, variable->counts, sizeof(chunk));
    if (variable->has_replications)
        chunk[0] = variable->rows_wide;
    else if (variable->is_open && bytes > SCHEMA_CHUNK_BYTES)
        chunk[0] = SCHEMA_CHUNK_BYTES / store_value_size(variable);
    return fits && H5Pset_chunk(list, (int)variable->rank, chunk) >= 0 && H5Pset_shuffle(list) >= 0 &&
           H5Pset_deflate(list, DEFLATE_LEVEL) >= 0;
}

hid_t store_file_type(enum store_type type)
{
    if (type != STORE_TEXT)
        return H5Tcopy(type == STORE_I32 ? H5T_STD_I32LE : H5T_IEEE_F64LE);
    // Of variable length: netCDF4 for Python crashes on datasets of fixed-length texts.
    hid_t text = H5Tcopy(H5T_C_S1);
    if (text >= 0 && (H5Tset_size(text, H5T_VARIABLE) < 0 || H5Tset_cset(text, H5T_CSET_UTF8) < 0))
        return H5I_INVALID_HID;
    return text;
}

void store_dataset_create(struct store *store, struct store_dataset *variable)
{
    if (store->status != SIM_OK)
        return;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE), type = store_file_type(variable->type);
    hsize_t most[SCHEMA_RANK_MAX];
    memcpy(most, variable->counts, sizeof(most));
    if (variable->is_open)
        most[0] = H5S_UNLIMITED;
    hid_t space = H5Screate_simple((int)variable->rank, variable->counts, most);
    if (store_good(store, list >= 0 && type >= 0 && space >= 0 && describe(list, variable))) {
        variable->dataset =
            H5Dcreate2(store->hdf5, variable->name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
        store_good(store, variable->dataset >= 0);
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Pclose(list);
}

void store_describe(struct store *store, struct store_dataset *variable, const char *unit,
                    const char *long_name)
{
    if (store->status != SIM_OK)
        return;
    hid_t where = variable->dataset;
    char days[64];
    if (unit && strcmp(unit, STORE_DATE) == 0) {
        snprintf(days, sizeof(days), "days since %s", store->epoch);
        unit = days;
        store_good(store, hdf5_attribute_text(where, "calendar", "proleptic_gregorian"));
    }
    store_good(store, hdf5_attribute_text(where, "units", unit && *unit ? unit : "1"));
    store_good(store,
               hdf5_attribute_text(where, "long_name", long_name && *long_name ? long_name : variable->name));
}

void store_describe_flags(struct store *store, struct store_dataset *variable, const char *meanings)
{
    size_t count = 0;
    for (const char *word = meanings; *word; count++) {
        word += strcspn(word, " ");
        word += strspn(word, " ");
    }
    SIM_ASSERT(variable->type == STORE_I32 && count > 0, "variable %s cannot have flags", variable->name);
    int32_t *values = store_memory(count, sizeof(*values));
    for (size_t i = 0; i < count; i++)
        values[i] = (int32_t)i;
    if (store->status == SIM_OK)
        store_good(store, hdf5_attribute_array(variable->dataset, "flag_values", H5T_STD_I32LE,
                                               H5T_NATIVE_INT32, count, values) &&
                              hdf5_attribute_text(variable->dataset, "flag_meanings", meanings));
    free(values);
}
