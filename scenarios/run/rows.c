#include <stdlib.h>
#include <string.h>

#include "scenarios/run/binder.h"
#include "scenarios/run/csv.h"
#include "scenarios/run/override.h"
#include "scenarios/run/schema.h"

/// A CSV file on its way into a LIST or MAP.
struct rows {
    struct binder *binder;
    const struct place *place; // of the list
    const struct node *node;   // that names the file
    const struct sim_field *field;
    const struct data_file *data;
    struct sim_list *list;
    struct origin origin;
    struct arena header_arena, row_arena;
    char **columns;       // names
    bool *is_used;        // columns that a field or reserved key takes
    size_t column_count;  //
    int64_t id_column;    // of a MAP; -1 for none
    bool *is_applied;     // overrides, in the order of node->pending
    struct sight *sights; // ids seen, of a MAP
};

/// An id and the line it stands in.
struct sight {
    const char *id;
    int line;
};

static void tell(struct rows *rows, int line, const char *column, const char *found, const char *expected)
{
    const struct node at = {.file = rows->data->path, .line = line};
    const struct place place = {.above = rows->place, .name = column};
    bind_fault(rows->binder, column ? &place : rows->place, &at, found, expected);
}

/// Counts the rows after the header; false and told where the file is no CSV file or too long.
static bool count_rows(struct rows *rows, size_t *count)
{
    struct csv csv = csv_open(rows->data->text, rows->data->size);
    *count = 0;
    bool has_header = csv_next(&csv, &rows->row_arena);
    while (!csv.fault && csv_next(&csv, &rows->row_arena)) {
        arena_reset(&rows->row_arena);
        if (++*count > CSV_ROWS_MAX) {
            tell(rows, csv.line, NULL, "more rows", "at most 1000000 rows");
            return false;
        }
    }
    if (csv.fault)
        tell(rows, csv.line, NULL, csv.fault, "a CSV file after RFC 4180");
    else if (!has_header)
        tell(rows, 0, NULL, "an empty file", "a header that names the fields");
    return !csv.fault && has_header;
}

/// Field that a column is for ("racks", or "power.feeds" inside groups), null if there is none.
static const struct sim_field *column_field(struct arena *arena, const struct sim_table *table,
                                            const char *column)
{
    const char *dot = strchr(column, '.');
    if (!dot)
        return sim_table_find(table, column);
    const struct sim_field *field =
        sim_table_find(table, arena_print(arena, "%.*s", (int)(dot - column), column));
    return field && field->type == SIM_GROUP ? column_field(arena, field->table, dot + 1) : NULL;
}

/// Whether a column can be used, told where it cannot.
static bool check_column(struct rows *rows, int line, size_t index)
{
    struct arena *arena = &rows->binder->scratch;
    const struct sim_table *table = rows->field->table;
    const char *name = rows->columns[index];
    const struct sim_field *field = column_field(arena, table, name);
    const struct node reserved = {.name = name};
    for (size_t i = 0; i < index; i++)
        if (strcmp(rows->columns[i], name) == 0) {
            tell(rows, line, name, arena_print(arena, "the column a second time (column %zu)", index + 1),
                 "each column once");
            return false;
        }
    if (!field && bind_is_reserved(table, &reserved))
        return true;
    if (!field) {
        const char **known = arena_alloc(arena, (table->field_count + 1) * sizeof(*known));
        for (size_t i = 0; i < table->field_count; i++)
            known[i] = table->fields[i].name;
        const struct node at = {.file = rows->data->path, .line = line};
        const struct place place = {.above = rows->place, .name = name};
        bind_unknown(rows->binder, &place, &at, name,
                     arena_print(arena, "an unknown column (column %zu)", index + 1), known,
                     table->field_count);
        return false;
    }
    if (field->type == SIM_GROUP || field->type == SIM_LIST || field->type == SIM_MAP) {
        tell(rows, line, name, "a column",
             arena_print(arena, "%s, which no cell can hold", schema_expected(arena, field)));
        return false;
    }
    return true;
}

/// Tells required fields that no column gives, once for all rows.
static void check_required(struct rows *rows, int line, const struct sim_table *table, const char *above)
{
    struct arena *arena = &rows->binder->scratch;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        const char *name = arena_print(arena, "%s%s%s", above, above[0] ? "." : "", field->name);
        bool is_there = false;
        for (size_t j = 0; j < rows->column_count && !is_there; j++)
            is_there = strcmp(rows->columns[j], name) == 0;
        if (field->type == SIM_GROUP)
            check_required(rows, line, field->table, name);
        else if (!is_there &&
                 (schema_is_required(field) || (rows->field->type == SIM_MAP && !above[0] && i == 0)))
            tell(rows, line, name, "no such column",
                 arena_print(arena, "%s (required)", schema_expected(arena, field)));
    }
}

