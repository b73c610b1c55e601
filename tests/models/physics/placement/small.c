#include "tests/models/physics/placement/small.h"

#include <string.h>

#define SITES_MOST   7
#define CLIENTS_MOST 9

static int64_t below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)(sim_rng_uniform(rng) * (double)count);
}

static void make_distances(struct placement_problem *problem, struct sim_rng *rng, bool is_sparse)
{
    for (int64_t i = 0; i < problem->client_count; i++)
        problem->client_x[i] = below(rng, 60), problem->client_y[i] = below(rng, 60);
    for (int64_t j = 0; j < problem->site_count; j++)
        problem->site_x[j] = below(rng, 60), problem->site_y[j] = below(rng, 60);
    if (problem->metric == PLACEMENT_PLANAR)
        return;
    size_t count = 0;
    for (int64_t i = 0; i < problem->client_count; i++) {
        for (int64_t j = 0; j < problem->site_count; j++)
            if (!is_sparse || below(rng, 3) > 0) {
                problem->list_site[count] = (int32_t)j;
                problem->list_distance[count++] = (int32_t)below(rng, 60);
            }
        problem->list_start[i + 1] = count;
    }
    if (is_sparse && below(rng, 2) == 0)
        problem->unserved = 60 + below(rng, 40);
}

static void make_rules(struct placement_problem *problem, struct sim_rng *rng, int switches)
{
    int64_t m = problem->site_count, periods = problem->period_count;
    bool is_free = problem->mode == PLACEMENT_SET_COVER || problem->mode == PLACEMENT_FIXED_CHARGE;
    for (int64_t t = 0; t < periods && !is_free; t++)
        problem->target[t] = 1 + below(rng, 2) + (t > 0 ? problem->target[t - 1] - 1 : 0);
    for (int64_t j = 0; j < m && (switches & SMALL_COUNTIES); j++)
        problem->county[j] = (int32_t)below(rng, problem->county_count + 1) - 1;
    for (int64_t at = 0; at < periods * problem->county_count; at++) {
        problem->floor[at] = below(rng, 3) == 0;
        problem->limit[at] = below(rng, 2) == 0 ? PLACEMENT_NONE : problem->floor[at] + below(rng, 2);
    }
    for (int64_t j = 0; j < m && (switches & SMALL_STANDING); j++) {
        problem->is_existing[j] = j == 0;
        problem->is_vetoed[j] = j > 0 && below(rng, 4) == 0;
    }
    for (int64_t j = 0; j < m; j++)
        problem->price[j] = switches & SMALL_BUDGET ? 1 + below(rng, 9) : 0;
    for (int64_t t = 0; t < periods && (switches & SMALL_BUDGET); t++)
        problem->budget[t] = 4 + below(rng, 14);
}

void small_make(struct placement_problem *problem, enum placement_mode mode, int switches, uint64_t number)
{
    struct sim_rng rng = sim_rng_named(number, "small placement", (uint64_t)mode, (uint32_t)switches, 0);
    int64_t m = 3 + below(&rng, SITES_MOST - 2), n = 3 + below(&rng, CLIENTS_MOST - 2);
    bool has_scenarios = switches & (SMALL_EXPECTED | SMALL_WORST),
         covers = mode == PLACEMENT_COVER || mode == PLACEMENT_SET_COVER;
    if (mode == PLACEMENT_CAPACITATED) {
        m = m > (switches & SMALL_PERIODS ? 4 : 5) ? (switches & SMALL_PERIODS ? 4 : 5) : m;
        n = n > (switches & SMALL_PERIODS ? 5 : 6) ? (switches & SMALL_PERIODS ? 5 : 6) : n;
    } else if (switches & SMALL_PERIODS) {
        m = m > 6 ? 6 : m;
    }
    bool is_planar = !(switches & SMALL_SPARSE) && below(&rng, 2) == 0;
    placement_problem_init(
        problem, mode, is_planar ? PLACEMENT_PLANAR : PLACEMENT_LISTS,
        &(struct placement_size){.clients = n,
                                 .sites = m,
                                 .counties = switches & SMALL_COUNTIES ? 2 : 0,
                                 .classes = switches & SMALL_CLASSES ? 2 : 1,
                                 .periods = switches & SMALL_PERIODS ? 2 + below(&rng, 2) : 1,
                                 .scenarios = has_scenarios ? 3 : 1,
                                 .entries = (size_t)(n * m)});
    problem->robust = switches & SMALL_WORST ? PLACEMENT_WORST : PLACEMENT_EXPECTED;
    make_distances(problem, &rng, switches & SMALL_SPARSE);
    make_rules(problem, &rng, switches);
    for (int64_t at = 0; at < n * problem->period_count * problem->scenario_count; at++)
        problem->weight[at] = below(&rng, 20);
    for (int64_t s = 0; s < problem->scenario_count; s++)
        problem->share[s] = 1 + below(&rng, 3);
    for (int64_t i = 0; i < n; i++) {
        problem->client_class[i] = (int32_t)below(&rng, problem->class_count);
        problem->demand[i] = 1 + below(&rng, 9);
    }
    for (int64_t j = 0; j < m; j++) {
        problem->charge[j] = mode == PLACEMENT_FIXED_CHARGE || below(&rng, 3) == 0 ? below(&rng, 300) : 0;
        problem->capacity[j] = 8 + below(&rng, 20);
    }
    if (covers)
        problem->classes[0].radius = 15 + below(&rng, 20);
    if (switches & SMALL_CLASSES)
        problem->classes[1] = (struct placement_class){
            .radius = 10 + below(&rng, 20),
            .penalty = covers ? 0 : below(&rng, 50),
            .backup_radius = mode == PLACEMENT_SET_COVER ? PLACEMENT_NONE : 20 + below(&rng, 20),
            .backup_penalty = 1 + below(&rng, 30)};
}

