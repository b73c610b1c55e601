/// The root of a scenario file: field tables of what is the province's own.
#include "models/models.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

const char *const cause_names[CAUSE_COUNT] = {
#define CAUSE_NAME(code, name) name,
    PORT_CAUSE_LIST(CAUSE_NAME)
#undef CAUSE_NAME
};

static const char *const senses[] = {">=", "<=", NULL};
static const char *const observation_kinds[] = {"observed", "target", "aim", "proxy", "estimate", NULL};

static const struct sim_field shock_fields[] = {
    SIM_FIELD_TEXT(shock_params, id, NULL, "key of the shock"),
    SIM_FIELD_TEXT(shock_params, meaning, "", "what it stands for"),
};
static const struct sim_table shock_table =
    SIM_TABLE(shock_params, shock_fields, "A common shock: values that name it vary together.");

static const struct sim_field city_fields[] = {
    SIM_FIELD_TEXT(city_params, id, NULL, "key of the city"),
    SIM_FIELD_TEXT(city_params, name, "", "name"),
    SIM_FIELD_TEXT(city_params, name_zh, "", "Chinese name"),
    SIM_FIELD_NAME(city_params, zone, "zones", NULL, "grid zone"),
    SIM_FIELD_F64(city_params, storm_exposure_frac, "1", 0, 1, 0,
                  "share of a storm's stop that is felt here"),
    SIM_FIELD_NAME(city_params, seat, "counties", "", "county that its lines meet in"),
    SIM_FIELD_NAME(city_params, climate, "climates", "", "climate of its edge sites"),
    SIM_FIELD_FIXED(city_params, gdp_cny, "CNY/year", 0, 1e15, 0, "GDP, for what goes by it; 0: not told"),
};
static const struct sim_table city_table = SIM_TABLE(city_params, city_fields, "A city.");

static const struct sim_field county_fields[] = {
    SIM_FIELD_TEXT(county_params, id, NULL, "administrative code"),
    SIM_FIELD_TEXT(county_params, name, "", "name"),
    SIM_FIELD_TEXT(county_params, name_zh, "", "Chinese name"),
    SIM_FIELD_NAME(county_params, city, "cities", NULL, "city that it belongs to"),
    SIM_FIELD_I64(county_params, population, "1", 0, 1e9, SIM_REQUIRED, "residents"),
    SIM_FIELD_FIXED(county_params, latitude_deg, "deg", -90, 90, SIM_REQUIRED,
                    "latitude of its seat, WGS-84"),
    SIM_FIELD_FIXED(county_params, longitude_deg, "deg", -180, 180, SIM_REQUIRED,
                    "longitude of its seat, WGS-84"),
    SIM_FIELD_FIXED(county_params, area_km2, "km2", 0, 1e7, SIM_REQUIRED, "land area"),
    SIM_FIELD_CHOICE(county_params, terrain, terrain_names, TERRAIN_HILLS, "what fibre has to cross"),
    SIM_FIELD_FIXED(county_params, gdp_cny, "CNY/year", 0, 1e15, 0, "GDP; 0: its city's, by population"),
};
static const struct sim_table county_table =
    SIM_TABLE(county_params, county_fields, "A county-level division.");

static const struct sim_field stock_fields[] = {
    SIM_FIELD_NAME(stock_params, compute, "classes", NULL, "class of compute"),
    SIM_FIELD_I64(stock_params, racks, "rack", 1, 1000000, SIM_REQUIRED, "cabinets in service"),
    SIM_FIELD_F64(stock_params, rack_kw, "kW", 0.1, 500, UNITS_STANDARD_RACK_KW,
                  "nameplate power of a cabinet"),
    SIM_FIELD_F64(stock_params, occupied_frac, "1", -1, 1, -1,
                  "share that is filled; below 0: the province's"),
    SIM_FIELD_BOOL(stock_params, is_hpc, 0, "its compute counts as HPC peak"),
};
static const struct sim_table stock_table =
    SIM_TABLE(stock_params, stock_fields, "Cabinets in service at the epoch.");

