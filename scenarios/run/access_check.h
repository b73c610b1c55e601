/// What only the whole can tell of access and the egress: which series indicators are, points until the cut-off, ways out.
#pragma once

#include "models/models.h"
#include "scenarios/run/scenario_file.h"

/// All faults are told.
void access_check(const struct scenario_file *file, const struct province *province, struct sim_error *error);
