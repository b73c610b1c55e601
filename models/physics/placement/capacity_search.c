#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/capacity.h"
#include "models/physics/placement/search.h"
#include "sim/memory.h"

/// Answers made of the bound's choices: every so many steps.
#define ANSWER_EVERY 25
/// Sites near a client that a kick opens one of.
#define NEAR_SITES 40

static int64_t charges_of(const struct placement_rows *rows, const int8_t *period)
{
    int64_t sum = 0;
    for (int64_t j = 0; j < rows->site_count; j++)
        sum += period[j] < rows->period_count ? rows->charge[j] : 0;
    return sum;
}

/// What missing backups cost: a second site counts whether or not it has capacity left.
static int64_t backups_cost(const struct placement_rows *rows, const int8_t *period)
{
    int64_t sum = 0;
    for (int64_t t = 0; t < rows->period_count; t++)
        for (int64_t r = rows->problem->client_count; r < rows->row_count; r++) {
            int64_t found = 0;
            for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
                found += period[rows->site[e]] <= t;
            if (found < rows->need[r])
                sum += rows->weight[t * rows->row_count + r] * (rows->need[r] - found) * rows->tail[r];
        }
    return sum;
}

/// Cost of a client at a site in a period, or unserved; negative: neither may be.
static int64_t client_cost(const struct placement_rows *rows, int64_t t, int64_t client, int32_t site)
{
    int64_t weight = rows->weight[t * rows->row_count + client];
    for (size_t e = rows->start[client]; site >= 0 && e < rows->start[client + 1]; e++)
        if (rows->site[e] == site)
            return weight * rows->distance[e];
    return rows->problem->unserved >= 0 ? weight * rows->tail[client] : -1;
}

void placement_capacity_offer(struct placement_capacity *of, const int8_t *period)
{
    struct placement_solver *solver = of->solver;
    const struct placement_rows *rows = of->rows;
    int64_t n = rows->problem->client_count, cost = charges_of(rows, period) + backups_cost(rows, period);
    for (int64_t t = 0; t < rows->period_count; t++)
        for (int64_t i = 0; i < n; i++) {
            int64_t each = client_cost(rows, t, i, of->site[t * n + i]);
            if (each < 0)
                return;
            cost += each;
        }
    if (solver->has_answer && cost >= solver->cost)
        return;
    struct placement_state state;
    placement_state_init(&state, rows);
    for (int64_t j = 0; j < rows->site_count; j++)
        placement_state_set(&state, j, period[j]);
    if (placement_state_is_lawful(&state)) {
        solver->has_answer = true;
        solver->cost = cost;
        memcpy(solver->period, period, (size_t)rows->site_count);
        memcpy(of->assigned, of->site, sizeof(int32_t) * (size_t)(n * rows->period_count));
    }
    placement_state_clear(&state);
}

/// Assigns in every period. The cost; INT64_MAX: someone is left out who must be served.
static int64_t assign_all(struct placement_capacity *of, const int8_t *period)
{
    const struct placement_rows *rows = of->rows;
    int64_t n = rows->problem->client_count, cost = charges_of(rows, period) + backups_cost(rows, period);
    bool is_complete = true;
    for (int64_t t = 0; t < rows->period_count; t++) {
        placement_assignment_make(&of->assignment, period, t);
        memcpy(of->site + t * n, of->assignment.site, sizeof(int32_t) * (size_t)n);
        cost += of->assignment.cost;
        is_complete = is_complete && of->assignment.is_complete;
    }
    if (is_complete)
        placement_capacity_offer(of, period);
    return cost;
}

/// What a site's clients would cost at every other one.
struct swap_costs {
    int64_t *cost, *met;                  // [site] of its clients, and how many of them it has in its reach
    bool *is_used;                        // [site] open, or to be opened
    int64_t spare[PLACEMENT_PERIODS_MAX]; // what a period's budget leaves
};

/// Marks the sites in use, and counts what they leave of the budgets.
static void count_used(const struct placement_rows *rows, const int8_t *period, struct swap_costs *costs)
{
    const int64_t *budget = rows->problem->budget;
    for (int64_t t = 0; t < rows->period_count; t++)
        costs->spare[t] = budget[t] >= 0 ? budget[t] : PLACEMENT_COST_MAX;
    for (int64_t j = 0; j < rows->site_count; j++) {
        costs->is_used[j] = period[j] < rows->period_count;
        if (costs->is_used[j])
            costs->spare[period[j]] -= rows->price[j];
    }
}

/// The best site in the place of an open one, for the clients that this one serves; itself where none is better.
static int64_t better_site(const struct placement_capacity *of, const struct swap_costs *costs,
                           const int8_t *period, int64_t open)
{
    const struct placement_rows *rows = of->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t n = problem->client_count, m = rows->site_count, most = 0, clients = 0, best = open;
    memset(costs->cost, 0, sizeof(int64_t) * (size_t)m);
    memset(costs->met, 0, sizeof(int64_t) * (size_t)m);
    for (int64_t t = period[open]; t < rows->period_count; t++) {
        int64_t demand = 0;
        for (int64_t i = 0; i < n; i++) {
            if (of->site[t * n + i] != open)
                continue;
            demand += problem->demand[i];
            clients++;
            for (size_t e = rows->start[i]; e < rows->start[i + 1]; e++) {
                costs->cost[rows->site[e]] += rows->weight[t * rows->row_count + i] * rows->distance[e];
                costs->met[rows->site[e]]++;
            }
        }
        most = demand > most ? demand : most;
    }
    int64_t dearest = rows->price[open] + costs->spare[period[open]];
    for (int64_t j = 0; j < m; j++)
        if (!costs->is_used[j] && !problem->is_vetoed[j] && costs->met[j] == clients &&
            rows->price[j] <= dearest && problem->capacity[j] >= most &&
            problem->county[j] == problem->county[open] &&
            costs->cost[j] + rows->charge[j] < costs->cost[best] + rows->charge[best])
            best = j;
    return best;
}

