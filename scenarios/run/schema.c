#include "scenarios/run/schema.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/tree.h"
#include "sim/status.h"

/// Tables inside each other; a deeper one holds itself, which a scenario cannot write out.
#define DEPTH_MAX 32

static const char *type_name(const struct sim_field *field)
{
    switch (field->type) {
    case SIM_F64: return field->count > 1 ? "numbers" : "number";
    case SIM_I64: return "whole number";
    case SIM_BOOL: return "true or false";
    case SIM_TEXT: return "text";
    case SIM_CHOICE: return "choice";
    case SIM_DATE: return "date";
    case SIM_NAME: return "name";
    case SIM_GROUP: return "group";
    case SIM_LIST: return "list";
    case SIM_MAP: return "map";
    }
    return "";
}

static bool is_number(const struct sim_field *field)
{
    return field->type == SIM_F64 || field->type == SIM_I64;
}

static bool is_container(const struct sim_field *field)
{
    return field->type == SIM_GROUP || field->type == SIM_LIST || field->type == SIM_MAP;
}

bool schema_is_required(const struct sim_field *field)
{
    switch (field->type) {
    case SIM_F64:
    case SIM_I64:
    case SIM_BOOL:
    case SIM_CHOICE: return isnan(field->fallback);
    case SIM_TEXT:
    case SIM_DATE:
    case SIM_NAME: return !field->fallback_text;
    case SIM_GROUP: return false; // its members say
    case SIM_LIST:
    case SIM_MAP: return field->min > 0;
    }
    return false;
}

/// "a.b" of "a" and "b"; elements of a list are [], of a map *.
static const char *join(struct arena *arena, const char *above, const struct sim_field *field)
{
    const char *tail = field->type == SIM_LIST ? "[]" : field->type == SIM_MAP ? ".*" : "";
    return arena_print(arena, "%s%s%s%s", above, above[0] ? "." : "", field->name, tail);
}

const char *schema_range(struct arena *arena, const struct sim_field *field)
{
    char least[32], greatest[32];
    number_text(field->min, least);
    number_text(field->max, greatest);
    if (!isfinite(field->min) && !isfinite(field->max))
        return "";
    if (!isfinite(field->max))
        return arena_print(arena, ">= %s", least);
    if (!isfinite(field->min))
        return arena_print(arena, "<= %s", greatest);
    return arena_print(arena, "%s..%s", least, greatest);
}

static const char *choice_list(struct arena *arena, const struct sim_field *field)
{
    const char *list = "";
    for (const char *const *choice = field->choices; *choice; choice++)
        list = arena_print(arena, "%s%s%s", list, list[0] ? ", " : "", *choice);
    return list;
}

const char *schema_expected(struct arena *arena, const struct sim_field *field)
{
    const char *range = schema_range(arena, field);
    const char *unit = strcmp(field->unit, "1") == 0 ? "" : field->unit;
    const char *in = range[0] && range[0] != '>' && range[0] != '<' ? " in " : range[0] ? " " : "";
    const char *of = range[0] || !unit[0] ? "" : " in";
    const char *gap = unit[0] ? " " : "";
    switch (field->type) {
    case SIM_F64:
        if (field->count > 1)
            return arena_print(arena, "[%zu numbers]%s%s%s%s%s", field->count, in, range, of, gap, unit);
        return arena_print(arena, "a number%s%s%s%s%s", in, range, of, gap, unit);
    case SIM_I64: return arena_print(arena, "a whole number%s%s%s%s%s", in, range, of, gap, unit);
    case SIM_BOOL: return "true or false";
    case SIM_TEXT: return "a \"text\"";
    case SIM_CHOICE: return arena_print(arena, "one of %s", choice_list(arena, field));
    case SIM_DATE: return "a date \"YYYY-MM-DD\"";
    case SIM_NAME: return arena_print(arena, "the key of an element of %s", field->of);
    case SIM_GROUP: return "a group { ... }";
    case SIM_LIST: return "a list ( {...}, ... ) or \"file.csv\"";
    case SIM_MAP: return "a group { key = {...}; ... } or \"file.csv\"";
    }
    return "";
}

static const char *default_text(struct arena *arena, const struct sim_field *field)
{
    char number[32];
    if (schema_is_required(field))
        return "required";
    switch (field->type) {
    case SIM_F64:
    case SIM_I64: number_text(field->fallback, number); return arena_print(arena, "default %s", number);
    case SIM_BOOL: return field->fallback != 0 ? "default true" : "default false";
    case SIM_CHOICE: return arena_print(arena, "default %s", field->choices[(size_t)field->fallback]);
    case SIM_TEXT:
    case SIM_DATE:
    case SIM_NAME: return arena_print(arena, "default \"%s\"", field->fallback_text);
    case SIM_LIST:
    case SIM_MAP: return "default empty";
    case SIM_GROUP: return "";
    }
    return "";
}

