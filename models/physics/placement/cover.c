#include "models/physics/placement/cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// One exchange in so many looks for the site that comes in anywhere, not beside the one that goes.
#define FAR_ONE_IN 16
/// Temperatures at the start and the end of a round, as shares of what an open site covers on average.
#define HOT  0.02
#define COLD 0.003
/// Those of a whole answer that is sought anew.
#define ANEW_HOT  0.03
#define ANEW_COLD 0.001
/// Moves between two looks at the temperature.
#define MOVES_PER_COOLING 256

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
    size_t m = (size_t)rows->site_count, n = (size_t)rows->row_count;
    *cover = (struct placement_cover){.rows = rows, .rng = sim_rng_named(seed, "placement cover", 0, 0, 0)};
    cover->column_start = sim_memory_new(m + 1, sizeof(size_t), "a search for covers");
    cover->column = sim_memory_new(rows->start[n], sizeof(int32_t), "a search for covers");
    cover->weight = sim_memory_new(n, sizeof(int64_t), "a search for covers");
    cover->owner = sim_memory_new(n, sizeof(int32_t), "a search for covers");
    cover->count = sim_memory_new(n, sizeof(int32_t), "a search for covers");
    cover->sum = sim_memory_new(n, sizeof(int64_t), "a search for covers");
    cover->loss = sim_memory_new(m, sizeof(int64_t), "a search for covers");
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
}

void placement_cover_clear(struct placement_cover *cover)
{
    void *arrays[] = {cover->column_start, cover->column, cover->weight,       cover->owner,
                      cover->count,        cover->sum,    cover->loss,         cover->is_open,
                      cover->open,         cover->place,  cover->county_count, cover->region,
                      cover->queue,        cover->is_met, cover->before,       cover->best};
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

void placement_cover_open(struct placement_cover *cover, int32_t site)
{
    int64_t loss = 0;
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++) {
        int32_t r = cover->column[e];
        if (cover->count[r] == 0) {
            cover->owner[r] = site;
            loss += cover->weight[r];
        } else if (cover->count[r] == 1) {
            cover->loss[cover->owner[r]] -= cover->weight[r];
            cover->owner[r] = PLACEMENT_COVER_MANY;
        }
        cover->count[r]++;
        cover->sum[r] += site;
    }
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
    for (size_t e = cover->column_start[site]; e < cover->column_start[site + 1]; e++) {
        int32_t r = cover->column[e];
        cover->count[r]--;
        cover->sum[r] -= site;
        if (cover->count[r] == 0) {
            cover->owner[r] = PLACEMENT_COVER_NONE;
        } else if (cover->count[r] == 1) {
            cover->owner[r] = (int32_t)cover->sum[r];
            cover->loss[cover->owner[r]] += cover->weight[r];
        }
    }
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

static void swap(struct placement_cover *cover, int32_t in, int32_t out)
{
    placement_cover_close(cover, out);
    placement_cover_open(cover, in);
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

/// Number below `count`.
static int64_t below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)((sim_rng_bits(rng) >> 32) * (uint64_t)count >> 32);
}

/// A site to put in the place of another: mostly one that shares a client with it.
static int32_t site_for(struct placement_cover *cover, int32_t out)
{
    const struct placement_rows *rows = cover->rows;
    size_t first = cover->column_start[out], count = cover->column_start[out + 1] - first;
    if (count == 0 || below(&cover->rng, FAR_ONE_IN) == 0)
        return (int32_t)below(&cover->rng, rows->site_count);
    int32_t r = cover->column[first + (size_t)below(&cover->rng, (int64_t)count)];
    int64_t length = (int64_t)(rows->start[r + 1] - rows->start[r]);
    return rows->site[rows->start[r] + (size_t)below(&cover->rng, length)];
}

static void copy_out(const struct placement_cover *cover, int8_t *period)
{
    for (int64_t j = 0; j < cover->rows->site_count; j++)
        period[j] = cover->is_open[j] ? 0 : 1;
}

