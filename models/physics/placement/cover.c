#include "models/physics/placement/cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Neighbours that a site knows at most, and list entries that may be read to find them.
#define NEIGHBOURS_MOST 256
#define NEIGHBOUR_READS 3e8

bool placement_cover_suits(const struct placement_rows *rows)
{
    const struct placement_problem *problem = rows->problem;
    bool suits = problem->mode == PLACEMENT_COVER && rows->period_count == 1 && problem->target[0] > 0;
    for (int64_t r = 0; suits && r < rows->row_count; r++)
        suits = rows->need[r] == 1 && rows->tail[r] == 1;
    for (int64_t j = 0; suits && j < rows->site_count; j++)
        suits = rows->charge[j] == 0;
    return suits;
}

static int most_shared(const void *left, const void *right)
{
    const struct placement_neighbour *a = left, *b = right;
    if (a->shared != b->shared)
        return a->shared > b->shared ? -1 : 1;
    return a->site - b->site;
}

/// Sites that share rows with one, into `found`. How many.
static size_t share_rows(struct placement_cover *cover, int32_t site, struct placement_neighbour *found)
{
    const struct placement_rows *rows = cover->rows;
    size_t count = 0;
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++) {
        int32_t r = cover->column[e];
        for (size_t i = rows->start[r]; i < rows->start[r + 1]; i++) {
            int32_t other = rows->site[i];
            if (cover->overlap[other] == 0 && other != site)
                found[count++].site = other;
            cover->overlap[other] += cover->weight[r];
        }
    }
    for (size_t k = 0; k < count; k++) {
        found[k].shared = cover->overlap[found[k].site];
        cover->overlap[found[k].site] = 0;
    }
    cover->overlap[site] = 0;
    return count;
}

static void find_neighbours(struct placement_cover *cover)
{
    const struct placement_rows *rows = cover->rows;
    size_t m = (size_t)rows->site_count, kept = 0, capacity = 0;
    double reads = 0;
    for (size_t j = 0; j < m; j++)
        for (size_t e = cover->column_start[j]; e < cover->column_start[j + 1]; e++)
            reads += (double)(rows->start[cover->column[e] + 1] - rows->start[cover->column[e]]);
    if (reads > NEIGHBOUR_READS)
        return;
    struct placement_neighbour *found = sim_memory_new(m, sizeof(*found), "neighbours of sites");
    cover->neighbour_start = sim_memory_new(m + 1, sizeof(size_t), "neighbours of sites");
    for (size_t j = 0; j < m; j++) {
        size_t count = share_rows(cover, (int32_t)j, found);
        qsort(found, count, sizeof(*found), most_shared);
        count = count < NEIGHBOURS_MOST ? count : NEIGHBOURS_MOST;
        cover->neighbour = sim_memory_grow(cover->neighbour, &capacity, kept + count + 1, sizeof(*found),
                                           "neighbours of sites");
        memcpy(cover->neighbour + kept, found, count * sizeof(*found));
        kept += count;
        cover->neighbour_start[j + 1] = kept;
    }
    free(found);
}

