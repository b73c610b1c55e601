#include "models/siting.h"

static const char *const modes[] = {"median",      "cover",  "set-cover", "fixed-charge",
                                    "capacitated", "center", NULL};
static const char *const robusts[] = {"expected", "worst", NULL};

static const struct sim_field point_kind_fields[] = {
    SIM_FIELD_TEXT(point_kind, id, NULL, "key of the kind"),
    SIM_FIELD_TEXT(point_kind, name, "", "name"),
    SIM_FIELD_FIXED(point_kind, per_100k, "1", 0, 100000, 0,
                    "synthetic points for 100,000 people; not of the first kind, which is people"),
    SIM_FIELD_I64(point_kind, weight, "1", 0, 1e9, 0, "of a synthetic point, as so many people"),
    SIM_FIELD_FIXED(point_kind, radius_ms, "ms", 0, 1000, 0, "latency that it wants; 0: the circle's"),
    SIM_FIELD_FIXED(point_kind, penalty_ms, "ms", 0, 1000, 0, "added to a latency beyond that"),
    SIM_FIELD_FIXED(point_kind, backup_ms, "ms", 0, 1000, 0,
                    "latency inside which it wants a second site; 0: it wants none"),
    SIM_FIELD_FIXED(point_kind, backup_penalty_ms, "ms", 0, 1000, 0,
                    "added for each of the two sites that is missing; in cover each counts as not covered"),
};
const struct sim_table point_kind_table =
    SIM_TABLE(point_kind, point_kind_fields, "A kind of demand point; the first is people.");

static const struct sim_field site_kind_fields[] = {
    SIM_FIELD_TEXT(site_kind, id, NULL, "key of the kind"),
    SIM_FIELD_TEXT(site_kind, name, "", "name"),
    SIM_FIELD_FIXED(site_kind, share_frac, "1", 0, 1, 0, "share of synthetic sites"),
    SIM_FIELD_FIXED(site_kind, racks, "standard rack", 0, 100, 0, "racks that it has room and power for"),
    SIM_FIELD_FIXED(site_kind, cost_cny, "CNY", 0, 1e9, 0, "cost of making it an edge data centre"),
};
const struct sim_table site_kind_table = SIM_TABLE(site_kind, site_kind_fields, "A kind of candidate site.");

static const struct sim_field point_fields[] = {
    SIM_FIELD_FIXED(demand_point, latitude_deg, "deg", -90, 90, SIM_REQUIRED, "latitude, WGS-84"),
    SIM_FIELD_FIXED(demand_point, longitude_deg, "deg", -180, 180, SIM_REQUIRED, "longitude, WGS-84"),
    SIM_FIELD_NAME(demand_point, county, "counties", NULL, "county whose network it is on"),
    SIM_FIELD_NAME(demand_point, kind, "point_kinds", NULL, "kind of point"),
    SIM_FIELD_I64(demand_point, weight, "1", 0, 1e9, SIM_REQUIRED, "people, or as so many people"),
};
const struct sim_table demand_point_table = SIM_TABLE(demand_point, point_fields, "A demand point.");

static const struct sim_field candidate_fields[] = {
    SIM_FIELD_TEXT(candidate_site, name, "", "name"),
    SIM_FIELD_FIXED(candidate_site, latitude_deg, "deg", -90, 90, SIM_REQUIRED, "latitude, WGS-84"),
    SIM_FIELD_FIXED(candidate_site, longitude_deg, "deg", -180, 180, SIM_REQUIRED, "longitude, WGS-84"),
    SIM_FIELD_NAME(candidate_site, county, "counties", NULL, "county whose network it is on"),
    SIM_FIELD_NAME(candidate_site, kind, "site_kinds", NULL, "kind of site"),
    SIM_FIELD_FIXED(candidate_site, racks, "standard rack", -1, 100, -1,
                    "racks that it has room and power for; below 0: its kind's"),
    SIM_FIELD_FIXED(candidate_site, cost_cny, "CNY", -1, 1e9, -1,
                    "cost of making it an edge data centre; below 0: its kind's"),
    SIM_FIELD_BOOL(candidate_site, is_existing, 0, "it is one already"),
    SIM_FIELD_BOOL(candidate_site, is_vetoed, 0, "it may not be used"),
};
const struct sim_table candidate_table = SIM_TABLE(candidate_site, candidate_fields, "A candidate site.");

