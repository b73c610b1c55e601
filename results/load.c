#include "results/load.h"

#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/foreign.h"
#include "results/hdf5_attribute.h"
#include "results/hdf5_fault.h"
#include "results/seal.h"
#include "sim/memory.h"

/// A scale or variable with what this file keeps beside its public face.
struct entry {
    struct load_variable public;
    hid_t dataset;
    char **texts; // read when first asked for
};

struct load {
    char *path;
    bool is_foreign;
    hid_t hdf5;
    struct entry *entries;
    size_t count, capacity;
    struct load_attribute *attributes;
    size_t attribute_count, attribute_capacity;
    struct sim_error *error; // while opening, for the callbacks of HDF5
};

// ---- faults ------------------------------------------------------------------------------------------------

/// The file holds something else than `store` writes.
static enum sim_status bad(const struct load *load, struct sim_error *error, const char *name,
                           const char *found, const char *expected)
{
    sim_error_add(error, SIM_BAD_DATA, load->path, 0, name, found, expected);
    return SIM_BAD_DATA;
}

/// HDF5 failed on a file that its seal calls whole: reading it is at fault.
static enum sim_status unread(const struct load *load, struct sim_error *error, const char *name)
{
    char text[256];
    hdf5_fault_text(text, sizeof(text));
    sim_error_add(error, SIM_IO, load->path, 0, name, text, NULL);
    return SIM_IO;
}

// ---- table of contents -------------------------------------------------------------------------------------

static char *text_or_nothing(hid_t where, const char *name)
{
    char *text = hdf5_attribute_read_text(where, name);
    return text ? text : sim_memory_text("");
}

static bool read_type(hid_t dataset, enum store_type *out)
{
    hid_t type = H5Dget_type(dataset);
    if (type < 0)
        return false;
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
    int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    bool fits =
        rank >= 1 && rank <= SCHEMA_RANK_MAX && H5Sget_simple_extent_dims(space, counts, NULL) == rank;
    variable->count = 1;
    for (int i = 0; fits && i < rank; i++) {
        variable->counts[i] = counts[i];
        variable->count *= counts[i];
        fits = counts[i] > 0 && variable->count <= SIZE_MAX / sizeof(double) / 2;
    }
    variable->rank = fits ? (size_t)rank : 0;
    if (space >= 0)
        H5Sclose(space);
    return fits;
}

/// Called by HDF5 for every link of the root, in the order of creation.
static herr_t take_link(hid_t root, const char *name, const H5L_info_t *info, void *data)
{
    struct load *load = data;
    (void)info;
    hid_t object = H5Oopen(root, name, H5P_DEFAULT);
    if (object < 0 || H5Iget_type(object) != H5I_DATASET) {
        if (object >= 0)
            H5Oclose(object);
        bad(load, load->error, name, "something that is no dataset", "datasets only");
        return -1;
    }
    load->entries = sim_memory_grow(load->entries, &load->capacity, load->count + 1, sizeof(*load->entries),
                                    "a file's variables");
    struct entry *entry = &load->entries[load->count++];
    *entry = (struct entry){.dataset = object};
    struct load_variable *variable = &entry->public;
    variable->name = sim_memory_text(name);
    variable->unit = text_or_nothing(object, "units");
    variable->long_name = text_or_nothing(object, "long_name");
    variable->flag_meanings = text_or_nothing(object, "flag_meanings");
    char *class = text_or_nothing(object, "CLASS");
    variable->is_scale = strcmp(class, "DIMENSION_SCALE") == 0;
    free(class);
    if (!read_type(object, &variable->type)) {
        bad(load, load->error, name, "an unknown type", "64-bit reals, 32-bit integers or texts");
        return -1;
    }
    if (!read_shape(object, variable)) {
        bad(load, load->error, name, "an unknown shape", "1 to 4 dimensions, none of them empty");
        return -1;
    }
    return 0;
}

static bool read_attribute(hid_t attribute, struct load_attribute *out)
{
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool fits = type >= 0 && space >= 0 && H5Sget_simple_extent_npoints(space) == 1;
    if (fits && H5Tget_class(type) == H5T_FLOAT) {
        fits = H5Aread(attribute, H5T_NATIVE_DOUBLE, &out->number) >= 0;
    } else if (fits && H5Tget_class(type) == H5T_INTEGER) {
        bool is_signed = H5Tget_sign(type) == H5T_SGN_2;
        fits = H5Aread(attribute, is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64, &out->whole) >= 0;
        out->is_whole = true;
        out->is_negative = is_signed && (int64_t)out->whole < 0;
        out->number = is_signed ? (double)(int64_t)out->whole : (double)out->whole;
    } else {
        fits = false;
    }
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return fits;
}

