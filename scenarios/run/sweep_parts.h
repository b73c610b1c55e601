/// The work of a sweep on disk, until all of it is done: a folder `<output>.parts`.
///
///     plan            what sweep it is: another one is refused
///     unit-00000017   the records of a unit: seal (results/seal.h), head, numbers
///
/// A unit appears whole under its name or not at all, by a rename; done twice it is the same bytes, so nobody needs to know
/// who does what. The names are the journal: what is there is done. Nothing in the folder ever changes, and what a killed
/// process left of a file that was not whole goes with the folder.
#pragma once

#include "scenarios/run/sweep_plan.h"

struct sweep_parts {
    const struct sweep_plan *plan;
    char folder[4096];
};

/// Opens the folder, or makes it. may_go_on: it may be there. Faults: 73 it is there and may not, or cannot be made; 65 it is
/// another sweep's; 74.
enum sim_status sweep_parts_open(struct sweep_parts *parts, const struct sweep_plan *plan, const char *output,
                                 bool may_go_on, struct sim_error *error);

/// True if the folder of an output is there.
bool sweep_parts_exist(const char *output);

/// Writes a unit. May be called by several threads at once. Faults: 73, 74.
enum sim_status sweep_parts_write(const struct sweep_parts *parts, size_t unit, const double *records,
                                  struct sim_error *error);

/// Reads a unit; false if it is not there or not whole. records: null only to look.
bool sweep_parts_read(const struct sweep_parts *parts, size_t unit, double *records);

/// Removes the folder.
void sweep_parts_remove(const struct sweep_parts *parts);
