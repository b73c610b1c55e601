/// Numbers of a column of a CSV file.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/csv.h"
#include "scenarios/run/facts_parts.h"

static void column_add(struct fact_column *column, double value)
{
    if (column->count == column->capacity) {
        column->capacity = column->capacity ? 2 * column->capacity : 256;
        column->values = realloc(column->values, column->capacity * sizeof(*column->values));
        SIM_ASSERT(column->values, "out of memory for %zu numbers", column->capacity);
    }
    column->values[column->count++] = value;
}

/// Index of the column that a distribution means in a CSV file whose first row is read; false and told where there is
/// none. is_header: whether that row is one.
static bool find_column(struct binder *binder, const struct place *place, const struct node *wanted,
                        const struct node *file, const struct csv *csv, size_t *index, bool *is_header)
{
    struct fact_number number;
    const struct node cell = {.type = NODE_CELL, .text = csv->cells[0]};
    *is_header = wanted || !node_number(&cell, &number.real, &number.whole, &number.is_whole);
    *index = 0;
    if (!wanted && csv->count > 1) {
        bind_fault(binder, place, file, arena_print(&binder->scratch, "%zu columns", csv->count),
                   "one column, or column = \"name\" beside the file's name");
        return false;
    }
    const char *name = wanted ? node_text(wanted) : NULL;
    for (size_t i = 0; name && i < csv->count; i++)
        if (strcmp(csv->cells[i], name) == 0) {
            *index = i;
            return true;
        }
    if (wanted) {
        const struct place at = {.above = place->above, .name = "column"};
        bind_unknown(binder, &at, wanted, name ? name : "", node_describe(&binder->scratch, wanted),
                     (const char *const *)csv->cells, csv->count);
    }
    return !wanted;
}

/// Adds a row's number to a column; false and told where it is none.
static bool add_row(struct binder *binder, const struct place *place, const char *path, const struct csv *csv,
                    size_t index, struct fact_column *column)
{
    const struct node cell = {
        .type = NODE_CELL,
        .file = path,
        .line = csv->line,
        .text = index < csv->count ? csv->cells[index] : "",
        .whole = (int64_t)index + 1,
    };
    struct fact_number number;
    if (!node_number(&cell, &number.real, &number.whole, &number.is_whole) || !isfinite(number.real)) {
        bind_fault(binder, place, &cell, node_describe(&binder->scratch, &cell), "a number");
        return false;
    }
    column_add(column, number.real);
    return true;
}

bool facts_read_column(struct binder *binder, const struct place *place, const struct node *wanted,
                       const struct node *node, const struct data_file *data, struct fact_column *column)
{
    struct arena row = {0};
    struct csv csv = csv_open(data->text, data->size);
    size_t index = 0, rows = 0;
    bool is_sound = true;
    for (; csv_next(&csv, &row) && rows <= CSV_ROWS_MAX; rows++) {
        bool is_header = false;
        if (rows == 0 && !find_column(binder, place, wanted, node, &csv, &index, &is_header)) {
            arena_clear(&row);
            return false;
        }
        if (!is_header)
            is_sound = add_row(binder, place, data->path, &csv, index, column) && is_sound;
        arena_reset(&row);
    }
    bool is_long = rows > CSV_ROWS_MAX;
    if (is_long || csv.fault) {
        const struct node at = {.file = data->path, .line = csv.line};
        bind_fault(binder, place, &at, is_long ? "more rows" : csv.fault,
                   is_long ? "at most 1000000 rows" : "a CSV file after RFC 4180");
    }
    arena_clear(&row);
    return is_sound && !is_long && !csv.fault;
}
