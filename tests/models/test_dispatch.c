/// The dispatcher in the default scenario: nothing is lost, policies differ as they must, the baseline is the policy none.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/ground.h"

enum { DEMAND, SERVED, UNSERVED, WAITING, RTT, COST, CARBON, SUMS };

/// What a run told; [0] the platform, [1] the baseline.
struct told {
    double sum[2][SUMS][WORK_COUNT]; // WAITING: at the end; RTT: x served
    double it_mwh, all_mwh, called_mwh, shed_mwh;
    uint64_t hash[2];
    size_t centres, busy_centres;
};

static bool near(double a, double b, double relative)
{
    return fabs(a - b) <= relative * fmax(fabs(a), fabs(b)) + 1e-6;
}

static void take_centre(struct told *told, const struct dispatch_centre_row *row)
{
    told->centres++;
    told->busy_centres += row->arrived > 0;
    // Little's law without an average: what the clock counted is what the jobs waited and stayed.
    assert_true(near(row->waiting_job_s, row->wait_sum_s, 1e-9));
    assert_true(near(row->waiting_job_s + row->running_job_s, row->stay_sum_s, 1e-9));
    assert_true(near(row->busy_tflops_s, row->held_tflops_s, 1e-9));
    assert_true(row->arrived == row->finished + row->waiting + row->running);
}

static void take_month(struct told *told, const struct dispatch_row *row)
{
    const double *const values[SUMS] = {row->demand, row->served,   row->unserved, row->waiting,
                                        row->rtt_ms, row->cost_cny, row->carbon_t};
    double(*sum)[WORK_COUNT] = told->sum[row->is_baseline];
    for (int i = 0; i < SUMS; i++)
        for (int w = 0; w < WORK_COUNT; w++) {
            assert_true(values[i][w] >= 0);
            if (i == WAITING)
                sum[i][w] = values[i][w];
            else
                sum[i][w] += values[i][w] * (i == RTT ? row->served[w] : 1);
        }
    // What is done is counted once, when it is: also what of it left its city.
    for (int w = 0; w < WORK_COUNT; w++)
        assert_true(row->away[w] >= 0 && row->away[w] <= row->served[w] * (1 + 1e-9) + 1e-9);
    told->called_mwh += row->is_baseline ? 0 : row->called_mwh;
    told->shed_mwh += row->is_baseline ? 0 : row->shed_mwh;
}

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *bytes)
{
    struct told *told = self;
    (void)time;
    (void)lp;
    if (type == &dispatch_row_type) {
        // The row without its first member, which tells whose it is.
        const struct dispatch_row *row = bytes;
        told->hash[row->is_baseline] = sim_hash(told->hash[row->is_baseline], row->demand,
                                                sizeof(*row) - offsetof(struct dispatch_row, demand));
        take_month(told, row);
    } else if (type == &dispatch_centre_row_type) {
        take_centre(told, bytes);
    } else if (type == &dispatch_site_row_type) {
        const struct dispatch_site_row *row = bytes;
        for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
            if (!(row->use_frac[c] >= 0 && row->use_frac[c] < 1 + 1e-9))
                fail_msg("site %d, class %d: a use of %g", (int)row->site, c, row->use_frac[c]);
    } else if (type == &facility_row_type) {
        const struct facility_row *row = bytes;
        told->it_mwh += row->it_mwh[0] + row->it_mwh[1];
        told->all_mwh += row->total_mwh[0] + row->total_mwh[1];
    }
}

static struct told run(const char *const *overrides, size_t count, uint32_t workers)
{
    struct sim_error error = {0};
    struct scenario *scenario;
    struct ground ground;
    struct told told = {0};
    if (scenario_open(TEST_SOURCE_DIR "/scenarios/fujian-2025.cfg", overrides, count, 1, &scenario, &error) !=
            SIM_OK ||
        ground_make(&ground, scenario, NULL, 1, &error) != SIM_OK) {
        sim_error_print(&error, stderr);
        fail();
    }
    double *inputs = calloc(scenario_input_count(scenario) + 1, sizeof(*inputs));
    scenario_draw(scenario, 0, 1, 0, inputs);
    const struct province *province = scenario_province(scenario, 0);
    struct sim_sink sink = {&told, take};
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = workers;
    def.end = (province->end - province->epoch) * SIM_DAY;
    def.epoch_civil_day = province->epoch;
    def.sink = &sink;
    struct sim_engine *engine = sim_engine_create(&def);
    struct province_build *build = province_build(engine, province, ground.world, false);
    sim_engine_run(engine);
    sim_engine_destroy(engine);
    province_build_destroy(build);
    ground_clear(&ground);
    scenario_close(scenario);
    free(inputs);
    return told;
}

/// Fewer placement iterations: where edge sites stand is nothing here.
static struct told run_policy(const char *policy, const char *more, uint32_t workers)
{
    char first[64];
    snprintf(first, sizeof(first), "dispatch.policy=\"%s\"", policy);
    const char *overrides[] = {first, "siting.iterations=1", "siting.settlement.points=1000",
                               "siting.settlement.sites=1000", more};
    return run(overrides, more ? 5 : 4, workers);
}