static void read_header(struct rows *rows, const struct csv *csv)
{
    rows->columns = csv->cells;
    rows->column_count = csv->count;
    rows->is_used = arena_alloc(&rows->header_arena, csv->count * sizeof(*rows->is_used));
    rows->id_column = -1;
    for (size_t i = 0; i < csv->count; i++) {
        rows->is_used[i] = check_column(rows, csv->line, i);
        if (rows->field->type == SIM_MAP && rows->is_used[i] && strcmp(csv->cells[i], "id") == 0) {
            rows->id_column = (int64_t)i;
            rows->is_used[i] = false; // the key, not one of the values
        }
    }
    check_required(rows, csv->line, rows->field->table, "");
}

/// Hangs a cell into a row, below groups where its column's name has dots.
static void hang(struct rows *rows, struct node *row, const char *column, struct node *cell)
{
    const char *dot = strchr(column, '.');
    if (!dot) {
        cell->name = column;
        node_append(row, cell);
        return;
    }
    const char *name = arena_print(&rows->row_arena, "%.*s", (int)(dot - column), column);
    struct node *group = node_child(row, name);
    if (!group) {
        group = arena_alloc(&rows->row_arena, sizeof(*group));
        *group = (struct node){
            .name = name, .type = NODE_GROUP, .file = row->file, .line = row->line, .is_row = true};
        node_append(row, group);
    }
    hang(rows, group, dot + 1, cell);
}

/// The group that a row says; an empty cell says nothing.
static struct node *make_row(struct rows *rows, const struct csv *csv)
{
    struct node *row = arena_alloc(&rows->row_arena, sizeof(*row));
    *row = (struct node){.type = NODE_GROUP, .file = rows->data->path, .line = csv->line, .is_row = true};
    for (size_t i = 0; i < csv->count; i++) {
        if (!rows->is_used[i] || !csv->cells[i][0])
            continue;
        struct node *cell = arena_alloc(&rows->row_arena, sizeof(*cell));
        *cell = (struct node){.type = NODE_CELL,
                              .file = row->file,
                              .line = row->line,
                              .text = csv->cells[i],
                              .whole = (int64_t)i + 1};
        hang(rows, row, rows->columns[i], cell);
    }
    return row;
}

static bool is_step_to(const struct override_step *step, const char *id, int64_t index)
{
    if (!step->name)
        return !id && step->index == index;
    return id && strlen(id) == step->length && strncmp(id, step->name, step->length) == 0;
}

/// Applies the overrides that go to an element; id: null in a LIST. Returns the element as it is then.
static struct node *apply_pending(struct rows *rows, struct node *row, const char *id, int64_t index)
{
    size_t i = 0;
    for (const struct pending *pending = rows->node->pending; pending; pending = pending->next, i++) {
        struct override_step step;
        const char *rest = pending->path;
        if (!override_step(&rest, &step) || !is_step_to(&step, id, index))
            continue;
        rows->is_applied[i] = true;
        if (*rest)
            override_set(&rows->row_arena, row, rest, pending->place, pending->value, rows->binder->error);
        else
            row = node_copy(&rows->row_arena, pending->value);
    }
    return row;
}

static void bind_row(struct rows *rows, struct node *row, const char *id)
{
    struct sim_list *list = rows->list;
    const struct place at = {.above = rows->place, .name = id, .index = list->count};
    void *object = (char *)list->items + (size_t)list->count * rows->field->table->size;
    if (id) {
        rows->sights[list->count] = (struct sight){.id = id, .line = row->line};
        bind_id(rows->field->table, object, id);
    }
    row = apply_pending(rows, row, id, list->count);
    list->count++;
    struct binder *binder = rows->binder;
    binder->row = &at;
    binder->columns = rows->columns;
    binder->column_count = rows->column_count;
    if (row->type == NODE_GROUP)
        bind_group(binder, &at, row, rows->field->table, object, rows->origin, id != NULL);
    else
        bind_fault(binder, &at, row, node_describe(&binder->scratch, row), "a group { ... }");
    binder->row = NULL;
    binder->column_count = 0;
}

/// Key of a MAP's row, copied; null and told where there is none.
static const char *read_id(struct rows *rows, const struct csv *csv)
{
    if (rows->id_column < 0)
        return NULL; // told at the header
    const struct node cell = {.type = NODE_CELL,
                              .file = rows->data->path,
                              .line = csv->line,
                              .text = csv->cells[rows->id_column],
                              .whole = rows->id_column + 1};
    const struct place at = {.above = rows->place, .name = "id"};
    if (cell.text[0])
        return bind_clean_text(rows->binder, &at, &cell);
    bind_fault(rows->binder, &at, &cell, "an empty cell", "the element's key");
    return NULL;
}

