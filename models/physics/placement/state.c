#include "models/physics/placement/state.h"

#include <stdlib.h>

#include "sim/memory.h"

void placement_state_init(struct placement_state *state, const struct placement_rows *rows)
{
    size_t m = (size_t)rows->site_count, periods = (size_t)rows->period_count,
           count = (size_t)rows->row_count;
    size_t counties = (size_t)rows->problem->county_count;
    *state = (struct placement_state){.rows = rows};
    state->period = sim_memory_new(m, 1, "a set of sites");
    state->served = sim_memory_new(periods * count, sizeof(struct placement_served), "a set of sites");
    state->loss = sim_memory_new(periods * m, sizeof(int64_t), "a set of sites");
    state->open_count = sim_memory_new(periods, sizeof(int64_t), "a set of sites");
    state->county_count = sim_memory_new(periods * counties, sizeof(int64_t), "a set of sites");
    state->spent = sim_memory_new(periods, sizeof(int64_t), "a set of sites");
    state->correction = sim_memory_new(m, sizeof(int64_t), "a set of sites");
    state->touched = sim_memory_new(m, sizeof(int32_t), "a set of sites");
    for (size_t j = 0; j < m; j++)
        state->period[j] = (int8_t)periods;
    for (size_t t = 0; t < periods; t++)
        for (size_t r = 0; r < count; r++) {
            int32_t length = (int32_t)(rows->start[r + 1] - rows->start[r]), tail = rows->tail[r];
            state->served[t * count + r] =
                (struct placement_served){{length, length, length}, {-1, -1, -1}, {tail, tail, tail}};
            state->cost += rows->weight[t * count + r] * rows->need[r] * tail;
        }
}

void placement_state_clear(struct placement_state *state)
{
    void *arrays[] = {state->period,       state->served, state->loss,       state->open_count,
                      state->county_count, state->spent,  state->correction, state->touched};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *state = (struct placement_state){0};
}

/// Adds (sign +1) or takes away (-1) a row's part in the losses of the sites that serve it.
static void count_loss(int64_t *loss, const struct placement_served *served, int need, int64_t signed_weight)
{
    for (int k = 0; k < need; k++)
        if (served->site[k] >= 0)
            loss[served->site[k]] += signed_weight * (served->distance[need] - served->distance[k]);
}

static void open_site(struct placement_state *state, int64_t site, int64_t t)
{
    const struct placement_rows *rows = state->rows;
    struct placement_served *all = state->served + t * rows->row_count;
    const int64_t *weights = rows->weight + t * rows->row_count;
    int64_t *loss = state->loss + t * rows->site_count;
    loss[site] = 0;
    for (size_t e = rows->column_start[site]; e < rows->column_start[site + 1]; e++) {
        const struct placement_entry *entry = &rows->column[e];
        struct placement_served *served = &all[entry->row];
        int need = rows->need[entry->row];
        if (entry->position >= served->position[need])
            continue;
        int64_t weight = weights[entry->row];
        count_loss(loss, served, need, -weight);
        int k = need;
        for (; k > 0 && served->position[k - 1] > entry->position; k--) {
            served->position[k] = served->position[k - 1];
            served->site[k] = served->site[k - 1];
            served->distance[k] = served->distance[k - 1];
        }
        served->position[k] = entry->position;
        served->site[k] = (int32_t)site;
        served->distance[k] = entry->distance;
        count_loss(loss, served, need, weight);
        // What served last is now the next, unless the newcomer is the next itself.
        if (k < need)
            state->cost += weight * (entry->distance - served->distance[need]);
    }
}

static void close_site(struct placement_state *state, int64_t site, int64_t t)
{
    const struct placement_rows *rows = state->rows;
    struct placement_served *all = state->served + t * rows->row_count;
    const int64_t *weights = rows->weight + t * rows->row_count;
    int64_t *loss = state->loss + t * rows->site_count;
    for (size_t e = rows->column_start[site]; e < rows->column_start[site + 1]; e++) {
        const struct placement_entry *entry = &rows->column[e];
        struct placement_served *served = &all[entry->row];
        int need = rows->need[entry->row];
        if (entry->position > served->position[need])
            continue;
        int64_t weight = weights[entry->row];
        count_loss(loss, served, need, -weight);
        int k = 0;
        while (served->site[k] != site)
            k++;
        if (k < need)
            state->cost += weight * (served->distance[need] - served->distance[k]);
        for (; k < need; k++) {
            served->position[k] = served->position[k + 1];
            served->site[k] = served->site[k + 1];
            served->distance[k] = served->distance[k + 1];
        }
        size_t first = rows->start[entry->row], length = rows->start[entry->row + 1] - first, at = 0;
        for (at = (size_t)served->position[need] + 1; at < length; at++)
            if (state->period[rows->site[first + at]] <= t)
                break;
        bool has_next = at < length;
        served->position[need] = has_next ? (int32_t)at : (int32_t)length;
        served->site[need] = has_next ? rows->site[first + at] : -1;
        served->distance[need] = has_next ? rows->distance[first + at] : rows->tail[entry->row];
        count_loss(loss, served, need, weight);
    }
}

