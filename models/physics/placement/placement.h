/// Facility location: which sites to open, in which period, and a bound that proves how good the answer is.
///
/// One formulation, of which the modes are switches. Clients i, candidate sites j, periods t (nested: once open, a site
/// stays open), demand scenarios s with shares pi_s:
///
///     min  sum_j charge_j y_j^T  +  sum_t sum_s pi_s sum_i w_i^ts k_i(S^t)         (robust: the worst s, not the mean)
///     k_i(S)  cost of client i under the open set S, in units of distance:
///         median, fixed charge, capacitated   distance to the site that serves it, plus its class's penalty where
///                                             that is beyond its class's radius
///         cover, set cover                    0 with a site inside its class's radius, else 1
///         center                              the same as median, but the greatest of them is what is minimised
///         backup                              its class's penalty for want of a second site within backup_radius
///     open sites in period t are target^t (or free); at least floor_c^t and at most limit_c^t in county c;
///     the prices of the sites opened in t are within budget^t; existing sites are open from the first period on,
///     vetoed ones never; capacitated: the demands of the clients that a site serves are within its capacity.
///
/// Everything is in whole numbers, so that cost and bound can be recomputed exactly (check.h). The caller chooses the
/// unit of distance: metres, nanoseconds, hundredths of a yuan. Answers depend on the problem, the seed and the
/// iteration budget, never on time or threads, unless a time limit is asked for.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

enum placement_mode {
    PLACEMENT_MEDIAN, // p-median: target sites, least weighted distance
    PLACEMENT_COVER,  // maximal covering (MCLP): target sites, least weight uncovered
    PLACEMENT_SET_COVER, // location set covering (LSCP): all covered with the least charge (1 a site if none is given)
    PLACEMENT_FIXED_CHARGE, // uncapacitated facility location: charges plus weighted distance
    PLACEMENT_CAPACITATED,  // capacitated p-median or facility location, each client served by one site
    PLACEMENT_CENTER, // p-center: target sites, least greatest distance (weights tell only zero from more)
    PLACEMENT_MODE_COUNT
};

/// Names on the command line: median, cover, set-cover, fixed-charge, capacitated, center.
extern const char *const placement_mode_names[PLACEMENT_MODE_COUNT];

enum placement_metric {
    PLACEMENT_LISTS,  // distances are given, client by client (lists)
    PLACEMENT_PLANAR, // floor of the Euclidean distance between x, y
};

enum placement_robust {
    PLACEMENT_EXPECTED, // the mean over scenarios
    PLACEMENT_WORST,    // the worst scenario; shares are not used
};

/// Bounds that keep all sums inside 64 bits with room for the multipliers' fractions.
#define PLACEMENT_DISTANCE_MAX (INT32_MAX / 4)
#define PLACEMENT_COST_MAX     ((int64_t)1 << 52)
#define PLACEMENT_PERIODS_MAX  8
#define PLACEMENT_NONE         (-1) // no site, no county, no radius, no limit, no target

/// A class of clients: general, hospital, ... Class 0 is what a client has unless it is told otherwise.
struct placement_class {
    const char *name; // borrowed; may be null
    int64_t radius;   // inside which it wants a site; PLACEMENT_NONE: no such wish (must be given to cover)
    int64_t penalty;  // distance added where it is served beyond its radius, 0: none
    int64_t backup_radius; // inside which it wants two sites; PLACEMENT_NONE: no backup
    int64_t
        backup_penalty; // distance added for each of the two that is missing (cover: weight lost, times this)
};

/// A problem. `placement_problem_init` makes the arrays, zero or as said; the caller fills them.
struct placement_problem {
    enum placement_mode mode;
    enum placement_metric metric;
    enum placement_robust robust;
    int64_t client_count, site_count, county_count, class_count; // >= 1, >= 1, >= 0, >= 1
    int64_t period_count, scenario_count;                        // >= 1

    // Clients.
    int64_t *weight;              // [period][scenario][client] >= 0: people, requests; discounts are inside
    int64_t *demand;              // [client] >= 0, takes up capacity; only where capacitated
    int32_t *client_class;        // [client] 0
    int64_t *client_x, *client_y; // [client] planar: in units of distance; else free for the caller's use (0)
    // Sites.
    int64_t *site_x, *site_y;      // [site] as above
    int64_t *charge;               // [site] >= 0, in cost units; 0: none
    int64_t *price;                // [site] >= 0, in budget units; 0
    int64_t *capacity;             // [site] >= 0, in demand units; only where capacitated
    int32_t *county;               // [site] 0..county_count-1, PLACEMENT_NONE: in none (the value at first)
    bool *is_existing, *is_vetoed; // [site] false
    // Distances, where they are given. Row i is entries list_start[i] .. list_start[i + 1] - 1, in any order, no site
    // twice. A client that no site of its row serves costs `unserved` (>= every distance of its row; in cover: outside; in
    // set cover and center it must be served all the same).
    // unserved PLACEMENT_NONE: it must be served by one of the row.
    size_t *list_start;     // [client + 1]
    int32_t *list_site;     // [entry]
    int32_t *list_distance; // [entry] 0..PLACEMENT_DISTANCE_MAX
    int64_t unserved;       // PLACEMENT_NONE at first
    // Rules.
    struct placement_class *classes; // [class] no radius, no backup
    int64_t *target;                 // [period] sites open, non-decreasing; PLACEMENT_NONE (at first): free
    int64_t *budget;        // [period] price of the sites that open then; PLACEMENT_NONE (at first): free
    int64_t *floor, *limit; // [period][county] 0; PLACEMENT_NONE: no limit (at first)
    int64_t *share;         // [scenario] of expectation, whole numbers with any sum; 1
    double unit;            // what one unit of distance is, for showing: cost * unit (1)
};

