#include "models/physics/placement/rows.h"

#include <stdlib.h>

#include "models/physics/placement/neighbours.h"
#include "sim/memory.h"

/// Entries up to which planar problems list every site.
#define ENTRIES_WHOLE 4000000
/// Beyond them a row lists so many times the sites that it would pass, on average, before an open one, but no fewer
/// than the least.
#define CUT_FACTOR 12
#define CUT_LEAST  100
/// Sum of the shares that the worst of scenarios is sought with (worst.c).
#define WORST_SHARES 1024

bool placement_rows_cover(const struct placement_problem *problem)
{
    return problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER ||
           problem->mode == PLACEMENT_CENTER;
}

int64_t placement_rows_cost(const struct placement_problem *problem, int64_t client, int64_t distance,
                            int64_t radius)
{
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    int64_t cost = distance + (class->radius >= 0 && distance > class->radius ? class->penalty : 0);
    switch (problem->mode) {
    case PLACEMENT_COVER:
    case PLACEMENT_SET_COVER: return distance <= class->radius ? 0 : PLACEMENT_NONE;
    case PLACEMENT_CENTER: return cost <= radius ? 0 : PLACEMENT_NONE;
    default: return cost;
    }
}

/// Sites that a planar row lists at most.
static int64_t cut_of(const struct placement_problem *problem)
{
    int64_t m = problem->site_count, open = problem->target[problem->period_count - 1];
    if (m * problem->client_count <= ENTRIES_WHOLE || placement_rows_cover(problem) || open < 1 ||
        problem->mode == PLACEMENT_CAPACITATED)
        return m;
    // In the first period fewest are open, and rows are longest.
    open = problem->target[0] > 0 ? problem->target[0] : open;
    int64_t cut = CUT_FACTOR * m / open;
    cut = cut < CUT_LEAST ? CUT_LEAST : cut;
    return cut < m ? cut : m;
}

/// Where entries are gathered before their number is known.
struct gather {
    struct placement_rows *rows;
    const struct placement_grid *grid; // null: given lists
    uint64_t *keys, *spare;            // [site]
    size_t capacity, site_capacity, count;
    int64_t hard_tail;
};

static void add_entry(struct gather *gather, int32_t site, int64_t distance)
{
    struct placement_rows *rows = gather->rows;
    rows->site = sim_memory_grow(rows->site, &gather->site_capacity, gather->count + 1, sizeof(int32_t),
                                 "lists of sites");
    rows->distance = sim_memory_grow(rows->distance, &gather->capacity, gather->count + 1, sizeof(int32_t),
                                     "lists of sites");
    rows->site[gather->count] = site;
    rows->distance[gather->count++] = (int32_t)distance;
}

/// Sites and true distances of a client, in order: the nearest (radius PLACEMENT_NONE), or those within a radius.
static size_t sorted_sites(struct gather *gather, int64_t client, int64_t radius)
{
    const struct placement_problem *problem = gather->rows->problem;
    uint64_t *keys = gather->keys;
    if (gather->grid && radius != PLACEMENT_NONE)
        return placement_grid_within(gather->grid, client, radius, keys, gather->spare);
    if (gather->grid)
        return placement_grid_nearest(gather->grid, client, (size_t)gather->rows->cut, keys, gather->spare);
    size_t count = 0;
    for (size_t e = problem->list_start[client]; e < problem->list_start[client + 1]; e++)
        if (radius == PLACEMENT_NONE || problem->list_distance[e] <= radius)
            keys[count++] = PLACEMENT_KEY(problem->list_distance[e], problem->list_site[e]);
    placement_keys_sort(keys, gather->spare, count);
    return count;
}

/// What a client pays for each distance's weight where no listed site serves it.
static int64_t tail_of(const struct gather *gather, int64_t client, size_t count)
{
    const struct placement_problem *problem = gather->rows->problem;
    if (placement_rows_cover(problem))
        return 1;
    if (gather->grid && count < (size_t)problem->site_count)
        return placement_rows_cost(problem, client, PLACEMENT_KEY_DISTANCE(gather->keys[count - 1]), 0);
    if (!gather->grid && problem->unserved >= 0)
        return placement_rows_cost(problem, client, problem->unserved, 0);
    return gather->hard_tail;
}

