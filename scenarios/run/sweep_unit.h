/// The work of a sweep: some tasks, and the numbers that each leaves.
///
///     events | value of each target | cause of each target | planned_wait_days by cause | [series][time]
#pragma once

#include "scenarios/run/ground.h"
#include "scenarios/run/sweep_plan.h"

/// Where the parts of a record begin.
struct sweep_record {
    size_t target_value, target_cause, wait_days, series;
};
struct sweep_record sweep_record_of(const struct sweep_plan *plan);

/// Runs `count` tasks from `first` on. ground: null where points have their own; records: [count][plan->width].
/// May be called by several threads at once. Fault 75: interrupted.
enum sim_status sweep_unit_run(const struct sweep_plan *plan, const struct ground *ground, size_t first,
                               size_t count, double *records, struct sim_error *error);
