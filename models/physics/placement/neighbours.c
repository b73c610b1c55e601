#include "models/physics/placement/neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Sites in a cell, on average.
#define CELL_SITES 4

static int64_t cell_of(int64_t x, int64_t low, int64_t cell, int64_t count)
{
    int64_t at = (x - low) / cell;
    return x < low ? 0 : at >= count ? count - 1 : at;
}

static int64_t cell_of_site(const struct placement_grid *grid, int64_t site)
{
    const struct placement_problem *problem = grid->problem;
    return cell_of(problem->site_y[site], grid->bottom, grid->cell, grid->height) * grid->width +
           cell_of(problem->site_x[site], grid->left, grid->cell, grid->width);
}

void placement_grid_build(const struct placement_problem *problem, struct placement_grid *grid)
{
    int64_t m = problem->site_count, right = problem->site_x[0], top = problem->site_y[0];
    *grid = (struct placement_grid){.problem = problem, .left = right, .bottom = top};
    for (int64_t j = 0; j < m; j++) {
        int64_t x = problem->site_x[j], y = problem->site_y[j];
        grid->left = x < grid->left ? x : grid->left, right = x > right ? x : right;
        grid->bottom = y < grid->bottom ? y : grid->bottom, top = y > top ? y : top;
    }
    double width = (double)(right - grid->left) + 1, height = (double)(top - grid->bottom) + 1;
    // Not below a thousandth of the longer side, or a line of sites would make millions of cells.
    grid->cell = (int64_t)fmax(sqrt(width * height * CELL_SITES / (double)m), fmax(width, height) / 1000) + 1;
    grid->width = (right - grid->left) / grid->cell + 1;
    grid->height = (top - grid->bottom) / grid->cell + 1;
    int64_t cells = grid->width * grid->height;
    grid->start = sim_memory_new((size_t)cells + 2, sizeof(int32_t), "a grid of sites");
    grid->site = sim_memory_new((size_t)m, sizeof(int32_t), "a grid of sites");
    for (int64_t j = 0; j < m; j++)
        grid->start[cell_of_site(grid, j) + 2]++;
    for (int64_t c = 2; c <= cells + 1; c++)
        grid->start[c] += grid->start[c - 1];
    for (int64_t j = 0; j < m; j++)
        grid->site[grid->start[cell_of_site(grid, j) + 1]++] = (int32_t)j;
}

void placement_grid_clear(struct placement_grid *grid)
{
    free(grid->start);
    free(grid->site);
    *grid = (struct placement_grid){0};
}

void placement_keys_sort(uint64_t *keys, uint64_t *spare, size_t count)
{
    uint64_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= keys[i];
    uint64_t *from = keys, *to = spare;
    // Digits of 8 bits, least first; those that are zero in every key are passed over.
    for (int shift = 0; shift < 64; shift += 8) {
        if (!(any >> shift & 255))
            continue;
        size_t at[257] = {0};
        for (size_t i = 0; i < count; i++)
            at[(from[i] >> shift & 255) + 1]++;
        for (int b = 0; b < 256; b++)
            at[b + 1] += at[b];
        for (size_t i = 0; i < count; i++)
            to[at[from[i] >> shift & 255]++] = from[i];
        uint64_t *swap = from;
        from = to, to = swap;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof(*keys));
}

/// What is gathered around one point.
struct ring {
    const struct placement_grid *grid;
    int64_t client, line, column, reach;
    uint64_t *keys;
    size_t count;
};

/// Adds the sites of a line of cells.
static void add_cells(struct ring *ring, int64_t line, int64_t first, int64_t last)
{
    const struct placement_grid *grid = ring->grid;
    first = first < 0 ? 0 : first, last = last >= grid->width ? grid->width - 1 : last;
    if (line < 0 || line >= grid->height || first > last)
        return;
    int64_t base = line * grid->width;
    for (int32_t s = grid->start[base + first]; s < grid->start[base + last + 1]; s++) {
        int32_t site = grid->site[s];
        ring->keys[ring->count++] =
            PLACEMENT_KEY(placement_distance(grid->problem, ring->client, site), site);
    }
}

/// Adds the cells of the square ring at `reach`.
static void add_ring(struct ring *ring)
{
    int64_t reach = ring->reach, left = ring->column - reach, right = ring->column + reach;
    add_cells(ring, ring->line - reach, left, right);
    for (int64_t l = ring->line - reach + 1; l < ring->line + reach; l++) {
        add_cells(ring, l, left, left);
        add_cells(ring, l, right, right);
    }
    if (reach > 0)
        add_cells(ring, ring->line + reach, left, right);
}

/// No site outside the square is nearer than this.
static int64_t margin_of(const struct ring *ring)
{
    const struct placement_grid *grid = ring->grid;
    int64_t x = grid->problem->client_x[ring->client] - grid->left,
            y = grid->problem->client_y[ring->client] - grid->bottom;
    int64_t sides[4] = {
        x - (ring->column - ring->reach) * grid->cell, (ring->column + ring->reach + 1) * grid->cell - x,
        y - (ring->line - ring->reach) * grid->cell, (ring->line + ring->reach + 1) * grid->cell - y};
    int64_t margin = sides[0];
    for (int s = 1; s < 4; s++)
        margin = sides[s] < margin ? sides[s] : margin;
    return margin;
}

static struct ring ring_around(const struct placement_grid *grid, int64_t client, uint64_t *keys)
{
    const struct placement_problem *problem = grid->problem;
    return (struct ring){.grid = grid,
                         .client = client,
                         .line = cell_of(problem->client_y[client], grid->bottom, grid->cell, grid->height),
                         .column = cell_of(problem->client_x[client], grid->left, grid->cell, grid->width),
                         .keys = keys};
}

/// Keeps the sites nearer than `limit`, in order.
static size_t keep_nearer(struct ring *ring, int64_t limit, uint64_t *spare)
{
    size_t count = 0;
    for (size_t i = 0; i < ring->count; i++)
        if (PLACEMENT_KEY_DISTANCE(ring->keys[i]) < limit)
            ring->keys[count++] = ring->keys[i];
    placement_keys_sort(ring->keys, spare, count);
    return count;
}

size_t placement_grid_nearest(const struct placement_grid *grid, int64_t client, size_t want, uint64_t *keys,
                              uint64_t *spare)
{
    struct ring ring = ring_around(grid, client, keys);
    int64_t most = grid->width > grid->height ? grid->width : grid->height;
    for (; ring.reach <= most; ring.reach++) {
        add_ring(&ring);
        if (ring.count < want)
            continue;
        // Those nearer than the margin are surely the nearest.
        int64_t margin = margin_of(&ring);
        size_t sure = 0;
        for (size_t i = 0; i < ring.count; i++)
            sure += PLACEMENT_KEY_DISTANCE(keys[i]) < margin;
        if (sure >= want) {
            keep_nearer(&ring, margin, spare);
            return want;
        }
    }
    size_t count = keep_nearer(&ring, INT64_MAX, spare);
    return count < want ? count : want;
}

size_t placement_grid_within(const struct placement_grid *grid, int64_t client, int64_t radius,
                             uint64_t *keys, uint64_t *spare)
{
    struct ring ring = ring_around(grid, client, keys);
    int64_t most = grid->width > grid->height ? grid->width : grid->height;
    for (; ring.reach <= most; ring.reach++) {
        add_ring(&ring);
        if (margin_of(&ring) > radius)
            break;
    }
    return keep_nearer(&ring, radius + 1, spare);
}
