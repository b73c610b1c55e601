/// Problems and answers that are wrong: the checkers say what, and nothing that was tampered with passes. Searches that prove
/// nothing still keep the rules, and knapsacks bound what trying all finds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/check.h"
#include "models/physics/placement/knapsack.h"
#include "tests/models/physics/placement/small.h"

/// Fails unless one of the faults has the text; clears them.
static void told(struct sim_error *error, const char *text)
{
    bool is_told = false;
    for (size_t i = 0; i < error->count; i++)
        is_told = is_told || strstr(error->faults[i].found, text);
    if (!is_told)
        fail_msg("not told: %s; but %zu others, %s", text, error->count,
                 error->count ? error->faults[0].found : "-");
    sim_error_clear(error);
}

// ---- problems ----------------------------------------------------------------------------------------------

enum { CLIENTS = 3, SITES = 4, PERIODS = 2 };

/// A median of three clients and four sites, all listed, in two periods and a county.
static void make(struct placement_problem *problem)
{
    placement_problem_init(problem, PLACEMENT_MEDIAN, PLACEMENT_LISTS,
                           &(struct placement_size){.clients = CLIENTS,
                                                    .sites = SITES,
                                                    .counties = 1,
                                                    .periods = PERIODS,
                                                    .entries = CLIENTS * SITES});
    for (int32_t i = 0; i < CLIENTS; i++) {
        problem->list_start[i + 1] = (size_t)(i + 1) * SITES;
        for (int32_t j = 0; j < SITES; j++) {
            problem->list_site[i * SITES + j] = j;
            problem->list_distance[i * SITES + j] = 10 * abs(i - j) + j;
            problem->county[j] = 0;
        }
        for (int32_t t = 0; t < PERIODS; t++)
            problem->weight[t * CLIENTS + i] = 1 + i;
    }
    problem->target[0] = 1;
    problem->target[1] = 2;
}

static void told_of_problem(struct placement_problem *problem, const char *text)
{
    struct sim_error error = {0};
    enum sim_status status = placement_problem_check(problem, "p", &error);
    if (text) {
        assert_int_equal(status, SIM_BAD_DATA);
        told(&error, text);
    } else {
        assert_int_equal(status, SIM_OK);
    }
    placement_problem_clear(problem);
}

/// A sound problem after a change.
#define PROBLEM(text, change)                                                                                \
    do {                                                                                                     \
        struct placement_problem problem;                                                                    \
        make(&problem);                                                                                      \
        change;                                                                                              \
        told_of_problem(&problem, text);                                                                     \
    } while (0)

static void numbers_have_their_least(void **state)
{
    (void)state;
    PROBLEM(NULL, (void)0);
    PROBLEM("p: weight 1: found -1, expected at least 0", problem.weight[1] = -1);
    PROBLEM("demand 2: found -5, expected at least 0", problem.demand[2] = -5);
    PROBLEM("charge of site 0: found -1", problem.charge[0] = -1);
    PROBLEM("price of site 3: found -1", problem.price[3] = -1);
    PROBLEM("capacity of site 1: found -1", problem.capacity[1] = -1);
    PROBLEM("target of period 0: found -2, expected at least -1", problem.target[0] = -2);
    PROBLEM("budget of period 1: found -2", problem.budget[1] = -2);
    PROBLEM("floor of period and county 0: found -1", problem.floor[0] = -1);
    PROBLEM("limit of period and county 1: found -2", problem.limit[1] = -2);
    PROBLEM("share of scenario 0: found -1", problem.share[0] = -1);
    PROBLEM("client 2: found class 1, expected less than 1", problem.client_class[2] = 1);
    PROBLEM("client 2: found class -1", problem.client_class[2] = -1);
    PROBLEM("site 1: found county 1, expected less than 1", problem.county[1] = 1);
    PROBLEM("site 1: found county -2", problem.county[1] = -2);
    PROBLEM(NULL, problem.county[1] = PLACEMENT_NONE);
    PROBLEM("found 9 periods, expected at most 8", problem.period_count = 9);
    PROBLEM("found 0 clients and 4 sites", problem.client_count = 0);
    PROBLEM("found 3 clients and 0 sites", problem.site_count = 0);
}