static const struct sim_field site_fields[] = {
    SIM_FIELD_TEXT(site_params, id, NULL, "key of the site"),
    SIM_FIELD_TEXT(site_params, name, "", "name"),
    SIM_FIELD_TEXT(site_params, name_zh, "", "Chinese name"),
    SIM_FIELD_NAME(site_params, city, "cities", NULL, "city"),
    SIM_FIELD_TEXT(site_params, cluster, "", "cluster that it belongs to"),
    SIM_FIELD_FIXED(site_params, latitude_deg, "deg", -90, 90, 0, "latitude, WGS-84"),
    SIM_FIELD_FIXED(site_params, longitude_deg, "deg", -180, 180, 0, "longitude, WGS-84"),
    SIM_FIELD_NAME(site_params, climate, "climates", NULL, "climate"),
    SIM_FIELD_NAME(site_params, stock_plant, "plants", NULL, "plant that cools the stock"),
    SIM_FIELD_NAME(site_params, new_plant, "plants", NULL, "plant that cools what is added"),
    SIM_FIELD_LIST(site_params, stock, &stock_table, 0, 100, "cabinets in service at the epoch"),
    SIM_FIELD_LIST(site_params, phases, &phase_table, 0, 100, "what is to be added"),
};
static const struct sim_table site_table =
    SIM_TABLE(site_params, site_fields, "A cluster, centre or city's rooms.");

static const struct sim_field target_fields[] = {
    SIM_FIELD_TEXT(target_params, id, NULL, "name of the target"),
    SIM_FIELD_TEXT(target_params, series, "", "series that it is about; empty: that of its id"),
    SIM_FIELD_DATE(target_params, date, NULL, "day at whose close it is judged"),
    SIM_FIELD_CHOICE(target_params, sense, senses, TARGET_AT_LEAST, "whether more or less is better"),
    SIM_FIELD_FIXED(target_params, value, "", SIM_OPEN, SIM_OPEN, SIM_REQUIRED, "goal, in the series' unit"),
    SIM_FIELD_TEXT(target_params, basis, "", "how the figure is counted"),
    SIM_FIELD_TEXT(target_params, basis_zh, "", "the same in Chinese"),
};
static const struct sim_table target_table = SIM_TABLE(target_params, target_fields, "A target at a date.");

static const struct sim_field observation_fields[] = {
    SIM_FIELD_TEXT(observation_params, series, NULL, "series"),
    SIM_FIELD_DATE(observation_params, date, NULL, "day"),
    SIM_FIELD_FIXED(observation_params, value, "", SIM_OPEN, SIM_OPEN, SIM_REQUIRED,
                    "value, in the series' unit"),
    SIM_FIELD_CHOICE(observation_params, kind, observation_kinds, OBSERVATION_OBSERVED,
                     "what kind of figure it is"),
};
static const struct sim_table observation_table =
    SIM_TABLE(observation_params, observation_fields, "A published figure to compare with.");

