/// Answers as files: what is read back is what was written, and thirty ways of being wrong are refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/check.h"
#include "scenarios/run/placement_file.h"
#include "tests/models/physics/placement/small.h"
#include "tests/scratch.h"

static const struct placement_about about = {
    .title = "small", .command = "suanli place", .text = "a test", .epoch = "2022-12-31", .seed = 1};

/// The first small problem that has an answer and multipliers that prove something.
static void make(enum placement_mode mode, int switches, struct placement_problem *problem,
                 struct placement_result *result)
{
    struct placement_options options = placement_options_default();
    struct sim_error error = {0};
    options.kicks = 100;
    for (uint64_t number = 1;; number++) {
        assert_true(number < 1000);
        small_make(problem, mode, switches, number);
        enum sim_status status = placement_problem_check(problem, "small", &error);
        sim_error_clear(&error);
        if (status == SIM_OK) {
            placement_solve(problem, &options, result);
            bool has_closed = false;
            for (int64_t j = 0; j < problem->site_count; j++)
                has_closed = has_closed || (result->site_period[j] < 0 && !problem->is_vetoed[j]);
            if (result->is_feasible && result->cost > 0 && result->multiplier_bound > 0 && has_closed)
                return;
            placement_result_clear(result);
        }
        placement_problem_clear(problem);
    }
}

/// Writes, reads back and checks.
static enum sim_status round_trip(const struct placement_problem *problem,
                                  const struct placement_result *result)
{
    struct placement_problem problem_read;
    struct placement_result result_read;
    struct sim_error error = {0};
    assert_int_equal(placement_file_write("answer.h5", problem, result, &about, &error), SIM_OK);
    enum sim_status status = placement_file_read("answer.h5", &problem_read, &result_read, &error);
    if (status == SIM_OK) {
        status = placement_problem_check(&problem_read, "answer.h5", &error);
        if (status == SIM_OK)
            status = placement_check(&problem_read, &result_read, "answer.h5", &error);
        placement_problem_clear(&problem_read);
        placement_result_clear(&result_read);
    }
    assert_int_equal(status, sim_error_status(&error));
    sim_error_clear(&error);
    return status;
}

static void answers_of_all_modes_come_back(void **state)
{
    (void)state;
    static const int switches[] = {SMALL_COUNTIES | SMALL_STANDING, SMALL_SPARSE, SMALL_BUDGET};
    for (int mode = 0; mode < PLACEMENT_MODE_COUNT; mode++)
        for (size_t s = 0; s < 3; s++) {
            struct placement_problem problem;
            struct placement_result result;
            make((enum placement_mode)mode, switches[s], &problem, &result);
            if (round_trip(&problem, &result) != SIM_OK)
                fail_msg("%s, switches %d: a right answer is refused", placement_mode_names[mode],
                         switches[s]);
            placement_result_clear(&result);
            placement_problem_clear(&problem);
        }
}

static int64_t first_open(const struct placement_problem *problem, const struct placement_result *result)
{
    int64_t j = 0;
    while (j + 1 < problem->site_count && (result->site_period[j] < 0 || problem->is_existing[j]))
        j++;
    return j;
}

static int64_t first_closed(const struct placement_problem *problem, const struct placement_result *result)
{
    int64_t j = 0;
    while (j + 1 < problem->site_count && (result->site_period[j] >= 0 || problem->is_vetoed[j]))
        j++;
    return j;
}

/// The client that pays most in the first period.
static int64_t dear_client(const struct placement_problem *problem, const struct placement_result *result)
{
    int64_t best = 0;
    for (int64_t i = 0; i < problem->client_count; i++)
        if (result->assignment[i] >= 0 && problem->weight[i] > problem->weight[best])
            best = i;
    return best;
}

#define FAULTS 30