static void print_field(FILE *stream, struct arena *arena, const char *path, const struct sim_field *field)
{
    const char *range = schema_range(arena, field), *fallback = default_text(arena, field);
    fprintf(stream, "%s\n    %s", path, type_name(field));
    if (field->count > 1)
        fprintf(stream, " x %zu", field->count);
    if (field->unit[0])
        fprintf(stream, ", unit %s", field->unit);
    if (range[0] && field->type != SIM_BOOL)
        fprintf(stream, ", %s%s", range, is_container(field) ? " elements" : "");
    if (field->type == SIM_CHOICE)
        fprintf(stream, " of %s", choice_list(arena, field));
    if (field->type == SIM_NAME)
        fprintf(stream, " in %s", field->of);
    if (fallback[0])
        fprintf(stream, ", %s", fallback);
    if (field->uncertain)
        fputs(", may be uncertain", stream);
    if (field->is_lever)
        fputs(", lever", stream);
    fprintf(stream, "\n    %s\n", field->text);
}

static void print_table(FILE *stream, struct arena *arena, const char *above, const struct sim_table *table,
                        int depth)
{
    SIM_ASSERT(depth <= DEPTH_MAX, "table %s is nested too deep", table->name);
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        const char *path = join(arena, above, field);
        print_field(stream, arena, path, field);
        if (is_container(field))
            print_table(stream, arena, path, field->table, depth + 1);
    }
}

void schema_print(FILE *stream, const struct sim_table *root)
{
    struct arena arena = {0};
    fprintf(stream, "%s: %s\n\n", root->name, root->text);
    print_table(stream, &arena, "", root, 0);
    arena_clear(&arena);
}

static json_t *json_default(const struct sim_field *field)
{
    if (schema_is_required(field))
        return NULL;
    switch (field->type) {
    case SIM_F64: return isfinite(field->fallback) ? json_real(field->fallback) : json_null();
    case SIM_I64: return json_integer((json_int_t)field->fallback);
    case SIM_BOOL: return json_boolean(field->fallback != 0);
    case SIM_CHOICE: return json_string(field->choices[(size_t)field->fallback]);
    case SIM_TEXT:
    case SIM_DATE:
    case SIM_NAME: return json_string(field->fallback_text);
    default: return NULL;
    }
}

static void set(json_t *object, const char *key, json_t *value)
{
    int failed = json_object_set_new(object, key, value);
    SIM_ASSERT(!failed, "cannot write %s as JSON", key);
}

static json_t *json_table(struct arena *arena, const char *above, const struct sim_table *table, int depth);

static json_t *json_field(struct arena *arena, const char *path, const struct sim_field *field, int depth)
{
    json_t *object = json_object(), *fallback = json_default(field);
    set(object, "name", json_string(field->name));
    set(object, "path", json_string(path));
    set(object, "type", json_string(type_name(field)));
    if (field->unit[0])
        set(object, "unit", json_string(field->unit));
    if (isfinite(field->min) && field->type != SIM_BOOL)
        set(object, "min", json_real(field->min));
    if (isfinite(field->max) && field->type != SIM_BOOL)
        set(object, "max", json_real(field->max));
    if (fallback)
        set(object, "default", fallback);
    set(object, "required", json_boolean(schema_is_required(field)));
    if (is_number(field))
        set(object, "uncertain", json_boolean(field->uncertain));
    if (field->is_lever)
        set(object, "lever", json_true());
    if (field->count > 1)
        set(object, "count", json_integer((json_int_t)field->count));
    if (field->type == SIM_CHOICE) {
        json_t *choices = json_array();
        for (const char *const *choice = field->choices; *choice; choice++)
            json_array_append_new(choices, json_string(*choice));
        set(object, "choices", choices);
    }
    if (field->type == SIM_NAME)
        set(object, "of", json_string(field->of));
    set(object, "text", json_string(field->text));
    if (is_container(field))
        set(object, "table", json_table(arena, path, field->table, depth + 1));
    return object;
}

static json_t *json_table(struct arena *arena, const char *above, const struct sim_table *table, int depth)
{
    SIM_ASSERT(depth <= DEPTH_MAX, "table %s is nested too deep", table->name);
    json_t *object = json_object(), *fields = json_array();
    set(object, "name", json_string(table->name));
    set(object, "text", json_string(table->text));
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        json_array_append_new(fields, json_field(arena, join(arena, above, field), field, depth));
    }
    set(object, "fields", fields);
    return object;
}

void schema_json(FILE *stream, const struct sim_table *root)
{
    struct arena arena = {0};
    json_t *object = json_table(&arena, "", root, 0);
    int failed = json_dumpf(object, stream, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    SIM_ASSERT(!failed || ferror(stream), "a schema that JSON cannot hold");
    fputc('\n', stream);
    json_decref(object);
    arena_clear(&arena);
}
