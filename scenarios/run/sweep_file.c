#include "scenarios/run/sweep_file.h"

#include <stdlib.h>
#include <string.h>

#include "results/load.h"
#include "results/store.h"
#include "scenarios/run/sweep_unit.h"
#include "sim/memory.h"

struct sweep_file {
    const struct sweep_plan *plan;
    struct store *store;
    size_t target_value, target_cause, wait_days, series[SERIES_COUNT];
    double *slab; // of the largest variable
    uint64_t events;
};

static size_t add(struct sweep_file *file, enum store_type type, const char *name, const char *unit,
                  const char *long_name, const char *a, const char *b, const char *c)
{
    return store_add_variable(
        file->store,
        &(struct store_variable){
            .name = name, .unit = unit, .long_name = long_name, .scales = {a, b, c}, .type = type});
}

static void add_texts(struct sweep_file *file, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    store_put_texts(file->store, add(file, STORE_TEXT, name, "1", long_name, scale, NULL, NULL), texts);
}

static void add_text_scale(struct sweep_file *file, const char *name, const char *long_name,
                           const char *const *texts, size_t count)
{
    store_add_scale(file->store, &(struct store_scale){
                                     .name = name, .long_name = long_name, .count = count, .texts = texts});
}

static void put_factors(struct sweep_file *file)
{
    static const char *const laws[] = {"range", "list", "distribution", "shock"};
    const struct sweep_plan *plan = file->plan;
    size_t count = plan->factors.count;
    const char **columns[4];
    for (int c = 0; c < 4; c++)
        columns[c] = sim_memory_new(count, sizeof(char *), "a result file");
    for (size_t f = 0; f < count; f++) {
        const struct factor *factor = &plan->factors.items[f];
        columns[0][f] = factor->path;
        columns[1][f] =
            factor->type == SIM_DATE && factor->law == FACTOR_RANGE ? "days since 1970-01-01" : factor->unit;
        columns[2][f] = laws[factor->law];
        columns[3][f] = factor->text;
    }
    add_text_scale(file, SCHEMA_FACTOR, "what varies, by its path in the scenario", columns[0], count);
    add_texts(file, SCHEMA_FACTOR_UNIT, "units of factors", SCHEMA_FACTOR, columns[1]);
    add_texts(file, SCHEMA_FACTOR_LAW, "how factors vary", SCHEMA_FACTOR, columns[2]);
    add_texts(file, SCHEMA_FACTOR_RANGE, "ranges, lists or distributions of factors", SCHEMA_FACTOR,
              columns[3]);
    for (int c = 0; c < 4; c++)
        free(columns[c]);
}

static void put_points(struct sweep_file *file)
{
    const struct sweep_plan *plan = file->plan;
    size_t value = add(file, STORE_F64, SCHEMA_POINT_VALUE, "1",
                       "values at the points, in factor_unit; of words: their place in the list",
                       SCHEMA_POINT, SCHEMA_FACTOR, NULL);
    size_t u = plan->u ? add(file, STORE_F64, SCHEMA_POINT_U, "1",
                             "coordinates of the points in the unit cube", SCHEMA_POINT, SCHEMA_FACTOR, NULL)
                       : 0;
    for (size_t p = 0; p < plan->kept; p++) {
        store_put(file->store, value, p, plan->values + p * plan->factors.count);
        if (plan->u)
            store_put(file->store, u, p, plan->u + p * plan->factors.count);
    }
}

