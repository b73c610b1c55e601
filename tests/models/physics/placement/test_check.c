/// The checker refuses answers that were altered, each for its own reason.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/check.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 120

static const enum placement_mode modes[] = {PLACEMENT_MEDIAN,      PLACEMENT_COVER,
                                            PLACEMENT_SET_COVER,   PLACEMENT_FIXED_CHARGE,
                                            PLACEMENT_CAPACITATED, PLACEMENT_CENTER};
static const int switches[] = {0,
                               SMALL_COUNTIES,
                               SMALL_BUDGET | SMALL_PERIODS,
                               SMALL_STANDING | SMALL_SPARSE,
                               SMALL_CLASSES,
                               SMALL_EXPECTED | SMALL_PERIODS | SMALL_COUNTIES,
                               SMALL_CLASSES | SMALL_SPARSE | SMALL_PERIODS};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/// Whether it is refused, and with these words (null: any).
static bool is_refused(const struct small_solved *of, const char *words)
{
    struct sim_error error = {0};
    bool refused = placement_check(&of->problem, &of->result, "altered", &error) != SIM_OK,
         has_words = !words;
    for (size_t i = 0; i < error.count && words; i++)
        has_words = has_words || strstr(error.faults[i].found, words);
    sim_error_clear(&error);
    return refused && has_words;
}

/// A number is altered, the answer looked at, and the number put back.
#define REFUSED_WITH(place, value, words)                                                                    \
    do {                                                                                                     \
        __typeof__(place) kept_ = (place);                                                                   \
        (place) = (value);                                                                                   \
        if (!is_refused(&of, words))                                                                         \
            fail_msg("%s, problem %d: " #place " = " #value " is taken",                                     \
                     placement_mode_names[of.problem.mode], (int)number);                                    \
        (place) = kept_;                                                                                     \
    } while (0)
#define NOT_REFUSED_WITH(place, value, words)                                                                \
    do {                                                                                                     \
        __typeof__(place) kept_ = (place);                                                                   \
        (place) = (value);                                                                                   \
        if (is_refused(&of, words))                                                                          \
            fail_msg("%s, problem %d: " #place " = " #value " is refused",                                   \
                     placement_mode_names[of.problem.mode], (int)number);                                    \
        (place) = kept_;                                                                                     \
    } while (0)

static void alter_costs(struct small_solved of, uint64_t number)
{
    REFUSED_WITH(of.result.cost, of.result.cost + 1, "cost of");
    REFUSED_WITH(of.result.cost, of.result.cost - 1, "cost of");
    REFUSED_WITH(of.result.lower_bound, of.result.cost + 1, "above the cost");
    REFUSED_WITH(of.result.lower_bound, of.result.multiplier_bound - 1, "no less than the multipliers'");
    REFUSED_WITH(of.result.multiplier_bound, of.result.multiplier_bound + 1, "by multipliers");
    REFUSED_WITH(of.result.is_proven, !of.result.is_proven, "otherwise");
    struct placement_multipliers *multipliers = &of.result.multipliers;
    if (!multipliers->row)
        return;
    REFUSED_WITH(multipliers->row[0], -1, "no negative multiplier of a client");
    REFUSED_WITH(multipliers->scale, 3 * multipliers->scale, "power of two");
    REFUSED_WITH(multipliers->scale, 0, "power of two");
    REFUSED_WITH(multipliers->row_count, multipliers->row_count + 1, "as many multipliers");
    REFUSED_WITH(multipliers->budget[0], -1, "multiplier of a budget");
    if (of.problem.budget[0] < 0)
        REFUSED_WITH(multipliers->budget[0], 1, "multiplier of a budget");
    if (of.problem.target[0] < 0)
        REFUSED_WITH(multipliers->target[0], 1, "multiplier of a target");
    for (int64_t at = 0; at < of.problem.county_count; at++)
        if (of.problem.limit[at] < 0)
            REFUSED_WITH(multipliers->county[at], -1, "without a limit");
    REFUSED_WITH(multipliers->scenario[0], multipliers->scenario[0] + 1, "shares");
    REFUSED_WITH(multipliers->scenario[0], -1, "shares");
    int64_t *kept = multipliers->row;
    multipliers->row = NULL;
    assert_int_equal(is_refused(&of, "but no multipliers"), of.result.multiplier_bound > 0);
    multipliers->row = kept;
}