static void classes_have_sense(void **state)
{
    (void)state;
    PROBLEM("class 0: found no radius, expected one to be covered within", problem.mode = PLACEMENT_COVER);
    PROBLEM("class 0: found no radius", problem.mode = PLACEMENT_SET_COVER);
    PROBLEM("class 0: found a negative penalty", problem.classes[0].penalty = -1);
    PROBLEM("class 0: found a negative penalty", problem.classes[0].backup_penalty = -1);
    PROBLEM("class 0: found a radius or penalty beyond 536870911", problem.classes[0].radius = INT32_MAX);
    PROBLEM("class 0: found a radius or penalty beyond", problem.classes[0].penalty = INT32_MAX);
    PROBLEM("class 0: found a radius or penalty beyond", problem.classes[0].backup_radius = INT32_MAX);
}

static void lists_have_each_site_once(void **state)
{
    (void)state;
    PROBLEM("client 1: found site 4, expected less than 4", problem.list_site[SITES] = SITES);
    PROBLEM("client 0: found site -1, expected less than 4", problem.list_site[0] = -1);
    PROBLEM("client 2: site 1 is listed twice", problem.list_site[2 * SITES] = 1);
    PROBLEM("client 0, site 2: found the distance -1, expected 0..536870911", problem.list_distance[2] = -1);
    PROBLEM("found the distance 22, expected 0..20", problem.unserved = 20); // dearer than not to be served
    PROBLEM(NULL, problem.unserved = 40);
    PROBLEM("found distances of up to 2147483647, expected at most 536870911: take a larger unit",
            problem.list_distance[2] = INT32_MAX);
    PROBLEM("costs could come to ", problem.weight[0] = INT64_C(1) << 50);
    PROBLEM("take larger units of distance or weight", problem.charge[0] = INT64_C(1) << 53);
}

static void coordinates_have_their_span(void **state)
{
    (void)state;
    PROBLEM(NULL, problem.metric = PLACEMENT_PLANAR);
    PROBLEM("coordinates span 600000000 by 0, expected at most 536870911 together",
            (problem.metric = PLACEMENT_PLANAR, problem.client_x[1] = 600000000));
    PROBLEM(
        "coordinates span 300000000 by 300000001",
        (problem.metric = PLACEMENT_PLANAR, problem.site_x[1] = -300000000, problem.site_y[2] = 300000001));
}

static void rules_do_not_contradict_each_other(void **state)
{
    (void)state;
    PROBLEM("site 1 exists and is vetoed", problem.is_existing[1] = problem.is_vetoed[1] = true);
    PROBLEM("period 0: found no target, expected one for every period or for none",
            problem.target[0] = PLACEMENT_NONE);
    PROBLEM("period 0: found a target, expected one for every period or for none",
            problem.target[1] = PLACEMENT_NONE);
    PROBLEM("period 1: found a target of 2, expected at least that of the period before, 3",
            problem.target[0] = 3);
    PROBLEM("period 0: found a target of 1, expected 2..4 (existing sites .. sites not vetoed)",
            problem.is_existing[0] = problem.is_existing[1] = true);
    PROBLEM("period 1: found a target of 2, expected 0..1",
            problem.is_vetoed[0] = problem.is_vetoed[1] = problem.is_vetoed[2] = true);
    PROBLEM("period 1, county 0: found a floor of 2 above the limit of 1",
            (problem.floor[1] = 2, problem.limit[1] = 1));
    PROBLEM("period 1: found floors of counties of 3 in all, expected at most the target 2",
            problem.floor[1] = 3);
    PROBLEM("found no number of sites, expected at least 1 for the mode median",
            problem.target[0] = problem.target[1] = PLACEMENT_NONE);
    PROBLEM("for the mode center",
            (problem.mode = PLACEMENT_CENTER, problem.target[0] = problem.target[1] = 0));
    PROBLEM(NULL,
            (problem.mode = PLACEMENT_FIXED_CHARGE, problem.target[0] = problem.target[1] = PLACEMENT_NONE));
}

/// Many faults are told up to a number, and all of them refuse.
static void twenty_faults_are_told(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct placement_problem problem;
    placement_problem_init(&problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = 50, .sites = 1});
    for (int i = 0; i < 50; i++)
        problem.client_class[i] = 7;
    assert_int_equal(placement_problem_check(&problem, "p", &error), SIM_BAD_DATA);
    assert_int_equal(error.count, 20);
    sim_error_clear(&error);
    placement_problem_clear(&problem);
}

// ---- answers -----------------------------------------------------------------------------------------------

