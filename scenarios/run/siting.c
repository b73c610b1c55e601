#include "scenarios/run/siting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/place.h"
#include "scenarios/run/siting_cache.h"
#include "sim/memory.h"

/// Steps of the bound before the search of a run.
#define BOUND_STEPS 20

bool siting_is_asked(const struct province *province)
{
    return province->edge.stock_sites > 0 || province->edge.steps.count > 0;
}

/// The most that a number at a path can be: of its distribution, held inside its field's range; else its value.
static double most_of(const struct scenario *scenario, const char *path, double value)
{
    size_t count = scenario_input_count(scenario);
    for (size_t i = 0; i < count; i++) {
        const struct assumption *a = scenario_input(scenario, i);
        double least, greatest;
        if (strcmp(a->path, path) != 0)
            continue;
        sim_distribution_support(&a->distribution, &least, &greatest);
        return greatest;
    }
    return value;
}

double siting_most(const struct scenario *scenario)
{
    const struct province *province = scenario_province(scenario, 0);
    const struct edge_step *steps = province->edge.steps.items;
    double most = most_of(scenario, "edge.stock_sites", province->edge.stock_sites);
    for (int64_t i = 0; i < province->edge.steps.count; i++) {
        char path[64];
        snprintf(path, sizeof(path), "edge.steps[%d].sites", (int)i);
        most = fmax(most, most_of(scenario, path, steps[i].sites));
    }
    return floor(most);
}

/// Solves and puts the answer into the order of the roll-out.
static enum sim_status solve(struct siting *siting, const struct province *province, size_t wanted,
                             struct sim_error *error)
{
    struct placement_problem problem;
    struct placement_result result;
    struct placement_options options = placement_options_default();
    siting_problem(&problem, province, &siting->country);
    enum sim_status status = placement_problem_check(&problem, "siting", error);
    if (status != SIM_OK) {
        placement_problem_clear(&problem);
        return status;
    }
    options.seed = (uint64_t)province->siting.seed;
    options.kicks = province->siting.iterations;
    // A run wants sites, `suanli place` proves how good they are. The few steps tell the search where to look.
    options.bound_steps = BOUND_STEPS;
    options.tree_entries = 0;
    placement_solve(&problem, &options, &result);
    if (!result.is_feasible)
        status = sim_error_say(error, SIM_BAD_DATA,
                               "siting: no placement of edge sites keeps all the rules of its years");
    if (status == SIM_OK) {
        struct rollout_step *steps =
            sim_memory_new((size_t)problem.site_count + wanted, sizeof(*steps), "edge sites");
        siting->plan.count = rollout_order(&problem, result.site_period, wanted, steps);
        for (size_t i = 0; i < siting->plan.count; i++)
            siting->places[i] = (struct siting_place){steps[i].site, steps[i].period};
        free(steps);
    }
    placement_result_clear(&result);
    placement_problem_clear(&problem);
    return status;
}

static enum sim_status place(struct siting *siting, const struct scenario *scenario, const char *cache_folder,
                             struct sim_error *error)
{
    const struct province *province = scenario_province(scenario, 0);
    size_t wanted = (size_t)siting_most(scenario), site_count = siting->country.site_count;
    char key[SITING_KEY_SIZE];
    siting->places = sim_memory_new(site_count, sizeof(*siting->places), "edge sites");
    siting_key(province, &siting->country, wanted, key);
    siting->is_from_cache =
        siting_cache_read(cache_folder, key, site_count, (size_t)province->siting.years.count, siting->places,
                          &siting->plan.count, site_count);
    if (!siting->is_from_cache) {
        enum sim_status status = solve(siting, province, wanted, error);
        if (status != SIM_OK)
            return status;
        siting_cache_write(cache_folder, key, siting->places, siting->plan.count);
    }
    if (siting->plan.count < wanted)
        return sim_error_say(
            error, SIM_BAD_DATA,
            "siting: the roll-out can come to %zu edge sites, the candidates and limits of counties "
            "allow %zu",
            wanted, siting->plan.count);
    return SIM_OK;
}

enum sim_status siting_open(struct siting *siting, const struct scenario *scenario, const char *cache_folder,
                            struct sim_error *error)
{
    const struct province *province = scenario_province(scenario, 0);
    *siting = (struct siting){0};
    country_init(&siting->country, province);
    if (!siting_is_asked(province))
        return SIM_OK;
    enum sim_status status = place(siting, scenario, cache_folder, error);
    if (status != SIM_OK) {
        siting_close(siting);
        return status;
    }
    siting->edge_sites = sim_memory_new(siting->plan.count, sizeof(*siting->edge_sites), "edge sites");
    for (size_t i = 0; i < siting->plan.count; i++) {
        const struct country_site *site = &siting->country.sites[siting->places[i].site];
        siting->edge_sites[i] = (struct edge_site){site->county, site->racks};
    }
    siting->plan.sites = siting->edge_sites;
    return SIM_OK;
}

void siting_close(struct siting *siting)
{
    country_clear(&siting->country);
    free(siting->places);
    free(siting->edge_sites);
    *siting = (struct siting){0};
}
