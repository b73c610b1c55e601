#include "scenarios/run/placement_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/load.h"
#include "results/store.h"
#include "sim/memory.h"

/// Whole numbers that floating point keeps exactly.
#define EXACT_MOST ((int64_t)1 << 53)

/// One list tells writer and reader what the file has. Types of members: w int64, i int32, b bool, z size_t.
/// X(name, type, member, scales, unit, text); a variable whose scales are not all there is left out.
#define VARIABLES(X)                                                                                         \
    X("weight", w, problem->weight, ("period", "scenario", "client", NULL), "1", "weight of a client")       \
    X("demand", w, problem->demand, ("client", NULL), "1", "demand on a site's capacity")                    \
    X("client_class", i, problem->client_class, ("client", NULL), "1", "class of a client")                  \
    X("client_x", w, problem->client_x, ("client", NULL), "1", "coordinate, in units of distance")           \
    X("client_y", w, problem->client_y, ("client", NULL), "1", "coordinate, in units of distance")           \
    X("site_x", w, problem->site_x, ("site", NULL), "1", "coordinate, in units of distance")                 \
    X("site_y", w, problem->site_y, ("site", NULL), "1", "coordinate, in units of distance")                 \
    X("charge", w, problem->charge, ("site", NULL), "1", "cost of opening a site")                           \
    X("price", w, problem->price, ("site", NULL), "1", "what a site takes of the budget")                    \
    X("capacity", w, problem->capacity, ("site", NULL), "1", "demand that a site can serve")                 \
    X("site_county", i, problem->county, ("site", NULL), "1", "county of a site; -1: none")                  \
    X("is_existing", b, problem->is_existing, ("site", NULL), "1", "1: open from the first period on")       \
    X("is_vetoed", b, problem->is_vetoed, ("site", NULL), "1", "1: must not be opened")                      \
    X("list_start", z, problem->list_start, ("client_end", NULL), "1", "first entry of a client's list")     \
    X("list_site", i, problem->list_site, ("entry", NULL), "1", "site of an entry")                          \
    X("list_distance", i, problem->list_distance, ("entry", NULL), "1", "distance of an entry")              \
    X("target", w, problem->target, ("period", NULL), "1", "sites open; -1: free")                           \
    X("budget", w, problem->budget, ("period", NULL), "1", "price that may be spent; -1: free")              \
    X("floor", w, problem->floor, ("period", "county", NULL), "1", "least number of sites of a county")      \
    X("limit", w, problem->limit, ("period", "county", NULL), "1", "most sites of a county; -1: none")       \
    X("share", w, problem->share, ("scenario", NULL), "1", "share of a scenario")                            \
    X("site_period", i, result->site_period, ("site", NULL), "1", "period in which a site opens; -1: never") \
    X("assignment", i, result->assignment, ("period", "client", NULL), "1", "site that serves a client")     \
    X("multiplier_row", w, result->multipliers.row, ("period", "row", NULL), "1", "multiplier of a row")     \
    X("multiplier_target", w, result->multipliers.target, ("period", NULL), "1", "multiplier of a target")   \
    X("multiplier_county", w, result->multipliers.county, ("period", "county", NULL), "1",                   \
      "multiplier of a county's floor (> 0) or limit (< 0)")                                                 \
    X("multiplier_budget", w, result->multipliers.budget, ("period", NULL), "1", "multiplier of a budget")   \
    X("multiplier_scenario", w, result->multipliers.scenario, ("scenario", NULL), "1",                       \
      "weight of a scenario in the bound")                                                                   \
    X("proof_step", i, result->proof.step, ("step", NULL), "1",                                              \
      "what branch and bound did: -1 the next block of multipliers, -2 close, a site or -3 less a site: "    \
      "split")                                                                                               \
    X("proof_scale", w, result->proof.scale, ("block", NULL), "1",                                           \
      "what a block's multipliers are divided by")                                                           \
    X("proof_row", w, result->proof.row, ("block", "period", "row", NULL), "1", "multiplier of a row")       \
    X("proof_target", w, result->proof.target, ("block", "period", NULL), "1", "multiplier of a target")     \
    X("proof_county", w, result->proof.county, ("block", "period", "county", NULL), "1",                     \
      "multiplier of a county's floor (> 0) or limit (< 0)")                                                 \
    X("proof_budget", w, result->proof.budget, ("block", "period", NULL), "1", "multiplier of a budget")