/// Makes the fault of a number in an answer of the median with counties, periods, budgets and classes.
static void harm(struct placement_problem *p, struct placement_result *r, int fault)
{
    int64_t open = first_open(p, r), closed = first_closed(p, r), client = dear_client(p, r);
    struct placement_multipliers *m = &r->multipliers;
    switch (fault) {
    case 0: r->cost -= 1; break;
    case 1: r->cost += 1; break;
    case 2: r->lower_bound = r->cost + 1; break;
    case 3: r->lower_bound = r->multiplier_bound - 1; break;
    case 4: r->multiplier_bound += 1; break;
    case 5: r->multiplier_bound -= 1; break;
    case 6: r->is_proven = !r->is_proven; break;
    case 7: r->site_period[open] = PLACEMENT_NONE; break;
    case 8: r->site_period[closed] = 0; break;
    case 9: r->site_period[open] = (int32_t)p->period_count; break;
    case 10: r->site_period[open] = -7; break;
    case 11: p->is_vetoed[open] = true; break;
    case 12: p->is_existing[closed] = true; break;
    case 13: r->assignment[client] = (int32_t)closed; break;
    case 14: r->assignment[client] = (int32_t)p->site_count; break;
    case 15: r->assignment[client] = PLACEMENT_NONE; break;
    case 16: m->row[client] += 10000 * m->scale; break;
    case 17: m->row[client] = -m->scale; break;
    case 18: m->target[0] += 1000 * m->scale; break;
    case 19: m->scale *= 2; break;
    case 20: m->scale = 3; break;
    case 21: m->scenario[0] += 1; break;
    case 22: m->row_count -= 1; break;
    case 23: p->weight[client] += 1; break;
    case 24: p->target[p->period_count - 1] += 1; break;
    case 25: p->floor[p->county_count - 1] = p->site_count; break;
    case 26: p->charge[open] += 1; break;
    case 27: p->client_x[client] += 1000; break;
    case 28: m->budget[0] = -1; break;
    default: p->classes[0].penalty += 1, p->classes[0].radius = 0; break;
    }
}

static void thirty_faults_are_refused(void **state)
{
    (void)state;
    for (int fault = 0; fault < FAULTS; fault++) {
        struct placement_problem problem;
        struct placement_result result;
        make(PLACEMENT_MEDIAN, SMALL_COUNTIES | SMALL_PERIODS, &problem, &result);
        for (uint64_t number = 1; problem.metric != PLACEMENT_PLANAR; number++) {
            // One with coordinates is wanted.
            placement_result_clear(&result);
            placement_problem_clear(&problem);
            struct placement_options options = placement_options_default();
            struct sim_error error = {0};
            small_make(&problem, PLACEMENT_MEDIAN, SMALL_COUNTIES | SMALL_PERIODS, number);
            if (problem.metric == PLACEMENT_PLANAR &&
                placement_problem_check(&problem, "small", &error) == SIM_OK)
                placement_solve(&problem, &options, &result);
            else
                problem.metric = PLACEMENT_LISTS, memset(&result, 0, sizeof(result));
            sim_error_clear(&error);
            if (!result.is_feasible || result.multiplier_bound < 1)
                problem.metric = PLACEMENT_LISTS;
        }
        assert_int_equal(round_trip(&problem, &result), SIM_OK);
        harm(&problem, &result, fault);
        if (round_trip(&problem, &result) == SIM_OK)
            fail_msg("fault %d was not found", fault);
        placement_result_clear(&result);
        placement_problem_clear(&problem);
    }
}

#define PROOF_FAULTS 13

/// Makes the fault of a number in what a tree has shown.
static void harm_proof(struct placement_problem *p, struct placement_result *r, int fault)
{
    struct placement_proof *proof = &r->proof;
    size_t close = 0, split = 0;
    while (proof->step[close] != PLACEMENT_PROOF_CLOSE)
        close++;
    while (proof->step[split] == PLACEMENT_PROOF_BOUND || proof->step[split] == PLACEMENT_PROOF_CLOSE)
        split++;
    switch (fault) {
    case 0: proof->step_count--; break;
    case 1: proof->step[split] = PLACEMENT_PROOF_CLOSE, proof->step_count = split + 1; break;
    case 2: proof->step[split] = (int32_t)p->site_count; break;
    case 3: proof->step[split] = INT32_MIN; break;
    case 4: proof->step[0] = PLACEMENT_PROOF_CLOSE; break;
    case 5: proof->scale[proof->block_count - 1] = 3; break;
    case 6: proof->row[0] = -1; break;
    case 7:
        for (size_t b = 0; b < proof->block_count; b++)
            proof->scale[b] *= 1 << 20; // multipliers of next to nothing
        break;
    case 8: memset(proof->row, 0, proof->block_count * r->multipliers.row_count * sizeof(int64_t)); break;
    case 9: proof->budget[0] = 5; break;
    case 11: proof->step[split + 1] = (int32_t)p->period_count; break;
    case 10: r->cost += 1, r->lower_bound += 1; break;
    default: // a cheaper bound by forgetting one half: the first node that is closed ends the tree
        proof->step_count = close + 1;
        break;
    }
}

