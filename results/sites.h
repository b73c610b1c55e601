/// The sites of a result file, one line each: racks, compute, how full, PUE, what a planned rack waited for.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "results/load.h"
#include "results/strings.h"
#include "sim/status.h"

/// A site. Medians over the replications with a value, NaN for none; PUE is the ratio of energies over the last 12 months of
/// the run, in the median replication, of a site that has racks at the end; waits are means over the replications.
struct sites_row {
    const char *id, *name, *name_zh;
    double racks_first, racks_last; // standard racks at the first recording date and the last
    double occupied_frac;           // at the last
    double eflops;                  // likewise
    double pue;
    double *wait_days; // [cause]
};

struct sites {
    struct sites_row *rows; // in the order of the file
    size_t count;
    const char *const *causes;
    size_t cause_count;
};

/// Texts are borrowed from the load. A file without sites gives none.
/// Fault 65: what the file says of its sites is of another shape than a run writes; then *out is null.
enum sim_status sites_create(struct load *load, struct sites **out, struct sim_error *error);

/// Null is allowed.
void sites_destroy(struct sites *sites);

/// Prints the table, of waits the longest two of those above five days; nothing for a file without sites. Faults: as above.
enum sim_status sites_print(struct load *load, FILE *stream, bool colours, enum strings_language language,
                            struct sim_error *error);
