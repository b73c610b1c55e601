/// The work of a sweep on disk, until all of it is done: a folder `<output>.parts`.
///
///     plan            what sweep it is: another one is refused
///     unit-00000017   the records of a unit: seal (results/seal.h), head, numbers
///     start-...       how a process that works on it was started (sweep_start.h); only to be read by people
///
/// A unit appears whole under its name or not at all, by a rename; done twice it is the same bytes, so nobody needs to know
/// who does what. The names are the journal: what is there is done. Nothing in the folder ever changes, and what a killed
/// process left of a file that was not whole goes with the folder.
#pragma once

#include "scenarios/run/sweep_plan.h"

/// Beginning of the names of marks.
#define SWEEP_PARTS_MARK "mark-"

struct sweep_about;

struct sweep_parts {
    const struct sweep_plan *plan;
    char folder[4096];
};

/// Opens the folder, or makes it. may_go_on: it may be there. Faults: 73 it is there and may not, or cannot be made; 65 it is
/// another sweep's; 74.
enum sim_status sweep_parts_open(struct sweep_parts *parts, const struct sweep_plan *plan, const char *output,
                                 bool may_go_on, struct sim_error *error);

/// Names the folder without looking.
void sweep_parts_name(struct sweep_parts *parts, const struct sweep_plan *plan, const char *output);

/// True if the folder of an output is there.
bool sweep_parts_exist(const char *output);

/// Writes a unit. May be called by several threads at once. Faults: 73, 74.
enum sim_status sweep_parts_write(const struct sweep_parts *parts, size_t unit, const double *records,
                                  struct sim_error *error);

/// Reads a unit; false if it is not there or not whole. records: null only to look.
bool sweep_parts_read(const struct sweep_parts *parts, size_t unit, double *records);

/// Opens the folder of an output for someone who has no plan: that comes from the folder. False if there is none. about: to be
/// cleared, after the last use of the parts.
bool sweep_parts_look(struct sweep_parts *parts, const char *output, struct sweep_about *about);

/// When a unit was written, in seconds since 1970; NaN if it is not there.
double sweep_parts_time_s(const struct sweep_parts *parts, size_t unit);

/// A mark is an empty file, by which processes find out whether they see the same folder. Faults: 73, 74.
enum sim_status sweep_parts_mark(const struct sweep_parts *parts, const char *name, struct sim_error *error);
void sweep_parts_unmark(const struct sweep_parts *parts, const char *name);

/// Waits for a file, or for a unit, that another machine has written: network file systems may show it late. False: it has
/// not come in most_s seconds.
bool sweep_parts_wait(const struct sweep_parts *parts, const char *name, double most_s);
bool sweep_parts_await(const struct sweep_parts *parts, size_t unit, double most_s);

/// Removes the folder.
void sweep_parts_remove(const struct sweep_parts *parts);
