#include "scenarios/run/sweep_look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "scenarios/run/sweep_start.h"
#include "sim/memory.h"

// ---- the finished file -------------------------------------------------------------------------------------

static enum sim_status read_targets(struct sweep_look *look, struct sim_error *error)
{
    struct sweep_about *about = &look->about;
    const struct load_variable *scale = load_find(look->load, SCHEMA_TARGET);
    about->target_count = scale ? scale->count : 0;
    about->targets = sim_memory_new(about->target_count, sizeof(*about->targets), "targets of a sweep");
    if (!scale)
        return SIM_OK;
    const char *const *names, *const *ids, *const *senses, *const *units;
    double *goals = NULL;
    enum sim_status status = load_texts_of(look->load, SCHEMA_TARGET, SCHEMA_TARGET, &names, error);
    if (status == SIM_OK)
        status = load_texts_of(look->load, SCHEMA_TARGET_ID, SCHEMA_TARGET, &ids, error);
    if (status == SIM_OK)
        status = load_texts_of(look->load, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, &senses, error);
    if (status == SIM_OK)
        status = load_texts_of(look->load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, &units, error);
    if (status == SIM_OK)
        status = load_numbers_of(look->load, SCHEMA_TARGET_GOAL, (const char *[]){SCHEMA_TARGET, NULL},
                                 &goals, error);
    for (size_t i = 0; status == SIM_OK && i < about->target_count; i++) {
        struct sweep_target *target = &about->targets[i];
        const char *at = strchr(names[i], '@');
        target->id = ids[i];
        target->goal = goals[i];
        target->sense = strcmp(senses[i], ">=") == 0 ? TARGET_AT_LEAST : TARGET_AT_MOST;
        snprintf(target->date, sizeof(target->date), "%.10s", at ? at + 1 : "");
        snprintf(target->unit, sizeof(target->unit), "%s", units[i]);
        snprintf(target->name, sizeof(target->name), "%s", names[i]);
    }
    free(goals);
    return status;
}

static void tally_init(struct sweep_look *look)
{
    const struct sweep_about *about = &look->about;
    sweep_tally_init(&look->tally, about->plan.points, about->plan.replications, about->targets,
                     about->target_count);
}

/// Counts what the values of all targets reach: [task][target].
static void take_values(struct sweep_look *look, size_t first, size_t count, const double *values,
                        size_t width)
{
    size_t targets = look->about.target_count;
    unsigned char *reached = sim_memory_new(count * targets, 1, "a sweep's state");
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < targets; t++)
            reached[i * targets + t] =
                sweep_target_is_reached(&look->about.targets[t], values[i * width + t]);
    sweep_tally_take(&look->tally, first, count, reached);
    free(reached);
}

static size_t whole_attribute(const struct load *load, const char *name)
{
    const struct load_attribute *attribute = load_attribute(load, name);
    return attribute && attribute->is_whole && !attribute->is_negative ? (size_t)attribute->whole : 0;
}

static enum sim_status read_file(struct sweep_look *look, struct sim_error *error)
{
    struct sweep_about *about = &look->about;
    const struct load_variable *points = load_find(look->load, SCHEMA_POINT);
    about->title = load_attribute_text(look->load, SCHEMA_TITLE, "");
    about->command = load_attribute_text(look->load, SCHEMA_COMMAND, "");
    about->plan.replications = whole_attribute(look->load, SCHEMA_REPLICATIONS);
    about->plan.points = points ? points->count : 0;
    about->plan.tasks = about->plan.points * about->plan.replications;
    if (about->plan.tasks == 0 || !load_attribute(look->load, SCHEMA_SWEEP_SHA256)) {
        sim_error_add(error, SIM_BAD_DATA, look->path, 0, NULL, "the file of a run",
                      "that of a sweep (suanli report tells about a run)");
        return SIM_BAD_DATA;
    }
    enum sim_status status = read_targets(look, error);
    if (status != SIM_OK)
        return status;
    tally_init(look);
    const struct load_variable *variable = NULL;
    if (about->target_count > 0)
        status = load_need(look->load, SCHEMA_TARGET_VALUE, false,
                           (const char *[]){SCHEMA_POINT, SCHEMA_REPLICATION, SCHEMA_TARGET, NULL}, &variable,
                           error);
    size_t row = about->plan.replications * about->target_count;
    double *values = sim_memory_new(row, sizeof(*values), "a sweep's state");
    for (size_t p = 0; status == SIM_OK && p < about->plan.points; p++) {
        if (variable)
            status = load_rows(look->load, variable, p, 1, values, error);
        take_values(look, p * about->plan.replications, about->plan.replications, values,
                    about->target_count);
    }
    free(values);
    look->is_complete = true;
    return status;
}

