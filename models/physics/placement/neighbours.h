/// The nearest sites of points of the plane, by a grid of cells.
#pragma once

#include "models/physics/placement/placement.h"

/// A site with its distance, as one number that sorts by distance, then by site.
#define PLACEMENT_KEY(distance, site) ((uint64_t)(distance) << 32 | (uint32_t)(site))
#define PLACEMENT_KEY_DISTANCE(key)   ((int64_t)((key) >> 32))
#define PLACEMENT_KEY_SITE(key)       ((int32_t)(uint32_t)(key))

/// Sites by cell of a square grid.
struct placement_grid {
    const struct placement_problem *problem; // borrowed, planar
    int64_t left, bottom, cell, width, height;
    int32_t *start, *site; // [cell + 2], [site]
};

void placement_grid_build(const struct placement_problem *problem, struct placement_grid *grid);
void placement_grid_clear(struct placement_grid *grid);

/// The `want` nearest sites of a client (all, if there are fewer), in order. keys, spare: room for every site.
/// @return  how many
size_t placement_grid_nearest(const struct placement_grid *grid, int64_t client, size_t want, uint64_t *keys,
                              uint64_t *spare);

/// The sites of a client that are no farther than `radius`, in order; as above.
size_t placement_grid_within(const struct placement_grid *grid, int64_t client, int64_t radius,
                             uint64_t *keys, uint64_t *spare);

/// Sorts keys; spare: as long.
void placement_keys_sort(uint64_t *keys, uint64_t *spare, size_t count);