/// Called by HDF5 for every attribute of the root. One that is neither a text nor a number is passed over.
static herr_t take_attribute(hid_t root, const char *name, const H5A_info_t *info, void *data)
{
    struct load *load = data;
    struct load_attribute found = {.number = NAN};
    (void)info;
    found.text = hdf5_attribute_read_text(root, name);
    if (!found.text) {
        hid_t attribute = H5Aopen(root, name, H5P_DEFAULT);
        bool is_number = attribute >= 0 && read_attribute(attribute, &found);
        if (attribute >= 0)
            H5Aclose(attribute);
        if (!is_number)
            return 0;
    }
    load->attributes = sim_memory_grow(load->attributes, &load->attribute_capacity, load->attribute_count + 1,
                                       sizeof(*load->attributes), "a file's attributes");
    found.name = sim_memory_text(name);
    load->attributes[load->attribute_count++] = found;
    return 0;
}

/// Name of the scale that a reference points to, null if it is none of the file's.
static const char *name_of(const struct load *load, const hobj_ref_t *reference)
{
    hid_t scale = H5Rdereference2(load->hdf5, H5P_DEFAULT, H5R_OBJECT, reference);
    if (scale < 0)
        return NULL;
    char name[256] = "";
    ssize_t length = H5Iget_name(scale, name, sizeof(name));
    H5Oclose(scale);
    const struct load_variable *found =
        length > 1 && (size_t)length < sizeof(name) ? load_find(load, name + 1) : NULL;
    return found && found->is_scale ? found->name : NULL;
}

/// Reads DIMENSION_LIST: one scale per dimension, of the dimension's length.
static bool read_scales(const struct load *load, struct entry *entry)
{
    struct load_variable *variable = &entry->public;
    if (variable->is_scale) {
        variable->scales[0] = variable->name;
        return variable->rank == 1;
    }
    hvl_t lists[SCHEMA_RANK_MAX] = {{0}};
    hid_t attribute = H5Aopen(entry->dataset, "DIMENSION_LIST", H5P_DEFAULT);
    if (attribute < 0)
        return false;
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ), space = H5Aget_space(attribute);
    bool fits = type >= 0 && space >= 0 && H5Sget_simple_extent_npoints(space) == (hssize_t)variable->rank &&
                H5Aread(attribute, type, lists) >= 0;
    for (size_t i = 0; fits && i < variable->rank; i++) {
        variable->scales[i] = lists[i].len == 1 ? name_of(load, lists[i].p) : NULL;
        fits = variable->scales[i] && load_find(load, variable->scales[i])->count == variable->counts[i];
    }
    if (space >= 0) {
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, lists);
        H5Sclose(space);
    }
    H5Tclose(type);
    H5Aclose(attribute);
    return fits;
}

static enum sim_status read_contents(struct load *load, struct sim_error *error)
{
    size_t before = error->count;
    hsize_t at = 0;
    // Other writers need not have kept the order.
    H5_index_t order = load->is_foreign ? H5_INDEX_NAME : H5_INDEX_CRT_ORDER;
    load->error = error;
    if (H5Literate(load->hdf5, order, H5_ITER_INC, &at, take_link, load) < 0)
        return error->count > before ? SIM_BAD_DATA : unread(load, error, NULL);
    at = 0;
    if (H5Aiterate2(load->hdf5, order, H5_ITER_INC, &at, take_attribute, load) < 0)
        return unread(load, error, NULL);
    for (size_t i = 0; i < load->count; i++)
        if (!read_scales(load, &load->entries[i]))
            return bad(load, error, load->entries[i].public.name, "no full list of dimension scales",
                       "a scale for each dimension");
    return SIM_OK;
}

static hid_t open_hdf5(const char *path)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), hdf5 = H5I_INVALID_HID;
    // No lock: a published file never changes, and network file systems refuse locks.
    if (access >= 0 && H5Pset_file_locking(access, false, true) >= 0)
        hdf5 = H5Fopen(path, H5F_ACC_RDONLY, access);
    if (access >= 0)
        H5Pclose(access);
    return hdf5;
}

// ---- public ------------------------------------------------------------------------------------------------

