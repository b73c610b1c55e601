/// Disciplines against a plain rewriting of them, and what each of them promises.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/models/physics/scheduling/plain.h"

static double *starts; // by id, of the run that is looked at
static double ended_s;
static size_t ended;

static void note(void *context, const struct schedule_done *done)
{
    (void)context;
    starts[done->id] = done->start_s;
    ended_s = done->end_s;
    ended++;
    assert_true(done->tag == done->id);
    assert_true(done->start_s >= done->submit_s && done->end_s >= done->start_s);
    // What was waited and what was worked is all the time there was.
    assert_true(fabs(done->wait_s + done->work_s + done->lost_s - (done->end_s - done->submit_s)) < 1e-6);
}

static struct schedule *create(const struct schedule_def *def)
{
    return schedule_init(malloc(schedule_bytes(def)), def, 0);
}

/// Whole seconds, so that many things happen at once; sizes of powers of two and others.
static struct plain_job *draw_jobs(uint64_t seed, uint32_t processors, size_t count, double load)
{
    struct sim_rng rng = sim_rng_named(seed, "jobs", 0, 0, 0);
    struct plain_job *jobs = calloc(count, sizeof(*jobs));
    double at_s = 0;
    for (size_t i = 0; i < count; i++) {
        double size = exp2(floor(sim_rng_uniform(&rng) * (log2(processors) + 1)));
        if (sim_rng_uniform(&rng) < 0.3)
            size = ceil(sim_rng_uniform(&rng) * processors);
        double work_s = ceil(sim_rng_lognormal(&rng, 60, 1.2)), factor = sim_rng_uniform(&rng);
        at_s += floor(sim_rng_exponential(&rng, 123.0 * 0.35 / load));
        jobs[i] = (struct plain_job){
            .submit_s = at_s,
            .work_s = work_s,
            // A third of the owners know exactly; the others say up to five times as much.
            .estimate_s = factor < 0.33 ? work_s : ceil(work_s * (1 + 5 * (factor - 0.33))),
            .processors = (uint32_t)fmin(fmax(1, size), processors),
            .priority = sim_rng_uniform(&rng) < 0.1,
        };
    }
    return jobs;
}

static void run(struct schedule *schedule, const struct plain_job *jobs, size_t count)
{
    ended = 0;
    for (size_t i = 0; i < count; i++) {
        struct schedule_job job = {
            i, 0, jobs[i].processors, jobs[i].priority, jobs[i].work_s, jobs[i].estimate_s, (uint32_t)i};
        schedule_run(schedule, jobs[i].submit_s, note, NULL);
        assert_true(schedule_submit(schedule, &job));
    }
    while (schedule_next_s(schedule) < INFINITY)
        schedule_run(schedule, schedule_next_s(schedule), note, NULL);
}

static void compare(enum schedule_discipline discipline, uint32_t processors, size_t count, double load)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct plain_job *jobs = draw_jobs(seed, processors, count, load);
        struct schedule_def def = schedule_def_default();
        def.jobs = (uint32_t)count;
        def.discipline = discipline;
        struct schedule *schedule = create(&def);
        starts = calloc(count, sizeof(*starts));
        schedule_capacity(schedule, 0, processors);
        run(schedule, jobs, count);
        assert_int_equal(ended, count); // none is lost
        plain_schedule(discipline, processors, jobs, count);
        for (size_t i = 0; i < count; i++)
            if (starts[i] != jobs[i].start_s)
                fail_msg("seed %d, job %zu starts at %.17g, plainly at %.17g", (int)seed, i, starts[i],
                         jobs[i].start_s);
        free(jobs);
        free(starts);
        free(schedule);
    }
}

static void test_fcfs_is_the_plain_one(void **unused)
{
    (void)unused;
    compare(SCHEDULE_FCFS, 32, 700, 0.5);
    compare(SCHEDULE_FCFS, 17, 300, 1.2);
}

