#include "models/physics/placement/core_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Sites that the search keeps: so many times those that are open, but no fewer than the least.
#define CORE_FACTOR 4
#define CORE_LEAST  200
/// Kicks of a round, and how much of the gap an answer may be dearer at its start: in turn so much, and so many times more.
#define KICKS_PER_ROUND 1000
#define KICK_SLACK      0.05
#define KICK_WIDER      3
#define KICK_WIDTHS     3
/// Kicks between looks at the clock.
#define KICKS_PER_LOOK 16

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
    bool covers = placement_rows_cover(solver->problem);
    want = want < m && !covers ? want : m;
    qsort(sorted, (size_t)m, sizeof(double), by_value);
    for (int64_t j = 0; j < m; j++)
        keep[j] = keep[j] || (value[j] <= sorted[want - 1] && value[j] < INFINITY);
    free(value);
    free(sorted);
}

void placement_core_search_init(struct placement_core_search *of, const struct placement_solver *solver,
                                const struct placement_bound *bound)
{
    bool *keep = sim_memory_new((size_t)solver->problem->site_count, sizeof(bool), "a core of sites");
    keep_best(solver, bound, keep);
    placement_core_build(&solver->rows, keep, &of->core);
    placement_search_init(&of->search, &of->core.rows, solver->options->seed);
    of->period = sim_memory_new((size_t)of->core.rows.site_count, 1, "a core of sites");
    free(keep);
}

void placement_core_search_clear(struct placement_core_search *of)
{
    placement_search_clear(&of->search);
    placement_core_clear(&of->core);
    free(of->period);
}

void placement_core_search_take(struct placement_core_search *of, const int8_t *period)
{
    for (int64_t k = 0; k < of->core.rows.site_count; k++)
        of->period[k] = period[of->core.original[k]];
    placement_search_take(&of->search, of->period);
}

void placement_core_search_complete(struct placement_solver *solver, struct placement_core_search *of,
                                    const int8_t *period)
{
    placement_core_search_take(of, period);
    if (placement_search_complete(&of->search)) {
        placement_search_improve(&of->search);
        placement_solver_offer(solver, &of->search.state, of->core.original);
    }
}

/// Kicks from the best answer. In rounds: at first answers a little dearer than the best are kept, later none, and each
/// round begins with the best.
void placement_core_search_kick(struct placement_solver *solver, struct placement_core_search *of,
                                int64_t kicks)
{
    struct placement_state *state = &of->search.state;
    if (kicks <= 0 || !solver->has_answer)
        return;
    placement_core_search_take(of, solver->period);
    placement_search_improve(&of->search);
    placement_solver_offer(solver, state, of->core.original);
    int64_t best = state->cost;
    for (int64_t k = 0; k < kicks && !placement_solver_is_closed(solver); k++) {
        if (k % KICKS_PER_LOOK == 0 && !placement_solver_go_on(solver, "search"))
            break;
        if (k % KICKS_PER_ROUND == 0 && state->cost > best)
            placement_core_search_take(of, solver->period);
        double late = (double)(k % KICKS_PER_ROUND) / KICKS_PER_ROUND, room = (double)(best - solver->lower),
               slack = KICK_SLACK * pow(KICK_WIDER, (double)(k / KICKS_PER_ROUND % KICK_WIDTHS));
        int64_t most = best + (int64_t)(room > 0 ? slack * room * (1 - late) : 0);
        placement_search_kick(&of->search, most);
        // The worst of scenarios is not what the search itself sees: each of its answers is looked at.
        if (state->cost < best || solver->problem->robust == PLACEMENT_WORST) {
            best = state->cost < best ? state->cost : best;
            placement_solver_offer(solver, state, of->core.original);
        }
        solver->result->kicks++;
    }
}
