/// Where edge data centres may stand and whom they are to serve: what the placement is asked (physics/placement), year by
/// year. The answer is worked out before the engine runs and enters the run as data (edge.h).
///
/// Points and sites are the scenario's own lists, or a synthetic country (physics/settlement).
#pragma once

#include "models/physics/settlement.h"
#include "sim/sim.h"

/// A kind of demand point. The first is people.
struct point_kind {
    const char *id;
    const char *name;
    double per_100k;          // points for 100,000 people, of synthetic ones
    int64_t weight;           // of each, as so many people
    double radius_ms;         // latency that it wants; 0: the circle's
    double penalty_ms;        // added to a latency beyond that
    double backup_ms;         // latency inside which it wants a second site; 0: none
    double backup_penalty_ms; // added for each of the two sites that is missing
};

/// A kind of site.
struct site_kind {
    const char *id;
    const char *name;
    double share_frac; // of synthetic sites
    double racks;      // standard racks that it has room and power for
    double cost_cny;   // of making it an edge data centre
};

/// A demand point of the scenario's own.
struct demand_point {
    double latitude_deg, longitude_deg;
    int64_t county;
    int64_t kind;
    int64_t weight; // people, or as so many people
};

/// A candidate site of the scenario's own.
struct candidate_site {
    const char *name;
    double latitude_deg, longitude_deg;
    int64_t county;
    int64_t kind;
    double racks;    // below 0: its kind's
    double cost_cny; // likewise
    int64_t is_existing, is_vetoed;
};

/// A year of the roll-out, as the placement has it.
struct siting_year {
    int64_t date;
    int64_t sites;        // open by then, existing ones included
    double budget_cny;    // for the sites that open in it; below 0: no limit
    int64_t county_floor; // sites that every county with people has by then
    int64_t county_limit; // at most; below 0: no limit
    double weight_factor; // demand then over now
};

/// A way that demand may turn out, by terrain: people are where they work, or where they come from.
struct siting_scenario {
    const char *name;
    int64_t share; // of expectation
    double coast_factor, hills_factor, mountain_factor;
};

struct outline_point {
    int64_t ring;
    double lon, lat;
};

struct siting_params {
    int64_t mode;   // enum placement_mode, of those that the command offers for a province
    int64_t robust; // enum placement_robust
    int64_t seed;
    int64_t iterations;     // perturbations of the search before a run
    int64_t neighbours;     // nearest sites that a point is listed with
    double unserved_ms;     // latency of a point that none of them serves
    double people_per_rack; // of demand that a standard rack carries, where capacitated
    double
        us_per_cny; // round-trip microseconds of a person that a yuan is worth, where sites are charged for
    struct sim_list years; // ascending
    struct sim_list scenarios;
    struct sim_list outline;
    struct settlement_params settlement;
};

extern const struct sim_table siting_table;
extern const struct sim_table point_kind_table;
extern const struct sim_table site_kind_table;
extern const struct sim_table demand_point_table;
extern const struct sim_table candidate_table;