// --- Trying all ---------------------------------------------------------------------------------------------------

static int64_t distance_of(const struct placement_problem *problem, int64_t i, int64_t j)
{
    if (problem->metric == PLACEMENT_LISTS) {
        for (size_t e = problem->list_start[i]; e < problem->list_start[i + 1]; e++)
            if (problem->list_site[e] == j)
                return problem->list_distance[e];
        return -1;
    }
    int64_t dx = problem->client_x[i] - problem->site_x[j], dy = problem->client_y[i] - problem->site_y[j],
            d = 0;
    while ((d + 1) * (d + 1) <= dx * dx + dy * dy)
        d++;
    return d;
}

static bool keeps_rules(const struct placement_problem *problem, const int *period)
{
    for (int64_t t = 0; t < problem->period_count; t++) {
        int64_t open = 0, price = 0, count[8] = {0};
        for (int64_t j = 0; j < problem->site_count; j++) {
            if (period[j] > t)
                continue;
            open++;
            if (problem->county[j] >= 0)
                count[problem->county[j]]++;
            if (period[j] == t && !problem->is_existing[j])
                price += problem->price[j];
        }
        if ((problem->target[t] >= 0 && open != problem->target[t]) ||
            (problem->budget[t] >= 0 && price > problem->budget[t]))
            return false;
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            if (count[c] < problem->floor[at] || (problem->limit[at] >= 0 && count[c] > problem->limit[at]))
                return false;
        }
    }
    for (int64_t j = 0; j < problem->site_count; j++)
        if ((problem->is_vetoed[j] && period[j] < problem->period_count) ||
            (problem->is_existing[j] && period[j] != 0))
            return false;
    return true;
}

/// What one client pays for each weight in a period; -1: it must be served and is not.
static int64_t client_cost(const struct placement_problem *problem, const int *period, int64_t t, int64_t i)
{
    const struct placement_class *class = &problem->classes[problem->client_class[i]];
    int64_t nearest = -1, backups = 0;
    for (int64_t j = 0; j < problem->site_count; j++) {
        int64_t d = period[j] <= t ? distance_of(problem, i, j) : -1;
        if (d < 0)
            continue;
        nearest = nearest < 0 || d < nearest ? d : nearest;
        backups += class->backup_radius >= 0 && d <= class->backup_radius;
    }
    int64_t missing = class->backup_radius < 0 || problem->mode == PLACEMENT_CENTER ? 0
                      : backups > 1                                                 ? 0
                                                                                    : 2 - backups;
    int64_t extra = class->backup_penalty * missing;
    bool is_inside = nearest >= 0 && nearest <= class->radius;
    if (problem->mode == PLACEMENT_COVER)
        return !is_inside + extra;
    if (problem->mode == PLACEMENT_SET_COVER)
        return is_inside ? 0 : -1;
    if (nearest < 0 && (problem->mode == PLACEMENT_CENTER || problem->unserved < 0))
        return -1;
    nearest = nearest < 0 ? problem->unserved : nearest;
    return nearest + (class->radius >= 0 && nearest > class->radius ? class->penalty : 0) + extra;
}

static int64_t cost_of(const struct placement_problem *problem, const int *period)
{
    int64_t sums[4] = {0}, charges = 0, open = 0, shares = 0, cost = 0, n = problem->client_count,
            charged = 0;
    for (int64_t t = 0; t < problem->period_count; t++)
        for (int64_t i = 0; i < n; i++) {
            int64_t each = client_cost(problem, period, t, i);
            for (int64_t s = 0; s < problem->scenario_count; s++) {
                int64_t weight = problem->weight[(t * problem->scenario_count + s) * n + i];
                if (each < 0 && weight > 0)
                    return -1;
                if (problem->mode == PLACEMENT_CENTER)
                    sums[s] = weight > 0 && each > sums[s] ? each : sums[s];
                else
                    sums[s] += weight * (each < 0 ? 0 : each);
            }
        }
    for (int64_t j = 0; j < problem->site_count; j++) {
        charged += problem->charge[j] > 0;
        open += period[j] < problem->period_count;
        charges += period[j] < problem->period_count ? problem->charge[j] : 0;
    }
    if (problem->mode == PLACEMENT_SET_COVER && charged == 0)
        charges = open;
    for (int64_t s = 0; s < problem->scenario_count; s++) {
        bool greatest = problem->mode == PLACEMENT_CENTER || problem->robust == PLACEMENT_WORST;
        cost = !greatest ? cost + problem->share[s] * sums[s] : sums[s] > cost ? sums[s] : cost;
        shares += problem->share[s];
    }
    if (problem->mode == PLACEMENT_CENTER)
        return cost;
    return cost + charges * (problem->robust == PLACEMENT_WORST ? 1 : shares);
}

