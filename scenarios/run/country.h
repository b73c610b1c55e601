/// The country that edge sites serve, from a scenario: demand points, candidate sites, counties and the network.
///
/// Points and sites are the scenario's own, or those of the settlement model. Made once from nominal values; the
/// network's figures are a replication's own (country_network).
#pragma once

#include "models/models.h"
#include "models/physics/circle.h"

struct country_site {
    double lat_deg, lon_deg;
    int32_t county, kind;
    double racks, cost_cny;
    bool is_existing, is_vetoed;
    const char *name; // "" of a synthetic one
};

struct country {
    uint32_t county_count;
    double *seat_lat_deg, *seat_lon_deg;
    struct circle_point *points; // weight: people, of people; as so many people, of tagged ones
    int32_t *point_kind;         // index of its kind; 0: people
    size_t point_count;
    struct country_site *sites;
    size_t site_count;
    bool is_synthetic_points, is_synthetic_sites;
};

/// Without counties there is nothing in it.
void country_init(struct country *country, const struct province *province);
void country_clear(struct country *country);

/// The network as it stands on a day, with the figures of an instance.
struct country_network {
    double *route_factor, *seats_us;
    struct circle_network circle; // of both
};

void country_network_init(struct country_network *network, const struct country *country,
                          const struct province *province, int64_t civil_day);
void country_network_clear(struct country_network *network);

/// County whose seat is nearest to a point; -1 without counties.
int32_t country_nearest(const struct country *country, double lat_deg, double lon_deg);

/// From a place to the nearest way out of the province, round trip [ms]: by its nearest seat and the exit's; NaN where
/// there is none.
double country_exit_ms(const struct country_network *network, const struct country *country,
                       const struct province *province, double lat_deg, double lon_deg);

/// Worst of all pairs of the cities' seats, round trip [ms]; NaN where fewer than two cities have one.
double country_intercity_ms(const struct country_network *network, const struct country *country,
                            const struct province *province);
