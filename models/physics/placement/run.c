#include <math.h>
#include <stdlib.h>

#include "models/physics/placement/core_search.h"
#include "models/physics/placement/cover.h"
#include "models/physics/placement/linear.h"
#include "models/physics/placement/multipliers.h"
#include "models/physics/placement/solver.h"
#include "models/physics/placement/tree.h"
#include "sim/memory.h"

/// Steps of the bound between two answers made of its choice.
#define CHUNK_STEPS 200
/// Steps of a cover, which are cheap, for one of others.
#define COVER_STEPS 5
/// Times that their directions are averaged over twice as many steps, once they lead no farther.
#define COVER_REFINED 1
/// Length of the bound's first step, and of the first after each answer.
#define FIRST_LENGTH 1.0
#define NEXT_LENGTH  0.8
#define LONGER       20
/// A chunk that closes less of the gap is slow.
#define SLOW_SHARE       0.005
#define COVER_SLOW_SHARE 0.00005
/// A tail so many times the farthest site is no distance.
#define FAR_FACTOR 10
/// Undecided sites up to which a tree is worth growing.
#define TREE_SITES 2500
/// Kicks before the tree.
#define KICKS_BEFORE_TREE 150

static bool may_go_on(void *context)
{
    struct placement_solver *solver = context;
    return !placement_solver_is_closed(solver) && placement_solver_go_on(solver, "tree");
}

/// A first answer: that of before, or a greedy one, with exchanges. The best one stays until a cheaper one is found:
/// masks that were fixed against it leave none that is dearer to prove anything with.
static void start(struct placement_solver *solver, struct placement_search *search)
{
    if (solver->has_answer || solver->has_start)
        placement_search_take(search, solver->period);
    bool is_complete = placement_search_complete(search);
    if (is_complete) {
        placement_search_improve(search);
        placement_solver_offer(solver, &search->state, NULL);
    }
}

/// Multipliers that fit an answer: a row would pay as much as half way to its next site.
static void guess_multipliers(const struct placement_search *search, struct placement_bound *bound)
{
    const struct placement_rows *rows = search->state.rows;
    for (int64_t at = 0; at < rows->period_count * rows->row_count; at++) {
        const struct placement_served *served = &search->state.served[at];
        int64_t r = at % rows->row_count;
        int need = rows->need[r];
        double last = served->distance[need - 1], next = served->distance[need];
        double farthest = rows->start[r + 1] > rows->start[r] ? rows->distance[rows->start[r + 1] - 1] : 0;
        // A tail that stands for "must be served" says nothing about what it is worth.
        if (served->site[need] < 0 && next > FAR_FACTOR * (farthest + 1))
            next = farthest, last = last < farthest ? last : farthest;
        bound->u[at] = 0.5 * (double)rows->weight[at] * (last + next);
    }
}

/// Where the climb aims while there is no answer: above anything it is likely to reach.
static double upper_or_guess(const struct placement_solver *solver, const struct placement_bound *bound)
{
    return solver->has_answer ? (double)placement_solver_upper(solver)
                              : bound->value + fabs(bound->value) * 0.1 + 1;
}

/// Keeps what the bound proves, and makes an answer of its choice.
static void take_stock(struct placement_solver *solver, const struct placement_bound *bound,
                       struct placement_core_search *of, bool *has_core)
{
    double before_s = placement_now_s();
    placement_solver_keep_bound(solver, bound);
    solver->result->bound_s += placement_now_s() - before_s;
    before_s = placement_now_s();
    if (!*has_core)
        placement_core_search_init(of, solver, bound);
    *has_core = true;
    placement_core_search_complete(solver, of, bound->choice);
    solver->result->search_s += placement_now_s() - before_s;
}

/// True where nothing tells clients' distances apart, for which climbing is slow, and the search for covers, which hardly wants
/// a bound, does not suit.
static bool wants_linear(const struct placement_solver *solver)
{
    return placement_rows_cover(solver->problem) && !placement_cover_suits(&solver->rows);
}