/// Attributes, all whole. X(name, lvalue)
#define ATTRIBUTES(X)                                                                                        \
    X("placement_mode", problem->mode)                                                                       \
    X("placement_metric", problem->metric)                                                                   \
    X("placement_robust", problem->robust)                                                                   \
    X("placement_unserved", problem->unserved)                                                               \
    X("placement_feasible", result->is_feasible)                                                             \
    X("placement_proven", result->is_proven)                                                                 \
    X("placement_cost", result->cost)                                                                        \
    X("placement_lower_bound", result->lower_bound)                                                          \
    X("placement_multiplier_bound", result->multiplier_bound)                                                \
    X("placement_multiplier_scale", result->multipliers.scale)                                               \
    X("placement_multiplier_radius", result->multipliers.radius)

/// Classes of clients, column by column.
#define CLASSES(X)                                                                                           \
    X("class_radius", radius)                                                                                \
    X("class_penalty", penalty)                                                                              \
    X("class_backup_radius", backup_radius)                                                                  \
    X("class_backup_penalty", backup_penalty)

#define BARE(...) __VA_ARGS__

// --- Writing ------------------------------------------------------------------------------------------------------

/// Adds a scale 0, 1, ... Nothing where count is zero.
static void add_scale(struct store *store, const char *name, const char *text, size_t count)
{
    double *numbers = sim_memory_new(count, sizeof(double), "a scale");
    for (size_t i = 0; i < count; i++)
        numbers[i] = (double)i;
    if (count > 0)
        store_add_scale(
            store, &(struct store_scale){
                       .name = name, .long_name = text, .count = count, .numbers = numbers, .whole = true});
    free(numbers);
}

/// Sizes of the scales.
struct sizes {
    const char *name;
    size_t count;
};

#define SIZE_COUNT 11

static void sizes_of(const struct placement_problem *problem, const struct placement_result *result,
                     struct sizes sizes[SIZE_COUNT])
{
    bool has_lists = problem->metric == PLACEMENT_LISTS;
    size_t n = (size_t)problem->client_count;
    struct sizes all[SIZE_COUNT] = {{"client", n},
                                    {"site", (size_t)problem->site_count},
                                    {"period", (size_t)problem->period_count},
                                    {"scenario", (size_t)problem->scenario_count},
                                    {"county", (size_t)problem->county_count},
                                    {"class", (size_t)problem->class_count},
                                    {"client_end", has_lists ? n + 1 : 0},
                                    {"entry", has_lists ? problem->list_start[n] : 0},
                                    {"row", result->multipliers.row ? result->multipliers.row_count : 0},
                                    {"step", result->proof.step_count},
                                    {"block", result->proof.block_count}};
    memcpy(sizes, all, sizeof(all));
}

/// Values that a variable has: the scales' counts multiplied; 0: one of them is not there.
static size_t count_of(const struct sizes *sizes, const char *const *scales)
{
    size_t count = 1;
    for (; *scales; scales++)
        for (size_t s = 0; s < SIZE_COUNT; s++)
            if (strcmp(sizes[s].name, *scales) == 0)
                count *= sizes[s].count;
    return count;
}

static size_t add_variable(struct store *store, const char *name, const char *unit, const char *text,
                           char type, const char *const *scales)
{
    struct store_variable variable = {.name = name,
                                      .unit = unit,
                                      .long_name = text,
                                      .type = type == 'i' || type == 'b' ? STORE_I32 : STORE_F64};
    for (size_t s = 0; scales[s]; s++)
        variable.scales[s] = scales[s];
    return store_add_variable(store, &variable);
}

/// The i-th value of an array of a type.
static int64_t value_at(const void *array, char type, size_t i)
{
    switch (type) {
    case 'w': return ((const int64_t *)array)[i];
    case 'i': return ((const int32_t *)array)[i];
    case 'b': return ((const bool *)array)[i];
    default: return (int64_t)((const size_t *)array)[i];
    }
}