static void check_nothing_lost(const struct told *told, int side)
{
    for (int w = 0; w < WORK_COUNT; w++) {
        const double(*sum)[WORK_COUNT] = told->sum[side];
        assert_true(sum[DEMAND][w] > 0);
        if (!near(sum[DEMAND][w], sum[SERVED][w] + sum[UNSERVED][w] + sum[WAITING][w], 1e-6))
            fail_msg("class %d: %g came, %g done, %g given up, %g wait", w, sum[DEMAND][w], sum[SERVED][w],
                     sum[UNSERVED][w], sum[WAITING][w]);
    }
}

/// A figure for each unit of work, classes weighted as another run served them.
static double per_unit(const struct told *told, int figure, const struct told *weights)
{
    double sum = 0;
    for (int w = 0; w < WORK_COUNT; w++)
        sum += told->sum[0][figure][w] / told->sum[0][SERVED][w] * weights->sum[0][SERVED][w];
    return sum;
}

static void test_policies_differ_as_they_must(void **unused)
{
    (void)unused;
    enum { CHEAPEST, GREENEST, COOLEST, LEAST_LATENCY, LOCAL_FIRST, NONE, POLICIES };
    static const char *const names[POLICIES] = {"cheapest",      "greenest",    "coolest",
                                                "least_latency", "local_first", "none"};
    struct told told[POLICIES];
    for (int p = 0; p < POLICIES; p++) {
        told[p] = run_policy(names[p], NULL, 1);
        check_nothing_lost(&told[p], 0);
        assert_true(told[p].busy_centres >= 10);
    }
    for (int p = 0; p < POLICIES; p++) {
        if (p != CHEAPEST)
            assert_true(per_unit(&told[CHEAPEST], COST, told) < per_unit(&told[p], COST, told));
        if (p != GREENEST)
            assert_true(per_unit(&told[GREENEST], CARBON, told) < per_unit(&told[p], CARBON, told));
        if (p != LEAST_LATENCY && p != NONE) // none goes nowhere else, and leaves what is short unserved
            assert_true(per_unit(&told[LEAST_LATENCY], RTT, told) < per_unit(&told[p], RTT, told));
        if (p != COOLEST)
            assert_true(told[COOLEST].all_mwh / told[COOLEST].it_mwh < told[p].all_mwh / told[p].it_mwh);
    }
    // The baseline beside a platform is the policy none, byte for byte: it had the same demand and the same failures.
    for (int p = 0; p < NONE; p++) {
        check_nothing_lost(&told[p], 1);
        assert_true(told[p].hash[1] == told[NONE].hash[0]);
        assert_true(told[p].hash[0] != told[NONE].hash[0]);
    }
}

static void test_threads_do_not_show(void **unused)
{
    (void)unused;
    struct told one = run_policy("cheapest", NULL, 1), three = run_policy("cheapest", NULL, 3);
    assert_memory_equal(&one, &three, sizeof(one));
}

static void test_disciplines_lose_nothing(void **unused)
{
    (void)unused;
    struct told fcfs = run_policy("cheapest", "dispatch.discipline=\"fcfs\"", 1);
    struct told conservative = run_policy("cheapest", "dispatch.discipline=\"conservative\"", 1);
    check_nothing_lost(&fcfs, 0);
    check_nothing_lost(&conservative, 0);
    assert_true(fcfs.hash[0] != conservative.hash[0]);
}

/// Work follows the call, not the other way round: what is shed then is done later.
static void test_calls_shed_what_can_wait(void **unused)
{
    (void)unused;
    struct told called = run_policy("local_first", NULL, 1);
    struct told quiet = run_policy("local_first", "dispatch.calls=()", 1);
    assert_true(called.called_mwh > 0 && near(called.shed_mwh, called.called_mwh, 1e-9));
    assert_true(quiet.called_mwh == 0 && quiet.shed_mwh == 0);
    // Where batch work is out of the evening already, training is slowed.
    struct told moved = run_policy("cheapest", NULL, 1);
    assert_true(moved.shed_mwh > 0.5 * moved.called_mwh && moved.shed_mwh <= moved.called_mwh);
    check_nothing_lost(&called, 0);
    assert_true(near(called.sum[0][SERVED][WORK_BATCH], quiet.sum[0][SERVED][WORK_BATCH], 1e-6));
}

/// A narrow network keeps work at home, and a short reach keeps it near.
static void test_limits_hold(void **unused)
{
    (void)unused;
    struct told wide = run_policy("cheapest", NULL, 1),
                narrow = run_policy("cheapest", "dispatch.city_gbps=0", 1),
                near_by = run_policy("cheapest", "dispatch.work.inference.latency_ms=1.0", 1);
    assert_true(narrow.sum[0][RTT][WORK_ONLINE] < 0.5 * wide.sum[0][RTT][WORK_ONLINE]);
    assert_true(near_by.sum[0][RTT][WORK_INFERENCE] < 0.9 * wide.sum[0][RTT][WORK_INFERENCE]);
    // Edge work is served in time or not at all.
    struct told out_of_reach = run_policy("cheapest", "dispatch.work.edge.latency_ms=0.1", 1);
    assert_true(out_of_reach.sum[0][UNSERVED][WORK_EDGE] > wide.sum[0][UNSERVED][WORK_EDGE]);
    check_nothing_lost(&out_of_reach, 0);
    check_nothing_lost(&narrow, 0);
    check_nothing_lost(&near_by, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policies_differ_as_they_must),
        cmocka_unit_test(test_threads_do_not_show),
        cmocka_unit_test(test_disciplines_lose_nothing),
        cmocka_unit_test(test_calls_shed_what_can_wait),
        cmocka_unit_test(test_limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