/// What stands for "must be served": as dear as sums of 64 bits bear.
static int64_t hard_tail_of(const struct placement_problem *problem)
{
    double weight = 1, extra = problem->robust == PLACEMENT_WORST ? WORST_SHARES : 0;
    for (int64_t at = 0; at < problem->period_count * problem->scenario_count * problem->client_count; at++)
        weight += (double)problem->weight[at] *
                  (double)(problem->share[at / problem->client_count % problem->scenario_count] + extra);
    double tail = (double)((int64_t)1 << 58) / weight;
    return tail < PLACEMENT_DISTANCE_MAX ? (int64_t)tail : PLACEMENT_DISTANCE_MAX;
}

static void add_client(struct gather *gather, int64_t client)
{
    struct placement_rows *rows = gather->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t radius = PLACEMENT_NONE;
    if (problem->mode == PLACEMENT_CENTER)
        radius = rows->cover_radius;
    else if (placement_rows_cover(problem))
        radius = problem->classes[problem->client_class[client]].radius;
    size_t count = sorted_sites(gather, client, radius);
    rows->start[client] = gather->count;
    rows->client[client] = (int32_t)client;
    rows->need[client] = 1;
    rows->tail[client] = (int32_t)tail_of(gather, client, count);
    for (size_t e = 0; e < count; e++) {
        int64_t cost =
            placement_rows_cost(problem, client, PLACEMENT_KEY_DISTANCE(gather->keys[e]), rows->cover_radius);
        if (cost != PLACEMENT_NONE)
            add_entry(gather, PLACEMENT_KEY_SITE(gather->keys[e]), cost);
    }
}

static void add_backup(struct gather *gather, int64_t client, int64_t row)
{
    struct placement_rows *rows = gather->rows;
    size_t count = sorted_sites(gather, client,
                                rows->problem->classes[rows->problem->client_class[client]].backup_radius);
    rows->start[row] = gather->count;
    rows->client[row] = (int32_t)client;
    rows->need[row] = 2;
    rows->tail[row] = 1;
    for (size_t e = 0; e < count; e++)
        add_entry(gather, PLACEMENT_KEY_SITE(gather->keys[e]), 0);
}

static bool has_backup(const struct placement_problem *problem, int64_t client)
{
    return problem->mode != PLACEMENT_CENTER &&
           problem->classes[problem->client_class[client]].backup_radius >= 0;
}

void placement_rows_weigh(struct placement_rows *rows, const int64_t *share)
{
    const struct placement_problem *problem = rows->problem;
    int64_t n = problem->client_count, scenarios = problem->scenario_count, charges = 0;
    rows->charge_factor = 0;
    for (int64_t s = 0; s < scenarios; s++)
        rows->charge_factor += share[s];
    bool is_free = true;
    for (int64_t j = 0; j < rows->site_count; j++)
        is_free = is_free && problem->charge[j] == 0;
    for (int64_t j = 0; j < rows->site_count; j++) {
        int64_t charge = problem->mode == PLACEMENT_SET_COVER && is_free ? 1 : problem->charge[j];
        if (problem->mode == PLACEMENT_CENTER)
            charge = 0;
        rows->charge[j] = charge * rows->charge_factor;
        charges += rows->charge[j];
    }
    for (int64_t t = 0; t < rows->period_count; t++)
        for (int64_t r = 0; r < rows->row_count; r++) {
            int64_t client = rows->client[r], weight = 0;
            bool counts = false;
            for (int64_t s = 0; s < scenarios; s++) {
                int64_t of_scenario = problem->weight[(t * scenarios + s) * n + client];
                weight += share[s] * of_scenario;
                counts = counts || of_scenario > 0;
            }
            // To leave one uncovered must never pay; for a center each client counts once. Shares do not matter.
            if (problem->mode == PLACEMENT_SET_COVER)
                weight = counts ? charges + 1 : 0;
            else if (problem->mode == PLACEMENT_CENTER)
                weight = counts;
            else if (r >= n)
                weight *= problem->classes[problem->client_class[client]].backup_penalty;
            rows->weight[t * rows->row_count + r] = weight;
        }
}

