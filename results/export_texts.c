/// Tables that stand in the file as they are: one row for each place of a scale, one column for each variable over it.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/export_table.h"

#define COLUMNS_MAX 8

/// A table of the file. variables: in the order of the columns; the scale's own name is that of its texts.
struct plain {
    enum export_name table;
    const char *scale;
    const char *variables[COLUMNS_MAX];
    const struct export_column *columns;
    size_t count;
};

static const struct export_column edge_columns[] = {
    {"edge_site", "", EXPORT_TEXT, 0},
    {"county", "", EXPORT_TEXT, 0},
    {"kind", "", EXPORT_TEXT, 0},
    {"placed_in", "", EXPORT_TEXT, 0},
    {"latitude", "degrees north", EXPORT_NUMBER, 4},
    {"longitude", "degrees east", EXPORT_NUMBER, 4},
    {"racks", "standard rack", EXPORT_NUMBER, 0},
};

static const struct export_column assumption_columns[] = {
    {"path", "", EXPORT_TEXT, 0}, {"value", "", EXPORT_TEXT, 0}, {"unit", "", EXPORT_TEXT, 0},
    {"mark", "", EXPORT_TEXT, 0}, {"shock", "", EXPORT_TEXT, 0}, {"source", "", EXPORT_TEXT, 0},
};

static const struct export_column observation_columns[] = {
    {"series", "", EXPORT_TEXT, 0},
    {"date", "", EXPORT_DATE, 0},
    {"value", "in the series' unit", EXPORT_NUMBER, EXPORT_BY_SIZE},
    {"kind", "", EXPORT_TEXT, 0},
    {"source", "", EXPORT_TEXT, 0},
};

static const struct plain plains[] = {
    {EXPORT_edge_sites,
     "edge_site",
     {"edge_site", "edge_site_county", "edge_site_kind", "edge_site_year", "edge_site_latitude",
      "edge_site_longitude", "edge_site_racks"},
     edge_columns,
     sizeof(edge_columns) / sizeof(*edge_columns)},
    {EXPORT_assumptions,
     "assumption",
     {"assumption", "assumption_value", "assumption_unit", "assumption_mark", "assumption_shock",
      "assumption_source"},
     assumption_columns,
     sizeof(assumption_columns) / sizeof(*assumption_columns)},
    {EXPORT_observations,
     "observation",
     {"observation_series", "observation_date", "observation_value", "observation_kind",
      "observation_source"},
     observation_columns,
     sizeof(observation_columns) / sizeof(*observation_columns)},
};

static void add_plain(struct export_book *book, struct load *load, const struct plain *plain,
                      struct sim_error *error)
{
    const char *const *texts[COLUMNS_MAX] = {0};
    double *numbers[COLUMNS_MAX] = {0};
    size_t before = error->count;
    const struct load_variable *scale = load_find(load, plain->scale);
    if (!scale)
        return;
    for (size_t c = 0; c < plain->count; c++) {
        const char *const scales[] = {plain->scale, NULL};
        if (plain->columns[c].type == EXPORT_TEXT)
            load_texts_of(load, plain->variables[c], plain->scale, &texts[c], error);
        else if (plain->columns[c].type == EXPORT_DATE)
            load_days_of(load, plain->variables[c], scales, true, &numbers[c], error);
        else
            load_numbers_of(load, plain->variables[c], scales, &numbers[c], error);
    }
    struct export_table *table = &book->tables[plain->table];
    if (error->count == before)
        export_columns(table, plain->columns, plain->count);
    for (size_t i = 0; i < scale->count && error->count == before; i++)
        for (size_t c = 0; c < plain->count; c++) {
            if (texts[c] && strcmp(plain->columns[c].name, "unit") == 0)
                export_unit(table, texts[c][i]);
            else if (texts[c])
                export_text(table, texts[c][i]);
            else if (plain->columns[c].type == EXPORT_DATE)
                export_number(table, (double)book->epoch_civil_day + round(numbers[c][i]));
            else
                export_number(table, numbers[c][i]);
        }
    for (size_t c = 0; c < plain->count; c++)
        free(numbers[c]);
}

void export_add_texts(struct export_book *book, struct load *load, struct sim_error *error)
{
    for (size_t i = 0; i < sizeof(plains) / sizeof(*plains); i++)
        add_plain(book, load, &plains[i], error);
}
