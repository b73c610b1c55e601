#include "results/store.h"

#include <hdf5.h>
#include <math.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "results/hdf5_attribute.h"
#include "results/hdf5_fault.h"
#include "results/load.h"
#include "results/publish.h"
#include "results/seal.h"

/// Bytes of a chunk, about: small enough that one replication or one column is read without waste, large enough that the
/// index of chunks stays small beside the data.
enum { CHUNK_BYTES = 64 * 1024 };

/// zlib's level. Measured on made-up counts and ratios by month, shuffled: 6 is as small as 9, and a seventh smaller on
/// counts than 4, at up to twice the time of 4.
enum { DEFLATE_LEVEL = 6 };

/// A scale or a variable being written.
struct variable {
    char *name;
    enum store_type type;
    bool is_scale;
    bool has_replications;
    bool is_open;                   // along its first scale
    size_t rank;                    // 1..SCHEMA_RANK_MAX
    size_t scales[SCHEMA_RANK_MAX]; // indices of its scales
    hsize_t counts[SCHEMA_RANK_MAX];
    size_t slab;      // values of one replication; all of them where it has none
    size_t rows;      // slabs in all: replications, or 1
    size_t rows_wide; // slabs written at once
    size_t rows_held; // slabs waiting in `held`
    size_t rows_done; // slabs written
    void *held;       // double or int32_t, rows_wide x slab
    hid_t dataset;
    struct sha256_ctx digest; // of what was put, to compare with what is read back
};

struct store {
    struct publish file;
    hid_t hdf5;
    char *epoch;
    size_t replications, points;
    bool is_open;
    struct variable *variables;
    size_t count, capacity;
    enum sim_status status; // of the first failure
    char reason[256];
};

/// Compound element of a scale's REFERENCE_LIST, with the library's own size and padding.
struct scale_reference {
    hobj_ref_t variable;
    uint32_t dimension;
    uint32_t padding; // zero: it goes into the file
};

// ---- failures ----------------------------------------------------------------------------------------------

/// Notes a failed HDF5 call; the first one counts.
static bool good(struct store *store, bool went_well)
{
    if (!went_well && store->status == SIM_OK) {
        hdf5_fault_text(store->reason, sizeof(store->reason));
        store->status = SIM_IO;
    }
    return store->status == SIM_OK;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    SIM_ASSERT(memory, "out of memory for %zu x %zu bytes", count, size);
    return memory;
}

static char *copy(const char *text)
{
    char *twin = strdup(text);
    SIM_ASSERT(twin, "out of memory for a text");
    return twin;
}

// ---- variables ---------------------------------------------------------------------------------------------

