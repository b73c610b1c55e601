/// Edge sites placed before a run: the placement's problem from a scenario, its answer in the order of the roll-out.
///
/// Distances are microseconds of the round trip through the network as it stands at the end, prices are thousands of
/// CNY, weights are people. A year of the scenario is a period; a class of clients is a kind of demand points.
#pragma once

#include "models/physics/placement/placement.h"
#include "models/physics/rollout.h"
#include "scenarios/run/country.h"
#include "scenarios/run/scenario.h"

#define SITING_US_PER_MS     1000
#define SITING_CNY_PER_PRICE 1000.0

/// True if the scenario has edge sites to place.
bool siting_is_asked(const struct province *province);

/// Fills the problem of a scenario: all of the modes, switched by `siting` of the scenario. The caller checks
/// (placement_problem_check), solves and clears it. Names are borrowed from the province.
void siting_problem(struct placement_problem *problem, const struct province *province,
                    const struct country *country);

/// Sites that a roll-out can come to in any replication: the most of stock and steps that their distributions allow.
/// Infinite where one has no bound below the field's.
double siting_most(const struct scenario *scenario);

/// A placed site, in the order of the roll-out.
struct siting_place {
    int32_t site;   // of the country
    int32_t period; // in which it opens; years.count: the reserve
};

struct siting {
    struct country country;
    struct siting_place *places;
    struct edge_site *edge_sites; // the same, as models take them
    struct edge_plan plan;        // of edge_sites
    bool is_from_cache;
};

/// Makes the country and places the scenario's edge sites with its iteration budget. cache_folder: where answers are kept
/// by the hash of all that they depend on; null: nowhere. Without edge sites the plan is empty.
/// @return SIM_BAD_DATA: no placement keeps the rules, or the rules are at odds
enum sim_status siting_open(struct siting *siting, const struct scenario *scenario, const char *cache_folder,
                            struct sim_error *error);
void siting_close(struct siting *siting);
