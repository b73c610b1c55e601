#include <stdlib.h>
#include <string.h>

#include "results/store.h"
#include "scenarios/run/reach_answer.h"
#include "sim/memory.h"

/// A file being described.
struct reach_file {
    const struct reach_job *job;
    struct store *store;
};

static size_t add(struct reach_file *file, enum store_type type, const char *name, const char *unit,
                  const char *long_name, const char *const scales[4], const char *flags)
{
    struct store_variable variable = {
        .name = name, .unit = unit, .long_name = long_name, .type = type, .flag_meanings = flags};
    for (int i = 0; i < 4 && scales[i]; i++)
        variable.scales[i] = scales[i];
    return store_add_variable(file->store, &variable);
}

#define OVER(...)                                                                                            \
    (const char *const[4])                                                                                   \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

static void add_texts(struct reach_file *file, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    store_put_texts(file->store, add(file, STORE_TEXT, name, "1", long_name, OVER(scale), NULL), texts);
}

static void add_numbers(struct reach_file *file, const char *name, const char *unit, const char *long_name,
                        const char *scale, const double *numbers)
{
    store_put_fixed(file->store, add(file, STORE_F64, name, unit, long_name, OVER(scale), NULL), numbers);
}

static void put_levers(struct reach_file *file)
{
    const struct reach_job *job = file->job;
    size_t count = job->levers.axes.count;
    char(*keys)[300] = sim_memory_new(count, sizeof(*keys), "a result file");
    const char **columns[6];
    double *fixed = sim_memory_new(count, sizeof(double), "a result file"),
           *full = sim_memory_new(count, sizeof(double), "a result file");
    for (int c = 0; c < 6; c++)
        columns[c] = sim_memory_new(count, sizeof(char *), "a result file");
    for (size_t j = 0; j < count; j++) {
        const struct axis *axis = &job->levers.axis[j];
        reach_axis_key(job, j, keys[j], sizeof(*keys));
        columns[0][j] = keys[j];
        columns[1][j] = lever_text(&job->levers.items[j], axis, axis->steps);
        columns[2][j] = reach_cost_mark(job, j);
        columns[3][j] = reach_cost_source(job, j);
        columns[4][j] = "1";
        columns[5][j] = "range";
        fixed[j] = axis->fixed_cny;
        full[j] = axis->full_cny;
    }
    store_add_scale(file->store,
                    &(struct store_scale){.name = SCHEMA_FACTOR,
                                          .long_name = "levers, those with choices with their value",
                                          .count = count,
                                          .texts = columns[0]});
    add_texts(file, SCHEMA_FACTOR_RANGE, "what levers change at full effort", SCHEMA_FACTOR, columns[1]);
    add_texts(file, SCHEMA_FACTOR_UNIT, "units of point_value: shares of full effort", SCHEMA_FACTOR,
              columns[4]);
    add_texts(file, SCHEMA_FACTOR_LAW, "how levers vary", SCHEMA_FACTOR, columns[5]);
    add_texts(file, "lever_cost_mark", "marks of costs", SCHEMA_FACTOR, columns[2]);
    add_texts(file, "lever_cost_source", "sources of costs", SCHEMA_FACTOR, columns[3]);
    add_numbers(file, "lever_fixed_cny", "CNY", "cost of taking a lever at all", SCHEMA_FACTOR, fixed);
    add_numbers(file, "lever_full_cny", "CNY", "more at full effort, in proportion below", SCHEMA_FACTOR,
                full);
    for (size_t j = 0; j < count; j++)
        free((char *)columns[1][j]);
    for (int c = 0; c < 6; c++)
        free(columns[c]);
    free(keys);
    free(fixed);
    free(full);
}

