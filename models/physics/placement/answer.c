#include "models/physics/placement/answer.h"

#include <stdlib.h>

#include "models/physics/placement/rows.h"
#include "sim/memory.h"

/// What one client gets in one period.
struct service {
    int32_t site;     // nearest open one, among those that count; PLACEMENT_NONE
    int64_t distance; // to it, under the client's class
    int64_t backups;  // open sites inside the backup radius, at most 2
};

static void meet(const struct placement_problem *problem, int64_t client, int32_t site, int64_t distance,
                 struct service *service)
{
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    int64_t cost = problem->mode == PLACEMENT_CENTER
                       ? distance + (class->radius >= 0 && distance > class->radius ? class->penalty : 0)
                       : placement_rows_cost(problem, client, distance, PLACEMENT_NONE);
    service->backups += service->backups < 2 && distance <= class->backup_radius;
    if (cost != PLACEMENT_NONE && (service->site < 0 || cost < service->distance ||
                                   (cost == service->distance && site < service->site))) {
        service->site = site;
        service->distance = cost;
    }
}

/// open: the sites open in the period; is_open: the same by site.
static struct service serve(const struct placement_problem *problem, int64_t client, const int32_t *open,
                            int64_t open_count, const bool *is_open)
{
    struct service service = {.site = PLACEMENT_NONE};
    if (problem->metric == PLACEMENT_LISTS) {
        for (size_t e = problem->list_start[client]; e < problem->list_start[client + 1]; e++)
            if (is_open[problem->list_site[e]])
                meet(problem, client, problem->list_site[e], problem->list_distance[e], &service);
    } else {
        for (int64_t o = 0; o < open_count; o++)
            meet(problem, client, open[o], placement_distance(problem, client, open[o]), &service);
    }
    return service;
}

/// What a client pays for each of its weight where none serves it; PLACEMENT_NONE: that must not be.
static int64_t unserved_cost(const struct placement_problem *problem, int64_t client)
{
    if (problem->mode == PLACEMENT_COVER)
        return 1;
    if (problem->mode == PLACEMENT_SET_COVER || problem->unserved < 0)
        return PLACEMENT_NONE;
    return problem->mode == PLACEMENT_CENTER
               ? PLACEMENT_NONE
               : placement_rows_cost(problem, client, problem->unserved, PLACEMENT_NONE);
}

static int64_t charges_of(const struct placement_problem *problem, const int8_t *period)
{
    int64_t sum = 0, open = 0;
    for (int64_t j = 0; j < problem->site_count; j++)
        if (period[j] >= 0 && period[j] < problem->period_count) {
            sum += problem->charge[j];
            open++;
        }
    bool is_free = true;
    for (int64_t j = 0; j < problem->site_count; j++)
        is_free = is_free && problem->charge[j] == 0;
    return problem->mode == PLACEMENT_SET_COVER && is_free ? open : sum;
}

/// Adds one client's cost in a period to the scenarios' sums.
static void count_client(const struct placement_problem *problem, int64_t t, int64_t client,
                         const struct service *service, int64_t *sums, int64_t *unserved)
{
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    int64_t n = problem->client_count, scenarios = problem->scenario_count,
            none = unserved_cost(problem, client);
    bool is_served = service->site >= 0, counts = false;
    for (int64_t s = 0; s < scenarios; s++) {
        int64_t weight = problem->weight[(t * scenarios + s) * n + client];
        counts = counts || weight > 0;
        if (problem->mode == PLACEMENT_CENTER) {
            if (weight > 0 && is_served && service->distance > sums[s])
                sums[s] = service->distance;
            continue;
        }
        if (problem->mode != PLACEMENT_SET_COVER)
            sums[s] += weight * (is_served ? service->distance : none >= 0 ? none : 0);
        if (class->backup_radius >= 0 && problem->mode != PLACEMENT_SET_COVER)
            sums[s] += weight * class->backup_penalty * (2 - service->backups);
    }
    bool lacks_backup =
        problem->mode == PLACEMENT_SET_COVER && class->backup_radius >= 0 && service->backups < 2;
    if (unserved && counts && ((!is_served && none < 0) || lacks_backup))
        ++*unserved;
}

int64_t placement_answer_cost(const struct placement_problem *problem, const int8_t *period,
                              int32_t *assignment, int64_t *unserved)
{
    int64_t n = problem->client_count, m = problem->site_count, scenarios = problem->scenario_count;
    int32_t *open = sim_memory_new((size_t)m, sizeof(int32_t), "an answer");
    bool *is_open = sim_memory_new((size_t)m, sizeof(bool), "an answer");
    int64_t *sums = sim_memory_new((size_t)scenarios, sizeof(int64_t), "an answer");
    if (unserved)
        *unserved = 0;
    for (int64_t t = 0; t < problem->period_count; t++) {
        int64_t count = 0;
        for (int32_t j = 0; j < m; j++) {
            is_open[j] = period[j] >= 0 && period[j] <= t;
            if (is_open[j])
                open[count++] = j;
        }
        for (int64_t i = 0; i < n; i++) {
            struct service service = serve(problem, i, open, count, is_open);
            count_client(problem, t, i, &service, sums, unserved);
            if (assignment)
                assignment[t * n + i] = service.site;
        }
    }
    int64_t cost = 0, charges = charges_of(problem, period);
    for (int64_t s = 0; s < scenarios; s++)
        if (problem->mode == PLACEMENT_CENTER || problem->robust == PLACEMENT_WORST)
            cost = s == 0 || sums[s] > cost ? sums[s] : cost;
        else
            cost += problem->share[s] * sums[s];
    if (problem->mode == PLACEMENT_CENTER)
        charges = 0;
    if (problem->robust == PLACEMENT_WORST)
        cost += charges;
    else
        for (int64_t s = 0; s < scenarios; s++)
            cost += problem->share[s] * charges;
    free(open);
    free(is_open);
    free(sums);
    return cost;
}
