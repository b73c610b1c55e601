#include "models/physics/placement/placement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/physics/placement/answer.h"
#include "models/physics/placement/core.h"
#include "models/physics/placement/cover.h"
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
/// Sites that the search keeps: so many times those that are open, but no fewer than the least.
#define CORE_FACTOR 4
#define CORE_LEAST  200
/// A tail so many times the farthest site is no distance.
#define FAR_FACTOR 10
/// Undecided sites up to which a tree is worth growing.
#define TREE_SITES 2500
/// Kicks before the tree, and between looks at the clock.
#define KICKS_BEFORE_TREE 150
#define KICKS_PER_LOOK    16
/// Kicks of a round, and how much of the gap an answer may be dearer at its start: in turn so much, and so many times more.
#define KICKS_PER_ROUND 1000
#define KICK_SLACK      0.05
#define KICK_WIDER      3
#define KICK_WIDTHS     3
/// Covers: exchanges tried for one kick, and kicks of a round for each of the open sites that it works on.
#define COVER_MOVES          4000
#define COVER_KICKS_PER_SITE 7
/// Answers that are bred from, share of the kicks that their first ones get, and kicks for each one bred.
#define COVER_MEMBERS     6
#define COVER_FIRST_SHARE 0.5
#define COVER_CHILD_KICKS 800

double placement_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool placement_solver_go_on(struct placement_solver *solver, const char *stage)
{
    const struct placement_options *options = solver->options;
    if (solver->is_stopped)
        return false;
    if (options->time_limit_s > 0 && placement_now_s() - solver->started_s > options->time_limit_s)
        solver->is_stopped = true;
    struct placement_progress progress = {stage, solver->has_answer ? solver->cost : -1, solver->lower};
    if (options->tell && !options->tell(options->context, &progress))
        solver->is_stopped = solver->result->is_interrupted = true;
    return !solver->is_stopped;
}

/// True if nothing cheaper than the best answer can exist, or is wanted.
static bool is_closed(const struct placement_solver *solver)
{
    return solver->has_answer && (solver->cost <= solver->lower || solver->cost <= solver->enough);
}

/// True if the bound shows that not even what is wanted can be reached.
static bool is_hopeless(const struct placement_solver *solver)
{
    return solver->lower > solver->enough && solver->enough >= 0;
}

/// The cost to beat, in the rows' units.
static int64_t upper_of(const struct placement_solver *solver)
{
    if (solver->problem->robust == PLACEMENT_WORST)
        return solver->share_sum * (solver->cost - 1) + 1;
    return solver->cost;
}

/// Cost of an answer as the problem counts it; a center's rows count uncovered clients.
static int64_t exact_cost(const struct placement_solver *solver, const int8_t *period, int64_t merged)
{
    const struct placement_problem *problem = solver->problem;
    bool is_cut = problem->metric == PLACEMENT_PLANAR && solver->rows.cut < problem->site_count;
    // A set cover costs the same in every scenario; what leaves a client out costs more than any that does not.
    if (problem->mode == PLACEMENT_SET_COVER && problem->robust == PLACEMENT_WORST)
        return (merged + solver->share_sum - 1) / solver->share_sum;
    if (problem->mode == PLACEMENT_CENTER || problem->mode == PLACEMENT_SET_COVER ||
        (problem->robust == PLACEMENT_EXPECTED && !is_cut))
        return merged;
    int64_t unserved, cost = placement_answer_cost(problem, period, NULL, &unserved);
    return unserved > 0 ? PLACEMENT_COST_MAX : cost;
}

static int64_t accept(void *context, const int8_t *period, int64_t merged)
{
    struct placement_solver *solver = context;
    int64_t cost = exact_cost(solver, period, merged);
    if (!solver->has_answer || cost < solver->cost) {
        solver->has_answer = true;
        solver->cost = cost;
        memcpy(solver->period, period, (size_t)solver->problem->site_count);
    }
    return upper_of(solver);
}

