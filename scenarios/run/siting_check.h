/// What only the whole scenario can tell about edge sites and where they may go.
#pragma once

#include "models/models.h"
#include "scenarios/run/bind.h"

/// Adds all faults of edge sites, points, sites and years to `error`.
void siting_check(const struct scenario_file *file, const struct province *province, struct sim_error *error);
