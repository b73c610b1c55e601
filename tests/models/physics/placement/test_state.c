/// The books of a set of open sites against counting anew, and what the search for medians does with them against trying
/// all, on small random problems.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/search.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 150
#define CHANGES  40
#define SITES    8 // at most, of a small problem

static int64_t below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)(sim_rng_uniform(rng) * (double)count);
}

/// What the rows of a period cost when the sites open in time serve them: each the `need` nearest.
static int64_t rows_cost(const struct placement_rows *rows, const int8_t *period, int64_t t)
{
    int64_t sum = 0;
    for (int64_t r = 0; r < rows->row_count; r++) {
        int64_t left = rows->need[r], each = 0;
        for (size_t e = rows->start[r]; e < rows->start[r + 1] && left > 0; e++)
            if (period[rows->site[e]] <= t)
                each += rows->distance[e], left--;
        sum += rows->weight[t * rows->row_count + r] * (each + left * rows->tail[r]);
    }
    return sum;
}

static int64_t whole_cost(const struct placement_rows *rows, const int8_t *period)
{
    int64_t sum = 0;
    for (int64_t t = 0; t < rows->period_count; t++)
        sum += rows_cost(rows, period, t);
    for (int64_t j = 0; j < rows->site_count; j++)
        sum += period[j] < rows->period_count ? rows->charge[j] : 0;
    return sum;
}

/// Sites of a county (PLACEMENT_NONE: of all) that are open in a period, or, by price, what those that open then cost.
static int64_t counted(const struct placement_rows *rows, const int8_t *period, int64_t t, int64_t county,
                       bool by_price)
{
    int64_t sum = 0;
    for (int64_t j = 0; j < rows->site_count; j++)
        if (county < 0 || rows->problem->county[j] == county) {
            if (by_price)
                sum += period[j] == t ? rows->price[j] : 0;
            else
                sum += period[j] <= t;
        }
    return sum;
}

static bool keeps_rules(const struct placement_rows *rows, const int8_t *period)
{
    const struct placement_problem *problem = rows->problem;
    bool keeps = true;
    for (int64_t t = 0; t < rows->period_count; t++) {
        int64_t open = counted(rows, period, t, PLACEMENT_NONE, false),
                price = counted(rows, period, t, PLACEMENT_NONE, true);
        keeps = keeps && (problem->target[t] < 0 || open == problem->target[t]) &&
                (problem->budget[t] < 0 || price <= problem->budget[t]);
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c, count = counted(rows, period, t, c, false);
            keeps = keeps && count >= problem->floor[at] &&
                    (problem->limit[at] < 0 || count <= problem->limit[at]);
        }
    }
    for (int64_t j = 0; j < rows->site_count; j++)
        keeps = keeps && (!problem->is_existing[j] || period[j] == 0) &&
                (!problem->is_vetoed[j] || period[j] == rows->period_count);
    return keeps;
}

/// Served sites of each row, losses, counts and cost.
static void check_books(const struct placement_state *state)
{
    const struct placement_rows *rows = state->rows;
    int64_t m = rows->site_count;
    assert_int_equal(state->cost, whole_cost(rows, state->period));
    assert_int_equal(placement_state_is_lawful(state), keeps_rules(rows, state->period));
    for (int64_t t = 0; t < rows->period_count; t++) {
        assert_int_equal(state->open_count[t], counted(rows, state->period, t, PLACEMENT_NONE, false));
        assert_int_equal(state->spent[t], counted(rows, state->period, t, PLACEMENT_NONE, true));
        for (int64_t c = 0; c < rows->problem->county_count; c++)
            assert_int_equal(state->county_count[t * rows->problem->county_count + c],
                             counted(rows, state->period, t, c, false));
        for (int64_t r = 0; r < rows->row_count; r++) {
            const struct placement_served *served = &state->served[t * rows->row_count + r];
            size_t e = rows->start[r];
            for (int k = 0; k <= rows->need[r]; k++, e++) {
                while (e < rows->start[r + 1] && state->period[rows->site[e]] > t)
                    e++;
                bool is_there = e < rows->start[r + 1];
                e = is_there ? e : rows->start[r + 1];
                assert_int_equal(served->position[k], e - rows->start[r]);
                assert_int_equal(served->site[k], is_there ? rows->site[e] : -1);
                assert_int_equal(served->distance[k], is_there ? rows->distance[e] : rows->tail[r]);
                if (!is_there)
                    e--; // there is none further on either
            }
        }
        for (int64_t j = 0; j < m; j++) {
            int8_t without[SITES];
            memcpy(without, state->period, (size_t)m);
            without[j] = (int8_t)rows->period_count;
            if (state->period[j] <= t)
                assert_int_equal(state->loss[t * m + j],
                                 rows_cost(rows, without, t) - rows_cost(rows, state->period, t));
        }
    }
}

