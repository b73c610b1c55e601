#include "models/physics/placement/check_bound.h"

#include <stdlib.h>

#include "models/physics/placement/knapsack.h"
#include "sim/memory.h"

__extension__ typedef __int128 wide;

/// What is summed up.
struct sums {
    const struct placement_problem *problem;
    const struct placement_multipliers *multipliers;
    wide *rho; // [period][site]
    wide value;
    int64_t charge_factor, covered_weight; // set cover: more than all charges
    bool is_free;                          // set cover: no site has a charge, each is one
};

static wide least(wide a, wide b)
{
    return a < b ? a : b;
}

/// Weight of a client in a period under the multipliers' scenarios.
static wide weight_of(const struct sums *sums, int64_t t, int64_t client)
{
    const struct placement_problem *problem = sums->problem;
    wide weight = 0;
    bool counts = false;
    for (int64_t s = 0; s < problem->scenario_count; s++) {
        int64_t of_scenario =
            problem->weight[(t * problem->scenario_count + s) * problem->client_count + client];
        weight += (wide)sums->multipliers->scenario[s] * of_scenario;
        counts = counts || of_scenario > 0;
    }
    if (problem->mode == PLACEMENT_SET_COVER)
        return counts ? sums->covered_weight : 0;
    return problem->mode == PLACEMENT_CENTER ? counts : weight;
}

/// What a client's row costs at a distance; negative: that site does not serve it.
static int64_t cost_at(const struct sums *sums, int64_t client, int64_t distance)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    bool is_outside = class->radius >= 0 && distance > class->radius;
    if (problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER)
        return distance <= class->radius ? 0 : -1;
    distance += is_outside ? class->penalty : 0;
    if (problem->mode == PLACEMENT_CENTER)
        return distance <= sums->multipliers->radius ? 0 : -1;
    return distance;
}

/// What a client pays for each of its weight unserved; negative: that must not be.
static int64_t cost_unserved(const struct sums *sums, int64_t client)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    if (problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER ||
        problem->mode == PLACEMENT_CENTER)
        return 1;
    if (problem->metric != PLACEMENT_LISTS || problem->unserved < 0)
        return -1;
    return problem->unserved + (class->radius >= 0 && problem->unserved > class->radius ? class->penalty : 0);
}

/// Lets a site serve a client's row and its backup, where that pays.
static void serve(struct sums *sums, int64_t client, int64_t backup, int64_t site, int64_t distance)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_multipliers *multipliers = sums->multipliers;
    int64_t cost = cost_at(sums, client, distance);
    for (int64_t t = 0; t < problem->period_count; t++) {
        const int64_t *u = multipliers->row + t * (int64_t)multipliers->row_count;
        wide *rho = &sums->rho[t * problem->site_count + site];
        // Clients of a site with a capacity are packed together (add_packed).
        if (cost >= 0 && problem->mode != PLACEMENT_CAPACITATED)
            *rho += least(0, weight_of(sums, t, client) * cost * multipliers->scale - u[client]);
        if (backup >= 0 && distance <= problem->classes[problem->client_class[client]].backup_radius)
            *rho -= u[backup];
    }
}

static void add_client(struct sums *sums, int64_t client, int64_t backup)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_multipliers *multipliers = sums->multipliers;
    int64_t penalty = problem->mode == PLACEMENT_SET_COVER
                          ? 1
                          : problem->classes[problem->client_class[client]].backup_penalty;
    int64_t unserved = cost_unserved(sums, client);
    for (int64_t t = 0; t < problem->period_count; t++) {
        const int64_t *u = multipliers->row + t * (int64_t)multipliers->row_count;
        wide weight = weight_of(sums, t, client) * multipliers->scale;
        // Units that are not served: their price, or nothing.
        sums->value += unserved >= 0 ? least(u[client], weight * unserved) : (wide)u[client];
        if (backup >= 0)
            sums->value += 2 * least(u[backup], weight * penalty);
    }
    if (problem->metric == PLACEMENT_LISTS) {
        for (size_t e = problem->list_start[client]; e < problem->list_start[client + 1]; e++)
            serve(sums, client, backup, problem->list_site[e], problem->list_distance[e]);
        return;
    }
    for (int64_t j = 0; j < problem->site_count; j++)
        serve(sums, client, backup, j, placement_distance(problem, client, j));
}

/// What a site gives that opens in each period, from rho; the last: never.
static void site_values(const struct sums *sums, int64_t site, wide *value)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_multipliers *multipliers = sums->multipliers;
    int32_t county = problem->county[site];
    int64_t price = problem->is_existing[site] ? 0 : problem->price[site],
            charge = problem->mode == PLACEMENT_CENTER ? 0
                     : sums->is_free                   ? 1
                                                       : problem->charge[site];
    wide sum = (wide)charge * sums->charge_factor * multipliers->scale;
    value[problem->period_count] = 0;
    for (int64_t t = problem->period_count - 1; t >= 0; t--) {
        sum += sums->rho[t * problem->site_count + site] - multipliers->target[t];
        if (county >= 0)
            sum -= multipliers->county[t * problem->county_count + county];
        value[t] = sum + (wide)multipliers->budget[t] * price;
    }
}

