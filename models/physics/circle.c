#include "models/physics/circle.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"

static void measure_tails(struct circle_map *map, const double *seat_lat_deg, const double *seat_lon_deg)
{
    struct latency_spot *seats = sim_memory_new(map->county_count, sizeof(*seats), "the latency circle");
    for (uint32_t c = 0; c < map->county_count; c++)
        seats[c] = latency_spot_of(seat_lat_deg[c], seat_lon_deg[c]);
    for (size_t i = 0; i < map->point_count; i++) {
        const struct circle_point *p = &map->points[i];
        map->point_spot[i] = latency_spot_of(p->lat_deg, p->lon_deg);
        map->point_tail_km[i] = latency_spot_km(&map->point_spot[i], &seats[p->county]);
    }
    for (size_t j = 0; j < map->place_count; j++) {
        const struct circle_place *p = &map->places[j];
        map->place_spot[j] = latency_spot_of(p->lat_deg, p->lon_deg);
        map->place_tail_km[j] = latency_spot_km(&map->place_spot[j], &seats[p->county]);
    }
    free(seats);
}

/// Points by county: those of county c are at order[start[c]] .. order[start[c + 1] - 1].
static void sort_by_county(const struct circle_map *map, size_t *start, uint32_t *order)
{
    size_t *next = sim_memory_new((size_t)map->county_count + 1, sizeof(*next), "the latency circle");
    for (size_t i = 0; i < map->point_count; i++)
        start[map->points[i].county + 1]++;
    for (uint32_t c = 0; c < map->county_count; c++)
        next[c + 1] = start[c + 1] += start[c];
    for (size_t i = 0; i < map->point_count; i++)
        order[next[map->points[i].county]++] = (uint32_t)i;
    free(next);
}

static void measure_near(struct circle_map *map)
{
    size_t *start = sim_memory_new((size_t)map->county_count + 1, sizeof(*start), "the latency circle");
    uint32_t *order = sim_memory_new(map->point_count, sizeof(*order), "the latency circle");
    sort_by_county(map, start, order);
    for (size_t j = 0; j < map->place_count; j++)
        map->first[j + 1] = map->first[j] + start[map->places[j].county + 1] - start[map->places[j].county];
    map->near = sim_memory_new(map->first[map->place_count], sizeof(*map->near), "the latency circle");
    map->near_km = sim_memory_new(map->first[map->place_count], sizeof(*map->near_km), "the latency circle");
    for (size_t j = 0; j < map->place_count; j++) {
        size_t county = (size_t)map->places[j].county;
        for (size_t n = map->first[j]; n < map->first[j + 1]; n++) {
            map->near[n] = order[start[county] + n - map->first[j]];
            map->near_km[n] = latency_spot_km(&map->point_spot[map->near[n]], &map->place_spot[j]);
        }
    }
    free(start);
    free(order);
}

void circle_map_measure(struct circle_map *map, const struct circle_point *points, size_t point_count,
                        const struct circle_place *places, size_t place_count, const double *seat_lat_deg,
                        const double *seat_lon_deg, uint32_t county_count)
{
    *map = (struct circle_map){
        .point_count = point_count,
        .place_count = place_count,
        .county_count = county_count,
        .points = points,
        .places = places,
        .point_spot = sim_memory_new(point_count, sizeof(*map->point_spot), "the latency circle"),
        .place_spot = sim_memory_new(place_count, sizeof(*map->place_spot), "the latency circle"),
        .point_tail_km = sim_memory_new(point_count, sizeof(double), "the latency circle"),
        .place_tail_km = sim_memory_new(place_count, sizeof(double), "the latency circle"),
        .first = sim_memory_new(place_count + 1, sizeof(*map->first), "the latency circle"),
    };
    measure_tails(map, seat_lat_deg, seat_lon_deg);
}

