/// suanli sweep: many variations of a scenario, into one file.
///
/// Units of work (sweep_plan.h) are done by threads in any order, each published as a file of its own (sweep_parts.h), and
/// put together at the end. A process that is killed loses the units that it was at, and nothing else.
#include <jansson.h>
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/interrupt.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/sweep_file.h"
#include "scenarios/run/sweep_parts.h"
#include "scenarios/run/sweep_unit.h"
#include "scenarios/run/sweep_until.h"
#include "sim/memory.h"

struct sweep {
    const struct options *options;
    struct sweep_plan plan;
    struct sweep_parts parts;
    char output[4096];
    size_t *missing, missing_count; // units to do
    struct ground ground;           // of all points
    bool has_ground;
    size_t tasks_done;
    double started_s;
};

/// out/<name of the scenario's file>.sweep.h5
static void name_output(struct sweep *sweep)
{
    const char *path = sweep->options->argument, *slash = strrchr(path, '/'),
               *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    int length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    if (sweep->options->output)
        snprintf(sweep->output, sizeof(sweep->output), "%s", sweep->options->output);
    else
        snprintf(sweep->output, sizeof(sweep->output), "out/%.*s.sweep.h5", length, name);
}

/// Lists the units of this shard that are not there yet.
static void list_missing(struct sweep *sweep)
{
    const struct options *options = sweep->options;
    size_t units = sweep_plan_kept_units(&sweep->plan);
    free(sweep->missing);
    sweep->missing = sim_memory_new(units, sizeof(*sweep->missing), "units of work");
    sweep->missing_count = sweep->tasks_done = 0;
    for (size_t unit = 0; unit < units; unit++) {
        bool is_mine = options->shards == 0 || unit % options->shards == options->shard - 1;
        if (is_mine && !sweep_parts_read(&sweep->parts, unit, NULL))
            sweep->missing[sweep->missing_count++] = unit;
        else if (is_mine)
            sweep->tasks_done += sweep_plan_tasks(&sweep->plan, unit);
    }
}

static void take_faults(struct sim_error *error, const struct sim_error *from)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct sim_fault *fault = &from->faults[i];
        sim_error_add(error, fault->status, fault->file, fault->line, fault->key, fault->found,
                      fault->expected);
    }
}

static enum sim_status do_unit(const struct sweep *sweep, const struct ground *ground, size_t unit,
                               double *records, struct sim_error *error)
{
    enum sim_status status = sweep_unit_run(&sweep->plan, ground, sweep_plan_first(&sweep->plan, unit),
                                            sweep_plan_tasks(&sweep->plan, unit), records, error);
    return status == SIM_OK ? sweep_parts_write(&sweep->parts, unit, records, error) : status;
}

/// Does the missing units; stops at the first fault.
static enum sim_status do_units(struct sweep *sweep, uint32_t threads, struct sim_error *error)
{
    const struct sweep_plan *plan = &sweep->plan;
    if (!sweep->has_ground && !factors_change_ground(&plan->factors)) {
        enum sim_status status =
            ground_make(&sweep->ground, plan->scenario, NULL, sweep->options->seed, error);
        if (status != SIM_OK)
            return status;
        sweep->has_ground = true;
    }
    const struct ground *ground = sweep->has_ground ? &sweep->ground : NULL;
    struct progress progress;
    size_t total = 0, done = 0; // of what is left, or the time left would be too short
    for (size_t i = 0; i < sweep->missing_count; i++)
        total += sweep_plan_tasks(plan, sweep->missing[i]);
    atomic_int worst = SIM_OK;
    progress_start(&progress, "replications", total, sweep->options->quiet);
#pragma omp parallel num_threads((int)threads)
    {
        double *records = sim_memory_new(plan->unit_tasks * plan->width, sizeof(double), "a unit of work");
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < sweep->missing_count; i++) {
            struct sim_error own = {0};
            if (atomic_load(&worst) != SIM_OK)
                continue;
            enum sim_status status = do_unit(sweep, ground, sweep->missing[i], records, &own);
#pragma omp critical
            {
                if (status == SIM_OK)
                    progress_tell(&progress, done += sweep_plan_tasks(plan, sweep->missing[i]));
                else if (atomic_load(&worst) == SIM_OK)
                    take_faults(error, &own);
                if (status != SIM_OK)
                    atomic_store(&worst, (int)status);
            }
            sim_error_clear(&own);
        }
        free(records);
    }
    progress_end(&progress);
    return (enum sim_status)atomic_load(&worst);
}

/// Says how a sweep that was stopped goes on.
static enum sim_status tell_stop(struct sweep *sweep, enum sim_status status, struct sim_error *error)
{
    list_missing(sweep);
    const char *what = status == SIM_INTERRUPTED ? "interrupted" : "stopped";
    return sim_error_say(error, status, "%s: %zu of %zu replications are kept in %s; --resume goes on", what,
                         sweep->tasks_done, sweep->plan.tasks, sweep->parts.folder);
}

/// Points of the file, which an earlier process may have written.
static size_t points_of(const struct sweep *sweep, bool is_merged)
{
    return is_merged && sweep->plan.untils.count > 0 ? sweep_file_points(sweep->output) : sweep->plan.points;
}

/// Whether it stopped before the most points, and at what.
static void tell_until(const struct sweep *sweep, size_t points)
{
    const struct untils *untils = &sweep->plan.untils;
    if (untils->size == 0)
        return;
    char *text = untils_text(untils);
    fprintf(stderr, "%s after %zu of at most %zu points: %s\n",
            untils_met(untils, NULL) ? "stopped" : "not sure enough yet", points, sweep->plan.points, text);
    free(text);
}

