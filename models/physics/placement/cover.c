#include "models/physics/placement/cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

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

void placement_cover_init(struct placement_cover *cover, const struct placement_rows *rows, uint64_t seed)
{
    size_t m = (size_t)rows->site_count;
    *cover = (struct placement_cover){.rows = rows, .rng = sim_rng_named(seed, "placement cover", 0, 0, 0)};
    cover->gain = sim_memory_new(m, sizeof(int64_t), "a search for covers");
    cover->loss = sim_memory_new(m, sizeof(int64_t), "a search for covers");
    cover->overlap = sim_memory_new(m, sizeof(int64_t), "a search for covers");
    cover->is_open = sim_memory_new(m, sizeof(bool), "a search for covers");
    cover->open = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->place = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->best = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->before = sim_memory_new(m, 1, "a search for covers");
    cover->region = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->queue = sim_memory_new(m, sizeof(int32_t), "a search for covers");
    cover->is_met = sim_memory_new(m, sizeof(bool), "a search for covers");
    cover->county_count =
        sim_memory_new((size_t)rows->problem->county_count, sizeof(int64_t), "a search for covers");
    placement_cover_list(cover);
    for (int64_t r = 0; r < cover->row_count; r++)
        cover->cost += cover->row[r].weight;
    for (size_t j = 0; j < m; j++)
        for (size_t e = cover->column_start[j]; e < cover->column_start[j + 1]; e++)
            cover->gain[j] += cover->row[cover->column[e]].weight;
    cover->exponential = sim_memory_new(PLACEMENT_COVER_DEVIATES, sizeof(float), "a search for covers");
    for (int k = 0; k < PLACEMENT_COVER_DEVIATES; k++)
        cover->exponential[k] = (float)-log((k + 0.5) / PLACEMENT_COVER_DEVIATES);
}

void placement_cover_clear(struct placement_cover *cover)
{
    void *arrays[] = {cover->exponential, cover->number,       cover->row,          cover->row_start,
                      cover->row_site,    cover->column_start, cover->column,       cover->neighbour_start,
                      cover->neighbour,   cover->gain,         cover->is_open,      cover->place,
                      cover->open,        cover->loss,         cover->county_count, cover->region,
                      cover->queue,       cover->is_met,       cover->overlap,      cover->best,
                      cover->before};
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

/// A row goes from no site to the one of a place (step 1), or back (-1).
static void won(struct placement_cover *cover, int32_t r, int32_t place, int64_t step)
{
    int64_t weight = step * cover->row[r].weight;
    cover->loss[place] += weight;
    cover->cost -= weight;
    for (size_t e = cover->row_start[r]; e < cover->row_start[r + 1]; e++)
        cover->gain[cover->row_site[e]] -= weight;
}

static void cover_row(struct placement_cover *cover, int32_t r, int32_t place)
{
    struct placement_covered *row = &cover->row[r];
    if (row->count == 0)
        won(cover, r, place, 1);
    else if (row->count == 1)
        cover->loss[row->mix] -= row->weight;
    row->count++;
    row->mix ^= place;
}

static void uncover(struct placement_cover *cover, int32_t r, int32_t place)
{
    struct placement_covered *row = &cover->row[r];
    row->count--;
    row->mix ^= place;
    if (row->count == 0)
        won(cover, r, place, -1);
    else if (row->count == 1)
        cover->loss[row->mix] += row->weight;
}

/// True if the site of a place alone covers a row.
static bool is_alone(const struct placement_covered *row, int32_t place)
{
    return row->count == 1 && row->mix == place;
}

void placement_cover_open(struct placement_cover *cover, int32_t site)
{
    int32_t place = (int32_t)cover->open_count++;
    cover->open[place] = site, cover->place[site] = place;
    cover->is_open[site] = true;
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++)
        cover_row(cover, cover->column[e], place);
    count_site(cover, site, 1);
}

void placement_cover_close(struct placement_cover *cover, int32_t site)
{
    int32_t place = cover->place[site], last = (int32_t)--cover->open_count;
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++)
        uncover(cover, cover->column[e], place);
    cover->is_open[site] = false;
    count_site(cover, site, -1);
    // The last one moves into the place that is free.
    int32_t moved = cover->open[last];
    for (size_t e = cover->column_start[moved]; place != last && e < cover->column_start[moved + 1]; e++)
        cover->row[cover->column[e]].mix ^= last ^ place;
    cover->loss[place] = cover->loss[last];
    cover->loss[last] = 0;
    cover->open[place] = moved, cover->place[moved] = place;
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

