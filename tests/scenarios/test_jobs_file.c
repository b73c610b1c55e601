/// Traces of jobs: what is read of them, what is refused, and that queues played from one are the plain ones.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/jobs_file.h"
#include "tests/models/physics/scheduling/plain.h"
#include "tests/scratch.h"

static void write_text(const char *path, const char *text)
{
    scratch_write(path, text, strlen(text));
}

/// All faults of a file as one text.
static enum sim_status refuse(const char *path,
                              enum sim_status (*read)(const char *, struct jobs_file *, struct sim_error *),
                              char *text, size_t size)
{
    struct sim_error error = {0};
    struct jobs_file file;
    enum sim_status status = read(path, &file, &error);
    FILE *stream = fmemopen(text, size, "w");
    sim_error_print(&error, stream);
    fclose(stream);
    sim_error_clear(&error);
    return status;
}

static void test_swf(void **unused)
{
    (void)unused;
    struct sim_error error = {0};
    struct jobs_file file;
    write_text("good.swf", "; Version: 2.2\r\n;  Computer: a cluster\n; MaxProcs: 128\n\n"
                           "1 100 -1 60 16 -1 -1 32 600 -1 1 3 1 1 1 1 -1 -1\n"
                           "  2\t50 10 30.5 -1 -1 -1 8 -1 -1 1 4 1 1 1 1 -1 -1\r\n"
                           "3 60 -1 -1 -1 -1 -1 8 100 -1 5 4 1 1 1 1 -1 -1\n"
                           "4 50 -1 500 4 -1 -1 4 100 -1 1 -1 1 1 1 1 -1 -1");
    assert_int_equal(jobs_read_swf("good.swf", &file, &error), SIM_OK);
    assert_int_equal(file.count, 3);
    assert_int_equal(file.passed_over, 1); // cancelled before it ran
    assert_true(file.most_processors == 128);
    const struct jobs_line *jobs = file.jobs;
    assert_true(jobs[0].arrival_s == 50 && jobs[0].processors == 8 && jobs[0].duration_s == 30.5 &&
                jobs[0].estimate_s == 30.5 && jobs[0].user == 4);
    assert_true(jobs[1].line == 8 && jobs[1].estimate_s == 500); // ran longer than it asked for
    assert_true(jobs[2].processors == 16 && jobs[2].estimate_s == 600);
    jobs_file_clear(&file);
}

static void test_swf_refused(void **unused)
{
    (void)unused;
    char told[4096];
    struct sim_error error = {0};
    struct jobs_file file;
    write_text("bad.swf", "; comment\n1 0 -1 60 16 -1 -1 16 600 -1 1 3 1 1 1 1 -1\n"
                          "2 x -1 60 16 -1 -1 16 600 -1 1 3 1 1 1 1 -1 -1\n"
                          "3 5 -1 -9 16 -1 -1 16 600 -1 1 3 1 1 1 1 -1 -1\n"
                          "4 -1 -1 60 16 -1 -1 16 600 -1 1 3 1 1 1 1 -1 -1\n"
                          "5 5 -1 1e999 16 -1 -1 16 600 -1 1 3 1 1 1 1 -1 -1\n"
                          "6 5 -1 60 16 -1 -1 16 600 -1 1 3 1 1 1 1 -1 -1 77\n");
    assert_int_equal(refuse("bad.swf", jobs_read_swf, told, sizeof(told)), SIM_BAD_DATA);
    static const char *const expected[] = {
        "bad.swf:2: found 17 fields, expected 18 numbers",
        "bad.swf:3: submit time: found x, expected a number",
        "bad.swf:4: run time: found -9, expected 0 or more, or -1",
        "bad.swf:5: submit time: found -1, expected when the job was submitted",
        "bad.swf:6: run time: found 1e999, expected a number",
        "bad.swf:7: found 19 fields"};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        if (!strstr(told, expected[i]))
            fail_msg("not told: %s; told: %s", expected[i], told);
    write_text("empty.swf", "; nothing\n");
    assert_int_equal(refuse("empty.swf", jobs_read_swf, told, sizeof(told)), SIM_BAD_DATA);
    assert_non_null(strstr(told, "no job that ran"));
    assert_int_equal(jobs_read_swf("none.swf", &file, &error), SIM_NO_INPUT);
    sim_error_clear(&error);
}

static void test_csv(void **unused)
{
    (void)unused;
    struct sim_error error = {0};
    struct jobs_file file;
    char told[4096];
    write_text("good.csv",
               "note,arrival_s,tflops,duration_s,city,estimate_s\na,7,100,60,fuzhou,90\nb,3,5.5,60,,\n");
    assert_int_equal(jobs_read_csv("good.csv", &file, &error), SIM_OK);
    assert_int_equal(file.count, 2);
    assert_true(file.jobs[0].tflops == 5.5 && file.jobs[0].estimate_s == 60 && !file.jobs[0].city[0]);
    assert_true(file.jobs[1].estimate_s == 90 && strcmp(file.jobs[1].city, "fuzhou") == 0);
    jobs_file_clear(&file);
    write_text("bad.csv", "arrival_s,processors,duration_s\n1,0,5\n-2,3,5\n3,4\n4,2,long\n");
    assert_int_equal(refuse("bad.csv", jobs_read_csv, told, sizeof(told)), SIM_BAD_DATA);
    assert_non_null(strstr(told, "bad.csv:2: processors: found 0, expected a number above 0"));
    assert_non_null(strstr(told, "bad.csv:3: arrival_s: found -2"));
    assert_non_null(strstr(told, "bad.csv:4: found another number of cells"));
    assert_non_null(strstr(told, "bad.csv:5: duration_s: found long"));
    write_text("bare.csv", "when,what\n1,2\n");
    assert_int_equal(refuse("bare.csv", jobs_read_csv, told, sizeof(told)), SIM_BAD_DATA);
    assert_non_null(strstr(told, "no column arrival_s"));
}