void placement_state_set(struct placement_state *state, int64_t site, int64_t period)
{
    const struct placement_rows *rows = state->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t periods = rows->period_count, before = state->period[site];
    int32_t county = problem->county[site];
    if (before < periods) {
        state->spent[before] -= rows->price[site];
        state->cost -= rows->charge[site];
    }
    if (period < periods) {
        state->spent[period] += rows->price[site];
        state->cost += rows->charge[site];
    }
    state->period[site] = (int8_t)period;
    for (int64_t t = period; t < before; t++)
        open_site(state, site, t);
    for (int64_t t = before; t < period; t++)
        close_site(state, site, t);
    int64_t first = period < before ? period : before, last = period < before ? before : period;
    int64_t change = period < before ? 1 : -1;
    for (int64_t t = first; t < last; t++) {
        state->open_count[t] += change;
        if (county >= 0)
            state->county_count[t * problem->county_count + county] += change;
    }
}

void placement_state_price(struct placement_state *state, int64_t site)
{
    const struct placement_rows *rows = state->rows;
    for (int64_t t = 0; t < state->period[site]; t++) {
        const struct placement_served *all = state->served + t * rows->row_count;
        const int64_t *weights = rows->weight + t * rows->row_count;
        int64_t gain = 0;
        for (size_t e = rows->column_start[site]; e < rows->column_start[site + 1]; e++) {
            const struct placement_entry *entry = &rows->column[e];
            const struct placement_served *served = &all[entry->row];
            int need = rows->need[entry->row];
            if (entry->position >= served->position[need])
                continue;
            int64_t weight = weights[entry->row];
            int32_t last = served->distance[need - 1],
                    served_at = entry->distance < last ? last : entry->distance;
            if (entry->distance < last)
                gain += weight * (entry->distance - last);
            int64_t correction = weight * (served_at - served->distance[need]);
            if (correction == 0)
                continue;
            for (int k = 0; k < need && served->site[k] >= 0; k++) {
                int32_t open = served->site[k];
                // Corrections are negative, so that zero is "not touched yet".
                if (state->correction[open] == 0)
                    state->touched[state->touched_count++] = open;
                state->correction[open] += correction;
            }
        }
        state->gain[t] = gain;
    }
}

void placement_state_unprice(struct placement_state *state)
{
    for (int64_t i = 0; i < state->touched_count; i++)
        state->correction[state->touched[i]] = 0;
    state->touched_count = 0;
}

int64_t placement_state_swap_cost(const struct placement_state *state, int64_t in, int64_t out)
{
    const struct placement_rows *rows = state->rows;
    int64_t cost = state->correction[out], until = state->period[in];
    for (int64_t t = state->period[out]; t < until; t++)
        cost += state->gain[t] + state->loss[t * rows->site_count + out];
    return until == rows->period_count ? cost + rows->charge[in] - rows->charge[out] : cost;
}

/// True if one county may lose (by < 0) or win a site in the periods first .. last - 1.
static bool may_county(const struct placement_state *state, int32_t county, int64_t first, int64_t last,
                       int64_t by)
{
    const struct placement_problem *problem = state->rows->problem;
    for (int64_t t = first; county >= 0 && t < last; t++) {
        int64_t at = t * problem->county_count + county, count = state->county_count[at] + by;
        if (by < 0 ? count < problem->floor[at] : problem->limit[at] >= 0 && count > problem->limit[at])
            return false;
    }
    return true;
}

/// True if a period's budget bears a change.
static bool may_spend(const struct placement_state *state, int64_t period, int64_t change)
{
    const struct placement_problem *problem = state->rows->problem;
    return period >= problem->period_count || change <= 0 || problem->budget[period] < 0 ||
           state->spent[period] + change <= problem->budget[period];
}

bool placement_state_may_swap(const struct placement_state *state, int64_t in, int64_t out)
{
    const struct placement_problem *problem = state->rows->problem;
    int64_t early = state->period[out], late = state->period[in];
    if (early >= late || problem->is_existing[out] || problem->is_vetoed[in])
        return false;
    int64_t dearer = state->rows->price[in] - state->rows->price[out];
    if (!may_spend(state, early, dearer) || !may_spend(state, late, -dearer))
        return false;
    return problem->county[in] == problem->county[out] ||
           (may_county(state, problem->county[out], early, late, -1) &&
            may_county(state, problem->county[in], early, late, 1));
}

bool placement_state_may_set(const struct placement_state *state, int64_t site, int64_t period)
{
    const struct placement_problem *problem = state->rows->problem;
    int64_t before = state->period[site], first = period < before ? period : before,
            last = period < before ? before : period;
    if (problem->is_existing[site] || problem->is_vetoed[site] ||
        !may_spend(state, period, state->rows->price[site]))
        return false;
    for (int64_t t = first; t < last; t++)
        if (problem->target[t] >= 0)
            return false;
    return may_county(state, problem->county[site], first, last, period < before ? 1 : -1);
}

bool placement_state_is_lawful(const struct placement_state *state)
{
    const struct placement_problem *problem = state->rows->problem;
    for (int64_t t = 0; t < problem->period_count; t++) {
        if (problem->target[t] >= 0 && state->open_count[t] != problem->target[t])
            return false;
        if (problem->budget[t] >= 0 && state->spent[t] > problem->budget[t])
            return false;
        for (int64_t at = t * problem->county_count; at < (t + 1) * problem->county_count; at++)
            if (state->county_count[at] < problem->floor[at] ||
                (problem->limit[at] >= 0 && state->county_count[at] > problem->limit[at]))
                return false;
    }
    for (int64_t j = 0; j < problem->site_count; j++)
        if ((problem->is_existing[j] && state->period[j] != 0) ||
            (problem->is_vetoed[j] && state->period[j] < problem->period_count))
            return false;
    return true;
}