static void test_easy_is_the_plain_one(void **unused)
{
    (void)unused;
    compare(SCHEDULE_EASY, 32, 700, 0.8);
    compare(SCHEDULE_EASY, 100, 400, 1.3);
}

static void test_conservative_is_the_plain_one(void **unused)
{
    (void)unused;
    compare(SCHEDULE_CONSERVATIVE, 32, 400, 0.8);
    compare(SCHEDULE_CONSERVATIVE, 100, 200, 1.3);
}

static void find_head(void *context, const struct schedule_done *job)
{
    size_t *head = context;
    if (job->start_s == INFINITY && job->id < *head)
        *head = job->id;
}

/// What a head was ever promised, it gets, though others go before it; and no centre uses more than it has.
static void test_easy_never_delays_the_head(void **unused)
{
    (void)unused;
    const size_t count = 3000;
    struct plain_job *jobs = draw_jobs(77, 64, count, 0.9);
    struct schedule_def def = schedule_def_default();
    def.jobs = (uint32_t)count;
    def.discipline = SCHEDULE_EASY;
    struct schedule *schedule = create(&def);
    double *promise_s = malloc(count * sizeof(*promise_s));
    size_t promises = 0, overtaken = 0, next = 0;
    starts = calloc(count, sizeof(*starts));
    schedule_capacity(schedule, 0, 64);
    for (size_t i = 0; i < count; i++)
        promise_s[i] = INFINITY;
    while (next < count || schedule_next_s(schedule) < INFINITY) {
        if (next < count && jobs[next].submit_s < schedule_next_s(schedule)) {
            schedule_run(schedule, jobs[next].submit_s, note, NULL);
            struct schedule_job job = {
                next, 0, jobs[next].processors, 0, jobs[next].work_s, jobs[next].estimate_s, (uint32_t)next};
            schedule_submit(schedule, &job);
            next++;
        } else {
            schedule_run(schedule, schedule_next_s(schedule), note, NULL);
        }
        struct schedule_centre centre = schedule_centre(schedule, 0);
        assert_true(centre.busy <= centre.capacity);
        size_t head = count;
        schedule_present(schedule, find_head, &head);
        if (head == count)
            continue;
        promises += promise_s[head] == INFINITY;
        promise_s[head] = fmin(promise_s[head], schedule_head_s(schedule, 0));
    }
    for (size_t i = 0; i < count; i++) {
        assert_true(starts[i] <= promise_s[i]);
        overtaken += i > 0 && starts[i] < starts[i - 1];
    }
    assert_true(promises > 500 && overtaken > 500);
    free(promise_s);
    free(jobs);
    free(starts);
    free(schedule);
}

static double max_of(const double *values, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, values[i]);
    return most;
}

