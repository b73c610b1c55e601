/// What all replications of a scenario stand on, made once: edge sites placed, weather, tables of plants.
#pragma once

#include "scenarios/run/latency_series.h"

struct ground {
    struct siting siting;
    struct latency_places places;
    struct world *world;
    struct dispatch_trace *trace; // null: the scenario names none
};

/// cache_folder: where placements are kept by their hash; null: nowhere.
/// @return SIM_OK, or what siting_open says; then nothing is to be cleared
enum sim_status ground_make(struct ground *ground, const struct scenario *scenario, const char *cache_folder,
                            uint64_t seed, struct sim_error *error);
void ground_clear(struct ground *ground);
