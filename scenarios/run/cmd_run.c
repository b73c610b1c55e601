/// suanli run: replications of a scenario into a result file, and the verdict.
///
/// Replications run side by side, one a thread, when there are at least as many as threads; else one after the other,
/// each on all threads. They are written in their order, so that the file does not depend on which. A run may begin at a
/// snapshot, and leave one (branch.h).
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/assertion.h"
#include "scenarios/run/branch.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/ground.h"
#include "scenarios/run/interrupt.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/run_file.h"
#include "scenarios/run/show.h"
#include "scenarios/run/siting_cache.h"
#include "scenarios/run/until.h"
#include "sim/memory.h"

/// Replications a thread that are held in memory before they are written.
#define BATCH_PER_THREAD 8

/// How threads are used: replications side by side, or workers inside one.
struct plan {
    uint32_t side_by_side, workers;
};

static struct plan plan_of(uint32_t threads, uint32_t replications)
{
    if (replications >= threads)
        return (struct plan){threads, 1};
    return (struct plan){1, threads};
}

/// What a run needs in all its steps.
struct run {
    const struct options *options;
    struct branch branch;
    struct plan plan;
    struct ground ground;
    struct calendar calendar;
    struct untils untils; // when to stop before all replications
    struct run_file *file;
    struct snapshot_writer *snapshot; // null: none is wanted
    struct trace_file *trace;         // likewise
    struct outcome *outcomes;         // of a batch
    struct snapshot_part *from, *saved;
    struct trace_text *traces;
    size_t batch;
    struct progress progress;
    char fault[200]; // the first one of a replication, "" if there is none
};

/// Runs one replication into place i of the batch.
static void run_one(struct run *run, size_t i, uint32_t replication)
{
    char fault[sizeof(run->fault)] = "a replication that cannot be read";
    const struct snapshot_reader *reader = run->branch.reader;
    struct outcome_job job = {
        .scenario = run->branch.scenario,
        .instance = (size_t)omp_get_thread_num(),
        .world = run->ground.world,
        .places = &run->ground.places,
        .calendar = &run->calendar,
        .seed = run->branch.seed,
        .replication = replication,
        .is_antithetic = run->branch.is_antithetic,
        .workers = run->plan.workers,
        .from = reader ? &run->from[i] : NULL,
        .save_day = run->options->snapshot_day,
        .save = run->snapshot ? &run->saved[i] : NULL,
        .trace_pattern = run->options->trace,
        .trace = &run->traces[i],
    };
    if ((reader && !snapshot_read(reader, replication, &run->from[i])) ||
        !outcome_run(&run->outcomes[i], &job, fault, sizeof(fault)))
#pragma omp critical
        memcpy(run->fault, fault, sizeof(fault));
}

/// Runs replications [first, first + count) and writes them.
static enum sim_status run_batch(struct run *run, size_t first, size_t count)
{
    size_t done = first;
#pragma omp parallel for schedule(dynamic) num_threads((int)run->plan.side_by_side)
    for (size_t i = 0; i < count; i++) {
        if (interrupt_came())
            continue;
        run_one(run, i, (uint32_t)(first + i));
#pragma omp critical
        progress_tell(&run->progress, ++done);
    }
    if (interrupt_came())
        return SIM_INTERRUPTED;
    if (run->fault[0])
        return SIM_BAD_DATA;
    enum sim_status status = SIM_OK;
    for (size_t i = 0; i < count && status == SIM_OK; i++) {
        status = run_file_add(run->file, &run->outcomes[i]);
        untils_take(&run->untils, run->outcomes[i].series, run->calendar.time_count);
        if (run->snapshot)
            snapshot_add(run->snapshot, &run->saved[i]);
        if (run->trace)
            trace_file_add(run->trace, &run->traces[i]);
    }
    return status;
}

static void batch_create(struct run *run)
{
    run->batch = run->plan.side_by_side * BATCH_PER_THREAD;
    if (run->batch > run->branch.replications)
        run->batch = run->branch.replications;
    run->outcomes = sim_memory_new(run->batch, sizeof(*run->outcomes), "replications");
    run->from = sim_memory_new(run->batch, sizeof(*run->from), "replications");
    run->saved = sim_memory_new(run->batch, sizeof(*run->saved), "replications");
    run->traces = sim_memory_new(run->batch, sizeof(*run->traces), "replications");
    for (size_t i = 0; i < run->batch; i++)
        outcome_init(&run->outcomes[i], run->branch.scenario, &run->calendar);
}