static const struct sim_field year_fields[] = {
    SIM_FIELD_DATE(siting_year, date, NULL, "last day of the year"),
    SIM_FIELD_I64(siting_year, sites, "1", 0, 1e5, SIM_REQUIRED, "sites by then, existing ones included"),
    SIM_FIELD_FIXED(siting_year, budget_cny, "CNY", -1, 1e12, -1,
                    "for the sites that open in it; below 0: no limit"),
    SIM_FIELD_I64(siting_year, county_floor, "1", 0, 1000, 0,
                  "sites that every county with people has by then"),
    SIM_FIELD_I64(siting_year, county_limit, "1", -1, 1e5, -1, "at most; below 0: no limit"),
    SIM_FIELD_FIXED(siting_year, weight_factor, "1", 0, 100, 1, "demand then over the points' weights"),
};
static const struct sim_table year_table = SIM_TABLE(siting_year, year_fields, "A year of the placement.");

static const struct sim_field scenario_fields[] = {
    SIM_FIELD_TEXT(siting_scenario, name, "", "name"),
    SIM_FIELD_I64(siting_scenario, share, "1", 0, 1000000, 1, "share of expectation; any sum"),
    SIM_FIELD_FIXED(siting_scenario, coast_factor, "1", 0, 100, 1, "on demand in counties of the coast"),
    SIM_FIELD_FIXED(siting_scenario, hills_factor, "1", 0, 100, 1, "likewise, of the hills"),
    SIM_FIELD_FIXED(siting_scenario, mountain_factor, "1", 0, 100, 1, "likewise, of the mountains"),
};
static const struct sim_table scenario_table =
    SIM_TABLE(siting_scenario, scenario_fields, "A way that demand may turn out.");

static const struct sim_field outline_fields[] = {
    SIM_FIELD_I64(outline_point, ring, "", 0, 1e9, 1, "ring that the point belongs to"),
    SIM_FIELD_FIXED(outline_point, lon, "deg", -180, 180, SIM_REQUIRED, "longitude, WGS-84"),
    SIM_FIELD_FIXED(outline_point, lat, "deg", -90, 90, SIM_REQUIRED, "latitude, WGS-84"),
};
static const struct sim_table outline_table =
    SIM_TABLE(outline_point, outline_fields, "A point of the province's outline.");

static const struct sim_field fields[] = {
    SIM_FIELD_CHOICE(siting_params, mode, modes, 0, "what makes a placement good"),
    SIM_FIELD_CHOICE(siting_params, robust, robusts, 0, "over scenarios of demand: the mean, or the worst"),
    SIM_FIELD_I64(siting_params, seed, "", 0, 1e15, 1, "seed of the search"),
    SIM_FIELD_I64(siting_params, iterations, "1", 0, 1e9, 100, "perturbations of the search before a run"),
    SIM_FIELD_I64(siting_params, neighbours, "1", 1, 1e6, 400, "nearest sites that a point is listed with"),
    SIM_FIELD_FIXED(siting_params, unserved_ms, "ms", 0.001, 500, 10,
                    "latency of a point that none of them serves"),
    SIM_FIELD_FIXED(siting_params, people_per_rack, "1", 0, 1e9, 10000,
                    "people that a standard rack serves, where sites have a capacity"),
    SIM_FIELD_FIXED(siting_params, us_per_cny, "us/CNY", 0, 1e6, 1,
                    "a person's round-trip microseconds that a yuan is worth, where sites are charged for"),
    SIM_FIELD_LIST(siting_params, years, &year_table, 0, 7, "years of the placement, ascending"),
    SIM_FIELD_LIST(siting_params, scenarios, &scenario_table, 0, 100, "ways that demand may turn out"),
    SIM_FIELD_LIST(siting_params, outline, &outline_table, 0, 1000000,
                   "outline of the province, ring after ring"),
    SIM_FIELD_GROUP(siting_params, settlement, &settlement_table, "the synthetic country"),
};
const struct sim_table siting_table =
    SIM_TABLE(siting_params, fields, "Where edge data centres may stand, and whom they serve.");