static void alter_sites(struct small_solved of, uint64_t number)
{
    const struct placement_problem *problem = &of.problem;
    for (int64_t j = 0; j < problem->site_count; j++) {
        int32_t *period = &of.result.site_period[j];
        bool serves = false;
        for (int64_t at = 0; at < problem->client_count * problem->period_count; at++)
            serves = serves || of.result.assignment[at] == j;
        REFUSED_WITH(*period, -2, "found period");
        REFUSED_WITH(*period, (int32_t)problem->period_count, "found period");
        if (serves)
            REFUSED_WITH(*period, PLACEMENT_NONE, "which is not open");
        if (*period >= 0 && problem->target[problem->period_count - 1] >= 0)
            REFUSED_WITH(*period, PLACEMENT_NONE, "sites, expected");
        if (*period < 0 && problem->target[0] >= 0)
            REFUSED_WITH(*period, 0, "sites, expected");
        if (problem->is_vetoed[j])
            REFUSED_WITH(*period, 0, "vetoed");
        if (problem->is_existing[j])
            REFUSED_WITH(*period, PLACEMENT_NONE, "but it exists");
        if (problem->is_existing[j] && problem->period_count > 1)
            REFUSED_WITH(*period, 1, "but it exists");
    }
    for (int64_t t = 0; t < problem->period_count; t++) {
        int64_t price = 0;
        for (int64_t j = 0; j < problem->site_count; j++)
            price += of.result.site_period[j] == t && !problem->is_existing[j] ? problem->price[j] : 0;
        if (problem->budget[t] >= 0) {
            NOT_REFUSED_WITH(of.problem.budget[t], price, "found a price");
            if (price > 0)
                REFUSED_WITH(of.problem.budget[t], price - 1, "found a price");
        }
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c, count = 0;
            for (int64_t j = 0; j < problem->site_count; j++)
                count +=
                    problem->county[j] == c && of.result.site_period[j] >= 0 && of.result.site_period[j] <= t;
            NOT_REFUSED_WITH(of.problem.floor[at], count, "county");
            REFUSED_WITH(of.problem.floor[at], count + 1, "county");
            of.problem.floor[at] = 0; // for the limits; the problem is not used after
            NOT_REFUSED_WITH(of.problem.limit[at], count, ", county");
            if (count > 0)
                REFUSED_WITH(of.problem.limit[at], count - 1, ", county");
        }
    }
}

static void alter_assignments(struct small_solved of, uint64_t number)
{
    const struct placement_problem *problem = &of.problem;
    int64_t n = problem->client_count;
    for (int64_t at = 0; at < n * problem->period_count; at++) {
        int64_t t = at / n, i = at % n, weight = 0;
        int32_t *site = &of.result.assignment[at];
        for (int64_t s = 0; s < problem->scenario_count; s++)
            weight += problem->weight[(t * problem->scenario_count + s) * n + i];
        REFUSED_WITH(*site, -2, "found site");
        REFUSED_WITH(*site, (int32_t)problem->site_count, "found site");
        for (int32_t j = 0; j < problem->site_count; j++) {
            bool is_open = of.result.site_period[j] >= 0 && of.result.site_period[j] <= t;
            int64_t distance = placement_distance(problem, i, j),
                    now = *site >= 0 ? placement_distance(problem, i, *site) : -1;
            bool covers = problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER;
            if (!is_open)
                REFUSED_WITH(*site, j, "which is not open");
            else if (distance < 0 || (covers && distance > problem->classes[problem->client_class[i]].radius))
                REFUSED_WITH(*site, j, "which does not reach it");
            else if (now >= 0 && distance != now && weight > 0 && !covers &&
                     problem->mode != PLACEMENT_CENTER)
                REFUSED_WITH(*site, j, "found a cost");
        }
        bool may_be = problem->mode == PLACEMENT_COVER ||
                      (problem->mode != PLACEMENT_SET_COVER && problem->unserved >= 0);
        if (*site >= 0 && weight > 0)
            REFUSED_WITH(*site, PLACEMENT_NONE, may_be ? NULL : "served by no site");
    }
    for (int64_t j = 0; j < problem->site_count && problem->mode == PLACEMENT_CAPACITATED; j++) {
        int64_t most = 0;
        for (int64_t t = 0; t < problem->period_count; t++) {
            int64_t load = 0;
            for (int64_t i = 0; i < n; i++)
                load += of.result.assignment[t * n + i] == j ? problem->demand[i] : 0;
            most = load > most ? load : most;
        }
        NOT_REFUSED_WITH(of.problem.capacity[j], most, "its capacity");
        if (most > 0)
            REFUSED_WITH(of.problem.capacity[j], most - 1, "its capacity");
    }
}

static void what_is_altered_is_refused(void **state)
{
    (void)state;
    int solved = 0;
    for (size_t k = 0; k < COUNT(modes); k++)
        for (uint64_t number = 1; number <= PROBLEMS; number++) {
            struct small_solved of;
            if (!small_solve(&of, modes[k], switches[number % COUNT(switches)], number))
                continue;
            solved++;
            assert_false(is_refused(&of, NULL));
            alter_costs(of, number);
            alter_assignments(of, number);
            alter_sites(of, number);
            small_solved_clear(&of);
        }
    assert_true(solved > PROBLEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_altered_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
