/// The province's fibre network as it is built: lengths by terrain, what switching and access take, who is linked with
/// whom. Ways through it are in physics/latency, people's distance from data centres in physics/circle.
///
/// Counties are the nodes: a county's lines meet at its seat. A link's length is its route's, where that is known, times
/// the slack of fibre over route; else the great circle times the route factor of the rougher of its ends.
#pragma once

#include "sim/sim.h"

enum terrain { TERRAIN_COAST, TERRAIN_HILLS, TERRAIN_MOUNTAIN, TERRAIN_COUNT };

extern const char *const terrain_names[TERRAIN_COUNT + 1];

enum network_counting { NETWORK_ROUND_TRIP, NETWORK_ONE_WAY };

/// A fibre between two counties' seats.
struct network_link {
    int64_t a, b; // counties
    double km;    // of its route; 0: by terrain
    int64_t from; // in service from this day on
};

/// A way out of the province.
struct network_exit {
    const char *id;
    const char *name;
    int64_t county; // whose seat it leaves from
    double km;      // of fibre from there
};

struct network_params {
    double us_per_km;             // light in fibre
    double hop_us;                // switching at a node, one way
    double access_us;             // of a user: line terminal and aggregation, one way
    double coast_route_factor;    // fibre over great circle
    double hills_route_factor;    //
    double mountain_route_factor; //
    double slack_factor;          // fibre over route, of links whose route is given
    double circle_ms;             // who is "inside"
    int64_t counting;             // enum network_counting: what that limit holds for
    double circle_share_frac;     // of a city's people that its latency is that of
    struct sim_list links;        // none: each seat is linked with its neighbours (latency_neighbours)
    struct sim_list exits;        // a MAP
};

extern const struct sim_table network_table;

/// Fibre over great circle by terrain.
double network_route_factor(const struct network_params *network, int64_t terrain);
