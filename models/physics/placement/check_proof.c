#include "models/physics/placement/check_proof.h"

#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/check.h"
#include "models/physics/placement/check_bound.h"
#include "sim/memory.h"

/// Splits deeper than this are no tree of ours.
#define DEPTH_MOST 20000

struct follow {
    const struct placement_problem *problem;
    const struct placement_proof *proof;
    struct placement_multipliers multipliers; // borrowed parts
    int64_t claim;
    size_t step, block; // the next
    const char *fault;
};

/// The next block of multipliers.
static void take_block(struct follow *of)
{
    const struct placement_proof *proof = of->proof;
    size_t periods = (size_t)of->problem->period_count, at = of->block++;
    struct placement_multipliers *multipliers = &of->multipliers;
    multipliers->scale = proof->scale[at];
    multipliers->row = proof->row + at * periods * multipliers->row_count;
    multipliers->target = proof->target + at * periods;
    multipliers->county = proof->county + at * periods * (size_t)of->problem->county_count;
    multipliers->budget = proof->budget + at * periods;
}

/// True if the targets cannot be met: too few sites may be open in a period, or too many must.
static bool misses_targets(const struct placement_problem *problem, const uint16_t *mask)
{
    for (int64_t t = 0; t < problem->period_count; t++) {
        int64_t may = 0, must = 0;
        uint16_t until = (uint16_t)((2u << t) - 1);
        for (int64_t j = 0; j < problem->site_count; j++) {
            may += (mask[j] & until) != 0;
            must += (mask[j] & ~until) == 0;
        }
        if (problem->target[t] >= 0 && (may < problem->target[t] || must > problem->target[t]))
            return true;
    }
    return false;
}

static bool has_choice(uint16_t mask)
{
    return mask & (mask - 1);
}

/// True if one answer is left, and that is no cheaper than the claim: its clients are served by the nearest open sites.
static bool is_dear_leaf(const struct follow *of, const uint16_t *mask)
{
    const struct placement_problem *problem = of->problem;
    size_t m = (size_t)problem->site_count;
    int8_t *period = sim_memory_new(m, 1, "a check");
    bool is_leaf = true;
    for (size_t j = 0; j < m && is_leaf; j++) {
        is_leaf = !has_choice(mask[j]);
        while (is_leaf && !(mask[j] >> period[j] & 1))
            period[j]++;
    }
    bool is_dear = is_leaf && placement_check_least(problem, period) >= of->claim;
    free(period);
    return is_dear;
}

/// Follows the steps below a node. is_closed: nothing here matters any more.
static void visit(struct follow *of, uint16_t *mask, bool is_closed, int depth);

static void visit_halves(struct follow *of, uint16_t *mask, bool is_closed, int depth, int64_t site,
                         bool late_first)
{
    size_t m = (size_t)of->problem->site_count;
    int32_t last = of->step < of->proof->step_count ? of->proof->step[of->step++] : PLACEMENT_NONE;
    if (last < 0 || last >= of->problem->period_count) {
        of->fault = "periods to split at";
        return;
    }
    uint16_t *child = sim_memory_new(m, sizeof(*child), "a check"), until = (uint16_t)((2u << last) - 1);
    for (int half = 0; half < 2 && !of->fault; half++) {
        memcpy(child, mask, m * sizeof(*child));
        child[site] = (uint16_t)(mask[site] & ((half == 0) != late_first ? until : ~until));
        visit(of, child, is_closed || child[site] == 0, depth + 1);
    }
    free(child);
}

static void visit(struct follow *of, uint16_t *mask, bool is_closed, int depth)
{
    while (!of->fault) {
        if (of->step >= of->proof->step_count || depth > DEPTH_MOST) {
            of->fault = "steps that end with the tree";
            return;
        }
        int32_t step = of->proof->step[of->step++];
        int64_t site = step <= PLACEMENT_PROOF_LATE ? PLACEMENT_PROOF_LATE - (int64_t)step : step;
        if (step == PLACEMENT_PROOF_BOUND) {
            if (of->block >= of->proof->block_count) {
                of->fault = "multipliers for each step";
                return;
            }
            take_block(of);
            if (!is_closed)
                of->fault = placement_check_node(of->problem, &of->multipliers, of->claim, mask, &is_closed);
        } else if (step == PLACEMENT_PROOF_CLOSE) {
            if (!is_closed && !misses_targets(of->problem, mask) && !is_dear_leaf(of, mask))
                of->fault = "a bound for each node that is closed";
            return;
        } else if (site < 0 || site >= of->problem->site_count) {
            of->fault = "sites to split";
        } else {
            visit_halves(of, mask, is_closed, depth, site, step <= PLACEMENT_PROOF_LATE);
            return;
        }
    }
}

const char *placement_check_proof(const struct placement_problem *problem,
                                  const struct placement_result *result, int64_t claim)
{
    struct follow of = {.problem = problem, .proof = &result->proof, .claim = claim};
    if (problem->mode == PLACEMENT_CENTER || problem->mode == PLACEMENT_CAPACITATED ||
        problem->robust != PLACEMENT_EXPECTED)
        return "no tree for this mode";
    if (!result->multipliers.row)
        return "multipliers beside a tree";
    of.multipliers.row_count = result->multipliers.row_count;
    of.multipliers.radius = PLACEMENT_NONE;
    of.multipliers.scenario = problem->share;
    uint16_t *mask = sim_memory_new((size_t)problem->site_count, sizeof(*mask), "a check"),
             never = (uint16_t)(1u << problem->period_count);
    for (int64_t j = 0; j < problem->site_count; j++)
        mask[j] = problem->is_vetoed[j] ? never : problem->is_existing[j] ? 1 : (uint16_t)(2 * never - 1);
    visit(&of, mask, false, 0);
    if (!of.fault && of.step != of.proof->step_count)
        of.fault = "no steps after the end of the tree";
    free(mask);
    return of.fault;
}