/// Weight of a client in a period, by shares.
static int64_t merged_weight(const struct placement_problem *problem, int64_t t, int64_t i)
{
    int64_t sum = 0;
    for (int64_t s = 0; s < problem->scenario_count; s++)
        sum += problem->share[s] *
               problem->weight[(t * problem->scenario_count + s) * problem->client_count + i];
    return sum;
}

/// Capacitated: best assignment of client i and those after it in a period.
static int64_t best_assignment(const struct placement_problem *problem, const int *period, int64_t t,
                               int64_t *left, int64_t i)
{
    int64_t best = -1;
    if (i == problem->client_count)
        return 0;
    const struct placement_class *class = &problem->classes[problem->client_class[i]];
    for (int64_t j = 0; j <= problem->site_count; j++) {
        bool is_site = j < problem->site_count;
        int64_t d = !is_site ? problem->unserved : period[j] <= t ? distance_of(problem, i, j) : -1;
        if (d < 0 || (is_site && left[j] < problem->demand[i]))
            continue;
        if (is_site)
            left[j] -= problem->demand[i];
        int64_t cost = best_assignment(problem, period, t, left, i + 1);
        if (is_site)
            left[j] += problem->demand[i];
        if (cost < 0)
            continue;
        cost += merged_weight(problem, t, i) *
                (d + (class->radius >= 0 && d > class->radius ? class->penalty : 0));
        if (best < 0 || cost < best)
            best = cost;
    }
    return best;
}

/// What missing backups cost in a period.
static int64_t backups_cost(const struct placement_problem *problem, const int *period, int64_t t)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < problem->client_count; i++) {
        const struct placement_class *class = &problem->classes[problem->client_class[i]];
        int64_t found = 0;
        for (int64_t j = 0; j < problem->site_count && class->backup_radius >= 0; j++) {
            int64_t d = period[j] <= t ? distance_of(problem, i, j) : -1;
            found += d >= 0 && d <= class->backup_radius;
        }
        if (class->backup_radius >= 0 && found < 2)
            sum += merged_weight(problem, t, i) * class->backup_penalty * (2 - found);
    }
    return sum;
}

static int64_t capacitated_cost(const struct placement_problem *problem, const int *period)
{
    int64_t left[SITES_MOST + 1], charges = 0, shares = 0, sum = 0;
    for (int64_t s = 0; s < problem->scenario_count; s++)
        shares += problem->share[s];
    for (int64_t j = 0; j < problem->site_count; j++)
        charges += period[j] < problem->period_count ? problem->charge[j] : 0;
    for (int64_t t = 0; t < problem->period_count; t++) {
        memcpy(left, problem->capacity, sizeof(int64_t) * (size_t)problem->site_count);
        int64_t cost = best_assignment(problem, period, t, left, 0);
        if (cost < 0)
            return -1;
        sum += cost + backups_cost(problem, period, t);
    }
    return sum + charges * shares;
}

int64_t small_best(const struct placement_problem *problem)
{
    int64_t all = 1, best = -1;
    for (int64_t j = 0; j < problem->site_count; j++)
        all *= problem->period_count + 1;
    for (int64_t code = 0; code < all; code++) {
        int period[SITES_MOST + 1];
        int64_t rest = code;
        for (int64_t j = 0; j < problem->site_count; j++, rest /= problem->period_count + 1)
            period[j] = (int)(rest % (problem->period_count + 1));
        if (!keeps_rules(problem, period))
            continue;
        int64_t cost = problem->mode == PLACEMENT_CAPACITATED ? capacitated_cost(problem, period)
                                                              : cost_of(problem, period);
        if (cost >= 0 && (best < 0 || cost < best))
            best = cost;
    }
    return best;
}

bool small_solve(struct small_solved *of, enum placement_mode mode, int switches, uint64_t number)
{
    struct placement_options options = placement_options_default();
    struct sim_error error = {0};
    options.kicks = 100;
    small_make(&of->problem, mode, switches, number);
    bool is_sound = placement_problem_check(&of->problem, "small", &error) == SIM_OK;
    sim_error_clear(&error);
    if (is_sound) {
        placement_solve(&of->problem, &options, &of->result);
        if (of->result.is_feasible)
            return true;
        placement_result_clear(&of->result);
    }
    placement_problem_clear(&of->problem);
    return false;
}

void small_solved_clear(struct small_solved *of)
{
    placement_result_clear(&of->result);
    placement_problem_clear(&of->problem);
}
