#include "results/obstacles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/table.h"

/// Causes told of a target on a terminal, and the least share of what is missing that is worth telling.
#define CAUSES_TOLD 4
static const double share_least = 0.02;
static const double days_least = 0.5;

static void *allocate(size_t count, size_t size)
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

/// Numbers of a variable; null if the file has it not or in another shape (then a fault).
static double *read_numbers(struct load *load, const char *name, const char *const *scales,
                            struct sim_error *error)
{
    const struct load_variable *variable;
    if (!load_find(load, name) || load_need(load, name, false, scales, &variable, error) != SIM_OK)
        return NULL;
    double *numbers = allocate(variable->count, sizeof(*numbers));
    load_numbers(load, variable, numbers, error);
    return numbers;
}

static const char *const *read_texts(struct load *load, const char *name, const char *scale,
                                     struct sim_error *error)
{
    const struct load_variable *variable;
    const char *const *texts = NULL;
    if (load_need(load, name, true, (const char *[]){scale, NULL}, &variable, error) == SIM_OK)
        load_texts(load, variable, &texts, error);
    return texts;
}

/// Means of one target over the replications that lack something.
static void add_row(struct obstacles *obstacles, const char *target, const char *unit, const double *missing,
                    size_t replications, size_t stride)
{
    size_t causes = obstacles->cause_count, misses = 0;
    double *sums = allocate(causes, sizeof(*sums));
    for (size_t r = 0; r < replications; r++) {
        double total = 0;
        for (size_t c = 0; c < causes; c++)
            total += missing[r * stride + c];
        if (!(total > 0))
            continue;
        misses++;
        for (size_t c = 0; c < causes; c++)
            sums[c] += missing[r * stride + c];
    }
    if (misses == 0) {
        free(sums);
        return;
    }
    for (size_t c = 0; c < causes; c++)
        sums[c] /= (double)misses;
    obstacles->rows[obstacles->row_count++] =
        (struct obstacles_row){.target = copy(target), .unit = copy(unit), .misses = misses, .missing = sums};
}

static void read_missing(struct load *load, struct obstacles *obstacles, struct sim_error *error)
{
    double *missing =
        read_numbers(load, SCHEMA_TARGET_MISSING,
                     (const char *[]){SCHEMA_REPLICATION, SCHEMA_TARGET, SCHEMA_CAUSE, NULL}, error);
    if (!missing)
        return;
    size_t targets = load_find(load, SCHEMA_TARGET)->count,
           replications = load_find(load, SCHEMA_REPLICATION)->count;
    const char *const *names = read_texts(load, SCHEMA_TARGET, SCHEMA_TARGET, error);
    const char *const *units = read_texts(load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, error);
    obstacles->rows = allocate(targets, sizeof(*obstacles->rows));
    for (size_t t = 0; t < targets && names && units; t++)
        add_row(obstacles, names[t], units[t], missing + t * obstacles->cause_count, replications,
                targets * obstacles->cause_count);
    free(missing);
}

static void read_waits(struct load *load, struct obstacles *obstacles, struct sim_error *error)
{
    double *days = read_numbers(load, SCHEMA_PLANNED_WAIT,
                                (const char *[]){SCHEMA_REPLICATION, SCHEMA_CAUSE, NULL}, error);
    if (!days)
        return;
    size_t replications = load_find(load, SCHEMA_REPLICATION)->count;
    obstacles->wait_days = allocate(obstacles->cause_count, sizeof(double));
    for (size_t r = 0; r < replications; r++)
        for (size_t c = 0; c < obstacles->cause_count; c++)
            obstacles->wait_days[c] += days[r * obstacles->cause_count + c] / (double)replications;
    free(days);
}

enum sim_status obstacles_create(struct load *load, struct obstacles **out, struct sim_error *error)
{
    size_t before = error->count;
    struct obstacles *obstacles = allocate(1, sizeof(*obstacles));
    *out = NULL;
    if (load_find(load, SCHEMA_CAUSE)) {
        const char *const *causes = read_texts(load, SCHEMA_CAUSE, SCHEMA_CAUSE, error);
        obstacles->cause_count = causes ? load_find(load, SCHEMA_CAUSE)->count : 0;
        obstacles->causes = allocate(obstacles->cause_count, sizeof(*obstacles->causes));
        for (size_t c = 0; c < obstacles->cause_count; c++)
            obstacles->causes[c] = copy(causes[c]);
        if (causes) {
            read_missing(load, obstacles, error);
            read_waits(load, obstacles, error);
        }
    }
    if (error->count > before) {
        obstacles_destroy(obstacles);
        return error->faults[before].status;
    }
    *out = obstacles;
    return SIM_OK;
}

