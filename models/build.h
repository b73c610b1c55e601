/// The processes of a province while they are built: private to models.c and build_*.c.
///
/// province_build (models.c) goes through these in the order in which they stand here. Each adds its processes to the engine
/// and leaves in `struct province_build` the numbers that later ones wire themselves to.
#pragma once

#include "models/models.h"

struct province_build {
    struct sim_engine *engine;
    const struct province *province;
    const struct world *world;
    double new_tflops_per_kw[COMPUTE_CLASS_MAX];   // of equipment made at the epoch
    double stock_tflops_per_kw[COMPUTE_CLASS_MAX]; // likewise, of the stock
    double stock_tflops[COMPUTE_CLASS_MAX];        // of what is filled at the epoch
    double *stock_vintage[COMPUTE_CLASS_MAX];      // by index of the cabinet in its stock
    double load_hour_factor[24], carbon_hour_factor[24];
    sim_lp *facilities; // by site
    sim_lp quota, treasury;
    sim_lp crews[4]; // civil, mep, install, edge
    sim_lp *zones, *markets, *projects;
    struct contractor_wire crew_wires[4];
    struct grid_wire *zone_wires;
    struct supply_wire *market_wires;
    struct facility_wire *facility_wires;
    struct fleet_wire *fleet_wires;
    struct project_wire *project_wires;
    struct hall_wire *hall_wires;
    struct rack_wire *rack_wires;
    sim_lp *rack_groups;
    struct edge_wire *edge_wires;
    struct edge_power_wire *edge_power_wires;
    double *edge_start_day;                 // of all sites, county after county
    uint32_t *edge_rank;                    // likewise
    struct dispatch_wire dispatch_wires[2]; // the platform, the baseline
    struct province_dispatch *dispatches[2];
    struct demand_plan demand_plan;
    struct demand_wire demand_wire;
    double *programme_share;      // [programme][work]
    double *programme_city_frac;  // [programme][city]
    int64_t *programme_indicator; // [programme]
    sim_lp *demand_cities;        // [city]; null: nothing is asked for
    struct pool_wire pool_wire;
    int64_t *site_city, *site_cluster; // [site]
    sim_lp pool;                       // first, by class of compute; 0: tenants come of themselves
    bool has_work[COMPUTE_CLASS_MAX];  // programmes ask for what it serves; else tenants come of themselves
    struct storm_wire storm_wire;
    struct access_wire *access_wires;
    struct network_wire network_wire;
    sim_lp network; // takes cities' traffic; 0: no exit has a capacity
    struct network_era *eras;
    size_t era_count;
    double *city_share;                     // of people
    double *destination_weight, *onward_us; // of the egress
    size_t project_count, hall_count, rack_group_count;
};

/// Halls that a phase is built in: each of the size of its kind, one cabinet at least.
uint32_t build_hall_count(const struct phase_params *phase, const struct build_params *build);

/// Counts what will be built, so that every array of parameters is allocated once and never moves.
void build_count(const struct province *province, size_t *projects, size_t *halls, size_t *rack_groups);

/// Finds each class's performance per kW, such that the stock carries the baseline, shared among classes as given.
void build_calibrate(struct province_build *build);

/// Cabinets of a stock that are filled at the epoch.
uint32_t build_filled_racks(const struct province *province, const struct stock_params *stock);

/// Nameplate of the filled cabinets of a stock, each weighted by its servers' vintage, kW. After build_calibrate.
double build_vintage_kw(const struct province_build *build, const struct stock_params *stock);

void build_resources(struct province_build *build);
void build_pool(struct province_build *build);
void build_sites(struct province_build *build, bool every_day);
void build_edges(struct province_build *build);
void build_network(struct province_build *build);
void build_demand(struct province_build *build, bool every_day);
void build_dispatch(struct province_build *build);
void build_storm(struct province_build *build);
void build_access(struct province_build *build);
