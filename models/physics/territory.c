#include "models/physics/territory.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "models/physics/latency.h"
#include "sim/memory.h"

#define KM_PER_DEG  111.195 // of a meridian
#define RAD_PER_DEG (3.14159265358979323846 / 180)
#define PI          3.14159265358979323846
#define CELLS_MAX   4000000
/// Cells farther from a seat than so many radii of its county's disc are not its own: a county that finds no more
/// than others leave stays short of its area.
#define REACH_RADII    2.0
#define REACH_LEAST_KM 10.0
/// Land around a seat, where the outline has water: so far, or as far as a disc of the county's area reaches.
#define SHORE_KM 5.0

int territory_is_inside(const struct territory_outline *outline, double lat_deg, double lon_deg)
{
    for (size_t start = 0, end; start < outline->count; start = end) {
        bool is_inside = false;
        for (end = start; end < outline->count && outline->ring[end] == outline->ring[start];)
            end++;
        for (size_t i = start, j = end - 1; i < end; j = i++) {
            double lat_i = outline->lat_deg[i], lat_j = outline->lat_deg[j];
            if ((lat_i > lat_deg) == (lat_j > lat_deg))
                continue;
            double crossing = outline->lon_deg[i] + (outline->lon_deg[j] - outline->lon_deg[i]) *
                                                        (lat_deg - lat_i) / (lat_j - lat_i);
            is_inside ^= lon_deg < crossing;
        }
        if (is_inside)
            return true;
    }
    return false;
}

static double reach_km(const struct territory_county *county)
{
    return fmax(REACH_LEAST_KM, REACH_RADII * sqrt(county->area_km2 / PI));
}

/// Box of the outline and seats, or without an outline of all that counties can reach.
static void set_grid(struct territory *territory, const struct territory_county *counties, size_t count,
                     const struct territory_outline *outline, double cell_km)
{
    double south = INFINITY, west = INFINITY, north = -INFINITY, east = -INFINITY;
    for (size_t i = 0; i < outline->count; i++) {
        south = fmin(south, outline->lat_deg[i]);
        north = fmax(north, outline->lat_deg[i]);
        west = fmin(west, outline->lon_deg[i]);
        east = fmax(east, outline->lon_deg[i]);
    }
    for (size_t i = 0; i < count; i++) {
        double lat = (outline->count == 0 ? reach_km(&counties[i]) : SHORE_KM) / KM_PER_DEG,
               lon = lat / fmax(0.1, cos(counties[i].lat_deg * RAD_PER_DEG));
        south = fmin(south, counties[i].lat_deg - lat);
        north = fmax(north, counties[i].lat_deg + lat);
        west = fmin(west, counties[i].lon_deg - lon);
        east = fmax(east, counties[i].lon_deg + lon);
    }
    double squeeze = fmax(0.1, cos((south + north) / 2 * RAD_PER_DEG));
    double cells = (north - south) * (east - west) * squeeze * KM_PER_DEG * KM_PER_DEG / (cell_km * cell_km);
    if (cells > CELLS_MAX)
        cell_km *= sqrt(cells / CELLS_MAX);
    territory->south_deg = south;
    territory->west_deg = west;
    territory->step_lat_deg = cell_km / KM_PER_DEG;
    territory->step_lon_deg = territory->step_lat_deg / squeeze;
    territory->rows = (int32_t)ceil((north - south) / territory->step_lat_deg) + 1;
    territory->columns = (int32_t)ceil((east - west) / territory->step_lon_deg) + 1;
}

static double cell_area_km2(const struct territory *territory, int32_t row)
{
    double lat = territory->south_deg + (row + 0.5) * territory->step_lat_deg;
    return territory->step_lat_deg * KM_PER_DEG * territory->step_lon_deg * KM_PER_DEG *
           cos(lat * RAD_PER_DEG);
}

void territory_corner(const struct territory *territory, int32_t cell, double *lat_deg, double *lon_deg)
{
    *lat_deg = territory->south_deg + cell / territory->columns * territory->step_lat_deg;
    *lon_deg = territory->west_deg + cell % territory->columns * territory->step_lon_deg;
}

/// A county that could have a cell.
struct pair {
    double km;
    int32_t county, cell;
};

static int nearer(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    if (a->km != b->km)
        return a->km < b->km ? -1 : 1;
    return a->county != b->county ? a->county - b->county : a->cell - b->cell;
}

/// A county as pairs are looked for: its seat, how far it reaches, how far from it the shore may be.
struct seat {
    struct latency_spot spot;
    double lat_deg, reach_km, shore_km; // both below 0 of a county without area
};

static struct seat *list_seats(const struct territory_county *counties, size_t county_count)
{
    struct seat *seats = sim_memory_new(county_count, sizeof(*seats), "a territory");
    for (size_t c = 0; c < county_count; c++) {
        bool has_area = counties[c].area_km2 > 0;
        seats[c] = (struct seat){latency_spot_of(counties[c].lat_deg, counties[c].lon_deg),
                                 counties[c].lat_deg, has_area ? reach_km(&counties[c]) : -1,
                                 has_area ? fmin(SHORE_KM, sqrt(counties[c].area_km2 / PI)) : -1};
    }
    return seats;
}

