/// When a sweep stops before its last point: its conditions (until.h) look at the units that are done.
#pragma once

#include "scenarios/run/sweep_parts.h"

/// Takes what the plan's conditions have not seen of the points kept. Fault 65: a unit is not there.
enum sim_status sweep_until_take(struct sweep_plan *plan, const struct sweep_parts *parts,
                                 struct sim_error *error);
