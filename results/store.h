/// The one writer of HDF5 files.
///
/// A file is described first (head, scales, variables), then filled replication by replication, then closed. It appears
/// whole under its name or not at all: it grows under a temporary name in the same folder, and is sealed (seal.h), read
/// back, compared with what was put in, synced and only then renamed.
///
/// Same calls, same bytes: no times are kept, chunks are written in the order of replications, and every NaN is written
/// as the same bits. The file is netCDF-4: dimension scales, `units`, `long_name`, CF attributes.
///
///     store_create -> store_add_scale, store_add_variable, store_attribute_* -> store_put_* -> store_close
///                                                                             any time:    -> store_abandon
///
/// Layout: a variable over `replication` has chunks of whole replications, about 64 KiB each, shuffled and deflated; one
/// that fits in one such chunk, or has no replications and is no larger, is contiguous. No Fletcher-32: the seal covers
/// every byte of the file and is checked before HDF5 sees it, so a second sum would find nothing more.
///
/// Failures are sticky. After the first one nothing more is written, every call returns its status, and `store_close`
/// tells what it was. A caller may look at each status (to stop a long run early) or only at that of `store_close`.
/// Calls that are wrong in themselves (an unknown scale, a slab put twice) are our own faults: asserts.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "results/schema.h"
#include "sim/status.h"

struct store;

/// Unit of a date: written as "days since <epoch>", with its calendar, so that readers show dates. The epoch's close is
/// day 0 and the close of day d counts as date epoch + d.
#define STORE_DATE "days since epoch"

/// A dimension. Give numbers or texts, `count` of them (>= 1); name is that of the dimension and of its coordinates.
/// unit: null or "" is written as "1".
struct store_scale {
    const char *name;
    const char *unit;
    const char *long_name;
    size_t count;
    const double *numbers;
    const char *const *texts;
    bool whole; // the numbers are whole: written as 32-bit integers
};

/// A variable. scales: names of scales already added, ended by null, "replication" first if it has one slab a
/// replication (texts have none). flag_meanings: null, or one word per value 0, 1, ... of whole numbers, blanks between.
struct store_variable {
    const char *name;
    const char *unit;
    const char *long_name;
    const char *scales[SCHEMA_RANK_MAX + 1];
    enum store_type type;
    const char *flag_meanings;
};

/// What the file is about. All texts are copied; all are UTF-8.
struct store_head {
    const char *title;           // of the scenario
    const char *program_version; // such as "0.1.0"
    const char *command;         // normalised: nothing that does not change the results
    const char *scenario_text;   // resolved, verbatim; its SHA-256 is written beside it
    uint64_t seed;
    size_t replications; // >= 1; slabs of each variable that has replications
    bool is_open;        // that is the most: store_shorten tells how many there are (an unlimited dimension)
    size_t
        points; // of a sweep, else 0: slabs then go by the scale `point`, and `replication` is one as any other
    const char *epoch; // YYYY-MM-DD
};

/// Starts a file. Parent folders are made where they are missing, and the scale `replication` (0, 1, ...) is added.
/// Faults: 73 it cannot be created, 74 it cannot be written; then *out is null and nothing is left behind.
enum sim_status store_create(const char *path, const struct store_head *head, struct store **out,
                             struct sim_error *error);

/// Adds a dimension and writes its coordinates.
enum sim_status store_add_scale(struct store *store, const struct store_scale *scale);

/// Adds a variable; its index, for the calls below. Indices count up and are valid even after a failure.
size_t store_add_variable(struct store *store, const struct store_variable *variable);

/// Puts one replication of a variable. Replications come in order 0, 1, ... (variables in any order between them).
/// slab: the other scales' counts multiplied, last scale fastest; whole numbers where the variable is STORE_I32.
enum sim_status store_put(struct store *store, size_t variable, size_t replication, const double *slab);

/// Puts all numbers of a variable without replications.
enum sim_status store_put_fixed(struct store *store, size_t variable, const double *numbers);

/// Puts all texts of a variable of texts. A null text is written as "".
enum sim_status store_put_texts(struct store *store, size_t variable, const char *const *texts);

/// Adds an attribute of the file.
enum sim_status store_attribute_text(struct store *store, const char *name, const char *text);
enum sim_status store_attribute_number(struct store *store, const char *name, double value);
enum sim_status store_attribute_whole(struct store *store, const char *name, int64_t value);

/// Says that there are no more replications than have been put; of a file that is_open, before the last was.
enum sim_status store_shorten(struct store *store, size_t replications);

/// Finishes the file, proves it, gives it its name, and frees the store. Faults: 74 writing failed or what was read back
/// differs, 70 a variable did not get all its slabs; then the temporary file is gone and an older file of that name stands
/// as it was.
enum sim_status store_close(struct store *store, struct sim_error *error);

/// Removes the temporary file and frees the store. Null is allowed.
void store_abandon(struct store *store);