static void put_until(const struct sweep *sweep, json_t *json)
{
    const struct untils *untils = &sweep->plan.untils;
    if (untils->size == 0)
        return;
    char *text = untils_text(untils);
    json_object_set_new(json, "until", json_string(text));
    json_object_set_new(json, "until_met", json_boolean(untils_met(untils, NULL)));
    free(text);
}

static enum sim_status tell_done(const struct sweep *sweep, bool is_merged, struct sim_error *error)
{
    const struct sweep_plan *plan = &sweep->plan;
    double wall_s = progress_now_s() - sweep->started_s;
    size_t points = points_of(sweep, is_merged);
    if (sweep->options->json) {
        json_t *json =
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:f, s:b, s:s}", "scenario", plan->province->title, "points",
                      (json_int_t)points, "replications", (json_int_t)plan->replications, "factors",
                      (json_int_t)plan->factors.count, "kept", (json_int_t)sweep->tasks_done, "wall_s",
                      wall_s, "complete", (int)is_merged, "file", sweep->output);
        put_until(sweep, json);
        json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
        fputc('\n', stdout);
        json_decref(json);
        if (fflush(stdout) != 0 || ferror(stdout))
            return sim_error_say(error, SIM_IO, "standard output cannot be written");
    }
    if (sweep->options->quiet)
        return SIM_OK;
    if (is_merged)
        tell_until(sweep, points);
    if (is_merged)
        fprintf(stderr,
                "%zu points x %zu replications of %zu factors: %s (%.1f s)\nsuanli analyse %s tells what "
                "matters\n",
                points, plan->replications, plan->factors.count, sweep->output, wall_s, sweep->output);
    else
        fprintf(stderr,
                "shard %u/%u is done (%.1f s): when all are, run the sweep with --resume, without --shard\n",
                sweep->options->shard, sweep->options->shards, wall_s);
    return SIM_OK;
}

/// Does all points, or as many as it takes until what is asked for is known well enough; looks only at fixed numbers of them.
static enum sim_status do_points(struct sweep *sweep, uint32_t threads, struct sim_error *error)
{
    struct sweep_plan *plan = &sweep->plan;
    if (plan->untils.count == 0)
        return sweep->missing_count > 0 ? do_units(sweep, threads, error) : SIM_OK;
    size_t points = 0;
    enum sim_status status = SIM_OK;
    do {
        points = until_boundary(points, plan->points, design_is_sobol(&plan->design));
        plan->kept = points;
        list_missing(sweep);
        if (sweep->missing_count > 0)
            status = do_units(sweep, threads, error);
        if (status == SIM_OK)
            status = sweep_until_take(plan, &sweep->parts, error);
    } while (status == SIM_OK && points < plan->points && !untils_met(&plan->untils, NULL));
    return status;
}

/// Does what is missing, and puts the units together unless this is a shard.
static enum sim_status do_and_merge(struct sweep *sweep, struct sim_error *error)
{
    const struct options *options = sweep->options;
    uint32_t threads = options->threads ? options->threads : (uint32_t)omp_get_num_procs();
    enum sim_status status = do_points(sweep, threads, error);
    if (status == SIM_OK && options->shards == 0)
        status = sweep_file_merge(&sweep->parts, sweep->output, error);
    return status;
}

static enum sim_status work(struct sweep *sweep, struct sim_error *error)
{
    struct sim_error own = {0};
    bool is_shard = sweep->options->shards > 0;
    list_missing(sweep);
    if (!sweep->options->quiet && sweep->tasks_done > 0)
        fprintf(stderr, "%zu replications are done already\n", sweep->tasks_done);
    enum sim_status status = do_and_merge(sweep, &own);
    // Another process at the same sweep, as a queue may start one, can have been faster and have cleared the parts away.
    bool is_overtaken =
        status != SIM_OK && status != SIM_INTERRUPTED && sweep_file_is_done(&sweep->plan, sweep->output);
    if (status != SIM_OK && !is_overtaken) {
        take_faults(error, &own);
        status = tell_stop(sweep, status, error);
    } else {
        if (!is_shard || is_overtaken)
            sweep_parts_remove(&sweep->parts);
        status = tell_done(sweep, !is_shard || is_overtaken, error);
    }
    sim_error_clear(&own);
    return status;
}

enum sim_status cmd_sweep(const struct options *options, struct sim_error *error)
{
    struct sweep sweep = {.options = options, .started_s = progress_now_s()};
    enum sim_status status = sweep_plan_create(&sweep.plan, options, error);
    if (status != SIM_OK)
        return status;
    name_output(&sweep);
    interrupt_catch();
    bool may_go_on = options->resume || options->shards > 0;
    if (may_go_on && !sweep_parts_exist(sweep.output) && sweep_file_is_done(&sweep.plan, sweep.output)) {
        sweep.tasks_done = sweep.plan.tasks;
        status = tell_done(&sweep, true, error);
    } else {
        status = sweep_parts_open(&sweep.parts, &sweep.plan, sweep.output, may_go_on, error);
        if (status == SIM_OK)
            status = work(&sweep, error);
    }
    free(sweep.missing);
    ground_clear(&sweep.ground);
    sweep_plan_clear(&sweep.plan);
    return status;
}
