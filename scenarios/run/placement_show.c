#include "scenarios/run/placement_show.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "results/geojson.h"
#include "results/to_json.h"
#include "scenarios/run/output.h"
#include "sim/memory.h"

static int64_t open_at_end(const struct placement_problem *problem, const struct placement_result *result)
{
    int64_t open = 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        open += result->site_period[j] >= 0;
    return open;
}

/// Weight over the scenarios, by shares, of a client in a period.
static double weight_of(const struct placement_problem *problem, int64_t t, int64_t client)
{
    double weight = 0, shares = 0;
    for (int64_t s = 0; s < problem->scenario_count; s++) {
        double share = problem->robust == PLACEMENT_WORST ? 1 : (double)problem->share[s];
        weight += share *
                  (double)problem->weight[(t * problem->scenario_count + s) * problem->client_count + client];
        shares += share;
    }
    return shares > 0 ? weight / shares : 0;
}

/// Share of the weight that is served within its class's radius, by period; NaN where no class has one.
static double share_within(const struct placement_problem *problem, const struct placement_result *result,
                           int64_t t)
{
    double inside = 0, all = 0;
    bool has_radius = false;
    for (int64_t i = 0; i < problem->client_count; i++) {
        const struct placement_class *class = &problem->classes[problem->client_class[i]];
        int32_t site = result->assignment[t * problem->client_count + i];
        double weight = weight_of(problem, t, i);
        has_radius = has_radius || class->radius >= 0;
        all += weight;
        if (site < 0)
            continue;
        int64_t distance = placement_distance(problem, i, site);
        if (class->radius < 0 || (distance >= 0 && distance <= class->radius))
            inside += weight;
    }
    return has_radius && all > 0 ? inside / all : NAN;
}

/// What one unit of cost is: covers count weight or sites, all others distances.
static double unit_of(const struct placement_problem *problem)
{
    return problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER ? 1 : problem->unit;
}

/// Weight in all periods, by shares as costs count it.
static int64_t weight_of_all(const struct placement_problem *problem)
{
    int64_t sum = 0, n = problem->client_count, scenarios = problem->scenario_count;
    for (int64_t at = 0; at < problem->period_count * scenarios * n; at++)
        sum += problem->share[at / n % scenarios] * problem->weight[at];
    return sum;
}

static json_t *whole_or_real(int64_t value, double unit)
{
    return unit == 1 ? json_integer(value) : json_real((double)value * unit);
}

static json_t *site_json(const struct placement_problem *problem, const struct placement_result *result,
                         const struct placement_about *about, int64_t j)
{
    json_t *site = json_object();
    json_object_set_new(site, "site", json_integer(j));
    if (about->site_names)
        json_object_set_new(site, "name", to_json_text(about->site_names[j]));
    if (problem->period_count > 1)
        json_object_set_new(site, "period", json_integer(result->site_period[j]));
    if (about->county_names && problem->county[j] >= 0)
        json_object_set_new(site, "county", to_json_text(about->county_names[problem->county[j]]));
    if (about->site_lat_deg) {
        json_object_set_new(site, "lat", json_real(about->site_lat_deg[j]));
        json_object_set_new(site, "lon", json_real(about->site_lon_deg[j]));
    }
    return site;
}

/// True if the cost is the weight that is not covered and nothing else: no charges, no second sites that are missing.
static bool tells_covered(const struct placement_problem *problem, const struct placement_result *result)
{
    bool tells =
        problem->mode == PLACEMENT_COVER && problem->robust == PLACEMENT_EXPECTED && result->is_feasible;
    for (int64_t j = 0; j < problem->site_count; j++)
        tells = tells && problem->charge[j] == 0;
    for (int64_t c = 0; c < problem->class_count; c++)
        tells = tells && problem->classes[c].backup_radius < 0;
    return tells;
}

/// The same answer and bound from the other side, where the gap is a share of what is covered.
static void show_covered(const struct placement_problem *problem, const struct placement_result *result)
{
    int64_t all = weight_of_all(problem), covered = all - result->cost, most = all - result->lower_bound;
    printf("covered %lld of %lld, at most %lld", (long long)covered, (long long)all, (long long)most);
    if (!result->is_proven && covered > 0)
        printf(": gap %.4f %%", 100 * (double)(most - covered) / (double)covered);
    putchar('\n');
}

