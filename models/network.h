/// The province's fibre network as it is built: lengths by terrain, what switching and access take, who is linked with
/// whom. Ways through it are in physics/latency, people's distance from data centres in physics/circle.
///
/// Counties are the nodes: a county's lines meet at its seat. A link's length is its route's, where that is known, times
/// the slack of fibre over route; else the great circle times the route factor of the rougher of its ends.
///
/// The process is the province's egress: exits whose capacity grows by projects that come late, and the traffic of cities,
/// month by month its peak, shared among the exits as physics/egress has it: on the shortest ways while they are empty, on
/// others before they are full. It goes to a few destinations outside, each exit being as far from each as fibre along the
/// great circle is long. Cities tell their traffic (PORT_TRAFFIC); until one does, it has its share of what the scenario says for
/// the province. What it is not: all cities have the same destinations, and fibres have loads but no limits.
#pragma once

#include "models/ports.h"

enum terrain { TERRAIN_COAST, TERRAIN_HILLS, TERRAIN_MOUNTAIN, TERRAIN_COUNT };

extern const char *const terrain_names[TERRAIN_COUNT + 1];

enum network_counting { NETWORK_ROUND_TRIP, NETWORK_ONE_WAY };

/// A fibre between two counties' seats.
struct network_link {
    int64_t a, b; // counties
    double km;    // of its route; 0: by terrain
    int64_t from; // in service from this day on
};

/// New capacity of an exit.
struct network_upgrade {
    int64_t date;         // planned
    double capacity_tbps; //
    double delay_days;    // behind the plan; may be uncertain
    int64_t cause;        // enum cause: what makes it late
};

/// A way out of the province.
struct network_exit {
    const char *id;
    const char *name;
    int64_t county;           // whose seat it leaves from
    double km;                // of fibre from there
    double capacity_tbps;     // in service at the epoch
    struct sim_list upgrades; // of struct network_upgrade
};

/// Where traffic goes.
struct network_destination {
    const char *id;
    const char *name;
    double latitude_deg, longitude_deg;
    double weight; // share of the traffic, over the sum of all
};

/// What leaves the province, and what is built for it.
struct egress_params {
    double upgrade_factor; // on the capacity of all upgrades: how much operators build, over what is listed
    double peak_tbps;      // of cities that do not tell, together, at the epoch
    double growth_frac_per_year;  // of that
    double detour_us;             // one way, that a step of congestion is worth (physics/egress)
    struct sim_list destinations; // a MAP; none: the border
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
    struct egress_params egress;
};

/// Cities, exits and destinations that the process can have.
#define NETWORK_CITIES_MAX       32
#define NETWORK_EXITS_MAX        24
#define NETWORK_DESTINATIONS_MAX 8

extern const struct sim_table network_table;
extern const struct sim_kind network_kind; // params: struct network_wire
extern const struct sim_row_type network_exit_row_type, network_link_row_type;

/// Ways from cities to exits while no link comes into service.
struct network_era {
    int64_t from_civil_day;
    double *way_us; // [city][exit] one way, the fibre to the border included; infinite where there is none
    uint32_t *way_first; // [city * exits + 1] of way_links
    uint32_t *way_links; // the scenario's links that a way from a city to an exit uses
};

struct network_wire {
    const struct network_params *given;
    int64_t epoch_civil_day;
    int64_t city_count;
    const double *share;       // [city] of traffic that is not told; sum 1
    int64_t destination_count; // >= 1
    const double *weight;      // [destination] share of traffic; sum 1
    const double *onward_us;   // [destination][exit] one way, from the border on
    const struct network_era *eras;
    int64_t era_count; // >= 1, by date
};

/// An exit in the month that ends.
struct network_exit_row {
    int64_t exit;
    double capacity_tbps;          // in service
    double peak_tbps;              // load
    double way_us;                 // mean way of that load to the border, one way
    double late_tbps[CAUSE_COUNT]; // planned by now and not in service, by what makes it late
};

/// What egress puts on a fibre at the end of the run.
struct network_link_row {
    int64_t link; // of the scenario's list
    double peak_tbps;
};

/// Fibre over great circle by terrain.
double network_route_factor(const struct network_params *network, int64_t terrain);