static void bind_rows(struct rows *rows)
{
    struct csv csv = csv_open(rows->data->text, rows->data->size);
    csv_next(&csv, &rows->header_arena);
    read_header(rows, &csv);
    while (csv_next(&csv, &rows->row_arena)) {
        if (csv.count != rows->column_count) {
            tell(rows, csv.line, NULL, arena_print(&rows->binder->scratch, "%zu cells", csv.count),
                 arena_print(&rows->binder->scratch, "%zu, as in the header", rows->column_count));
            references_forget(rows->binder, rows->field);
        } else {
            const char *id = rows->field->type == SIM_MAP ? read_id(rows, &csv) : NULL;
            if (id || rows->field->type == SIM_LIST)
                bind_row(rows, make_row(rows, &csv), id);
            else
                references_forget(rows->binder, rows->field);
        }
        arena_reset(&rows->row_arena);
    }
}

/// Adds an element that only the command line gives, or tells that there is none to set something in.
static void bind_added(struct rows *rows, const struct pending *pending)
{
    struct binder *binder = rows->binder;
    struct override_step step;
    const char *rest = pending->path;
    const struct node at = {.file = pending->place, .is_override = true};
    bool is_sound = override_step(&rest, &step);
    SIM_ASSERT(is_sound, "a path \"%s\" that was not checked", pending->path);
    if (!step.name || rows->field->type == SIM_LIST) {
        bind_fault(binder, rows->place, &at,
                   step.name ? "a key"
                             : arena_print(&binder->scratch, "the index %lld", (long long)step.index),
                   rows->field->type == SIM_MAP
                       ? "the key of an element"
                       : arena_print(&binder->scratch, "an index of a row, from 0 and less than %lld",
                                     (long long)rows->list->count));
        return;
    }
    const char *id = arena_print(binder->arena, "%.*s", (int)step.length, step.name);
    if (*rest) { // nothing to set it in
        const char **known = arena_alloc(&binder->scratch, ((size_t)rows->list->count + 1) * sizeof(*known));
        for (int64_t i = 0; i < rows->list->count; i++)
            known[i] = rows->sights[i].id;
        const struct place place = {.above = rows->place, .name = id};
        bind_unknown(binder, &place, &at, id, "no such element", known, (size_t)rows->list->count);
        return;
    }
    bind_row(rows, node_copy(&rows->row_arena, pending->value), id);
}

static int compare_sights(const void *left, const void *right)
{
    const struct sight *a = left, *b = right;
    int ids = strcmp(a->id, b->id);
    return ids ? ids : a->line - b->line;
}

static void check_ids(struct rows *rows)
{
    size_t count = (size_t)rows->list->count;
    if (count > 1)
        qsort(rows->sights, count, sizeof(*rows->sights), compare_sights);
    for (size_t i = 1; i < count; i++) {
        const struct sight *first = &rows->sights[i - 1], *second = &rows->sights[i];
        if (strcmp(first->id, second->id) == 0)
            tell(rows, second->line, second->id,
                 arena_print(&rows->binder->scratch, "the id a second time (first in line %d)", first->line),
                 "each id once");
    }
}

static void bind_file_rows(struct rows *rows, size_t row_count)
{
    struct binder *binder = rows->binder;
    size_t pending_count = 0, i = 0;
    for (const struct pending *pending = rows->node->pending; pending; pending = pending->next)
        pending_count++;
    rows->is_applied = arena_alloc(&binder->scratch, pending_count * sizeof(*rows->is_applied));
    rows->sights = arena_alloc(&binder->scratch, (row_count + pending_count) * sizeof(*rows->sights));
    rows->list->items = arena_alloc(binder->arena, (row_count + pending_count) * rows->field->table->size);
    bind_rows(rows);
    for (const struct pending *pending = rows->node->pending; pending; pending = pending->next, i++)
        if (!rows->is_applied[i])
            bind_added(rows, pending);
    bind_check_count(binder, rows->place, rows->node, rows->field, (size_t)rows->list->count);
    if (rows->field->type == SIM_MAP)
        check_ids(rows);
}

void rows_bind(struct binder *binder, const struct place *place, const struct node *node,
               const struct sim_field *field, struct sim_list *list, struct origin origin)
{
    const struct data_file *data = scenario_file_data(binder->file, node->text);
    if (!data || data->fault) {
        bind_fault(binder, place, node,
                   data ? arena_print(&binder->scratch, "%s (%s)", data->path, data->fault)
                        : node_describe(&binder->scratch, node),
                   data ? "a CSV file that can be read" : schema_expected(&binder->scratch, field));
        references_forget(binder, field);
        return;
    }
    struct rows rows = {.binder = binder,
                        .place = place,
                        .node = node,
                        .field = field,
                        .data = data,
                        .list = list,
                        .origin = origin};
    size_t row_count;
    if (count_rows(&rows, &row_count))
        bind_file_rows(&rows, row_count);
    else
        references_forget(binder, field);
    arena_clear(&rows.header_arena);
    arena_clear(&rows.row_arena);
}
