/// A million gang jobs through the queues of several centres, on one core, by discipline.
///
///     bench_jobs [JOBS [CENTRES]]     default: 1,000,000 jobs, 12 centres
///
/// Sizes are powers of two, work is lognormal, owners ask for up to three times as much, arrivals follow the hour of the
/// day, nodes fail. It prints and judges nothing.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/physics/scheduling/schedule.h"
#include "scenarios/run/progress.h"

#define PROCESSORS 1024

struct totals {
    double wait_s, slowdown, failures;
    size_t count;
};

static void take(void *context, const struct schedule_done *done)
{
    struct totals *totals = context;
    double floor_s = fmax(done->work_s, 10);
    totals->wait_s += done->wait_s;
    totals->slowdown += fmax(1, (done->end_s - done->submit_s) / floor_s);
    totals->failures += done->failures;
    totals->count++;
}

static void run(const char *name, enum schedule_discipline discipline, size_t jobs, uint32_t centres,
                double load)
{
    struct schedule_def def = schedule_def_default();
    struct sim_rng rng = sim_rng_named(1, "jobs", 0, 0, 0);
    struct totals totals = {0};
    // 2^0..2^9, median 1 h, sigma 1.3.
    const double mean_processors = 1023 / 10.0, mean_s = 3600 * exp(1.3 * 1.3 / 2);
    const double gap_s = mean_processors * mean_s / (load * PROCESSORS * centres);
    def.centres = centres;
    def.jobs = 200000;
    def.discipline = discipline;
    def.failures_per_processor_s = 1 / (5 * 365.25 * 86400);
    def.checkpoint_s = 120;
    def.restart_s = 300;
    def.failures = sim_rng_named(1, "failures", 0, 0, 0);
    struct schedule *schedule = schedule_init(malloc(schedule_bytes(&def)), &def, 0);
    for (uint32_t c = 0; c < centres; c++)
        schedule_capacity(schedule, c, PROCESSORS);
    double at_s = 0, started_s = progress_now_s();
    size_t refused = 0;
    for (size_t i = 0; i < jobs; i++) {
        double hour = fmod(at_s / 3600, 24);
        at_s += sim_rng_exponential_ziggurat(&rng, gap_s / (1 - 0.5 * cos(hour * 0.2617993877991494)));
        schedule_run(schedule, at_s, take, &totals);
        struct schedule_job job = {.id = i,
                                   .centre = (uint32_t)(i % centres),
                                   .processors = 1u << (int)(sim_rng_uniform(&rng) * 10),
                                   .work_s = sim_rng_lognormal_ziggurat(&rng, 3600, 1.3)};
        job.estimate_s = job.work_s * (1 + 2 * sim_rng_uniform(&rng));
        refused += !schedule_submit(schedule, &job);
    }
    while (schedule_next_s(schedule) < INFINITY)
        schedule_run(schedule, schedule_next_s(schedule), take, &totals);
    double wall_s = progress_now_s() - started_s;
    printf("%-13s load %.2f  %7.3f s  %9.0f jobs/s  wait %8.2f h  bounded slowdown %8.2f  failures %.0f%s\n",
           name, load, wall_s, (double)jobs / wall_s, totals.wait_s / (double)totals.count / 3600,
           totals.slowdown / (double)totals.count, totals.failures, refused ? "  STORAGE FULL" : "");
    free(schedule);
}

int main(int argc, char **argv)
{
    size_t jobs = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    uint32_t centres = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 12;
    printf("%zu jobs, %u centres of %d processors\n", jobs, centres, PROCESSORS);
    run("fcfs", SCHEDULE_FCFS, jobs, centres, 0.6);
    run("easy", SCHEDULE_EASY, jobs, centres, 0.6);
    run("easy", SCHEDULE_EASY, jobs, centres, 0.85);
    run("conservative", SCHEDULE_CONSERVATIVE, jobs, centres, 0.6);
    run("conservative", SCHEDULE_CONSERVATIVE, jobs, centres, 0.85);
    return 0;
}