static void batch_destroy(struct run *run)
{
    for (size_t i = 0; i < run->batch; i++) {
        outcome_clear(&run->outcomes[i]);
        snapshot_part_clear(&run->from[i]);
        snapshot_part_clear(&run->saved[i]);
        trace_text_clear(&run->traces[i]);
    }
    free(run->outcomes);
    free(run->from);
    free(run->saved);
    free(run->traces);
}

static void abandon_files(struct run *run)
{
    run_file_abandon(run->file);
    snapshot_abandon(run->snapshot);
    trace_file_abandon(run->trace);
}

/// Gives the files their names, or removes what was written of them.
static enum sim_status close_files(struct run *run, enum sim_status status, struct sim_error *error)
{
    if (status == SIM_INTERRUPTED) {
        abandon_files(run);
        return sim_error_say(error, status, "interrupted: nothing was written");
    }
    if (run->fault[0]) {
        abandon_files(run);
        sim_error_add(error, SIM_BAD_DATA, run->options->from, 0, NULL, run->fault,
                      "the state of such a run");
        return SIM_BAD_DATA;
    }
    status = run_file_close(run->file, error); // tells what went wrong, if something did
    run->file = NULL;
    if (status == SIM_OK && run->snapshot) {
        status = snapshot_close(run->snapshot, error);
        run->snapshot = NULL;
    }
    if (status == SIM_OK && run->trace) {
        status = trace_file_close(run->trace, error);
        run->trace = NULL;
    }
    if (status != SIM_OK)
        abandon_files(run);
    return status;
}

/// Runs batch after batch: all replications, or, looking only at their fixed numbers, until it is known well enough.
static enum sim_status run_batches(struct run *run, size_t total)
{
    size_t group = run->untils.group, looked = 0, done = 0, next = total;
    enum sim_status status = SIM_OK;
    while (done < total && status == SIM_OK) {
        if (run->untils.count > 0 && done == looked * group) {
            if (done > 0 && untils_met(&run->untils, NULL))
                break;
            looked = until_boundary(looked, total / group, false);
            next = looked * group;
        }
        size_t count = next - done < run->batch ? next - done : run->batch;
        status = run_batch(run, done, count);
        done += count;
    }
    return status;
}

static enum sim_status run_all(struct run *run, struct sim_error *error)
{
    size_t total = run->branch.replications;
    batch_create(run);
    progress_start(&run->progress, "replications", total, run->options->quiet);
    enum sim_status status = run_batches(run, total);
    progress_end(&run->progress);
    batch_destroy(run);
    return close_files(run, status, error);
}

/// Before anything is run: do the options go together?
static void check_together(const struct options *options, const struct branch *branch,
                           struct sim_error *error)
{
    if (options->until_count > 0 && options->snapshot_day)
        sim_error_say(
            error, SIM_USAGE,
            "--until: expected none with --snapshot-at: a snapshot's replications are known beforehand");
    if (branch->is_antithetic && (options->snapshot_day || options->from))
        sim_error_say(
            error, SIM_USAGE,
            "--antithetic: expected none with --snapshot-at or --from: snapshots do not keep pairs");
    if (branch->is_antithetic && branch->replications % 2 != 0)
        sim_error_say(error, SIM_USAGE, "--replications: found %u, expected an even number with --antithetic",
                      branch->replications);
}

/// Can the assertions be answered?
static enum sim_status check_questions(const struct options *options, const struct calendar *calendar,
                                       int64_t epoch, struct sim_error *error)
{
    for (size_t i = 0; i < options->assert_count; i++) {
        struct assertion assertion;
        if (assertion_read(options->asserts[i], &assertion, error) == SIM_OK)
            assertion_check(&assertion, calendar, epoch, error);
    }
    return sim_error_status(error);
}

/// Result: the assertions hold in the file.
static enum sim_status check_assertions(const struct options *options, struct load *load,
                                        struct sim_error *error)
{
    for (size_t i = 0; i < options->assert_count; i++) {
        struct assertion assertion;
        double share = 0;
        enum sim_status status = assertion_read(options->asserts[i], &assertion, error);
        if (status == SIM_OK)
            status = assertion_share(&assertion, load, &share, error);
        if (status != SIM_OK)
            return status;
        if (share < assertion.probability)
            sim_error_say(error, SIM_MISSED, "assertion missed: %s: the share is %.4g", options->asserts[i],
                          share);
    }
    return sim_error_status(error);
}

static enum sim_status report(const struct options *options, const char *path, double wall_s,
                              struct sim_error *error)
{
    struct load *load;
    enum sim_status status = load_open(path, &load, error);
    if (status != SIM_OK)
        return status;
    status = show_verdict(load, options, wall_s, error);
    if (status == SIM_OK)
        status = check_assertions(options, load, error);
    load_close(load);
    return status;
}

