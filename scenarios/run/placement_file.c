#include <stdlib.h>
#include <string.h>

#include "results/store.h"
#include "scenarios/run/placement_file_list.h"
#include "sim/memory.h"

void placement_file_scales(const struct placement_problem *problem, const struct placement_result *result,
                           struct placement_scale sizes[SCALE_COUNT])
{
    bool has_lists = problem->metric == PLACEMENT_LISTS;
    size_t n = (size_t)problem->client_count;
    struct placement_scale all[SCALE_COUNT] = {
        {"client", n},
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

size_t placement_file_count(const struct placement_scale *sizes, const char *const *scales)
{
    size_t count = 1;
    for (; *scales; scales++)
        for (size_t s = 0; s < SCALE_COUNT; s++)
            if (strcmp(sizes[s].name, *scales) == 0)
                count *= sizes[s].count;
    return count;
}

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

/// Who is inside the circle, and whose county is whose, where the input has counties.
static void put_counties(struct store *store, const struct placement_problem *problem,
                         const struct placement_about *about)
{
    if (problem->county_count == 0)
        return;
    put_names(store, "county_name", "county", about->county_names);
    if (about->client_county)
        put(store,
            add_variable(store, "client_county", "1", "county of a client; -1: none", 'i',
                         (const char *[]){"client", NULL}),
            about->client_county, 'i', (size_t)problem->client_count);
    if (about->county_share)
        store_put_fixed(store,
                        add_variable(store, "edge_county_share_within_1ms", "1",
                                     "people inside the circle of an edge site, at the close of a period",
                                     'f', (const char *[]){"period", "county", NULL}),
                        about->county_share);
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
    struct placement_scale sizes[SCALE_COUNT];
    placement_file_scales(problem, result, sizes);
    for (size_t s = 0; s < SCALE_COUNT; s++)
        add_scale(store, sizes[s].name, sizes[s].name, sizes[s].count);
#define PUT(title, type, member, scales, unit, text)                                                         \
    {                                                                                                        \
        const char *const of[] = {BARE scales};                                                              \
        size_t count = placement_file_count(sizes, of);                                                      \
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
    put_counties(store, problem, about);
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