static bool may_go_on(void *context)
{
    struct placement_solver *solver = context;
    return !is_closed(solver) && placement_solver_go_on(solver, "tree");
}

/// Keeps the bound's multipliers where they prove more than before.
static void keep_bound(struct placement_solver *solver, const struct placement_bound *bound)
{
    struct placement_multipliers multipliers;
    placement_multipliers_take(bound, solver->share, &multipliers);
    placement_wide value = placement_multipliers_value(&multipliers, &solver->rows),
                   divisor = multipliers.scale;
    if (solver->problem->robust == PLACEMENT_WORST)
        divisor *= solver->share_sum;
    int64_t lower = placement_wide_ceil(value, divisor);
    lower = lower < 0 ? 0 : lower;
    solver->lower = lower > solver->lower ? lower : solver->lower;
    struct placement_result *result = solver->result;
    if (!result->multipliers.row || lower > result->multiplier_bound) {
        placement_multipliers_clear(&result->multipliers);
        result->multipliers = multipliers;
        result->multiplier_bound = lower;
    } else {
        placement_multipliers_clear(&multipliers);
    }
}

// --- The core that the search works on ----------------------------------------------------------------------------

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/// The sites that look best under the bound, and those of the best answer and of the bound's choice.
static void keep_best(const struct placement_solver *solver, const struct placement_bound *bound, bool *keep)
{
    int64_t m = solver->problem->site_count, periods = solver->problem->period_count, open = 0;
    double *value = sim_memory_new((size_t)m, sizeof(double), "a core of sites"),
           *sorted = sim_memory_new((size_t)m, sizeof(double), "a core of sites");
    for (int64_t j = 0; j < m; j++) {
        keep[j] = bound->choice[j] < periods || (solver->has_answer && solver->period[j] < periods);
        open += keep[j];
        value[j] = INFINITY;
        for (int64_t t = 0; t < periods; t++)
            if (solver->mask[j] >> t & 1)
                value[j] = fmin(value[j], bound->site_value[j * (periods + 1) + t]);
        sorted[j] = value[j];
    }
    int64_t want = CORE_FACTOR * open > CORE_LEAST ? CORE_FACTOR * open : CORE_LEAST;
    // Covers leave values of many sites alike: none is left out.
    bool covers = solver->problem->mode == PLACEMENT_COVER || solver->problem->mode == PLACEMENT_SET_COVER ||
                  solver->problem->mode == PLACEMENT_CENTER;
    want = want < m && !covers ? want : m;
    qsort(sorted, (size_t)m, sizeof(double), by_value);
    for (int64_t j = 0; j < m; j++)
        keep[j] = keep[j] || (value[j] <= sorted[want - 1] && value[j] < INFINITY);
    free(value);
    free(sorted);
}

/// A search on a core.
struct core_search {
    struct placement_core core;
    struct placement_search search;
    int8_t *period; // [core site] scratch
};

static void core_search_init(struct core_search *of, const struct placement_solver *solver,
                             const struct placement_bound *bound)
{
    bool *keep = sim_memory_new((size_t)solver->problem->site_count, sizeof(bool), "a core of sites");
    keep_best(solver, bound, keep);
    placement_core_build(&solver->rows, keep, &of->core);
    placement_search_init(&of->search, &of->core.rows, solver->options->seed);
    of->period = sim_memory_new((size_t)of->core.rows.site_count, 1, "a core of sites");
    free(keep);
}

static void core_search_clear(struct core_search *of)
{
    placement_search_clear(&of->search);
    placement_core_clear(&of->core);
    free(of->period);
}

static void core_take(struct core_search *of, const int8_t *period)
{
    for (int64_t k = 0; k < of->core.rows.site_count; k++)
        of->period[k] = period[of->core.original[k]];
    placement_search_take(&of->search, of->period);
}

