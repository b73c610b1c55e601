/// suanli run: replications of a scenario into a result file, and the verdict.
///
/// Replications run side by side, one a thread, when there are at least as many as threads; else one after the other,
/// each on all threads. They are written in their order, so that the file does not depend on which.
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/assertion.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/latency_series.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/run_file.h"
#include "scenarios/run/show.h"
#include "sim/memory.h"

/// Replications a thread that are held in memory before they are written.
#define BATCH_PER_THREAD 8

static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    is_interrupted = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    // A lost terminal interrupts too, unless the run was started to survive it.
    struct sigaction hang_up;
    if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

/// How threads are used: replications side by side, or workers inside one.
struct plan {
    uint32_t side_by_side, workers;
};

static struct plan plan_of(const struct options *options)
{
    uint32_t threads = options->threads ? options->threads : (uint32_t)omp_get_num_procs();
    if (options->replications >= threads)
        return (struct plan){threads, 1};
    return (struct plan){1, threads};
}

/// What a run needs in all its steps.
struct run {
    const struct options *options;
    struct plan plan;
    struct scenario *scenario;
    struct siting siting;
    struct latency_places places;
    struct world *world;
    struct calendar calendar;
    struct run_file *file;
    struct outcome *outcomes; // of a batch
    size_t batch;
    struct progress progress;
};

/// Runs replications [first, first + count) and writes them.
static enum sim_status run_batch(struct run *run, size_t first, size_t count)
{
    size_t done = first;
#pragma omp parallel for schedule(dynamic) num_threads((int)run->plan.side_by_side)
    for (size_t i = 0; i < count; i++) {
        if (is_interrupted)
            continue;
        outcome_run(&run->outcomes[i], run->scenario, (size_t)omp_get_thread_num(), run->world, &run->places,
                    &run->calendar, run->options->seed, (uint32_t)(first + i), run->plan.workers);
#pragma omp critical
        progress_tell(&run->progress, ++done);
    }
    if (is_interrupted)
        return SIM_INTERRUPTED;
    enum sim_status status = SIM_OK;
    for (size_t i = 0; i < count && status == SIM_OK; i++)
        status = run_file_add(run->file, &run->outcomes[i]);
    return status;
}

static enum sim_status run_all(struct run *run, struct sim_error *error)
{
    size_t total = run->options->replications;
    enum sim_status status = SIM_OK;
    run->batch = run->plan.side_by_side * BATCH_PER_THREAD;
    run->batch = run->batch < total ? run->batch : total;
    run->outcomes = sim_memory_new(run->batch, sizeof(*run->outcomes), "replications");
    for (size_t i = 0; i < run->batch; i++)
        outcome_init(&run->outcomes[i], run->scenario, &run->calendar);
    progress_start(&run->progress, "replications", total, run->options->quiet);
    for (size_t first = 0; first < total && status == SIM_OK; first += run->batch)
        status = run_batch(run, first, total - first < run->batch ? total - first : run->batch);
    progress_end(&run->progress);
    for (size_t i = 0; i < run->batch; i++)
        outcome_clear(&run->outcomes[i]);
    free(run->outcomes);
    if (status == SIM_INTERRUPTED) {
        run_file_abandon(run->file);
        return sim_error_say(error, status, "interrupted: nothing was written");
    }
    return run_file_close(run->file, error); // tells what went wrong, if something did
}

/// Default output: out/<name of the scenario's file>.h5.
static void default_output(const char *scenario, char *path, size_t size)
{
    const char *slash = strrchr(scenario, '/'), *name = slash ? slash + 1 : scenario;
    const char *dot = strrchr(name, '.');
    int length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    snprintf(path, size, "out/%.*s.h5", length, name);
}

/// Where answers of the placement are kept: .suanli-cache/ beside the output.
static void cache_folder(const char *output, char *path, size_t size)
{
    const char *slash = strrchr(output, '/');
    snprintf(path, size, "%.*s.suanli-cache", slash ? (int)(slash - output + 1) : 0, output);
}

/// The command as far as it matters for the results.
static char *normal_command(const struct options *options)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    fprintf(stream, "suanli run --replications %u --seed %llu%s", options->replications,
            (unsigned long long)options->seed, options->every_day ? " --every day" : "");
    for (size_t i = 0; i < options->override_count; i++)
        fprintf(stream, " -D '%s'", options->overrides[i]);
    fclose(stream);
    return text;
}

/// Before anything is run: can the assertions be answered?
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

/// Makes what all replications share, runs them, and gives it back.
static enum sim_status run_with_siting(struct run *run, const struct run_about *about,
                                       struct sim_error *error)
{
    const struct province *province = scenario_province(run->scenario, 0);
    char folder[4096];
    cache_folder(about->path, folder, sizeof(folder));
    enum sim_status status = siting_open(&run->siting, run->scenario, folder, error);
    if (status != SIM_OK)
        return status;
    status = run_file_create(about, run->scenario, &run->siting, &run->calendar, &run->file, error);
    if (status == SIM_OK) {
        latency_places_init(&run->places, &run->siting, province);
        run->world = world_create(province, &run->siting.plan, about->seed);
        status = run_all(run, error);
        world_destroy(run->world);
        latency_places_clear(&run->places);
    }
    siting_close(&run->siting);
    return status;
}

enum sim_status cmd_run(const struct options *options, struct sim_error *error)
{
    double started_s = progress_now_s();
    struct run run = {.options = options, .plan = plan_of(options)};
    char path[4096];
    enum sim_status status = scenario_open(options->argument, options->overrides, options->override_count,
                                           run.plan.side_by_side, &run.scenario, error);
    if (status != SIM_OK)
        return status;
    default_output(options->argument, path, sizeof(path));
    catch_signals();
    char *command = normal_command(options);
    struct run_about about = {options->output ? options->output : path, command, options->seed,
                              options->replications};
    const struct province *province = scenario_province(run.scenario, 0);
    calendar_init(&run.calendar, province, options->every_day);
    status = check_questions(options, &run.calendar, province->epoch, error);
    if (status == SIM_OK)
        status = run_with_siting(&run, &about, error);
    calendar_clear(&run.calendar);
    scenario_close(run.scenario);
    free(command);
    if (status != SIM_OK)
        return status;
    status = report(options, about.path, progress_now_s() - started_s, error);
    if (!options->quiet)
        fprintf(stderr, "results: %s (%.1f s)\n", about.path, progress_now_s() - started_s);
    return status;
}
