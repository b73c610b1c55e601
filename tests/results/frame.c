#include "tests/results/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// What is being written, one file at a time: counts of its scales.
static struct {
    const char *first; // replications or points
    size_t slabs;
    size_t count;
    struct {
        char name[64];
        size_t count;
    } scales[32];
} writing;

static void note_scale(const char *name, size_t count)
{
    assert_true(writing.count < sizeof(writing.scales) / sizeof(writing.scales[0]));
    snprintf(writing.scales[writing.count].name, sizeof(writing.scales[0].name), "%s", name);
    writing.scales[writing.count++].count = count;
}

static size_t count_of(const char *scale)
{
    for (size_t i = 0; i < writing.count; i++)
        if (strcmp(writing.scales[i].name, scale) == 0)
            return writing.scales[i].count;
    fail_msg("no scale %s", scale);
    return 0;
}

struct store_head frame_head(size_t replications)
{
    return (struct store_head){.title = "By hand",
                               .program_version = "0.1.0",
                               .command = "suanli run hand.cfg",
                               .scenario_text = "x = 1;",
                               .seed = 42,
                               .replications = replications,
                               .epoch = "2022-12-31"};
}

struct store *frame_begin_with(const char *path, struct store_head head)
{
    struct sim_error error = {0};
    struct store *store;
    assert_int_equal(store_create(path, &head, &store, &error), SIM_OK);
    memset(&writing, 0, sizeof(writing));
    writing.first = head.points > 0 ? SCHEMA_POINT : SCHEMA_REPLICATION;
    writing.slabs = head.points > 0 ? head.points : head.replications;
    note_scale(SCHEMA_REPLICATION, head.replications);
    if (head.points > 0)
        note_scale(SCHEMA_POINT, head.points);
    return store;
}

struct store *frame_begin(const char *path, size_t replications)
{
    return frame_begin_with(path, frame_head(replications));
}

struct store *frame_begin_sweep(const char *path, const char *design, size_t size, size_t points,
                                size_t replications)
{
    struct store_head head = frame_head(replications);
    head.points = points;
    struct store *store = frame_begin_with(path, head);
    store_attribute_text(store, SCHEMA_DESIGN, design);
    store_attribute_whole(store, SCHEMA_DESIGN_SIZE, (int64_t)size);
    return store;
}

void frame_names(struct store *store, const char *scale, size_t count, const char *const *names)
{
    assert_int_equal(
        store_add_scale(store, &(struct store_scale){.name = scale, .count = count, .texts = names}), SIM_OK);
    note_scale(scale, count);
}

void frame_dates(struct store *store, const char *scale, size_t count, const double *days)
{
    store_add_scale(
        store, &(struct store_scale){.name = scale, .unit = STORE_DATE, .count = count, .numbers = days});
    note_scale(scale, count);
}

void frame_days(struct store *store, const char *scale, size_t count, double step)
{
    double *days = sim_memory_new(count, sizeof(*days), "a test");
    for (size_t i = 0; i < count; i++)
        days[i] = step * (double)(i + 1);
    frame_dates(store, scale, count, days);
    free(days);
}

void frame_texts(struct store *store, const char *name, const char *scale, const char *const *texts)
{
    assert_int_equal(store_put_texts(store,
                                     store_add_variable(store, &(struct store_variable){.name = name,
                                                                                        .scales = {scale},
                                                                                        .type = STORE_TEXT}),
                                     texts),
                     SIM_OK);
}

void frame_series(struct store *store, const struct store_variable *variable, const double *numbers)
{
    size_t index = store_add_variable(store, variable), slab = 1;
    for (size_t i = 1; variable->scales[i]; i++)
        slab *= count_of(variable->scales[i]);
    if (strcmp(variable->scales[0], writing.first) != 0) {
        assert_int_equal(store_put_fixed(store, index, numbers), SIM_OK);
        return;
    }
    for (size_t i = 0; i < writing.slabs; i++)
        assert_int_equal(store_put(store, index, i, numbers + i * slab), SIM_OK);
}

static void add(struct store *store, const char *name, enum store_type type, const char *const *scales,
                const double *numbers)
{
    struct store_variable variable = {.name = name, .long_name = name, .type = type};
    for (size_t i = 0; scales[i]; i++)
        variable.scales[i] = scales[i];
    frame_series(store, &variable, numbers);
}

void frame_numbers(struct store *store, const char *name, const char *const *scales, const double *numbers)
{
    add(store, name, STORE_F64, scales, numbers);
}

void frame_whole(struct store *store, const char *name, const char *const *scales, const double *numbers)
{
    add(store, name, STORE_I32, scales, numbers);
}

void frame_targets(struct store *store, const struct frame_targets *targets)
{
    const char *const by_target[] = {SCHEMA_TARGET, NULL}, *const by_point[] = {SCHEMA_POINT,
                                                                                SCHEMA_REPLICATION,
                                                                                SCHEMA_TARGET, NULL};
    size_t runs = count_of(SCHEMA_REPLICATION) * targets->count;
    frame_names(store, SCHEMA_TARGET, targets->count, targets->ids);
    frame_texts(store, SCHEMA_TARGET_ID, SCHEMA_TARGET, targets->ids);
    frame_texts(store, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, targets->senses);
    frame_texts(store, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, targets->units);
    frame_numbers(store, SCHEMA_TARGET_DATE, by_target, targets->days);
    frame_numbers(store, SCHEMA_TARGET_GOAL, by_target, targets->goals);
    if (strcmp(writing.first, SCHEMA_POINT) == 0) {
        frame_numbers(store, SCHEMA_TARGET_VALUE, by_point, targets->values);
        return;
    }
    double *causes = sim_memory_new(runs, sizeof(*causes), "a test");
    for (size_t i = 0; i < runs; i++)
        causes[i] = -1;
    frame_numbers(store, SCHEMA_TARGET_VALUE, by_point + 1, targets->values);
    frame_whole(store, SCHEMA_TARGET_CAUSE, by_point + 1, causes);
    free(causes);
}

void frame_close(struct store *store)
{
    struct sim_error error = {0};
    assert_int_equal(store_close(store, &error), SIM_OK);
}

struct load *frame_load(const char *path)
{
    struct sim_error error = {0};
    struct load *load;
    assert_int_equal(load_open(path, &load, &error), SIM_OK);
    return load;
}

struct load *frame_open(struct store *store, const char *path)
{
    frame_close(store);
    return frame_load(path);
}

static bool is_as(const char *text, const char *asked)
{
    return !asked || (text && strcmp(text, asked) == 0);
}

void frame_fault_at(struct sim_error *error, enum sim_status status, const char *key, const char *found,
                    const char *expected, const char *file, int line)
{
    _assert_int_equal(error->count, 1, file, line);
    const struct sim_fault *fault = &error->faults[0];
    if (fault->status != status || !is_as(fault->key, key) || !is_as(fault->found, found) ||
        !is_as(fault->expected, expected)) {
        print_error("fault %d, key \"%s\", found \"%s\", expected \"%s\"\n", (int)fault->status,
                    fault->key ? fault->key : "-", fault->found ? fault->found : "-",
                    fault->expected ? fault->expected : "-");
        _fail(file, line);
    }
    sim_error_clear(error);
}

void frame_has_at(const char *text, const char *part, const char *file, int line)
{
    if (strstr(text, part))
        return;
    fprintf(stderr, "\"%s\" is not in:\n%s\n", part, text); // print_error cuts
    _fail(file, line);
}
