#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/export_table.h"
#include "results/publish_folder.h"
#include "sim/clock.h"

static const char *const file_names[EXPORT_TABLE_COUNT] = {
#define EXPORT_TABLE_ENTRY(name) #name ".csv",
    EXPORT_TABLE_LIST(EXPORT_TABLE_ENTRY)
#undef EXPORT_TABLE_ENTRY
};

/// Whether a spreadsheet that opens the file would calculate with the text.
static bool is_formula(const char *text)
{
    char *end;
    if (!*text || !strchr("=+-@\t\r", *text))
        return false;
    strtod(text, &end);
    return end == text || *end;
}

/// A field (RFC 4180, section 2, rules 5 to 7).
static void write_text(FILE *stream, const char *text)
{
    bool is_guarded = is_formula(text);
    if (!is_guarded && !text[strcspn(text, ",\"\r\n")]) {
        fputs(text, stream);
        return;
    }
    fputs(is_guarded ? "\"'" : "\"", stream);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}

/// The shortest decimal that reads back as the same number; nothing for none.
static void write_number(FILE *stream, double number)
{
    char text[32] = "";
    for (int digits = 6; digits <= 17 && isfinite(number); digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    fputs(text, stream);
}

static void write_cell(FILE *stream, const struct export_column *column, const struct export_cell *cell)
{
    char date[11];
    if (column->type == EXPORT_TEXT) {
        write_text(stream, cell->text);
    } else if (column->type == EXPORT_DATE && !isnan(cell->number)) {
        sim_date_write((int64_t)cell->number, date);
        fputs(date, stream);
    } else {
        write_number(stream, cell->number);
    }
}

static void write_table(FILE *stream, const struct export_table *table)
{
    char header[128];
    for (size_t c = 0; c < table->column_count; c++) {
        const struct export_column *column = &table->columns[c];
        snprintf(header, sizeof(header), "%s%s%s%s", column->name, *column->unit ? " [" : "", column->unit,
                 *column->unit ? "]" : "");
        fputs(c ? "," : "", stream);
        write_text(stream, header);
    }
    fputs("\r\n", stream);
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t c = 0; c < table->column_count; c++) {
            fputs(c ? "," : "", stream);
            write_cell(stream, &table->columns[c], export_cell_at(table, row, c));
        }
        fputs("\r\n", stream);
    }
}

/// Returns 0 or an errno.
static int write_file(const struct publish_folder *folder, enum export_name name,
                      const struct export_table *table)
{
    char *path = publish_folder_file(folder, file_names[name]);
    FILE *stream = fopen(path, "wxe");
    int fault = stream ? 0 : errno;
    free(path);
    if (!stream)
        return fault;
    write_table(stream, table);
    fault = ferror(stream) || fflush(stream) != 0 ? errno : 0;
    if (fclose(stream) != 0 && !fault)
        fault = errno;
    return fault;
}

enum sim_status export_csv(const struct export_book *book, const char *path, struct sim_error *error)
{
    struct publish_folder folder;
    int fault = 0;
    enum sim_status status = publish_folder_begin(&folder, path, file_names, EXPORT_TABLE_COUNT, error);
    if (status != SIM_OK)
        return status;
    for (int t = 0; t < EXPORT_TABLE_COUNT && !fault; t++)
        if (book->tables[t].column_count > 0)
            fault = write_file(&folder, (enum export_name)t, &book->tables[t]);
    if (!fault)
        return publish_folder_finish(&folder, error);
    publish_folder_drop(&folder);
    return sim_error_say(error, SIM_IO, "%s: cannot be written: %s", path, strerror(fault));
}