static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(province, name, NULL, "name"),
    SIM_FIELD_TEXT(province, name_zh, "", "Chinese name"),
    SIM_FIELD_TEXT(province, title, NULL, "what the scenario is, one line"),
    SIM_FIELD_TEXT(province, title_zh, "", "the same in Chinese"),
    SIM_FIELD_DATE(province, epoch, NULL, "day whose close is day 0 of the run"),
    SIM_FIELD_DATE(province, end, NULL, "last day of the run"),
    SIM_FIELD_FIXED(province, baseline_eflops, "EFLOPS", 0, 1e6, SIM_REQUIRED,
                    "counted compute at the epoch, which the stock is calibrated to"),
    SIM_FIELD_NAME(province, cabinet_market, "supply", NULL, "market where cabinets are ordered"),
    SIM_FIELD_MAP(province, shocks, &shock_table, 0, 100, "common shocks of uncertain values"),
    SIM_FIELD_MAP(province, classes, &compute_class_table, 1, COMPUTE_CLASS_MAX, "classes of compute"),
    SIM_FIELD_MAP(province, cities, &city_table, 1, 1000, "cities"),
    SIM_FIELD_MAP(province, zones, &grid_table, 1, 1000, "zones of the power grid"),
    SIM_FIELD_MAP(province, climates, &climate_table, 1, 1000, "climates"),
    SIM_FIELD_MAP(province, plants, &plant_params_table, 1, 1000, "cooling and power plants"),
    SIM_FIELD_MAP(province, builds, &build_table, 1, 1000, "kinds of building"),
    SIM_FIELD_MAP(province, supply, &supply_table, 1, 1000, "markets for equipment"),
    SIM_FIELD_GROUP(province, review, &quota_table, "energy-conservation review"),
    SIM_FIELD_GROUP(province, capital, &treasury_table, "capital"),
    SIM_FIELD_GROUP(province, crews, &crews_table, "crews"),
    SIM_FIELD_GROUP(province, storms, &storm_table, "typhoon season"),
    SIM_FIELD_GROUP(province, ramp, &ramp_table, "how cabinets fill"),
    SIM_FIELD_GROUP(province, power, &power_table, "power use, tariff, carbon"),
    SIM_FIELD_GROUP(province, cooling, &cooling_study_table,
                    "the hall that `suanli cooling` is about; nothing here acts in a run"),
    SIM_FIELD_GROUP(province, edge, &edge_table, "edge data centres"),
    SIM_FIELD_GROUP(province, edge_power, &edge_power_table, "how edge data centres are used and cooled"),
    SIM_FIELD_GROUP(province, demand, &demand_table, "what the plan's programmes ask for"),
    SIM_FIELD_GROUP(province, dispatch, &dispatch_table, "the unified platform: where work runs"),
    SIM_FIELD_GROUP(province, network, &network_table, "the fibre network"),
    SIM_FIELD_GROUP(province, access, &access_table, "what people take up, and what crews build for it"),
    SIM_FIELD_GROUP(province, siting, &siting_table, "where edge data centres go"),
    SIM_FIELD_MAP(province, point_kinds, &point_kind_table, 0, 100,
                  "kinds of demand points; the first is people"),
    SIM_FIELD_MAP(province, site_kinds, &site_kind_table, 0, 100, "kinds of candidate sites"),
    SIM_FIELD_LIST(province, demand_points, &demand_point_table, 0, 1e6,
                   "demand points; none: synthetic ones"),
    SIM_FIELD_LIST(province, candidates, &candidate_table, 0, 1e6, "candidate sites; none: synthetic ones"),
    SIM_FIELD_MAP(province, counties, &county_table, 0, 10000, "counties, where edge sites stand"),
    SIM_FIELD_MAP(province, sites, &site_table, 1, 100000, "sites"),
    SIM_FIELD_LIST(province, targets, &target_table, 0, 1000, "targets"),
    SIM_FIELD_LIST(province, observations, &observation_table, 0, 10000, "published figures"),
    SIM_FIELD_GROUP(province, sweep, &sweep_table, "what `suanli sweep` varies"),
    SIM_FIELD_GROUP(province, reach, &reach_table, "what `suanli reach` may change"),
};
const struct sim_table province_table = SIM_TABLE(province, fields, "A province: the root of a scenario.");

int64_t province_rack_count(const struct province *province)
{
    const struct site_params *sites = province->sites.items;
    int64_t count = 0;
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct stock_params *stock = sites[s].stock.items;
        const struct phase_params *phases = sites[s].phases.items;
        for (int64_t i = 0; i < sites[s].stock.count; i++)
            count += stock[i].racks;
        for (int64_t i = 0; i < sites[s].phases.count; i++)
            count += phases[i].racks;
    }
    return count;
}