static void told_of_answer(struct placement_problem *problem, struct placement_result *result,
                           const char *text)
{
    struct sim_error error = {0};
    enum sim_status status = placement_check(problem, result, "a", &error);
    if (text) {
        assert_int_equal(status, SIM_BAD_DATA);
        told(&error, text);
    } else {
        assert_int_equal(status, SIM_OK);
    }
    placement_result_clear(result);
    placement_problem_clear(problem);
}

/// The answer of a problem, after a change of one or the other.
#define ANSWER_OF(text, make_problem, change)                                                                \
    do {                                                                                                     \
        struct placement_problem problem;                                                                    \
        struct placement_result result;                                                                      \
        struct placement_options options = placement_options_default();                                      \
        options.kicks = 200;                                                                                 \
        make_problem;                                                                                        \
        placement_solve(&problem, &options, &result);                                                        \
        assert_true(result.is_feasible);                                                                     \
        change;                                                                                              \
        told_of_answer(&problem, &result, text);                                                             \
    } while (0)
#define ANSWER(text, change) ANSWER_OF(text, make(&problem), change)

/// Some site that is closed to the end, or open from the start.
static int32_t site_with(const struct placement_result *result, bool is_open)
{
    for (int32_t j = 0; j < SITES; j++)
        if (is_open ? result->site_period[j] == 0 : result->site_period[j] == PLACEMENT_NONE)
            return j;
    fail_msg("no such site");
    return 0;
}

static void sites_keep_the_rules(void **state)
{
    (void)state;
    ANSWER(NULL, (void)0);
    ANSWER("found period 2, expected less than 2", result.site_period[0] = PERIODS);
    ANSWER("found period -2, expected less than 2", result.site_period[0] = -2);
    ANSWER("is open, but it is vetoed", problem.is_vetoed[site_with(&result, true)] = true);
    ANSWER("is not open from the first period on, but it exists",
           problem.is_existing[site_with(&result, false)] = true);
    ANSWER("period 1: found 3 sites, expected 2", result.site_period[site_with(&result, false)] = 1);
    ANSWER("period 0, county 0: found 1 sites, expected 2..4", problem.floor[0] = 2);
    ANSWER("period 1, county 0: found 2 sites, expected 0..1", problem.limit[1] = 1);
    ANSWER("period 0: found a price of 7, expected at most 3",
           (problem.price[site_with(&result, true)] = 7, problem.budget[0] = 3));
}

static void clients_are_served_by_open_sites(void **state)
{
    (void)state;
    ANSWER("client 1: found site 4, expected less than 4", result.assignment[1] = SITES);
    ANSWER("client 1: found site -2, expected less than 4", result.assignment[1] = -2);
    ANSWER("which is not open", result.assignment[0] = site_with(&result, false));
    ANSWER("client 2 is served by no site", result.assignment[2] = PLACEMENT_NONE);
    ANSWER("which does not reach it", problem.list_start[1] = 0);
    ANSWER("by sites and assignment", result.cost++);
}

static void bounds_are_proven(void **state)
{
    (void)state;
    ANSWER("above the cost of", result.lower_bound = result.cost + 1);
    ANSWER("found proven true, but cost and lower bound say otherwise", result.lower_bound = result.cost - 1);
    ANSWER("found proven false, but cost and lower bound say otherwise", result.is_proven = false);
    ANSWER("expected no less than the multipliers'", result.lower_bound = result.multiplier_bound - 1);
    ANSWER("by multipliers, expected", result.multiplier_bound++);
    ANSWER("multipliers: expected as many multipliers as clients and backups",
           result.multipliers.row_count++);
    ANSWER("multipliers: expected a scale that is a power of two", result.multipliers.scale = 3);
    ANSWER("multipliers: expected a scale that is a power of two", result.multipliers.scale = 0);
    ANSWER("expected the shares of the scenarios", result.multipliers.scenario[0]++);
    ANSWER("expected the shares of the scenarios", result.multipliers.scenario[0] = -1);
    ANSWER("expected shares of scenarios that are not all zero",
           result.multipliers.scenario[0] = problem.share[0] = 0);
    ANSWER("expected no negative multiplier of a client", result.multipliers.row[0] = -1);
    ANSWER("expected no multiplier of a budget that is negative", result.multipliers.budget[0] = -1);
    ANSWER("or where there is none", result.multipliers.budget[1] = 1);
    ANSWER("expected no multiplier of a target where there is none",
           (problem.target[0] = PLACEMENT_NONE, result.multipliers.target[0] = 1));
    ANSWER("expected no negative multiplier of a county without a limit", result.multipliers.county[1] = -1);
    ANSWER("by multipliers, but no multipliers", {
        free(result.multipliers.row);
        result.multipliers.row = NULL;
        result.multiplier_bound = 1;
    });
}

