/// Which county a place belongs to, where only seats, areas and the outline of the province are known.
///
/// The province is cut into square cells. Counties and cells are matched stably by distance: every county wants the
/// cells nearest to its seat, as many as its area holds; every cell wants the nearest seat; no county and cell prefer
/// each other to what they got (Gale and Shapley 1962; Hoffman, Holroyd and Peres 2006, for areas). As both sides judge
/// by the same distance, taking pairs from the nearest on is that matching.
///
/// A coarse outline draws rivers and bays into towns: what is near to a seat is land, whatever the outline says.
///
/// What it is not: a map. A county is near its seat and has its area; its borders are not the real ones.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A county as it is known.
struct territory_county {
    const char *id;
    double lat_deg, lon_deg; // seat
    double area_km2;         // 0: none, it gets no cell
    int64_t population;
};

/// Rings of the outline, one after the other: consecutive points of the same ring number belong together.
struct territory_outline {
    const double *lat_deg, *lon_deg;
    const int64_t *ring;
    size_t count; // 0: no outline, the province is what is near to seats
};

/// Cells of all counties: those of county c are at [first[c], first[c + 1]).
struct territory {
    double south_deg, west_deg; // corner of the grid
    double step_lat_deg, step_lon_deg;
    int32_t rows, columns;
    int32_t *owner; // [row][column] county; -1: none
    size_t *first;  // [county + 1]
    int32_t *cells; // row * columns + column, by county, nearest to the seat first
};

/// @param cell_km  side of a cell [km] > 0; the grid is coarsened where it would have more than four million
/// Areas are scaled down where their sum exceeds the outline's, so that every county gets its share.
void territory_init(struct territory *territory, const struct territory_county *counties, size_t county_count,
                    const struct territory_outline *outline, double cell_km);
void territory_clear(struct territory *territory);

/// County of a point, -1 for none.
int32_t territory_owner(const struct territory *territory, double lat_deg, double lon_deg);

/// South-western corner of a cell.
void territory_corner(const struct territory *territory, int32_t cell, double *lat_deg, double *lon_deg);

/// Whether a point is inside a ring of the outline (even-odd rule).
int territory_is_inside(const struct territory_outline *outline, double lat_deg, double lon_deg);
