/// An answer of `suanli place` as a file: the problem, the sites, the assignment and the multipliers.
///
/// The file holds all that a checker needs, in whole numbers (those beyond 32 bits as floating point, which is exact up to
/// 2^53), so that cost and bound can be recomputed by any program that reads HDF5. Conventions: results/store.h. Sizes
/// that are zero (counties) leave their variables out.
#pragma once

#include <jansson.h>

#include "models/physics/placement/placement.h"
#include "sim/status.h"

/// What is written beside the problem and its answer. Null or zero: nothing.
struct placement_about {
    const char *title, *command; // of the input; normalised
    const char *text;            // the scenario's resolved text, or what instance it was, with its digest
    const char *epoch;           // YYYY-MM-DD
    uint64_t seed;
    const double *client_lat_deg, *client_lon_deg, *site_lat_deg, *site_lon_deg;
    const char *const *site_names, *const *county_names;
    const int32_t *client_county; // [client] county; in none: PLACEMENT_NONE
    const double
        *county_share; // [period][county] of its people inside the circle of an edge site; NaN without people
    json_t *more;      // members that the JSON object has beside its own
};

enum sim_status placement_file_write(const char *path, const struct placement_problem *problem,
                                     const struct placement_result *result,
                                     const struct placement_about *about, struct sim_error *error);

/// Reads a file back. Both are to be cleared, unless it fails: 65 if the file is none of these, or what results/load.h says.
enum sim_status placement_file_read(const char *path, struct placement_problem *problem,
                                    struct placement_result *result, struct sim_error *error);
