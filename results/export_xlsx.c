#define _GNU_SOURCE // memfd_create

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "results/export_table.h"
#include "results/publish.h"
#include "results/table.h"
#include "results/utf8.h"
#include "sim/memory.h"

/// What Excel can hold in a cell, in UTF-16 units, and in a sheet.
#define TEXT_MAX 32767
#define ROWS_MAX 1048576

/// Widths of columns, in characters.
#define WIDTH_LEAST 9
#define WIDTH_MOST  60

/// Excel's day 0 as a civil day: 1899-12-30, which makes its day count right from 1900-03-01 on.
static const double DAY_0 = -25569;
static const int64_t SECONDS_OF_DAY = 86400;

struct formats {
    lxw_format *headers[2], *text, *share, *date; // headers: of texts, of numbers
    lxw_format *numbers[5];                       // by decimals
};

static lxw_format *add_format(lxw_workbook *workbook)
{
    lxw_format *format = workbook_add_format(workbook);
    SIM_ASSERT(format, "out of memory for a workbook");
    return format;
}

static void add_formats(lxw_workbook *workbook, struct formats *formats)
{
    static const char *const patterns[] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"};
    for (int i = 0; i < 2; i++) {
        lxw_format *header = formats->headers[i] = add_format(workbook);
        format_set_bold(header);
        format_set_bg_color(header, 0xDDE6F0);
        format_set_bottom(header, LXW_BORDER_THIN);
        format_set_text_wrap(header);
        format_set_align(header, LXW_ALIGN_VERTICAL_TOP);
        format_set_align(header, i == 0 ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT);
    }
    format_set_indent(formats->headers[0], 1);
    formats->text = add_format(workbook);
    format_set_align(formats->text, LXW_ALIGN_VERTICAL_TOP);
    format_set_indent(formats->text, 1); // away from the number on its left
    formats->share = add_format(workbook);
    format_set_num_format(formats->share, "0.0%");
    formats->date = add_format(workbook);
    format_set_num_format(formats->date, "yyyy-mm-dd");
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
        formats->numbers[i] = add_format(workbook);
        format_set_num_format(formats->numbers[i], patterns[i]);
    }
}

/// Decimals that a number is shown with.
static int decimals_of(const struct export_column *column, double number)
{
    if (column->decimals != EXPORT_BY_SIZE)
        return column->decimals;
    if (number == trunc(number))
        return 0;
    int decimals = 3 - (int)floor(log10(fabs(number)));
    return decimals < 0 ? 0 : decimals > 4 ? 4 : decimals;
}

static lxw_error write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t at,
                            const struct export_column *column, const struct export_cell *cell,
                            const struct formats *formats)
{
    if (column->type == EXPORT_TEXT) {
        if (!*cell->text)
            return LXW_NO_ERROR;
        char *text = utf8_cut(cell->text, TEXT_MAX);
        lxw_error fault = worksheet_write_string(sheet, row, at, text, formats->text);
        free(text);
        return fault;
    }
    if (!isfinite(cell->number))
        return LXW_NO_ERROR;
    if (column->type == EXPORT_DATE)
        return worksheet_write_number(sheet, row, at, cell->number - DAY_0, formats->date);
    return worksheet_write_number(
        sheet, row, at, cell->number,
        column->type == EXPORT_SHARE ? formats->share : formats->numbers[decimals_of(column, cell->number)]);
}

/// Places that a cell takes as it is shown.
static size_t width_of(const struct export_column *column, const struct export_cell *cell)
{
    char text[64];
    if (column->type == EXPORT_TEXT)
        return table_width(cell->text);
    if (column->type != EXPORT_NUMBER || !isfinite(cell->number))
        return WIDTH_LEAST;
    int length = snprintf(text, sizeof(text), "%.*f", decimals_of(column, cell->number), cell->number);
    return (size_t)length + (size_t)length / 3; // with its thousands apart
}

static double column_width(const struct export_table *table, size_t column)
{
    // The header may take two lines, and has the filter's button beside it.
    size_t width = strlen(table->columns[column].name) + 3;
    for (size_t row = 0; row < table->row_count; row++) {
        size_t wanted = width_of(&table->columns[column], export_cell_at(table, row, column));
        width = wanted > width ? wanted : width;
    }
    width += 1;
    return (double)(width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width);
}

