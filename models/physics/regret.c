#include "models/physics/regret.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Steps of the bound before each search: they tell it where to look.
#define BOUND_STEPS 20

/// One period of a problem as a problem of its own. Everything but what is open, what opens and what that may cost is the
/// whole problem's: borrowed, not to be cleared.
struct year {
    struct placement_problem problem;
    bool *is_open;   // [site] existing in this year
    int64_t *charge; // [site] of sites that are not open
    int64_t budget;
};

static void year_init(struct year *year, const struct placement_problem *whole, int64_t t)
{
    size_t sites = (size_t)whole->site_count;
    year->is_open = sim_memory_new(sites, sizeof(*year->is_open), "a year's placement");
    year->charge = sim_memory_new(sites, sizeof(*year->charge), "a year's placement");
    memcpy(year->is_open, whole->is_existing, sites * sizeof(*year->is_open));
    memcpy(year->charge, whole->charge, sites * sizeof(*year->charge));
    year->budget = whole->budget[t];
    year->problem = *whole;
    year->problem.period_count = 1;
    year->problem.weight = whole->weight + t * whole->scenario_count * whole->client_count;
    year->problem.target = whole->target + t;
    year->problem.floor = whole->floor + t * whole->county_count;
    year->problem.limit = whole->limit + t * whole->county_count;
    year->problem.budget = &year->budget;
    year->problem.is_existing = year->is_open;
    year->problem.charge = year->charge;
}

static void year_clear(struct year *year)
{
    free(year->is_open);
    free(year->charge);
}

/// Cost of a year's answer, < 0 without one; opened: [site], set for those that are open in it (may be null).
static int64_t solve_year(const struct year *year, const struct placement_options *given, bool *opened)
{
    struct placement_result result;
    struct placement_options options = *given;
    options.start = NULL;
    options.tell = NULL;
    options.bound_steps = BOUND_STEPS;
    options.tree_entries = 0;
    placement_solve(&year->problem, &options, &result);
    int64_t cost = result.is_feasible ? result.cost : -1;
    for (int64_t j = 0; j < year->problem.site_count && cost >= 0 && opened; j++)
        opened[j] = result.site_period[j] != PLACEMENT_NONE;
    placement_result_clear(&result);
    return cost;
}

static void build_year_by_year(const struct placement_problem *problem,
                               const struct placement_options *options, struct regret *regret)
{
    size_t sites = (size_t)problem->site_count;
    bool *is_open = sim_memory_new(sites, sizeof(*is_open), "a year's placement");
    memcpy(is_open, problem->is_existing, sites * sizeof(*is_open));
    for (int32_t t = 0; t < problem->period_count && regret->is_feasible; t++) {
        struct year year;
        year_init(&year, problem, t);
        for (size_t j = 0; j < sites; j++)
            if (is_open[j]) {
                year.is_open[j] = true;
                year.charge[j] = t > 0 ? 0 : year.charge[j]; // it was counted in the year before
            }
        regret->year_cost[t] = solve_year(&year, options, is_open);
        year_clear(&year);
        regret->is_feasible = regret->year_cost[t] >= 0;
        regret->failed_period = regret->is_feasible ? PLACEMENT_NONE : t;
        regret->year_by_year += regret->is_feasible ? regret->year_cost[t] : 0;
    }
    free(is_open);
}

/// What all years up to t may spend together; none where one of them is free.
static int64_t budget_until(const struct placement_problem *problem, int64_t t)
{
    int64_t sum = 0;
    for (int64_t i = 0; i <= t; i++) {
        if (problem->budget[i] == PLACEMENT_NONE)
            return PLACEMENT_NONE;
        sum += problem->budget[i];
    }
    return sum;
}

static void build_apart(const struct placement_problem *problem, const struct placement_options *options,
                        struct regret *regret)
{
    for (int64_t t = 0; t < problem->period_count && regret->apart >= 0; t++) {
        struct year year;
        year_init(&year, problem, t);
        year.budget = budget_until(problem, t);
        // Charges are of the sites that are open at the end, once.
        if (t + 1 < problem->period_count)
            memset(year.charge, 0, (size_t)problem->site_count * sizeof(*year.charge));
        int64_t cost = solve_year(&year, options, NULL);
        year_clear(&year);
        regret->apart = cost < 0 ? -1 : regret->apart + cost;
    }
}

void regret_work_out(const struct placement_problem *problem, const struct placement_result *foresight,
                     const struct placement_options *options, struct regret *regret)
{
    *regret =
        (struct regret){.is_feasible = true, .failed_period = PLACEMENT_NONE, .foresight = foresight->cost};
    build_year_by_year(problem, options, regret);
    build_apart(problem, options, regret);
}

double regret_share(int64_t cost, int64_t base)
{
    if (base == 0)
        return 0;
    return (double)(cost - base) / (double)base;
}