static void put_targets(struct reach_file *file)
{
    const struct reach_job *job = file->job;
    size_t count = job->target_count;
    char(*names)[160] = sim_memory_new(count, sizeof(*names), "a result file");
    const char **columns[4];
    double *dates = sim_memory_new(count, sizeof(double), "a result file"),
           *goals = sim_memory_new(count, sizeof(double), "a result file");
    for (int c = 0; c < 4; c++)
        columns[c] = sim_memory_new(count, sizeof(char *), "a result file");
    for (size_t t = 0; t < count; t++) {
        const struct assertion *ask = &job->targets[t].ask;
        snprintf(names[t], sizeof(*names), "%s@%s", ask->series, ask->date);
        columns[0][t] = names[t];
        columns[1][t] = ask->series;
        columns[2][t] = ask->at_most ? "<=" : ">=";
        columns[3][t] = series_list[job->targets[t].series].unit;
        dates[t] = (double)(job->targets[t].date - job->province->epoch);
        goals[t] = ask->value;
    }
    store_add_scale(file->store, &(struct store_scale){.name = SCHEMA_TARGET,
                                                       .long_name = "targets, to be reached together",
                                                       .count = count,
                                                       .texts = columns[0]});
    add_texts(file, SCHEMA_TARGET_ID, "ids of targets", SCHEMA_TARGET, columns[1]);
    add_texts(file, SCHEMA_TARGET_SENSE, "whether more or less is better", SCHEMA_TARGET, columns[2]);
    add_texts(file, SCHEMA_TARGET_UNIT, "units of targets", SCHEMA_TARGET, columns[3]);
    add_numbers(file, SCHEMA_TARGET_DATE, STORE_DATE, "dates of targets", SCHEMA_TARGET, dates);
    add_numbers(file, SCHEMA_TARGET_GOAL, "1", "goals, in target_unit", SCHEMA_TARGET, goals);
    for (int c = 0; c < 4; c++)
        free(columns[c]);
    free(names);
    free(dates);
    free(goals);
}

static void put_points(struct reach_file *file)
{
    const struct reach_job *job = file->job;
    const struct reach *reach = &job->reach;
    size_t axes = job->levers.axes.count, replications = job->def.replications;
    const char *p = SCHEMA_POINT;
    size_t value = add(file, STORE_F64, SCHEMA_POINT_VALUE, "1", "how far each lever is taken, 0 to 1",
                       OVER(p, SCHEMA_FACTOR), NULL),
           cost = add(file, STORE_F64, "point_cost_cny", "CNY", "cost of the points", OVER(p), NULL),
           share = add(file, STORE_F64, "point_p", "1", "replications that reach all targets, over all",
                       OVER(p), NULL),
           origin = add(file, STORE_I32, "point_origin", "1", "why the point was run", OVER(p),
                        "as_it_is alone all_levers search frontier left_out"),
           frontier = add(file, STORE_I32, "point_is_on_frontier", "1",
                          "no other has a higher p for no more money", OVER(p), NULL),
           values = add(file, STORE_F64, SCHEMA_TARGET_VALUE, "1", "values at the dates, in target_unit",
                        OVER(p, SCHEMA_REPLICATION, SCHEMA_TARGET), NULL);
    size_t *indices = sim_memory_new(reach->count, sizeof(*indices), "a result file");
    size_t front = reach_frontier(&job->def, reach, indices);
    double *slab =
        sim_memory_new(replications * job->target_count + axes + 1, sizeof(double), "a result file");
    for (size_t i = 0; i < reach->count; i++) {
        const struct reach_point *point = &reach->points[i];
        double is_front = 0, why = (double)point->origin;
        for (size_t k = 0; k < front; k++)
            is_front = indices[k] == i ? 1 : is_front;
        for (size_t j = 0; j < axes; j++)
            slab[j] = axis_effort(&job->levers.axis[j], point->x[j]);
        store_put(file->store, value, i, slab);
        store_put(file->store, cost, i, &point->cost_cny);
        store_put(file->store, share, i, &point->p);
        store_put(file->store, origin, i, &why);
        store_put(file->store, frontier, i, &is_front);
        for (size_t r = 0; r < replications; r++)
            for (size_t t = 0; t < job->target_count; t++)
                slab[r * job->target_count + t] =
                    reach_value(&job->targets[t], point->margins[t * replications + r]);
        store_put(file->store, values, i, slab);
    }
    free(indices);
    free(slab);
}