/// Rows of a site that its neighbours' masks do not tell of.
static bool has_more(const struct placement_cover *cover, int32_t site)
{
    return cover->column_start[site + 1] - cover->column_start[site] > PLACEMENT_COVER_BITS;
}

bool placement_cover_is_cheap(const struct placement_cover *cover, int32_t in, int32_t out,
                              const struct placement_neighbour *near, int64_t most)
{
    int32_t place = cover->place[out];
    // What may be lost: what `in` does not take over.
    int64_t room = most + cover->gain[in], lost = 0;
    if (room < 0 || cover->loss[place] <= room)
        return room >= 0;
    const int32_t *column = cover->column + cover->column_start[out];
    for (uint64_t bits = near ? near->left_out : 0; bits; bits &= bits - 1) {
        const struct placement_covered *row = &cover->row[column[__builtin_ctzll(bits)]];
        lost += is_alone(row, place) ? row->weight : 0;
        if (lost > room)
            return false;
    }
    if (near && !has_more(cover, out))
        return true;
    int64_t taken = 0;
    for (size_t e = cover->column_start[in]; e < cover->column_start[in + 1]; e++) {
        const struct placement_covered *row = &cover->row[cover->column[e]];
        taken += is_alone(row, place) ? row->weight : 0;
    }
    return cover->loss[place] - taken <= room;
}

/// Both columns are in order of rows: what both cover stays as it is.
static void exchange_columns(struct placement_cover *cover, int32_t in, int32_t out, int32_t place)
{
    size_t a = cover->column_start[out], a_end = cover->column_start[out + 1], b = cover->column_start[in],
           b_end = cover->column_start[in + 1];
    while (a < a_end || b < b_end) {
        int32_t left = a < a_end ? cover->column[a] : INT32_MAX,
                right = b < b_end ? cover->column[b] : INT32_MAX;
        if (left < right)
            uncover(cover, left, place);
        else if (left > right)
            cover_row(cover, right, place);
        a += left <= right;
        b += left >= right;
    }
}

void placement_cover_swap(struct placement_cover *cover, int32_t in, int32_t out,
                          const struct placement_neighbour *near)
{
    int32_t place = cover->place[out];
    if (near && near->back >= 0 && !has_more(cover, in) && !has_more(cover, out)) {
        const int32_t *from = cover->column + cover->column_start[out],
                      *to = cover->column + cover->column_start[in];
        for (uint64_t bits = near->left_out; bits; bits &= bits - 1)
            uncover(cover, from[__builtin_ctzll(bits)], place);
        for (uint64_t bits = cover->neighbour[near->back].left_out; bits; bits &= bits - 1)
            cover_row(cover, to[__builtin_ctzll(bits)], place);
    } else {
        exchange_columns(cover, in, out, place);
    }
    cover->is_open[out] = false;
    cover->is_open[in] = true;
    cover->open[place] = in, cover->place[in] = place;
    count_site(cover, out, -1);
    count_site(cover, in, 1);
}

void placement_cover_copy(const struct placement_cover *cover, int8_t *period)
{
    for (int64_t j = 0; j < cover->rows->site_count; j++)
        period[j] = cover->is_open[j] ? 0 : 1;
}

int64_t placement_cover_region(struct placement_cover *cover, int64_t most)
{
    int32_t *queue = cover->queue, first = cover->open[sim_rng_below(&cover->rng, cover->open_count)];
    int64_t met = 0, count = 0;
    memset(cover->is_met, 0, (size_t)cover->rows->site_count * sizeof(bool));
    queue[met++] = first, cover->is_met[first] = true;
    for (int64_t done = 0; done < met && count < most; done++) {
        int32_t site = queue[done];
        if (cover->is_open[site])
            cover->region[count++] = cover->place[site];
        for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++) {
            int32_t r = cover->column[e];
            for (size_t i = cover->row_start[r]; i < cover->row_start[r + 1]; i++) {
                int32_t other = cover->row_site[i];
                if (!cover->is_met[other])
                    cover->is_met[other] = true, queue[met++] = other;
            }
        }
    }
    return count;
}
