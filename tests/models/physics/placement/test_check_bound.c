/// The checker takes no multiplier, mask or step for more than it proves, and computes the bound that the solver computes in
/// another way.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/check.h"
#include "models/physics/placement/check_bound.h"
#include "models/physics/placement/check_proof.h"
#include "models/physics/placement/multipliers.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 120
#define SITES    8 // at most, of a small problem

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

static int64_t below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)(sim_rng_uniform(rng) * (double)count);
}

// --- Bounds -------------------------------------------------------------------------------------------------------

/// Any multipliers that the rules allow.
static void draw(const struct placement_rows *rows, struct sim_rng *rng,
                 struct placement_multipliers *multipliers)
{
    const struct placement_problem *problem = rows->problem;
    int64_t scale = multipliers->scale;
    for (int64_t at = 0; at < rows->period_count * rows->row_count; at++) {
        int64_t tail = rows->tail[at % rows->row_count];
        multipliers->row[at] = below(rng, rows->weight[at] * (tail < 70 ? tail : 70) * scale + 1);
    }
    for (int64_t t = 0; t < rows->period_count; t++) {
        multipliers->target[t] = problem->target[t] >= 0 ? below(rng, 2000 * scale) - 1000 * scale : 0;
        multipliers->budget[t] = problem->budget[t] >= 0 ? below(rng, 20 * scale) : 0;
    }
    for (int64_t at = 0; at < rows->period_count * problem->county_count; at++) {
        int64_t m = below(rng, 400 * scale) - 200 * scale;
        multipliers->county[at] = m < 0 && problem->limit[at] < 0 ? 0 : m;
    }
}

static void the_solver_and_the_checker_agree(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 6 * PROBLEMS; number++) {
        enum placement_mode mode = modes[number % COUNT(modes)];
        struct placement_problem problem;
        struct placement_rows rows;
        struct placement_bound bound;
        struct placement_multipliers multipliers;
        struct sim_rng rng = sim_rng_named(number, "check", 0, 0, 0);
        int with = switches[number / COUNT(modes) % COUNT(switches)];
        if (number % 5 == 0 && mode != PLACEMENT_CAPACITATED)
            with |= SMALL_WORST;
        small_make(&problem, mode, with, number);
        int64_t radius = mode == PLACEMENT_CENTER ? 20 + below(&rng, 30) : PLACEMENT_NONE, shares = 0;
        placement_rows_build(&problem, radius, &rows);
        placement_bound_init(&bound, &rows);
        placement_multipliers_take(&bound, problem.share, &multipliers);
        multipliers.scale = 1 << below(&rng, 8);
        for (int64_t s = 0; s < problem.scenario_count; s++)
            shares += problem.share[s];
        for (int k = 0; k < 5; k++) {
            const char *fault;
            draw(&rows, &rng, &multipliers);
            placement_wide value = placement_multipliers_value(&multipliers, &rows),
                           divisor = multipliers.scale;
            divisor *= problem.robust == PLACEMENT_WORST ? shares : 1;
            int64_t expected = placement_wide_ceil(value, divisor), found;
            expected = mode == PLACEMENT_CENTER ? (expected > 0 ? radius + 1 : 0)
                       : expected > 0           ? expected
                                                : 0;
            found = placement_check_bound(&problem, &multipliers, &fault);
            assert_null(fault);
            if (found != expected)
                fail_msg("%s, problem %d: the checker's bound is %lld, the solver's %lld",
                         placement_mode_names[mode], (int)number, (long long)found, (long long)expected);
        }
        placement_multipliers_clear(&multipliers);
        placement_bound_clear(&bound);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
}

/// Masks of all sites, as they are at first.
static void open_masks(const struct placement_problem *problem, uint16_t *mask)
{
    for (int64_t j = 0; j < problem->site_count; j++)
        mask[j] = problem->is_vetoed[j]     ? (uint16_t)(1u << problem->period_count)
                  : problem->is_existing[j] ? 1
                                            : (uint16_t)((2u << problem->period_count) - 1);
}

/// By every answer: those below the claim are left, and nothing is closed over them. Where none is below it, there is no fault
/// in closing it. removed: periods that were taken.
static void check_node(const struct placement_problem *problem,
                       const struct placement_multipliers *multipliers, int64_t claim, int64_t *removed,
                       int64_t *closed)
{
    uint16_t before[SITES], mask[SITES];
    bool is_closed = false;
    int64_t all = 1;
    open_masks(problem, before);
    memcpy(mask, before, sizeof(mask));
    assert_null(placement_check_node(problem, multipliers, claim, mask, &is_closed));
    *closed += is_closed;
    for (int64_t j = 0; j < problem->site_count; j++) {
        all *= problem->period_count + 1;
        *removed += __builtin_popcount(before[j]) - __builtin_popcount(mask[j]);
    }
    for (int64_t code = 0; code < all; code++) {
        int8_t period[SITES];
        int64_t rest = code;
        for (int64_t j = 0; j < problem->site_count; j++, rest /= problem->period_count + 1)
            period[j] = (int8_t)(rest % (problem->period_count + 1));
        if (placement_check_least(problem, period) >= claim)
            continue;
        assert_false(is_closed);
        for (int64_t j = 0; j < problem->site_count; j++)
            assert_true(mask[j] >> period[j] & 1);
    }
}

