/// The verdict of a result file, on the terminal or as JSON.
#pragma once

#include "results/load.h"
#include "scenarios/run/options.h"

/// Opens a result file, and says on standard error where it has no seal (results/load.h).
enum sim_status show_open(const char *path, struct load **load, struct sim_error *error);

/// Prints it to standard output. wall_s: seconds that the run took, NaN if it is not known.
enum sim_status show_verdict(struct load *load, const struct options *options, double wall_s,
                             struct sim_error *error);