/// Solves the linear program. True: no climb leads higher.
static bool solve_linear(struct placement_solver *solver, struct placement_bound *bound,
                         struct placement_core_search *of, bool *has_core)
{
    double before_s = placement_now_s();
    int8_t *choice = sim_memory_new((size_t)solver->problem->site_count, 1, "an answer");
    bool is_solved = placement_linear_solve(solver, bound, choice);
    solver->result->bound_s += placement_now_s() - before_s;
    if (is_solved) {
        // Where the program's own answer is whole, it is the best one; mended, else, another to begin with.
        take_stock(solver, bound, of, has_core);
        placement_core_search_complete(solver, of, choice);
    }
    free(choice);
    return is_solved;
}

/// Climbs in chunks and makes an answer of each chunk's choice. False: the rules cannot be kept.
static bool climb(struct placement_solver *solver, struct placement_bound *bound,
                  struct placement_core_search *of, bool *has_core)
{
    double length = solver->result->multipliers.row ? NEXT_LENGTH : FIRST_LENGTH;
    if (!placement_bound_evaluate(bound, solver->mask))
        return false;
    int64_t chunk = CHUNK_STEPS, budget = solver->options->bound_steps, refined = 0;
    bool covers = solver->problem->mode == PLACEMENT_COVER;
    if (covers) {
        bound->newest = PLACEMENT_COVER_NEWEST;
        bound->patience = PLACEMENT_COVER_PATIENCE;
        bound->shortest = PLACEMENT_COVER_SHORTEST;
        chunk *= COVER_STEPS, budget *= COVER_STEPS;
    }
    // A few steps all the same: their choices make answers that the program's one choice would miss.
    bool wants = wants_linear(solver);
    if (wants)
        chunk = CHUNK_STEPS;
    for (int64_t done = 0; done < budget; done += chunk) {
        double before_s = placement_now_s(), value = bound->value;
        int64_t steps = budget - done < chunk ? budget - done : chunk;
        double upper = upper_or_guess(solver, bound);
        if (!placement_bound_climb(bound, solver->mask, upper, upper - 1 + 1e-6, steps, length))
            return false;
        solver->result->bound_steps += steps;
        solver->result->bound_s += placement_now_s() - before_s;
        int64_t cost = solver->cost;
        take_stock(solver, bound, of, has_core);
        if (placement_solver_is_closed(solver) || placement_solver_is_hopeless(solver) ||
            !placement_solver_go_on(solver, "bound"))
            break;
        if (wants && done == 0 && solve_linear(solver, bound, of, has_core))
            break;
        // Where a chunk has hardly raised the bound and brought no better answer, there is little left in it.
        double slow_share = covers ? COVER_SLOW_SHARE : SLOW_SHARE;
        bool is_slow = done > 0 && bound->value - value < slow_share * (upper - bound->value);
        if (is_slow && solver->has_answer && solver->cost == cost) {
            // Covers: directions averaged over twice as many steps lead a little farther.
            if (!covers || ++refined > COVER_REFINED)
                break;
            bound->newest /= 2;
            bound->patience *= 2;
        }
        // Covers' steps have become short where the bound is about to level off; long ones would only lead away.
        length = covers ? fmin(NEXT_LENGTH, LONGER * bound->step_length) : NEXT_LENGTH;
    }
    return true;
}

/// Takes away what reduced costs exclude; the number of sites that are left undecided.
static int64_t fix(struct placement_solver *solver, const struct placement_bound *bound)
{
    int64_t undecided = 0;
    double margin = solver->writes_proof ? placement_proof_margin(bound, solver->share) : 0;
    if (solver->has_answer)
        placement_bound_fix(bound, solver->mask, (double)placement_solver_upper(solver) + margin);
    for (int64_t j = 0; j < solver->problem->site_count; j++)
        undecided += (solver->mask[j] & (solver->mask[j] - 1)) != 0;
    return undecided;
}

