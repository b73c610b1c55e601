#include "scenarios/run/levers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/clock.h"

/// A field of a struct at hand.
struct member {
    const struct sim_field *field;
    const void *value; // null where there is none
};

/// Element of a map by its key, which is its first member; null if there is none.
static const void *element_named(const struct sim_list *map, const struct sim_table *table, const char *key,
                                 size_t length)
{
    for (int64_t i = 0; i < map->count; i++) {
        const char *element = (const char *)map->items + (size_t)i * table->size;
        const char *id = *(const char *const *)(const void *)element;
        if (strlen(id) == length && memcmp(id, key, length) == 0)
            return element;
    }
    return NULL;
}

static const void *element_at(const struct sim_list *list, const struct sim_table *table, long index)
{
    return index >= 0 && index < list->count ? (const char *)list->items + (size_t)index * table->size : NULL;
}

/// Field of the first name of a path, and where the name ends.
static const struct sim_field *first_field(const struct sim_table *table, const char *path, size_t *length)
{
    char name[128];
    *length = strcspn(path, ".[=");
    snprintf(name, sizeof(name), "%.*s", (int)*length, path);
    return sim_table_find(table, name);
}

/// Follows a path down to a field that is no group, list or map; what is behind it (".pert" and the like) is its value's.
static struct member find(const struct sim_table *table, const void *object, const char *path)
{
    for (;;) {
        size_t length;
        const struct sim_field *field = first_field(table, path, &length);
        if (!field || !object)
            return (struct member){0};
        const void *value = (const char *)object + field->offset;
        path += length;
        if (field->type == SIM_LIST && *path == '[') {
            char *end;
            object = element_at(value, field->table, strtol(path + 1, &end, 10));
            path = *end == ']' ? end + 1 : end;
        } else if (field->type == SIM_MAP && *path == '.') {
            size_t key = strcspn(path + 1, ".[=");
            object = element_named(value, field->table, path + 1, key);
            path += 1 + key;
        } else if (field->type == SIM_GROUP) {
            object = value;
        } else {
            return (struct member){field, value};
        }
        table = field->table;
        if (*path != '.')
            return (struct member){field, value}; // a whole group or element
        path++;
    }
}

static void tell(struct sim_error *error, const char *path, const char *found, const char *expected,
                 int64_t civil_day)
{
    char text[200], day[11];
    sim_date_write(civil_day, day);
    snprintf(text, sizeof(text), "%s %s", expected, day);
    sim_error_add(error, SIM_BAD_DATA, NULL, 0, path, found, text);
}

static void check_date(struct sim_error *error, const char *path, struct member member, int64_t civil_day)
{
    char date[11];
    if (!member.field || member.field->type != SIM_DATE || *(const int64_t *)member.value > civil_day)
        return;
    sim_date_write(*(const int64_t *)member.value, date);
    tell(error, path, date, "a date, before and after the change, later than the snapshot's", civil_day);
}

enum sim_status levers_check(const struct sim_table *table, const void *before, const void *after,
                             const char *const *overrides, size_t count, int64_t civil_day,
                             struct sim_error *error)
{
    for (size_t i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%.*s", (int)strcspn(overrides[i], "="), overrides[i]);
        struct member member = find(table, before, path);
        if (!member.field || !member.field->is_lever) {
            tell(error, path, "a value that has acted before, in what was built or drawn",
                 "a lever (`suanli schema` marks them), which acts from the snapshot on:", civil_day);
            continue;
        }
        check_date(error, path, member, civil_day);
        check_date(error, path, find(table, after, path), civil_day);
    }
    return sim_error_status(error);
}