static lxw_error write_sheet(lxw_workbook *workbook, const char *name, const struct export_table *table,
                             const struct formats *formats)
{
    char header[128];
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, name);
    lxw_error fault = LXW_NO_ERROR;
    SIM_ASSERT(sheet, "out of memory for a workbook");
    size_t rows = table->row_count < ROWS_MAX - 1 ? table->row_count : ROWS_MAX - 1;
    for (size_t c = 0; c < table->column_count && !fault; c++) {
        const struct export_column *column = &table->columns[c];
        snprintf(header, sizeof(header), "%s%s%s%s", column->name, *column->unit ? "\n(" : "", column->unit,
                 *column->unit ? ")" : "");
        fault = worksheet_write_string(sheet, 0, (lxw_col_t)c, header,
                                       formats->headers[column->type != EXPORT_TEXT]);
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, column_width(table, c), NULL);
    }
    for (size_t row = 0; row < rows && !fault; row++)
        for (size_t c = 0; c < table->column_count && !fault; c++)
            fault = write_cell(sheet, (lxw_row_t)row + 1, (lxw_col_t)c, &table->columns[c],
                               export_cell_at(table, row, c), formats);
    if (fault)
        return fault;
    worksheet_freeze_panes(sheet, 1, 1);
    if (rows > 0)
        worksheet_autofilter(sheet, 0, 0, (lxw_row_t)rows, (lxw_col_t)(table->column_count - 1));
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); // A4
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    return LXW_NO_ERROR;
}

static lxw_error write_book(const struct export_book *book, const char *path)
{
    struct formats formats;
    char *title = utf8_clean(book->title);
    char *short_title = utf8_cut(title, 200);
    lxw_error fault = LXW_NO_ERROR;
    lxw_workbook *workbook = workbook_new(path);
    if (!workbook) {
        free(title);
        free(short_title);
        return LXW_ERROR_CREATING_XLSX_FILE;
    }
    // Its own clock would make other bytes each time.
    lxw_doc_properties properties = {.title = short_title,
                                     .comments = "Written by suanli",
                                     .created = (time_t)(book->epoch_civil_day * SECONDS_OF_DAY)};
    workbook_set_properties(workbook, &properties);
    add_formats(workbook, &formats);
    for (int t = 0; t < EXPORT_TABLE_COUNT && !fault; t++)
        if (book->tables[t].column_count > 0)
            fault = write_sheet(workbook, export_names[t], &book->tables[t], &formats);
    lxw_error closing = workbook_close(workbook);
    free(title);
    free(short_title);
    return fault ? fault : closing;
}

/// Returns 0 or an errno.
static int copy_all(int from, int to)
{
    char block[1 << 16];
    if (lseek(from, 0, SEEK_SET) != 0)
        return errno;
    for (;;) {
        ssize_t size = read(from, block, sizeof(block));
        if (size <= 0)
            return size < 0 ? errno : 0;
        for (ssize_t done = 0; done < size;) {
            ssize_t written = write(to, block + done, (size_t)(size - done));
            if (written < 0 && errno != EINTR)
                return errno;
            done += written > 0 ? written : 0;
        }
    }
}

enum sim_status export_xlsx(const struct export_book *book, const char *path, struct sim_error *error)
{
    struct publish file;
    char name[64];
    enum sim_status status = publish_begin(&file, path, error);
    if (status != SIM_OK)
        return status;
    // By way of memory: of a disk that is full the library has messages of its own to tell.
    int memory = memfd_create("workbook", MFD_CLOEXEC), fault = memory < 0 ? errno : 0;
    lxw_error book_fault = LXW_NO_ERROR;
    if (!fault) {
        snprintf(name, sizeof(name), "/proc/self/fd/%d", memory);
        book_fault = write_book(book, name);
        fault = book_fault ? 0 : copy_all(memory, file.descriptor);
        close(memory);
    }
    if (!fault && !book_fault)
        return publish_finish(&file, error);
    publish_drop(&file);
    return sim_error_say(error, SIM_IO, "%s: cannot be written: %s", path,
                         book_fault ? lxw_strerror(book_fault) : strerror(fault));
}
