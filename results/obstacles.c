#include "results/obstacles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "results/table.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Causes told of a target on a terminal, and the least share of what is missing that is worth telling.
#define CAUSES_TOLD 4
static const double share_least = 0.02;
static const double days_least = 0.5;

/// Means of one target over the replications that lack something.
static void add_row(struct obstacles *obstacles, const char *target, const char *unit, const double *missing,
                    size_t replications, size_t stride)
{
    size_t causes = obstacles->cause_count, misses = 0;
    double *sums = sim_memory_new(causes, sizeof(*sums), "obstacles");
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
    obstacles->rows[obstacles->row_count++] = (struct obstacles_row){
        .target = sim_memory_text(target), .unit = sim_memory_text(unit), .misses = misses, .missing = sums};
}

static void read_missing(struct load *load, struct obstacles *obstacles, struct sim_error *error)
{
    const char *const scales[] = {SCHEMA_REPLICATION, SCHEMA_TARGET, SCHEMA_CAUSE, NULL};
    const char *const *names, *const *units;
    double *missing;
    if (!load_find(load, SCHEMA_TARGET_MISSING) ||
        load_numbers_of(load, SCHEMA_TARGET_MISSING, scales, &missing, error) != SIM_OK)
        return;
    size_t targets = load_find(load, SCHEMA_TARGET)->count, causes = obstacles->cause_count,
           replications = load_find(load, SCHEMA_REPLICATION)->count;
    load_texts_of(load, SCHEMA_TARGET, SCHEMA_TARGET, &names, error);
    load_texts_of(load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, &units, error);
    obstacles->rows = sim_memory_new(targets, sizeof(*obstacles->rows), "obstacles");
    for (size_t t = 0; t < targets && names && units; t++)
        add_row(obstacles, names[t], units[t], missing + t * causes, replications, targets * causes);
    free(missing);
}

static void read_waits(struct load *load, struct obstacles *obstacles, struct sim_error *error)
{
    const char *const scales[] = {SCHEMA_REPLICATION, SCHEMA_CAUSE, NULL};
    size_t causes = obstacles->cause_count;
    double *days;
    if (!load_find(load, SCHEMA_PLANNED_WAIT) ||
        load_numbers_of(load, SCHEMA_PLANNED_WAIT, scales, &days, error) != SIM_OK)
        return;
    obstacles->wait_days = sim_memory_new(causes, sizeof(double), "obstacles");
    for (size_t c = 0; c < causes; c++)
        obstacles->wait_days[c] =
            stats_mean_present(days + c, load_find(load, SCHEMA_REPLICATION)->count, causes);
    free(days);
}

static void read_causes(struct load *load, struct obstacles *obstacles, struct sim_error *error)
{
    const char *const *causes;
    if (load_texts_of(load, SCHEMA_CAUSE, SCHEMA_CAUSE, &causes, error) != SIM_OK)
        return;
    obstacles->cause_count = load_find(load, SCHEMA_CAUSE)->count;
    obstacles->causes = sim_memory_new(obstacles->cause_count, sizeof(*obstacles->causes), "obstacles");
    for (size_t c = 0; c < obstacles->cause_count; c++)
        obstacles->causes[c] = sim_memory_text(causes[c]);
    read_missing(load, obstacles, error);
    read_waits(load, obstacles, error);
}

enum sim_status obstacles_create(struct load *load, struct obstacles **out, struct sim_error *error)
{
    size_t before = error->count;
    struct obstacles *obstacles = sim_memory_new(1, sizeof(*obstacles), "obstacles");
    *out = NULL;
    if (load_find(load, SCHEMA_CAUSE) || load_find(load, SCHEMA_TARGET_MISSING) ||
        load_find(load, SCHEMA_PLANNED_WAIT))
        read_causes(load, obstacles, error);
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

static json_t *by_cause(const struct obstacles *obstacles, const double *values)
{
    json_t *object = json_object();
    for (size_t c = 0; c < obstacles->cause_count; c++)
        if (values[c] > 0)
            to_json_put(object, obstacles->causes[c], to_json_statistic(values[c]));
    return object;
}

void obstacles_json(const struct obstacles *obstacles, json_t *object)
{
    json_t *missing = json_array();
    for (size_t i = 0; i < obstacles->row_count; i++) {
        const struct obstacles_row *row = &obstacles->rows[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "target", to_json_text(row->target));
        json_object_set_new(entry, "unit", to_json_text(row->unit));
        json_object_set_new(entry, "misses", json_integer((json_int_t)row->misses));
        json_object_set_new(entry, "by_cause", by_cause(obstacles, row->missing));
        json_array_append_new(missing, entry);
    }
    json_object_set_new(object, "missing", missing);
    if (obstacles->wait_days)
        json_object_set_new(object, "planned_wait_days", by_cause(obstacles, obstacles->wait_days));
}

/// Causes in falling order of their values, NaN last; ties keep the file's order.
static void order(const double *values, size_t count, size_t *ordered)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = i;
        while (place > 0 && !isnan(values[i]) && !(values[ordered[place - 1]] >= values[i])) {
            ordered[place] = ordered[place - 1];
            place--;
        }
        ordered[place] = i;
    }
}

static void print_missing(const struct obstacles *obstacles, FILE *stream, bool colours,
                          enum strings_language language)
{
    size_t causes = obstacles->cause_count, *ordered = sim_memory_new(causes, sizeof(*ordered), "obstacles");
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.target"), TABLE_LEFT);
    table_column(table, strings_say(language, "head.missing"), TABLE_LEFT);
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
                length += (size_t)snprintf(
                    text + length, sizeof(text) - length, "%s%s %.0f %%", k ? ", " : "",
                    strings_name(language, "cause", obstacles->causes[ordered[k]]), 100 * share);
        }
        table_cell(table, TABLE_PLAIN, "%s", row->target);
        table_cell(table, TABLE_PLAIN, "%s", text);
    }
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
    free(ordered);
}

static void print_waits(const struct obstacles *obstacles, FILE *stream, enum strings_language language)
{
    size_t causes = obstacles->cause_count, told = 0,
           *ordered = sim_memory_new(causes, sizeof(*ordered), "obstacles");
    order(obstacles->wait_days, causes, ordered);
    for (size_t k = 0; k < causes && obstacles->wait_days[ordered[k]] >= days_least; k++) {
        if (k == 0)
            fprintf(stream, "\n%s", strings_say(language, "say.rack_waits"));
        fputs(k ? ", " : "", stream);
        table_text(stream, strings_name(language, "cause", obstacles->causes[ordered[k]]));
        fprintf(stream, " %.0f", obstacles->wait_days[ordered[k]]);
        told++;
    }
    if (told > 0)
        fputc('\n', stream);
    free(ordered);
}

void obstacles_print(const struct obstacles *obstacles, FILE *stream, bool colours,
                     enum strings_language language)
{
    if (obstacles->row_count > 0)
        print_missing(obstacles, stream, colours, language);
    if (obstacles->wait_days)
        print_waits(obstacles, stream, language);
}
