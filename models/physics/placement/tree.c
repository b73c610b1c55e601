#include "models/physics/placement/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/search.h"
#include "sim/memory.h"

/// Steps of a node's climb, and their length at first.
#define NODE_STEPS  40
#define NODE_LENGTH 0.35
/// A core is made anew where so small a share of its sites is left.
#define CORE_SHARE 0.7
/// Every how many levels a node tries to make an answer of its choice.
#define ANSWER_EVERY 4

/// A floor of the tree that works on one core.
struct level {
    struct placement_tree *tree;
    const struct placement_rows *rows;
    struct placement_bound *bound;
    struct placement_search *search;
    const int32_t *original; // [site] in the root's rows
    int64_t root_sites;
};

static bool is_decided(uint16_t mask)
{
    return (mask & (mask - 1)) == 0;
}

/// Bound above which nothing better can be below. Costs are whole.
static double enough(const struct placement_tree *tree)
{
    return (double)tree->upper - 1 + 1e-11 * (double)tree->upper + 1e-6 + tree->margin;
}

/// Offers the search's answer, in the root's numbers.
static void offer(const struct level *level)
{
    const struct placement_state *state = &level->search->state;
    if (state->cost >= level->tree->upper || !placement_state_is_lawful(state))
        return;
    int8_t *period = sim_memory_new((size_t)level->root_sites, 1, "an answer");
    memset(period, (int)level->rows->period_count, (size_t)level->root_sites);
    for (int64_t j = 0; j < level->rows->site_count; j++)
        period[level->original[j]] = state->period[j];
    int64_t cost = level->tree->accept(level->tree->context, period, state->cost);
    if (cost < level->tree->upper)
        level->tree->upper = cost;
    free(period);
}

/// Makes an answer of the bound's choice.
static void try_choice(const struct level *level)
{
    placement_search_take(level->search, level->bound->choice);
    if (placement_search_complete(level->search)) {
        placement_search_improve(level->search);
        offer(level);
    }
}

/// Offers the one answer that decided masks leave, as it is. Whatever is cheaper in merged units may be dearer in the
/// worst scenario, and the leaf would be lost.
static void try_leaf(const struct level *level, const uint16_t *mask)
{
    if (!placement_bound_evaluate(level->bound, mask))
        return;
    placement_search_take(level->search, level->bound->choice);
    offer(level);
}

/// What a half of a split site is thought to raise the bound by, for each unit that the site's share has to move.
static double expected_rise(const struct placement_tree *tree, const struct placement_rise *rise, int half)
{
    if (rise->count[half] > 0)
        return rise->sum[half] / (double)rise->count[half];
    return tree->all.count[half] > 0 ? tree->all.sum[half] / (double)tree->all.count[half] : 1;
}

/// The undecided site to split: that whose halves are expected to raise the bound most, both together (pseudo-costs).
static int64_t pick(const struct level *level, const uint16_t *mask)
{
    int64_t best = PLACEMENT_NONE;
    double best_score = -1;
    for (int64_t j = 0; j < level->rows->site_count; j++) {
        if (is_decided(mask[j]))
            continue;
        const struct placement_rise *rise = &level->tree->rises[level->original[j]];
        double share = level->bound->average[j];
        double early = (1 - share) * expected_rise(level->tree, rise, 0),
               late = share * expected_rise(level->tree, rise, 1);
        double score = (early > 1e-6 ? early : 1e-6) * (late > 1e-6 ? late : 1e-6);
        if (score > best_score)
            best_score = score, best = j;
    }
    return best;
}

/// Learns from a child: its bound, against its parent's.
static void learn(const struct level *level, int64_t site, int half, double share, double rise)
{
    struct placement_rise *of_site = &level->tree->rises[level->original[site]], *all = &level->tree->all;
    double move = half == 0 ? 1 - share : share;
    if (move < 0.05)
        return;
    of_site->sum[half] += rise / move, all->sum[half] += rise / move;
    of_site->count[half]++, all->count[half]++;
}

uint16_t placement_tree_early_half(uint16_t mask)
{
    int bits = 0;
    for (int s = 0; s < 16; s++)
        bits += mask >> s & 1;
    uint16_t half = 0;
    for (int s = 0, taken = 0; taken < (bits + 1) / 2; s++)
        if (mask >> s & 1) {
            half |= (uint16_t)(1u << s);
            taken++;
        }
    return half;
}

static double visit(const struct level *level, uint16_t *mask, int depth);

/// Writes a step of the proof. site: of the level; the steps below zero stand for themselves.
static void write_step(const struct level *level, int32_t step)
{
    if (level->tree->pen)
        placement_proof_step(level->tree->pen, step);
}

static double closed(const struct level *level, double value)
{
    write_step(level, PLACEMENT_PROOF_CLOSE);
    return value;
}

