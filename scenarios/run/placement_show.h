/// An answer of `suanli place` for people, for programs and for maps.
#pragma once

#include "models/physics/placement/placement.h"
#include "scenarios/run/placement_file.h"
#include "sim/status.h"

/// One JSON object on standard output.
void placement_show_json(const struct placement_problem *problem, const struct placement_result *result,
                         const struct placement_about *about, double wall_s);

/// A short text on standard output.
void placement_show_text(const struct placement_problem *problem, const struct placement_result *result,
                         double wall_s);

/// A GeoJSON map of the open sites (RFC 7946): name, county, period and weight served of each. Needs places in degrees.
enum sim_status placement_show_map(const char *path, const struct placement_problem *problem,
                                   const struct placement_result *result, const struct placement_about *about,
                                   struct sim_error *error);
