/// The province's series, by name: what targets are about and what files hold over time.
#pragma once

#include "models/models.h"

enum series {
    SERIES_COMPUTE_EFLOPS,
    SERIES_RACKS_IN_SERVICE,
    SERIES_HPC_PEAK_PFLOPS,
    SERIES_HPC_FP64_PFLOPS,
    SERIES_EDGE_SITES,
    SERIES_PUE_NEW_LARGE,
    SERIES_PUE_ALL,
    SERIES_OCCUPIED_FRAC,
    SERIES_RACKS_ORDERED,
    SERIES_RACKS_PIPELINE,
    SERIES_RACKS_CANCELLED,
    SERIES_RACKS_RETIRED,
    SERIES_EDGE_RACKS,
    SERIES_PUE_EDGE,
    SERIES_LATENCY_CITY_MS, // these five follow each other (latency_series.c)
    SERIES_LATENCY_CITY_ONE_WAY_MS,
    SERIES_LATENCY_INTERCITY_MS,
    SERIES_LATENCY_INTERCITY_ONE_WAY_MS,
    SERIES_SHARE_IN_CIRCLE,
    SERIES_BANDWIDTH_TBPS, // these four are of the egress
    SERIES_EGRESS_PEAK_TBPS,
    SERIES_EGRESS_UTILISATION_FRAC,
    SERIES_EGRESS_MS,
    SERIES_BS5G_SITES, // from here on of access; indicators of a scenario are named after them, but for the last
    SERIES_USERS5G_PCT,
    SERIES_PON10G_PORTS_10K,
    SERIES_GIGABIT_USERS_PCT,
    SERIES_IPV6_TRAFFIC_PCT,
    SERIES_IPV6_SITES_PCT,
    SERIES_IOT_TERMINALS_10K,
    SERIES_ID_NODES,
    SERIES_BS5G_PER_10K, // of bs5g_sites and residents
    SERIES_COUNT,
};

/// Series of indicators of access: [first, end).
#define SERIES_ACCESS_FIRST SERIES_BS5G_SITES
#define SERIES_ACCESS_END   SERIES_BS5G_PER_10K

struct series_info {
    const char *name;
    const char *unit;
    const char *long_name;
};

extern const struct series_info series_list[SERIES_COUNT];

/// Index of a series, -1 if there is none of that name.
int series_find(const char *name);

/// Whether a series of a run is about energy: it has no value where none is worked out, and is another one where work is
/// dispatched.
bool series_follows_energy(int series);

/// Series that a target is about.
const char *target_series_name(const struct target_params *target);
