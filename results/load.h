/// The one reader of result files.
///
/// The seal is checked before HDF5 sees the file (seal.h); a file without one is tried in a child process (foreign.h). Everything asked for is looked up by name; what is missing or of
/// another shape is a fault that names the file and the variable, never a crash.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "results/schema.h"
#include "sim/status.h"

struct load;

/// A scale or a variable of the file. Texts are owned by the load; absent ones are "".
struct load_variable {
    const char *name;
    const char *unit;
    const char *long_name;
    const char *flag_meanings;
    enum store_type type;
    bool is_scale;
    size_t rank;                         // 1..SCHEMA_RANK_MAX
    size_t counts[SCHEMA_RANK_MAX];      // along each scale
    const char *scales[SCHEMA_RANK_MAX]; // names; a scale's only one is itself
    size_t count;                        // of all values: the counts multiplied
};

/// An attribute of the file: a text, or a number.
struct load_attribute {
    const char *name;
    const char *text; // null where it is a number
    double number;    // NaN where it is a text
    bool is_whole;    // the number is one of int64 or uint64, exactly in `whole`
    bool is_negative; // of a whole number: read `whole` as int64
    uint64_t whole;   // two's complement
};

/// Opens a file and reads its table of contents. Faults: those of `seal_check`, and 65 where the contents are not of the
/// shape that `store` writes; then *out is null.
enum sim_status load_open(const char *path, struct load **out, struct sim_error *error);

/// True of a file without a seal: nothing tells whether its values are as they were written, and a user should know.
bool load_is_foreign(const struct load *load);

/// The SHA-256 of the contents that the seal vouches for, in hexadecimal; "" of a foreign file.
const char *load_seal(const struct load *load);

/// Null is allowed.
void load_close(struct load *load);

/// The path that was opened.
const char *load_path(const struct load *load);

/// Attribute of the file, null if it has none of that name.
const struct load_attribute *load_attribute(const struct load *load, const char *name);

/// Text of an attribute; `fallback` where there is none.
const char *load_attribute_text(const struct load *load, const char *name, const char *fallback);

/// Scales and variables, in the order in which they were added.
size_t load_count(const struct load *load);
const struct load_variable *load_at(const struct load *load, size_t index);

/// Scale or variable by name, null if there is none.
const struct load_variable *load_find(const struct load *load, const char *name);

/// The same, but a fault (65) unless it is there, holds numbers or texts as said, and has exactly these scales (null ends).
/// Example: load_need(load, "target_value", false, (const char *[]){"replication", "target", NULL}, &variable, error).
enum sim_status load_need(const struct load *load, const char *name, bool texts, const char *const *scales,
                          const struct load_variable **out, struct sim_error *error);

/// All numbers of a scale or variable, last scale fastest. numbers: room for variable->count.
enum sim_status load_numbers(struct load *load, const struct load_variable *variable, double *numbers,
                             struct sim_error *error);

/// The part `first` .. `first + rows - 1` along the first scale (for most variables, these replications).
/// numbers: room for rows x (count / counts[0]).
enum sim_status load_rows(struct load *load, const struct load_variable *variable, size_t first, size_t rows,
                          double *numbers, struct sim_error *error);

/// All texts of a scale or variable. *texts is owned by the load and valid until it is closed.
enum sim_status load_texts(struct load *load, const struct load_variable *variable, const char *const **texts,
                           struct sim_error *error);

/// A variable's numbers at once, if it has exactly these scales: `load_need`, then `load_numbers`. Example:
/// load_numbers_of(load, "target_value", (const char *[]){"replication", "target", NULL}, &values, error).
/// *numbers: to be freed; null after a fault.
enum sim_status load_numbers_of(struct load *load, const char *name, const char *const *scales,
                                double **numbers, struct sim_error *error);

/// The same for days since the epoch. Fault 65 too where one lies 100,000 days from it or further: no calendar that we write has
/// it. NaN is no date, and such a fault unless may_be_none.
enum sim_status load_days_of(struct load *load, const char *name, const char *const *scales, bool may_be_none,
                             double **days, struct sim_error *error);

/// The same for texts, which have one scale. *texts is owned by the load; null after a fault.
enum sim_status load_texts_of(struct load *load, const char *name, const char *scale,
                              const char *const **texts, struct sim_error *error);
