#include "models/physics/rollout.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"

/// A site's row of the transposed lists.
struct entry {
    int32_t client;
    int32_t distance;
};

struct rollout {
    const struct placement_problem *problem;
    size_t *start;         // [site + 1] of entries
    struct entry *entries; //
    double *weight;        // [client] of the last period, scenarios by their shares
    double *cost;          // [client] under what is open
    double *ratio;         // [site] gain for its price when it was last looked at: an upper bound
    bool *is_open;         // [site]
    int64_t *county_open;  // [county]
};

/// What a client pays at a distance, in the problem's terms.
static double cost_at(const struct placement_problem *problem, size_t client, int64_t distance)
{
    const struct placement_class *class_ = &problem->classes[problem->client_class[client]];
    bool is_inside = class_->radius == PLACEMENT_NONE || distance <= class_->radius;
    if (problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER)
        return is_inside ? 0 : 1;
    return (double)(distance + (is_inside ? 0 : class_->penalty));
}

static void transpose(struct rollout *rollout)
{
    const struct placement_problem *problem = rollout->problem;
    size_t entry_count = problem->list_start[problem->client_count];
    size_t *next = sim_memory_new((size_t)problem->site_count + 1, sizeof(*next), "a roll-out");
    rollout->start = sim_memory_new((size_t)problem->site_count + 1, sizeof(*rollout->start), "a roll-out");
    rollout->entries = sim_memory_new(entry_count, sizeof(*rollout->entries), "a roll-out");
    for (size_t i = 0; i < entry_count; i++)
        rollout->start[problem->list_site[i] + 1]++;
    for (int64_t j = 0; j < problem->site_count; j++)
        next[j + 1] = rollout->start[j + 1] += rollout->start[j];
    for (int64_t i = 0; i < problem->client_count; i++)
        for (size_t at = problem->list_start[i]; at < problem->list_start[i + 1]; at++)
            rollout->entries[next[problem->list_site[at]]++] =
                (struct entry){(int32_t)i, problem->list_distance[at]};
    free(next);
}

static void weigh(struct rollout *rollout)
{
    const struct placement_problem *problem = rollout->problem;
    const int64_t *last =
        problem->weight + (problem->period_count - 1) * problem->scenario_count * problem->client_count;
    double shares = 0;
    for (int64_t s = 0; s < problem->scenario_count; s++)
        shares += (double)problem->share[s];
    for (int64_t s = 0; s < problem->scenario_count; s++)
        for (int64_t i = 0; i < problem->client_count; i++)
            rollout->weight[i] += (double)last[s * problem->client_count + i] *
                                  (shares > 0 ? (double)problem->share[s] / shares : 1);
}

static void rollout_init(struct rollout *rollout, const struct placement_problem *problem)
{
    size_t clients = (size_t)problem->client_count, sites = (size_t)problem->site_count;
    *rollout = (struct rollout){
        .problem = problem,
        .weight = sim_memory_new(clients, sizeof(double), "a roll-out"),
        .cost = sim_memory_new(clients, sizeof(double), "a roll-out"),
        .ratio = sim_memory_new(sites, sizeof(double), "a roll-out"),
        .is_open = sim_memory_new(sites, sizeof(bool), "a roll-out"),
        .county_open = sim_memory_new((size_t)problem->county_count, sizeof(int64_t), "a roll-out"),
    };
    transpose(rollout);
    weigh(rollout);
    int64_t farthest = problem->unserved;
    for (size_t i = 0; i < problem->list_start[clients] && problem->unserved == PLACEMENT_NONE; i++)
        farthest = problem->list_distance[i] > farthest ? problem->list_distance[i] : farthest;
    for (size_t i = 0; i < clients; i++)
        rollout->cost[i] = cost_at(problem, i, farthest);
}

static void rollout_clear(struct rollout *rollout)
{
    free(rollout->start);
    free(rollout->entries);
    free(rollout->weight);
    free(rollout->cost);
    free(rollout->ratio);
    free(rollout->is_open);
    free(rollout->county_open);
}