/// Names of the files of a run.
struct paths {
    const char *results;
    char by_default[4096], snapshot[4200], trace[4200];
};

static void name_files(const struct run *run, struct paths *paths)
{
    branch_results(&run->branch, run->options->argument, paths->by_default, sizeof(paths->by_default));
    paths->results = run->options->output ? run->options->output : paths->by_default;
    branch_snapshot(paths->results, run->options->snapshot_day, paths->snapshot, sizeof(paths->snapshot));
    branch_trace(paths->results, paths->trace, sizeof(paths->trace));
}

/// Starts the files that the run fills.
static enum sim_status open_files(struct run *run, const struct paths *paths, struct sim_error *error)
{
    char *command = branch_command(&run->branch);
    struct run_about about = {.path = paths->results,
                              .command = command,
                              .seed = run->branch.seed,
                              .replications = run->branch.replications,
                              .is_antithetic = run->branch.is_antithetic,
                              .untils = &run->untils};
    enum sim_status status =
        run_file_create(&about, run->branch.scenario, &run->ground.siting, &run->calendar, &run->file, error);
    free(command);
    struct snapshot_about snapshot = {.scenario_text = scenario_text(run->branch.scenario),
                                      .overrides = run->branch.overrides,
                                      .override_count = run->branch.count,
                                      .civil_day = run->options->snapshot_day,
                                      .seed = run->branch.seed,
                                      .replications = run->branch.replications,
                                      .every_day = run->branch.every_day};
    if (status == SIM_OK && run->options->snapshot_day)
        status = snapshot_create(paths->snapshot, &snapshot, &run->snapshot, error);
    if (status == SIM_OK && run->options->trace)
        status = trace_file_create(paths->trace, &run->trace, error);
    if (status != SIM_OK)
        abandon_files(run);
    return status;
}

/// What was decided, for the curious.
static void tell_plan(const struct run *run)
{
    if (run->options->quiet || run->plan.side_by_side * run->plan.workers == 1)
        return;
    if (run->plan.workers > 1)
        fprintf(stderr, "%u threads inside each replication\n", run->plan.workers);
    else
        fprintf(stderr, "%u replications side by side\n", run->plan.side_by_side);
}

static void tell_files(const struct run *run, const struct paths *paths, double wall_s)
{
    if (run->options->quiet)
        return;
    fprintf(stderr, "results: %s (%.1f s)\n", paths->results, wall_s);
    if (run->options->snapshot_day)
        fprintf(stderr, "snapshot: %s\n", paths->snapshot);
    if (run->options->trace)
        fprintf(stderr, "trace: %s\n", paths->trace);
}

/// Makes what all replications share, runs them, and gives it back.
static enum sim_status run_on_ground(struct run *run, const struct paths *paths, struct sim_error *error)
{
    char folder[4096];
    siting_cache_folder(paths->results, folder, sizeof(folder));
    enum sim_status status = ground_make(&run->ground, run->branch.scenario, folder, run->branch.seed, error);
    if (status != SIM_OK)
        return status;
    status = open_files(run, paths, error);
    if (status == SIM_OK) {
        tell_plan(run);
        status = run_all(run, error);
    }
    ground_clear(&run->ground);
    return status;
}

enum sim_status cmd_run(const struct options *options, struct sim_error *error)
{
    double started_s = progress_now_s();
    uint32_t threads = options->threads ? options->threads : (uint32_t)omp_get_num_procs();
    struct run run = {.options = options};
    struct paths paths;
    enum sim_status status = branch_open(&run.branch, options, threads, error);
    if (status != SIM_OK)
        return status;
    run.plan = plan_of(threads, run.branch.replications);
    name_files(&run, &paths);
    interrupt_catch();
    const struct province *province = scenario_province(run.branch.scenario, 0);
    calendar_init(&run.calendar, province, run.branch.every_day);
    check_together(options, &run.branch, error);
    untils_read(&run.untils, options, province, &run.calendar, run.branch.is_antithetic ? 2 : 1, error);
    status = check_questions(options, &run.calendar, province->epoch, error);
    run.branch.conditions = untils_command(&run.untils);
    if (status == SIM_OK)
        status = run_on_ground(&run, &paths, error);
    untils_clear(&run.untils);
    calendar_clear(&run.calendar);
    branch_close(&run.branch);
    if (status != SIM_OK)
        return status;
    status = report(options, paths.results, progress_now_s() - started_s, error);
    tell_files(&run, &paths, progress_now_s() - started_s);
    return status;
}
