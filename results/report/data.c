#include "results/report/data.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/kind.h"
#include "results/report/columns.h"
#include "results/to_json.h"
#include "sim/memory.h"

static void put_text(json_t *object, const char *key, const struct load *load, const char *attribute)
{
    json_object_set_new(object, key, to_json_text(load_attribute_text(load, attribute, "")));
}

/// A whole number as a text: a seed can be beyond what a script counts exactly.
static void put_whole(json_t *object, const char *key, const struct load *load, const char *name)
{
    const struct load_attribute *attribute = load_attribute(load, name);
    char text[32];
    if (!attribute || !attribute->is_whole)
        return;
    snprintf(text, sizeof(text), "%" PRIu64, attribute->whole);
    json_object_set_new(object, key, json_string(text));
}

/// Where the figures come from and how to get them again.
static void put_origin(json_t *data, const struct load *load)
{
    json_t *origin = json_object();
    const char *path = load_path(load), *slash = strrchr(path, '/');
    json_object_set_new(origin, "file", to_json_text(slash ? slash + 1 : path));
    json_object_set_new(origin, "sha256", json_string(load_seal(load)));
    put_text(origin, "scenario_sha256", load, SCHEMA_SCENARIO_SHA256);
    put_text(origin, "version", load, SCHEMA_PROGRAM_VERSION);
    put_text(origin, "command", load, SCHEMA_COMMAND);
    put_text(origin, "scenario", load, SCHEMA_SCENARIO);
    put_whole(origin, "seed", load, SCHEMA_SEED);
    put_whole(origin, "replications", load, SCHEMA_REPLICATIONS);
    put_whole(origin, "events", load, SCHEMA_EVENTS);
    json_object_set_new(data, "origin", origin);
}

void data_assumptions(json_t *data, struct load *load, struct sim_error *error)
{
    static const char *const columns[] = {"value", "unit", "mark", "source"};
    const char *scale = "assumption";
    json_t *table = json_object();
    column_put_texts(table, "path", load, scale, scale, error);
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns) && json_object_size(table) > 0; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s_%s", scale, columns[i]);
        column_put_texts(table, columns[i], load, name, scale, error);
    }
    if (json_object_size(table) > 0)
        json_object_set(data, "assumptions", table);
    json_decref(table);
}

static void put_run(json_t *data, struct load *load, const struct verdict *verdict, struct sim_error *error)
{
    data_targets(data, verdict);
    data_series(data, load, error);
    data_groups(data, load, error);
    data_ledger(data, load, error);
    data_sites(data, load, error);
    data_phases(data, load, error);
    data_months(data, load, error);
    data_map(data, load, error);
    data_assumptions(data, load, error);
}

json_t *data_create(struct load *load, const struct verdict *verdict, enum strings_language language,
                    struct sim_error *error)
{
    static const char *const kinds[] = {"run", "sweep", "reach", "cooling", "place"};
    size_t before = error->count;
    enum kind kind = kind_of(load);
    if (kind == KIND_ANALYSIS || kind == KIND_OTHER) {
        sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, NULL, "a file of no kind that has a page",
                      "one that run, sweep, reach, cooling or place wrote");
        return NULL;
    }
    json_t *data = json_object();
    json_object_set_new(data, "kind", json_string(kinds[kind]));
    json_object_set_new(data, "language", json_string(strings_language_name(language)));
    put_text(data, "title", load, SCHEMA_TITLE);
    put_text(data, "title_zh", load, SCHEMA_TITLE_ZH);
    put_text(data, "epoch", load, SCHEMA_EPOCH);
    if (kind == KIND_RUN)
        put_run(data, load, verdict, error);
    else if (kind == KIND_SWEEP)
        data_sweep(data, load, error);
    else if (kind == KIND_REACH)
        data_reach(data, load, error);
    else if (kind == KIND_COOLING)
        data_cooling(data, load, error);
    else
        data_place(data, load, error);
    put_origin(data, load);
    if (error->count == before)
        return data;
    json_decref(data);
    return NULL;
}
