#include <math.h>
#include <stdlib.h>

#include "results/load.h"
#include "scenarios/run/placement_file_list.h"
#include "sim/memory.h"

/// What is read, with the faults found on the way.
struct reader {
    struct load *load;
    struct sim_error *error;
    bool is_bad;
};

static size_t scale_count(const struct reader *reader, const char *name)
{
    const struct load_variable *scale = load_find(reader->load, name);
    return scale && scale->is_scale ? scale->count : 0;
}

static int64_t attribute(struct reader *reader, const char *name, int64_t low, int64_t high)
{
    const struct load_attribute *found = load_attribute(reader->load, name);
    if (found && !found->text && found->is_whole) {
        int64_t value = (int64_t)found->whole;
        if (value >= low && value <= high && (value < 0) == found->is_negative)
            return value;
    }
    if (!reader->is_bad)
        sim_error_add(reader->error, SIM_BAD_DATA, load_path(reader->load), 0, name,
                      found ? "another value" : "no such attribute", "a placement's");
    reader->is_bad = true;
    return low;
}

/// Reads whole numbers into an array of a type; faults where they are none or do not fit.
static void take(struct reader *reader, const char *name, char type, const char *const *scales, void *array,
                 size_t count)
{
    double *numbers = NULL;
    if (reader->is_bad)
        return;
    if (load_numbers_of(reader->load, name, scales, &numbers, reader->error) != SIM_OK) {
        reader->is_bad = true;
        return;
    }
    double most = type == 'i'   ? INT32_MAX
                  : type == 'b' ? 1
                                : (double)EXACT_MOST,
           least = type == 'b' || type == 'z' ? 0 : -most;
    for (size_t i = 0; i < count && !reader->is_bad; i++) {
        double value = numbers[i];
        if (!(value >= least && value <= most) || value != floor(value)) {
            sim_error_add(reader->error, SIM_BAD_DATA, load_path(reader->load), 0, name,
                          "a number out of range", "whole numbers");
            reader->is_bad = true;
        } else if (type == 'w') {
            ((int64_t *)array)[i] = (int64_t)value;
        } else if (type == 'i') {
            ((int32_t *)array)[i] = (int32_t)value;
        } else if (type == 'b') {
            ((bool *)array)[i] = value != 0;
        } else {
            ((size_t *)array)[i] = (size_t)value;
        }
    }
    free(numbers);
}

static void take_classes(struct reader *reader, struct placement_problem *problem)
{
    size_t count = (size_t)problem->class_count;
    int64_t *column = sim_memory_new(count, sizeof(*column), "classes");
#define TAKE(title, member)                                                                                  \
    take(reader, title, 'w', (const char *[]){"class", NULL}, column, count);                                \
    for (size_t k = 0; k < count; k++)                                                                       \
        problem->classes[k].member = column[k];
    CLASSES(TAKE)
#undef TAKE
    free(column);
}

/// Lists that do not hang together would lead the checker astray.
static void check_lists(struct reader *reader, const struct placement_problem *problem, size_t entries)
{
    for (int64_t i = 0; !reader->is_bad && i < problem->client_count; i++)
        if (problem->list_start[i] > problem->list_start[i + 1] || problem->list_start[0] != 0)
            reader->is_bad = true;
    if (!reader->is_bad && problem->list_start[problem->client_count] == entries)
        return;
    sim_error_add(reader->error, SIM_BAD_DATA, load_path(reader->load), 0, "list_start", "other numbers",
                  "0 .. the number of entries, ascending");
    reader->is_bad = true;
}

