/// A province: everything that a scenario says about it, and the processes that are built from it.
///
/// This is the only header that knows all models: models.c builds a province with the parts in build_*.c, province.c has its
/// field tables, world.c, ways.c and province_dispatch.c what follows from them. `province_table` is the root of a scenario file.
#pragma once

#include "models/access.h"
#include "models/compute.h"
#include "models/contractor.h"
#include "models/demand.h"
#include "models/dispatch.h"
#include "models/edge.h"
#include "models/edge_power.h"
#include "models/facility.h"
#include "models/fleet.h"
#include "models/grid.h"
#include "models/hall.h"
#include "models/network.h"
#include "models/physics/cooling_study.h"
#include "models/pool.h"
#include "models/physics/latency.h"
#include "models/project.h"
#include "models/quota.h"
#include "models/rack.h"
#include "models/reach.h"
#include "models/siting.h"
#include "models/storm.h"
#include "models/supply.h"
#include "models/sweep.h"
#include "models/treasury.h"
#include "sim/engine.h"

/// A cause common to several uncertain values: a standard normal that they load on.
struct shock_params {
    const char *id;
    const char *meaning;
};

struct city_params {
    const char *id;
    const char *name;
    const char *name_zh;
    int64_t zone;               // grid zone
    double storm_exposure_frac; // share of a storm's stop that outdoor work feels here
    int64_t seat;               // county that its lines meet in; -1: none is told
    int64_t climate;            // of its edge sites; -1: their energy is not worked out
    double gdp_cny;             // of a year; 0: not told
};

struct county_params {
    const char *id; // administrative code
    const char *name;
    const char *name_zh;
    int64_t city;
    int64_t population;
    double latitude_deg, longitude_deg; // of its seat
    double area_km2;
    int64_t terrain; // enum terrain
    double gdp_cny;  // of a year; 0: its city's, by population
};

/// Cabinets of one kind in service at the epoch.
struct stock_params {
    int64_t compute; // class
    int64_t racks;   // cabinets
    double rack_kw;
    double occupied_frac; // below 0: the province's
    int64_t is_hpc;
};

struct site_params {
    const char *id;
    const char *name;
    const char *name_zh;
    int64_t city;
    const char *cluster;
    double latitude_deg, longitude_deg;
    int64_t climate;
    int64_t stock_plant, new_plant;
    struct sim_list stock;  // of struct stock_params
    struct sim_list phases; // of struct phase_params
};

struct target_params {
    const char *id;
    const char *series; // "" for the id
    int64_t date;
    int64_t sense; // enum target_sense
    double value;
    const char *basis, *basis_zh;
};

enum target_sense {
    TARGET_AT_LEAST,
    TARGET_AT_MOST,
};

/// A published or proposed value of a series, for comparison.
struct observation_params {
    const char *series;
    int64_t date;
    double value;
    int64_t kind; // enum observation_kind
};

enum observation_kind {
    OBSERVATION_OBSERVED, // published as measured
    OBSERVATION_TARGET,   // of a plan
    OBSERVATION_AIM,      // announced for a year under way
    OBSERVATION_PROXY,    // derived from something else
    OBSERVATION_ESTIMATE,
};

struct province {
    const char *name;
    const char *name_zh;
    const char *title, *title_zh;
    int64_t epoch;          // civil day; its close is day 0
    int64_t end;            // last civil day
    double baseline_eflops; // counted compute at the epoch
    int64_t cabinet_market; // where cabinets are ordered
    struct sim_list shocks;
    struct sim_list classes;
    struct sim_list cities;
    struct sim_list zones;
    struct sim_list climates;
    struct sim_list plants;
    struct sim_list builds;
    struct sim_list supply;
    struct quota_params review;
    struct treasury_params capital;
    struct crews_params crews;
    struct storm_params storms;
    struct ramp_params ramp;
    struct power_params power;
    struct cooling_study_params cooling; // of `suanli cooling` alone
    struct edge_params edge;
    struct edge_power_params edge_power;
    struct demand_params demand;
    struct dispatch_params dispatch;
    struct network_params network;
    struct access_params access;
    struct siting_params siting;
    struct sim_list point_kinds, site_kinds;
    struct sim_list demand_points, candidates;
    struct sim_list counties;
    struct sim_list sites;
    struct sim_list targets;
    struct sim_list observations;
    struct sweep_params sweep;
    struct reach_params reach; // of `suanli reach` alone
};

extern const struct sim_table province_table;
extern const char *const cause_names[CAUSE_COUNT];

/// Standard racks from which a centre is "large" (MIIT; GB 40879-2021 counts likewise).
#define MODELS_LARGE_RACKS 3000

/// What all replications share: weather and plant tables. Made from values that are not uncertain.
struct world;
/// plan: where edge sites stand, in their order; copied. None: there are no edge sites.
struct world *world_create(const struct province *province, const struct edge_plan *plan, uint64_t seed);
void world_destroy(struct world *world);