/// What is asked of each target, as in the file of a run.
static void put_targets(struct sweep_file *file)
{
    const struct province *province = file->plan->province;
    const struct target_params *targets = province->targets.items;
    size_t count = (size_t)province->targets.count;
    char(*names)[160] = sim_memory_new(count, sizeof(*names), "a result file");
    const char **columns[4];
    for (int c = 0; c < 4; c++)
        columns[c] = sim_memory_new(count, sizeof(char *), "a result file");
    double *dates = sim_memory_new(count, sizeof(double), "a result file"),
           *goals = sim_memory_new(count, sizeof(double), "a result file");
    for (size_t i = 0; i < count; i++) {
        char date[11];
        sim_date_write(targets[i].date, date);
        snprintf(names[i], sizeof(names[i]), "%s@%s", targets[i].id, date);
        columns[0][i] = names[i];
        columns[1][i] = targets[i].id;
        columns[2][i] = targets[i].sense == TARGET_AT_LEAST ? ">=" : "<=";
        columns[3][i] = series_list[series_find(target_series_name(&targets[i]))].unit;
        dates[i] = (double)(targets[i].date - province->epoch);
        goals[i] = targets[i].value;
    }
    add_text_scale(file, SCHEMA_TARGET, "targets", columns[0], count);
    add_texts(file, SCHEMA_TARGET_ID, "ids of targets", SCHEMA_TARGET, columns[1]);
    add_texts(file, SCHEMA_TARGET_SENSE, "whether more or less is better", SCHEMA_TARGET, columns[2]);
    add_texts(file, SCHEMA_TARGET_UNIT, "units of targets", SCHEMA_TARGET, columns[3]);
    store_put_fixed(
        file->store,
        add(file, STORE_F64, SCHEMA_TARGET_DATE, STORE_DATE, "dates of targets", SCHEMA_TARGET, NULL, NULL),
        dates);
    store_put_fixed(
        file->store,
        add(file, STORE_F64, SCHEMA_TARGET_GOAL, "1", "goals, in target_unit", SCHEMA_TARGET, NULL, NULL),
        goals);
    for (int c = 0; c < 4; c++)
        free(columns[c]);
    free(names);
    free(dates);
    free(goals);
}

static void add_results(struct sweep_file *file)
{
    const char *p = SCHEMA_POINT, *r = SCHEMA_REPLICATION;
    if (file->plan->province->targets.count > 0) {
        file->target_value = add(file, STORE_F64, SCHEMA_TARGET_VALUE, "1",
                                 "values at the dates, in target_unit", p, r, SCHEMA_TARGET);
        file->target_cause =
            add(file, STORE_I32, SCHEMA_TARGET_CAUSE, "1",
                "index into cause of what bound most of what is missing; -1: reached", p, r, SCHEMA_TARGET);
    }
    file->wait_days =
        add(file, STORE_F64, SCHEMA_PLANNED_WAIT, "day",
            "days of waiting by cause, mean over all planned standard racks", p, r, SCHEMA_CAUSE);
    for (int i = 0; i < SERIES_COUNT; i++)
        file->series[i] = add(file, STORE_F64, series_list[i].name, series_list[i].unit,
                              series_list[i].long_name, p, r, SCHEMA_TIME);
}

static enum sim_status describe(struct sweep_file *file, const char *path, struct sim_error *error)
{
    const struct sweep_plan *plan = file->plan;
    char epoch[11];
    sim_date_write(plan->province->epoch, epoch);
    struct store_head head = {.title = plan->province->title,
                              .program_version = SUANLI_VERSION,
                              .command = plan->command,
                              .scenario_text = scenario_text(plan->scenario),
                              .seed = plan->options->seed,
                              .replications = plan->replications,
                              .points = plan->kept,
                              .epoch = epoch};
    enum sim_status status = store_create(path, &head, &file->store, error);
    if (status != SIM_OK)
        return status;
    store_attribute_text(file->store, SCHEMA_DESIGN,
                         plan->is_given ? "given" : design_name(plan->design.type));
    store_attribute_whole(file->store, SCHEMA_DESIGN_SIZE,
                          (int64_t)(plan->is_given           ? plan->points
                                    : plan->untils.count > 0 ? plan->kept
                                                             : plan->design.size));
    store_attribute_whole(file->store, "common_random_numbers", !plan->is_independent);
    if (plan->is_antithetic)
        store_attribute_whole(file->store, SCHEMA_ANTITHETIC, 1);
    untils_store(&plan->untils, file->store);
    store_attribute_text(file->store, SCHEMA_SWEEP_SHA256, plan->digest);
    store_add_scale(file->store,
                    &(struct store_scale){SCHEMA_TIME, STORE_DATE, "recording dates",
                                          plan->calendar.time_count, plan->calendar.time_days, NULL, false});
    add_text_scale(file, SCHEMA_CAUSE, "what stands in the way", cause_names, CAUSE_COUNT);
    put_factors(file);
    put_points(file);
    if (plan->province->targets.count > 0)
        put_targets(file);
    add_results(file);
    return SIM_OK;
}

