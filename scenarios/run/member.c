#include "scenarios/run/member.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

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

struct member member_find(const struct sim_table *table, const void *object, const char *path)
{
    for (;;) {
        size_t length;
        const struct sim_field *field = first_field(table, path, &length);
        if (!field || !object)
            return (struct member){.rest = path};
        const void *value = (const char *)object + field->offset;
        path += length;
        if (field->type == SIM_LIST && *path == '[') {
            char *end;
            object = element_at(value, field->table, strtol(path + 1, &end, 10));
            if (*end != ']')
                return (struct member){.rest = path};
            path = end + 1;
        } else if (field->type == SIM_MAP && *path == '.') {
            size_t key = strcspn(path + 1, ".[=");
            object = element_named(value, field->table, path + 1, key);
            path += 1 + key;
        } else if (field->type == SIM_GROUP) {
            object = value;
        } else {
            return (struct member){field, value, path};
        }
        table = field->table;
        if (*path != '.')
            return (struct member){field, value, path}; // a whole group or element
        path++;
    }
}

/// What a callback is for.
struct each {
    const struct sim_table *table;
    const void *object;
    void (*take)(void *self, const char *path, struct member member);
    void *self;
};

/// Elements that a * stands for; its list or map is what `path` leads to up to there.
static void expand(const struct each *each, const char *path)
{
    const char *star = strchr(path, '*');
    if (!star || star == path) {
        each->take(each->self, path, member_find(each->table, each->object, path));
        return;
    }
    char *above = sim_memory_text(path);
    above[star - path - 1] = '\0'; // up to the dot or bracket
    struct member list = member_find(each->table, each->object, above);
    bool is_map = list.field && list.field->type == SIM_MAP && star[-1] == '.' && *list.rest == '\0',
         is_list = list.field && list.field->type == SIM_LIST && star[-1] == '[' && *list.rest == '\0';
    free(above);
    if (!is_map && !is_list) {
        each->take(each->self, path, (struct member){.rest = star});
        return;
    }
    const struct sim_list *elements = list.value;
    for (int64_t i = 0; elements && i < elements->count; i++) {
        const void *element = element_at(elements, list.field->table, (long)i);
        char index[24];
        snprintf(index, sizeof(index), "%lld", (long long)i);
        const char *key = is_map ? *(const char *const *)element : index;
        size_t size = strlen(path) + strlen(key) + 1;
        char *one = sim_memory_new(size, 1, "a path");
        snprintf(one, size, "%.*s%s%s", (int)(star - path), path, key, star + 1);
        expand(each, one);
        free(one);
    }
}

void member_each(const struct sim_table *table, const void *object, const char *pattern,
                 void (*take)(void *self, const char *path, struct member member), void *self)
{
    struct each each = {table, object, take, self};
    char *rest = sim_memory_text(pattern), *save = NULL;
    for (char *word = strtok_r(rest, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
        while (isspace((unsigned char)*word))
            word++;
        size_t length = strlen(word);
        while (length > 0 && isspace((unsigned char)word[length - 1]))
            word[--length] = '\0';
        expand(&each, word);
    }
    free(rest);
}
