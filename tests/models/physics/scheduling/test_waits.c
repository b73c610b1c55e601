/// Waits against queueing theory, sums against Little's law, failures against their closed form.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/physics/scheduling/checkpoint.h"
#include "models/physics/scheduling/schedule.h"

/// Jobs of one batch; means of batches give the standard error.
#define BATCHES 40

struct sums {
    size_t per_batch, count;
    double batch[BATCHES], wait_s, stay_s, held_s; // held_s: processors x seconds
};

static void note(void *context, const struct schedule_done *done)
{
    struct sums *sums = context;
    if (sums->count / sums->per_batch < BATCHES)
        sums->batch[sums->count / sums->per_batch] += done->wait_s / (double)sums->per_batch;
    sums->count++;
    sums->wait_s += done->wait_s;
    sums->stay_s += done->end_s - done->submit_s;
    sums->held_s += done->processors * (done->work_s + done->lost_s);
}

static void check_mean(const struct sums *sums, double expected_s)
{
    double mean = 0, squares = 0;
    for (int i = 0; i < BATCHES; i++)
        mean += sums->batch[i] / BATCHES;
    for (int i = 0; i < BATCHES; i++)
        squares += (sums->batch[i] - mean) * (sums->batch[i] - mean);
    double error = sqrt(squares / (BATCHES - 1) / BATCHES);
    // Four standard errors of the mean, and these below 4 % of it.
    if (fabs(mean - expected_s) > 4 * error || error > 0.04 * expected_s)
        fail_msg("mean wait %.5g, theory %.5g, standard error %.2g", mean, expected_s, error);
}

static struct schedule *create(const struct schedule_def *def)
{
    return schedule_init(malloc(schedule_bytes(def)), def, 0);
}

/// Integrals over time, and the jobs' own times, say the same: Little's law, without an average.
static void check_little(const struct schedule *schedule, const struct sums *sums)
{
    struct schedule_centre centre = schedule_centre(schedule, 0);
    assert_int_equal(centre.arrived, sums->count);
    assert_true(fabs(centre.waiting_s - sums->wait_s) <= 1e-9 * sums->wait_s + 1e-6);
    assert_true(fabs(centre.waiting_s + centre.running_s - sums->stay_s) <= 1e-9 * sums->stay_s);
    assert_true(fabs(centre.busy_s - sums->held_s) <= 1e-9 * sums->held_s);
}

/// A Poisson stream of jobs of one processor. work: draws of mean 1.
static void run_stream(uint32_t processors, double load, double (*work)(struct sim_rng *rng),
                       double expected_s)
{
    const size_t count = 400000;
    struct schedule_def def = schedule_def_default();
    struct sim_rng rng = sim_rng_named(3, "stream", processors, 0, 0),
                   works = sim_rng_named(3, "works", 0, 0, 0);
    struct sums sums = {.per_batch = count / BATCHES};
    def.jobs = 100000;
    struct schedule *schedule = create(&def);
    schedule_capacity(schedule, 0, processors);
    double at_s = 0;
    for (size_t i = 0; i < count; i++) {
        at_s += sim_rng_exponential(&rng, 1 / (load * processors));
        schedule_run(schedule, at_s, note, &sums);
        struct schedule_centre centre = schedule_centre(schedule, 0);
        // Work is conserved: nobody waits beside a free processor.
        assert_true(centre.busy == processors || centre.waiting == 0);
        struct schedule_job job = {.id = i, .processors = 1, .work_s = work(&works)};
        assert_true(schedule_submit(schedule, &job));
    }
    while (schedule_next_s(schedule) < INFINITY)
        schedule_run(schedule, schedule_next_s(schedule), note, &sums);
    check_mean(&sums, expected_s);
    check_little(schedule, &sums);
    free(schedule);
}

static double exponential(struct sim_rng *rng)
{
    return sim_rng_exponential(rng, 1);
}

/// Erlang's C formula, over the service that is left: the mean wait with a mean service of 1.
static double erlang_wait_s(uint32_t servers, double load)
{
    double offered = load * servers, term = 1, sum = 1;
    for (uint32_t k = 1; k < servers; k++) {
        term *= offered / k;
        sum += term;
    }
    term *= offered / servers;
    double waits = term / (1 - load) / (sum + term / (1 - load));
    return waits / (servers * (1 - load));
}

static void test_many_servers(void **unused)
{
    (void)unused;
    assert_true(fabs(erlang_wait_s(1, 0.5) - 1) < 1e-12); // M/M/1: load / (1 - load)
    run_stream(8, 0.8, exponential, erlang_wait_s(8, 0.8));
    run_stream(3, 0.7, exponential, erlang_wait_s(3, 0.7));
}

#define SIGMA 0.6

static double lognormal(struct sim_rng *rng)
{
    return sim_rng_lognormal(rng, exp(-SIGMA * SIGMA / 2), SIGMA);
}

/// Two kinds of jobs: nine in ten short.
static double hyperexponential(struct sim_rng *rng)
{
    return sim_rng_exponential(rng, sim_rng_uniform(rng) < 0.9 ? 0.5 : 5.5);
}

/// Pollaczek and Khinchine: with a mean service of 1 and its second moment.
static void test_one_server(void **unused)
{
    (void)unused;
    run_stream(1, 0.7, lognormal, 0.7 * exp(SIGMA * SIGMA) / 2 / 0.3);
    run_stream(1, 0.5, hyperexponential, 0.5 * 2 * (0.9 * 0.25 + 0.1 * 30.25) / 2 / 0.5);
    run_stream(1, 0.6, exponential, 0.6 / 0.4);
}

