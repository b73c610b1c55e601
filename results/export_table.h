/// Filling the tables of an export. Private to the export files.
#pragma once

#include "results/export.h"

/// Sets the columns, which must outlive the table.
void export_columns(struct export_table *table, const struct export_column *columns, size_t count);

/// Adds a cell, row by row from the left. Bytes that are no UTF-8 become U+FFFD.
void export_text(struct export_table *table, const char *text);

/// The same for a unit: none where it is "1", which is how a file writes that.
void export_unit(struct export_table *table, const char *unit);
void export_number(struct export_table *table, double number);

/// Column by its name, which must be there.
size_t export_column_of(const struct export_table *table, const char *name);
const struct export_cell *export_cell_at(const struct export_table *table, size_t row, size_t column);

/// Quantile of count values `stride` apart, without what is NaN. space: `count` numbers.
double export_quantile(const double *values, size_t count, size_t stride, double p_frac, double *space);

// The builders, one for each subject; each adds its faults and fills nothing where the file does not speak of it.
void export_add_verdict(struct export_book *book, struct load *load, struct sim_error *error);
void export_add_yearly(struct export_book *book, struct load *load, struct sim_error *error);
void export_add_sites(struct export_book *book, struct load *load, struct sim_error *error);
void export_add_ledger(struct export_book *book, struct load *load, struct sim_error *error);
void export_add_phases(struct export_book *book, struct load *load, struct sim_error *error);
void export_add_counties(struct export_book *book, struct load *load, struct sim_error *error);
void export_add_texts(struct export_book *book, struct load *load, struct sim_error *error);