static void offer(struct placement_solver *solver, const struct placement_state *state,
                  const int32_t *original)
{
    if ((solver->has_answer && state->cost >= upper_of(solver)) || !placement_state_is_lawful(state))
        return;
    int8_t *period = sim_memory_new((size_t)solver->problem->site_count, 1, "an answer");
    memset(period, (int)solver->problem->period_count, (size_t)solver->problem->site_count);
    for (int64_t k = 0; k < state->rows->site_count; k++)
        period[original ? original[k] : k] = state->period[k];
    accept(solver, period, state->cost);
    free(period);
}

/// An answer made of the bound's choice.
static void try_choice(struct placement_solver *solver, struct core_search *of,
                       const struct placement_bound *bound)
{
    core_take(of, bound->choice);
    if (placement_search_complete(&of->search)) {
        placement_search_improve(&of->search);
        offer(solver, &of->search.state, of->core.original);
    }
}

/// Kicks from the best answer. In rounds: at first answers a little dearer than the best are kept, later none, and each
/// round begins with the best.
static void kick(struct placement_solver *solver, struct core_search *of, int64_t kicks)
{
    struct placement_state *state = &of->search.state;
    if (kicks <= 0 || !solver->has_answer)
        return;
    core_take(of, solver->period);
    placement_search_improve(&of->search);
    offer(solver, state, of->core.original);
    int64_t best = state->cost;
    for (int64_t k = 0; k < kicks && !is_closed(solver); k++) {
        if (k % KICKS_PER_LOOK == 0 && !placement_solver_go_on(solver, "search"))
            break;
        if (k % KICKS_PER_ROUND == 0 && state->cost > best)
            core_take(of, solver->period);
        double late = (double)(k % KICKS_PER_ROUND) / KICKS_PER_ROUND, room = (double)(best - solver->lower),
               slack = KICK_SLACK * pow(KICK_WIDER, (double)(k / KICKS_PER_ROUND % KICK_WIDTHS));
        int64_t most = best + (int64_t)(room > 0 ? slack * room * (1 - late) : 0);
        placement_search_kick(&of->search, most);
        // The worst of scenarios is not what the search itself sees: each of its answers is looked at.
        if (state->cost < best || solver->problem->robust == PLACEMENT_WORST) {
            best = state->cost < best ? state->cost : best;
            offer(solver, state, of->core.original);
        }
        solver->result->kicks++;
    }
}

/// A search of covers: the answer at hand, and others that were sought anew or bred from two.
struct breed {
    struct placement_solver *solver;
    struct core_search *of;
    struct placement_cover cover;
    int8_t *member[COVER_MEMBERS]; // [core site] answers
    int64_t cost[COVER_MEMBERS];
    int64_t round, left; // rounds made, kicks left
};

/// Offers what is open, after exchanges of any two sites.
static void offer_cover(struct breed *breed)
{
    struct core_search *of = breed->of;
    for (int64_t k = 0; k < of->core.rows.site_count; k++)
        of->period[k] = breed->cover.is_open[k] ? 0 : 1;
    placement_search_take(&of->search, of->period);
    placement_search_improve(&of->search);
    placement_cover_take(&breed->cover, of->search.state.period);
    offer(breed->solver, &of->search.state, of->core.original);
}

/// Rounds of so many kicks together, in regions of three widths in turn. False: stop.
static bool make_rounds(struct breed *breed, int64_t kicks)
{
    static const int64_t widths[] = {30, 45, 20};
    while (kicks > 0 && breed->left > 0) {
        int64_t width = widths[breed->round++ % (int64_t)(sizeof(widths) / sizeof(widths[0]))];
        width = width < breed->cover.open_count ? width : breed->cover.open_count;
        int64_t now = COVER_KICKS_PER_SITE * width < breed->left ? COVER_KICKS_PER_SITE * width : breed->left;
        if (now < 1 || is_closed(breed->solver) || !placement_solver_go_on(breed->solver, "search"))
            return false;
        // Fine and coarse temperatures: which suit depends on how much is left uncovered.
        double fineness = sim_rng_uniform(&breed->cover.rng);
        placement_cover_round(&breed->cover, width, COVER_MOVES * now, fineness);
        breed->left -= now, kicks -= now;
        breed->solver->result->kicks += now;
        if (breed->cover.cost < breed->solver->cost)
            offer_cover(breed);
    }
    offer_cover(breed);
    return breed->left > 0;
}