/// Covers with a backup each, and sites that cannot hold all.
static void other_modes_have_rules_of_their_own(void **state)
{
    (void)state;
#define SET_COVER                                                                                            \
    (make(&problem), problem.mode = PLACEMENT_SET_COVER,                                                     \
     problem.target[0] = problem.target[1] = PLACEMENT_NONE, problem.classes[0].radius = 25)
    ANSWER_OF(NULL, SET_COVER, (void)0);
    ANSWER_OF("has no backup", SET_COVER, problem.classes[0].backup_radius = 0);
    ANSWER_OF("which does not reach it", SET_COVER, problem.classes[0].radius = 0);
#define CAPACITATED                                                                                          \
    (make(&problem), problem.mode = PLACEMENT_CAPACITATED,                                                   \
     memset(problem.capacity, 1, SITES * sizeof(int64_t)))
    ANSWER_OF(NULL, CAPACITATED, (void)0);
    ANSWER_OF("expected at most its capacity 0", CAPACITATED,
              (problem.demand[0] = 1, problem.capacity[result.assignment[0]] = 0));
    ANSWER_OF("found site 4, expected less than 4", CAPACITATED, result.assignment[0] = SITES);
    ANSWER_OF("no tree for this mode", CAPACITATED, {
        result.proof.step_count = 1;
        result.proof.step = calloc(1, sizeof(int32_t));
    });
}

// ---- proofs ------------------------------------------------------------------------------------------------

/// The first small problem whose answer a tree has proven with a split, and that step.
static size_t make_proven(struct placement_problem *problem, struct placement_result *result)
{
    struct placement_options options = placement_options_default();
    options.kicks = 200;
    static uint64_t known = 1; // each call finds the same
    for (uint64_t number = known; number < 200; number++) {
        struct sim_error error = {0};
        small_make(problem, PLACEMENT_MEDIAN, SMALL_CLASSES | SMALL_PERIODS, number);
        if (placement_problem_check(problem, "small", &error) == SIM_OK) {
            placement_solve(problem, &options, result);
            for (size_t k = 0; k < result->proof.step_count && result->is_feasible; k++)
                if (result->proof.step[k] >= 0 || result->proof.step[k] <= PLACEMENT_PROOF_LATE) {
                    known = number;
                    return k;
                }
            placement_result_clear(result);
        }
        sim_error_clear(&error);
        placement_problem_clear(problem);
    }
    fail_msg("no tree");
    return 0;
}

#define PROOF(text, change)                                                                                  \
    do {                                                                                                     \
        struct placement_problem problem;                                                                    \
        struct placement_result result;                                                                      \
        size_t split = make_proven(&problem, &result);                                                       \
        (void)split;                                                                                         \
        change;                                                                                              \
        told_of_answer(&problem, &result, text);                                                             \
    } while (0)

static void proofs_are_followed_to_their_end(void **state)
{
    (void)state;
    PROOF(NULL, (void)0);
    PROOF("expected steps that end with the tree", result.proof.step_count--);
    PROOF("expected sites to split", result.proof.step[split] = (int32_t)problem.site_count);
    PROOF("expected sites to split",
          result.proof.step[split] = PLACEMENT_PROOF_LATE - (int32_t)problem.site_count);
    PROOF("expected periods to split at", result.proof.step[split + 1] = -1);
    PROOF("expected periods to split at", result.proof.step[split + 1] = (int32_t)problem.period_count);
    PROOF("expected periods to split at", result.proof.step_count = split + 1);
    PROOF("expected multipliers for each step", result.proof.block_count = 0);
    PROOF("expected a bound for each node that is closed", result.proof.step[0] = PLACEMENT_PROOF_CLOSE);
    PROOF("expected no steps after the end of the tree", {
        result.lower_bound = -1; // which any bound closes
        result.proof.step[split] = PLACEMENT_PROOF_CLOSE;
    });
    PROOF("expected multipliers beside a tree", {
        free(result.multipliers.row);
        result.multipliers.row = NULL;
    });
    PROOF("no tree for this mode", problem.robust = PLACEMENT_WORST);
    PROOF("no tree for this mode", problem.mode = PLACEMENT_CENTER);
}

