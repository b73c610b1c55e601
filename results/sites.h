/// The sites of a result file, one line each: racks, compute, how full, PUE, what a planned rack waited for.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "results/load.h"
#include "sim/status.h"

/// Prints the table; nothing for a file without sites. Medians over the replications with a value, at the first recording
/// date (racks) and the last; PUE is the ratio of energies over the last 12 months of the run, in the median replication, of a
/// site that has racks at the end; waits are means, the longest two of those above five days.
/// Fault 65: what the file says of its sites is of another shape than a run writes.
enum sim_status sites_print(struct load *load, FILE *stream, bool colours, struct sim_error *error);