void circle_map_init(struct circle_map *map, const struct circle_point *points, size_t point_count,
                     const struct circle_place *places, size_t place_count, const double *seat_lat_deg,
                     const double *seat_lon_deg, uint32_t county_count)
{
    circle_map_measure(map, points, point_count, places, place_count, seat_lat_deg, seat_lon_deg,
                       county_count);
    measure_near(map);
}

void circle_map_clear(struct circle_map *map)
{
    free(map->point_spot);
    free(map->place_spot);
    free(map->point_tail_km);
    free(map->place_tail_km);
    free(map->first);
    free(map->near);
    free(map->near_km);
    *map = (struct circle_map){0};
}

/// Inside a county: one hop, at the place.
static double direct_us(const struct circle_network *network, int32_t county, double km)
{
    return latency_one_way_us(&network->rule, km * network->route_factor[county], 1);
}

/// From a seat to a place of its county, and from a point to its seat: the hop is where they meet the seat's or the
/// place's switch.
static double tail_us(const struct circle_network *network, int32_t county, double km)
{
    return network->rule.us_per_km * km * network->route_factor[county] + network->rule.hop_us;
}

double circle_us(const struct circle_map *map, const struct circle_network *network, size_t point,
                 size_t place)
{
    const struct circle_point *from = &map->points[point];
    const struct circle_place *to = &map->places[place];
    if (from->county == to->county)
        return direct_us(network, from->county,
                         latency_spot_km(&map->point_spot[point], &map->place_spot[place]));
    return network->rule.equipment_us + tail_us(network, from->county, map->point_tail_km[point]) +
           network->seats_us[(size_t)from->county * map->county_count + (size_t)to->county] +
           tail_us(network, to->county, map->place_tail_km[place]);
}

void circle_init(struct circle *circle, const struct circle_map *map)
{
    circle->map = map;
    circle->direct_km = sim_memory_new(map->point_count, sizeof(double), "the latency circle");
    circle->tail_km = sim_memory_new(map->county_count, sizeof(double), "the latency circle");
    for (size_t i = 0; i < map->point_count; i++)
        circle->direct_km[i] = INFINITY;
    for (uint32_t c = 0; c < map->county_count; c++)
        circle->tail_km[c] = INFINITY;
}

void circle_clear(struct circle *circle)
{
    free(circle->direct_km);
    free(circle->tail_km);
    *circle = (struct circle){0};
}

void circle_open(struct circle *circle, size_t place)
{
    const struct circle_map *map = circle->map;
    double *tail_km = &circle->tail_km[map->places[place].county];
    *tail_km = fmin(*tail_km, map->place_tail_km[place]);
    for (size_t n = map->first[place]; n < map->first[place + 1]; n++)
        circle->direct_km[map->near[n]] = fmin(circle->direct_km[map->near[n]], map->near_km[n]);
}

/// From each seat to the nearest open place of another county.
static void read_seats(const struct circle *circle, const struct circle_network *network, double *seat_us)
{
    uint32_t count = circle->map->county_count;
    for (uint32_t from = 0; from < count; from++) {
        seat_us[from] = INFINITY;
        for (uint32_t to = 0; to < count; to++)
            if (to != from && isfinite(circle->tail_km[to]))
                seat_us[from] = fmin(seat_us[from], network->seats_us[(size_t)from * count + to] +
                                                        tail_us(network, (int32_t)to, circle->tail_km[to]));
    }
}

void circle_read(const struct circle *circle, const struct circle_network *network, double *us)
{
    const struct circle_map *map = circle->map;
    double *seat_us = sim_memory_new(map->county_count, sizeof(*seat_us), "the latency circle");
    read_seats(circle, network, seat_us);
    for (size_t i = 0; i < map->point_count; i++) {
        int32_t county = map->points[i].county;
        double around =
            network->rule.equipment_us + tail_us(network, county, map->point_tail_km[i]) + seat_us[county];
        us[i] = fmin(direct_us(network, county, circle->direct_km[i]), around);
    }
    free(seat_us);
}