/// Gains of a site, and cost and lawfulness of every exchange and every move, against doing them.
static void check_moves(struct placement_state *state)
{
    const struct placement_rows *rows = state->rows;
    int64_t m = rows->site_count, never = rows->period_count;
    bool is_lawful = keeps_rules(rows, state->period);
    int8_t other[SITES];
    for (int64_t in = 0; in < m; in++) {
        placement_state_price(state, in);
        for (int64_t t = 0; t < state->period[in]; t++) {
            memcpy(other, state->period, (size_t)m);
            other[in] = (int8_t)t;
            assert_int_equal(state->gain[t], rows_cost(rows, other, t) - rows_cost(rows, state->period, t));
        }
        for (int64_t out = 0; out < m; out++) {
            memcpy(other, state->period, (size_t)m);
            other[in] = state->period[out], other[out] = state->period[in];
            bool is_earlier = state->period[out] < state->period[in];
            if (is_earlier)
                assert_int_equal(placement_state_swap_cost(state, in, out),
                                 whole_cost(rows, other) - whole_cost(rows, state->period));
            if (is_lawful)
                assert_int_equal(placement_state_may_swap(state, in, out),
                                 is_earlier && keeps_rules(rows, other));
        }
        placement_state_unprice(state);
        assert_int_equal(state->touched_count, 0);
        for (int64_t j = 0; j < m; j++)
            assert_int_equal(state->correction[j], 0);
        for (int64_t t = 0; is_lawful && t <= never; t++) {
            memcpy(other, state->period, (size_t)m);
            other[in] = (int8_t)t;
            if (t != state->period[in])
                assert_int_equal(placement_state_may_set(state, in, t), keeps_rules(rows, other));
        }
    }
}

static const enum placement_mode modes[] = {PLACEMENT_MEDIAN, PLACEMENT_FIXED_CHARGE, PLACEMENT_COVER};
static const int switches[] = {0,
                               SMALL_COUNTIES,
                               SMALL_CLASSES | SMALL_SPARSE,
                               SMALL_PERIODS | SMALL_BUDGET,
                               SMALL_PERIODS | SMALL_COUNTIES | SMALL_CLASSES,
                               SMALL_STANDING | SMALL_BUDGET,
                               SMALL_COUNTIES | SMALL_BUDGET | SMALL_PERIODS | SMALL_EXPECTED};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void books_are_kept(void **test_state)
{
    (void)test_state;
    int lawful = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct placement_problem problem;
        struct placement_rows rows;
        struct placement_state state;
        struct sim_rng rng = sim_rng_named(number, "books", 0, 0, 0);
        small_make(&problem, modes[number % COUNT(modes)], switches[number % COUNT(switches)], number);
        if (problem.budget[0] >= 0 && number % 3 == 0)
            problem.budget[problem.period_count - 1] = 0; // nothing may open then that costs anything
        placement_rows_build(&problem, PLACEMENT_NONE, &rows);
        placement_state_init(&state, &rows);
        check_books(&state);
        for (int k = 0; k < CHANGES; k++) {
            int64_t site = below(&rng, rows.site_count);
            // Rules on single sites are mostly kept, or hardly any set would be lawful.
            int64_t period = problem.is_existing[site] ? 0
                             : problem.is_vetoed[site] ? rows.period_count
                                                       : below(&rng, rows.period_count + 1);
            placement_state_set(&state, site,
                                below(&rng, 20) == 0 ? below(&rng, rows.period_count + 1) : period);
            check_books(&state);
            check_moves(&state);
            lawful += placement_state_is_lawful(&state);
        }
        placement_state_clear(&state);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
    assert_true(lawful > PROBLEMS);
}

// --- The search ---------------------------------------------------------------------------------------------------

/// A problem of one period with a number or free, without rules on counties, budgets and backups.
static void make_plain(struct placement_problem *problem, uint64_t number)
{
    small_make(problem, number % 2 ? PLACEMENT_MEDIAN : PLACEMENT_FIXED_CHARGE,
               number % 3 ? 0 : SMALL_STANDING | SMALL_SPARSE, number);
    if (problem->target[0] >= 0)
        problem->target[0] = 1 + (int64_t)(number / 2 % (uint64_t)(problem->site_count - 1));
    for (int64_t j = 0; j < problem->site_count && problem->mode == PLACEMENT_MEDIAN; j++)
        problem->charge[j] = 0; // closing looks at the rows alone
}

/// Opens what brings most (or what costs least, if `by` is 1: closes it), the first of equals, until the target is met;
/// without a target, while that pays.
static void one_by_one(const struct placement_rows *rows, int8_t *period, int8_t from)
{
    const struct placement_problem *problem = rows->problem;
    for (;;) {
        int64_t open = counted(rows, period, 0, PLACEMENT_NONE, false), best = -1, least = INT64_MAX,
                before = whole_cost(rows, period);
        if (problem->target[0] >= 0 && (from ? open >= problem->target[0] : open <= problem->target[0]))
            return;
        for (int64_t j = 0; j < rows->site_count; j++) {
            if (period[j] != from || problem->is_vetoed[j] || problem->is_existing[j])
                continue;
            period[j] = !from;
            int64_t more = whole_cost(rows, period) - before;
            period[j] = from;
            if (more < least)
                least = more, best = j;
        }
        if (best < 0 || (problem->target[0] < 0 && least >= 0))
            return;
        period[best] = !from;
    }
}

