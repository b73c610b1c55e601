/// How long light in fibre and the equipment on its way take, and the shortest ways through a network as it is built.
///
///     one way = us_per_km * fibre km + hop_us * hops + equipment_us        round trip = 2 * one way
///
/// Fibre follows roads and railways: its length is the great circle times a route factor, which depends on the terrain.
/// A hop is a node that the signal is switched at. The way back is the way there. What it is not: queues, retransmission
/// and radio are left out, so these are floors that a loaded network stays above.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What a way takes, one way.
struct latency_rule {
    double us_per_km;    // of fibre; light in glass: 299,792 km/s over an index of 1.468 is 4.90 us/km
    double hop_us;       // switching at one node
    double equipment_us; // of both ends together: access, aggregation, server
};

/// Great circle between two points, on a sphere of the Earth's mean radius (6371.0088 km, IUGG).
/// @param lat_a_deg, lat_b_deg  [deg] -90..90
/// @param lon_a_deg, lon_b_deg  [deg] -180..180
/// @return                      [km]  0..20015
/// Haversine: exact to a few mm even between neighbours. Error against the ellipsoid: 0.5 % at most.
double latency_great_circle_km(double lat_a_deg, double lon_a_deg, double lat_b_deg, double lon_b_deg);

/// A point as a unit vector from the Earth's middle, for distances by the million: no angles, the same length.
struct latency_spot {
    double x, y, z;
};

struct latency_spot latency_spot_of(double lat_deg, double lon_deg);

/// Great circle between two spots [km]: by their chord, 2 R asin(chord / 2).
double latency_spot_km(const struct latency_spot *a, const struct latency_spot *b);

/// @param fibre_km  length of the fibre      [km] >= 0
/// @param hops      nodes that are passed    [1]  >= 0
/// @return          one way, ends included   [us]
double latency_one_way_us(const struct latency_rule *rule, double fibre_km, double hops);
double latency_round_trip_us(const struct latency_rule *rule, double fibre_km, double hops);

/// A fibre between two nodes, both ways.
struct latency_link {
    uint32_t a, b;
    double fibre_km; // >= 0
};

/// A shortest way. us: one way without the ends' equipment, infinite where there is none; hops: links used; link: the last
/// one, UINT32_MAX where there is none.
struct latency_way {
    double us;
    double fibre_km;
    uint32_t hops;
    uint32_t link;
};

/// Shortest ways from one node to all (Dijkstra 1959, binary heap): least time, each link its fibre and one hop. Of two
/// ways that take the same time the one found first is kept, which only hops and kilometres can show.
/// @param node_count  nodes are 0..node_count-1
/// @param links       `link_count` of them, each serving both directions; loops and parallels are allowed
/// @param from        source
/// @param ways        [node_count], written
void latency_ways(const struct latency_rule *rule, uint32_t node_count, const struct latency_link *links,
                  size_t link_count, uint32_t from, struct latency_way *ways);

/// All pairs. us: [node_count][node_count], one way without the ends' equipment, infinite where there is no way.
void latency_matrix(const struct latency_rule *rule, uint32_t node_count, const struct latency_link *links,
                    size_t link_count, double *us);

/// Links between neighbours, for a network of which only the nodes are known: a and b are linked if no third node lies
/// in the circle over ab (Gabriel and Sokal 1969), near or far in great circles. Connected, and planar but for ties.
/// @param link  room for all pairs (node_count * (node_count - 1) / 2); fibre_km is the great circle
/// @return      number of links
size_t latency_neighbours(uint32_t node_count, const double *lat_deg, const double *lon_deg,
                          struct latency_link *links);

/// Least value that a share of the weight does not exceed: the lower weighted quantile.
/// @param values   [count], reordered; may be infinite, not NaN
/// @param weights  [count] >= 0, reordered with them
/// @param share    [1] 0..1
/// @return         NaN where there is no weight
double latency_quantile(double *values, double *weights, size_t count, double share);

/// Worst of all pairs of some nodes. us: a matrix as above. NaN for fewer than two nodes.
double latency_worst_pair(const double *us, uint32_t node_count, const uint32_t *nodes, size_t count);
