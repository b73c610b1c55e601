/// Where people live and where edge sites could stand, drawn from what is known of each county: a synthetic country.
///
///     county -> territory (territory.h) -> towns: the seat, and others apart from each other
///            -> people: a share in villages anywhere, the rest in towns by rank and size (Zipf 1949), the k-th largest
///               being k^-rank_exponent of the first
///            -> points: around a town by a density that falls off exponentially with distance (Clark 1951), wider
///               for larger towns; every point of a county within its cells
///            -> weights: whole people, by largest remainder, so that they sum exactly to the county's population
///
/// Tagged points (industrial parks, venues, hospitals, schools) and candidate sites are drawn by the same density, so
/// many for so many people. Each county draws from streams of its own name: to add a county moves the borders of its
/// neighbours, nothing else. What it is not: real places. It is right in how many people live how far from a seat,
/// as far as the estimates below are; a scenario's own points and sites replace it.
#pragma once

#include "models/physics/territory.h"
#include "sim/field.h"

/// How a country is drawn.
struct settlement_params {
    int64_t seed;
    int64_t points, sites;       // in all
    double cell_km;              // side of a cell of territory
    double towns_per_100k;       // towns of a county, seat included, for 100,000 people
    double rank_exponent;        // of town sizes
    double villages_frac;        // share of people outside towns
    double town_km;              // scale of the density around a town of 100,000
    double town_growth_exponent; // the scale grows with this power of a town's people
};

extern const struct sim_table settlement_table;

/// A kind of point. The first is people, whose rate is not used.
struct settlement_kind {
    double per_100k; // points for 100,000 people
    int64_t weight;  // of each, as so many people
};

struct settlement_point {
    double lat_deg, lon_deg;
    int32_t county, kind;
    int64_t weight;
};

struct settlement_site {
    double lat_deg, lon_deg;
    int32_t county, kind;
};

struct settlement {
    struct settlement_point *points; // county by county: people, then the kinds
    struct settlement_site *sites;   // county by county
    size_t point_count, site_count;
};

/// Draws a country. Counties without people have neither points nor sites.
/// @param kinds            at least one; [0] is people
/// @param site_share_frac  [site_kind_count] shares of sites by kind; scaled to sum to 1. The first kind stands in town
///                         centres first.
/// Every county with people has at least one point of people and one site; `points` and `sites` are otherwise met
/// exactly, where they are no less than the counties and the tagged points need.
void settlement_init(struct settlement *settlement, const struct settlement_params *params,
                     const struct territory_county *counties, size_t county_count,
                     const struct territory_outline *outline, const struct settlement_kind *kinds,
                     size_t kind_count, const double *site_share_frac, size_t site_kind_count);
void settlement_clear(struct settlement *settlement);

/// Shares `total` by weights into whole numbers that sum to it exactly: floors, then the largest remainders, the first
/// where they tie (Hamilton's method).
/// @param weights  [count] >= 0, not all 0
/// @param shares   [count], written
void settlement_share(int64_t total, const double *weights, size_t count, int64_t *shares);
