#include "scenarios/run/sweep_work.h"

#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/siting_cache.h"
#include "scenarios/run/sweep_about.h"
#include "scenarios/run/sweep_unit.h"
#include "sim/memory.h"

void sweep_work_init(struct sweep_work *work, const struct sweep_plan *plan, const struct sweep_parts *parts,
                     const struct ranks *ranks)
{
    uint32_t threads = plan->options->threads ? plan->options->threads : ranks->processors;
    *work = (struct sweep_work){.plan = plan,
                                .parts = parts,
                                .ranks = ranks,
                                .threads = threads,
                                .is_quiet = plan->options->quiet,
                                .targets = sweep_targets_of(plan)};
    if (ranks->rank == 0)
        sweep_tally_init(&work->tally, plan->points, plan->replications, work->targets,
                         (size_t)plan->province->targets.count);
}

void sweep_work_clear(struct sweep_work *work)
{
    sweep_tally_clear(&work->tally);
    ground_clear(&work->ground);
    free(work->targets);
    free(work->missing);
    *work = (struct sweep_work){0};
}

/// Which targets each of some records reaches: reached[task][target].
static void judge(const struct sweep_work *work, const double *records, size_t count, unsigned char *reached)
{
    size_t targets = (size_t)work->plan->province->targets.count,
           at = sweep_record_of(work->plan).target_value;
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < targets; t++)
            reached[i * targets + t] =
                sweep_target_is_reached(&work->targets[t], records[i * work->plan->width + at + t]);
}

/// Room for a unit: its records, and what they reach.
struct room {
    double *records;
    unsigned char *reached;
    size_t reached_size; // of one task
};

static struct room room_of(const struct sweep_plan *plan)
{
    size_t targets = (size_t)plan->province->targets.count;
    return (struct room){sim_memory_new(plan->unit_tasks * plan->width, sizeof(double), "a unit of work"),
                         sim_memory_new(plan->unit_tasks * targets, 1, "a unit of work"), targets};
}

static void room_clear(struct room *room)
{
    free(room->records);
    free(room->reached);
}

void sweep_work_list(struct sweep_work *work)
{
    const struct sweep_plan *plan = work->plan;
    const struct options *options = plan->options;
    struct room room = room_of(plan);
    free(work->missing);
    sweep_tally_clear(&work->tally);
    sweep_tally_init(&work->tally, plan->points, plan->replications, work->targets,
                     (size_t)plan->province->targets.count);
    work->missing = sim_memory_new(sweep_plan_kept_units(plan), sizeof(*work->missing), "units of work");
    work->missing_count = work->wanted = work->done = 0;
    size_t units = sweep_plan_kept_units(plan);
    for (size_t unit = 0; unit < units; unit++) {
        if (options->shards > 0 && unit % options->shards != options->shard - 1)
            continue;
        size_t tasks = sweep_plan_tasks(plan, unit);
        work->wanted += tasks;
        if (!sweep_parts_read(work->parts, unit, room.records)) {
            work->missing[work->missing_count++] = unit;
            continue;
        }
        work->done += tasks;
        judge(work, room.records, tasks, room.reached);
        sweep_tally_take(&work->tally, sweep_plan_first(plan, unit), tasks, room.reached);
    }
    room_clear(&room);
    // Before anything is offered: another rank may have done a unit while this one is still making the ground.
    progress_start(&work->progress, "replications", work->wanted,
                   work->is_quiet || work->missing_count == 0);
    work->progress.before = work->done;
}

void sweep_work_hear(void *self, size_t unit, const void *note, size_t size)
{
    struct sweep_work *work = self;
    size_t tasks = sweep_plan_tasks(work->plan, unit);
    SIM_ASSERT(size == tasks * work->tally.target_count, "a note of %zu bytes about unit %zu", size, unit);
    work->done += tasks;
    sweep_tally_take(&work->tally, sweep_plan_first(work->plan, unit), tasks, note);
    if (progress_is_due(&work->progress))
        sweep_tally_note(&work->tally, work->progress.note, sizeof(work->progress.note));
    progress_tell(&work->progress, work->done);
}

static enum sim_status do_unit(const struct sweep_work *work, const struct ground *ground, size_t unit,
                               const struct room *room, struct sim_error *error)
{
    const struct sweep_plan *plan = work->plan;
    size_t tasks = sweep_plan_tasks(plan, unit);
    enum sim_status status =
        sweep_unit_run(plan, ground, sweep_plan_first(plan, unit), tasks, room->records, error);
    if (status == SIM_OK)
        status = sweep_parts_write(work->parts, unit, room->records, error);
    if (status == SIM_OK) {
        judge(work, room->records, tasks, room->reached);
        ranks_done(work->ranks, unit, room->reached, tasks * room->reached_size);
    }
    return status;
}

void sweep_take_faults(struct sim_error *error, const struct sim_error *from)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct sim_fault *fault = &from->faults[i];
        sim_error_add(error, fault->status, fault->file, fault->line, fault->key, fault->found,
                      fault->expected);
    }
}

/// The threads of this rank, until nothing is left or one finds a fault.
static enum sim_status do_units(struct sweep_work *work, const struct ground *ground, struct sim_error *error)
{
    atomic_int worst = SIM_OK;
#pragma omp parallel num_threads((int)work->threads)
    {
        struct room room = room_of(work->plan);
        size_t unit;
        while (atomic_load(&worst) == SIM_OK && ranks_next(work->ranks, &unit)) {
            struct sim_error own = {0};
            enum sim_status status = do_unit(work, ground, unit, &room, &own);
            if (status != SIM_OK) {
                ranks_stop(work->ranks);
#pragma omp critical
                if (atomic_load(&worst) == SIM_OK) {
                    sweep_take_faults(error, &own);
                    atomic_store(&worst, (int)status);
                }
            }
            sim_error_clear(&own);
        }
        room_clear(&room);
    }
    return (enum sim_status)atomic_load(&worst);
}

enum sim_status sweep_work_do(struct sweep_work *work, bool has_work, struct sim_error *error)
{
    const struct sweep_plan *plan = work->plan;
    enum sim_status status = SIM_OK;
    if (!has_work)
        return status;
    if (!work->has_ground && !factors_change_ground(&plan->factors)) {
        char folder[4200];
        siting_cache_folder(work->parts->folder, folder, sizeof(folder));
        status = ground_make(&work->ground, plan->scenario, folder, plan->options->seed, error);
        work->has_ground = status == SIM_OK;
    }
    if (status == SIM_OK)
        status = do_units(work, work->has_ground ? &work->ground : NULL, error);
    else
        ranks_stop(work->ranks);
    return status;
}