static void keep_member(struct breed *breed, int64_t at)
{
    memcpy(breed->member[at], breed->of->search.state.period, (size_t)breed->of->core.rows.site_count);
    breed->cost[at] = breed->cover.cost;
}

/// Takes what is open for the dearest of the members, unless there is one that costs the same.
static void replace_member(struct breed *breed)
{
    int64_t dearest = 0;
    for (int64_t i = 0; i < COVER_MEMBERS; i++) {
        if (breed->cost[i] == breed->cover.cost)
            return;
        dearest = breed->cost[i] > breed->cost[dearest] ? i : dearest;
    }
    if (breed->cover.cost < breed->cost[dearest])
        keep_member(breed, dearest);
}

/// Where only covers count: first several answers, then ones that have a region of one and the rest of another.
static void kick_covers(struct placement_solver *solver, struct core_search *of, int64_t kicks)
{
    struct breed breed = {.solver = solver, .of = of, .left = kicks};
    struct sim_rng *rng = &breed.cover.rng;
    int64_t part = (int64_t)((double)kicks * COVER_FIRST_SHARE / (2 * COVER_MEMBERS));
    bool goes_on = part > 0;
    placement_cover_init(&breed.cover, &of->core.rows, solver->options->seed);
    core_take(of, solver->period);
    placement_cover_take(&breed.cover, of->search.state.period);
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        breed.member[i] = sim_memory_new((size_t)of->core.rows.site_count, 1, "answers");
    for (int64_t i = 0; i < COVER_MEMBERS && goes_on; i++) {
        if (i > 0) {
            placement_cover_anew(&breed.cover, COVER_MOVES * part);
            breed.left -= part, solver->result->kicks += part;
        }
        goes_on = make_rounds(&breed, part);
        keep_member(&breed, i);
    }
    for (int64_t k = 0; goes_on;) {
        int64_t a = (int64_t)(sim_rng_bits(rng) >> 32) % COVER_MEMBERS,
                b = (a + 1 + (int64_t)(sim_rng_bits(rng) >> 32) % (COVER_MEMBERS - 1)) % COVER_MEMBERS;
        placement_cover_take(&breed.cover, breed.member[a]);
        if (k++ % 2 == 0)
            placement_cover_cross(&breed.cover, breed.member[b]);
        else
            placement_cover_relink(&breed.cover, breed.member[b]);
        goes_on = make_rounds(&breed, COVER_CHILD_KICKS);
        replace_member(&breed);
    }
    for (int64_t i = 0; i < COVER_MEMBERS; i++)
        free(breed.member[i]);
    placement_cover_clear(&breed.cover);
}

// --- Stages -------------------------------------------------------------------------------------------------------