/// Capacity that comes and goes under failures: nothing is lost, nothing starts without its processors.
static void test_nothing_is_lost(void **unused)
{
    (void)unused;
    const size_t count = 3000;
    for (int discipline = SCHEDULE_FCFS; discipline <= SCHEDULE_CONSERVATIVE; discipline++) {
        struct plain_job *jobs = draw_jobs(5, 64, count, 0.4);
        struct schedule_def def = schedule_def_default();
        def.centres = 3;
        def.jobs = (uint32_t)count;
        def.discipline = discipline;
        def.failures_per_processor_s = 1e-4;
        def.checkpoint_s = 2;
        def.restart_s = 5;
        def.failures = sim_rng_named(1, "failures", 0, 0, 0);
        struct schedule *schedule = create(&def);
        struct sim_rng rng = sim_rng_named(2, "capacity", 0, 0, 0);
        starts = calloc(count, sizeof(*starts));
        ended = 0;
        uint32_t capacity[3] = {64, 64, 64};
        for (uint32_t c = 0; c < 3; c++)
            schedule_capacity(schedule, c, 64);
        for (size_t i = 0; i < count; i++) {
            uint32_t centre = (uint32_t)i % 3;
            schedule_run(schedule, jobs[i].submit_s, note, NULL);
            struct schedule_centre before = schedule_centre(schedule, centre);
            if (i % 20 == 0) {
                capacity[centre] = 64 - (uint32_t)(sim_rng_uniform(&rng) * 40);
                schedule_capacity(schedule, centre, capacity[centre]);
            }
            struct schedule_job job = {
                i,          centre, jobs[i].processors, jobs[i].priority, jobs[i].work_s, jobs[i].estimate_s,
                (uint32_t)i};
            schedule_submit(schedule, &job);
            struct schedule_centre now = schedule_centre(schedule, centre);
            // A centre may hold more than it has only while it drains.
            assert_true(now.busy <= now.capacity || now.busy <= before.busy);
        }
        for (uint32_t c = 0; c < 3; c++)
            schedule_capacity(schedule, c, 64);
        while (schedule_next_s(schedule) < INFINITY)
            schedule_run(schedule, schedule_next_s(schedule), note, NULL);
        assert_int_equal(ended, count);
        assert_int_equal(schedule_room(schedule), count);
        uint64_t failures = 0;
        for (uint32_t c = 0; c < 3; c++) {
            struct schedule_centre at = schedule_centre(schedule, c);
            assert_int_equal(at.arrived, at.finished);
            assert_int_equal(at.busy + at.waiting + at.running, 0);
            failures += at.failures;
        }
        assert_true(failures > 100 && max_of(starts, count) <= ended_s);
        free(jobs);
        free(starts);
        free(schedule);
    }
}

/// What stands still ends later by as much; those behind it wait; nothing is lost.
static void test_delays_move_ends(void **unused)
{
    (void)unused;
    for (int discipline = SCHEDULE_FCFS; discipline <= SCHEDULE_CONSERVATIVE; discipline++) {
        struct schedule_def def = schedule_def_default();
        def.centres = 2;
        def.jobs = 8;
        def.discipline = discipline;
        struct schedule *schedule = create(&def);
        const struct schedule_job given[] = {{0, 0, 2, 0, 100, 100, 0},
                                             {1, 0, 1, 0, 40, 60, 1},
                                             {2, 0, 3, 0, 10, 10, 2},
                                             {3, 1, 3, 0, 100, 100, 3}};
        starts = calloc(8, sizeof(*starts));
        ended = 0;
        schedule_capacity(schedule, 0, 3);
        schedule_capacity(schedule, 1, 3);
        for (size_t i = 0; i < 4; i++)
            assert_true(schedule_submit(schedule, &given[i]));
        schedule_run(schedule, 50, note, NULL);
        assert_int_equal(ended, 1);
        schedule_delay(schedule, 0, 30);
        schedule_run(schedule, 100, note, NULL);
        assert_int_equal(ended, 2); // the other centre's
        schedule_run(schedule, 129, note, NULL);
        assert_int_equal(ended, 2);
        schedule_run(schedule, 140, note, NULL);
        assert_int_equal(ended, 4);
        assert_true(starts[2] == 130 && ended_s == 140);
        free(starts);
        free(schedule);
    }
}

static void test_full_storage_refuses(void **unused)
{
    (void)unused;
    struct schedule_def def = schedule_def_default();
    def.jobs = 2;
    struct schedule *schedule = create(&def);
    struct schedule_job job = {0, 0, 1, 0, 10, 10, 0};
    starts = calloc(4, sizeof(*starts));
    schedule_capacity(schedule, 0, 1);
    assert_true(schedule_submit(schedule, &job) && schedule_submit(schedule, &job));
    assert_false(schedule_submit(schedule, &job));
    assert_int_equal(schedule_centre(schedule, 0).arrived, 2);
    schedule_run(schedule, 10, note, NULL);
    assert_true(schedule_submit(schedule, &job));
    free(starts);
    free(schedule);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fcfs_is_the_plain_one),
        cmocka_unit_test(test_easy_is_the_plain_one),
        cmocka_unit_test(test_conservative_is_the_plain_one),
        cmocka_unit_test(test_easy_never_delays_the_head),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_delays_move_ends),
        cmocka_unit_test(test_full_storage_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
