/// Scenario files to structs, driven by field tables alone (sim/field.h).
///
/// What a file may say beside plain values:
///
///     racks = { value = 5000; source = "..."; mark = "stated"; };             a fact
///     lead_days = { pert = [60, 90, 200]; source = "..."; mark = "estimated"; shock = "supply"; load = 0.6; };
///     price = { empirical = "data/prices.csv"; column = "cny"; };             a distribution, where `uncertain`
///     sites = "data/sites.csv";                                               a LIST or MAP, one row an element
///
/// Any group, list element, map or CSV row may carry `source` and `mark`, which hold for all numbers below that have
/// none of their own. Paths of data and @include files are relative to the folder of the scenario. All semantic faults
/// of a file are told at once, each by file:line: key, those of an override by "-D path".
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sim/distribution.h"
#include "sim/field.h"
#include "sim/status.h"

/// A parsed scenario: text, tree, data files, overrides applied. Not changed by binding.
struct scenario_file;

/// Reads a scenario and applies overrides ("path=value", see override.h) in their order.
/// @return SIM_OK; SIM_NO_INPUT: there is no such file; SIM_USAGE: an override is malformed; SIM_BAD_DATA: the file
///         cannot be parsed. Faults of single numbers and overrides are kept for `bind_root`, which tells them with its
///         own. *out is null unless SIM_OK.
enum sim_status scenario_file_open(const char *path, const char *const *overrides, size_t override_count,
                                   struct scenario_file **out, struct sim_error *error);
void scenario_file_close(struct scenario_file *file);

/// The scenario after includes and overrides, normalised: the same bytes for the same content, whatever its comments,
/// layout and folder. It ends with the SHA-256 of every CSV file that it names.
const char *scenario_file_text(const struct scenario_file *file);

/// A number that the file gave with a source or mark, or as a distribution.
struct assumption {
    const char *path;                     // "sites.changle.phases[0].racks"
    const char *unit;                     // of the field
    const char *source;                   // "" where none; "command line" of an override of a number with one
    const char *mark;                     // "stated", "derived", "estimated" or ""
    bool uncertain;                       // given as a distribution, not as a value
    struct sim_distribution distribution; // SIM_POINT where not uncertain
    const char *text;                     // "pert(3, 5, 9)", or the number
    double nominal;                       // the value, or the median
    const char *shock;                    // key in the root's map `shocks`, null for none
    double load;                          // on the shock, -1..1
    const struct sim_field *field;        // range for clamping draws
    void *slot;                           // in the bound struct: double or int64_t
    const char *file;                     // where it was given
    int line;                             // 0 of an override
};

/// An instance of a root struct. Distributions stand at their nominal value. Does not borrow from the scenario file.
struct bound {
    void *root;
    struct assumption *assumptions; // in file order, the same in every instance bound from one file
    size_t assumption_count;
    struct bound_memory *memory;
};

/// Binds a root table. May be called again for further instances, not at the same time on one file.
/// @return SIM_OK or SIM_BAD_DATA, then *out is null
enum sim_status bind_root(const struct scenario_file *file, const struct sim_table *table, struct bound **out,
                          struct sim_error *error);
void bound_free(struct bound *bound);

/// Writes a value, rounded to the nearest whole number for an I64. value: finite, |value| < 2^63 for an I64; the
/// caller clamps into the field's range.
void assumption_set(const struct assumption *assumption, double value);
