/// Instances of the literature as placement problems, so that anyone can check the optimiser.
///
///     pmed   OR-Library p-median: "n edges p", then "from to length"; shortest paths; an edge that comes again replaces
///     tsp    TSPLIB coordinates (NODE_COORD_SECTION), or "n m p" and "id x y" lines; distances are floors
///     cap    OR-Library warehouses: "sites clients", "capacity charge" lines, then demand and costs of each client
///     sjc    capacitated p-median: "n p", then "x y capacity demand"
///     mclp   maximal covering: NODE_COORD_SECTION of latitude and longitude, DEMAND_SECTION; metres, needs a radius
///
/// Distances that are no whole numbers are taken in a power of ten of their unit (problem.unit tells).
#pragma once

#include "models/physics/placement/placement.h"
#include "sim/status.h"

struct placement_instance {
    const char *format, *path; // parts of `name`
    char *name;                // "format:path", own
    char digest[65];           // SHA-256 of the file
};

/// Reads FORMAT:FILE. sites: number of sites, -1: as the file says. radius: of mclp (NaN: fault 65).
/// Faults: 64 no such format; 66, 74 the file; 65 its contents, by line.
enum sim_status placement_instance_read(const char *name, int64_t sites, double radius,
                                        struct placement_problem *problem,
                                        struct placement_instance *instance, struct sim_error *error);
void placement_instance_clear(struct placement_instance *instance);
