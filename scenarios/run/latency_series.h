/// The latency circle over a run: who is how far from a data centre at each recording date, as edge sites and centres go
/// into service and the network grows.
///
/// Two circles are kept: all data centres (edge sites, and sites with racks in service), which the series are about, and
/// edge sites alone, whose share is told by county.
#pragma once

#include "scenarios/run/outcome.h"
#include "scenarios/run/siting.h"

/// What all replications share: people, and the places that can open.
struct latency_places {
    const struct siting *siting;
    struct circle_point *people; // points of the first kind
    size_t people_count;
    size_t *city_first;          // [city + 1] of city_people
    uint32_t *city_people;       // index into people, city by city
    struct circle_place *places; // edge sites in the order of the plan, then the province's sites
    size_t place_count;
    struct circle_map map;
};

/// siting: borrowed. Without counties or people everything stays empty.
void latency_places_init(struct latency_places *places, const struct siting *siting,
                         const struct province *province);
void latency_places_clear(struct latency_places *places);

/// Series of a replication that is folded but for these.
/// @param places        null: as without people
/// @param province      with the replication's values
/// @param edge_day      [plan] day on which each edge site went into service; infinite: not in the run
/// @param outcome       site_series are read; latency series and county_share are written, NaN where there are no people
void latency_series(const struct latency_places *places, const struct province *province,
                    const struct calendar *calendar, const double *edge_day, struct outcome *outcome);