/// Weather of a climate from the epoch, hour by hour; *hours: how many.
const struct weather_hour *world_weather(const struct world *world, int64_t climate, int64_t *hours);

/// Table of a plant in a climate; null where no site has both.
const struct plant_grid *world_grid(const struct world *world, int64_t climate, int64_t plant);

/// What that plant draws in that climate at FACILITY_FULL_LOAD_FRAC, over its design IT load, hour by hour; null where no
/// site adds to itself with it.
const double *world_full_load(const struct world *world, int64_t climate, int64_t plant);

/// Edge sites in the order of their roll-out.
const struct edge_plan *world_edges(const struct world *world);

/// Days of the edge sites' plant in a climate, *days: how many; null where none was made.
const struct edge_day *world_edge_days(const struct world *world, int64_t climate, int64_t *days);

/// An indicator of access as it is fitted to what is known of it.
const struct growth_fit *world_access(const struct world *world, int64_t indicator);

/// Links in service on a day, those between neighbours where the scenario gives none; room for province_links_most of them.
/// given: which of the scenario's they are, UINT32_MAX for none of them; may be null. Returns their number.
size_t province_links(const struct province *province, int64_t civil_day, struct latency_link *links,
                      uint32_t *given);
size_t province_links_most(const struct province *province);

/// Ways from cities to exits, an era for each state of the network in the run; free them. Returns their number, 1 at least.
size_t province_eras(const struct province *province, struct network_era **eras);
void province_eras_free(struct network_era *eras, size_t count);

/// Ways from the exits' borders on to the destinations of traffic: fibre along the great circle times the hills' route factor.
/// weight: [destination], sum 1; onward_us: [destination][exit] one way; free both. Returns the number of destinations: 1 at
/// least, the border itself.
size_t province_destinations(const struct province *province, double **weight, double **onward_us);

/// True if exits have a capacity, or will have: then there is an egress to simulate.
bool province_has_egress(const struct province *province);
/// Marginal PUE of a site's plants (their mean, where it has two) at the load below, hour by hour; null without demand.
const float *world_marginal_pue(const struct world *world, int64_t site);
#define WORLD_MARGINAL_LOAD_FRAC 0.6

/// Jobs that a dispatcher plays in place of the generator's; borrowed until the world is destroyed. Null: none.
void world_set_trace(struct world *world, const struct dispatch_trace *trace);
const struct dispatch_trace *world_trace(const struct world *world);

/// The load's hours with a mean of 1.
void province_load_hours(const struct province *province, double load_hour_factor[24]);

/// Shares of the province's people and of its GDP, by county or by city; each sums to 1. Counties without a GDP of their own
/// have their city's by population. Without people, people are where GDP is, and the other way round; without either, each
/// county or city counts alike.
void province_county_shares(const struct province *province, double *population_frac, double *gdp_frac);
void province_city_shares(const struct province *province, double *population_frac, double *gdp_frac);

/// A programme's demand by city: named cities by their weights, else by people and GDP. city_frac: out, sums to 1.
void province_programme_cities(const struct province *province, const struct programme_params *programme,
                               double *city_frac);

/// A province's processes in an engine. Owns the parameters that they borrow: destroy it after the engine.
struct province_build;
struct province_build *province_build(struct sim_engine *engine, const struct province *province,
                                      const struct world *world, bool every_day);
void province_build_destroy(struct province_build *build);

/// Whether a province has a dispatcher: a policy, and work to give out.
bool province_has_dispatch(const struct province *province);

/// A dispatcher's wire, and the arrays that it borrows. Facilities and edge sites' power are told afterwards, site by site.
struct province_dispatch;
struct province_dispatch *province_dispatch_make(struct dispatch_wire *wire, const struct province *province,
                                                 const struct world *world, const struct demand_plan *plan,
                                                 int64_t policy);
/// Centres that a dispatcher would have: sites with compute for training, and for HPC.
int64_t province_dispatch_centres(const struct province *province);
void province_dispatch_tell(struct province_dispatch *kept, int64_t site, sim_lp facility);
void province_dispatch_tell_edge(struct province_dispatch *kept, int64_t county, sim_lp edge_power);
void province_dispatch_destroy(struct province_dispatch *kept);

/// Cabinets of the province: stock and all phases. Processes that a run of it has.
int64_t province_rack_count(const struct province *province);

/// Standard racks that the plan period adds at a site if everything is built.
double site_new_racks(const struct site_params *site);

/// The province's demand as this build was calibrated; null where no programme asks for anything.
const struct demand_plan *province_demand(const struct province_build *build);

/// First process of each group of cabinets, for counts after a run. Returns their number.
size_t province_rack_groups(const struct province_build *build, const sim_lp **first,
                            const struct rack_wire **wires);