/// Gangs under all disciplines: the sums hold, whoever goes first.
static void test_gangs_keep_littles_law(void **unused)
{
    (void)unused;
    for (int discipline = SCHEDULE_FCFS; discipline <= SCHEDULE_CONSERVATIVE; discipline++) {
        struct schedule_def def = schedule_def_default();
        struct sim_rng rng = sim_rng_named(4, "gangs", 0, 0, 0);
        struct sums sums = {.per_batch = 1000};
        def.jobs = 20000;
        def.discipline = discipline;
        def.failures_per_processor_s = 0.002;
        def.checkpoint_s = 0.01;
        def.restart_s = 0.05;
        def.failures = sim_rng_named(4, "failures", 0, 0, 0);
        struct schedule *schedule = create(&def);
        schedule_capacity(schedule, 0, 64);
        double at_s = 0;
        for (size_t i = 0; i < 20000; i++) {
            at_s += sim_rng_exponential(&rng, 0.5);
            schedule_run(schedule, at_s, note, &sums);
            struct schedule_job job = {.id = i,
                                       .processors = 1u << (int)(sim_rng_uniform(&rng) * 7),
                                       .work_s = sim_rng_exponential(&rng, 1)};
            job.estimate_s = job.work_s * (1 + sim_rng_uniform(&rng));
            schedule_submit(schedule, &job);
        }
        while (schedule_next_s(schedule) < INFINITY)
            schedule_run(schedule, schedule_next_s(schedule), note, &sums);
        check_little(schedule, &sums);
        assert_true(schedule_centre(schedule, 0).failures > 500);
        free(schedule);
    }
}

static void test_failures_take_what_they_should(void **unused)
{
    (void)unused;
    const double work_s = 3e5, mtbf_s = 40000;
    const uint32_t processors = 50;
    struct schedule_def def = schedule_def_default();
    struct sums sums = {.per_batch = 100};
    def.failures_per_processor_s = 1 / (mtbf_s * processors);
    def.checkpoint_s = 300;
    def.restart_s = 600;
    def.failures = sim_rng_named(1, "failures", 0, 0, 0);
    struct schedule *schedule = create(&def);
    schedule_capacity(schedule, 0, processors);
    double sum = 0, squares = 0;
    const int count = 4000;
    for (int i = 0; i < count; i++) {
        struct schedule_job job = {.id = (uint64_t)i, .processors = processors, .work_s = work_s};
        double begin_s = schedule_now_s(schedule);
        schedule_submit(schedule, &job);
        while (schedule_next_s(schedule) < INFINITY)
            schedule_run(schedule, schedule_next_s(schedule), note, &sums);
        double took_s = schedule_now_s(schedule) - begin_s;
        sum += took_s;
        squares += took_s * took_s;
    }
    double mean = sum / count, error = sqrt((squares / count - mean * mean) / count);
    struct checkpoint checkpoint = {checkpoint_daly_s(300, mtbf_s), 300, 600};
    double expected_s = checkpoint_expected_s(&checkpoint, work_s, mtbf_s);
    assert_true(fabs(mean - expected_s) < 4 * error && error < 0.005 * expected_s);
    check_little(schedule, &sums);
    free(schedule);
}

/// No interval is better than Daly's by more than his bound, 0.2 %, where saves are short beside what is between failures.
static void test_daly_is_the_best(void **unused)
{
    (void)unused;
    const double saves_s[] = {10, 100, 600, 1800}, mtbfs_s[] = {7200, 86400, 1e6};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 3; k++) {
            if (saves_s[i] > mtbfs_s[k] / 2)
                continue;
            double daly_s = checkpoint_daly_s(saves_s[i], mtbfs_s[k]), work_s = daly_s * 5040;
            struct checkpoint given = {daly_s, saves_s[i], 60};
            double least = INFINITY, at_daly = checkpoint_expected_s(&given, work_s, mtbfs_s[k]);
            for (double factor = 0.3; factor < 3; factor *= 1.01) {
                struct checkpoint other = {daly_s * factor, saves_s[i], 60};
                least = fmin(least, checkpoint_expected_s(&other, work_s, mtbfs_s[k]));
            }
            assert_true(at_daly < 1.002 * least);
        }
    assert_true(checkpoint_daly_s(100, INFINITY) == INFINITY);
    assert_true(checkpoint_daly_s(300, 100) == 100);
    struct checkpoint checkpoint = {100, 10, 5};
    assert_true(checkpoint_wall_s(&checkpoint, 300, 0) == 320); // the last interval is not saved
    assert_true(checkpoint_wall_s(&checkpoint, 300, 1) == 325);
    assert_true(checkpoint_saved_s(&checkpoint, 300, 224, 1) == 100);
    assert_true(checkpoint_saved_s(&checkpoint, 300, 225, 1) == 200);
    assert_true(checkpoint_saved_s(&checkpoint, 300, 9999, 0) == 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_servers),           cmocka_unit_test(test_one_server),
        cmocka_unit_test(test_gangs_keep_littles_law), cmocka_unit_test(test_failures_take_what_they_should),
        cmocka_unit_test(test_daly_is_the_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
