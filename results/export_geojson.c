
#include "results/export_table.h"
#include "results/geojson.h"
#include "results/to_json.h"

/// A table's rows as points, each with all else that the row says.
static void add_points(json_t *map, const struct export_table *table, const char *layer)
{
    if (table->column_count == 0)
        return;
    json_t *units = json_object_get(map, "units");
    for (size_t c = 0; c < table->column_count; c++)
        if (*table->columns[c].unit)
            json_object_set_new(units, table->columns[c].name, json_string(table->columns[c].unit));
    size_t latitude = export_column_of(table, "latitude"), longitude = export_column_of(table, "longitude");
    for (size_t row = 0; row < table->row_count; row++) {
        json_t *properties = json_object();
        json_object_set_new(properties, "layer", json_string(layer));
        for (size_t c = 0; c < table->column_count; c++) {
            const struct export_cell *cell = export_cell_at(table, row, c);
            if (c == latitude || c == longitude)
                continue;
            json_object_set_new(properties, table->columns[c].name,
                                cell->text ? to_json_text(cell->text) : to_json_statistic(cell->number));
        }
        geojson_add_point(map, export_cell_at(table, row, longitude)->number,
                          export_cell_at(table, row, latitude)->number, properties);
    }
}

enum sim_status export_geojson(const struct export_book *book, const char *path, struct sim_error *error)
{
    json_t *map = geojson_create();
    json_object_set_new(map, "title", to_json_text(book->title));
    json_object_set_new(map, "units", json_object());
    add_points(map, &book->tables[EXPORT_sites], "site");
    add_points(map, &book->tables[EXPORT_edge_sites], "edge_site");
    add_points(map, &book->tables[EXPORT_counties], "county");
    return geojson_write(map, path, error);
}