double site_new_racks(const struct site_params *site)
{
    const struct phase_params *phases = site->phases.items;
    double racks = 0;
    for (int64_t i = 0; i < site->phases.count; i++)
        racks += (double)phases[i].racks * phases[i].rack_kw / UNITS_STANDARD_RACK_KW;
    return racks;
}

/// Scales to a sum of 1; false where there is nothing.
static bool to_shares(double *values, int64_t count)
{
    double sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum += values[i];
    for (int64_t i = 0; i < count && sum > 0; i++)
        values[i] /= sum;
    return sum > 0;
}

/// Shares of people and GDP; what is not told is where the other is, or everywhere alike.
static void settle_shares(double *population_frac, double *gdp_frac, int64_t count)
{
    bool has_people = to_shares(population_frac, count), has_gdp = to_shares(gdp_frac, count);
    for (int64_t i = 0; i < count && !has_people && !has_gdp; i++)
        population_frac[i] = gdp_frac[i] = 1.0 / (double)count;
    if (!has_people && has_gdp)
        memcpy(population_frac, gdp_frac, (size_t)count * sizeof(*gdp_frac));
    if (has_people && !has_gdp)
        memcpy(gdp_frac, population_frac, (size_t)count * sizeof(*gdp_frac));
}

/// People and GDP of each city: its counties' people, its own GDP or theirs.
static void sum_cities(const struct province *province, double *people, double *gdp_cny)
{
    const struct county_params *counties = province->counties.items;
    const struct city_params *cities = province->cities.items;
    for (int64_t i = 0; i < province->cities.count; i++)
        people[i] = gdp_cny[i] = 0;
    for (int64_t c = 0; c < province->counties.count; c++) {
        people[counties[c].city] += (double)counties[c].population;
        gdp_cny[counties[c].city] += counties[c].gdp_cny;
    }
    for (int64_t i = 0; i < province->cities.count; i++)
        if (cities[i].gdp_cny > 0)
            gdp_cny[i] = cities[i].gdp_cny;
}

void province_city_shares(const struct province *province, double *population_frac, double *gdp_frac)
{
    sum_cities(province, population_frac, gdp_frac);
    settle_shares(population_frac, gdp_frac, province->cities.count);
}

void province_county_shares(const struct province *province, double *population_frac, double *gdp_frac)
{
    const struct county_params *counties = province->counties.items;
    size_t cities = (size_t)province->cities.count;
    double *people = sim_memory_new(cities, sizeof(double), "counties"),
           *gdp_cny = sim_memory_new(cities, sizeof(double), "counties");
    sum_cities(province, people, gdp_cny);
    for (int64_t c = 0; c < province->counties.count; c++) {
        double in_city =
            people[counties[c].city] > 0 ? (double)counties[c].population / people[counties[c].city] : 0;
        population_frac[c] = (double)counties[c].population;
        gdp_frac[c] = counties[c].gdp_cny > 0 ? counties[c].gdp_cny : gdp_cny[counties[c].city] * in_city;
    }
    settle_shares(population_frac, gdp_frac, province->counties.count);
    free(people);
    free(gdp_cny);
}

void province_programme_cities(const struct province *province, const struct programme_params *programme,
                               double *city_frac)
{
    const struct programme_city *named = programme->cities.items;
    size_t count = (size_t)province->cities.count;
    double *gdp_frac = sim_memory_new(count, sizeof(double), "cities");
    province_city_shares(province, city_frac, gdp_frac);
    for (size_t i = 0; i < count; i++)
        city_frac[i] =
            programme->population_frac * city_frac[i] + (1 - programme->population_frac) * gdp_frac[i];
    if (programme->cities.count > 0)
        memset(city_frac, 0, count * sizeof(*city_frac));
    for (int64_t i = 0; i < programme->cities.count; i++)
        city_frac[named[i].city] += named[i].weight;
    to_shares(city_frac, province->cities.count);
    free(gdp_frac);
}
