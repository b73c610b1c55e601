#include "results/analyse_prim.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

struct prim {
    const double *x;
    const bool *hits;
    size_t points, factors;
    size_t *orders; // [factor][point], ascending in x
    bool *is_left;  // [point], in none of the boxes before
    bool *is_in;    // [point], in the box as it is
    size_t *inside; // scratch: points of the box, ascending in a factor
    size_t box_points, box_hits;
    size_t all_hits;                  // among those left
    struct prim_limit *limits, *best; // [factor]
    double best_score;
};

/// A face to peel.
struct peel {
    size_t factor;
    bool is_low;
    double limit; // the factor's new bound
    double gain;  // of the mean, for each point taken off
};

struct keyed {
    double value;
    size_t point;
};

static int compare(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

static void sort_points(struct prim *prim)
{
    struct keyed *keyed = sim_memory_new(prim->points, sizeof(*keyed), "an analysis");
    for (size_t f = 0; f < prim->factors; f++) {
        for (size_t p = 0; p < prim->points; p++)
            keyed[p] = (struct keyed){prim->x[p * prim->factors + f], p};
        qsort(keyed, prim->points, sizeof(*keyed), compare);
        for (size_t p = 0; p < prim->points; p++)
            prim->orders[f * prim->points + p] = keyed[p].point;
    }
    free(keyed);
}

static bool is_inside(const struct prim *prim, const struct prim_limit *limits, size_t point)
{
    for (size_t f = 0; f < prim->factors; f++) {
        double x = prim->x[point * prim->factors + f];
        if (x < limits[f].low || x > limits[f].high)
            return false;
    }
    return true;
}

/// Points and hits inside limits, among those left.
static void count(const struct prim *prim, const struct prim_limit *limits, size_t *points, size_t *hits)
{
    *points = *hits = 0;
    for (size_t p = 0; p < prim->points; p++)
        if (prim->is_left[p] && is_inside(prim, limits, p)) {
            ++*points;
            *hits += prim->hits[p];
        }
}

static void open_all(const struct prim *prim, struct prim_limit *limits)
{
    for (size_t f = 0; f < prim->factors; f++)
        limits[f] = (struct prim_limit){-INFINITY, INFINITY, NAN, NAN};
}

/// Halfway between two values, and never the first itself: values next to each other have nothing between them, and a limit at the
/// one that is to be taken off would leave it where it is, for ever.
static double between(double before, double x)
{
    double half = before + (x - before) / 2;
    if (!isfinite(half))
        half = before / 2 + x / 2;
    return half == before ? x : half;
}

/// Looks at one face: takes off the twentieth nearest to it, and all that are equal to the last of them.
static void try_face(const struct prim *prim, size_t factor, bool is_low, size_t least, struct peel *best)
{
    size_t n = prim->box_points, taken = 0, hits = 0;
    size_t wanted = (size_t)(PRIM_PEEL_FRAC * (double)n);
    double limit = NAN;
    for (wanted += wanted == 0; taken < n; taken++) {
        size_t point = prim->inside[is_low ? taken : n - 1 - taken];
        double x = prim->x[point * prim->factors + factor];
        if (taken >= wanted) {
            size_t last = prim->inside[is_low ? taken - 1 : n - taken];
            double before = prim->x[last * prim->factors + factor];
            limit = between(before, x);
            if (x != before)
                break;
        }
        hits += prim->hits[point];
    }
    if (taken == n || n - taken < least)
        return;
    double mean = (double)prim->box_hits / (double)n,
           after = (double)(prim->box_hits - hits) / (double)(n - taken);
    double gain = (after - mean) / (double)taken;
    if (gain > best->gain)
        *best = (struct peel){factor, is_low, limit, gain};
}

/// The best peel of the box; its gain is 0 where none helps.
static struct peel find_peel(struct prim *prim, size_t least)
{
    struct peel best = {.gain = 0};
    for (size_t f = 0; f < prim->factors; f++) {
        size_t n = 0;
        for (size_t i = 0; i < prim->points; i++) {
            size_t point = prim->orders[f * prim->points + i];
            if (prim->is_in[point])
                prim->inside[n++] = point;
        }
        try_face(prim, f, true, least, &best);
        try_face(prim, f, false, least, &best);
    }
    return best;
}

/// Keeps the box if density and coverage have a larger harmonic mean than in those before.
static void judge(struct prim *prim)
{
    double score = 2 * (double)prim->box_hits / (double)(prim->box_points + prim->all_hits);
    if (score <= prim->best_score)
        return;
    prim->best_score = score;
    memcpy(prim->best, prim->limits, prim->factors * sizeof(*prim->best));
}

static void peel_down(struct prim *prim)
{
    size_t least = (size_t)ceil(PRIM_MASS_MIN * (double)prim->points);
    open_all(prim, prim->limits);
    open_all(prim, prim->best);
    prim->best_score = 0;
    for (size_t p = 0; p < prim->points; p++)
        prim->is_in[p] = prim->is_left[p];
    count(prim, prim->limits, &prim->box_points, &prim->box_hits);
    prim->all_hits = prim->box_hits;
    for (;;) {
        judge(prim);
        struct peel peel = find_peel(prim, least);
        if (!(peel.gain > 0))
            return;
        *(peel.is_low ? &prim->limits[peel.factor].low : &prim->limits[peel.factor].high) = peel.limit;
        for (size_t p = 0; p < prim->points; p++)
            prim->is_in[p] = prim->is_in[p] && is_inside(prim, prim->limits, p);
        count(prim, prim->limits, &prim->box_points, &prim->box_hits);
    }
}

/// Chance of the box's hits if its points were drawn from the box without a restriction, which `bound` is.
static double chance_of(const struct prim *prim, const struct prim_limit *limits, double *bound, double open)
{
    size_t points, hits, wide_points, wide_hits;
    double kept = *bound;
    count(prim, limits, &points, &hits);
    *bound = open;
    count(prim, limits, &wide_points, &wide_hits);
    *bound = kept;
    double share = (double)wide_hits / (double)wide_points;
    return hits == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)hits - 1, share, (unsigned)points);
}

