#include "models/physics/placement/pack.h"

#include <stdlib.h>

#include "sim/memory.h"

void placement_packs_init(struct placement_packs *packs, const struct placement_rows *rows)
{
    size_t n = (size_t)rows->problem->client_count, periods = (size_t)rows->period_count,
           entries = rows->start[rows->row_count];
    *packs = (struct placement_packs){.rows = rows, .entries = entries};
    packs->is_forbidden = sim_memory_new(periods * entries, sizeof(bool), "a bound");
    packs->is_taken = sim_memory_new(periods * entries, sizeof(bool), "a bound");
    packs->must_be_served = sim_memory_new(periods * n, sizeof(bool), "a bound");
    packs->items = sim_memory_new(n, sizeof(*packs->items), "a bound");
    for (size_t at = 0; at < periods * n; at++)
        packs->must_be_served[at] = rows->problem->unserved < 0;
}

void placement_packs_clear(struct placement_packs *packs)
{
    free(packs->is_forbidden);
    free(packs->is_taken);
    free(packs->must_be_served);
    free(packs->items);
    *packs = (struct placement_packs){0};
}

double placement_packs_value(struct placement_packs *packs, const double *u, int64_t period, int64_t site)
{
    const struct placement_rows *rows = packs->rows;
    const struct placement_problem *problem = rows->problem;
    const int64_t *weight = rows->weight + period * rows->row_count;
    const bool *is_forbidden = packs->is_forbidden + (size_t)period * packs->entries;
    bool *is_taken = packs->is_taken + (size_t)period * packs->entries;
    size_t first = rows->column_start[site];
    int64_t count = 0, capacity = problem->capacity[site];
    for (size_t e = first; e < rows->column_start[site + 1]; e++) {
        int32_t i = rows->column[e].row;
        is_taken[e] = false;
        if (i >= problem->client_count)
            continue;
        double gain = u[i] - (double)(weight[i] * rows->column[e].distance);
        if (gain > 0 && !is_forbidden[e] && problem->demand[i] <= capacity)
            packs->items[count++] =
                (struct placement_item){gain, problem->demand[i], (int32_t)(e - first), false};
    }
    double bound;
    placement_knapsack(packs->items, count, capacity, &bound);
    for (int64_t k = 0; k < count; k++)
        is_taken[first + (size_t)packs->items[k].index] = packs->items[k].is_taken;
    packs->items_read += (int64_t)(rows->column_start[site + 1] - first) + 20 * count;
    return -bound;
}
