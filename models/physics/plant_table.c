#include "models/physics/plant_table.h"

#include <math.h>
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

/// How fine a plant's grid is: steps of the first axis, and how many nodes the others have.
struct shape {
    bool is_by_dry_bulb;
    double step_k;
    size_t depression, load;
};

#define NODES_MAX (1024 * 1024 / sizeof(struct node))

static const struct shape by_dry_bulb = {true, 0.5, 2, 111};
static const struct shape by_dry_bulb_finely = {true, 0.125, 2, 89};
static const struct shape by_wet_bulb = {false, 0.5, 2, 89}; // humidity is linear in the dry bulb
static const struct shape by_both = {false, 1.0, 26, 27};
static const struct shape by_outdoor_air = {false, 0.5, 31, 27};

static bool has_sink(const struct parts_params *parts, enum part_sink kind)
{
    return parts->sink == kind || parts->liquid_sink == kind;
}

static struct shape shape_of(const struct plant_design *design)
{
    const struct parts_params *parts = &design->parts;
    bool has_pad =
        has_sink(parts, SINK_DRY_COOLER) && design->params->dry_cooler.pad_effectiveness_frac > 0.0;
    if (parts->air == AIR_OUTDOOR)
        return by_outdoor_air;
    bool has_both = has_sink(parts, SINK_TOWER) && has_sink(parts, SINK_DRY_COOLER);
    if (parts->air == AIR_INDIRECT || has_pad || has_both)
        return by_both;
    if (has_sink(parts, SINK_TOWER))
        return by_wet_bulb;
    return has_sink(parts, SINK_DRY_COOLER) ? by_dry_bulb_finely : by_dry_bulb;
}

/// The weather of the hours reaches this far beyond it.
#define MARGIN_K 0.5
/// A climate without seasons still has an axis.
#define SPAN_LEAST_K 2.0

static struct axis axis_of(double low, double high, size_t count)
{
    return (struct axis){low, (double)(count - 1) / (high - low), (double)(count - 1), count};
}

static double axis_value(const struct axis *axis, size_t i)
{
    return axis->low + (double)i / axis->nodes_per_unit;
}

/// An hour on its own; on the sea the mean over its months.
static struct node node_at(const struct plant_design *design, double load_frac, double dry_degc,
                           double wet_degc)
{
    const struct sea_params *sea = &design->params->sea;
    struct plant_hour hour;
    if (!has_sink(&design->parts, SINK_SEAWATER)) {
        plant_run(design, load_frac, dry_degc, wet_degc, &hour);
        return (struct node){(float)hour.total_kw, (float)hour.water_l_per_h};
    }
    double power = 0.0, water = 0.0;
    for (int month = 0; month < 12; month++) {
        struct plant_conditions conditions = {load_frac, dry_degc, wet_degc, sea->mean_degc[month], 0.0, 0.0};
        plant_step(design, &conditions, NULL, &hour);
        power += hour.total_kw / 12.0;
        water += hour.water_l_per_h / 12.0;
    }
    return (struct node){(float)power, (float)water};
}

struct plant_span plant_span_all(void)
{
    return (struct plant_span){-25.0, 45.0, -25.0, 35.0, 25.0};
}

struct plant_span plant_span_of(const struct weather_hour *weather, size_t hours)
{
    struct plant_span span = {INFINITY, -INFINITY, INFINITY, -INFINITY, 0.0};
    for (size_t i = 0; i < hours; i++) {
        span.dry_low_degc = fmin(span.dry_low_degc, weather[i].dry_degc);
        span.dry_high_degc = fmax(span.dry_high_degc, weather[i].dry_degc);
        span.wet_low_degc = fmin(span.wet_low_degc, weather[i].wet_degc);
        span.wet_high_degc = fmax(span.wet_high_degc, weather[i].wet_degc);
        span.depression_high_k = fmax(span.depression_high_k, weather[i].dry_degc - weather[i].wet_degc);
    }
    span.dry_low_degc -= MARGIN_K;
    span.dry_high_degc += MARGIN_K;
    span.wet_low_degc -= MARGIN_K;
    span.wet_high_degc += MARGIN_K;
    span.depression_high_k += MARGIN_K;
    return span;
}

/// First axis: whole steps, so that a node lies where it lay for any other span.
static struct axis first_axis(const struct shape *shape, double low, double high)
{
    double from = floor(low / shape->step_k), to = ceil(fmax(high, low + SPAN_LEAST_K) / shape->step_k);
    return axis_of(from * shape->step_k, to * shape->step_k, (size_t)(to - from) + 1);
}

struct plant_grid *plant_grid_create(const struct plant_params *params, double pressure_pa,
                                     const struct plant_span *span)
{
    struct plant_design design;
    plant_size(params, pressure_pa, &design);
    struct shape shape = shape_of(&design);
    bool is_dry = shape.is_by_dry_bulb;
    struct axis temperature = first_axis(&shape, is_dry ? span->dry_low_degc : span->wet_low_degc,
                                         is_dry ? span->dry_high_degc : span->wet_high_degc);
    size_t count = temperature.count * shape.depression * shape.load;
    SIM_ASSERT(count <= NODES_MAX, "grid of %zu nodes, at most %zu fit", count, NODES_MAX);
    struct plant_grid *grid = malloc(sizeof *grid + count * sizeof grid->nodes[0]);
    SIM_ASSERT(grid, "no memory for a grid of %zu nodes", count);
    grid->dry_weight = is_dry;
    grid->temperature = temperature;
    grid->depression = axis_of(0.0, fmax(span->depression_high_k, SPAN_LEAST_K), shape.depression);
    grid->load = axis_of(0.0, 1.0, shape.load);

    struct node *node = grid->nodes;
    for (size_t t = 0; t < grid->temperature.count; t++) {
        for (size_t d = 0; d < shape.depression; d++) {
            double depression_k = axis_value(&grid->depression, d);
            double first_degc = axis_value(&grid->temperature, t);
            double wet_degc = is_dry ? first_degc - depression_k : first_degc;
            for (size_t l = 0; l < shape.load; l++)
                *node++ = node_at(&design, axis_value(&grid->load, l), wet_degc + depression_k, wet_degc);
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
