/// A run's results as tables that other programs know: a workbook, CSV files, a map.
///
/// Tables are made once, from the file alone, and written by each format: what a spreadsheet shows and what a CSV file says
/// are the same numbers, those of the verdict and of the file. A number that is not there is an empty cell, never a word.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "results/load.h"
#include "sim/status.h"

/// All tables that there are, by the name of their sheet and file. A run has those that its file speaks of.
#define EXPORT_TABLE_LIST(X)                                                                                 \
    X(verdict)                                                                                               \
    X(missing)                                                                                               \
    X(yearly)                                                                                                \
    X(sites)                                                                                                 \
    X(phases)                                                                                                \
    X(ledger)                                                                                                \
    X(counties)                                                                                              \
    X(edge_sites)                                                                                            \
    X(assumptions)                                                                                           \
    X(observations)                                                                                          \
    X(about)

enum export_name {
#define EXPORT_TABLE_ENTRY(name) EXPORT_##name,
    EXPORT_TABLE_LIST(EXPORT_TABLE_ENTRY)
#undef EXPORT_TABLE_ENTRY
        EXPORT_TABLE_COUNT
};

extern const char *const export_names[EXPORT_TABLE_COUNT];

/// In place of decimals: four significant digits, none behind a whole number.
#define EXPORT_BY_SIZE (-1)

enum export_type {
    EXPORT_TEXT,
    EXPORT_NUMBER, // shown with `decimals`, or as many as its size calls for
    EXPORT_SHARE,  // 0..1, shown in hundredths
    EXPORT_DATE,   // a civil day
};

struct export_column {
    const char *name;
    const char *unit; // "" for none
    enum export_type type;
    int decimals;
};

/// text: of texts, clean UTF-8; number: of all others, NaN for none.
struct export_cell {
    char *text;
    double number;
};

struct export_table {
    const struct export_column *columns;
    size_t column_count, row_count;
    struct export_cell *cells; // [row][column]
    size_t capacity, cell_count;
};

struct export_book {
    char *title;
    int64_t epoch_civil_day;
    struct export_table tables[EXPORT_TABLE_COUNT]; // without columns where there is nothing to say
};

/// Reads the tables of a run's file. Fault 65: it is that of something else, or of another shape than a run writes; then *out is
/// null.
enum sim_status export_create(struct load *load, struct export_book **out, struct sim_error *error);

/// Null is allowed.
void export_destroy(struct export_book *book);

/// Writes a workbook (Office Open XML), a sheet for each table. The same results make the same bytes: its date of creation is
/// the run's epoch. Texts stay texts, whatever they begin with; what no sheet can hold (over 32,767 characters) is cut and ends in
/// "…". Faults: 73, 74.
enum sim_status export_xlsx(const struct export_book *book, const char *path, struct sim_error *error);

/// Writes a folder of CSV files (RFC 4180, UTF-8, a header with units), one for each table; it appears whole or not at all. A
/// folder that is there is replaced if all that it holds is of this kind, else it is a fault (73). Numbers read back as the
/// same ones. A text that a spreadsheet would take for a formula (it begins with = + - @, tab or return, and is no number) has an
/// apostrophe before it. Faults: 73, 74.
enum sim_status export_csv(const struct export_book *book, const char *path, struct sim_error *error);

/// Writes a map (GeoJSON, RFC 7946): sites with what they have at the end, placed edge sites, counties; `units` has their units. A county's point is that of
/// its seat, null where the file does not say. Faults: 73, 74.
enum sim_status export_geojson(const struct export_book *book, const char *path, struct sim_error *error);