/// The best that a site can give: never open, or open from some period on.
static wide site_value(const struct sums *sums, int64_t site)
{
    const struct placement_problem *problem = sums->problem;
    wide value[PLACEMENT_PERIODS_MAX + 1], best = 0;
    if (problem->is_vetoed[site])
        return 0;
    site_values(sums, site, value);
    for (int64_t t = 0; t < problem->period_count; t++)
        best = least(best, value[t]);
    return problem->is_existing[site] ? value[0] : best;
}

/// Capacitated: what a site's clients bring at most within its capacity in a period, from distances by client.
static wide packed_value(const struct sums *sums, int64_t t, int64_t site, const int64_t *distance,
                         int64_t *gain, int64_t *size)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_multipliers *multipliers = sums->multipliers;
    const int64_t *u = multipliers->row + t * (int64_t)multipliers->row_count;
    int64_t count = 0;
    for (int64_t i = 0; i < problem->client_count; i++) {
        if (distance[i] < 0 || problem->demand[i] > problem->capacity[site])
            continue;
        wide won = u[i] - weight_of(sums, t, i) * cost_at(sums, i, distance[i]) * multipliers->scale;
        if (won < 0)
            continue;
        gain[count] = (int64_t)won;
        size[count++] = problem->demand[i];
    }
    return placement_knapsack_whole(gain, size, count, problem->capacity[site]);
}

/// A knapsack of clients for each site and period.
static void add_packed(struct sums *sums)
{
    const struct placement_problem *problem = sums->problem;
    size_t n = (size_t)problem->client_count;
    int64_t *distance = sim_memory_new(n, sizeof(int64_t), "a check"),
            *gain = sim_memory_new(n, sizeof(int64_t), "a check"),
            *size = sim_memory_new(n, sizeof(int64_t), "a check");
    for (int64_t j = 0; j < problem->site_count; j++) {
        for (int64_t i = 0; i < problem->client_count; i++)
            distance[i] = placement_distance(problem, i, j);
        for (int64_t t = 0; t < problem->period_count; t++)
            sums->rho[t * problem->site_count + j] -= packed_value(sums, t, j, distance, gain, size);
    }
    free(distance);
    free(gain);
    free(size);
}

/// The rules' own part: their right-hand sides, priced.
static void add_rules(struct sums *sums)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_multipliers *multipliers = sums->multipliers;
    for (int64_t t = 0; t < problem->period_count; t++) {
        if (problem->target[t] >= 0)
            sums->value += (wide)multipliers->target[t] * problem->target[t];
        if (problem->budget[t] >= 0)
            sums->value -= (wide)multipliers->budget[t] * problem->budget[t];
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            wide m = multipliers->county[at];
            sums->value += m > 0 ? m * problem->floor[at] : m * problem->limit[at];
        }
    }
}

/// Signs and numbers without which the formula means nothing.
static const char *fault_of(const struct placement_problem *problem,
                            const struct placement_multipliers *multipliers, size_t rows)
{
    if (multipliers->row_count != rows)
        return "as many multipliers as clients and backups";
    if (multipliers->scale < 1 || (multipliers->scale & (multipliers->scale - 1)))
        return "a scale that is a power of two";
    int64_t shares = 0;
    for (int64_t s = 0; s < problem->scenario_count; s++) {
        if (multipliers->scenario[s] < 0 ||
            (problem->robust == PLACEMENT_EXPECTED && multipliers->scenario[s] != problem->share[s]))
            return "the shares of the scenarios";
        shares += multipliers->scenario[s];
    }
    if (shares < 1)
        return "shares of scenarios that are not all zero";
    for (size_t r = 0; r < rows * (size_t)problem->period_count; r++)
        if (multipliers->row[r] < 0)
            return "no negative multiplier of a client";
    for (int64_t t = 0; t < problem->period_count; t++) {
        if (multipliers->budget[t] < 0 || (multipliers->budget[t] > 0 && problem->budget[t] < 0))
            return "no multiplier of a budget that is negative or where there is none";
        if (multipliers->target[t] != 0 && problem->target[t] < 0)
            return "no multiplier of a target where there is none";
    }
    for (int64_t at = 0; at < problem->period_count * problem->county_count; at++)
        if (multipliers->county[at] < 0 && problem->limit[at] < 0)
            return "no negative multiplier of a county without a limit";
    return NULL;
}

static wide rounded_up(wide value, wide divisor)
{
    wide quotient = value / divisor;
    return quotient * divisor < value ? quotient + 1 : quotient;
}