static size_t find(const struct store *store, const char *name)
{
    for (size_t i = 0; i < store->count; i++)
        if (strcmp(store->variables[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

static struct variable *add(struct store *store, const char *name, enum store_type type)
{
    SIM_ASSERT(find(store, name) == SIZE_MAX, "variable %s is added twice", name);
    if (store->count == store->capacity) {
        store->capacity = store->capacity ? 2 * store->capacity : 32;
        store->variables = realloc(store->variables, store->capacity * sizeof(*store->variables));
        SIM_ASSERT(store->variables, "out of memory for %zu variables", store->capacity);
    }
    struct variable *variable = &store->variables[store->count++];
    *variable = (struct variable){.name = copy(name), .type = type, .rank = 1, .dataset = H5I_INVALID_HID};
    sha256_init(&variable->digest);
    return variable;
}

static size_t value_size(const struct variable *variable)
{
    return variable->type == STORE_I32 ? sizeof(int32_t) : sizeof(double);
}

/// How many slabs are held back and written together.
static size_t plan_rows(const struct variable *variable)
{
    size_t bytes = variable->slab * value_size(variable);
    size_t fitting = bytes < CHUNK_BYTES ? CHUNK_BYTES / bytes : 1;
    return fitting < variable->rows ? fitting : variable->rows;
}

/// Layout, filters and the fill value.
static bool describe(hid_t list, const struct variable *variable)
{
    static const double none = NAN;
    bool fits = H5Pset_obj_track_times(list, false) >= 0 &&
                H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0;
    if (variable->type == STORE_F64 && !variable->is_scale)
        fits = fits && H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &none) >= 0;
    size_t bytes = variable->slab * variable->rows * value_size(variable);
    if (variable->type == STORE_TEXT || (bytes <= CHUNK_BYTES && !variable->is_open))
        return fits && H5Pset_layout(list, H5D_CONTIGUOUS) >= 0;
    hsize_t chunk[SCHEMA_RANK_MAX];
    memcpy(chunk, variable->counts, sizeof(chunk));
    if (variable->has_replications)
        chunk[0] = variable->rows_wide;
    else if (variable->is_open && bytes > CHUNK_BYTES)
        chunk[0] = CHUNK_BYTES / value_size(variable);
    return fits && H5Pset_chunk(list, (int)variable->rank, chunk) >= 0 && H5Pset_shuffle(list) >= 0 &&
           H5Pset_deflate(list, DEFLATE_LEVEL) >= 0;
}

/// Type in the file. To be closed by the caller, whatever it is.
static hid_t file_type(enum store_type type)
{
    if (type != STORE_TEXT)
        return H5Tcopy(type == STORE_I32 ? H5T_STD_I32LE : H5T_IEEE_F64LE);
    // Of variable length: netCDF4 for Python crashes on datasets of fixed-length texts.
    hid_t text = H5Tcopy(H5T_C_S1);
    if (text >= 0 && (H5Tset_size(text, H5T_VARIABLE) < 0 || H5Tset_cset(text, H5T_CSET_UTF8) < 0))
        return H5I_INVALID_HID;
    return text;
}

static void create_dataset(struct store *store, struct variable *variable)
{
    if (store->status != SIM_OK)
        return;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE), type = file_type(variable->type);
    hsize_t most[SCHEMA_RANK_MAX];
    memcpy(most, variable->counts, sizeof(most));
    if (variable->is_open)
        most[0] = H5S_UNLIMITED;
    hid_t space = H5Screate_simple((int)variable->rank, variable->counts, most);
    if (good(store, list >= 0 && type >= 0 && space >= 0 && describe(list, variable))) {
        variable->dataset =
            H5Dcreate2(store->hdf5, variable->name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
        good(store, variable->dataset >= 0);
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Pclose(list);
}

/// Attributes that every scale and variable has.
static void describe_text(struct store *store, struct variable *variable, const char *unit,
                          const char *long_name)
{
    if (store->status != SIM_OK)
        return;
    hid_t where = variable->dataset;
    char days[64];
    if (unit && strcmp(unit, STORE_DATE) == 0) {
        snprintf(days, sizeof(days), "days since %s", store->epoch);
        unit = days;
        good(store, hdf5_attribute_text(where, "calendar", "proleptic_gregorian"));
    }
    good(store, hdf5_attribute_text(where, "units", unit && *unit ? unit : "1"));
    good(store,
         hdf5_attribute_text(where, "long_name", long_name && *long_name ? long_name : variable->name));
}

/// CF's flag_values (0, 1, ...) and flag_meanings.
static void describe_flags(struct store *store, struct variable *variable, const char *meanings)
{
    size_t count = 0;
    for (const char *word = meanings; *word; count++) {
        word += strcspn(word, " ");
        word += strspn(word, " ");
    }
    SIM_ASSERT(variable->type == STORE_I32 && count > 0, "variable %s cannot have flags", variable->name);
    int32_t *values = allocate(count, sizeof(*values));
    for (size_t i = 0; i < count; i++)
        values[i] = (int32_t)i;
    if (store->status == SIM_OK)
        good(store, hdf5_attribute_array(variable->dataset, "flag_values", H5T_STD_I32LE, H5T_NATIVE_INT32,
                                         count, values) &&
                        hdf5_attribute_text(variable->dataset, "flag_meanings", meanings));
    free(values);
}

// ---- writing values ----------------------------------------------------------------------------------------

/// Writes the slabs held back.
static void write_held(struct store *store, struct variable *variable)
{
    if (store->status == SIM_OK && variable->rows_held > 0) {
        hsize_t start[SCHEMA_RANK_MAX] = {0}, counts[SCHEMA_RANK_MAX];
        memcpy(counts, variable->counts, sizeof(counts));
        if (variable->has_replications) {
            start[0] = variable->rows_done;
            counts[0] = variable->rows_held;
        }
        hid_t memory = H5Screate_simple((int)variable->rank, counts, NULL);
        hid_t space = H5Dget_space(variable->dataset);
        hid_t type = variable->type == STORE_I32 ? H5T_NATIVE_INT32 : H5T_NATIVE_DOUBLE;
        good(store, memory >= 0 && space >= 0 &&
                        H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, counts, NULL) >= 0 &&
                        H5Dwrite(variable->dataset, type, memory, space, H5P_DEFAULT, variable->held) >= 0);
        H5Sclose(space);
        H5Sclose(memory);
    }
    variable->rows_done += variable->rows_held;
    variable->rows_held = 0;
    if (variable->rows_done == variable->rows) {
        free(variable->held);
        variable->held = NULL;
    }
}

/// Takes one slab: into the digest and behind those held back.
static void hold(struct variable *variable, const double *slab)
{
    if (!variable->held)
        variable->held = allocate(variable->rows_wide * variable->slab, value_size(variable));
    size_t first = variable->rows_held * variable->slab;
    for (size_t i = 0; i < variable->slab; i++) {
        // A NaN has many bit patterns, and which one a computation leaves is the compiler's choice: write one of them.
        double value = isnan(slab[i]) ? (double)NAN : slab[i];
        sha256_update(&variable->digest, sizeof(value), (const uint8_t *)&value);
        if (variable->type == STORE_F64) {
            ((double *)variable->held)[first + i] = value;
            continue;
        }
        SIM_ASSERT(value >= INT32_MIN && value <= INT32_MAX && value == trunc(value),
                   "%g in variable %s of whole numbers", value, variable->name);
        ((int32_t *)variable->held)[first + i] = (int32_t)value;
    }
    variable->rows_held++;
}

static void put_slab(struct store *store, struct variable *variable, const double *slab)
{
    if (store->status != SIM_OK)
        return;
    hold(variable, slab);
    if (variable->rows_held == variable->rows_wide ||
        variable->rows_done + variable->rows_held == variable->rows)
        write_held(store, variable);
}

static void put_texts(struct store *store, struct variable *variable, const char *const *texts)
{
    if (store->status != SIM_OK)
        return;
    const char **known = allocate(variable->slab, sizeof(*known));
    for (size_t i = 0; i < variable->slab; i++) {
        known[i] = texts[i] ? texts[i] : "";
        sha256_update(&variable->digest, strlen(known[i]) + 1, (const uint8_t *)known[i]);
    }
    hid_t type = file_type(STORE_TEXT);
    good(store, type >= 0 && H5Dwrite(variable->dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, known) >= 0);
    H5Tclose(type);
    free(known);
    variable->rows_done = 1;
}

// ---- dimension scales --------------------------------------------------------------------------------------

// The attributes of the HDF5 Dimension Scale Specification (The HDF Group, 2005), written once at the end. Why not
// H5DSattach_scale: it deletes and rewrites the scale's list for every variable attached, and is the only thing that
// would need the high-level library.

static bool refer(struct store *store, size_t index, hobj_ref_t *reference)
{
    return good(store, H5Rcreate(reference, store->hdf5, store->variables[index].name, H5R_OBJECT, -1) >= 0);
}

/// DIMENSION_LIST of a variable: one scale per dimension.
static void write_dimensions(struct store *store, const struct variable *variable)
{
    hobj_ref_t references[SCHEMA_RANK_MAX];
    hvl_t lists[SCHEMA_RANK_MAX];
    for (size_t i = 0; i < variable->rank; i++) {
        if (!refer(store, variable->scales[i], &references[i]))
            return;
        lists[i] = (hvl_t){1, &references[i]};
    }
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
    good(store, type >= 0 && hdf5_attribute_array(variable->dataset, "DIMENSION_LIST", type, type,
                                                  variable->rank, lists));
    H5Tclose(type);
}

/// REFERENCE_LIST of a scale: who uses it, and as which dimension.
static void write_users(struct store *store, size_t scale)
{
    struct scale_reference *users = allocate(store->count * SCHEMA_RANK_MAX, sizeof(*users));
    size_t count = 0;
    for (size_t v = 0; v < store->count; v++) {
        const struct variable *variable = &store->variables[v];
        for (size_t i = 0; i < variable->rank && !variable->is_scale; i++)
            if (variable->scales[i] == scale && refer(store, v, &users[count].variable))
                users[count++].dimension = (uint32_t)i;
    }
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(*users));
    if (count > 0 && store->status == SIM_OK)
        good(store, type >= 0 &&
                        H5Tinsert(type, "dataset", offsetof(struct scale_reference, variable),
                                  H5T_STD_REF_OBJ) >= 0 &&
                        H5Tinsert(type, "dimension", offsetof(struct scale_reference, dimension),
                                  H5T_STD_U32LE) >= 0 &&
                        hdf5_attribute_array(store->variables[scale].dataset, "REFERENCE_LIST", type, type,
                                             count, users));
    H5Tclose(type);
    free(users);
}

static void link_scales(struct store *store)
{
    for (size_t i = 0; i < store->count && store->status == SIM_OK; i++) {
        if (store->variables[i].is_scale)
            write_users(store, i);
        else
            write_dimensions(store, &store->variables[i]);
    }
}

// ---- the file ----------------------------------------------------------------------------------------------

static hid_t create_hdf5(const char *path)
{
    hid_t creation = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    hid_t hdf5 = H5I_INVALID_HID;
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED; // netCDF-4 wants the order
    // No locks: nobody else knows the temporary name, and network file systems refuse them. Closing the file is to close
    // all that is open in it: after a failure some of it will be.
    if (creation >= 0 && access >= 0 && H5Pset_userblock(creation, SEAL_SIZE) >= 0 &&
        H5Pset_obj_track_times(creation, false) >= 0 && H5Pset_link_creation_order(creation, order) >= 0 &&
        H5Pset_attr_creation_order(creation, order) >= 0 &&
        H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0 &&
        H5Pset_file_locking(access, false, true) >= 0 && H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0)
        hdf5 = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    return hdf5;
}

static void write_head(struct store *store, const struct store_head *head)
{
    char source[128], hex[SEAL_HEX_SIZE];
    snprintf(source, sizeof(source), "suanli %s", head->program_version);
    seal_digest(head->scenario_text, strlen(head->scenario_text), hex);
    const char *const texts[][2] = {
        {"Conventions", "CF-1.10"},
        {SCHEMA_TITLE, head->title},
        {"source", source},
        {"history", head->command},
        {SCHEMA_PROGRAM_VERSION, head->program_version},
        {SCHEMA_COMMAND, head->command},
        {SCHEMA_EPOCH, head->epoch},
        {SCHEMA_SCENARIO_SHA256, hex},
        {SCHEMA_SCENARIO, head->scenario_text},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && store->status == SIM_OK; i++)
        good(store, hdf5_attribute_text(store->hdf5, texts[i][0], texts[i][1]));
    if (store->status == SIM_OK)
        good(store, hdf5_attribute_array(store->hdf5, SCHEMA_SEED, H5T_STD_U64LE, H5T_NATIVE_UINT64, 1,
                                         &head->seed));
    store_attribute_whole(store, SCHEMA_REPLICATIONS, (int64_t)head->replications);
}

/// A scale 0, 1, ...
static void add_numbered(struct store *store, const char *name, const char *long_name, size_t count)
{
    double *numbers = allocate(count, sizeof(*numbers));
    for (size_t i = 0; i < count; i++)
        numbers[i] = (double)i;
    const struct store_scale scale = {
        .name = name, .long_name = long_name, .count = count, .numbers = numbers, .whole = true};
    store_add_scale(store, &scale);
    free(numbers);
}

/// The scales that every file has.
static void add_replications(struct store *store)
{
    if (store->points > 0)
        add_numbered(store, SCHEMA_POINT, "point: one variation of the scenario", store->points);
    add_numbered(store, SCHEMA_REPLICATION, "replication: one run with its own random draws",
                 store->replications);
}

/// The scale by whose elements slabs are put, and their number.
static const char *slab_scale(const struct store *store)
{
    return store->points > 0 ? SCHEMA_POINT : SCHEMA_REPLICATION;
}

static size_t slab_count(const struct store *store)
{
    return store->points > 0 ? store->points : store->replications;
}

/// Closes every dataset and the file; true if all went well, whatever happened before.
static void close_hdf5(struct store *store)
{
    for (size_t i = 0; i < store->count; i++) {
        struct variable *variable = &store->variables[i];
        if (variable->dataset >= 0)
            good(store, H5Dclose(variable->dataset) >= 0);
        variable->dataset = H5I_INVALID_HID;
    }
    if (store->hdf5 >= 0) {
        if (store->status == SIM_OK)
            good(store, H5Fflush(store->hdf5, H5F_SCOPE_GLOBAL) >= 0);
        good(store, H5Fclose(store->hdf5) >= 0);
    }
    store->hdf5 = H5I_INVALID_HID;
}

static void destroy(struct store *store)
{
    for (size_t i = 0; i < store->count; i++) {
        free(store->variables[i].name);
        free(store->variables[i].held);
    }
    free(store->variables);
    free(store->epoch);
    free(store);
}

// ---- proof -------------------------------------------------------------------------------------------------

/// Digest of what the file holds, computed as `hold` and `put_texts` computed that of what was put.
static enum sim_status digest_back(struct load *load, const struct load_variable *there,
                                   const struct variable *variable, struct sha256_ctx *digest,
                                   struct sim_error *error)
{
    sha256_init(digest);
    if (variable->type == STORE_TEXT) {
        const char *const *texts;
        enum sim_status status = load_texts(load, there, &texts, error);
        for (size_t i = 0; i < there->count && status == SIM_OK; i++)
            sha256_update(digest, strlen(texts[i]) + 1, (const uint8_t *)texts[i]);
        return status;
    }
    size_t rows = variable->has_replications ? variable->rows_wide : there->counts[0];
    size_t wide = there->count / there->counts[0];
    double *numbers = allocate(rows * wide, sizeof(*numbers));
    enum sim_status status = SIM_OK;
    for (size_t first = 0; first < there->counts[0] && status == SIM_OK; first += rows) {
        size_t left = there->counts[0] - first;
        size_t part = left < rows ? left : rows;
        status = load_rows(load, there, first, part, numbers, error);
        if (status == SIM_OK)
            sha256_update(digest, part * wide * sizeof(*numbers), (const uint8_t *)numbers);
    }
    free(numbers);
    return status;
}

/// True if a variable is in the file with its shape and its values.
static bool is_back(struct load *load, struct variable *variable, struct sim_error *error)
{
    const struct load_variable *there = load_find(load, variable->name);
    struct sha256_ctx back;
    if (!there || there->rank != variable->rank || there->type != variable->type ||
        there->count != variable->rows * variable->slab ||
        digest_back(load, there, variable, &back, error) != SIM_OK)
        return false;
    uint8_t want[SHA256_DIGEST_SIZE], have[SHA256_DIGEST_SIZE];
    sha256_digest(&variable->digest, sizeof(want), want);
    sha256_digest(&back, sizeof(have), have);
    return memcmp(want, have, sizeof(want)) == 0;
}

/// Reads the closed, sealed file as any reader would, and compares.
static void prove(struct store *store)
{
    struct sim_error faults = {0};
    struct load *load = NULL;
    if (load_open(store->file.temporary, &load, &faults) != SIM_OK) {
        store->status = SIM_IO;
        snprintf(store->reason, sizeof(store->reason), "cannot be read back: %s", faults.faults[0].found);
    }
    for (size_t i = 0; i < store->count && store->status == SIM_OK; i++)
        if (!is_back(load, &store->variables[i], &faults)) {
            store->status = SIM_IO;
            snprintf(store->reason, sizeof(store->reason),
                     "variable %.64s does not read back as it was written", store->variables[i].name);
        }
    load_close(load);
    sim_error_clear(&faults);
}

static void check_complete(struct store *store)
{
    for (size_t i = 0; i < store->count && store->status == SIM_OK; i++) {
        const struct variable *variable = &store->variables[i];
        if (variable->rows_done == variable->rows)
            continue;
        store->status = SIM_INTERNAL;
        snprintf(store->reason, sizeof(store->reason), "variable %.64s has %zu of %zu slabs", variable->name,
                 variable->rows_done + variable->rows_held, variable->rows);
    }
}

// ---- public ------------------------------------------------------------------------------------------------

enum sim_status store_create(const char *path, const struct store_head *head, struct store **out,
                             struct sim_error *error)
{
    SIM_ASSERT(head->replications > 0 && head->replications <= INT32_MAX && head->points <= INT32_MAX,
               "a file of %zu replications", head->replications);
    *out = NULL;
    hdf5_fault_quiet();
    struct publish file;
    enum sim_status status = publish_begin(&file, path, error);
    if (status != SIM_OK)
        return status;
    struct store *store = allocate(1, sizeof(*store));
    store->file = file;
    store->epoch = copy(head->epoch);
    store->replications = head->replications;
    store->points = head->points;
    store->is_open = head->is_open;
    store->hdf5 = create_hdf5(file.temporary);
    if (good(store, store->hdf5 >= 0)) {
        write_head(store, head);
        add_replications(store);
    }
    if (store->status != SIM_OK) {
        status = store->status;
        sim_error_add(error, status, path, 0, NULL, store->reason, NULL);
        store_abandon(store);
        return status;
    }
    *out = store;
    return SIM_OK;
}

enum sim_status store_add_scale(struct store *store, const struct store_scale *scale)
{
    SIM_ASSERT(scale->count > 0 && !scale->numbers != !scale->texts,
               "scale %s needs numbers or texts, at least one", scale->name);
    enum store_type type = scale->texts ? STORE_TEXT : scale->whole ? STORE_I32 : STORE_F64;
    struct variable *variable = add(store, scale->name, type);
    variable->is_scale = true;
    variable->scales[0] = store->count - 1;
    variable->counts[0] = scale->count;
    variable->slab = scale->count;
    variable->rows = variable->rows_wide = 1;
    variable->is_open = store->is_open && strcmp(scale->name, slab_scale(store)) == 0;
    create_dataset(store, variable);
    if (store->status == SIM_OK)
        good(store, hdf5_attribute_ended_text(variable->dataset, "CLASS", "DIMENSION_SCALE") &&
                        hdf5_attribute_ended_text(variable->dataset, "NAME", scale->name));
    describe_text(store, variable, scale->unit, scale->long_name);
    if (scale->texts)
        put_texts(store, variable, scale->texts);
    else
        put_slab(store, variable, scale->numbers);
    return store->status;
}

size_t store_add_variable(struct store *store, const struct store_variable *about)
{
    struct variable *variable = add(store, about->name, about->type);
    variable->rank = 0;
    variable->slab = 1;
    for (; variable->rank < SCHEMA_RANK_MAX && about->scales[variable->rank]; variable->rank++) {
        size_t scale = find(store, about->scales[variable->rank]);
        SIM_ASSERT(scale != SIZE_MAX && store->variables[scale].is_scale, "variable %s: no scale %s",
                   about->name, about->scales[variable->rank]);
        bool replications = strcmp(about->scales[variable->rank], slab_scale(store)) == 0;
        SIM_ASSERT(!replications || (variable->rank == 0 && about->type != STORE_TEXT),
                   "variable %s: %s comes first, and not with texts", about->name, slab_scale(store));
        variable->has_replications = variable->has_replications || replications;
        variable->scales[variable->rank] = scale;
        variable->counts[variable->rank] = store->variables[scale].counts[0];
        variable->slab *= replications ? 1 : (size_t)store->variables[scale].counts[0];
    }
    SIM_ASSERT(variable->rank > 0 && !about->scales[variable->rank], "variable %s has %zu or more scales",
               about->name, variable->rank);
    variable->rows = variable->has_replications ? slab_count(store) : 1;
    variable->rows_wide = plan_rows(variable);
    variable->is_open = store->is_open && variable->has_replications;
    create_dataset(store, variable);
    describe_text(store, variable, about->unit, about->long_name);
    if (about->flag_meanings)
        describe_flags(store, variable, about->flag_meanings);
    static const double none = NAN;
    if (about->type == STORE_F64 && store->status == SIM_OK)
        good(store, hdf5_attribute_array(variable->dataset, "_FillValue", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                                         1, &none));
    return store->count - 1;
}

enum sim_status store_put(struct store *store, size_t variable, size_t replication, const double *slab)
{
    SIM_ASSERT(variable < store->count, "no variable %zu", variable);
    struct variable *target = &store->variables[variable];
    SIM_ASSERT(target->has_replications, "variable %s has no replications", target->name);
    SIM_ASSERT(store->status != SIM_OK ||
                   (replication == target->rows_done + target->rows_held && replication < target->rows),
               "variable %s: replication %zu is put after %zu of %zu", target->name, replication,
               target->rows_done + target->rows_held, target->rows);
    put_slab(store, target, slab);
    return store->status;
}

enum sim_status store_put_fixed(struct store *store, size_t variable, const double *numbers)
{
    SIM_ASSERT(variable < store->count, "no variable %zu", variable);
    struct variable *target = &store->variables[variable];
    SIM_ASSERT(!target->has_replications && !target->is_scale && target->type != STORE_TEXT &&
                   target->rows_done == 0,
               "variable %s takes no numbers here", target->name);
    put_slab(store, target, numbers);
    return store->status;
}

enum sim_status store_put_texts(struct store *store, size_t variable, const char *const *texts)
{
    SIM_ASSERT(variable < store->count, "no variable %zu", variable);
    struct variable *target = &store->variables[variable];
    SIM_ASSERT(target->type == STORE_TEXT && !target->is_scale && target->rows_done == 0,
               "variable %s takes no texts here", target->name);
    put_texts(store, target, texts);
    return store->status;
}

enum sim_status store_attribute_text(struct store *store, const char *name, const char *text)
{
    if (store->status == SIM_OK)
        good(store, hdf5_attribute_text(store->hdf5, name, text));
    return store->status;
}

enum sim_status store_attribute_number(struct store *store, const char *name, double value)
{
    if (store->status == SIM_OK)
        good(store, hdf5_attribute_array(store->hdf5, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, &value));
    return store->status;
}

enum sim_status store_attribute_whole(struct store *store, const char *name, int64_t value)
{
    if (store->status == SIM_OK)
        good(store, hdf5_attribute_array(store->hdf5, name, H5T_STD_I64LE, H5T_NATIVE_INT64, 1, &value));
    return store->status;
}

/// Cuts the scale of replications, whose numbers are 0, 1, ...
static void shorten_scale(struct variable *scale, size_t replications)
{
    scale->counts[0] = scale->slab = replications;
    sha256_init(&scale->digest);
    for (size_t i = 0; i < replications; i++) {
        double value = (double)i;
        sha256_update(&scale->digest, sizeof(value), (const uint8_t *)&value);
    }
}

enum sim_status store_shorten(struct store *store, size_t replications)
{
    SIM_ASSERT(store->is_open && store->points == 0 && replications > 0 &&
                   replications <= store->replications,
               "a file of %zu replications is cut to %zu", store->replications, replications);
    for (size_t i = 0; i < store->count; i++) {
        struct variable *variable = &store->variables[i];
        if (!variable->is_open)
            continue;
        if (variable->has_replications) {
            write_held(store, variable);
            variable->rows = variable->counts[0] = replications;
            free(variable->held);
            variable->held = NULL;
        } else {
            shorten_scale(variable, replications);
        }
        if (store->status == SIM_OK)
            good(store, H5Dset_extent(variable->dataset, variable->counts) >= 0);
    }
    store->replications = replications;
    if (store->status == SIM_OK)
        good(store, H5Adelete(store->hdf5, SCHEMA_REPLICATIONS) >= 0);
    return store_attribute_whole(store, SCHEMA_REPLICATIONS, (int64_t)replications);
}

enum sim_status store_close(struct store *store, struct sim_error *error)
{
    check_complete(store);
    if (store->status == SIM_OK)
        link_scales(store);
    close_hdf5(store);
    if (store->status == SIM_OK) {
        int fault = seal_apply(store->file.descriptor);
        if (fault) {
            store->status = SIM_IO;
            snprintf(store->reason, sizeof(store->reason), "%s", strerror(fault));
        }
    }
    if (store->status == SIM_OK)
        prove(store);
    enum sim_status status = store->status;
    if (status == SIM_OK) {
        status = publish_finish(&store->file, error);
    } else {
        sim_error_add(error, status, store->file.path, 0, NULL, store->reason, NULL);
        publish_drop(&store->file);
    }
    destroy(store);
    return status;
}

void store_abandon(struct store *store)
{
    if (!store)
        return;
    close_hdf5(store);
    publish_drop(&store->file);
    destroy(store);
}