static void nodes_lose_nothing_below_the_claim(void **state)
{
    (void)state;
    static const enum placement_mode treed[] = {PLACEMENT_MEDIAN, PLACEMENT_FIXED_CHARGE, PLACEMENT_COVER};
    int64_t removed = 0, closed = 0, solved = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct small_solved of;
        int with = switches[number % COUNT(switches)];
        if (!small_solve(&of, treed[number % COUNT(treed)], with, number))
            continue;
        solved++;
        assert_int_equal(small_best(&of.problem), of.result.cost);
        const struct placement_multipliers *multipliers = &of.result.multipliers;
        check_node(&of.problem, multipliers, of.result.cost, &removed, &closed);
        check_node(&of.problem, multipliers, of.result.cost + 1, &removed, &closed);
        check_node(&of.problem, multipliers, of.result.cost + 1 + of.result.cost / 10, &removed, &closed);
        small_solved_clear(&of);
    }
    // The best multipliers close most roots at the best cost, and leave little at the next.
    print_message("%d of %d roots closed, %d periods taken\n", (int)closed, (int)(3 * solved), (int)removed);
    assert_true(closed > solved / 2 && closed <= solved && removed > 4 * solved);
}

/// The least cost of a set of sites against trying all.
static void leaves_cost_what_they_cost(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(modes); k++)
        for (uint64_t number = 1; number <= PROBLEMS / 4 && modes[k] != PLACEMENT_CAPACITATED; number++) {
            struct placement_problem problem;
            int64_t all = 1, least = INT64_MAX;
            small_make(&problem, modes[k], switches[number % COUNT(switches)], number);
            for (int64_t j = 0; j < problem.site_count; j++)
                all *= problem.period_count + 1;
            for (int64_t code = 0; code < all; code++) {
                int8_t period[SITES];
                int64_t rest = code;
                for (int64_t j = 0; j < problem.site_count; j++, rest /= problem.period_count + 1)
                    period[j] = (int8_t)(rest % (problem.period_count + 1));
                int64_t cost = placement_check_least(&problem, period);
                least = cost < least ? cost : least;
            }
            int64_t best = small_best(&problem);
            // Set cover: small_best lets backups be missing.
            bool has_backups =
                modes[k] == PLACEMENT_SET_COVER && (switches[number % COUNT(switches)] & SMALL_CLASSES);
            if (!has_backups && least != (best < 0 ? INT64_MAX : best))
                fail_msg("%s, switches %d, problem %d: %lld, the best is %lld",
                         placement_mode_names[modes[k]], switches[number % COUNT(switches)], (int)number,
                         (long long)least, (long long)best);
            placement_problem_clear(&problem);
        }
}

// --- Proofs -------------------------------------------------------------------------------------------------------

/// A proof, altered at random, never proves more than is so.
static void alter_proof(struct small_solved *of, struct sim_rng *rng)
{
    struct placement_proof *proof = &of->result.proof;
    int64_t claim = of->result.cost;
    size_t count = proof->step_count;
    assert_null(placement_check_proof(&of->problem, &of->result, claim));
    for (int k = 0; k < 40; k++) {
        size_t at = (size_t)below(rng, (int64_t)count);
        int32_t kept = proof->step[at];
        proof->step[at] = (int32_t)below(rng, of->problem.site_count + 6) - 4;
        assert_non_null(placement_check_proof(&of->problem, &of->result, claim + 1));
        proof->step[at] = kept;
    }
    assert_non_null(placement_check_proof(&of->problem, &of->result, claim + 1));
    proof->step_count = count - 1;
    assert_non_null(placement_check_proof(&of->problem, &of->result, claim));
    proof->step_count = count;
    int32_t kept = proof->step[0];
    proof->step[0] = (int32_t)of->problem.site_count;
    assert_non_null(placement_check_proof(&of->problem, &of->result, claim));
    proof->step[0] = PLACEMENT_PROOF_LATE - (int32_t)of->problem.site_count;
    assert_non_null(placement_check_proof(&of->problem, &of->result, claim));
    proof->step[0] = kept;
    size_t blocks = proof->block_count;
    proof->block_count = 0;
    assert_non_null(placement_check_proof(&of->problem, &of->result, claim));
    proof->block_count = blocks;
    // One step more than the tree has.
    int32_t *longer = malloc((count + 1) * sizeof(*longer)), *steps = proof->step;
    memcpy(longer, steps, count * sizeof(*longer));
    longer[count] = PLACEMENT_PROOF_CLOSE;
    proof->step = longer, proof->step_count = count + 1;
    assert_non_null(placement_check_proof(&of->problem, &of->result, claim));
    proof->step = steps, proof->step_count = count;
    free(longer);
}

static void proofs_prove_no_more(void **state)
{
    (void)state;
    static const enum placement_mode treed[] = {PLACEMENT_MEDIAN, PLACEMENT_FIXED_CHARGE, PLACEMENT_COVER,
                                                PLACEMENT_SET_COVER};
    int altered = 0;
    for (uint64_t number = 1; number <= 2 * PROBLEMS; number++) {
        struct small_solved of;
        struct sim_rng rng = sim_rng_named(number, "proofs", 0, 0, 0);
        if (!small_solve(&of, treed[number % COUNT(treed)], switches[number / COUNT(treed) % COUNT(switches)],
                         number))
            continue;
        if (of.result.proof.step_count > 0 && of.result.is_proven) {
            alter_proof(&of, &rng);
            altered++;
        }
        small_solved_clear(&of);
    }
    print_message("%d proofs altered\n", altered);
    assert_true(altered >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_solver_and_the_checker_agree),
        cmocka_unit_test(nodes_lose_nothing_below_the_claim),
        cmocka_unit_test(leaves_cost_what_they_cost),
        cmocka_unit_test(proofs_prove_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
