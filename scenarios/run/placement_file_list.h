/// What the file of a placement has, told once to its writer and its reader. Private to the two.
#pragma once

#include "scenarios/run/placement_file.h"

/// Whole numbers that floating point keeps exactly.
#define EXACT_MOST ((int64_t)1 << 53)

/// One list tells writer and reader what the file has. Types of members: w int64, i int32, b bool, z size_t.
/// X(name, type, member, scales, unit, text); a variable whose scales are not all there is left out.
#define VARIABLES(X)                                                                                         \
    X("weight", w, problem->weight, ("period", "scenario", "client", NULL), "1", "weight of a client")       \
    X("demand", w, problem->demand, ("client", NULL), "1", "demand on a site's capacity")                    \
    X("client_class", i, problem->client_class, ("client", NULL), "1", "class of a client")                  \
    X("client_x", w, problem->client_x, ("client", NULL), "1", "coordinate, in units of distance")           \
    X("client_y", w, problem->client_y, ("client", NULL), "1", "coordinate, in units of distance")           \
    X("site_x", w, problem->site_x, ("site", NULL), "1", "coordinate, in units of distance")                 \
    X("site_y", w, problem->site_y, ("site", NULL), "1", "coordinate, in units of distance")                 \
    X("charge", w, problem->charge, ("site", NULL), "1", "cost of opening a site")                           \
    X("price", w, problem->price, ("site", NULL), "1", "what a site takes of the budget")                    \
    X("capacity", w, problem->capacity, ("site", NULL), "1", "demand that a site can serve")                 \
    X("site_county", i, problem->county, ("site", NULL), "1", "county of a site; -1: none")                  \
    X("is_existing", b, problem->is_existing, ("site", NULL), "1", "1: open from the first period on")       \
    X("is_vetoed", b, problem->is_vetoed, ("site", NULL), "1", "1: must not be opened")                      \
    X("list_start", z, problem->list_start, ("client_end", NULL), "1", "first entry of a client's list")     \
    X("list_site", i, problem->list_site, ("entry", NULL), "1", "site of an entry")                          \
    X("list_distance", i, problem->list_distance, ("entry", NULL), "1", "distance of an entry")              \
    X("target", w, problem->target, ("period", NULL), "1", "sites open; -1: free")                           \
    X("budget", w, problem->budget, ("period", NULL), "1", "price that may be spent; -1: free")              \
    X("floor", w, problem->floor, ("period", "county", NULL), "1", "least number of sites of a county")      \
    X("limit", w, problem->limit, ("period", "county", NULL), "1", "most sites of a county; -1: none")       \
    X("share", w, problem->share, ("scenario", NULL), "1", "share of a scenario")                            \
    X("site_period", i, result->site_period, ("site", NULL), "1", "period in which a site opens; -1: never") \
    X("assignment", i, result->assignment, ("period", "client", NULL), "1", "site that serves a client")     \
    X("multiplier_row", w, result->multipliers.row, ("period", "row", NULL), "1", "multiplier of a row")     \
    X("multiplier_target", w, result->multipliers.target, ("period", NULL), "1", "multiplier of a target")   \
    X("multiplier_county", w, result->multipliers.county, ("period", "county", NULL), "1",                   \
      "multiplier of a county's floor (> 0) or limit (< 0)")                                                 \
    X("multiplier_budget", w, result->multipliers.budget, ("period", NULL), "1", "multiplier of a budget")   \
    X("multiplier_scenario", w, result->multipliers.scenario, ("scenario", NULL), "1",                       \
      "weight of a scenario in the bound")                                                                   \
    X("proof_step", i, result->proof.step, ("step", NULL), "1",                                              \
      "what branch and bound did: -1 the next block of multipliers, -2 close, a site or -3 less a site: "    \
      "split")                                                                                               \
    X("proof_scale", w, result->proof.scale, ("block", NULL), "1",                                           \
      "what a block's multipliers are divided by")                                                           \
    X("proof_row", w, result->proof.row, ("block", "period", "row", NULL), "1", "multiplier of a row")       \
    X("proof_target", w, result->proof.target, ("block", "period", NULL), "1", "multiplier of a target")     \
    X("proof_county", w, result->proof.county, ("block", "period", "county", NULL), "1",                     \
      "multiplier of a county's floor (> 0) or limit (< 0)")                                                 \
    X("proof_budget", w, result->proof.budget, ("block", "period", NULL), "1", "multiplier of a budget")

/// Attributes, all whole. X(name, lvalue)
#define ATTRIBUTES(X)                                                                                        \
    X("placement_mode", problem->mode)                                                                       \
    X("placement_metric", problem->metric)                                                                   \
    X("placement_robust", problem->robust)                                                                   \
    X("placement_unserved", problem->unserved)                                                               \
    X("placement_feasible", result->is_feasible)                                                             \
    X("placement_proven", result->is_proven)                                                                 \
    X("placement_cost", result->cost)                                                                        \
    X("placement_lower_bound", result->lower_bound)                                                          \
    X("placement_multiplier_bound", result->multiplier_bound)                                                \
    X("placement_multiplier_scale", result->multipliers.scale)                                               \
    X("placement_multiplier_radius", result->multipliers.radius)

/// Classes of clients, column by column.
#define CLASSES(X)                                                                                           \
    X("class_radius", radius)                                                                                \
    X("class_penalty", penalty)                                                                              \
    X("class_backup_radius", backup_radius)                                                                  \
    X("class_backup_penalty", backup_penalty)

#define BARE(...) __VA_ARGS__

/// Sizes of the scales.
struct placement_scale {
    const char *name;
    size_t count;
};

#define SCALE_COUNT 11

void placement_file_scales(const struct placement_problem *problem, const struct placement_result *result,
                           struct placement_scale scales[SCALE_COUNT]);

/// Values that a variable has: the scales' counts multiplied; 0: one of them is not there.
size_t placement_file_count(const struct placement_scale *sizes, const char *const *scales);
