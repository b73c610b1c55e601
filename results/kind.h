/// Which command wrote a result file, told from what is in it.
#pragma once

#include "results/load.h"
#include "sim/status.h"

enum kind {
    KIND_RUN,
    KIND_SWEEP,
    KIND_REACH,
    KIND_COOLING,
    KIND_PLACE,
    KIND_ANALYSIS,
    KIND_OTHER,
};

enum kind kind_of(const struct load *load);

/// Fault 65 unless it is the file of a run: what it is instead. wanted_by: the command, such as "compare".
enum sim_status kind_need_run(const struct load *load, const char *wanted_by, struct sim_error *error);