void placement_cover_init(struct placement_cover *cover, const struct placement_rows *rows, uint64_t seed)
{
    size_t m = (size_t)rows->site_count, n = (size_t)rows->row_count;
    *cover = (struct placement_cover){.rows = rows, .rng = sim_rng_named(seed, "placement cover", 0, 0, 0)};
    cover->column_start = sim_memory_new(m + 1, sizeof(size_t), "a search for covers");
    cover->column = sim_memory_new(rows->start[n], sizeof(int32_t), "a search for covers");
    cover->weight = sim_memory_new(n, sizeof(int64_t), "a search for covers");
    cover->owner = sim_memory_new(n, sizeof(int32_t), "a search for covers");
    cover->count = sim_memory_new(n, sizeof(int32_t), "a search for covers");
    cover->sum = sim_memory_new(n, sizeof(int64_t), "a search for covers");
    cover->loss = sim_memory_new(m, sizeof(int64_t), "a search for covers");
    cover->gain = sim_memory_new(m, sizeof(int64_t), "a search for covers");
    cover->overlap = sim_memory_new(m, sizeof(int64_t), "a search for covers");
    cover->is_open = sim_memory_new(m, sizeof(bool), "a search for covers");
    cover->open = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->place = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->before = sim_memory_new(m, 1, "a search for covers");
    cover->best = sim_memory_new(m, 1, "a search for covers");
    cover->region = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->queue = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->is_met = sim_memory_new(m, sizeof(bool), "a search for covers");
    cover->county_count =
        sim_memory_new((size_t)rows->problem->county_count, sizeof(int64_t), "a search for covers");
    for (size_t r = 0; r < n; r++) {
        cover->weight[r] = rows->weight[r];
        cover->owner[r] = PLACEMENT_COVER_NONE;
        cover->cost += rows->weight[r];
    }
    size_t count = 0;
    for (size_t j = 0; j < m; j++) {
        cover->column_start[j] = count;
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++)
            if (rows->weight[rows->column[e].row] > 0)
                cover->column[count++] = rows->column[e].row;
    }
    cover->column_start[m] = count;
    for (size_t j = 0; j < m; j++)
        for (size_t e = cover->column_start[j]; e < cover->column_start[j + 1]; e++)
            cover->gain[j] += cover->weight[cover->column[e]];
    cover->exponential = sim_memory_new(PLACEMENT_COVER_DEVIATES, sizeof(float), "a search for covers");
    for (int k = 0; k < PLACEMENT_COVER_DEVIATES; k++)
        cover->exponential[k] = (float)-log((k + 0.5) / PLACEMENT_COVER_DEVIATES);
    find_neighbours(cover);
}

void placement_cover_clear(struct placement_cover *cover)
{
    void *arrays[] = {cover->column_start,
                      cover->column,
                      cover->weight,
                      cover->owner,
                      cover->count,
                      cover->sum,
                      cover->loss,
                      cover->is_open,
                      cover->open,
                      cover->place,
                      cover->county_count,
                      cover->region,
                      cover->queue,
                      cover->is_met,
                      cover->before,
                      cover->best,
                      cover->gain,
                      cover->overlap,
                      cover->neighbour_start,
                      cover->neighbour,
                      cover->exponential};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *cover = (struct placement_cover){0};
}

/// Counts a site in (step 1) or out (-1) of its county and the budget.
static void count_site(struct placement_cover *cover, int32_t site, int64_t step)
{
    int32_t county = cover->rows->problem->county[site];
    if (county >= 0)
        cover->county_count[county] += step;
    cover->spent += step * cover->rows->price[site];
}

/// Adds to what the sites of a row would bring.
static void add_gain(struct placement_cover *cover, int32_t r, int64_t weight)
{
    const struct placement_rows *rows = cover->rows;
    for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
        cover->gain[rows->site[e]] += weight;
}

/// One more site covers a row. The weight that it alone covers now.
static int64_t cover_row(struct placement_cover *cover, int32_t r, int32_t site)
{
    int64_t won = 0;
    if (cover->count[r] == 0) {
        cover->owner[r] = site;
        won = cover->weight[r];
        add_gain(cover, r, -won);
    } else if (cover->count[r] == 1) {
        cover->loss[cover->owner[r]] -= cover->weight[r];
        cover->owner[r] = PLACEMENT_COVER_MANY;
    }
    cover->count[r]++;
    cover->sum[r] += site;
    return won;
}

static void uncover(struct placement_cover *cover, int32_t r, int32_t site)
{
    cover->count[r]--;
    cover->sum[r] -= site;
    if (cover->count[r] == 0) {
        cover->owner[r] = PLACEMENT_COVER_NONE;
        add_gain(cover, r, cover->weight[r]);
    } else if (cover->count[r] == 1) {
        cover->owner[r] = (int32_t)cover->sum[r];
        cover->loss[cover->owner[r]] += cover->weight[r];
    }
}

void placement_cover_open(struct placement_cover *cover, int32_t site)
{
    int64_t loss = 0;
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++)
        loss += cover_row(cover, cover->column[e], site);
    cover->loss[site] = loss;
    cover->cost -= loss;
    cover->is_open[site] = true;
    cover->place[site] = (int32_t)cover->open_count;
    cover->open[cover->open_count++] = site;
    count_site(cover, site, 1);
}