void placement_show_json(const struct placement_problem *problem, const struct placement_result *result,
                         const struct placement_about *about, double wall_s)
{
    json_t *root = json_object(), *sites = json_array(), *within = json_array();
    bool is_found = result->is_feasible;
    json_object_set_new(root, "mode", json_string(placement_mode_names[problem->mode]));
    json_object_set_new(root, "n", json_integer(problem->client_count));
    json_object_set_new(root, "m", json_integer(problem->site_count));
    json_object_set_new(root, "p", json_integer(open_at_end(problem, result)));
    json_object_set_new(root, "periods", json_integer(problem->period_count));
    json_object_set_new(root, "feasible", json_boolean(is_found));
    json_object_set_new(root, "cost", is_found ? whole_or_real(result->cost, unit_of(problem)) : json_null());
    json_object_set_new(root, "lower_bound", whole_or_real(result->lower_bound, unit_of(problem)));
    if (tells_covered(problem, result)) {
        int64_t all = weight_of_all(problem);
        json_object_set_new(root, "covered", json_integer(all - result->cost));
        json_object_set_new(root, "covered_at_most", json_integer(all - result->lower_bound));
    }
    json_object_set_new(root, "gap",
                        is_found ? json_real(placement_gap(result->cost, result->lower_bound)) : json_null());
    json_object_set_new(root, "proven", json_boolean(result->is_proven));
    json_object_set_new(root, "interrupted", json_boolean(result->is_interrupted));
    json_object_set_new(root, "wall_s", json_real(round(wall_s * 1000) / 1000));
    for (int64_t t = 0; is_found && t < problem->period_count; t++)
        json_array_append_new(within, to_json_statistic(share_within(problem, result, t)));
    json_object_set_new(root, "share_within_radius", within);
    for (int64_t j = 0; is_found && j < problem->site_count; j++)
        if (result->site_period[j] >= 0)
            json_array_append_new(sites, about->site_lat_deg || problem->period_count > 1
                                             ? site_json(problem, result, about, j)
                                             : json_integer(j));
    json_object_set_new(root, "sites", sites);
    if (about->more)
        json_object_update(root, about->more);
    output_json(root, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(root);
}

void placement_show_text(const struct placement_problem *problem, const struct placement_result *result,
                         double wall_s)
{
    double unit = unit_of(problem);
    printf("%s, %lld clients, %lld candidate sites\n", placement_mode_names[problem->mode],
           (long long)problem->client_count, (long long)problem->site_count);
    if (!result->is_feasible) {
        printf("no choice of sites keeps all the rules%s\n",
               result->is_proven ? "" : " (none was found; it is not proven that there is none)");
    } else {
        printf("%lld sites, cost %.*f, at least %.*f: %s", (long long)open_at_end(problem, result),
               unit == 1 ? 0 : 3, (double)result->cost * unit, unit == 1 ? 0 : 3,
               (double)result->lower_bound * unit, result->is_proven ? "proven least" : "");
        if (!result->is_proven)
            printf("gap %.4f %%", 100 * placement_gap(result->cost, result->lower_bound));
        printf(", %.1f s\n", wall_s);
    }
    // Of several periods or scenarios it would be a sum that nobody asks for.
    if (problem->period_count * problem->scenario_count == 1 && tells_covered(problem, result))
        show_covered(problem, result);
    for (int64_t t = 0; result->is_feasible && t < problem->period_count; t++) {
        int64_t open = 0;
        for (int64_t j = 0; j < problem->site_count; j++)
            open += result->site_period[j] >= 0 && result->site_period[j] <= t;
        double within = share_within(problem, result, t);
        if (problem->period_count > 1)
            printf("period %lld: %lld sites", (long long)t + 1, (long long)open);
        if (!isnan(within))
            printf("%s%.2f %% of the weight within its radius", problem->period_count > 1 ? ", " : "",
                   100 * within);
        if (problem->period_count > 1 || !isnan(within))
            putchar('\n');
    }
}

/// Weight that each site serves in the last period.
static double *served_weight(const struct placement_problem *problem, const struct placement_result *result)
{
    double *served = sim_memory_new((size_t)problem->site_count, sizeof(double), "a map");
    int64_t t = problem->period_count - 1;
    for (int64_t i = 0; i < problem->client_count; i++) {
        int32_t site = result->assignment[t * problem->client_count + i];
        if (site >= 0)
            served[site] += weight_of(problem, t, i);
    }
    return served;
}

static json_t *map_of(const struct placement_problem *problem, const struct placement_result *result,
                      const struct placement_about *about)
{
    json_t *map = geojson_create();
    double *served = served_weight(problem, result);
    for (int64_t j = 0; j < problem->site_count; j++) {
        if (result->site_period[j] < 0)
            continue;
        json_t *properties = json_object();
        json_object_set_new(properties, "site", json_integer(j));
        if (about->site_names && about->site_names[j][0])
            json_object_set_new(properties, "name", to_json_text(about->site_names[j]));
        if (about->county_names && problem->county[j] >= 0)
            json_object_set_new(properties, "county", to_json_text(about->county_names[problem->county[j]]));
        json_object_set_new(properties, "period", json_integer(result->site_period[j] + 1));
        json_object_set_new(properties, "weight_served", to_json_statistic(served[j]));
        json_object_set_new(properties, "existing", json_boolean(problem->is_existing[j]));
        geojson_add_point(map, about->site_lon_deg[j], about->site_lat_deg[j], properties);
    }
    free(served);
    return map;
}

enum sim_status placement_show_map(const char *path, const struct placement_problem *problem,
                                   const struct placement_result *result, const struct placement_about *about,
                                   struct sim_error *error)
{
    if (!about->site_lat_deg)
        return sim_error_say(error, SIM_USAGE, "--geojson: sites have no places in degrees in this input");
    return geojson_write(map_of(problem, result, about), path, error);
}