/// Lifts restrictions that chance explains, the weakest first, and notes the chances of the others.
static void lift_chance(struct prim *prim)
{
    for (;;) {
        double weakest = PRIM_P_MAX, *lifted = NULL, open = 0;
        for (size_t f = 0; f < prim->factors; f++) {
            struct prim_limit *limit = &prim->best[f];
            limit->p_low = isinf(limit->low) ? NAN : chance_of(prim, prim->best, &limit->low, -INFINITY);
            limit->p_high = isinf(limit->high) ? NAN : chance_of(prim, prim->best, &limit->high, INFINITY);
            if (limit->p_low > weakest) {
                weakest = limit->p_low;
                lifted = &limit->low;
                open = -INFINITY;
            }
            if (limit->p_high > weakest) {
                weakest = limit->p_high;
                lifted = &limit->high;
                open = INFINITY;
            }
        }
        if (!lifted)
            return;
        *lifted = open;
    }
}

/// Makes a box of the best limits, and takes its points out of those left; false if it tells nothing.
static bool take_box(struct prim *prim, size_t hits, struct prim_box *box)
{
    bool is_restricted = false;
    *box = (struct prim_box){.limits = sim_memory_new(prim->factors, sizeof(*box->limits), "an analysis")};
    memcpy(box->limits, prim->best, prim->factors * sizeof(*box->limits));
    for (size_t f = 0; f < prim->factors; f++)
        is_restricted |= isfinite(box->limits[f].low) || isfinite(box->limits[f].high);
    count(prim, box->limits, &box->points, &box->hits);
    box->density = (double)box->hits / (double)box->points;
    box->coverage = (double)box->hits / (double)hits;
    box->mass = (double)box->points / (double)prim->points;
    if (!is_restricted || box->density <= (double)hits / (double)prim->points) {
        prim_box_clear(box);
        return false;
    }
    for (size_t p = 0; p < prim->points; p++)
        prim->is_left[p] = prim->is_left[p] && !is_inside(prim, box->limits, p);
    return true;
}

size_t analyse_prim(const double *x, const bool *hits, size_t points, size_t factors, size_t max,
                    struct prim_box *boxes)
{
    struct prim prim = {
        .x = x,
        .hits = hits,
        .points = points,
        .factors = factors,
        .orders = sim_memory_new(factors * points, sizeof(size_t), "an analysis"),
        .is_left = sim_memory_new(points, sizeof(bool), "an analysis"),
        .is_in = sim_memory_new(points, sizeof(bool), "an analysis"),
        .inside = sim_memory_new(points, sizeof(size_t), "an analysis"),
        .limits = sim_memory_new(factors, sizeof(struct prim_limit), "an analysis"),
        .best = sim_memory_new(factors, sizeof(struct prim_limit), "an analysis"),
    };
    size_t found = 0, total = 0;
    for (size_t p = 0; p < points; p++) {
        prim.is_left[p] = true;
        total += hits[p];
    }
    sort_points(&prim);
    for (bool more = total > 0 && total < points; more && found < max;) {
        peel_down(&prim);
        lift_chance(&prim);
        more = prim.all_hits > 0 && take_box(&prim, total, &boxes[found]);
        found += more;
    }
    free(prim.orders);
    free(prim.is_left);
    free(prim.is_in);
    free(prim.inside);
    free(prim.limits);
    free(prim.best);
    return found;
}

void prim_box_clear(struct prim_box *box)
{
    free(box->limits);
    *box = (struct prim_box){0};
}
