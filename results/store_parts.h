/// A result file while it is written: private to store*.c.
#pragma once

#include <hdf5.h>
#include <nettle/sha2.h>

#include "results/publish.h"
#include "results/store.h"

/// A scale or a variable being written.
struct store_dataset {
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
    struct store_dataset *variables;
    size_t count, capacity;
    enum sim_status status; // of the first failure
    char reason[256];
};

// store.c
/// Notes a failed HDF5 call; the first one counts. True as long as there was none.
bool store_good(struct store *store, bool went_well);
/// Zeroed; asserts that there is some.
void *store_memory(size_t count, size_t size);

// store_layout.c
size_t store_value_size(const struct store_dataset *variable);
/// How many slabs are held back and written together.
size_t store_plan_rows(const struct store_dataset *variable);
/// Type in the file. To be closed by the caller, whatever it is.
hid_t store_file_type(enum store_type type);
/// Creates the dataset that a variable is planned as.
void store_dataset_create(struct store *store, struct store_dataset *variable);
/// Attributes that every scale and variable has.
void store_describe(struct store *store, struct store_dataset *variable, const char *unit,
                    const char *long_name);
/// CF's flag_values (0, 1, ...) and flag_meanings.
void store_describe_flags(struct store *store, struct store_dataset *variable, const char *meanings);

// store_write.c
/// Writes the slabs held back.
void store_write_held(struct store *store, struct store_dataset *variable);
/// Takes one slab, and writes where they fill a chunk.
void store_write_slab(struct store *store, struct store_dataset *variable, const double *slab);
void store_write_texts(struct store *store, struct store_dataset *variable, const char *const *texts);

// store_scales.c
/// Writes which scales each variable has, and which variables each scale.
void store_link_scales(struct store *store);

// store_file.c
/// An empty file with room for its seal; negative where it cannot be.
hid_t store_hdf5_create(const char *path);
void store_write_head(struct store *store, const struct store_head *head);
/// Closes every dataset and the file, whatever happened before.
void store_hdf5_close(struct store *store);

// store_prove.c
/// Reads the closed, sealed file as any reader would, and compares.
void store_prove(struct store *store);