/// A first answer: that of before, or a greedy one, with exchanges. The best one stays until a cheaper one is found:
/// masks that were fixed against it leave none that is dearer to prove anything with.
static void start(struct placement_solver *solver, struct placement_search *search)
{
    if (solver->has_answer || solver->has_start)
        placement_search_take(search, solver->period);
    bool is_complete = placement_search_complete(search);
    if (is_complete) {
        placement_search_improve(search);
        offer(solver, &search->state, NULL);
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
    return solver->has_answer ? (double)upper_of(solver) : bound->value + fabs(bound->value) * 0.1 + 1;
}

/// Climbs in chunks and makes an answer of each chunk's choice. False: the rules cannot be kept.
static bool climb(struct placement_solver *solver, struct placement_bound *bound, struct core_search *of,
                  bool *has_core)
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
    for (int64_t done = 0; done < budget; done += chunk) {
        double before_s = placement_now_s(), value = bound->value;
        int64_t steps = budget - done < chunk ? budget - done : chunk;
        double upper = upper_or_guess(solver, bound);
        if (!placement_bound_climb(bound, solver->mask, upper, upper - 1 + 1e-6, steps, length))
            return false;
        solver->result->bound_steps += steps;
        keep_bound(solver, bound);
        solver->result->bound_s += placement_now_s() - before_s;
        before_s = placement_now_s();
        if (!*has_core)
            core_search_init(of, solver, bound);
        *has_core = true;
        int64_t cost = solver->cost;
        try_choice(solver, of, bound);
        solver->result->search_s += placement_now_s() - before_s;
        if (is_closed(solver) || is_hopeless(solver) || !placement_solver_go_on(solver, "bound"))
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
    if (solver->has_answer)
        placement_bound_fix(bound, solver->mask, (double)upper_of(solver));
    for (int64_t j = 0; j < solver->problem->site_count; j++)
        undecided += (solver->mask[j] & (solver->mask[j] - 1)) != 0;
    return undecided;
}

static void grow_tree(struct placement_solver *solver, struct placement_bound *bound)
{
    double before_s = placement_now_s();
    struct placement_tree tree = {.upper = solver->has_answer ? upper_of(solver) : PLACEMENT_COST_MAX,
                                  .entries_left = 1e6 * (double)solver->options->tree_entries,
                                  .accept = accept,
                                  .may_go_on = may_go_on,
                                  .context = solver};
    placement_tree_search(&tree, bound, solver->mask);
    solver->result->tree_nodes += tree.nodes;
    solver->result->tree_s += placement_now_s() - before_s;
    if (tree.open_bound == INFINITY) {
        solver->is_exhausted = true;
        if (solver->has_answer)
            solver->lower = solver->cost;
        return;
    }
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
    struct core_search of;
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
        core_search_init(&of, solver, &bound);
        has_core = true;
    }
    if (!solver->is_exhausted && !is_closed(solver) && !is_hopeless(solver) && !solver->is_stopped) {
        int64_t kicks = solver->options->kicks,
                before = kicks < KICKS_BEFORE_TREE ? kicks : KICKS_BEFORE_TREE;
        before_s = placement_now_s();
        kick(solver, &of, before);
        solver->result->search_s += placement_now_s() - before_s;
        int64_t undecided = fix(solver, &bound);
        if (undecided <= TREE_SITES)
            grow_tree(solver, &bound);
        before_s = placement_now_s();
        if (!solver->is_exhausted && !is_closed(solver)) {
            core_search_clear(&of);
            core_search_init(&of, solver, &bound);
            bool covers = solver->has_answer && solver->problem->robust != PLACEMENT_WORST &&
                          placement_cover_suits(&of.core.rows);
            (covers ? kick_covers : kick)(solver, &of, kicks - before);
        }
        solver->result->search_s += placement_now_s() - before_s;
    }
    if (has_core)
        core_search_clear(&of);
    placement_bound_clear(&bound);
    double factor = solver->problem->robust == PLACEMENT_WORST ? (double)solver->share_sum : 1;
    solver->is_impossible = (double)solver->lower * factor > placement_rows_most(&solver->rows) + 0.5;
}

// --- The whole ----------------------------------------------------------------------------------------------------

static uint16_t *masks_of(const struct placement_problem *problem)
{
    uint16_t *mask = sim_memory_new((size_t)problem->site_count, sizeof(*mask), "masks of sites"),
             all = (uint16_t)((2u << problem->period_count) - 1);
    for (int64_t j = 0; j < problem->site_count; j++)
        mask[j] = problem->is_vetoed[j]     ? (uint16_t)(1u << problem->period_count)
                  : problem->is_existing[j] ? 1
                                            : all;
    return mask;
}

