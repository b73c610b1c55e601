/// How far people are from the nearest data centre, through the network, as data centres open one by one.
///
///     in the same county   access + fibre to the place + one hop
///     in another county    access + fibre to the own seat + hop + the way between seats + fibre to the place + hop
///
/// A county's lines meet at its seat: whoever wants to reach a place across the border goes by both seats, however near
/// it is. Fibre inside a county is the great circle times the county's route factor. All times are one way.
///
///      point --tail-- seat of its county ===== ways through the network ===== seat --tail-- place
///           \__________ direct, inside the county ___________ place
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "models/physics/latency.h"

struct circle_point {
    double lat_deg, lon_deg;
    int32_t county;
    double weight;
};

/// A data centre, open or not.
struct circle_place {
    double lat_deg, lon_deg;
    int32_t county;
};

/// Lengths, measured once: great circles, km. Nothing here depends on the network's figures.
struct circle_map {
    size_t point_count, place_count;
    uint32_t county_count;
    const struct circle_point *points; // borrowed
    const struct circle_place *places; // borrowed
    struct latency_spot *point_spot, *place_spot;
    double *point_tail_km, *place_tail_km;
    size_t *first;   // [place + 1] of near: the points of a place's own county
    uint32_t *near;  // point
    double *near_km; // from the place
};

/// @param seat_lat_deg, seat_lon_deg  [county_count]
void circle_map_init(struct circle_map *map, const struct circle_point *points, size_t point_count,
                     const struct circle_place *places, size_t place_count, const double *seat_lat_deg,
                     const double *seat_lon_deg, uint32_t county_count);
/// The same without near: for circle_us and the lengths to seats, where `circle` is not asked.
void circle_map_measure(struct circle_map *map, const struct circle_point *points, size_t point_count,
                        const struct circle_place *places, size_t place_count, const double *seat_lat_deg,
                        const double *seat_lon_deg, uint32_t county_count);
void circle_map_clear(struct circle_map *map);

/// The network's figures at a time.
struct circle_network {
    struct latency_rule rule;   // equipment_us: access
    const double *route_factor; // [county]
    const double *seats_us;     // [county][county], latency_matrix
};

/// One way between a point and a place [us]; infinite where the network does not connect them.
double circle_us(const struct circle_map *map, const struct circle_network *network, size_t point,
                 size_t place);

/// Which places are open, and how near each point is to one of them inside its county.
struct circle {
    const struct circle_map *map;
    double *direct_km; // [point] to the nearest open place of its county, infinite without one
    double *tail_km;   // [county] from the seat to the nearest open place of the county, infinite without one
};

/// All places closed.
void circle_init(struct circle *circle, const struct circle_map *map);
void circle_clear(struct circle *circle);
void circle_open(struct circle *circle, size_t place);

/// One way from each point to the place that is nearest to it through the network [us].
/// @param us  [point_count], written; infinite where none is open
void circle_read(const struct circle *circle, const struct circle_network *network, double *us);
