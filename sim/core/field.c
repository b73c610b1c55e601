#include "sim/field.h"

#include <string.h>

#include "sim/status.h"

/// Longest name that `sim_nearest` compares; longer ones are cut.
#define NAME_MAX_COMPARED 64

size_t sim_field_size(const struct sim_field *field)
{
    switch (field->type) {
    case SIM_GROUP: return field->table->size;
    case SIM_LIST:
    case SIM_MAP: return sizeof(struct sim_list);
    case SIM_F64: return field->count * sizeof(double);
    default: return 8;
    }
}

static bool is_complete(const struct sim_field *field)
{
    if (!field->name || !field->text || !field->unit || field->count == 0)
        return false;
    switch (field->type) {
    case SIM_CHOICE: return field->choices && field->choices[0];
    case SIM_NAME: return field->of != NULL;
    case SIM_GROUP: return field->table && sim_table_covers(field->table);
    case SIM_LIST: return field->table && sim_table_covers(field->table);
    case SIM_MAP: {
        if (!field->table || !sim_table_covers(field->table))
            return false;
        const struct sim_field *id = &field->table->fields[0];
        return id->type == SIM_TEXT && id->offset == 0 && strcmp(id->name, "id") == 0;
    }
    default: return true;
    }
}

bool sim_table_covers(const struct sim_table *table)
{
    size_t end = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        if (!is_complete(field) || field->offset != end)
            return false;
        end += sim_field_size(field);
    }
    return end == table->size;
}

const struct sim_field *sim_table_find(const struct sim_table *table, const char *name)
{
    for (size_t i = 0; i < table->field_count; i++)
        if (strcmp(table->fields[i].name, name) == 0)
            return &table->fields[i];
    return NULL;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/// Optimal string alignment distance: insert, delete, replace, swap neighbours, one each.
static size_t edit_distance(const char *a, const char *b)
{
    size_t m = least(strlen(a), NAME_MAX_COMPARED), n = least(strlen(b), NAME_MAX_COMPARED);
    size_t row[3][NAME_MAX_COMPARED + 1];
    for (size_t j = 0; j <= n; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = last[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = least(change, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return row[m % 3][n];
}

const char *sim_nearest(const char *name, const char *const *known, size_t count)
{
    const char *nearest = NULL;
    size_t nearest_distance = strlen(name) / 2 + 1; // farther than that is no help
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(name, known[i]);
        if (distance < nearest_distance) {
            nearest_distance = distance;
            nearest = known[i];
        }
    }
    return nearest;
}
