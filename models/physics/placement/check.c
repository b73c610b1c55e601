#include "models/physics/placement/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "models/physics/placement/check_bound.h"
#include "models/physics/placement/check_proof.h"
#include "models/physics/placement/tell.h"
#include "sim/memory.h"

/// Faults that are told.
#define TOLD_MOST 10

struct check {
    const struct placement_problem *problem;
    const struct placement_result *result;
    struct tell tell;
};

static bool is_open(const struct check *check, int64_t site, int64_t t)
{
    int32_t period = check->result->site_period[site];
    return period >= 0 && period <= t;
}

static void check_sites(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    for (int64_t j = 0; j < problem->site_count; j++) {
        int32_t period = check->result->site_period[j];
        if (period < PLACEMENT_NONE || period >= problem->period_count)
            tell_fault(&check->tell, "site %lld: found period %d, expected less than %lld", (long long)j,
                       period, (long long)problem->period_count);
        if (problem->is_vetoed[j] && period != PLACEMENT_NONE)
            tell_fault(&check->tell, "site %lld is open, but it is vetoed", (long long)j);
        if (problem->is_existing[j] && !problem->is_vetoed[j] && period != 0)
            tell_fault(&check->tell, "site %lld is not open from the first period on, but it exists",
                       (long long)j);
    }
}

static void check_counts(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    int64_t *count = sim_memory_new((size_t)problem->county_count, sizeof(*count), "a check");
    for (int64_t t = 0; t < problem->period_count; t++) {
        int64_t open = 0, price = 0;
        for (int64_t c = 0; c < problem->county_count; c++)
            count[c] = 0;
        for (int64_t j = 0; j < problem->site_count; j++) {
            if (!is_open(check, j, t))
                continue;
            open++;
            if (problem->county[j] >= 0)
                count[problem->county[j]]++;
            if (check->result->site_period[j] == t && !problem->is_existing[j])
                price += problem->price[j];
        }
        if (problem->target[t] >= 0 && open != problem->target[t])
            tell_fault(&check->tell, "period %lld: found %lld sites, expected %lld", (long long)t,
                       (long long)open, (long long)problem->target[t]);
        if (problem->budget[t] >= 0 && price > problem->budget[t])
            tell_fault(&check->tell, "period %lld: found a price of %lld, expected at most %lld",
                       (long long)t, (long long)price, (long long)problem->budget[t]);
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            if (count[c] < problem->floor[at] || (problem->limit[at] >= 0 && count[c] > problem->limit[at]))
                tell_fault(&check->tell, "period %lld, county %lld: found %lld sites, expected %lld..%lld",
                           (long long)t, (long long)c, (long long)count[c], (long long)problem->floor[at],
                           (long long)(problem->limit[at] >= 0 ? problem->limit[at] : problem->site_count));
        }
    }
    free(count);
}

/// A client's sites in a period.
struct seen {
    int64_t distance; // to the site that it is said to be served by; negative: that site does not serve it
    int64_t backups;  // open sites within its backup radius
};

static struct seen look(const struct check *check, int64_t client, int64_t t, int32_t site)
{
    const struct placement_problem *problem = check->problem;
    int64_t radius = problem->classes[problem->client_class[client]].backup_radius;
    struct seen seen = {.distance = -1};
    if (problem->metric == PLACEMENT_LISTS) {
        for (size_t e = problem->list_start[client]; e < problem->list_start[client + 1]; e++) {
            int32_t j = problem->list_site[e];
            if (j == site)
                seen.distance = problem->list_distance[e];
            seen.backups += radius >= 0 && problem->list_distance[e] <= radius && is_open(check, j, t);
        }
        return seen;
    }
    if (site >= 0)
        seen.distance = placement_distance(problem, client, site);
    for (int64_t j = 0; radius >= 0 && j < problem->site_count; j++)
        seen.backups += is_open(check, j, t) && placement_distance(problem, client, j) <= radius;
    return seen;
}

