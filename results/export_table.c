#include "results/export_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "results/utf8.h"
#include "sim/memory.h"

void export_columns(struct export_table *table, const struct export_column *columns, size_t count)
{
    table->columns = columns;
    table->column_count = count;
}

static struct export_cell *next(struct export_table *table)
{
    SIM_ASSERT(table->column_count > 0, "a cell without columns");
    table->cells = sim_memory_grow(table->cells, &table->capacity, table->cell_count + 1,
                                   sizeof(*table->cells), "an export");
    struct export_cell *cell = &table->cells[table->cell_count++];
    table->row_count = (table->cell_count + table->column_count - 1) / table->column_count;
    *cell = (struct export_cell){.number = NAN};
    return cell;
}

void export_text(struct export_table *table, const char *text)
{
    struct export_cell *cell = next(table);
    cell->text = utf8_clean(text);
}

void export_unit(struct export_table *table, const char *unit)
{
    export_text(table, strcmp(unit, "1") == 0 ? "" : unit);
}

void export_number(struct export_table *table, double number)
{
    next(table)->number = number;
}

size_t export_column_of(const struct export_table *table, const char *name)
{
    size_t column = 0;
    while (column < table->column_count && strcmp(table->columns[column].name, name) != 0)
        column++;
    SIM_ASSERT(column < table->column_count, "no column %s", name);
    return column;
}

const struct export_cell *export_cell_at(const struct export_table *table, size_t row, size_t column)
{
    return &table->cells[row * table->column_count + column];
}

double export_quantile(const double *values, size_t count, size_t stride, double p_frac, double *space)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i * stride]))
            space[n++] = values[i * stride];
    stats_sort(space, n);
    return stats_quantile(space, n, p_frac);
}