/// Verifications, in their order.
static void put_checks(struct reach_file *file)
{
    const struct reach_job *job = file->job;
    size_t count = job->reach.check_count;
    double points[REACH_CHECKS_MAX], shares[REACH_CHECKS_MAX], seeds[REACH_CHECKS_MAX],
        counts[REACH_CHECKS_MAX];
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        points[i] = (double)job->reach.checks[i].point;
        shares[i] = job->reach.checks[i].p;
        seeds[i] = (double)(i + 1);
        counts[i] = (double)job->reach.checks[i].count;
    }
    store_add_scale(file->store,
                    &(struct store_scale){.name = "check",
                                          .long_name = "verifications; seed + check is their seed",
                                          .count = count,
                                          .numbers = seeds,
                                          .whole = true});
    store_put_fixed(file->store,
                    add(file, STORE_I32, "check_point", "1", "point that was verified", OVER("check"), NULL),
                    points);
    add_numbers(file, "check_p", "1", "replications that reach all targets, over all that were run", "check",
                shares);
    add_numbers(file, "check_count", "1",
                "replications that were run: fewer than all where they refute the point", "check", counts);
    store_attribute_whole(file->store, "check_replications", (int64_t)job->def.verifications);
    store_attribute_whole(file->store, "answer_check",
                          job->reach.answer == SIZE_MAX ? -1 : (int64_t)job->reach.answer);
}

/// The command normalised: nothing that does not change the results.
static char *command_of(const struct reach_job *job)
{
    char *text = NULL;
    size_t size = 0;
    const struct options *options = job->options;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    fprintf(stream, "suanli reach --replications %zu --seed %llu --p %g", job->def.replications,
            (unsigned long long)options->seed, job->def.p);
    for (size_t i = 0; i < job->target_count; i++)
        fprintf(stream, " --target '%s'", job->targets[i].text);
    for (size_t i = 0; i < options->lever_count; i++)
        fprintf(stream, " --lever '%s'", options->levers[i]);
    for (size_t i = 0; i < options->override_count; i++)
        fprintf(stream, " -D '%s'", options->overrides[i]);
    fclose(stream);
    return text;
}

enum sim_status reach_write(const struct reach_job *job, const char *path, struct sim_error *error)
{
    struct reach_file file = {.job = job};
    char epoch[11], *command = command_of(job), *reproduce = reach_command(job);
    sim_date_write(job->province->epoch, epoch);
    struct store_head head = {.title = job->province->title,
                              .program_version = SUANLI_VERSION,
                              .command = command,
                              .scenario_text = scenario_text(job->scenario),
                              .seed = job->options->seed,
                              .replications = job->def.replications,
                              .points = job->reach.count,
                              .epoch = epoch};
    enum sim_status status = store_create(path, &head, &file.store, error);
    if (status == SIM_OK) {
        store_attribute_text(file.store, SCHEMA_DESIGN, "reach");
        store_attribute_whole(file.store, SCHEMA_DESIGN_SIZE, (int64_t)job->reach.count);
        store_attribute_whole(file.store, "common_random_numbers", 1);
        store_attribute_text(file.store, "answer_command", reproduce);
        store_attribute_number(file.store, "p", job->def.p);
        store_attribute_whole(file.store, SCHEMA_EVENTS, (int64_t)job->events);
        put_levers(&file);
        put_targets(&file);
        put_points(&file);
        put_checks(&file);
        status = store_close(file.store, error);
    }
    free(command);
    free(reproduce);
    return status;
}