void placement_capacity_try(struct placement_capacity *of, const int8_t *period)
{
    const struct placement_rows *rows = of->rows;
    size_t m = (size_t)rows->site_count;
    int8_t never = (int8_t)rows->period_count, *trial = sim_memory_new(m, 1, "an answer"),
           *next = sim_memory_new(m, 1, "an answer");
    struct swap_costs costs = {.cost = sim_memory_new(m, sizeof(int64_t), "an answer"),
                               .met = sim_memory_new(m, sizeof(int64_t), "an answer"),
                               .is_used = sim_memory_new(m, sizeof(bool), "an answer")};
    memcpy(trial, period, m);
    for (int64_t cost = INT64_MAX;;) {
        int64_t now = assign_all(of, trial);
        if (now >= cost)
            break;
        cost = now;
        memcpy(next, trial, m);
        count_used(rows, trial, &costs);
        for (size_t open = 0; open < m; open++) {
            if (trial[open] >= never || rows->problem->is_existing[open])
                continue;
            int64_t best = better_site(of, &costs, trial, (int64_t)open);
            int8_t when = next[open];
            costs.spare[when] -= rows->price[best] - rows->price[open];
            next[open] = never;
            next[best] = when;
            costs.is_used[best] = true;
        }
        memcpy(trial, next, m);
    }
    free(trial);
    free(next);
    free(costs.cost);
    free(costs.met);
    free(costs.is_used);
}

void placement_capacity_mend(struct placement_capacity *of, const int8_t *period)
{
    struct placement_search search;
    placement_search_init(&search, of->rows, of->solver->options->seed);
    placement_search_take(&search, period);
    if (placement_state_is_lawful(&search.state) || placement_search_complete(&search))
        placement_capacity_try(of, search.state.period);
    placement_search_clear(&search);
}

/// Takes the relaxation's own assignment. False: some client is not served just once.
static bool take_relaxed(struct placement_capacity *of)
{
    const struct placement_rows *rows = of->rows;
    int64_t n = rows->problem->client_count;
    for (int64_t at = 0; at < n * rows->period_count; at++) {
        if (of->bound.gradient[at / n * rows->row_count + at % n] != 0)
            return false;
        of->site[at] = PLACEMENT_NONE;
    }
    for (int64_t j = 0; j < rows->site_count; j++)
        for (int64_t t = of->bound.choice[j]; t < rows->period_count; t++)
            for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++)
                if (rows->column[e].row < n && of->packs.is_taken[(size_t)t * of->packs.entries + e])
                    of->site[t * n + rows->column[e].row] = (int32_t)j;
    return true;
}

bool placement_capacity_look(void *context)
{
    struct placement_capacity *of = context;
    if (take_relaxed(of))
        placement_capacity_offer(of, of->bound.choice);
    if (of->makes_answers && of->looks % ANSWER_EVERY == 0)
        placement_capacity_mend(of, of->bound.choice);
    return of->looks++ % 16 != 0 || placement_solver_go_on(of->solver, "bound");
}

/// Exchanges an open site of a client with another one near it.
static void exchange(const struct placement_capacity *of, struct sim_rng *rng, int8_t *trial)
{
    const struct placement_rows *rows = of->rows;
    uint64_t row = sim_rng_bits(rng) % (uint64_t)rows->problem->client_count,
             length = rows->start[row + 1] - rows->start[row];
    if (length == 0)
        return;
    int32_t in =
        rows->site[rows->start[row] + sim_rng_bits(rng) % (length < NEAR_SITES ? length : NEAR_SITES)];
    size_t e = rows->start[row];
    while (e < rows->start[row + 1] && trial[rows->site[e]] >= trial[in])
        e++;
    if (e == rows->start[row + 1] || rows->problem->is_vetoed[in] || rows->problem->is_existing[in] ||
        rows->problem->is_existing[rows->site[e]])
        return;
    int8_t when = trial[rows->site[e]];
    trial[rows->site[e]] = trial[in];
    trial[in] = when;
}

void placement_capacity_kick(struct placement_capacity *of, int64_t kicks)
{
    struct placement_solver *solver = of->solver;
    size_t m = (size_t)of->rows->site_count;
    struct sim_rng rng = sim_rng_named(solver->options->seed, "capacitated search", 0, 0, 0);
    int8_t *trial = sim_memory_new(m, 1, "an answer");
    for (int64_t k = 0; k < kicks && solver->has_answer && solver->cost > solver->lower; k++) {
        if (!placement_solver_go_on(solver, "search"))
            break;
        memcpy(trial, solver->period, m);
        for (uint64_t swaps = 1 + sim_rng_bits(&rng) % 2; swaps > 0; swaps--)
            exchange(of, &rng, trial);
        placement_capacity_try(of, trial);
        solver->result->kicks++;
    }
    free(trial);
}