/// Opens what a seal vouches for, or what a child has read.
static enum sim_status open_contents(const char *path, bool is_foreign, struct load **out,
                                     struct sim_error *error)
{
    enum sim_status status;
    struct load *load = sim_memory_new(1, sizeof(*load), "a result file");
    load->path = sim_memory_text(path);
    load->is_foreign = is_foreign;
    load->hdf5 = open_hdf5(path);
    if (load->hdf5 < 0)
        status = bad(load, error, NULL, "is sealed, but HDF5 cannot open it", NULL);
    else
        status = read_contents(load, error);
    if (status != SIM_OK) {
        load_close(load);
        return status;
    }
    *out = load;
    return SIM_OK;
}

/// Everything in it, once.
static bool read_everything(const char *path)
{
    struct load *load;
    struct sim_error error = {0};
    if (open_contents(path, true, &load, &error) != SIM_OK)
        return false;
    for (size_t i = 0; i < load->count && error.count == 0; i++) {
        const struct load_variable *variable = &load->entries[i].public;
        const char *const *texts;
        if (variable->type == STORE_TEXT) {
            load_texts(load, variable, &texts, &error);
        } else {
            double *numbers = malloc(variable->count * sizeof(*numbers));
            if (!numbers)
                return false;
            load_numbers(load, variable, numbers, &error);
            free(numbers);
        }
    }
    bool is_read = error.count == 0;
    sim_error_clear(&error);
    load_close(load);
    return is_read;
}

enum sim_status load_open(const char *path, struct load **out, struct sim_error *error)
{
    *out = NULL;
    hdf5_fault_quiet();
    bool is_foreign = foreign_is(path);
    enum sim_status status = is_foreign ? foreign_try(path, read_everything, error) : seal_check(path, error);
    return status == SIM_OK ? open_contents(path, is_foreign, out, error) : status;
}

bool load_is_foreign(const struct load *load)
{
    return load->is_foreign;
}

void load_close(struct load *load)
{
    if (!load)
        return;
    for (size_t i = 0; i < load->count; i++) {
        struct entry *entry = &load->entries[i];
        for (size_t t = 0; entry->texts && t < entry->public.count; t++)
            free(entry->texts[t]);
        free(entry->texts);
        free((char *)entry->public.name);
        free((char *)entry->public.unit);
        free((char *)entry->public.long_name);
        free((char *)entry->public.flag_meanings);
        H5Dclose(entry->dataset);
    }
    for (size_t i = 0; i < load->attribute_count; i++) {
        free((char *)load->attributes[i].name);
        free((char *)load->attributes[i].text);
    }
    free(load->entries);
    free(load->attributes);
    if (load->hdf5 >= 0)
        H5Fclose(load->hdf5);
    free(load->path);
    free(load);
}

const char *load_path(const struct load *load)
{
    return load->path;
}

const struct load_attribute *load_attribute(const struct load *load, const char *name)
{
    for (size_t i = 0; i < load->attribute_count; i++)
        if (strcmp(load->attributes[i].name, name) == 0)
            return &load->attributes[i];
    return NULL;
}

const char *load_attribute_text(const struct load *load, const char *name, const char *fallback)
{
    const struct load_attribute *attribute = load_attribute(load, name);
    return attribute && attribute->text ? attribute->text : fallback;
}

size_t load_count(const struct load *load)
{
    return load->count;
}

const struct load_variable *load_at(const struct load *load, size_t index)
{
    SIM_ASSERT(index < load->count, "no variable %zu of %zu", index, load->count);
    return &load->entries[index].public;
}

const struct load_variable *load_find(const struct load *load, const char *name)
{
    for (size_t i = 0; i < load->count; i++)
        if (strcmp(load->entries[i].public.name, name) == 0)
            return &load->entries[i].public;
    return NULL;
}

/// "(replication, target)".
static void write_scales(const char *const *scales, size_t count, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "(");
    for (size_t i = 0; i < count && scales[i] && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", scales[i]);
    if (used < size)
        snprintf(text + used, size - used, ")");
}

enum sim_status load_need(const struct load *load, const char *name, bool texts, const char *const *scales,
                          const struct load_variable **out, struct sim_error *error)
{
    char found[512], expected[512];
    const struct load_variable *variable = load_find(load, name);
    if (!variable)
        return bad(load, error, name, "nothing of that name", texts ? "texts" : "numbers");
    if ((variable->type == STORE_TEXT) != texts)
        return bad(load, error, name, texts ? "numbers" : "texts", texts ? "texts" : "numbers");
    size_t rank = 0;
    bool same = true;
    for (; scales[rank]; rank++)
        same = same && rank < variable->rank && strcmp(scales[rank], variable->scales[rank]) == 0;
    if (!same || rank != variable->rank) {
        write_scales(variable->scales, variable->rank, found, sizeof(found));
        write_scales(scales, rank, expected, sizeof(expected));
        return bad(load, error, name, found, expected);
    }
    *out = variable;
    return SIM_OK;
}