static void greedy_is_greedy(void **test_state)
{
    (void)test_state;
    for (uint64_t number = 1; number <= PROBLEMS; number++)
        for (int8_t from = 0; from < 2; from++) {
            struct placement_problem problem;
            struct placement_rows rows;
            struct placement_search search;
            int8_t period[SITES];
            make_plain(&problem, number);
            placement_rows_build(&problem, PLACEMENT_NONE, &rows);
            placement_search_init(&search, &rows, number);
            int64_t least = 0, most = 0;
            for (int64_t j = 0; j < rows.site_count; j++) {
                period[j] = problem.is_existing[j] ? 0 : problem.is_vetoed[j] ? 1 : from;
                least += problem.is_existing[j];
                most += !problem.is_vetoed[j];
            }
            bool can_be = problem.target[0] < 0 || (problem.target[0] >= least && problem.target[0] <= most);
            placement_search_take(&search, period);
            // Without a number nothing is to be closed.
            if (problem.target[0] >= 0 || from == 1)
                one_by_one(&rows, period, from);
            assert_int_equal(placement_search_complete(&search), can_be);
            if (can_be)
                assert_memory_equal(search.state.period, period, (size_t)rows.site_count);
            placement_search_clear(&search);
            placement_rows_clear(&rows);
            placement_problem_clear(&problem);
        }
}

/// The list of open sites, and nothing left to look at.
static void check_search(const struct placement_search *search)
{
    int64_t open = 0;
    check_books(&search->state);
    assert_int_equal(search->queue_count, 0);
    for (int64_t j = 0; j < search->state.rows->site_count; j++) {
        bool is_open = search->state.period[j] < search->state.rows->period_count;
        open += is_open;
        if (is_open)
            assert_int_equal(search->open[search->open_place[j]], j);
        assert_false(search->is_queued[j]);
    }
    assert_int_equal(search->open_count, open);
}

/// No lawful exchange and, where the number is free, no lawful move is cheaper.
static void check_local_best(const struct placement_search *search)
{
    const struct placement_rows *rows = search->state.rows;
    int64_t m = rows->site_count;
    int8_t other[SITES];
    for (int64_t a = 0; a < m; a++)
        for (int64_t b = 0; b < m + rows->period_count + 1; b++) {
            memcpy(other, search->state.period, (size_t)m);
            if (b < m)
                other[a] = search->state.period[b], other[b] = search->state.period[a];
            else
                other[a] = (int8_t)(b - m);
            if (keeps_rules(rows, other))
                assert_true(whole_cost(rows, other) >= search->state.cost);
        }
}

static void searches_end_in_local_bests(void **test_state)
{
    (void)test_state;
    int completed = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct placement_problem problem;
        struct placement_rows rows;
        struct placement_search search;
        struct sim_rng rng = sim_rng_named(number, "starts", 0, 0, 0);
        small_make(&problem, modes[number % COUNT(modes)], switches[number % COUNT(switches)], number);
        placement_rows_build(&problem, PLACEMENT_NONE, &rows);
        placement_search_init(&search, &rows, number);
        int8_t period[SITES];
        for (int64_t j = 0; j < rows.site_count; j++)
            period[j] = (int8_t)below(&rng, rows.period_count + 1);
        placement_search_take(&search, period);
        if (placement_search_complete(&search)) {
            completed++;
            placement_search_improve(&search);
            check_search(&search);
            assert_true(keeps_rules(&rows, search.state.period));
            // Rules on counties and budgets may let a site in that was not to be looked at again.
            bool is_plain = !(switches[number % COUNT(switches)] & (SMALL_COUNTIES | SMALL_BUDGET));
            if (is_plain)
                check_local_best(&search);
            for (int k = 0; k < 10; k++) {
                int64_t before = search.state.cost, most = k % 2 ? before + before / 8 : 0;
                bool is_cheaper = placement_search_kick(&search, most);
                assert_int_equal(is_cheaper, search.state.cost < before);
                assert_true(search.state.cost <= before || search.state.cost <= most);
                assert_true(keeps_rules(&rows, search.state.period));
                check_search(&search);
            }
            if (is_plain)
                check_local_best(&search);
        }
        placement_search_clear(&search);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
    assert_true(completed > PROBLEMS / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(books_are_kept),
        cmocka_unit_test(greedy_is_greedy),
        cmocka_unit_test(searches_end_in_local_bests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