/// A problem of the seed's whose proof needs a tree that splits.
static void make_tree(struct placement_problem *problem, struct placement_result *result)
{
    struct placement_options options = placement_options_default();
    for (uint64_t seed = 1;; seed++) {
        assert_true(seed < 200);
        struct sim_rng rng = sim_rng_named(seed, "tree", 0, 0, 0);
        placement_problem_init(problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                               &(struct placement_size){.clients = 60, .sites = 40});
        for (int64_t i = 0; i < 60; i++) {
            problem->client_x[i] = (int64_t)(100 * sim_rng_uniform(&rng));
            problem->client_y[i] = (int64_t)(100 * sim_rng_uniform(&rng));
            problem->weight[i] = 1 + (int64_t)(9 * sim_rng_uniform(&rng));
        }
        for (int64_t j = 0; j < 40; j++) {
            problem->site_x[j] = (int64_t)(100 * sim_rng_uniform(&rng));
            problem->site_y[j] = (int64_t)(100 * sim_rng_uniform(&rng));
        }
        problem->target[0] = 4;
        options.bound_steps = 20; // so that much is left to the tree
        placement_solve(problem, &options, result);
        bool splits = false;
        for (size_t k = 0; k < result->proof.step_count; k++)
            splits = splits || result->proof.step[k] >= 0 || result->proof.step[k] <= PLACEMENT_PROOF_LATE;
        if (splits && result->is_proven && result->lower_bound > result->multiplier_bound)
            return;
        placement_result_clear(result);
        placement_problem_clear(problem);
    }
}

static void trees_are_followed(void **state)
{
    (void)state;
    for (int fault = -1; fault < PROOF_FAULTS; fault++) {
        struct placement_problem problem;
        struct placement_result result;
        make_tree(&problem, &result);
        if (fault < 0)
            assert_int_equal(round_trip(&problem, &result), SIM_OK);
        else
            harm_proof(&problem, &result, fault);
        if (fault >= 0 && round_trip(&problem, &result) == SIM_OK)
            fail_msg("fault %d of a proof was not found", fault);
        placement_result_clear(&result);
        placement_problem_clear(&problem);
    }
}

static void an_answer_does_not_depend_on_chance(void **state)
{
    (void)state;
    struct placement_problem problem;
    struct placement_result first, second;
    struct placement_options options = placement_options_default();
    options.kicks = 300;
    placement_problem_init(&problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = 400, .sites = 300});
    struct sim_rng rng = sim_rng_named(5, "points", 0, 0, 0);
    for (int64_t i = 0; i < 400; i++) {
        problem.client_x[i] = (int64_t)(10000 * sim_rng_uniform(&rng));
        problem.client_y[i] = (int64_t)(10000 * sim_rng_uniform(&rng));
        problem.weight[i] = 1 + (int64_t)(50 * sim_rng_uniform(&rng));
    }
    for (int64_t j = 0; j < 300; j++) {
        problem.site_x[j] = (int64_t)(10000 * sim_rng_uniform(&rng));
        problem.site_y[j] = (int64_t)(10000 * sim_rng_uniform(&rng));
    }
    problem.target[0] = 12;
    placement_solve(&problem, &options, &first);
    placement_solve(&problem, &options, &second);
    assert_int_equal(first.cost, second.cost);
    assert_int_equal(first.lower_bound, second.lower_bound);
    assert_memory_equal(first.site_period, second.site_period, 300 * sizeof(int32_t));
    // From the answer of before, after a veto of one of its sites: a new answer that keeps to it, and no dearer bound.
    int64_t open = first_open(&problem, &first);
    problem.is_vetoed[open] = true;
    options.start = &first;
    placement_result_clear(&second);
    placement_solve(&problem, &options, &second);
    assert_true(second.is_feasible && second.site_period[open] == PLACEMENT_NONE);
    assert_true(second.cost >= first.lower_bound);
    assert_true(second.is_proven);
    placement_result_clear(&first);
    placement_result_clear(&second);
    placement_problem_clear(&problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_of_all_modes_come_back), cmocka_unit_test(thirty_faults_are_refused),
        cmocka_unit_test(trees_are_followed), cmocka_unit_test(an_answer_does_not_depend_on_chance)};
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
