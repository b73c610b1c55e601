/// A scenario as a run needs it: checked as a whole, one instance for each thread, uncertain values drawn.
///
/// Binding checks each value by itself (bind.h); here is checked what only the whole can tell. After that an instance is
/// const but for its uncertain values, which `scenario_draw` sets for one replication.
#pragma once

#include "models/models.h"
#include "scenarios/run/bind.h"

/// Cabinets that a scenario may have, and the days that it may run: beyond them the program refuses before any work.
#define SCENARIO_RACKS_MAX 200000000
#define SCENARIO_DAYS_MAX  (100 * 366)

struct scenario;

/// Reads, binds and checks a scenario. instances: >= 1, for as many threads.
/// @return SIM_OK, or the status of the first fault with all faults in `error`; then *out is null
enum sim_status scenario_open(const char *path, const char *const *overrides, size_t override_count,
                              size_t instances, struct scenario **out, struct sim_error *error);
void scenario_close(struct scenario *scenario);

/// The province of an instance, uncertain values as they were last drawn (at first: nominal).
const struct province *scenario_province(const struct scenario *scenario, size_t instance);

/// Resolved text, after includes and overrides.
const char *scenario_text(const struct scenario *scenario);

/// Path of a file that the scenario names: relative to the scenario's folder. size: of the buffer.
void scenario_path(const struct scenario *scenario, const char *name, char *path, size_t size);

/// All numbers with a source or a distribution.
const struct assumption *scenario_assumptions(const struct scenario *scenario, size_t *count);

/// Source of the number at a path, "" if it has none.
const char *scenario_source(const struct scenario *scenario, const char *path);

/// File and line of the value at a path, or of the nearest group around it that the scenario gives; "-D path" of an override.
void scenario_place(const struct scenario *scenario, const char *path, const char **file, int *line);

/// Number of uncertain values, and the i-th of them.
size_t scenario_input_count(const struct scenario *scenario);
const struct assumption *scenario_input(const struct scenario *scenario, size_t i);

/// Value of an uncertain number at a coordinate of its distribution, clamped into the field's range. u: in (0, 1).
double assumption_at(const struct assumption *assumption, double u);

/// Draws all uncertain values of one replication into an instance; values[i]: that of input i.
/// A value depends on seed, replication, its own path and its shock's name, on nothing else.
void scenario_draw(struct scenario *scenario, size_t instance, uint64_t seed, uint32_t replication,
                   double *values);

/// The same, but replication 2i + 1 has the antithetic coordinates of replication 2i: 1 - u where that has u, shocks with the
/// other sign. Each replication by itself has the distribution that it had.
/// Source: J. M. Hammersley, K. W. Morton, "A new Monte Carlo technique: antithetic variates", Proc. Cambridge Phil. Soc. 52,
/// 1956. Why inputs only: a ziggurat's variate is no monotone function of its word, and after the first event that differs the
/// n-th draw of a process is for something else, so that turned round it would only be another draw.
void scenario_draw_antithetic(struct scenario *scenario, size_t instance, uint64_t seed, uint32_t replication,
                              double *values);