static struct entry *entry_of(struct load *load, const struct load_variable *variable)
{
    for (size_t i = 0; i < load->count; i++)
        if (&load->entries[i].public == variable)
            return &load->entries[i];
    sim_panic(__FILE__, __LINE__, "a variable of another file than %s", load->path);
}

enum sim_status load_numbers(struct load *load, const struct load_variable *variable, double *numbers,
                             struct sim_error *error)
{
    return load_rows(load, variable, 0, variable->counts[0], numbers, error);
}

enum sim_status load_rows(struct load *load, const struct load_variable *variable, size_t first, size_t rows,
                          double *numbers, struct sim_error *error)
{
    const struct entry *entry = entry_of(load, variable);
    if (variable->type == STORE_TEXT)
        return bad(load, error, variable->name, "texts", "numbers");
    SIM_ASSERT(rows <= variable->counts[0] && first <= variable->counts[0] - rows,
               "rows %zu..%zu of the %zu of %s", first, first + rows, variable->counts[0], variable->name);
    if (rows == 0)
        return SIM_OK;
    hsize_t start[SCHEMA_RANK_MAX] = {first}, counts[SCHEMA_RANK_MAX] = {rows};
    for (size_t i = 1; i < variable->rank; i++)
        counts[i] = variable->counts[i];
    hid_t memory = H5Screate_simple((int)variable->rank, counts, NULL), space = H5Dget_space(entry->dataset);
    enum sim_status status = SIM_OK;
    if (memory < 0 || space < 0 ||
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, counts, NULL) < 0 ||
        H5Dread(entry->dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, numbers) < 0)
        status = unread(load, error, variable->name);
    H5Sclose(space);
    H5Sclose(memory);
    return status;
}

/// Reads texts as HDF5 gives them and makes them our own.
static enum sim_status read_texts(struct load *load, struct entry *entry, struct sim_error *error)
{
    size_t count = entry->public.count;
    char **borrowed = sim_memory_new(count, sizeof(*borrowed), "texts of a file");
    hid_t type = H5Dget_type(entry->dataset), space = H5Dget_space(entry->dataset);
    enum sim_status status = SIM_OK;
    if (type < 0 || space < 0 || H5Dread(entry->dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, borrowed) < 0) {
        status = unread(load, error, entry->public.name);
    } else {
        entry->texts = sim_memory_new(count, sizeof(*entry->texts), "texts of a file");
        for (size_t i = 0; i < count; i++)
            entry->texts[i] = sim_memory_text(borrowed[i] ? borrowed[i] : "");
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, borrowed);
    }
    H5Sclose(space);
    H5Tclose(type);
    free(borrowed);
    return status;
}

enum sim_status load_texts(struct load *load, const struct load_variable *variable, const char *const **texts,
                           struct sim_error *error)
{
    struct entry *entry = entry_of(load, variable);
    if (variable->type != STORE_TEXT)
        return bad(load, error, variable->name, "numbers", "texts");
    if (!entry->texts) {
        enum sim_status status = read_texts(load, entry, error);
        if (status != SIM_OK)
            return status;
    }
    *texts = (const char *const *)entry->texts;
    return SIM_OK;
}

enum sim_status load_numbers_of(struct load *load, const char *name, const char *const *scales,
                                double **numbers, struct sim_error *error)
{
    const struct load_variable *variable;
    *numbers = NULL;
    enum sim_status status = load_need(load, name, false, scales, &variable, error);
    if (status != SIM_OK)
        return status;
    double *values = sim_memory_new(variable->count, sizeof(*values), name);
    status = load_numbers(load, variable, values, error);
    if (status != SIM_OK) {
        free(values);
        return status;
    }
    *numbers = values;
    return SIM_OK;
}

enum sim_status load_texts_of(struct load *load, const char *name, const char *scale,
                              const char *const **texts, struct sim_error *error)
{
    const struct load_variable *variable;
    *texts = NULL;
    enum sim_status status = load_need(load, name, true, (const char *[]){scale, NULL}, &variable, error);
    return status == SIM_OK ? load_texts(load, variable, texts, error) : status;
}