/// Pairs of a cell with all counties that reach it. Returns how many, and whether the cell is by a seat.
static size_t pairs_of(const struct seat *seats, size_t county_count, int32_t cell, double lat, double lon,
                       struct pair *pairs, bool *is_by_a_seat)
{
    struct latency_spot spot = latency_spot_of(lat, lon);
    size_t count = 0;
    *is_by_a_seat = false;
    for (size_t c = 0; c < county_count; c++) {
        if (fabs(lat - seats[c].lat_deg) * KM_PER_DEG > seats[c].reach_km)
            continue;
        double km = latency_spot_km(&spot, &seats[c].spot);
        *is_by_a_seat |= km <= seats[c].shore_km;
        if (km <= seats[c].reach_km)
            pairs[count++] = (struct pair){km, (int32_t)c, cell};
    }
    return count;
}

/// All pairs within reach, of cells that are land. Returns their number and the area of those cells.
static size_t list_pairs(const struct territory *territory, const struct territory_county *counties,
                         size_t county_count, const struct territory_outline *outline, struct pair **pairs,
                         double *area_km2)
{
    size_t count = 0, capacity = 0;
    struct seat *seats = list_seats(counties, county_count);
    *pairs = NULL;
    *area_km2 = 0;
    for (int32_t cell = 0; cell < territory->rows * territory->columns; cell++) {
        double lat, lon;
        bool is_by_a_seat;
        territory_corner(territory, cell, &lat, &lon);
        lat += territory->step_lat_deg / 2;
        lon += territory->step_lon_deg / 2;
        *pairs = sim_memory_grow(*pairs, &capacity, count + county_count, sizeof(**pairs), "a territory");
        size_t more = pairs_of(seats, county_count, cell, lat, lon, *pairs + count, &is_by_a_seat);
        if (outline->count > 0 && !is_by_a_seat && !territory_is_inside(outline, lat, lon))
            continue;
        *area_km2 += cell_area_km2(territory, cell / territory->columns);
        count += more;
    }
    free(seats);
    return count;
}

/// Gives cells to counties from the nearest pair on; the list of taken pairs is left at the front, in that order.
static size_t match(struct territory *territory, const struct territory_county *counties, size_t county_count,
                    double scale, struct pair *pairs, size_t pair_count)
{
    double *left_km2 = sim_memory_new(county_count, sizeof(*left_km2), "a territory");
    size_t taken = 0;
    for (size_t c = 0; c < county_count; c++)
        left_km2[c] = counties[c].area_km2 * scale;
    qsort(pairs, pair_count, sizeof(*pairs), nearer);
    for (size_t i = 0; i < pair_count; i++) {
        double cell_km2 = cell_area_km2(territory, pairs[i].cell / territory->columns);
        if (territory->owner[pairs[i].cell] >= 0 || left_km2[pairs[i].county] < cell_km2 / 2)
            continue;
        territory->owner[pairs[i].cell] = pairs[i].county;
        left_km2[pairs[i].county] -= cell_km2;
        pairs[taken++] = pairs[i];
    }
    free(left_km2);
    return taken;
}

void territory_init(struct territory *territory, const struct territory_county *counties, size_t county_count,
                    const struct territory_outline *outline, double cell_km)
{
    struct pair *pairs;
    double outline_km2, wanted_km2 = 0;
    set_grid(territory, counties, county_count, outline, cell_km);
    size_t cell_count = (size_t)territory->rows * (size_t)territory->columns;
    territory->owner = sim_memory_new(cell_count, sizeof(*territory->owner), "a territory");
    for (size_t i = 0; i < cell_count; i++)
        territory->owner[i] = -1;
    size_t pair_count = list_pairs(territory, counties, county_count, outline, &pairs, &outline_km2);
    for (size_t c = 0; c < county_count; c++)
        wanted_km2 += counties[c].area_km2;
    double scale = outline->count > 0 && wanted_km2 > outline_km2 ? outline_km2 / wanted_km2 : 1;
    size_t taken = match(territory, counties, county_count, scale, pairs, pair_count);
    territory->first = sim_memory_new(county_count + 1, sizeof(*territory->first), "a territory");
    territory->cells = sim_memory_new(taken, sizeof(*territory->cells), "a territory");
    size_t *next = sim_memory_new(county_count + 1, sizeof(*next), "a territory");
    for (size_t i = 0; i < taken; i++)
        territory->first[pairs[i].county + 1]++;
    for (size_t c = 0; c < county_count; c++)
        next[c + 1] = territory->first[c + 1] += territory->first[c];
    for (size_t i = 0; i < taken; i++)
        territory->cells[next[pairs[i].county]++] = pairs[i].cell;
    free(next);
    free(pairs);
}

void territory_clear(struct territory *territory)
{
    free(territory->owner);
    free(territory->first);
    free(territory->cells);
    *territory = (struct territory){0};
}

int32_t territory_owner(const struct territory *territory, double lat_deg, double lon_deg)
{
    double row = floor((lat_deg - territory->south_deg) / territory->step_lat_deg),
           column = floor((lon_deg - territory->west_deg) / territory->step_lon_deg);
    if (row < 0 || row >= territory->rows || column < 0 || column >= territory->columns)
        return -1;
    return territory->owner[(int32_t)row * territory->columns + (int32_t)column];
}