/// Sums up all but the sites' own values. The fault, or null; rho is to be freed.
static const char *sum_up(struct sums *sums)
{
    const struct placement_problem *problem = sums->problem;
    const struct placement_multipliers *multipliers = sums->multipliers;
    size_t rows = (size_t)problem->client_count;
    for (int64_t i = 0; problem->mode != PLACEMENT_CENTER && i < problem->client_count; i++)
        rows += problem->classes[problem->client_class[i]].backup_radius >= 0;
    sums->rho = NULL;
    const char *fault = fault_of(problem, multipliers, rows);
    if (fault)
        return fault;
    for (int64_t s = 0; s < problem->scenario_count; s++)
        sums->charge_factor += multipliers->scenario[s];
    // Set cover: each site is one where none has a charge, and to leave a client out costs more than all of them.
    sums->is_free = problem->mode == PLACEMENT_SET_COVER;
    for (int64_t j = 0; j < problem->site_count; j++)
        sums->is_free = sums->is_free && problem->charge[j] == 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        sums->covered_weight += (sums->is_free ? 1 : problem->charge[j]) * sums->charge_factor;
    sums->covered_weight++;
    sums->rho =
        sim_memory_new((size_t)(problem->period_count * problem->site_count), sizeof(wide), "a check");
    int64_t backup = problem->client_count;
    for (int64_t i = 0; i < problem->client_count; i++) {
        bool has_backup = problem->mode != PLACEMENT_CENTER &&
                          problem->classes[problem->client_class[i]].backup_radius >= 0;
        add_client(sums, i, has_backup ? backup++ : PLACEMENT_NONE);
    }
    add_rules(sums);
    if (problem->mode == PLACEMENT_CAPACITATED)
        add_packed(sums);
    return NULL;
}

int64_t placement_check_bound(const struct placement_problem *problem,
                              const struct placement_multipliers *multipliers, const char **fault)
{
    struct sums sums = {.problem = problem, .multipliers = multipliers};
    *fault = sum_up(&sums);
    if (*fault)
        return 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        sums.value += site_value(&sums, j);
    free(sums.rho);
    wide divisor = multipliers->scale;
    if (problem->robust == PLACEMENT_WORST)
        divisor *= sums.charge_factor;
    int64_t value = (int64_t)rounded_up(sums.value, divisor);
    if (problem->mode == PLACEMENT_CENTER)
        return value > 0 ? multipliers->radius + 1 : 0;
    return value > 0 ? value : 0;
}

// --- A node of a tree -----------------------------------------------------------------------------------------------

static int ascending(const void *left, const void *right)
{
    wide a = *(const wide *)left, b = *(const wide *)right;
    return (a > b) - (a < b);
}

/// One period with a target: the value of the last site that is open at best, and of the first that is not. Any multiplier
/// of the target between the two proves the same.
static void find_window(const wide *values, const uint16_t *mask, int64_t m, int64_t target, wide window[2])
{
    wide *sorted = sim_memory_new((size_t)m, sizeof(*sorted), "a check"), lambda = window[0];
    int64_t count = 0;
    for (int64_t j = 0; j < m; j++) {
        target -= mask[j] == 1;
        if (mask[j] == 3)
            sorted[count++] = values[2 * j];
    }
    qsort(sorted, (size_t)count, sizeof(*sorted), ascending);
    window[0] = target > 0 && target <= count ? sorted[target - 1] : lambda;
    window[1] = target >= 0 && target < count ? sorted[target] : lambda;
    // Multipliers that lie outside prove less: no window then.
    if (window[0] > lambda || window[1] < lambda)
        window[0] = window[1] = lambda;
    free(sorted);
}

const char *placement_check_node(const struct placement_problem *problem,
                                 const struct placement_multipliers *multipliers, int64_t claim,
                                 uint16_t *mask, bool *is_closed)
{
    struct sums sums = {.problem = problem, .multipliers = multipliers};
    int64_t m = problem->site_count, periods = problem->period_count, choices = periods + 1;
    const char *fault = sum_up(&sums);
    if (fault)
        return fault;
    wide *value = sim_memory_new((size_t)(m * choices), sizeof(*value), "a check"),
         most = (wide)(claim - 1) * multipliers->scale, window[2] = {0, 0};
    for (int64_t j = 0; j < m && !*is_closed; j++) {
        wide *of_site = value + j * choices, best = 0;
        bool has_any = false;
        site_values(&sums, j, of_site);
        for (int64_t s = 0; s < choices; s++)
            if (mask[j] >> s & 1) {
                best = !has_any || of_site[s] < best ? of_site[s] : best;
                has_any = true;
            }
        *is_closed = !has_any;
        sums.value += best;
    }
    *is_closed = *is_closed || sums.value > most;
    if (periods == 1 && problem->target[0] >= 0)
        find_window(value, mask, m, problem->target[0], window);
    for (int64_t j = 0; j < m && !*is_closed; j++) {
        const wide *of_site = value + j * choices;
        wide best = 0;
        int64_t chosen = -1;
        for (int64_t s = 0; s < choices; s++)
            if ((mask[j] >> s & 1) && (chosen < 0 || of_site[s] < best))
                best = of_site[s], chosen = s;
        for (int64_t s = 0; s < choices; s++) {
            // Values are less the multiplier of the target, which the window's ends may take the place of.
            wide more = of_site[s] - best + (periods == 1 ? s < chosen ? -window[0] : window[1] : 0);
            if (s != chosen && (mask[j] >> s & 1) && sums.value + more > most)
                mask[j] &= (uint16_t) ~(1u << s);
        }
    }
    free(value);
    free(sums.rho);
    return NULL;
}
