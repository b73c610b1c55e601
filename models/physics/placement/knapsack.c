#include "models/physics/placement/knapsack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Nodes after which a search is cut.
#define NODES_MOST 20000
/// Items up to which one is searched though its capacity is beyond what a table holds.
#define SEARCHED_ITEMS 50

__extension__ typedef __int128 wide;

static int by_density(const void *left, const void *right)
{
    const struct placement_item *a = left, *b = right;
    double x = a->gain * (double)b->size, y = b->gain * (double)a->size;
    if (x != y)
        return x > y ? -1 : 1;
    return a->index - b->index;
}

/// What the items from `first` on can add, the last one broken.
static double fill(const struct placement_item *items, int64_t count, int64_t first, int64_t left)
{
    double gain = 0;
    for (int64_t k = first; k < count; k++) {
        if (items[k].size > left)
            return gain + items[k].gain * (double)left / (double)items[k].size;
        left -= items[k].size;
        gain += items[k].gain;
    }
    return gain;
}

/// Depth first, takes before it leaves (Horowitz and Sahni 1974).
struct dive {
    struct placement_item *items;
    int64_t count, nodes;
    double best;
    bool *taken, *best_taken;
};

static void dive(struct dive *of, int64_t k, int64_t left, double gain)
{
    if (gain > of->best) {
        of->best = gain;
        memcpy(of->best_taken, of->taken, (size_t)of->count * sizeof(bool));
    }
    while (k < of->count && of->nodes < NODES_MOST) {
        of->nodes++;
        if (gain + fill(of->items, of->count, k, left) <= of->best * (1 + 1e-12))
            return;
        if (of->items[k].size <= left) {
            of->taken[k] = true;
            dive(of, k + 1, left - of->items[k].size, gain + of->items[k].gain);
            of->taken[k] = false;
        }
        k++;
    }
}

static double density(const struct placement_item *item)
{
    return item->size > 0 ? item->gain / (double)item->size : INFINITY;
}

static void exchange(struct placement_item *items, int64_t i, int64_t j)
{
    struct placement_item item = items[i];
    items[i] = items[j], items[j] = item;
}

/// Brings the items from `low` up to `high` in order of three: denser than the one amid them, as dense, and less. Where the last
/// two begin.
static void part(struct placement_item *items, int64_t low, int64_t high, int64_t *as_dense, int64_t *less)
{
    double pivot = density(&items[low + (high - low) / 2]);
    int64_t at = low;
    for (*as_dense = low, *less = high; at < *less;) {
        double here = density(&items[at]);
        if (here > pivot)
            exchange(items, at++, (*as_dense)++);
        else if (here < pivot)
            exchange(items, at, --*less);
        else
            at++;
    }
}

/// Takes the densest items that fit. What they gain, and with the next one broken: in linear time, by halving where the break
/// lies (Balas and Zemel, "An algorithm for large zero-one knapsack problems", Operations Research 28, 1980).
static double take_densest(struct placement_item *items, int64_t count, int64_t left, double *bound)
{
    double gain = 0;
    for (int64_t low = 0, high = count, as_dense, less; low < high;) {
        part(items, low, high, &as_dense, &less);
        int64_t size = 0;
        for (int64_t k = low; k < as_dense; k++)
            size += items[k].size;
        if (size > left) {
            high = as_dense;
            continue;
        }
        for (int64_t k = low; k < less; k++) {
            if (items[k].size > left) {
                *bound = gain + items[k].gain * (double)left / (double)items[k].size;
                return gain;
            }
            items[k].is_taken = true;
            gain += items[k].gain;
            left -= items[k].size;
        }
        low = less;
    }
    *bound = gain;
    return gain;
}

double placement_knapsack(struct placement_item *items, int64_t count, int64_t capacity, double *bound)
{
    int64_t size = 0;
    double gain = 0;
    for (int64_t k = 0; k < count; k++) {
        size += items[k].size;
        gain += items[k].gain;
        items[k].is_taken = true;
    }
    *bound = gain;
    if (size <= capacity)
        return gain;
    if (capacity > PLACEMENT_KNAPSACK_MOST && count > SEARCHED_ITEMS) {
        // What is written down knows no better than the break either (placement_knapsack_whole).
        for (int64_t k = 0; k < count; k++)
            items[k].is_taken = false;
        return take_densest(items, count, capacity, bound);
    }
    qsort(items, (size_t)count, sizeof(*items), by_density);
    bool *marks = sim_memory_new(2 * (size_t)count, sizeof(bool), "a knapsack");
    struct dive of = {items, count, 0, 0, marks, marks + count};
    *bound = fill(items, count, 0, capacity);
    dive(&of, 0, capacity, 0);
    for (int64_t k = 0; k < count; k++)
        items[k].is_taken = of.best_taken[k];
    if (of.nodes < NODES_MOST)
        *bound = of.best;
    free(marks);
    return of.best;
}

static int64_t whole_by_table(const int64_t *gain, const int64_t *size, int64_t count, int64_t capacity)
{
    int64_t *best = sim_memory_new((size_t)capacity + 1, sizeof(*best), "a knapsack");
    for (int64_t k = 0; k < count; k++)
        for (int64_t room = capacity; room >= size[k]; room--)
            if (best[room - size[k]] + gain[k] > best[room])
                best[room] = best[room - size[k]] + gain[k];
    int64_t most = best[capacity];
    free(best);
    return most;
}

int64_t placement_knapsack_whole(const int64_t *gain, const int64_t *size, int64_t count, int64_t capacity)
{
    int64_t all = 0, sum = 0, fits = 0;
    for (int64_t k = 0; k < count; k++)
        all += size[k], sum += gain[k];
    if (all <= capacity)
        return sum;
    if (capacity <= PLACEMENT_KNAPSACK_MOST)
        return whole_by_table(gain, size, count, capacity);
    bool *used = sim_memory_new((size_t)count, sizeof(bool), "a knapsack");
    int64_t left = capacity;
    // Densest first; the number of items that fit is small against their number.
    for (;;) {
        int64_t best = -1;
        for (int64_t k = 0; k < count; k++)
            if (!used[k] && size[k] <= capacity &&
                (best < 0 || (wide)gain[k] * size[best] > (wide)gain[best] * size[k]))
                best = k;
        if (best < 0)
            break;
        used[best] = true;
        if (size[best] > left) {
            fits += (int64_t)(((wide)gain[best] * left + size[best] - 1) / size[best]);
            break;
        }
        fits += gain[best];
        left -= size[best];
    }
    free(used);
    return fits;
}