/// Sizes of a problem, for `placement_problem_init`. Zero counts of periods, scenarios and classes mean one.
struct placement_size {
    int64_t clients, sites, counties, classes, periods, scenarios;
    size_t entries; // of given distances
};

void placement_problem_init(struct placement_problem *problem, enum placement_mode mode,
                            enum placement_metric metric, const struct placement_size *size);
void placement_problem_clear(struct placement_problem *problem);

/// All that is wrong with a problem in itself, each as a fault 65 of `error`: negative weights, sites twice in a row,
/// sums beyond PLACEMENT_COST_MAX, floors above limits, more existing sites than the target. `name`: what to call it.
enum sim_status placement_problem_check(const struct placement_problem *problem, const char *name,
                                        struct sim_error *error);

/// Distance of a client and a site; PLACEMENT_NONE where a given list has none. Slow for lists.
int64_t placement_distance(const struct placement_problem *problem, int64_t client, int64_t site);

/// Multipliers of the Lagrangian, in 1/scale of a cost unit, whole. With them the bound is (check.h has the proof):
///     sum_r need_r u_r + sum_t (target lambda + sum_c (floor_c m_c+ - limit_c m_c-) - budget beta) + sum_j min(0, v_j)
struct placement_multipliers {
    int64_t scale;     // a power of two
    size_t row_count;  // of u: rows of one period (clients, then backups)
    int64_t *row;      // [period][row] u
    int64_t *target;   // [period] lambda, any sign
    int64_t *county;   // [period][county] m: > 0 pays for the floor, < 0 for the limit
    int64_t *budget;   // [period] beta >= 0
    int64_t *scenario; // [scenario] weights of the scenarios, only their ratio counts
    int64_t radius;    // center: the bound says that no answer is within this radius
};

/// What a tree that was searched to its end has shown, so that it can be followed without the search: steps in the order of
/// the visits, and the multipliers that steps refer to (blocks, in order). check_proof.c follows it.
///
///     PLACEMENT_PROOF_BOUND     takes the next block; periods are taken from masks by its reduced costs
///     PLACEMENT_PROOF_CLOSE     nothing below this node costs less than the answer
///     >= 0                      the site of that number opens early or late: the next step is the last period that is early,
///                               then two nodes follow, the early one first; late first: PLACEMENT_PROOF_LATE - site
enum { PLACEMENT_PROOF_BOUND = -1, PLACEMENT_PROOF_CLOSE = -2, PLACEMENT_PROOF_LATE = -3 };

struct placement_proof {
    size_t step_count, block_count; // 0: there is none
    int32_t *step;
    // Multipliers as below, block by block.
    int64_t *scale; // [block]
    int64_t *row;   // [block][period][row]
    int64_t *target, *county, *budget;
};

/// What was found.
struct placement_result {
    bool is_feasible;    // false: no set of sites keeps the rules, or none was found (is_proven tells which)
    bool is_proven;      // the cost is least (or infeasibility is certain)
    bool is_interrupted; // asked to stop before the budget was spent
    int64_t cost;        // of the answer
    int64_t lower_bound; // no answer costs less: by the multipliers, and where the tree was searched by that
    int64_t multiplier_bound; // by the multipliers alone: what `placement_check` recomputes
    int32_t *site_period;     // [site] period in which it opens; PLACEMENT_NONE: never
    int32_t *assignment;      // [period][client] site that serves it; PLACEMENT_NONE: none
    struct placement_multipliers multipliers;
    struct placement_proof proof;             // of the lower bound, where a tree has shown it
    int64_t kicks, bound_steps, tree_nodes;   // work done
    double list_s, search_s, bound_s, tree_s; // where the time went
};

/// What is told now and then. cost: < 0 before there is one.
struct placement_progress {
    const char *stage; // "lists", "search", "bound", "tree"
    int64_t cost, lower_bound;
};

struct placement_options {
    uint64_t seed;
    int64_t kicks;        // budget of the search: perturbations
    int64_t bound_steps;  // of the bound
    int64_t tree_entries; // of branch and bound: list entries read, in millions
    double time_limit_s;  // 0: none. With one, answers depend on the machine.
    const struct placement_result
        *start; // an earlier answer of a problem with the same sites and clients; may be null
    bool (*tell)(void *context, const struct placement_progress *progress); // may be null; false: stop now
    void *context;
};

struct placement_options placement_options_default(void);

/// Solves a checked problem. The result is to be cleared.
void placement_solve(const struct placement_problem *problem, const struct placement_options *options,
                     struct placement_result *result);
void placement_result_clear(struct placement_result *result);

/// (cost - bound) / cost; 0 where both are 0, 1 where there is no answer.
double placement_gap(int64_t cost, int64_t lower_bound);
