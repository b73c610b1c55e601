/// How a sweep stands: what its parts, or its finished file, have to say, and nothing else.
#pragma once

#include "results/load.h"
#include "scenarios/run/sweep_about.h"
#include "scenarios/run/sweep_pace.h"

struct sweep_look {
    const char *path; // of the finished file
    bool is_complete; // it is there; then all below but `about` and `tally` is nought
    struct load *load;
    struct sweep_about about;
    struct sweep_tally tally;
    bool *is_done; // [unit]
    size_t units_done, damaged;
    struct sweep_pace pace;
    json_t *starts;  // as sweep_start_list gives them
    uint32_t shards; // that the last start named; 0: none
};

/// Looks. Parts come first: while they are there, the file is an older one. Faults: 66 there is neither; those of reading a
/// result file. To be cleared in any case.
enum sim_status sweep_look(struct sweep_look *look, const char *path, struct sim_error *error);
void sweep_look_clear(struct sweep_look *look);

/// Time left at the present pace; NaN where that is not known or it stands still.
double sweep_look_left_s(const struct sweep_look *look);

/// Done and all units of a shard, from 0.
void sweep_look_shard(const struct sweep_look *look, uint32_t shard, size_t *done, size_t *all);

/// The next run of missing units from `unit` on: [*first, *end). False if there is none.
bool sweep_look_gap(const struct sweep_look *look, size_t unit, size_t *first, size_t *end);
