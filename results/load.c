#include "results/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/foreign.h"
#include "results/hdf5_fault.h"
#include "results/load_parts.h"
#include "results/schema.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// Further from the epoch no date is believed, nor written.
static const double DAYS_MAX = 100000;

enum sim_status load_bad(const struct load *load, struct sim_error *error, const char *name,
                         const char *found, const char *expected)
{
    sim_error_add(error, SIM_BAD_DATA, load->path, 0, name, found, expected);
    return SIM_BAD_DATA;
}

enum sim_status load_unread(const struct load *load, struct sim_error *error, const char *name)
{
    char text[256];
    hdf5_fault_text(text, sizeof(text));
    sim_error_add(error, SIM_IO, load->path, 0, name, text, NULL);
    return SIM_IO;
}

/// Keeps one chunk of each dataset that store wrote, so that memory does not grow with the replications read (HDF5 keeps a
/// megabyte of each). Chunks of a foreign file may be larger: it is opened with what HDF5 has.
static bool keep_one_chunk(hid_t access)
{
    return H5Pset_cache(access, 0, 1, SCHEMA_CHUNK_BYTES, 1) >= 0;
}

static hid_t open_hdf5(const char *path, bool is_foreign)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), hdf5 = H5I_INVALID_HID;
    // No lock: a published file never changes, and network file systems refuse locks.
    if (H5Pset_file_locking(access, false, true) >= 0 && (is_foreign || keep_one_chunk(access)))
        hdf5 = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return hdf5;
}

/// Opens what a seal vouches for, or what a child has read.
static enum sim_status open_contents(const char *path, const char *seal, struct load **out,
                                     struct sim_error *error)
{
    enum sim_status status;
    struct load *load = sim_memory_new(1, sizeof(*load), "a result file");
    load->path = sim_memory_text(path);
    load->is_foreign = !*seal;
    snprintf(load->seal, sizeof(load->seal), "%s", seal);
    load->hdf5 = open_hdf5(path, load->is_foreign);
    if (load->hdf5 < 0)
        status = load_bad(load, error, NULL, "is sealed, but HDF5 cannot open it", NULL);
    else
        status = load_read_contents(load, error);
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
    if (open_contents(path, "", &load, &error) != SIM_OK)
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
    char seal[SEAL_HEX_SIZE] = "";
    enum sim_status status =
        foreign_is(path) ? foreign_try(path, read_everything, error) : seal_check(path, seal, error);
    return status == SIM_OK ? open_contents(path, seal, out, error) : status;
}

bool load_is_foreign(const struct load *load)
{
    return load->is_foreign;
}

const char *load_seal(const struct load *load)
{
    return load->seal;
}

void load_close(struct load *load)
{
    if (!load)
        return;
    for (size_t i = 0; i < load->count; i++) {
        struct load_entry *entry = &load->entries[i];
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
        return load_bad(load, error, name, "nothing of that name", texts ? "texts" : "numbers");
    if ((variable->type == STORE_TEXT) != texts)
        return load_bad(load, error, name, texts ? "numbers" : "texts", texts ? "texts" : "numbers");
    size_t rank = 0;
    bool same = true;
    for (; scales[rank]; rank++)
        same = same && rank < variable->rank && strcmp(scales[rank], variable->scales[rank]) == 0;
    if (!same || rank != variable->rank) {
        write_scales(variable->scales, variable->rank, found, sizeof(found));
        write_scales(scales, rank, expected, sizeof(expected));
        return load_bad(load, error, name, found, expected);
    }
    *out = variable;
    return SIM_OK;
}

static struct load_entry *entry_of(struct load *load, const struct load_variable *variable)
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
    const struct load_entry *entry = entry_of(load, variable);
    if (variable->type == STORE_TEXT)
        return load_bad(load, error, variable->name, "texts", "numbers");
    SIM_ASSERT(rows <= variable->counts[0] && first <= variable->counts[0] - rows,
               "rows %zu..%zu of the %zu of %s", first, first + rows, variable->counts[0], variable->name);
    if (rows == 0)
        return SIM_OK;
    hsize_t start[SCHEMA_RANK_MAX] = {first}, counts[SCHEMA_RANK_MAX] = {rows};
    for (size_t i = 1; i < variable->rank; i++)
        counts[i] = variable->counts[i];
    hid_t memory = H5Screate_simple((int)variable->rank, counts, NULL), space = H5Dget_space(entry->dataset);
    enum sim_status status = SIM_OK;
    if (memory < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, counts, NULL) < 0 ||
        H5Dread(entry->dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, numbers) < 0)
        status = load_unread(load, error, variable->name);
    H5Sclose(space);
    H5Sclose(memory);
    return status;
}

/// Reads texts as HDF5 gives them and makes them our own.
static enum sim_status read_texts(struct load *load, struct load_entry *entry, struct sim_error *error)
{
    size_t count = entry->public.count;
    char **borrowed = sim_memory_new(count, sizeof(*borrowed), "texts of a file");
    hid_t type = H5Dget_type(entry->dataset), space = H5Dget_space(entry->dataset);
    enum sim_status status = SIM_OK;
    if (space < 0 || H5Dread(entry->dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, borrowed) < 0) {
        status = load_unread(load, error, entry->public.name);
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
    struct load_entry *entry = entry_of(load, variable);
    if (variable->type != STORE_TEXT)
        return load_bad(load, error, variable->name, "numbers", "texts");
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

enum sim_status load_days_of(struct load *load, const char *name, const char *const *scales, bool may_be_none,
                             double **days, struct sim_error *error)
{
    enum sim_status status = load_numbers_of(load, name, scales, days, error);
    int64_t epoch = 0; // a file without one is told so elsewhere
    sim_date_read(load_attribute_text(load, SCHEMA_EPOCH, ""), &epoch);
    for (size_t i = 0; status == SIM_OK && i < load_find(load, name)->count; i++) {
        double day = (*days)[i];
        bool is_date = fabs(day) < DAYS_MAX && sim_date_holds((double)epoch + round(day));
        if (!is_date && !(may_be_none && isnan(day)))
            status = load_bad(load, error, name, "no date within 100,000 days", "a date for each item");
    }
    if (status != SIM_OK) {
        free(*days);
        *days = NULL;
    }
    return status;
}

enum sim_status load_texts_of(struct load *load, const char *name, const char *scale,
                              const char *const **texts, struct sim_error *error)
{
    const struct load_variable *variable;
    *texts = NULL;
    enum sim_status status = load_need(load, name, true, (const char *[]){scale, NULL}, &variable, error);
    return status == SIM_OK ? load_texts(load, variable, texts, error) : status;
}
