#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/cover.h"

/// One exchange in so many looks for the site that comes in anywhere: the one that adds most of so many random ones, in the
/// place of the one that is missed least of so many.
#define FAR_ONE_IN 32
#define FAR_INS    100
#define FAR_OUTS   8
/// Temperatures at the start and the end of a round, as shares of the scale.
#define HOT  0.02
#define COLD 0.003
/// A whole answer that is sought anew: its first temperature, and those of the cycles that go on from where the last one ended.
#define ANEW_HOT    0.03
#define ANEW_CYCLES 4
#define AGAIN_HOT   0.024
#define AGAIN_COLD  0.007
/// Moves between two looks at the temperature.
#define MOVES_PER_COOLING 256
/// Exponential deviates that are drawn from.
#define DEVIATES ((size_t)PLACEMENT_COVER_DEVIATES)

/// Number below `count`.
static int64_t below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)((sim_rng_bits(rng) >> 32) * (uint64_t)count >> 32);
}

/// A site to put in the place of another: one that shares a client with it, those that share much more often.
static int32_t site_beside(struct placement_cover *cover, int32_t out, int64_t *shared)
{
    const struct placement_rows *rows = cover->rows;
    *shared = INT64_MAX;
    if (cover->neighbour) {
        size_t first = cover->neighbour_start[out];
        int64_t count = (int64_t)(cover->neighbour_start[out + 1] - first);
        if (count == 0)
            return (int32_t)below(&cover->rng, rows->site_count);
        int64_t at = below(&cover->rng, count);
        const struct placement_neighbour *found = &cover->neighbour[first + (size_t)(at * at / count)];
        *shared = found->shared;
        return found->site;
    }
    size_t first = cover->column_start[out], count = cover->column_start[out + 1] - first;
    if (count == 0)
        return (int32_t)below(&cover->rng, rows->site_count);
    int32_t r = cover->column[first + (size_t)below(&cover->rng, (int64_t)count)];
    int64_t length = (int64_t)(rows->start[r + 1] - rows->start[r]);
    return rows->site[rows->start[r] + (size_t)below(&cover->rng, length)];
}

/// A site that adds much, from anywhere.
static int32_t site_anywhere(struct placement_cover *cover)
{
    int32_t best = (int32_t)below(&cover->rng, cover->rows->site_count);
    for (int k = 1; k < FAR_INS; k++) {
        int32_t site = (int32_t)below(&cover->rng, cover->rows->site_count);
        best = cover->gain[site] > cover->gain[best] ? site : best;
    }
    return best;
}

/// Place in the region of an open site that is missed little.
static int64_t least_missed(struct placement_cover *cover, int64_t count)
{
    int64_t best = below(&cover->rng, count);
    for (int k = 1; k < FAR_OUTS; k++) {
        int64_t at = below(&cover->rng, count);
        best = cover->loss[cover->region[at]] < cover->loss[cover->region[best]] ? at : best;
    }
    return best;
}

/// True if an exchange adds no more than `most`.
static bool is_cheap(const struct placement_cover *cover, int32_t in, int32_t out, int64_t shared,
                     double most)
{
    double need = (double)(cover->loss[out] - cover->gain[in]) - most;
    if (need <= 0)
        return true;
    if (need > (double)shared)
        return false;
    int64_t taken = 0;
    for (size_t e = cover->column_start[in]; e < cover->column_start[in + 1]; e++)
        taken += cover->owner[cover->column[e]] == out ? cover->weight[cover->column[e]] : 0;
    return (double)taken >= need;
}

/// Anneals the sites in `region`. The best answer of the later half, or one that beats what was before, goes to `best`. Its
/// cost; INT64_MAX: none.
static int64_t anneal(struct placement_cover *cover, int64_t count, int64_t moves, double hot, double cold)
{
    int64_t before = cover->cost, least = INT64_MAX;
    double heat = hot;
    for (int64_t k = 0; k < moves && count > 0; k++) {
        if (k % MOVES_PER_COOLING == 0)
            heat = hot * pow(cold / hot, (double)k / (double)moves);
        bool is_far = below(&cover->rng, FAR_ONE_IN) == 0;
        int64_t at = is_far ? least_missed(cover, count) : below(&cover->rng, count), shared = INT64_MAX;
        int32_t out = cover->region[at],
                in = is_far ? site_anywhere(cover) : site_beside(cover, out, &shared);
        if (!placement_cover_may_swap(cover, in, out))
            continue;
        double most = heat * (double)cover->exponential[sim_rng_bits(&cover->rng) % DEVIATES];
        if (!is_cheap(cover, in, out, shared, most))
            continue;
        placement_cover_swap(cover, in, out);
        cover->region[at] = in;
        if (cover->cost < least && (k >= moves / 2 || cover->cost < before)) {
            least = cover->cost;
            placement_cover_copy(cover, cover->best);
        }
    }
    return least;
}

/// What temperatures are shares of.
static double scale_of(const struct placement_cover *cover, double fineness)
{
    double share = 1, more = 1;
    for (int64_t o = 0; o < cover->open_count; o++)
        share += (double)cover->loss[cover->open[o]] / (double)cover->open_count;
    for (int64_t j = 0; j < cover->rows->site_count; j++)
        if (!cover->is_open[j] && (double)cover->gain[j] > more)
            more = (double)cover->gain[j];
    more = more < share ? more : share;
    return pow(share, 1 - fineness / 2) * pow(more, fineness / 2);
}

bool placement_cover_round(struct placement_cover *cover, int64_t width, int64_t moves, double fineness)
{
    if (cover->open_count == 0)
        return false;
    int64_t before = cover->cost;
    double scale = scale_of(cover, fineness);
    placement_cover_copy(cover, cover->before);
    int64_t count = placement_cover_region(cover, width);
    int64_t least = anneal(cover, count, moves, scale * HOT, scale * COLD);
    // As dear as before is taken, too: answers that are alike are ways to others.
    placement_cover_take(cover, least <= before ? cover->best : cover->before);
    return least < before;
}

void placement_cover_anew(struct placement_cover *cover, int64_t moves)
{
    int64_t count = cover->open_count, least = INT64_MAX;
    if (count == 0)
        return;
    for (int cycle = 0; cycle < ANEW_CYCLES; cycle++) {
        double fine = scale_of(cover, 1), hot = cycle == 0 ? scale_of(cover, 0) * ANEW_HOT : fine * AGAIN_HOT;
        memcpy(cover->region, cover->open, (size_t)count * sizeof(*cover->open));
        int64_t cost = anneal(cover, count, moves / ANEW_CYCLES, hot, fine * AGAIN_COLD);
        if (cost < least) {
            least = cost;
            memcpy(cover->before, cover->best, (size_t)cover->rows->site_count);
        }
    }
    if (least < INT64_MAX)
        placement_cover_take(cover, cover->before);
}