/// Goes on with the undecided sites only.
static void visit_core(const struct level *level, const uint16_t *mask, int depth)
{
    int64_t m = level->rows->site_count, never = level->rows->period_count;
    bool *keep = sim_memory_new((size_t)m, sizeof(bool), "a core of sites");
    for (int64_t j = 0; j < m; j++)
        keep[j] = mask[j] != 1u << never;
    struct placement_core core;
    placement_core_build(level->rows, keep, &core);
    struct placement_bound bound;
    struct placement_search search;
    placement_bound_init(&bound, &core.rows);
    placement_search_init(&search, &core.rows, 1);
    memcpy(bound.multipliers, level->bound->multipliers, sizeof(double) * bound.dimension);
    uint16_t *core_mask = sim_memory_new((size_t)core.rows.site_count, sizeof(uint16_t), "a core of sites");
    int32_t *original = sim_memory_new((size_t)core.rows.site_count, sizeof(int32_t), "a core of sites");
    for (int64_t k = 0; k < core.rows.site_count; k++) {
        core_mask[k] = mask[core.original[k]];
        bound.average[k] = level->bound->average[core.original[k]];
        original[k] = level->original[core.original[k]];
    }
    struct level below = {level->tree, &core.rows, &bound, &search, original, level->root_sites};
    visit(&below, core_mask, depth);
    placement_search_clear(&search);
    placement_bound_clear(&bound);
    placement_core_clear(&core);
    free(core_mask);
    free(original);
    free(keep);
}

/// Two children, each from the multipliers of here.
static void split(const struct level *level, uint16_t *mask, int depth)
{
    int64_t site = pick(level, mask), m = level->rows->site_count;
    size_t dimension = level->bound->dimension;
    uint16_t early = placement_tree_early_half(mask[site]), late = (uint16_t)(mask[site] & ~early);
    double *kept = sim_memory_new(dimension, sizeof(double), "multipliers of a node");
    uint16_t *child = sim_memory_new((size_t)m, sizeof(uint16_t), "masks of a node");
    memcpy(kept, level->bound->multipliers, sizeof(double) * dimension);
    double share = level->bound->average[site], value = level->bound->value;
    bool early_first = share >= 0.5;
    write_step(level, early_first ? level->original[site] : PLACEMENT_PROOF_LATE - level->original[site]);
    int32_t last = 0;
    while (early >> (last + 1))
        last++;
    write_step(level, last);
    for (int half = 0; half < 2; half++) {
        memcpy(child, mask, sizeof(uint16_t) * (size_t)m);
        int child_half = (half == 0) == early_first ? 0 : 1;
        child[site] = child_half == 0 ? early : late;
        memcpy(level->bound->multipliers, kept, sizeof(double) * dimension);
        double reached = visit(level, child, depth + 1);
        learn(level, site, child_half, share, reached > value ? reached - value : 0);
    }
    free(kept);
    free(child);
}

/// mask: changed. Returns the bound that the node itself reached.
static double visit(const struct level *level, uint16_t *mask, int depth)
{
    struct placement_tree *tree = level->tree;
    struct placement_bound *bound = level->bound;
    int64_t m = level->rows->site_count;
    if (tree->entries_left <= 0 || !tree->may_go_on(tree->context)) {
        if (placement_bound_evaluate(bound, mask))
            tree->open_bound = bound->value < tree->open_bound ? bound->value : tree->open_bound;
        return bound->value;
    }
    tree->nodes++;
    for (bool go_on = true; go_on;) {
        int64_t entries = bound->entries;
        bool may_be =
            placement_bound_climb(bound, mask, (double)tree->upper, enough(tree), NODE_STEPS, NODE_LENGTH);
        tree->entries_left -= (double)(bound->entries - entries);
        if (tree->pen && may_be)
            placement_proof_bound(tree->pen, bound);
        if (!may_be || bound->value > enough(tree))
            return closed(level, bound->value > enough(tree) ? bound->value : enough(tree));
        // Where much was fixed the bound has room to grow.
        go_on = placement_bound_fix(bound, mask, (double)tree->upper + tree->margin) > m / 20 + 1;
    }
    int64_t undecided = 0, alive = 0;
    for (int64_t j = 0; j < m; j++) {
        undecided += !is_decided(mask[j]);
        alive += mask[j] != 1u << level->rows->period_count;
        if (mask[j] == 0)
            return closed(level, enough(tree));
    }
    double value = bound->value;
    if (undecided == 0) {
        try_leaf(level, mask);
        return closed(level, value);
    }
    if (depth % ANSWER_EVERY == 0)
        try_choice(level);
    if (alive > 0 && (double)alive < CORE_SHARE * (double)m)
        visit_core(level, mask, depth);
    else
        split(level, mask, depth);
    return value;
}

void placement_tree_search(struct placement_tree *tree, struct placement_bound *bound, uint16_t *mask)
{
    int64_t m = bound->rows->site_count;
    struct placement_search search;
    int32_t *original = sim_memory_new((size_t)m, sizeof(int32_t), "a tree");
    for (int64_t j = 0; j < m; j++)
        original[j] = (int32_t)j;
    placement_search_init(&search, bound->rows, 1);
    tree->open_bound = INFINITY;
    tree->rises = sim_memory_new((size_t)m, sizeof(*tree->rises), "a tree");
    struct level level = {tree, bound->rows, bound, &search, original, m};
    visit(&level, mask, 0);
    placement_search_clear(&search);
    free(tree->rises);
    free(original);
}