/// The open sites around a random one, nearest first by shared clients, into `region`. Returns how many: at most `most`.
static int64_t find_region(struct placement_cover *cover, int64_t most)
{
    const struct placement_rows *rows = cover->rows;
    int32_t *queue = cover->queue, first = cover->open[below(&cover->rng, cover->open_count)];
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

/// Anneals the sites in `region`. The best answer of the later half, or one that beats `before`, goes to `best`. Its cost;
/// INT64_MAX: none.
static int64_t anneal(struct placement_cover *cover, int64_t count, int64_t moves, double hot, double cold)
{
    int64_t before = cover->cost, least = INT64_MAX;
    double share = 0, heat = 0;
    for (int64_t o = 0; o < cover->open_count; o++)
        share += (double)cover->loss[cover->open[o]] / (double)cover->open_count;
    for (int64_t k = 0; k < moves && count > 0; k++) {
        if (k % MOVES_PER_COOLING == 0)
            heat = share * hot * pow(cold / hot, (double)k / (double)moves);
        int64_t at = below(&cover->rng, count);
        int32_t out = cover->region[at], in = site_for(cover, out);
        if (!placement_cover_may_swap(cover, in, out))
            continue;
        int64_t cost = placement_cover_swap_cost(cover, in, out);
        if (cost > 0 && sim_rng_uniform(&cover->rng) >= exp(-(double)cost / heat))
            continue;
        swap(cover, in, out);
        cover->region[at] = in;
        if (cover->cost < least && (k >= moves / 2 || cover->cost < before)) {
            least = cover->cost;
            copy_out(cover, cover->best);
        }
    }
    return least;
}

bool placement_cover_round(struct placement_cover *cover, int64_t width, int64_t moves)
{
    if (cover->open_count == 0)
        return false;
    int64_t before = cover->cost;
    copy_out(cover, cover->before);
    int64_t least = anneal(cover, find_region(cover, width), moves, HOT, COLD);
    // As dear as before is taken, too: answers that are alike are ways to others.
    placement_cover_take(cover, least <= before ? cover->best : cover->before);
    return least < before;
}

void placement_cover_anew(struct placement_cover *cover, int64_t moves)
{
    if (cover->open_count > 0)
        memcpy(cover->region, cover->open, (size_t)cover->open_count * sizeof(*cover->open));
    if (anneal(cover, cover->open_count, moves, ANEW_HOT, ANEW_COLD) < INT64_MAX)
        placement_cover_take(cover, cover->best);
}

/// Closes the site that is missed least.
static bool close_one(struct placement_cover *cover)
{
    int32_t least = PLACEMENT_NONE;
    for (int64_t o = 0; o < cover->open_count; o++) {
        int32_t j = cover->open[o];
        if (!cover->rows->problem->is_existing[j] && (least < 0 || cover->loss[j] < cover->loss[least]))
            least = j;
    }
    if (least >= 0)
        placement_cover_close(cover, least);
    return least >= 0;
}

/// Opens the site that covers most of what is not covered.
static bool open_one(struct placement_cover *cover)
{
    int32_t most = PLACEMENT_NONE;
    int64_t most_gain = -1;
    for (int32_t j = 0; j < cover->rows->site_count; j++) {
        int64_t gain = 0;
        if (cover->is_open[j] || cover->rows->problem->is_vetoed[j])
            continue;
        for (size_t e = cover->column_start[j]; e < cover->column_start[j + 1]; e++)
            gain +=
                cover->owner[cover->column[e]] == PLACEMENT_COVER_NONE ? cover->weight[cover->column[e]] : 0;
        if (gain > most_gain)
            most_gain = gain, most = j;
    }
    if (most >= 0)
        placement_cover_open(cover, most);
    return most >= 0;
}

void placement_cover_cross(struct placement_cover *cover, const int8_t *other)
{
    const struct placement_problem *problem = cover->rows->problem;
    int64_t count = cover->open_count;
    if (count < 2 || problem->county_count > 0 || problem->budget[0] >= 0)
        return;
    find_region(cover, count / 2);
    copy_out(cover, cover->before);
    for (int64_t j = 0; j < cover->rows->site_count; j++)
        if (!cover->is_met[j])
            cover->before[j] = other[j];
    placement_cover_take(cover, cover->before);
    while (cover->open_count > count && close_one(cover))
        ;
    while (cover->open_count < count && open_one(cover))
        ;
}