/// What a client pays for each of its weight in a period (a center: its distance). False: what is said cannot be.
static bool price_client(struct check *check, int64_t t, int64_t client, bool counts, int64_t *price)
{
    const struct placement_problem *problem = check->problem;
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    int32_t site = check->result->assignment[t * problem->client_count + client];
    bool covers = problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER;
    if (site < PLACEMENT_NONE || site >= problem->site_count) {
        tell_fault(&check->tell, "client %lld: found site %d, expected less than %lld", (long long)client,
                   site, (long long)problem->site_count);
        return false;
    }
    if (site >= 0 && !is_open(check, site, t)) {
        tell_fault(&check->tell, "period %lld: client %lld is served by site %d, which is not open",
                   (long long)t, (long long)client, site);
        return false;
    }
    struct seen seen = look(check, client, t, site);
    if (site >= 0 && (seen.distance < 0 || (covers && seen.distance > class->radius))) {
        tell_fault(&check->tell, "client %lld is served by site %d, which does not reach it",
                   (long long)client, site);
        return false;
    }
    bool may_be_unserved = problem->mode == PLACEMENT_COVER ||
                           (problem->mode != PLACEMENT_SET_COVER && problem->mode != PLACEMENT_CENTER &&
                            problem->metric == PLACEMENT_LISTS && problem->unserved >= 0);
    if (site < 0 && counts && !may_be_unserved) {
        tell_fault(&check->tell, "client %lld is served by no site", (long long)client);
        return false;
    }
    int64_t distance = site >= 0 ? seen.distance : problem->unserved;
    if (site < 0 && !may_be_unserved)
        distance = 0;
    *price = covers ? problem->mode == PLACEMENT_COVER && site < 0
                    : distance + (class->radius >= 0 && distance > class->radius ? class->penalty : 0);
    if (problem->mode == PLACEMENT_CENTER || class->backup_radius < 0)
        return true;
    int64_t missing = seen.backups < 2 ? 2 - seen.backups : 0;
    if (problem->mode != PLACEMENT_SET_COVER)
        *price += class->backup_penalty * missing;
    else if (counts && missing > 0)
        tell_fault(&check->tell, "client %lld has no backup", (long long)client);
    return true;
}

static bool counts_anywhere(const struct placement_problem *problem, int64_t t, int64_t client)
{
    for (int64_t s = 0; s < problem->scenario_count; s++)
        if (problem->weight[(t * problem->scenario_count + s) * problem->client_count + client] > 0)
            return true;
    return problem->mode == PLACEMENT_CAPACITATED;
}

static int64_t charges_of(const struct check *check)
{
    const struct placement_problem *problem = check->problem;
    bool is_free = problem->mode == PLACEMENT_SET_COVER;
    int64_t sum = 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        is_free = is_free && problem->charge[j] == 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        if (is_open(check, j, problem->period_count - 1))
            sum += is_free ? 1 : problem->charge[j];
    return problem->mode == PLACEMENT_CENTER ? 0 : sum;
}

/// Cost by sites and assignment.
static int64_t cost_of(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    int64_t n = problem->client_count, scenarios = problem->scenario_count, greatest = 0, cost = 0,
            shares = 0;
    int64_t *sums = sim_memory_new((size_t)scenarios, sizeof(*sums), "a check");
    for (int64_t t = 0; t < problem->period_count; t++)
        for (int64_t i = 0; i < n; i++) {
            int64_t price = 0;
            bool counts = counts_anywhere(problem, t, i);
            if (!price_client(check, t, i, counts, &price))
                continue;
            if (counts && price > greatest)
                greatest = price;
            for (int64_t s = 0; s < scenarios; s++)
                sums[s] += problem->weight[(t * scenarios + s) * n + i] * price;
        }
    for (int64_t s = 0; s < scenarios; s++) {
        if (problem->robust == PLACEMENT_WORST)
            cost = s == 0 || sums[s] > cost ? sums[s] : cost;
        else
            cost += problem->share[s] * sums[s];
        shares += problem->share[s];
    }
    cost += charges_of(check) * (problem->robust == PLACEMENT_WORST ? 1 : shares);
    if (problem->mode == PLACEMENT_CENTER)
        cost = greatest;
    free(sums);
    return cost;
}

static void check_cost(struct check *check)
{
    int64_t cost = cost_of(check);
    if (cost != check->result->cost)
        tell_fault(&check->tell, "found a cost of %lld, expected %lld by sites and assignment",
                   (long long)check->result->cost, (long long)cost);
}