void obstacles_destroy(struct obstacles *obstacles)
{
    if (!obstacles)
        return;
    for (size_t c = 0; c < obstacles->cause_count; c++)
        free(obstacles->causes[c]);
    for (size_t i = 0; i < obstacles->row_count; i++) {
        free(obstacles->rows[i].target);
        free(obstacles->rows[i].unit);
        free(obstacles->rows[i].missing);
    }
    free(obstacles->causes);
    free(obstacles->rows);
    free(obstacles->wait_days);
    free(obstacles);
}

/// A number with 6 significant digits, as the other statistics of the JSON.
static json_t *statistic(double value)
{
    char text[32];
    snprintf(text, sizeof(text), "%.6g", value);
    return isfinite(value) ? json_real(strtod(text, NULL)) : json_null();
}

static json_t *by_cause(const struct obstacles *obstacles, const double *values)
{
    json_t *object = json_object();
    for (size_t c = 0; c < obstacles->cause_count; c++)
        if (values[c] > 0)
            json_object_set_new(object, obstacles->causes[c], statistic(values[c]));
    return object;
}

void obstacles_json(const struct obstacles *obstacles, json_t *object)
{
    json_t *missing = json_array();
    for (size_t i = 0; i < obstacles->row_count; i++) {
        const struct obstacles_row *row = &obstacles->rows[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "target", json_string(row->target));
        json_object_set_new(entry, "unit", json_string(row->unit));
        json_object_set_new(entry, "misses", json_integer((json_int_t)row->misses));
        json_object_set_new(entry, "by_cause", by_cause(obstacles, row->missing));
        json_array_append_new(missing, entry);
    }
    json_object_set_new(object, "missing", missing);
    if (obstacles->wait_days)
        json_object_set_new(object, "planned_wait_days", by_cause(obstacles, obstacles->wait_days));
}

/// Causes in falling order of their values; ties keep the file's order.
static void order(const double *values, size_t count, size_t *ordered)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = i;
        while (place > 0 && values[ordered[place - 1]] < values[i]) {
            ordered[place] = ordered[place - 1];
            place--;
        }
        ordered[place] = i;
    }
}

static void print_missing(const struct obstacles *obstacles, FILE *stream, bool colours)
{
    size_t causes = obstacles->cause_count, *ordered = allocate(causes, sizeof(*ordered));
    struct table *table = table_create();
    table_column(table, "target", TABLE_LEFT);
    table_column(table, "missing by what bound it last, mean where missed", TABLE_LEFT);
    for (size_t i = 0; i < obstacles->row_count; i++) {
        const struct obstacles_row *row = &obstacles->rows[i];
        double total = 0;
        char text[512] = "";
        order(row->missing, causes, ordered);
        for (size_t c = 0; c < causes; c++)
            total += row->missing[c];
        for (size_t k = 0, length = 0; k < causes && k < CAUSES_TOLD; k++) {
            double share = row->missing[ordered[k]] / total;
            if (share >= share_least && length < sizeof(text))
                length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s %.0f %%",
                                           k ? ", " : "", obstacles->causes[ordered[k]], 100 * share);
        }
        table_cell(table, TABLE_PLAIN, "%s", row->target);
        table_cell(table, TABLE_PLAIN, "%s", text);
    }
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
    free(ordered);
}

static void print_waits(const struct obstacles *obstacles, FILE *stream)
{
    size_t causes = obstacles->cause_count, *ordered = allocate(causes, sizeof(*ordered));
    order(obstacles->wait_days, causes, ordered);
    fputs("\nA planned rack waits, days on average:", stream);
    for (size_t k = 0; k < causes && obstacles->wait_days[ordered[k]] >= days_least; k++)
        fprintf(stream, "%s %s %.0f", k ? "," : "", obstacles->causes[ordered[k]],
                obstacles->wait_days[ordered[k]]);
    fputc('\n', stream);
    free(ordered);
}

void obstacles_print(const struct obstacles *obstacles, FILE *stream, bool colours)
{
    if (obstacles->row_count > 0)
        print_missing(obstacles, stream, colours);
    if (obstacles->wait_days)
        print_waits(obstacles, stream);
}
