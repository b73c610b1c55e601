#include <string.h>

#include "models/physics/placement/cover.h"

/// Closes the site that is missed least.
static bool close_one(struct placement_cover *cover)
{
    int32_t least = PLACEMENT_NONE;
    for (int64_t o = 0; o < cover->open_count; o++) {
        int32_t j = cover->open[o];
        if (!cover->rows->problem->is_existing[j] &&
            (least < 0 || cover->loss[o] < cover->loss[cover->place[least]]))
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
        if (cover->is_open[j] || cover->rows->problem->is_vetoed[j])
            continue;
        if (cover->gain[j] > most_gain)
            most_gain = cover->gain[j], most = j;
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
    placement_cover_region(cover, count / 2);
    placement_cover_copy(cover, cover->before);
    for (int64_t j = 0; j < cover->rows->site_count; j++)
        if (!cover->is_met[j])
            cover->before[j] = other[j];
    placement_cover_take(cover, cover->before);
    while (cover->open_count > count && close_one(cover))
        ;
    while (cover->open_count < count && open_one(cover))
        ;
}

/// The cheapest exchange that brings the answer nearer to `other`. False: there is none.
static bool step_towards(struct placement_cover *cover, const int8_t *other)
{
    int64_t best_cost = INT64_MAX;
    int32_t best_in = PLACEMENT_NONE, best_out = PLACEMENT_NONE;
    for (int32_t in = 0; in < cover->rows->site_count; in++) {
        if (other[in] != 0 || cover->is_open[in])
            continue;
        // What `in` would take over from each site that alone covers it.
        for (size_t e = cover->column_start[in]; e < cover->column_start[in + 1]; e++)
            if (cover->row[cover->column[e]].count == 1)
                cover->overlap[cover->row[cover->column[e]].mix] += cover->row[cover->column[e]].weight;
        for (int64_t o = 0; o < cover->open_count; o++) {
            int32_t out = cover->open[o];
            int64_t cost = cover->loss[o] - cover->gain[in] - cover->overlap[o];
            if (other[out] != 0 && cost < best_cost && placement_cover_may_swap(cover, in, out))
                best_cost = cost, best_in = in, best_out = out;
        }
        for (int64_t o = 0; o < cover->open_count; o++)
            cover->overlap[o] = 0;
    }
    if (best_in < 0)
        return false;
    placement_cover_swap(cover, best_in, best_out, NULL);
    return true;
}

void placement_cover_relink(struct placement_cover *cover, const int8_t *other)
{
    int64_t apart = 0, least = INT64_MAX;
    for (int64_t o = 0; o < cover->open_count; o++)
        apart += other[cover->open[o]] != 0;
    for (int64_t k = 1; k <= apart - apart / 4 && step_towards(cover, other); k++)
        if (k >= apart / 4 && cover->cost < least) {
            least = cover->cost;
            placement_cover_copy(cover, cover->before);
        }
    if (least < INT64_MAX)
        placement_cover_take(cover, cover->before);
}
