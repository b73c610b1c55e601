#include "scenarios/run/design/design.h"

#include <string.h>

#include "scenarios/run/design/parts.h"
#include "sim/status.h"

static const char *const names[DESIGN_COUNT] = {"grid",    "monte-carlo", "latin",   "sobol",
                                                "lattice", "morris",      "saltelli"};

const char *design_name(enum design_type type)
{
    return type < DESIGN_COUNT ? names[type] : NULL;
}

enum design_type design_find(const char *name)
{
    int type = 0;
    while (type < DESIGN_COUNT && strcmp(names[type], name) != 0)
        type++;
    return (enum design_type)type;
}

/// Product of the levels; above DESIGN_POINTS_MAX where it is too large.
static size_t grid_count(const struct design_def *def)
{
    size_t count = 1;
    for (size_t i = 0; i < def->factors && count <= DESIGN_POINTS_MAX; i++)
        count *= def->levels[i] <= DESIGN_POINTS_MAX ? def->levels[i] : DESIGN_POINTS_MAX + 1;
    return count;
}

/// Dimensions of the lattice that a design rests on; 0 if it rests on none. It has count / 4 different components: with
/// more dimensions, factors would be copies of one another.
static size_t lattice_dimensions(const struct design_def *def)
{
    size_t dimensions = def->type == DESIGN_SALTELLI ? 2 * def->factors : def->factors;
    return def->type == DESIGN_LATTICE || dimensions > SOBOL_DIMENSIONS_MAX ? dimensions : 0;
}

bool design_is_sequence(const struct design_def *def)
{
    return def->type != DESIGN_GRID && def->type != DESIGN_MORRIS && def->type != DESIGN_SALTELLI;
}

bool design_is_sobol(const struct design_def *def)
{
    return def->type == DESIGN_SOBOL && lattice_dimensions(def) == 0;
}

const char *design_fault(const struct design_def *def)
{
    bool is_quasi = def->type == DESIGN_SOBOL || def->type == DESIGN_LATTICE || def->type == DESIGN_SALTELLI;
    if (def->type == DESIGN_GRID)
        return grid_count(def) > DESIGN_POINTS_MAX ? "a grid of 16,777,216 points at most" : NULL;
    if (def->size < 1 || def->size > DESIGN_POINTS_MAX)
        return "a number in 1..16777216";
    if (is_quasi && (def->size & (def->size - 1)) != 0)
        return "a power of 2, without which the points are not evenly spread";
    if (is_quasi && lattice_dimensions(def) > def->size / 4)
        return def->type == DESIGN_SALTELLI
                   ? "8 base points a factor at least where there are more than 20; screen them with morris "
                     "first"
                   : "4 points a factor at least, as this is a lattice; latin takes any number";
    if (design_count(def) > DESIGN_POINTS_MAX)
        return def->type == DESIGN_MORRIS ? "trajectories of 16,777,216 points in all at most"
                                          : "base points that make 16,777,216 points in all at most";
    return NULL;
}

size_t design_count(const struct design_def *def)
{
    switch (def->type) {
    case DESIGN_GRID: return grid_count(def);
    case DESIGN_MORRIS: return def->size * (def->factors + 1);
    case DESIGN_SALTELLI: return def->size * (def->factors + 2);
    default: return def->size;
    }
}

void design_quasi(size_t count, size_t dimensions, uint64_t seed, double *u)
{
    if (dimensions <= SOBOL_DIMENSIONS_MAX)
        design_sobol(count, dimensions, seed, u);
    else
        design_lattice(count, dimensions, seed, u);
}

void design_points(const struct design_def *def, double *u)
{
    SIM_ASSERT(def->factors > 0 && !design_fault(def), "a design of %zu factors and size %zu", def->factors,
               def->size);
    switch (def->type) {
    case DESIGN_GRID: design_grid(def, u); break;
    case DESIGN_MONTE_CARLO: design_monte_carlo(def, u); break;
    case DESIGN_LATIN: design_latin(def, u); break;
    case DESIGN_SOBOL: design_quasi(def->size, def->factors, def->seed, u); break;
    case DESIGN_LATTICE: design_lattice(def->size, def->factors, def->seed, u); break;
    case DESIGN_MORRIS: design_morris(def, u); break;
    case DESIGN_SALTELLI: design_saltelli(def, u); break;
    case DESIGN_COUNT: break;
    }
}
