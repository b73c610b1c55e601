#include "results/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/hdf5_attribute.h"
#include "results/hdf5_fault.h"
#include "results/seal.h"
#include "results/store_parts.h"

bool store_good(struct store *store, bool went_well)
{
    if (!went_well && store->status == SIM_OK) {
        hdf5_fault_text(store->reason, sizeof(store->reason));
        store->status = SIM_IO;
    }
    return store->status == SIM_OK;
}

void *store_memory(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    SIM_ASSERT(memory, "out of memory for %zu x %zu bytes", count, size);
    return memory;
}

static char *copy(const char *text)
{
    char *twin = strdup(text);
    SIM_ASSERT(twin, "out of memory for a text");
    return twin;
}

static size_t find(const struct store *store, const char *name)
{
    for (size_t i = 0; i < store->count; i++)
        if (strcmp(store->variables[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

static struct store_dataset *add(struct store *store, const char *name, enum store_type type)
{
    SIM_ASSERT(find(store, name) == SIZE_MAX, "variable %s is added twice", name);
    if (store->count == store->capacity) {
        store->capacity = store->capacity ? 2 * store->capacity : 32;
        store->variables = realloc(store->variables, store->capacity * sizeof(*store->variables));
        SIM_ASSERT(store->variables, "out of memory for %zu variables", store->capacity);
    }
    struct store_dataset *variable = &store->variables[store->count++];
    *variable =
        (struct store_dataset){.name = copy(name), .type = type, .rank = 1, .dataset = H5I_INVALID_HID};
    sha256_init(&variable->digest);
    return variable;
}

/// A scale 0, 1, ...
static void add_numbered(struct store *store, const char *name, const char *long_name, size_t count)
{
    double *numbers = store_memory(count, sizeof(*numbers));
    for (size_t i = 0; i < count; i++)
        numbers[i] = (double)i;
    const struct store_scale scale = {
        .name = name, .long_name = long_name, .count = count, .numbers = numbers, .whole = true};
    store_add_scale(store, &scale);
    free(numbers);
}

/// The scales that every file has.
static void add_replications(struct store *store)
{
    if (store->points > 0)
        add_numbered(store, SCHEMA_POINT, "point: one variation of the scenario", store->points);
    add_numbered(store, SCHEMA_REPLICATION, "replication: one run with its own random draws",
                 store->replications);
}

/// The scale by whose elements slabs are put, and their number.
static const char *slab_scale(const struct store *store)
{
    return store->points > 0 ? SCHEMA_POINT : SCHEMA_REPLICATION;
}

static size_t slab_count(const struct store *store)
{
    return store->points > 0 ? store->points : store->replications;
}

static void destroy(struct store *store)
{
    for (size_t i = 0; i < store->count; i++) {
        free(store->variables[i].name);
        free(store->variables[i].held);
    }
    free(store->variables);
    free(store->epoch);
    free(store);
}

static void check_complete(struct store *store)
{
    for (size_t i = 0; i < store->count && store->status == SIM_OK; i++) {
        const struct store_dataset *variable = &store->variables[i];
        if (variable->rows_done == variable->rows)
            continue;
        store->status = SIM_INTERNAL;
        snprintf(store->reason, sizeof(store->reason), "variable %.64s has %zu of %zu slabs", variable->name,
                 variable->rows_done + variable->rows_held, variable->rows);
    }
}

enum sim_status store_create(const char *path, const struct store_head *head, struct store **out,
                             struct sim_error *error)
{
    SIM_ASSERT(head->replications > 0 && head->replications <= INT32_MAX && head->points <= INT32_MAX,
               "a file of %zu replications", head->replications);
    *out = NULL;
    hdf5_fault_quiet();
    struct publish file;
    enum sim_status status = publish_begin(&file, path, error);
    if (status != SIM_OK)
        return status;
    struct store *store = store_memory(1, sizeof(*store));
    store->file = file;
    store->epoch = copy(head->epoch);
    store->replications = head->replications;
    store->points = head->points;
    store->is_open = head->is_open;
    store->hdf5 = store_hdf5_create(file.temporary);
    if (store_good(store, store->hdf5 >= 0)) {
        store_write_head(store, head);
        add_replications(store);
    }
    if (store->status != SIM_OK) {
        status = store->status;
        sim_error_add(error, status, path, 0, NULL, store->reason, NULL);
        store_abandon(store);
        return status;
    }
    *out = store;
    return SIM_OK;
}

enum sim_status store_add_scale(struct store *store, const struct store_scale *scale)
{
    SIM_ASSERT(scale->count > 0 && !scale->numbers != !scale->texts,
               "scale %s needs numbers or texts, at least one", scale->name);
    enum store_type type = scale->texts ? STORE_TEXT : scale->whole ? STORE_I32 : STORE_F64;
    struct store_dataset *variable = add(store, scale->name, type);
    variable->is_scale = true;
    variable->scales[0] = store->count - 1;
    variable->counts[0] = scale->count;
    variable->slab = scale->count;
    variable->rows = variable->rows_wide = 1;
    variable->is_open = store->is_open && strcmp(scale->name, slab_scale(store)) == 0;
    store_dataset_create(store, variable);
    if (store->status == SIM_OK)
        store_good(store, hdf5_attribute_ended_text(variable->dataset, "CLASS", "DIMENSION_SCALE") &&
                              hdf5_attribute_ended_text(variable->dataset, "NAME", scale->name));
    store_describe(store, variable, scale->unit, scale->long_name);
    if (scale->texts)
        store_write_texts(store, variable, scale->texts);
    else
        store_write_slab(store, variable, scale->numbers);
    return store->status;
}

size_t store_add_variable(struct store *store, const struct store_variable *about)
{
    struct store_dataset *variable = add(store, about->name, about->type);
    variable->rank = 0;
    variable->slab = 1;
    for (; variable->rank < SCHEMA_RANK_MAX && about->scales[variable->rank]; variable->rank++) {
        size_t scale = find(store, about->scales[variable->rank]);
        SIM_ASSERT(scale != SIZE_MAX && store->variables[scale].is_scale, "variable %s: no scale %s",
                   about->name, about->scales[variable->rank]);
        bool replications = strcmp(about->scales[variable->rank], slab_scale(store)) == 0;
        SIM_ASSERT(!replications || (variable->rank == 0 && about->type != STORE_TEXT),
                   "variable %s: %s comes first, and not with texts", about->name, slab_scale(store));
        variable->has_replications = variable->has_replications || replications;
        variable->scales[variable->rank] = scale;
        variable->counts[variable->rank] = store->variables[scale].counts[0];
        variable->slab *= replications ? 1 : (size_t)store->variables[scale].counts[0];
    }
    SIM_ASSERT(variable->rank > 0 && !about->scales[variable->rank], "variable %s has %zu or more scales",
               about->name, variable->rank);
    variable->rows = variable->has_replications ? slab_count(store) : 1;
    variable->rows_wide = store_plan_rows(variable);
    variable->is_open = store->is_open && variable->has_replications;
    store_dataset_create(store, variable);
    store_describe(store, variable, about->unit, about->long_name);
    if (about->flag_meanings)
        store_describe_flags(store, variable, about->flag_meanings);
    static const double none = NAN;
    if (about->type == STORE_F64 && store->status == SIM_OK)
        store_good(store, hdf5_attribute_array(variable->dataset, "_FillValue", H5T_IEEE_F64LE,
                                               H5T_NATIVE_DOUBLE, 1, &none));
    return store->count - 1;
}

enum sim_status store_put(struct store *store, size_t variable, size_t replication, const double *slab)
{
    SIM_ASSERT(variable < store->count, "no variable %zu", variable);
    struct store_dataset *target = &store->variables[variable];
    SIM_ASSERT(target->has_replications, "variable %s has no replications", target->name);
    SIM_ASSERT(store->status != SIM_OK ||
                   (replication == target->rows_done + target->rows_held && replication < target->rows),
               "variable %s: replication %zu is put after %zu of %zu", target->name, replication,
               target->rows_done + target->rows_held, target->rows);
    store_write_slab(store, target, slab);
    return store->status;
}

enum sim_status store_put_fixed(struct store *store, size_t variable, const double *numbers)
{
    SIM_ASSERT(variable < store->count, "no variable %zu", variable);
    struct store_dataset *target = &store->variables[variable];
    SIM_ASSERT(!target->has_replications && !target->is_scale && target->type != STORE_TEXT &&
                   target->rows_done == 0,
               "variable %s takes no numbers here", target->name);
    store_write_slab(store, target, numbers);
    return store->status;
}

enum sim_status store_put_texts(struct store *store, size_t variable, const char *const *texts)
{
    SIM_ASSERT(variable < store->count, "no variable %zu", variable);
    struct store_dataset *target = &store->variables[variable];
    SIM_ASSERT(target->type == STORE_TEXT && !target->is_scale && target->rows_done == 0,
               "variable %s takes no texts here", target->name);
    store_write_texts(store, target, texts);
    return store->status;
}

/// Cuts the scale of replications, whose numbers are 0, 1, ...
static void shorten_scale(struct store_dataset *scale, size_t replications)
{
    scale->counts[0] = scale->slab = replications;
    sha256_init(&scale->digest);
    for (size_t i = 0; i < replications; i++) {
        double value = (double)i;
        sha256_update(&scale->digest, sizeof(value), (const uint8_t *)&value);
    }
}

enum sim_status store_shorten(struct store *store, size_t replications)
{
    SIM_ASSERT(store->is_open && store->points == 0 && replications > 0 &&
                   replications <= store->replications,
               "a file of %zu replications is cut to %zu", store->replications, replications);
    for (size_t i = 0; i < store->count; i++) {
        struct store_dataset *variable = &store->variables[i];
        if (!variable->is_open)
            continue;
        if (variable->has_replications) {
            store_write_held(store, variable);
            variable->rows = variable->counts[0] = replications;
            free(variable->held);
            variable->held = NULL;
        } else {
            shorten_scale(variable, replications);
        }
        if (store->status == SIM_OK)
            store_good(store, H5Dset_extent(variable->dataset, variable->counts) >= 0);
    }
    store->replications = replications;
    if (store->status == SIM_OK)
        store_good(store, H5Adelete(store->hdf5, SCHEMA_REPLICATIONS) >= 0);
    return store_attribute_whole(store, SCHEMA_REPLICATIONS, (int64_t)replications);
}

enum sim_status store_close(struct store *store, struct sim_error *error)
{
    check_complete(store);
    if (store->status == SIM_OK)
        store_link_scales(store);
    store_hdf5_close(store);
    if (store->status == SIM_OK) {
        int fault = seal_apply(store->file.descriptor);
        if (fault) {
            store->status = SIM_IO;
            snprintf(store->reason, sizeof(store->reason), "%s", strerror(fault));
        }
    }
    if (store->status == SIM_OK)
        store_prove(store);
    enum sim_status status = store->status;
    if (status == SIM_OK) {
        status = publish_finish(&store->file, error);
    } else {
        sim_error_add(error, status, store->file.path, 0, NULL, store->reason, NULL);
        publish_drop(&store->file);
    }
    destroy(store);
    return status;
}

void store_abandon(struct store *store)
{
    if (!store)
        return;
    store_hdf5_close(store);
    publish_drop(&store->file);
    destroy(store);
}
