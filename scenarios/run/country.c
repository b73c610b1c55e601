#include "scenarios/run/country.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"

static const char what[] = "the country";

static void take_points(struct country *country, const struct province *province)
{
    const struct demand_point *given = province->demand_points.items;
    country->point_count = (size_t)province->demand_points.count;
    country->points = sim_memory_new(country->point_count, sizeof(*country->points), what);
    country->point_kind = sim_memory_new(country->point_count, sizeof(*country->point_kind), what);
    for (size_t i = 0; i < country->point_count; i++) {
        country->points[i] = (struct circle_point){given[i].latitude_deg, given[i].longitude_deg,
                                                   (int32_t)given[i].county, (double)given[i].weight};
        country->point_kind[i] = (int32_t)given[i].kind;
    }
}

static void take_sites(struct country *country, const struct province *province)
{
    const struct candidate_site *given = province->candidates.items;
    const struct site_kind *kinds = province->site_kinds.items;
    country->site_count = (size_t)province->candidates.count;
    country->sites = sim_memory_new(country->site_count, sizeof(*country->sites), what);
    for (size_t i = 0; i < country->site_count; i++) {
        const struct site_kind *kind = &kinds[given[i].kind];
        country->sites[i] = (struct country_site){
            .lat_deg = given[i].latitude_deg,
            .lon_deg = given[i].longitude_deg,
            .county = (int32_t)given[i].county,
            .kind = (int32_t)given[i].kind,
            .racks = given[i].racks < 0 ? kind->racks : given[i].racks,
            .cost_cny = given[i].cost_cny < 0 ? kind->cost_cny : given[i].cost_cny,
            .is_existing = given[i].is_existing != 0,
            .is_vetoed = given[i].is_vetoed != 0,
            .name = given[i].name,
        };
    }
}

static void settle_points(struct country *country, const struct settlement *settlement)
{
    country->is_synthetic_points = true;
    country->point_count = settlement->point_count;
    country->points = sim_memory_new(country->point_count, sizeof(*country->points), what);
    country->point_kind = sim_memory_new(country->point_count, sizeof(*country->point_kind), what);
    for (size_t i = 0; i < country->point_count; i++) {
        const struct settlement_point *point = &settlement->points[i];
        country->points[i] =
            (struct circle_point){point->lat_deg, point->lon_deg, point->county, (double)point->weight};
        country->point_kind[i] = point->kind;
    }
}

/// Existing sites are not published: as many as the scenario's stock, for counties by population, are the exchanges of
/// their largest towns, which are a county's first sites.
static void mark_existing(struct country *country, const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    size_t count = country->county_count;
    double *weights = sim_memory_new(count, sizeof(*weights), what);
    int64_t *existing = sim_memory_new(count, sizeof(*existing), what);
    for (size_t c = 0; c < count; c++)
        weights[c] = (double)counties[c].population;
    settlement_share((int64_t)floor(province->edge.stock_sites), weights, count, existing);
    for (size_t i = 0; i < country->site_count; i++)
        country->sites[i].is_existing = existing[country->sites[i].county]-- > 0;
    free(weights);
    free(existing);
}

static void settle_sites(struct country *country, const struct province *province,
                         const struct settlement *settlement)
{
    const struct site_kind *kinds = province->site_kinds.items;
    country->is_synthetic_sites = true;
    country->site_count = settlement->site_count;
    country->sites = sim_memory_new(country->site_count, sizeof(*country->sites), what);
    for (size_t i = 0; i < country->site_count; i++) {
        const struct settlement_site *site = &settlement->sites[i];
        country->sites[i] = (struct country_site){
            .lat_deg = site->lat_deg,
            .lon_deg = site->lon_deg,
            .county = site->county,
            .kind = site->kind,
            .racks = kinds[site->kind].racks,
            .cost_cny = kinds[site->kind].cost_cny,
            .name = "",
        };
    }
    mark_existing(country, province);
}

/// Points and sites that the scenario does not give, from the settlement model.
static void settle(struct country *country, const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    const struct point_kind *point_kinds = province->point_kinds.items;
    const struct site_kind *site_kinds = province->site_kinds.items;
    const struct outline_point *outline = province->siting.outline.items;
    size_t outline_count = (size_t)province->siting.outline.count,
           kinds = (size_t)province->point_kinds.count;
    struct territory_county *towns = sim_memory_new(country->county_count, sizeof(*towns), what);
    double *lat = sim_memory_new(outline_count, sizeof(*lat), what),
           *lon = sim_memory_new(outline_count, sizeof(*lon), what),
           *shares = sim_memory_new((size_t)province->site_kinds.count, sizeof(*shares), what);
    int64_t *ring = sim_memory_new(outline_count, sizeof(*ring), what);
    struct settlement_kind *rates = sim_memory_new(kinds, sizeof(*rates), what);
    for (uint32_t c = 0; c < country->county_count; c++)
        towns[c] = (struct territory_county){
            counties[c].id, counties[c].latitude_deg, counties[c].longitude_deg,
            counties[c].population > 0 ? counties[c].area_km2 : 0, counties[c].population};
    for (size_t i = 0; i < outline_count; i++) {
        lat[i] = outline[i].lat;
        lon[i] = outline[i].lon;
        ring[i] = outline[i].ring;
    }
    for (size_t k = 0; k < kinds; k++)
        rates[k] = (struct settlement_kind){point_kinds[k].per_100k, point_kinds[k].weight};
    for (int64_t k = 0; k < province->site_kinds.count; k++)
        shares[k] = site_kinds[k].share_frac;
    struct territory_outline ring_of = {lat, lon, ring, outline_count};
    struct settlement settlement;
    settlement_init(&settlement, &province->siting.settlement, towns, country->county_count, &ring_of, rates,
                    kinds, shares, (size_t)province->site_kinds.count);
    if (province->demand_points.count == 0)
        settle_points(country, &settlement);
    if (province->candidates.count == 0)
        settle_sites(country, province, &settlement);
    settlement_clear(&settlement);
    free(towns);
    free(lat);
    free(lon);
    free(ring);
    free(rates);
    free(shares);
}

