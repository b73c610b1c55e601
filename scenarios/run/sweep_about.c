#include "scenarios/run/sweep_about.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Of what a file says of itself, before memory is asked for.
#define TARGETS_MAX 100000
#define TASKS_MAX   ((json_int_t)1 << 31) // and more points or units no plan has: design.h, sweep_plan.c
#define POINTS_MAX  ((json_int_t)1 << 24)
#define UNITS_MAX   65536
#define NUMBERS_MAX ((json_int_t)1 << 31) // of a unit

struct sweep_target *sweep_targets_of(const struct sweep_plan *plan)
{
    const struct target_params *params = plan->province->targets.items;
    size_t count = (size_t)plan->province->targets.count;
    struct sweep_target *targets = sim_memory_new(count, sizeof(*targets), "targets of a sweep");
    for (size_t i = 0; i < count; i++) {
        struct sweep_target *target = &targets[i];
        target->id = params[i].id;
        target->sense = (enum target_sense)params[i].sense;
        target->goal = params[i].value;
        sim_date_write(params[i].date, target->date);
        snprintf(target->unit, sizeof(target->unit), "%s",
                 series_list[series_find(target_series_name(&params[i]))].unit);
        snprintf(target->name, sizeof(target->name), "%s@%s", target->id, target->date);
    }
    return targets;
}

char *sweep_about_text(const struct sweep_plan *plan)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:b, s:[]}", "program",
                             "suanli " SUANLI_VERSION, "sha256", plan->digest, "title", plan->province->title,
                             "command", plan->command, "points", (json_int_t)plan->points, "replications",
                             (json_int_t)plan->replications, "unit_tasks", (json_int_t)plan->unit_tasks,
                             "units", (json_int_t)plan->units, "width", (json_int_t)plan->width, "may_stop",
                             (int)(plan->untils.count > 0), "targets");
    SIM_ASSERT(json, "a plan that JSON cannot hold");
    struct sweep_target *targets = sweep_targets_of(plan);
    for (int64_t i = 0; i < plan->province->targets.count; i++)
        json_array_append_new(json_object_get(json, "targets"),
                              json_pack("{s:s, s:s, s:s, s:f, s:s}", "id", targets[i].id, "date",
                                        targets[i].date, "sense",
                                        targets[i].sense == TARGET_AT_LEAST ? ">=" : "<=", "goal",
                                        targets[i].goal, "unit", targets[i].unit));
    free(targets);
    char *text = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    json_decref(json);
    SIM_ASSERT(text, "out of memory for a plan");
    return text;
}

static bool read_target(struct sweep_target *target, json_t *json)
{
    const char *date, *sense, *unit;
    if (json_unpack(json, "{s:s, s:s, s:s, s:F, s:s}", "id", &target->id, "date", &date, "sense", &sense,
                    "goal", &target->goal, "unit", &unit) != 0)
        return false;
    target->sense = strcmp(sense, ">=") == 0 ? TARGET_AT_LEAST : TARGET_AT_MOST;
    snprintf(target->date, sizeof(target->date), "%.10s", date);
    snprintf(target->unit, sizeof(target->unit), "%s", unit);
    snprintf(target->name, sizeof(target->name), "%s@%s", target->id, target->date);
    return true;
}

bool sweep_about_read(struct sweep_about *about, const char *text, size_t size)
{
    json_int_t points = 0, replications = 0, unit_tasks = 0, units = 0, width = 0;
    const char *digest = "";
    int may_stop = 0;
    json_t *targets = NULL;
    *about = (struct sweep_about){.json = json_loadb(text, size, 0, NULL)};
    bool is_good = about->json &&
                   json_unpack(about->json, "{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:b, s:o}", "sha256",
                               &digest, "title", &about->title, "command", &about->command, "points", &points,
                               "replications", &replications, "unit_tasks", &unit_tasks, "units", &units,
                               "width", &width, "may_stop", &may_stop, "targets", &targets) == 0 &&
                   strlen(digest) == sizeof(about->plan.digest) - 1 && points > 0 && replications > 0 &&
                   points <= POINTS_MAX && replications <= TASKS_MAX / points && unit_tasks > 0 &&
                   unit_tasks <= TASKS_MAX && units > 0 && units <= UNITS_MAX &&
                   units == (points * replications + unit_tasks - 1) / unit_tasks && width > 0 &&
                   width <= NUMBERS_MAX / unit_tasks && json_array_size(targets) <= TARGETS_MAX;
    if (is_good) {
        about->plan = (struct sweep_plan){.points = (size_t)points,
                                          .replications = (size_t)replications,
                                          .tasks = (size_t)(points * replications),
                                          .unit_tasks = (size_t)unit_tasks,
                                          .units = (size_t)units,
                                          .width = (size_t)width};
        memcpy(about->plan.digest, digest, sizeof(about->plan.digest));
        about->may_stop = may_stop;
        about->target_count = json_array_size(targets);
        about->targets = sim_memory_new(about->target_count, sizeof(*about->targets), "targets of a sweep");
        for (size_t i = 0; is_good && i < about->target_count; i++)
            is_good = read_target(&about->targets[i], json_array_get(targets, i));
        is_good = is_good && (size_t)width >= 1 + 2 * about->target_count;
    }
    if (!is_good)
        sweep_about_clear(about);
    return is_good;
}

void sweep_about_clear(struct sweep_about *about)
{
    json_decref(about->json);
    free(about->targets);
    *about = (struct sweep_about){0};
}
