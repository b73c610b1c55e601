#include "models/physics/placement/placement.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"

const char *const placement_mode_names[PLACEMENT_MODE_COUNT] = {"median",       "cover",       "set-cover",
                                                                "fixed-charge", "capacitated", "center"};

static int64_t at_least_one(int64_t count)
{
    return count > 0 ? count : 1;
}

static int64_t *numbers(int64_t count, int64_t value)
{
    int64_t *array = sim_memory_new((size_t)count, sizeof(*array), "a placement problem");
    for (int64_t i = 0; value && i < count; i++)
        array[i] = value;
    return array;
}

void placement_problem_init(struct placement_problem *problem, enum placement_mode mode,
                            enum placement_metric metric, const struct placement_size *size)
{
    int64_t n = size->clients, m = size->sites, periods = at_least_one(size->periods),
            scenarios = at_least_one(size->scenarios), classes = at_least_one(size->classes);
    *problem = (struct placement_problem){.mode = mode,
                                          .metric = metric,
                                          .client_count = n,
                                          .site_count = m,
                                          .county_count = size->counties,
                                          .class_count = classes,
                                          .period_count = periods,
                                          .scenario_count = scenarios,
                                          .unserved = PLACEMENT_NONE,
                                          .unit = 1};
    problem->weight = numbers(periods * scenarios * n, 0);
    problem->demand = numbers(n, 0);
    problem->client_x = numbers(n, 0), problem->client_y = numbers(n, 0);
    problem->site_x = numbers(m, 0), problem->site_y = numbers(m, 0);
    problem->charge = numbers(m, 0), problem->price = numbers(m, 0), problem->capacity = numbers(m, 0);
    problem->client_class = sim_memory_new((size_t)n, sizeof(int32_t), "a placement problem");
    problem->county = sim_memory_new((size_t)m, sizeof(int32_t), "a placement problem");
    for (int64_t j = 0; j < m; j++)
        problem->county[j] = PLACEMENT_NONE;
    problem->is_existing = sim_memory_new((size_t)m, sizeof(bool), "a placement problem");
    problem->is_vetoed = sim_memory_new((size_t)m, sizeof(bool), "a placement problem");
    if (metric == PLACEMENT_LISTS) {
        problem->list_start = sim_memory_new((size_t)n + 1, sizeof(size_t), "lists of distances");
        problem->list_site = sim_memory_new(size->entries, sizeof(int32_t), "lists of distances");
        problem->list_distance = sim_memory_new(size->entries, sizeof(int32_t), "lists of distances");
    }
    problem->classes = sim_memory_new((size_t)classes, sizeof(struct placement_class), "classes of clients");
    for (int64_t k = 0; k < classes; k++)
        problem->classes[k] =
            (struct placement_class){.radius = PLACEMENT_NONE, .backup_radius = PLACEMENT_NONE};
    problem->target = numbers(periods, PLACEMENT_NONE);
    problem->budget = numbers(periods, PLACEMENT_NONE);
    problem->floor = numbers(periods * size->counties, 0);
    problem->limit = numbers(periods * size->counties, PLACEMENT_NONE);
    problem->share = numbers(scenarios, 1);
}

void placement_problem_clear(struct placement_problem *problem)
{
    void *arrays[] = {problem->weight,    problem->demand,     problem->client_class, problem->client_x,
                      problem->client_y,  problem->site_x,     problem->site_y,       problem->charge,
                      problem->price,     problem->capacity,   problem->county,       problem->is_existing,
                      problem->is_vetoed, problem->list_start, problem->list_site,    problem->list_distance,
                      problem->classes,   problem->target,     problem->budget,       problem->floor,
                      problem->limit,     problem->share};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *problem = (struct placement_problem){0};
}

/// Floor of a square root, exact: the rounded root is corrected by whole numbers.
static int64_t whole_root(int64_t square)
{
    int64_t root = (int64_t)sqrt((double)square);
    while (root * root > square)
        root--;
    while ((root + 1) * (root + 1) <= square)
        root++;
    return root;
}

int64_t placement_distance(const struct placement_problem *problem, int64_t client, int64_t site)
{
    if (problem->metric == PLACEMENT_PLANAR) {
        int64_t dx = problem->client_x[client] - problem->site_x[site],
                dy = problem->client_y[client] - problem->site_y[site];
        return whole_root(dx * dx + dy * dy);
    }
    for (size_t e = problem->list_start[client]; e < problem->list_start[client + 1]; e++)
        if (problem->list_site[e] == site)
            return problem->list_distance[e];
    return PLACEMENT_NONE;
}

double placement_gap(int64_t cost, int64_t lower_bound)
{
    if (cost < 0)
        return 1;
    return cost > lower_bound ? (double)(cost - lower_bound) / (double)cost : 0;
}

struct placement_options placement_options_default(void)
{
    return (struct placement_options){.seed = 1, .kicks = 20000, .bound_steps = 2000, .tree_entries = 40000};
}