static void check_capacities(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    int64_t *load = sim_memory_new((size_t)problem->site_count, sizeof(*load), "a check");
    for (int64_t t = 0; problem->mode == PLACEMENT_CAPACITATED && t < problem->period_count; t++) {
        for (int64_t j = 0; j < problem->site_count; j++)
            load[j] = 0;
        for (int64_t i = 0; i < problem->client_count; i++) {
            int32_t site = check->result->assignment[t * problem->client_count + i];
            if (site >= 0 && site < problem->site_count)
                load[site] += problem->demand[i];
        }
        for (int64_t j = 0; j < problem->site_count; j++)
            if (load[j] > problem->capacity[j])
                tell_fault(&check->tell,
                           "site %lld: found a demand of %lld, expected at most its capacity %lld",
                           (long long)j, (long long)load[j], (long long)problem->capacity[j]);
    }
    free(load);
}

static void check_bounds(struct check *check)
{
    const struct placement_result *result = check->result;
    const char *fault = NULL;
    if (result->multipliers.row) {
        int64_t bound = placement_check_bound(check->problem, &result->multipliers, &fault);
        if (fault)
            tell_fault(&check->tell, "multipliers: expected %s", fault);
        else if (bound != result->multiplier_bound)
            tell_fault(&check->tell, "found a bound of %lld by multipliers, expected %lld",
                       (long long)result->multiplier_bound, (long long)bound);
    } else if (result->multiplier_bound > 0) {
        tell_fault(&check->tell, "found a bound of %lld by multipliers, but no multipliers",
                   (long long)result->multiplier_bound);
    }
    if (result->proof.step_count > 0) {
        const char *broken = placement_check_proof(check->problem, result, result->lower_bound);
        if (broken)
            tell_fault(&check->tell, "proof of the lower bound: expected %s", broken);
    }
    if (result->lower_bound < result->multiplier_bound)
        tell_fault(&check->tell, "found a lower bound of %lld, expected no less than the multipliers' %lld",
                   (long long)result->lower_bound, (long long)result->multiplier_bound);
    if (result->lower_bound > result->cost)
        tell_fault(&check->tell, "found a lower bound of %lld above the cost of %lld",
                   (long long)result->lower_bound, (long long)result->cost);
    if (result->is_proven != (result->lower_bound == result->cost))
        tell_fault(&check->tell, "found proven %s, but cost and lower bound say otherwise",
                   result->is_proven ? "true" : "false");
}

enum sim_status placement_check(const struct placement_problem *problem,
                                const struct placement_result *result, const char *name,
                                struct sim_error *error)
{
    struct check check = {problem, result, {name, error, 0, TOLD_MOST}};
    check_sites(&check);
    check_counts(&check);
    check_cost(&check);
    check_capacities(&check);
    check_bounds(&check);
    return check.tell.told > 0 ? SIM_BAD_DATA : SIM_OK;
}

/// The open site that serves a client best in a period; PLACEMENT_NONE: none reaches it.
static int32_t nearest(const struct check *check, int64_t t, int64_t client)
{
    const struct placement_problem *problem = check->problem;
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    bool covers = problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER;
    int32_t best = PLACEMENT_NONE;
    int64_t best_distance = INT64_MAX;
    for (int32_t j = 0; j < problem->site_count; j++) {
        int64_t distance = is_open(check, j, t) ? placement_distance(problem, client, j) : -1;
        if (distance >= 0 && distance < best_distance && !(covers && distance > class->radius))
            best_distance = distance, best = j;
    }
    return best;
}

int64_t placement_check_least(const struct placement_problem *problem, const int8_t *period)
{
    size_t m = (size_t)problem->site_count, n = (size_t)problem->client_count;
    struct sim_error error = {0};
    struct placement_result result = {
        .site_period = sim_memory_new(m, sizeof(int32_t), "a check"),
        .assignment = sim_memory_new(n * (size_t)problem->period_count, sizeof(int32_t), "a check")};
    struct check check = {problem, &result, {"a leaf", &error, 0, TOLD_MOST}};
    for (size_t j = 0; j < m; j++)
        result.site_period[j] = period[j] < problem->period_count ? period[j] : PLACEMENT_NONE;
    for (int64_t t = 0; t < problem->period_count; t++)
        for (size_t i = 0; i < n; i++)
            result.assignment[(size_t)t * n + i] = nearest(&check, t, (int64_t)i);
    check_sites(&check);
    check_counts(&check);
    int64_t cost = cost_of(&check);
    bool is_lawful = check.tell.told == 0;
    sim_error_clear(&error);
    free(result.site_period);
    free(result.assignment);
    return is_lawful ? cost : INT64_MAX;
}
