/// Tenants' demand as one pool that all sites compete for: whether a cabinet may be filled, and when.
///
/// Halls take in tenants no faster than their ramp (models/rack.h); the pool says whether there are any. One process for each
/// class of compute. Each week every city tells what its work will hold by the time that servers ordered now are in (its
/// demand over its mean use), and every fleet what it holds or has promised, and what waits in cabinets whose turn has
/// come. The pool then gives out
///
///     free = what all cities want - what all fleets hold
///
/// to fleets in which cabinets wait, each step by how much waits:
///
///     1. to a city's own sites, as far as the city wants more than they hold
///     2. what is left, to sites of clusters, wherever they are: work moves to where there is room
///     3. what is left then, to all others
///
/// More cabinets therefore bring no more tenants, only other places for them. What it is not: it knows no prices, and what
/// is filled is never given up again because demand falls.
#pragma once

#include "models/ports.h"

struct pool_wire {
    const int64_t *site_city;    // [site]
    const int64_t *site_cluster; // [site], 1 in a cluster
};

struct pool_state {
    int64_t rounds;
};

extern const struct sim_kind pool_kind; // params: struct pool_wire