static void grow_tree(struct placement_solver *solver, struct placement_bound *bound)
{
    double before_s = placement_now_s();
    struct placement_tree tree = {.upper = solver->has_answer ? placement_solver_upper(solver)
                                                              : PLACEMENT_COST_MAX,
                                  .entries_left = 1e6 * (double)solver->options->tree_entries,
                                  .accept = placement_solver_accept,
                                  .may_go_on = may_go_on,
                                  .context = solver};
    // What the masks are is shown anew from the multipliers at hand.
    struct placement_proof_pen pen = {.share = solver->share};
    if (solver->writes_proof) {
        tree.pen = &pen;
        tree.margin = placement_proof_margin(bound, solver->share);
        placement_proof_bound(&pen, bound);
    }
    placement_tree_search(&tree, bound, solver->mask);
    solver->result->tree_nodes += tree.nodes;
    solver->result->tree_s += placement_now_s() - before_s;
    if (tree.open_bound == INFINITY) {
        solver->is_exhausted = true;
        if (solver->has_answer)
            solver->lower = solver->cost;
        placement_proof_clear(&solver->result->proof);
        solver->result->proof = pen.proof;
        return;
    }
    placement_proof_clear(&pen.proof);
    double open =
        tree.open_bound / (solver->problem->robust == PLACEMENT_WORST ? (double)solver->share_sum : 1);
    int64_t lower = (int64_t)ceil(open - 1e-6 - 1e-11 * fabs(open));
    if (solver->has_answer && lower > solver->cost)
        lower = solver->cost;
    solver->lower = lower > solver->lower ? lower : solver->lower;
}

void placement_solver_run(struct placement_solver *solver)
{
    struct placement_search search;
    struct placement_bound bound;
    struct placement_core_search of;
    bool has_core = false;
    double before_s = placement_now_s();
    placement_search_init(&search, &solver->rows, solver->options->seed);
    start(solver, &search);
    solver->result->search_s += placement_now_s() - before_s;
    placement_bound_init(&bound, &solver->rows);
    if (!placement_multipliers_give(&solver->result->multipliers, &bound))
        guess_multipliers(&search, &bound);
    placement_search_clear(&search);
    solver->is_exhausted = !climb(solver, &bound, &of, &has_core);
    bound.newest = PLACEMENT_NEWEST;
    bound.patience = PLACEMENT_PATIENCE;
    bound.shortest = PLACEMENT_SHORTEST;
    if (!solver->is_exhausted && !has_core) {
        placement_core_search_init(&of, solver, &bound);
        has_core = true;
    }
    if (!solver->is_exhausted && !placement_solver_is_closed(solver) &&
        !placement_solver_is_hopeless(solver) && !solver->is_stopped) {
        int64_t kicks = solver->options->kicks,
                before = kicks < KICKS_BEFORE_TREE ? kicks : KICKS_BEFORE_TREE;
        before_s = placement_now_s();
        placement_core_search_kick(solver, &of, before);
        solver->result->search_s += placement_now_s() - before_s;
        int64_t undecided = fix(solver, &bound);
        if (undecided <= TREE_SITES)
            grow_tree(solver, &bound);
        before_s = placement_now_s();
        if (!solver->is_exhausted && !placement_solver_is_closed(solver)) {
            placement_core_search_clear(&of);
            placement_core_search_init(&of, solver, &bound);
            bool covers = solver->has_answer && solver->problem->robust != PLACEMENT_WORST &&
                          placement_cover_suits(&of.core.rows);
            (covers ? placement_core_search_breed : placement_core_search_kick)(solver, &of, kicks - before);
        }
        solver->result->search_s += placement_now_s() - before_s;
    }
    if (has_core)
        placement_core_search_clear(&of);
    placement_bound_clear(&bound);
    double factor = solver->problem->robust == PLACEMENT_WORST ? (double)solver->share_sum : 1;
    solver->is_impossible = (double)solver->lower * factor > placement_rows_most(&solver->rows) + 0.5;
}
