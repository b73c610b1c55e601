/// The points of a sweep: of a design, or as a CSV file gives them.
#pragma once

#include "scenarios/run/sweep_plan.h"

/// Fills factors, design, points, u and values of a plan whose scenario is open. Faults: 64, 65, 66.
enum sim_status sweep_points_make(struct sweep_plan *plan, struct sim_error *error);

/// Words of the command that say what varies over which points.
void sweep_points_command(const struct sweep_plan *plan, FILE *stream);