static void put(struct store *store, size_t variable, const void *array, char type, size_t count)
{
    double *numbers = sim_memory_new(count, sizeof(double), "a variable");
    for (size_t i = 0; i < count; i++) {
        int64_t value = value_at(array, type, i);
        SIM_ASSERT(value < EXACT_MOST && value > -EXACT_MOST,
                   "a number of an answer is too large for its file");
        numbers[i] = (double)value;
    }
    store_put_fixed(store, variable, numbers);
    free(numbers);
}

/// A variable of real numbers, where there is one.
static void put_degrees(struct store *store, const char *name, const char *scale, const char *unit,
                        const double *values)
{
    if (!values)
        return;
    size_t variable = store_add_variable(
        store,
        &(struct store_variable){
            .name = name, .unit = unit, .long_name = name, .scales = {scale, NULL}, .type = STORE_F64});
    store_put_fixed(store, variable, values);
}

static void put_names(struct store *store, const char *name, const char *scale, const char *const *texts)
{
    if (!texts)
        return;
    size_t variable = store_add_variable(
        store, &(struct store_variable){
                   .name = name, .long_name = name, .scales = {scale, NULL}, .type = STORE_TEXT});
    store_put_texts(store, variable, texts);
}

static void put_classes(struct store *store, const struct placement_problem *problem)
{
    size_t count = (size_t)problem->class_count;
    int64_t *column = sim_memory_new(count, sizeof(*column), "classes");
#define PUT(title, member)                                                                                   \
    {                                                                                                        \
        for (size_t k = 0; k < count; k++)                                                                   \
            column[k] = problem->classes[k].member;                                                          \
        size_t variable =                                                                                    \
            add_variable(store, title, "1", "of a class of clients, in units of distance; -1: none", 'w',    \
                         (const char *[]){"class", NULL});                                                   \
        put(store, variable, column, 'w', count);                                                            \
    }
    CLASSES(PUT)
#undef PUT
    free(column);
}

static void put_all(struct store *store, const struct placement_problem *problem,
                    const struct placement_result *result, const struct placement_about *about)
{
    struct sizes sizes[SIZE_COUNT];
    sizes_of(problem, result, sizes);
    for (size_t s = 0; s < SIZE_COUNT; s++)
        add_scale(store, sizes[s].name, sizes[s].name, sizes[s].count);
#define PUT(title, type, member, scales, unit, text)                                                         \
    {                                                                                                        \
        const char *const of[] = {BARE scales};                                                              \
        size_t count = count_of(sizes, of);                                                                  \
        if (count > 0 && member)                                                                             \
            put(store, add_variable(store, title, unit, text, #type[0], of), member, #type[0], count);       \
    }
    VARIABLES(PUT)
#undef PUT
    put_classes(store, problem);
    put_degrees(store, "client_lat", "client", "degrees_north", about->client_lat_deg);
    put_degrees(store, "client_lon", "client", "degrees_east", about->client_lon_deg);
    put_degrees(store, "site_lat", "site", "degrees_north", about->site_lat_deg);
    put_degrees(store, "site_lon", "site", "degrees_east", about->site_lon_deg);
    put_names(store, "site_name", "site", about->site_names);
    put_names(store, "county_name", "county", problem->county_count > 0 ? about->county_names : NULL);
#define PUT(title, value) store_attribute_whole(store, title, (int64_t)(value));
    ATTRIBUTES(PUT)
#undef PUT
    store_attribute_number(store, "placement_unit", problem->unit);
}

enum sim_status placement_file_write(const char *path, const struct placement_problem *problem,
                                     const struct placement_result *result,
                                     const struct placement_about *about, struct sim_error *error)
{
    struct store *store;
    struct store_head head = {.title = about->title,
                              .program_version = SUANLI_VERSION,
                              .command = about->command,
                              .scenario_text = about->text,
                              .seed = about->seed,
                              .replications = 1,
                              .epoch = about->epoch};
    enum sim_status status = store_create(path, &head, &store, error);
    if (status != SIM_OK)
        return status;
    put_all(store, problem, result, about);
    return store_close(store, error);
}

// --- Reading ------------------------------------------------------------------------------------------------------

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
    struct sizes sizes[SIZE_COUNT];
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
    sizes_of(problem, result, sizes);
#define TAKE(title, type, member, scales, unit_, text)                                                       \
    {                                                                                                        \
        const char *const of[] = {BARE scales};                                                              \
        size_t count = count_of(sizes, of);                                                                  \
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