/// A user beyond what a number tells apart is not known: converted, it would be undefined.
static void test_users(void **unused)
{
    (void)unused;
    struct sim_error error = {0};
    struct jobs_file file;
    write_text("users.csv", "arrival_s,processors,duration_s,user\n0,1,5,1e300\n1,1,5,12\n");
    assert_int_equal(jobs_read_csv("users.csv", &file, &error), SIM_OK);
    assert_true(file.jobs[0].user == -1 && file.jobs[1].user == 12);
    jobs_file_clear(&file);
    write_text("users.swf", "1 0 -1 60 16 -1 -1 32 600 -1 1 9.3e18 1 1 1 1 -1 -1\n");
    assert_int_equal(jobs_read_swf("users.swf", &file, &error), SIM_OK);
    assert_true(file.jobs[0].user == -1);
    jobs_file_clear(&file);
}

static double *starts;

static void note(void *context, const struct schedule_done *done)
{
    (void)context;
    starts[done->id] = done->start_s;
}

/// A trace as the archives have them: bursts by day, power-of-two sizes, requests far above run times, jobs that never ran.
static void write_trace(const char *path, size_t count)
{
    struct sim_rng rng = sim_rng_named(11, "trace", 0, 0, 0);
    FILE *stream = fopen(path, "w");
    double at_s = 0;
    fprintf(stream, "; Version: 2.2\n; MaxProcs: 64\n");
    for (size_t i = 1; i <= count; i++) {
        double hour = fmod(at_s / 3600, 24), run_s = ceil(sim_rng_lognormal(&rng, 900, 1.6));
        at_s += floor(sim_rng_exponential(&rng, hour > 8 && hour < 18 ? 500 : 2000));
        bool never_ran = sim_rng_uniform(&rng) < 0.05;
        fprintf(stream, "%zu %.0f -1 %.0f %d -1 -1 -1 %.0f -1 1 %d -1 -1 -1 -1 -1 -1\n", i, at_s,
                never_ran ? -1 : run_s, 1 << (int)(sim_rng_uniform(&rng) * 7),
                fmax(3600, ceil(run_s / 3600 * 2) * 3600), (int)(sim_rng_uniform(&rng) * 20));
    }
    fclose(stream);
}

static void test_queues_of_a_trace(void **unused)
{
    (void)unused;
    struct sim_error error = {0};
    struct jobs_file file;
    write_trace("trace.swf", 1500);
    assert_int_equal(jobs_read_swf("trace.swf", &file, &error), SIM_OK);
    assert_true(file.count > 1300 && file.passed_over > 30);
    for (int discipline = SCHEDULE_FCFS; discipline <= SCHEDULE_EASY; discipline++) {
        struct plain_job *plain = calloc(file.count, sizeof(*plain));
        struct schedule_def def = schedule_def_default();
        def.jobs = (uint32_t)file.count;
        def.discipline = discipline;
        struct schedule *schedule = schedule_init(malloc(schedule_bytes(&def)), &def, 0);
        starts = calloc(file.count, sizeof(*starts));
        schedule_capacity(schedule, 0, (uint32_t)file.most_processors);
        for (size_t i = 0; i < file.count; i++) {
            const struct jobs_line *job = &file.jobs[i];
            struct schedule_job given = {i, 0, (uint32_t)job->processors, 0, job->duration_s, job->estimate_s,
                                         0};
            plain[i] = (struct plain_job){.submit_s = job->arrival_s,
                                          .work_s = job->duration_s,
                                          .estimate_s = job->estimate_s,
                                          .processors = given.processors};
            schedule_run(schedule, job->arrival_s, note, NULL);
            assert_true(schedule_submit(schedule, &given));
        }
        while (schedule_next_s(schedule) < INFINITY)
            schedule_run(schedule, schedule_next_s(schedule), note, NULL);
        plain_schedule(discipline, (uint32_t)file.most_processors, plain, file.count);
        size_t waited = 0;
        for (size_t i = 0; i < file.count; i++) {
            assert_true(starts[i] == plain[i].start_s);
            waited += starts[i] > plain[i].submit_s;
        }
        assert_true(waited > file.count / 4);
        free(plain);
        free(starts);
        free(schedule);
    }
    jobs_file_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_swf),   cmocka_unit_test(test_swf_refused),       cmocka_unit_test(test_csv),
        cmocka_unit_test(test_users), cmocka_unit_test(test_queues_of_a_trace),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