/// Puts `count` numbers of each replication's record into a variable.
static void put(struct sweep_file *file, size_t variable, size_t point, const double *records, size_t offset,
                size_t count)
{
    for (size_t r = 0; r < file->plan->replications; r++)
        memcpy(file->slab + r * count, records + r * file->plan->width + offset, count * sizeof(double));
    store_put(file->store, variable, point, file->slab);
}

static void put_point(struct sweep_file *file, size_t point, const double *records)
{
    const struct sweep_plan *plan = file->plan;
    struct sweep_record at = sweep_record_of(plan);
    size_t targets = (size_t)plan->province->targets.count, times = plan->calendar.time_count;
    if (targets > 0) {
        put(file, file->target_value, point, records, at.target_value, targets);
        put(file, file->target_cause, point, records, at.target_cause, targets);
    }
    put(file, file->wait_days, point, records, at.wait_days, CAUSE_COUNT);
    for (size_t i = 0; i < SERIES_COUNT; i++)
        put(file, file->series[i], point, records, at.series + i * times, times);
    for (size_t r = 0; r < plan->replications; r++)
        file->events += (uint64_t)records[r * plan->width];
}

/// Reads unit after unit, and puts each point when all its replications are there.
static enum sim_status put_units(struct sweep_file *file, const struct sweep_parts *parts,
                                 struct sim_error *error)
{
    const struct sweep_plan *plan = file->plan;
    size_t wanted = plan->replications * plan->width;
    double *records = sim_memory_new((plan->replications + plan->unit_tasks) * plan->width, sizeof(double),
                                     "the parts of a sweep");
    size_t held = 0, point = 0;
    enum sim_status status = SIM_OK;
    size_t units = sweep_plan_kept_units(plan);
    for (size_t unit = 0; unit < units && status == SIM_OK; unit++) {
        if (!sweep_parts_read(parts, unit, records + held)) {
            status = sim_error_say(error, SIM_BAD_DATA,
                                   "%s: unit %zu of %zu is missing or damaged: run with --resume",
                                   parts->folder, unit, units);
            break;
        }
        held += sweep_plan_tasks(plan, unit) * plan->width;
        size_t used = 0;
        for (; held - used >= wanted && point < plan->kept; used += wanted)
            put_point(file, point++, records + used);
        held -= used;
        memmove(records, records + used, held * sizeof(double));
    }
    free(records);
    return status;
}

enum sim_status sweep_file_merge(const struct sweep_parts *parts, const char *path, struct sim_error *error)
{
    const struct sweep_plan *plan = parts->plan;
    struct sweep_file file = {.plan = plan};
    enum sim_status status = describe(&file, path, error);
    if (status != SIM_OK)
        return status;
    file.slab = sim_memory_new(plan->replications * plan->width, sizeof(double), "a result file");
    status = put_units(&file, parts, error);
    free(file.slab);
    if (status != SIM_OK) {
        store_abandon(file.store);
        return status;
    }
    store_attribute_whole(file.store, SCHEMA_EVENTS, (int64_t)file.events);
    return store_close(file.store, error);
}

size_t sweep_file_points(const char *path)
{
    struct sim_error none = {0};
    struct load *load;
    size_t points = 0;
    if (load_open(path, &load, &none) == SIM_OK) {
        const struct load_variable *scale = load_find(load, SCHEMA_POINT);
        points = scale ? scale->count : 0;
        load_close(load);
    }
    sim_error_clear(&none);
    return points;
}

bool sweep_file_is_done(const struct sweep_plan *plan, const char *path)
{
    struct sim_error none = {0};
    struct load *load;
    bool is_done = false;
    if (load_open(path, &load, &none) == SIM_OK) {
        is_done = !load_is_foreign(load) &&
                  strcmp(load_attribute_text(load, SCHEMA_SWEEP_SHA256, ""), plan->digest) == 0;
        load_close(load);
    }
    sim_error_clear(&none);
    return is_done;
}