void country_init(struct country *country, const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    size_t count = (size_t)province->counties.count;
    *country = (struct country){
        .county_count = (uint32_t)count,
        .seat_lat_deg = sim_memory_new(count, sizeof(double), what),
        .seat_lon_deg = sim_memory_new(count, sizeof(double), what),
    };
    for (size_t c = 0; c < count; c++) {
        country->seat_lat_deg[c] = counties[c].latitude_deg;
        country->seat_lon_deg[c] = counties[c].longitude_deg;
    }
    if (province->demand_points.count > 0)
        take_points(country, province);
    if (province->candidates.count > 0)
        take_sites(country, province);
    bool has_kinds = province->point_kinds.count > 0 && province->site_kinds.count > 0;
    int64_t people = 0;
    for (size_t c = 0; c < count; c++)
        people += counties[c].population;
    if (people > 0 && has_kinds && (province->demand_points.count == 0 || province->candidates.count == 0))
        settle(country, province);
}

void country_clear(struct country *country)
{
    free(country->seat_lat_deg);
    free(country->seat_lon_deg);
    free(country->points);
    free(country->point_kind);
    free(country->sites);
    *country = (struct country){0};
}

void country_network_init(struct country_network *network, const struct country *country,
                          const struct province *province, int64_t civil_day)
{
    const struct county_params *counties = province->counties.items;
    size_t n = country->county_count;
    struct latency_link *links = sim_memory_new(province_links_most(province), sizeof(*links), what);
    *network = (struct country_network){
        .route_factor = sim_memory_new(n, sizeof(double), what),
        .seats_us = sim_memory_new(n * n, sizeof(double), what),
    };
    network->circle = (struct circle_network){
        .rule = {province->network.us_per_km, province->network.hop_us, province->network.access_us},
        .route_factor = network->route_factor,
        .seats_us = network->seats_us,
    };
    for (size_t c = 0; c < n; c++)
        network->route_factor[c] = network_route_factor(&province->network, counties[c].terrain);
    size_t count = province_links(province, civil_day, links, NULL);
    latency_matrix(&network->circle.rule, (uint32_t)n, links, count, network->seats_us);
    free(links);
}

void country_network_clear(struct country_network *network)
{
    free(network->route_factor);
    free(network->seats_us);
    *network = (struct country_network){0};
}

int32_t country_nearest(const struct country *country, double lat_deg, double lon_deg)
{
    int32_t best = -1;
    double best_km = INFINITY;
    for (uint32_t c = 0; c < country->county_count; c++) {
        double km =
            latency_great_circle_km(lat_deg, lon_deg, country->seat_lat_deg[c], country->seat_lon_deg[c]);
        if (km < best_km) {
            best_km = km;
            best = (int32_t)c;
        }
    }
    return best;
}

double country_exit_ms(const struct country_network *network, const struct country *country,
                       const struct province *province, double lat_deg, double lon_deg)
{
    const struct network_exit *exits = province->network.exits.items;
    const struct latency_rule *rule = &network->circle.rule;
    int32_t county = country_nearest(country, lat_deg, lon_deg);
    double best_us = INFINITY;
    if (county < 0)
        return NAN;
    double tail_km = latency_great_circle_km(lat_deg, lon_deg, country->seat_lat_deg[county],
                                             country->seat_lon_deg[county]) *
                     network->route_factor[county];
    for (int64_t i = 0; i < province->network.exits.count; i++)
        best_us = fmin(best_us,
                       network->seats_us[(size_t)county * country->county_count + (size_t)exits[i].county] +
                           rule->us_per_km * (tail_km + exits[i].km) + 2 * rule->hop_us);
    return isfinite(best_us) ? 2 * best_us / 1000 : NAN;
}

double country_intercity_ms(const struct country_network *network, const struct country *country,
                            const struct province *province)
{
    const struct city_params *cities = province->cities.items;
    uint32_t *seats = sim_memory_new((size_t)province->cities.count, sizeof(*seats), what);
    size_t count = 0;
    for (int64_t i = 0; i < province->cities.count; i++)
        if (cities[i].seat >= 0)
            seats[count++] = (uint32_t)cities[i].seat;
    double us = latency_worst_pair(network->seats_us, country->county_count, seats, count);
    free(seats);
    return 2 * us / 1000;
}