static void take_start(struct placement_solver *solver)
{
    const struct placement_result *start = solver->options->start;
    const struct placement_problem *problem = solver->problem;
    for (int64_t j = 0; j < problem->site_count; j++) {
        int32_t period = start && start->site_period ? start->site_period[j] : PLACEMENT_NONE;
        solver->period[j] =
            (int8_t)(period >= 0 && period < problem->period_count ? period : problem->period_count);
    }
    solver->has_start = start && start->site_period;
    if (start && start->multipliers.row && problem->mode != PLACEMENT_CENTER &&
        problem->mode != PLACEMENT_CAPACITATED)
        placement_multipliers_copy(problem, &start->multipliers, &solver->result->multipliers);
    solver->result->multiplier_bound = -1; // those of the start are of another problem: they prove nothing
}

static void finish(struct placement_solver *solver)
{
    const struct placement_problem *problem = solver->problem;
    struct placement_result *result = solver->result;
    int64_t unserved = 0;
    if (result->multiplier_bound < 0) {
        placement_multipliers_clear(&result->multipliers);
        result->multiplier_bound = 0;
    }
    if (solver->has_answer && problem->mode != PLACEMENT_CAPACITATED)
        solver->cost = placement_answer_cost(problem, solver->period, result->assignment, &unserved);
    for (int64_t j = 0; j < problem->site_count; j++)
        result->site_period[j] = solver->has_answer && solver->period[j] < problem->period_count
                                     ? solver->period[j]
                                     : PLACEMENT_NONE;
    result->is_feasible = solver->has_answer && unserved == 0;
    result->cost = result->is_feasible ? solver->cost : -1;
    if (!result->is_feasible) {
        result->is_proven = solver->has_answer ? solver->is_impossible : solver->is_exhausted;
        result->lower_bound = result->multiplier_bound;
        return;
    }
    if (solver->is_exhausted && problem->mode != PLACEMENT_CAPACITATED)
        solver->lower = solver->cost;
    result->lower_bound = solver->lower;
    result->is_proven = solver->cost <= solver->lower;
}

void placement_solve(const struct placement_problem *problem, const struct placement_options *options,
                     struct placement_result *result)
{
    size_t n = (size_t)problem->client_count, m = (size_t)problem->site_count;
    *result = (struct placement_result){0};
    result->site_period = sim_memory_new(m, sizeof(int32_t), "an answer");
    result->assignment = sim_memory_new(n * (size_t)problem->period_count, sizeof(int32_t), "an answer");
    for (size_t i = 0; i < n * (size_t)problem->period_count; i++)
        result->assignment[i] = PLACEMENT_NONE;
    struct placement_solver solver = {
        .problem = problem,
        .options = options,
        .result = result,
        .started_s = placement_now_s(),
        .enough = -1,
        .share = sim_memory_new((size_t)problem->scenario_count, sizeof(int64_t), "shares"),
        .mask = masks_of(problem),
        .period = sim_memory_new(m, 1, "an answer")};
    memcpy(solver.share, problem->share, sizeof(int64_t) * (size_t)problem->scenario_count);
    for (int64_t s = 0; s < problem->scenario_count; s++)
        solver.share_sum += solver.share[s];
    take_start(&solver);
    if (problem->mode == PLACEMENT_CENTER) {
        placement_solve_center(&solver);
    } else if (problem->mode == PLACEMENT_CAPACITATED) {
        placement_solve_capacitated(&solver);
    } else {
        placement_solver_go_on(&solver, "lists");
        placement_rows_build(problem, PLACEMENT_NONE, &solver.rows);
        result->list_s = placement_now_s() - solver.started_s;
        if (problem->robust == PLACEMENT_WORST)
            placement_solve_worst(&solver);
        else
            placement_solver_run(&solver);
        placement_rows_clear(&solver.rows);
    }
    finish(&solver);
    free(solver.share);
    free(solver.mask);
    free(solver.period);
}

void placement_result_clear(struct placement_result *result)
{
    free(result->site_period);
    free(result->assignment);
    placement_multipliers_clear(&result->multipliers);
    *result = (struct placement_result){0};
}