// ---- searches and knapsacks --------------------------------------------------------------------------------

/// A cover that neither bound nor tree may decide: the search by breeding keeps the rules, is no worse for more kicks, and gives
/// the same answer each time.
static void bred_covers_keep_the_rules(void **state)
{
    (void)state;
    enum { COUNT = 100, OPEN = 8 };
    static const int64_t kicks[] = {250, 500, 500};
    int64_t cost[3];
    for (int k = 0; k < 3; k++) {
        struct placement_problem problem;
        struct placement_result result;
        struct placement_options options = placement_options_default();
        struct sim_error error = {0};
        struct sim_rng rng = sim_rng_named(5, "test", 0, 0, 0);
        placement_problem_init(&problem, PLACEMENT_COVER, PLACEMENT_PLANAR,
                               &(struct placement_size){.clients = COUNT, .sites = COUNT});
        for (int i = 0; i < COUNT; i++) {
            problem.client_x[i] = problem.site_x[i] = (int64_t)(1000 * sim_rng_uniform(&rng));
            problem.client_y[i] = problem.site_y[i] = (int64_t)(1000 * sim_rng_uniform(&rng));
            problem.weight[i] = 1 + (int64_t)(100 * sim_rng_uniform(&rng));
        }
        problem.classes[0].radius = 120;
        problem.target[0] = OPEN;
        options.kicks = kicks[k];
        options.bound_steps = 3;
        options.tree_entries = 0;
        assert_int_equal(placement_problem_check(&problem, "bred", &error), SIM_OK);
        placement_solve(&problem, &options, &result);
        assert_true(result.is_feasible && !result.is_proven);
        assert_int_equal(placement_check(&problem, &result, "bred", &error), SIM_OK);
        cost[k] = result.cost;
        placement_result_clear(&result);
        placement_problem_clear(&problem);
    }
    assert_true(cost[1] <= cost[0]);
    assert_int_equal(cost[1], cost[2]);
}

/// The bound of a knapsack that is too large to be solved to the end is no less than the best, and no more than an item above it.
static void broken_knapsacks_bound_the_best(void **state)
{
    (void)state;
    enum { ITEMS = 10 };
    struct sim_rng rng = sim_rng_named(9, "test", 0, 0, 0);
    for (int number = 0; number < 200; number++) {
        int64_t gain[ITEMS], size[ITEMS], best = 0, greatest = 0;
        int64_t unit = number % 2 ? 1 : PLACEMENT_KNAPSACK_MOST, capacity = (number % 50) * unit;
        for (int k = 0; k < ITEMS; k++) {
            gain[k] = 1 + (int64_t)(100 * sim_rng_uniform(&rng));
            size[k] = (1 + (int64_t)(30 * sim_rng_uniform(&rng))) * unit;
            greatest = gain[k] > greatest ? gain[k] : greatest;
        }
        for (int set = 0; set < 1 << ITEMS; set++) {
            int64_t all = 0, sizes = 0;
            for (int k = 0; k < ITEMS; k++) {
                all += set >> k & 1 ? gain[k] : 0;
                sizes += set >> k & 1 ? size[k] : 0;
            }
            best = sizes <= capacity && all > best ? all : best;
        }
        int64_t found = placement_knapsack_whole(gain, size, ITEMS, capacity);
        if (unit == 1)
            assert_int_equal(found, best);
        else
            assert_in_range(found, best, best + greatest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_their_least),
        cmocka_unit_test(classes_have_sense),
        cmocka_unit_test(lists_have_each_site_once),
        cmocka_unit_test(coordinates_have_their_span),
        cmocka_unit_test(rules_do_not_contradict_each_other),
        cmocka_unit_test(twenty_faults_are_told),
        cmocka_unit_test(sites_keep_the_rules),
        cmocka_unit_test(clients_are_served_by_open_sites),
        cmocka_unit_test(bounds_are_proven),
        cmocka_unit_test(other_modes_have_rules_of_their_own),
        cmocka_unit_test(proofs_are_followed_to_their_end),
        cmocka_unit_test(bred_covers_keep_the_rules),
        cmocka_unit_test(broken_knapsacks_bound_the_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