void placement_rows_build(const struct placement_problem *problem, int64_t radius,
                          struct placement_rows *rows)
{
    int64_t n = problem->client_count, m = problem->site_count, count = n;
    for (int64_t i = 0; i < n; i++)
        count += has_backup(problem, i);
    *rows = (struct placement_rows){.problem = problem,
                                    .row_count = count,
                                    .site_count = m,
                                    .period_count = problem->period_count,
                                    .cut = cut_of(problem),
                                    .cover_radius = radius};
    rows->start = sim_memory_new((size_t)count + 1, sizeof(size_t), "lists of sites");
    rows->tail = sim_memory_new((size_t)count, sizeof(int32_t), "lists of sites");
    rows->need = sim_memory_new((size_t)count, 1, "lists of sites");
    rows->client = sim_memory_new((size_t)count, sizeof(int32_t), "lists of sites");
    rows->weight = sim_memory_new((size_t)(count * rows->period_count), sizeof(int64_t), "weights");
    rows->charge = sim_memory_new((size_t)m, sizeof(int64_t), "charges");
    rows->price = sim_memory_new((size_t)m, sizeof(int64_t), "prices");
    for (int64_t j = 0; j < m; j++)
        rows->price[j] = problem->is_existing[j] ? 0 : problem->price[j];
    struct placement_grid grid;
    struct gather gather = {.rows = rows,
                            .keys = sim_memory_new((size_t)m, sizeof(uint64_t), "lists of sites"),
                            .spare = sim_memory_new((size_t)m, sizeof(uint64_t), "lists of sites")};
    gather.hard_tail = hard_tail_of(problem);
    if (problem->metric == PLACEMENT_PLANAR) {
        placement_grid_build(problem, &grid);
        gather.grid = &grid;
    }
    int64_t row = n;
    for (int64_t i = 0; i < n; i++)
        add_client(&gather, i);
    for (int64_t i = 0; i < n; i++)
        if (has_backup(problem, i))
            add_backup(&gather, i, row++);
    rows->start[count] = gather.count;
    if (gather.grid)
        placement_grid_clear(&grid);
    free(gather.keys);
    free(gather.spare);
    placement_rows_weigh(rows, problem->share);
    placement_rows_transpose(rows);
}

void placement_rows_transpose(struct placement_rows *rows)
{
    size_t count = rows->start[rows->row_count];
    free(rows->column_start);
    free(rows->column);
    rows->column_start = sim_memory_new((size_t)rows->site_count + 2, sizeof(size_t), "lists of clients");
    rows->column = sim_memory_new(count, sizeof(struct placement_entry), "lists of clients");
    for (size_t e = 0; e < count; e++)
        rows->column_start[rows->site[e] + 2]++;
    for (int64_t j = 2; j <= rows->site_count; j++)
        rows->column_start[j] += rows->column_start[j - 1];
    for (int64_t r = 0; r < rows->row_count; r++)
        for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
            rows->column[rows->column_start[rows->site[e] + 1]++] =
                (struct placement_entry){(int32_t)r, (int32_t)(e - rows->start[r]), rows->distance[e]};
}

double placement_rows_most(const struct placement_rows *rows)
{
    double most = 0;
    for (int64_t at = 0; at < rows->period_count * rows->row_count; at++) {
        int64_t r = at % rows->row_count, farthest = 0;
        if (rows->start[r + 1] > rows->start[r])
            farthest = rows->distance[rows->start[r + 1] - 1];
        if (r >= rows->problem->client_count && rows->tail[r] > farthest)
            farthest = rows->tail[r];
        most += (double)rows->weight[at] * rows->need[r] * (double)farthest;
    }
    for (int64_t j = 0; j < rows->site_count; j++)
        most += (double)rows->charge[j];
    return most;
}

void placement_rows_clear(struct placement_rows *rows)
{
    void *arrays[] = {rows->start,  rows->site,   rows->distance,     rows->tail,
                      rows->need,   rows->client, rows->column_start, rows->column,
                      rows->weight, rows->charge, rows->price};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *rows = (struct placement_rows){0};
}
