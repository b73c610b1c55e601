/// Columns of a result file as JSON, summarised over replications: a page holds no replication.
///
/// What a file does not have, or has over other scales, gives null and no fault: its section is then left out. Faults are of
/// reading.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "results/load.h"

/// A figure: 6 significant digits, an integer where it is whole, null where it is not finite.
json_t *column_figure(double value);

/// An array of figures, `stride` apart.
json_t *column_figures(const double *values, size_t count, size_t stride);

/// Whether a variable is there with exactly these scales (null ends) and holds numbers, or texts.
bool column_is(const struct load *load, const char *name, bool texts, const char *const *scales);

/// Texts or numbers over one scale.
json_t *column_texts(struct load *load, const char *name, const char *scale, struct sim_error *error);
json_t *column_numbers(struct load *load, const char *name, const char *scale, struct sim_error *error);

/// Days since the epoch of each item of a scale of dates, to be freed; null after a fault.
double *column_days(struct load *load, const char *scale, struct sim_error *error);

/// Sets object[key] to such a column, if the file has it.
void column_put_texts(json_t *object, const char *key, struct load *load, const char *name, const char *scale,
                      struct sim_error *error);
void column_put_numbers(json_t *object, const char *key, struct load *load, const char *name,
                        const char *scale, struct sim_error *error);

/// Quantiles over replications, the variable's first scale, at each of its other places. never: a replication without a value
/// counts as later than all others, and a quantile among those is NaN; else it does not count.
/// quantiles: [count][place], to be freed; null after a fault.
double *column_quantiles(struct load *load, const struct load_variable *variable, const double *p_frac,
                         size_t count, bool never, struct sim_error *error);

/// Means over replications with a value, likewise; to be freed. shares: if not null, of the replications that have one.
double *column_means(struct load *load, const struct load_variable *variable, double *shares,
                     struct sim_error *error);
