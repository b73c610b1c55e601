#include <stdio.h>
#include <stdlib.h>

#include "models/physics/placement/placement.h"
#include "models/physics/placement/tell.h"
#include "sim/memory.h"

/// Faults that are told.
#define TOLD_MOST 20

struct check {
    const struct placement_problem *problem;
    struct tell tell;
};

/// No number of an array is below `low`.
static void check_low(struct check *check, const char *what, const int64_t *values, int64_t count,
                      int64_t low)
{
    for (int64_t i = 0; i < count; i++)
        if (values[i] < low) {
            tell_fault(&check->tell, "%s %lld: found %lld, expected at least %lld", what, (long long)i,
                       (long long)values[i], (long long)low);
            return;
        }
}

static void check_numbers(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    int64_t n = problem->client_count, m = problem->site_count, periods = problem->period_count,
            counties = problem->county_count;
    check_low(check, "weight", problem->weight, n * periods * problem->scenario_count, 0);
    check_low(check, "demand", problem->demand, n, 0);
    check_low(check, "charge of site", problem->charge, m, 0);
    check_low(check, "price of site", problem->price, m, 0);
    check_low(check, "capacity of site", problem->capacity, m, 0);
    check_low(check, "target of period", problem->target, periods, PLACEMENT_NONE);
    check_low(check, "budget of period", problem->budget, periods, PLACEMENT_NONE);
    check_low(check, "floor of period and county", problem->floor, periods * counties, 0);
    check_low(check, "limit of period and county", problem->limit, periods * counties, PLACEMENT_NONE);
    check_low(check, "share of scenario", problem->share, problem->scenario_count, 0);
    for (int64_t i = 0; i < n; i++)
        if (problem->client_class[i] < 0 || problem->client_class[i] >= problem->class_count)
            tell_fault(&check->tell, "client %lld: found class %d, expected less than %lld", (long long)i,
                       problem->client_class[i], (long long)problem->class_count);
    for (int64_t j = 0; j < m; j++)
        if (problem->county[j] < PLACEMENT_NONE || problem->county[j] >= counties)
            tell_fault(&check->tell, "site %lld: found county %d, expected less than %lld", (long long)j,
                       problem->county[j], (long long)counties);
}

static void check_classes(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    bool covers = problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER;
    for (int64_t k = 0; k < problem->class_count; k++) {
        const struct placement_class *class = &problem->classes[k];
        if (covers && class->radius < 0)
            tell_fault(&check->tell, "class %lld: found no radius, expected one to be covered within",
                       (long long)k);
        if (class->penalty < 0 || class->backup_penalty < 0)
            tell_fault(&check->tell, "class %lld: found a negative penalty", (long long)k);
        if (class->radius > PLACEMENT_DISTANCE_MAX || class->penalty > PLACEMENT_DISTANCE_MAX ||
            class->backup_radius > PLACEMENT_DISTANCE_MAX)
            tell_fault(&check->tell, "class %lld: found a radius or penalty beyond %lld", (long long)k,
                       (long long)PLACEMENT_DISTANCE_MAX);
    }
}

/// Rows of given distances. Returns the greatest one.
static int64_t check_lists(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    int64_t greatest = problem->unserved > 0 ? problem->unserved : 0, inside = greatest;
    int64_t *last = sim_memory_new((size_t)problem->site_count, sizeof(*last), "a check");
    for (int64_t i = 0; i < problem->client_count; i++)
        for (size_t e = problem->list_start[i]; e < problem->list_start[i + 1]; e++) {
            int32_t site = problem->list_site[e], distance = problem->list_distance[e];
            if (site < 0 || site >= problem->site_count) {
                tell_fault(&check->tell, "client %lld: found site %d, expected less than %lld", (long long)i,
                           site, (long long)problem->site_count);
                continue;
            }
            if (last[site] == i + 1)
                tell_fault(&check->tell, "client %lld: site %d is listed twice", (long long)i, site);
            last[site] = i + 1;
            if (distance < 0 || (problem->unserved >= 0 && distance > inside))
                tell_fault(&check->tell, "client %lld, site %d: found the distance %d, expected 0..%lld",
                           (long long)i, site, distance,
                           (long long)(problem->unserved >= 0 ? inside : PLACEMENT_DISTANCE_MAX));
            greatest = distance > greatest ? distance : greatest;
        }
    free(last);
    return greatest;
}

/// Greatest distance that planar coordinates can give.
static int64_t check_plane(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    const int64_t *arrays[] = {problem->client_x, problem->client_y, problem->site_x, problem->site_y};
    int64_t counts[] = {problem->client_count, problem->client_count, problem->site_count,
                        problem->site_count};
    int64_t low[2] = {INT64_MAX, INT64_MAX}, high[2] = {INT64_MIN, INT64_MIN};
    for (int a = 0; a < 4; a++)
        for (int64_t i = 0; i < counts[a]; i++) {
            int64_t value = arrays[a][i];
            low[a % 2] = value < low[a % 2] ? value : low[a % 2];
            high[a % 2] = value > high[a % 2] ? value : high[a % 2];
        }
    double width = (double)high[0] - (double)low[0], height = (double)high[1] - (double)low[1];
    if (width + height > PLACEMENT_DISTANCE_MAX) {
        tell_fault(&check->tell, "coordinates span %.0f by %.0f, expected at most %lld together", width,
                   height, (long long)PLACEMENT_DISTANCE_MAX);
        return 0;
    }
    return (int64_t)(width + height) + 1;
}