static void allocate(struct reader *reader, struct placement_problem *problem,
                     struct placement_result *result)
{
    struct placement_size size = {.clients = (int64_t)scale_count(reader, "client"),
                                  .sites = (int64_t)scale_count(reader, "site"),
                                  .counties = (int64_t)scale_count(reader, "county"),
                                  .classes = (int64_t)scale_count(reader, "class"),
                                  .periods = (int64_t)scale_count(reader, "period"),
                                  .scenarios = (int64_t)scale_count(reader, "scenario"),
                                  .entries = scale_count(reader, "entry")};
    int64_t mode = attribute(reader, "placement_mode", 0, PLACEMENT_MODE_COUNT - 1),
            metric = attribute(reader, "placement_metric", 0, PLACEMENT_PLANAR);
    placement_problem_init(problem, (enum placement_mode)mode, (enum placement_metric)metric, &size);
    size_t n = (size_t)size.clients, periods = (size_t)problem->period_count,
           rows = scale_count(reader, "row");
    result->site_period = sim_memory_new((size_t)size.sites, sizeof(int32_t), "an answer");
    result->assignment = sim_memory_new(n * periods, sizeof(int32_t), "an answer");
    if (rows == 0)
        return;
    struct placement_multipliers *multipliers = &result->multipliers;
    multipliers->row_count = rows;
    multipliers->row = sim_memory_new(rows * periods, sizeof(int64_t), "multipliers");
    multipliers->target = sim_memory_new(periods, sizeof(int64_t), "multipliers");
    multipliers->county = sim_memory_new(periods * (size_t)size.counties, sizeof(int64_t), "multipliers");
    multipliers->budget = sim_memory_new(periods, sizeof(int64_t), "multipliers");
    multipliers->scenario = sim_memory_new((size_t)problem->scenario_count, sizeof(int64_t), "multipliers");
    struct placement_proof *proof = &result->proof;
    proof->step_count = scale_count(reader, "step");
    proof->block_count = scale_count(reader, "block");
    size_t blocks = proof->block_count;
    proof->step = sim_memory_new(proof->step_count, sizeof(int32_t), "a proof");
    proof->scale = sim_memory_new(blocks, sizeof(int64_t), "a proof");
    proof->row = sim_memory_new(blocks * periods * rows, sizeof(int64_t), "a proof");
    proof->target = sim_memory_new(blocks * periods, sizeof(int64_t), "a proof");
    proof->county = sim_memory_new(blocks * periods * (size_t)size.counties, sizeof(int64_t), "a proof");
    proof->budget = sim_memory_new(blocks * periods, sizeof(int64_t), "a proof");
}

static void take_all(struct reader *reader, struct placement_problem *problem,
                     struct placement_result *result)
{
    struct placement_scale sizes[SCALE_COUNT];
    problem->robust = (enum placement_robust)attribute(reader, "placement_robust", 0, PLACEMENT_WORST);
    problem->unserved = attribute(reader, "placement_unserved", PLACEMENT_NONE, PLACEMENT_DISTANCE_MAX);
    result->is_feasible = attribute(reader, "placement_feasible", 0, 1);
    result->is_proven = attribute(reader, "placement_proven", 0, 1);
    result->cost = attribute(reader, "placement_cost", -1, INT64_MAX);
    result->lower_bound = attribute(reader, "placement_lower_bound", 0, INT64_MAX);
    result->multiplier_bound = attribute(reader, "placement_multiplier_bound", 0, INT64_MAX);
    result->multipliers.scale = attribute(reader, "placement_multiplier_scale", 0, INT64_MAX);
    result->multipliers.radius = attribute(reader, "placement_multiplier_radius", PLACEMENT_NONE, INT64_MAX);
    const struct load_attribute *unit = load_attribute(reader->load, "placement_unit");
    problem->unit = unit && !unit->text ? unit->number : 1;
    if (problem->metric == PLACEMENT_LISTS)
        problem->list_start[problem->client_count] = scale_count(reader, "entry");
    placement_file_scales(problem, result, sizes);
#define TAKE(title, type, member, scales, unit_, text)                                                       \
    {                                                                                                        \
        const char *const of[] = {BARE scales};                                                              \
        size_t count = placement_file_count(sizes, of);                                                      \
        if (count > 0 && member)                                                                             \
            take(reader, title, #type[0], of, member, count);                                                \
    }
    VARIABLES(TAKE)
#undef TAKE
    take_classes(reader, problem);
    if (problem->metric == PLACEMENT_LISTS)
        check_lists(reader, problem, scale_count(reader, "entry"));
}

enum sim_status placement_file_read(const char *path, struct placement_problem *problem,
                                    struct placement_result *result, struct sim_error *error)
{
    struct reader reader = {.error = error};
    *problem = (struct placement_problem){0};
    *result = (struct placement_result){0};
    enum sim_status status = load_open(path, &reader.load, error);
    if (status != SIM_OK)
        return status;
    const char *const needed[] = {"client", "site", "period", "scenario", "class"};
    for (size_t s = 0; s < sizeof(needed) / sizeof(needed[0]); s++)
        if (scale_count(&reader, needed[s]) == 0) {
            sim_error_add(error, SIM_BAD_DATA, path, 0, needed[s], "no such scale",
                          "an answer of suanli place");
            reader.is_bad = true;
        }
    if (!reader.is_bad) {
        allocate(&reader, problem, result);
        take_all(&reader, problem, result);
    }
    load_close(reader.load);
    if (!reader.is_bad)
        return SIM_OK;
    placement_problem_clear(problem);
    placement_result_clear(result);
    return SIM_BAD_DATA;
}