// ---- the parts ---------------------------------------------------------------------------------------------

static void read_shards(struct sweep_look *look)
{
    size_t i;
    json_t *start;
    json_array_foreach(look->starts, i, start)
    {
        const char *shard = json_string_value(json_object_get(start, "shard"));
        uint32_t index, count;
        bool is_shard = shard && sscanf(shard, "%u/%u", &index, &count) == 2;
        if (is_shard && count <= look->about.plan.units) // of more, most have nothing to do
            look->shards = count;
    }
}

static void read_parts(struct sweep_look *look, const struct sweep_parts *parts)
{
    const struct sweep_plan *plan = &look->about.plan;
    tally_init(look);
    look->is_done = sim_memory_new(plan->units, sizeof(*look->is_done), "a sweep's state");
    struct sweep_stamp *stamps = sim_memory_new(plan->units, sizeof(*stamps), "a sweep's state");
    double *records = sim_memory_new(plan->unit_tasks * plan->width, sizeof(*records), "a sweep's state");
    for (size_t unit = 0; unit < plan->units; unit++) {
        double time_s = sweep_parts_time_s(parts, unit);
        size_t tasks = sweep_plan_tasks(plan, unit);
        if (isnan(time_s))
            continue;
        if (!sweep_parts_read(parts, unit, records)) {
            look->damaged++;
            continue;
        }
        stamps[look->units_done++] = (struct sweep_stamp){time_s, tasks};
        look->is_done[unit] = true;
        take_values(look, sweep_plan_first(plan, unit), tasks, records + 1, plan->width);
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    look->pace = sweep_pace_of(stamps, look->units_done, (double)now.tv_sec + (double)now.tv_nsec * 1e-9);
    look->starts = sweep_start_list(parts->folder);
    read_shards(look);
    free(records);
    free(stamps);
}

enum sim_status sweep_look(struct sweep_look *look, const char *path, struct sim_error *error)
{
    struct sweep_parts parts;
    *look = (struct sweep_look){.path = path};
    if (sweep_parts_look(&parts, path, &look->about)) {
        read_parts(look, &parts);
        return SIM_OK;
    }
    if (access(path, F_OK) != 0) {
        sim_error_add(error, SIM_NO_INPUT, path, 0, NULL, "neither the file of a sweep nor its parts",
                      "the name given to a sweep with -o");
        return SIM_NO_INPUT;
    }
    enum sim_status status = load_open(path, &look->load, error);
    return status == SIM_OK ? read_file(look, error) : status;
}

void sweep_look_clear(struct sweep_look *look)
{
    sweep_tally_clear(&look->tally);
    sweep_about_clear(&look->about);
    load_close(look->load);
    json_decref(look->starts);
    free(look->is_done);
    *look = (struct sweep_look){0};
}

double sweep_look_left_s(const struct sweep_look *look)
{
    double left = (double)(look->about.plan.tasks - look->tally.done);
    return look->pace.is_still ? (double)NAN : left / look->pace.per_s;
}

void sweep_look_shard(const struct sweep_look *look, uint32_t shard, size_t *done, size_t *all)
{
    *done = *all = 0;
    for (size_t unit = shard; unit < look->about.plan.units; unit += look->shards) {
        *all += 1;
        *done += look->is_done[unit];
    }
}

bool sweep_look_gap(const struct sweep_look *look, size_t unit, size_t *first, size_t *end)
{
    size_t units = look->about.plan.units;
    while (unit < units && look->is_done[unit])
        unit++;
    *first = unit;
    while (unit < units && !look->is_done[unit])
        unit++;
    *end = unit;
    return *first < units;
}