/// The greatest cost that can come up stays inside what sums bear.
static void check_size(struct check *check, int64_t greatest)
{
    const struct placement_problem *problem = check->problem;
    int64_t n = problem->client_count, scenarios = problem->scenario_count;
    double total = 0, charges = 0;
    for (int64_t t = 0; t < problem->period_count; t++)
        for (int64_t i = 0; i < n; i++) {
            const struct placement_class *class = &problem->classes[problem->client_class[i]];
            double each = (double)greatest + (double)class->penalty + 2 * (double)class->backup_penalty + 1;
            for (int64_t s = 0; s < scenarios; s++)
                total += (double)problem->weight[(t * scenarios + s) * n + i] * each *
                         (double)(problem->share[s] > 0 ? problem->share[s] : 1);
        }
    for (int64_t j = 0; j < problem->site_count; j++)
        charges += (double)problem->charge[j];
    if (greatest > PLACEMENT_DISTANCE_MAX)
        tell_fault(&check->tell, "found distances of up to %lld, expected at most %lld: take a larger unit",
                   (long long)greatest, (long long)PLACEMENT_DISTANCE_MAX);
    if (total + charges > (double)PLACEMENT_COST_MAX)
        tell_fault(&check->tell,
                   "costs could come to %.3g, expected at most %.3g: take larger units of distance or weight",
                   total + charges, (double)PLACEMENT_COST_MAX);
}

/// Rules that contradict each other whatever is opened.
static void check_rules(struct check *check)
{
    const struct placement_problem *problem = check->problem;
    int64_t periods = problem->period_count, existing = 0, allowed = 0;
    for (int64_t j = 0; j < problem->site_count; j++) {
        existing += problem->is_existing[j];
        allowed += !problem->is_vetoed[j];
        if (problem->is_existing[j] && problem->is_vetoed[j])
            tell_fault(&check->tell, "site %lld exists and is vetoed", (long long)j);
    }
    for (int64_t t = 0; t < periods; t++) {
        int64_t target = problem->target[t], floors = 0;
        if ((target < 0) != (problem->target[periods - 1] < 0))
            tell_fault(&check->tell,
                       "period %lld: found %s target, expected one for every period or for none",
                       (long long)t, target < 0 ? "no" : "a");
        if (t > 0 && target < problem->target[t - 1])
            tell_fault(
                &check->tell,
                "period %lld: found a target of %lld, expected at least that of the period before, %lld",
                (long long)t, (long long)target, (long long)problem->target[t - 1]);
        if (target >= 0 && (target < existing || target > allowed))
            tell_fault(
                &check->tell,
                "period %lld: found a target of %lld, expected %lld..%lld (existing sites .. sites not "
                "vetoed)",
                (long long)t, (long long)target, (long long)existing, (long long)allowed);
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            floors += problem->floor[at];
            if (problem->limit[at] >= 0 && problem->floor[at] > problem->limit[at])
                tell_fault(
                    &check->tell, "period %lld, county %lld: found a floor of %lld above the limit of %lld",
                    (long long)t, (long long)c, (long long)problem->floor[at], (long long)problem->limit[at]);
        }
        if (target >= 0 && floors > target)
            tell_fault(
                &check->tell,
                "period %lld: found floors of counties of %lld in all, expected at most the target %lld",
                (long long)t, (long long)floors, (long long)target);
    }
    bool needs_target = problem->mode == PLACEMENT_MEDIAN || problem->mode == PLACEMENT_COVER ||
                        problem->mode == PLACEMENT_CENTER;
    if (needs_target && problem->target[periods - 1] < 1)
        tell_fault(&check->tell, "found no number of sites, expected at least 1 for the mode %s",
                   placement_mode_names[problem->mode]);
    if (problem->mode == PLACEMENT_CAPACITATED && problem->robust == PLACEMENT_WORST &&
        problem->scenario_count > 1)
        tell_fault(&check->tell,
                   "found the worst of %lld scenarios, expected their mean for the mode capacitated: a "
                   "client keeps its "
                   "site in all scenarios, and which one that is can be weighed by their mean only",
                   (long long)problem->scenario_count);
}

enum sim_status placement_problem_check(const struct placement_problem *problem, const char *name,
                                        struct sim_error *error)
{
    struct check check = {problem, {name, error, 0, TOLD_MOST}};
    if (problem->period_count > PLACEMENT_PERIODS_MAX) {
        tell_fault(&check.tell, "found %lld periods, expected at most %d", (long long)problem->period_count,
                   PLACEMENT_PERIODS_MAX);
        return SIM_BAD_DATA;
    }
    if (problem->client_count < 1 || problem->site_count < 1) {
        tell_fault(&check.tell, "found %lld clients and %lld sites, expected at least one of each",
                   (long long)problem->client_count, (long long)problem->site_count);
        return SIM_BAD_DATA;
    }
    check_numbers(&check);
    check_classes(&check);
    if (check.tell.told > 0)
        return SIM_BAD_DATA;
    int64_t greatest = problem->metric == PLACEMENT_LISTS ? check_lists(&check) : check_plane(&check);
    check_size(&check, greatest);
    check_rules(&check);
    return check.tell.told > 0 ? SIM_BAD_DATA : SIM_OK;
}
