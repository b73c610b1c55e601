/// A result file while it is read: private to load*.c.
#pragma once

#include <hdf5.h>

#include "results/load.h"
#include "results/seal.h"

/// A scale or variable with what this file keeps beside its public face.
struct load_entry {
    struct load_variable public;
    hid_t dataset;
    haddr_t address; // of its header in the file, by which references name it; HADDR_UNDEF behind a soft link
    char **texts;    // read when first asked for
};

struct load {
    char *path;
    bool is_foreign;
    char seal[SEAL_HEX_SIZE]; // "" of a foreign file
    hid_t hdf5;
    struct load_entry *entries;
    size_t count, capacity;
    struct load_attribute *attributes;
    size_t attribute_count, attribute_capacity;
    struct sim_error *error; // while opening, for the callbacks of HDF5
};

// load.c
/// The file holds something else than `store` writes.
enum sim_status load_bad(const struct load *load, struct sim_error *error, const char *name,
                         const char *found, const char *expected);
/// HDF5 failed on a file that its seal calls whole: reading it is at fault.
enum sim_status load_unread(const struct load *load, struct sim_error *error, const char *name);

// load_contents.c
/// Lists what the open file holds.
enum sim_status load_read_contents(struct load *load, struct sim_error *error);
