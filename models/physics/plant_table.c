#include "models/physics/plant_table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "sim/status.h"

/// Where the nodes of an axis lie, and how a value becomes a place between them.
struct axis {
    double low, nodes_per_unit, last; // last: index of the last cell's far node
    size_t count;
};

/// One node: what the hour takes.
struct node {
    float power_per_it_design;
    float water_l_per_h;
};

struct plant_grid {
    double dry_weight; // 1: the first axis is dry bulb; 0: wet bulb
    struct axis temperature, depression, load;
    struct node nodes[]; // [temperature][depression][load], load runs fastest
};

/// Nodes an option gets: as many as fit 256 KiB, where its power bends most.
struct shape {
    bool is_by_dry_bulb;
    double low_degc, high_degc; // of the first axis
    size_t temperature, depression, load;
};

#define NODES_MAX (256 * 1024 / sizeof(struct node))

static const struct shape by_dry_bulb = {true, -25.0, 45.0, 141, 2, 111};
static const struct shape by_wet_bulb = {false, -25.0, 35.0, 121, 3, 89};
static const struct shape by_both = {false, -10.0, 35.0, 46, 26, 27};

static struct shape shape_of(const struct parts_params *parts)
{
    if (parts->air == AIR_INDIRECT || parts->air == AIR_OUTDOOR)
        return by_both;
    return parts->sink == SINK_TOWER ? by_wet_bulb : by_dry_bulb;
}

#define DEPRESSION_HIGH_K 25.0

static struct axis axis_of(double low, double high, size_t count)
{
    return (struct axis){low, (double)(count - 1) / (high - low), (double)(count - 1), count};
}

static double axis_value(const struct axis *axis, size_t i)
{
    return axis->low + (double)i / axis->nodes_per_unit;
}

struct plant_grid *plant_grid_create(const struct plant_params *params, double pressure_pa)
{
    struct plant_design design;
    plant_size(params, pressure_pa, &design);
    struct shape shape = shape_of(&design.parts);
    size_t count = shape.temperature * shape.depression * shape.load;
    SIM_ASSERT(count <= NODES_MAX, "grid of %zu nodes, at most %zu fit", count, NODES_MAX);
    struct plant_grid *grid = malloc(sizeof *grid + count * sizeof grid->nodes[0]);
    SIM_ASSERT(grid, "no memory for a grid of %zu nodes", count);
    grid->dry_weight = shape.is_by_dry_bulb;
    grid->temperature = axis_of(shape.low_degc, shape.high_degc, shape.temperature);
    grid->depression = axis_of(0.0, DEPRESSION_HIGH_K, shape.depression);
    grid->load = axis_of(0.0, 1.0, shape.load);

    struct node *node = grid->nodes;
    for (size_t t = 0; t < shape.temperature; t++) {
        for (size_t d = 0; d < shape.depression; d++) {
            double depression_k = axis_value(&grid->depression, d);
            double first_degc = axis_value(&grid->temperature, t);
            double wet_degc = shape.is_by_dry_bulb ? first_degc - depression_k : first_degc;
            for (size_t l = 0; l < shape.load; l++) {
                struct plant_hour hour;
                plant_run(&design, axis_value(&grid->load, l), wet_degc + depression_k, wet_degc, &hour);
                *node++ = (struct node){(float)hour.total_kw, (float)hour.water_l_per_h};
            }
        }
    }
    return grid;
}

void plant_grid_destroy(struct plant_grid *grid)
{
    free(grid);
}

/// The cell that holds a value, and the share of the way through it.
static inline size_t place(const struct axis *axis, double value, double *share)
{
    double x = (value - axis->low) * axis->nodes_per_unit;
    x = x > 0.0 ? x : 0.0;
    x = x < axis->last ? x : axis->last;
    size_t cell = (size_t)x;
    cell -= cell + 1 == axis->count; // the last node belongs to the last cell
    *share = x - (double)cell;
    return cell;
}

void plant_grid_at(const struct plant_grid *grid, double load_frac, double dry_degc, double wet_degc,
                   double *power_per_it_design, double *water_l_per_h)
{
    double depression_k = dry_degc - wet_degc, t, d, l;
    size_t row = grid->load.count, plane = row * grid->depression.count;
    const struct node *n =
        grid->nodes + place(&grid->temperature, wet_degc + grid->dry_weight * depression_k, &t) * plane;
    n += place(&grid->depression, depression_k, &d) * row;
    n += place(&grid->load, load_frac, &l);

    const struct node *corner[4] = {n, n + row, n + plane, n + plane + row};
    const double weight[4] = {(1.0 - t) * (1.0 - d), (1.0 - t) * d, t * (1.0 - d), t * d};
    double power = 0.0, water = 0.0;
    for (int i = 0; i < 4; i++) {
        const struct node *c = corner[i];
        double low = weight[i] * (1.0 - l), high = weight[i] * l;
        power += low * (double)c[0].power_per_it_design + high * (double)c[1].power_per_it_design;
        water += low * (double)c[0].water_l_per_h + high * (double)c[1].water_l_per_h;
    }
    *power_per_it_design = power;
    *water_l_per_h = water;
}