void placement_cover_close(struct placement_cover *cover, int32_t site)
{
    cover->cost += cover->loss[site];
    cover->loss[site] = 0;
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++)
        uncover(cover, cover->column[e], site);
    cover->is_open[site] = false;
    int32_t last = cover->open[--cover->open_count];
    cover->open[cover->place[site]] = last;
    cover->place[last] = cover->place[site];
    count_site(cover, site, -1);
}

void placement_cover_take(struct placement_cover *cover, const int8_t *period)
{
    for (int32_t j = 0; j < cover->rows->site_count; j++)
        if (cover->is_open[j] && period[j] != 0)
            placement_cover_close(cover, j);
    for (int32_t j = 0; j < cover->rows->site_count; j++)
        if (!cover->is_open[j] && period[j] == 0)
            placement_cover_open(cover, j);
}

void placement_cover_swap(struct placement_cover *cover, int32_t in, int32_t out)
{
    size_t a = cover->column_start[out], a_end = cover->column_start[out + 1], b = cover->column_start[in],
           b_end = cover->column_start[in + 1];
    int64_t lost = cover->loss[out], won = 0;
    cover->loss[out] = 0;
    // Both columns are in order of rows: what both cover changes hands only.
    while (a < a_end || b < b_end) {
        int32_t left = a < a_end ? cover->column[a] : INT32_MAX,
                right = b < b_end ? cover->column[b] : INT32_MAX;
        if (left == right) {
            if (cover->owner[left] == out) {
                cover->owner[left] = in;
                won += cover->weight[left];
            }
            cover->sum[left] += in - out;
            a++, b++;
        } else if (left < right) {
            uncover(cover, left, out);
            a++;
        } else {
            won += cover_row(cover, right, in);
            b++;
        }
    }
    cover->loss[in] += won;
    cover->cost += lost - won;
    cover->is_open[out] = false;
    cover->is_open[in] = true;
    cover->place[in] = cover->place[out];
    cover->open[cover->place[in]] = in;
    count_site(cover, out, -1);
    count_site(cover, in, 1);
}

int64_t placement_cover_swap_cost(const struct placement_cover *cover, int32_t in, int32_t out)
{
    int64_t cost = cover->loss[out];
    for (size_t e = cover->column_start[in]; e < cover->column_start[in + 1]; e++) {
        int32_t r = cover->column[e], owner = cover->owner[r];
        cost -= owner == PLACEMENT_COVER_NONE || owner == out ? cover->weight[r] : 0;
    }
    return cost;
}

bool placement_cover_may_swap(const struct placement_cover *cover, int32_t in, int32_t out)
{
    const struct placement_problem *problem = cover->rows->problem;
    const int64_t *price = cover->rows->price;
    int32_t to = problem->county[in], from = problem->county[out];
    if (cover->is_open[in] || problem->is_vetoed[in] || problem->is_existing[out])
        return false;
    if (problem->budget[0] >= 0 && cover->spent - price[out] + price[in] > problem->budget[0])
        return false;
    if (to == from)
        return true;
    return (from < 0 || cover->county_count[from] > problem->floor[from]) &&
           (to < 0 || problem->limit[to] < 0 || cover->county_count[to] < problem->limit[to]);
}

void placement_cover_copy(const struct placement_cover *cover, int8_t *period)
{
    for (int64_t j = 0; j < cover->rows->site_count; j++)
        period[j] = cover->is_open[j] ? 0 : 1;
}

int64_t placement_cover_region(struct placement_cover *cover, int64_t most)
{
    const struct placement_rows *rows = cover->rows;
    int32_t *queue = cover->queue,
            first =
                cover->open[(int64_t)((sim_rng_bits(&cover->rng) >> 32) * (uint64_t)cover->open_count >> 32)];
    int64_t met = 0, count = 0;
    memset(cover->is_met, 0, (size_t)rows->site_count * sizeof(bool));
    queue[met++] = first, cover->is_met[first] = true;
    for (int64_t done = 0; done < met && count < most; done++) {
        int32_t site = queue[done];
        if (cover->is_open[site])
            cover->region[count++] = site;
        for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++) {
            int32_t r = cover->column[e];
            for (size_t i = rows->start[r]; i < rows->start[r + 1]; i++)
                if (!cover->is_met[rows->site[i]])
                    cover->is_met[rows->site[i]] = true, queue[met++] = rows->site[i];
        }
    }
    return count;
}
