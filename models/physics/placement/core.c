#include "models/physics/placement/core.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

static void *copy_of(const void *array, size_t count, size_t size)
{
    void *copy = sim_memory_new(count, size, "a core of sites");
    if (count > 0)
        memcpy(copy, array, count * size);
    return copy;
}

/// The sites' own members of the problem and the rows.
static void keep_sites(const struct placement_rows *all, struct placement_core *core)
{
    const struct placement_problem *from = all->problem;
    struct placement_problem *to = &core->problem;
    size_t m = (size_t)to->site_count;
    to->county = sim_memory_new(m, sizeof(int32_t), "a core of sites");
    to->is_existing = sim_memory_new(m, sizeof(bool), "a core of sites");
    to->is_vetoed = sim_memory_new(m, sizeof(bool), "a core of sites");
    core->rows.charge = sim_memory_new(m, sizeof(int64_t), "a core of sites");
    core->rows.price = sim_memory_new(m, sizeof(int64_t), "a core of sites");
    for (size_t k = 0; k < m; k++) {
        int32_t j = core->original[k];
        to->county[k] = from->county[j];
        to->is_existing[k] = from->is_existing[j];
        to->is_vetoed[k] = from->is_vetoed[j];
        core->rows.charge[k] = all->charge[j];
        core->rows.price[k] = all->price[j];
    }
}

static void keep_entries(const struct placement_rows *all, const int32_t *number, struct placement_rows *rows)
{
    size_t count = (size_t)all->row_count, kept = 0;
    for (size_t e = 0; e < all->start[count]; e++)
        kept += number[all->site[e]] >= 0;
    rows->start = sim_memory_new(count + 1, sizeof(size_t), "a core of sites");
    rows->site = sim_memory_new(kept, sizeof(int32_t), "a core of sites");
    rows->distance = sim_memory_new(kept, sizeof(int32_t), "a core of sites");
    kept = 0;
    for (size_t r = 0; r < count; r++) {
        rows->start[r] = kept;
        for (size_t e = all->start[r]; e < all->start[r + 1]; e++)
            if (number[all->site[e]] >= 0) {
                rows->site[kept] = number[all->site[e]];
                rows->distance[kept++] = all->distance[e];
            }
    }
    rows->start[count] = kept;
}

void placement_core_build(const struct placement_rows *all, const bool *keep, struct placement_core *core)
{
    size_t count = (size_t)all->row_count;
    int32_t kept = 0, *number = sim_memory_new((size_t)all->site_count, sizeof(*number), "a core of sites");
    *core = (struct placement_core){.problem = *all->problem, .rows = *all};
    core->original = sim_memory_new((size_t)all->site_count, sizeof(int32_t), "a core of sites");
    for (int64_t j = 0; j < all->site_count; j++) {
        number[j] = keep[j] ? kept : PLACEMENT_NONE;
        if (keep[j])
            core->original[kept++] = (int32_t)j;
    }
    core->problem.site_count = kept;
    struct placement_rows *rows = &core->rows;
    rows->problem = &core->problem;
    rows->site_count = kept;
    rows->column_start = NULL, rows->column = NULL;
    rows->tail = copy_of(all->tail, count, sizeof(int32_t));
    rows->need = copy_of(all->need, count, 1);
    rows->client = copy_of(all->client, count, sizeof(int32_t));
    rows->weight = copy_of(all->weight, count * (size_t)all->period_count, sizeof(int64_t));
    keep_sites(all, core);
    keep_entries(all, number, rows);
    placement_rows_transpose(rows);
    free(number);
}

void placement_core_clear(struct placement_core *core)
{
    free(core->problem.county);
    free(core->problem.is_existing);
    free(core->problem.is_vetoed);
    free(core->original);
    placement_rows_clear(&core->rows);
    *core = (struct placement_core){0};
}