static double gain_of(const struct rollout *rollout, int32_t site)
{
    double gain = 0;
    for (size_t at = rollout->start[site]; at < rollout->start[site + 1]; at++) {
        int32_t client = rollout->entries[at].client;
        double saved =
            rollout->cost[client] - cost_at(rollout->problem, (size_t)client, rollout->entries[at].distance);
        gain += saved > 0 ? saved * rollout->weight[client] : 0;
    }
    return gain;
}

static double ratio_of(const struct rollout *rollout, int32_t site)
{
    int64_t price = rollout->problem->price[site];
    return gain_of(rollout, site) / (double)(price > 0 ? price : 1);
}

static void open_site(struct rollout *rollout, int32_t site)
{
    int32_t county = rollout->problem->county[site];
    rollout->is_open[site] = true;
    if (county != PLACEMENT_NONE)
        rollout->county_open[county]++;
    for (size_t at = rollout->start[site]; at < rollout->start[site + 1]; at++) {
        int32_t client = rollout->entries[at].client;
        rollout->cost[client] = fmin(
            rollout->cost[client], cost_at(rollout->problem, (size_t)client, rollout->entries[at].distance));
    }
}

/// Whether the last period's limit lets a county have another site.
static bool has_room(const struct rollout *rollout, int32_t site)
{
    const struct placement_problem *problem = rollout->problem;
    int32_t county = problem->county[site];
    if (county == PLACEMENT_NONE)
        return true;
    int64_t limit = problem->limit[(problem->period_count - 1) * problem->county_count + county];
    return limit == PLACEMENT_NONE || rollout->county_open[county] < limit;
}

/// The best of some sites, -1 if none is left. Bounds are from before: the highest is looked at again until one stays
/// the highest, the first where two tie.
static int32_t best_of(struct rollout *rollout, const int32_t *sites, size_t count, bool is_reserve)
{
    for (;;) {
        int32_t best = -1;
        for (size_t i = 0; i < count; i++) {
            int32_t site = sites[i];
            if (rollout->is_open[site] || (is_reserve && !has_room(rollout, site)))
                continue;
            if (best < 0 || rollout->ratio[site] > rollout->ratio[best])
                best = site;
        }
        if (best < 0)
            return -1;
        double ratio = ratio_of(rollout, best);
        bool is_fresh = ratio >= rollout->ratio[best];
        rollout->ratio[best] = ratio;
        if (is_fresh)
            return best;
    }
}

size_t rollout_order(const struct placement_problem *problem, const int32_t *site_period, size_t wanted,
                     struct rollout_step *steps)
{
    struct rollout rollout;
    int32_t *sites = sim_memory_new((size_t)problem->site_count, sizeof(*sites), "a roll-out");
    size_t done = 0;
    rollout_init(&rollout, problem);
    // Stage -1: existing sites; then each period; the last stage: the reserve.
    for (int32_t stage = -1; stage <= problem->period_count; stage++) {
        bool is_reserve = stage == problem->period_count;
        size_t count = 0;
        for (int32_t j = 0; j < problem->site_count; j++) {
            bool is_of_stage = stage < 0 ? problem->is_existing[j]
                                         : !problem->is_existing[j] && (is_reserve ? !problem->is_vetoed[j]
                                                                                   : site_period[j] == stage);
            if (!is_of_stage || rollout.is_open[j])
                continue;
            rollout.ratio[j] = ratio_of(&rollout, j);
            sites[count++] = j;
        }
        while (!is_reserve || done < wanted) {
            int32_t site = best_of(&rollout, sites, count, is_reserve);
            if (site < 0)
                break;
            double gain = gain_of(&rollout, site);
            open_site(&rollout, site);
            steps[done++] = (struct rollout_step){site, stage < 0 ? 0 : stage, gain};
        }
        if (is_reserve)
            break;
    }
    rollout_clear(&rollout);
    free(sites);
    return done;
}
