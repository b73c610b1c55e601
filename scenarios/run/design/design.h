/// Designs of experiments: points of the unit cube, one coordinate a factor.
///
/// Pure functions, as models/physics/ has them: no engine, no file, no scenario. What a coordinate means (a range, the
/// quantile of a law) is for the caller to say. The same definition gives the same points.
///
///     type         size              points              what for
///     grid         -                 product of levels   a look at two or three factors
///     monte-carlo  points            size                plain
///     latin        points            size                each factor alone evenly spread; any number of points
///     sobol        points, 2^m       size                all low-dimensional faces evenly spread: the default
///     lattice      points, 2^m       size                the same beyond 40 factors, where sobol becomes it
///     morris       trajectories      size (k + 1)        screening many factors: mu* and sigma
///     saltelli     base points, 2^m  size (k + 2)        first-order and total Sobol indices
///
/// A lattice wants 4 points a factor at least, so saltelli, whose sequence has 2k dimensions, 8 base points beyond 20 factors.
/// k is the number of factors. Coordinates of grid and morris lie in [0, 1], ends included; all others in (0, 1).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum design_type {
    DESIGN_GRID,
    DESIGN_MONTE_CARLO,
    DESIGN_LATIN,
    DESIGN_SOBOL,
    DESIGN_LATTICE,
    DESIGN_MORRIS,
    DESIGN_SALTELLI,
    DESIGN_COUNT,
};

/// Points that a design may have.
#define DESIGN_POINTS_MAX ((size_t)1 << 24)

/// Levels of a Morris trajectory; a step goes over half of them (Morris 1991, section 3).
#define DESIGN_MORRIS_LEVELS 4

struct design_def {
    enum design_type type;
    size_t factors;       // k >= 1
    size_t size;          // see above
    const size_t *levels; // [factor], of a grid; else unused
    uint64_t seed;        // of what is random
};

/// "monte-carlo"; null past the last type.
const char *design_name(enum design_type type);

/// Type of a name; DESIGN_COUNT if it is none.
enum design_type design_find(const char *name);

/// Null if the design can be made, else what is expected of its size (a constant phrase).
const char *design_fault(const struct design_def *def);

/// True if its first points sample the cube, of Sobol's 2^m of them: not of a grid, nor of points that belong together.
bool design_is_sequence(const struct design_def *def);

/// True of those that are Sobol points: 40 factors at most.
bool design_is_sobol(const struct design_def *def);

/// Number of points.
size_t design_count(const struct design_def *def);

/// Writes all points. u: [point][factor].
/// Order: a grid's last factor is fastest; a trajectory's k + 1 points follow each other, each differing from the one before
/// in one factor; a base point j of saltelli gives A_j, B_j, then A_j with factor i from B_j, i = 0..k-1.
void design_points(const struct design_def *def, double *u);
