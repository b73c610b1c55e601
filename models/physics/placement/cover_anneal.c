#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/cover.h"

/// One exchange in so many looks for the site that comes in anywhere: the one that adds most of so many random ones, in the
/// place of the one that is missed least of so many.
#define FAR_ONE_IN 128
#define FAR_INS    100
#define FAR_OUTS   8
/// Temperatures at the start and the end of a round, as shares of the scale.
#define HOT  0.02
#define COLD 0.003
/// Of a whole answer that is sought anew: shares of the finest scale.
#define ANEW_HOT  0.05
#define ANEW_COLD 0.004
/// Moves between two looks at the temperature.
#define MOVES_PER_COOLING 256
/// Exponential deviates that are drawn from.
#define DEVIATES ((size_t)PLACEMENT_COVER_DEVIATES)

/// Number below `count`, of 32 random bits.
static int64_t below(uint64_t bits, int64_t count)
{
    return (int64_t)((bits & UINT32_MAX) * (uint64_t)count >> 32);
}

/// A site to put in the place of another: a neighbour, those that share much more often. Null: there is none.
static const struct placement_neighbour *site_beside(const struct placement_cover *cover, int32_t out,
                                                     uint64_t bits)
{
    if (!cover->neighbour)
        return NULL;
    size_t first = cover->neighbour_start[out];
    int64_t count = (int64_t)(cover->neighbour_start[out + 1] - first);
    bits &= UINT32_MAX;
    return count > 0 ? &cover->neighbour[first + (size_t)below(bits * bits >> 32, count)] : NULL;
}

/// A site that shares a client with another, or any.
static int32_t site_around(struct placement_cover *cover, int32_t out)
{
    size_t first = cover->column_start[out], count = cover->column_start[out + 1] - first;
    if (count == 0)
        return (int32_t)below(sim_rng_bits(&cover->rng), cover->rows->site_count);
    int32_t r = cover->column[first + (size_t)below(sim_rng_bits(&cover->rng), (int64_t)count)];
    int64_t length = (int64_t)(cover->row_start[r + 1] - cover->row_start[r]);
    return cover->row_site[cover->row_start[r] + (size_t)below(sim_rng_bits(&cover->rng), length)];
}

/// A site that adds much, from anywhere: the best of some that lie apart in the list.
static int32_t site_anywhere(const struct placement_cover *cover, uint64_t bits)
{
    int64_t m = cover->rows->site_count, step = (int64_t)(0.6180339887 * (double)m) + 1, at = below(bits, m),
            best = at;
    for (int k = 1; k < FAR_INS; k++) {
        at = at + step < m ? at + step : (at + step) % m;
        best = cover->gain[at] > cover->gain[best] ? at : best;
    }
    return (int32_t)best;
}

/// Place in the region of an open site that is missed little.
static int64_t least_missed(struct placement_cover *cover, int64_t count)
{
    int64_t best = below(sim_rng_bits(&cover->rng), count);
    for (int k = 1; k < FAR_OUTS; k++) {
        int64_t at = below(sim_rng_bits(&cover->rng), count);
        best = cover->loss[cover->region[at]] < cover->loss[cover->region[best]] ? at : best;
    }
    return best;
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
        // One draw: its first word for the two sites, its second for how far and how hot.
        struct sim_rng_block draw = sim_rng_block(&cover->rng, cover->rng.draw++);
        bool is_far = draw.word[1] % FAR_ONE_IN == 0;
        int64_t at = is_far ? least_missed(cover, count) : below(draw.word[0] >> 32, count);
        int32_t out = cover->open[cover->region[at]], in;
        const struct placement_neighbour *near = is_far ? NULL : site_beside(cover, out, draw.word[0]);
        if (is_far)
            in = site_anywhere(cover, draw.word[0]);
        else
            in = near ? near->site : site_around(cover, out);
        double most = heat * (double)cover->exponential[(draw.word[1] >> 32) % DEVIATES];
        if (cover->is_open[in] || !placement_cover_is_cheap(cover, in, out, near, (int64_t)most) ||
            !placement_cover_may_swap(cover, in, out))
            continue;
        placement_cover_swap(cover, in, out, near);
        if (cover->cost < least && (k >= moves / 2 || cover->cost < before)) {
            least = cover->cost;
            memcpy(cover->best, cover->open, (size_t)cover->open_count * sizeof(*cover->best));
        }
    }
    return least;
}

/// Makes an answer of sites. period: [site].
static void spread(const struct placement_cover *cover, const int32_t *open, int8_t *period)
{
    memset(period, 1, (size_t)cover->rows->site_count);
    for (int64_t o = 0; o < cover->open_count; o++)
        period[open[o]] = 0;
}

/// What temperatures are shares of.
static double scale_of(const struct placement_cover *cover, double fineness)
{
    double share = 1, more = 1;
    for (int64_t o = 0; o < cover->open_count; o++)
        share += (double)cover->loss[o] / (double)cover->open_count;
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
    if (least <= before)
        spread(cover, cover->best, cover->before);
    placement_cover_take(cover, cover->before);
    return least < before;
}

void placement_cover_anew(struct placement_cover *cover, int64_t moves)
{
    double scale = scale_of(cover, 1);
    for (int64_t o = 0; o < cover->open_count; o++)
        cover->region[o] = (int32_t)o;
    if (anneal(cover, cover->open_count, moves, scale * ANEW_HOT, scale * ANEW_COLD) == INT64_MAX)
        return;
    spread(cover, cover->best, cover->before);
    placement_cover_take(cover, cover->before);
}
