#include "results/table.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "results/utf8.h"
#include "sim/memory.h"
#include "sim/status.h"

static const char GAP[] = "  ";

/// First and last code point of a range.
struct range {
    uint32_t first;
    uint32_t last;
};

/// Marks that sit on the character before them, and characters without a place. Source: Unicode 15, blocks of
/// combining marks, variation selectors, and format characters.
static const struct range ZERO[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},   {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},   {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

/// Two places. Source: Unicode 15, EastAsianWidth.txt, W and F, adjoining ranges joined.
static const struct range WIDE[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4C6},
    {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1B000, 0x1B2FB}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static const char *const COLOURS[] = {
    [TABLE_PLAIN] = "",        [TABLE_GOOD] = "\033[32m", [TABLE_FAIR] = "\033[36m",
    [TABLE_POOR] = "\033[33m", [TABLE_BAD] = "\033[31m",  [TABLE_FAINT] = "\033[2m",
};

static const char PLAIN_AGAIN[] = "\033[0m";

struct cell {
    char *text; // clean
    size_t width;
    enum table_style style;
};

struct table {
    struct cell *headers;
    enum table_align *aligns;
    size_t *widths;
    size_t columns;
    struct cell *cells;
    size_t count, capacity;
};

static bool is_in(uint32_t point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

static size_t point_width(uint32_t point)
{
    if (is_in(point, ZERO, sizeof(ZERO) / sizeof(ZERO[0])))
        return 0;
    return is_in(point, WIDE, sizeof(WIDE) / sizeof(WIDE[0])) ? 2 : 1;
}

static bool is_control(uint32_t point)
{
    // The two lines of controls; line and direction controls would disturb the table as well.
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029 ||
           (point >= 0x202A && point <= 0x202E);
}

/// The next shown character: bytes taken and those to show.
static size_t next(const char *text, const char **shown, size_t *shown_bytes, size_t *width)
{
    uint32_t point;
    size_t taken = utf8_decode(text, &point);
    if (taken == 0 || is_control(point)) {
        *shown = "?";
        *shown_bytes = *width = 1;
        return taken ? taken : 1;
    }
    *shown = text;
    *shown_bytes = taken;
    *width = point_width(point);
    return taken;
}

static struct cell make_cell(const char *text, enum table_style style)
{
    struct cell cell = {.text = sim_memory_new(strlen(text) + 1, 1, "a cell"), .style = style};
    size_t used = 0, bytes, width;
    const char *shown;
    for (const char *at = text; *at;) {
        at += next(at, &shown, &bytes, &width);
        memcpy(cell.text + used, shown, bytes);
        used += bytes;
        cell.width += width;
    }
    return cell;
}

/// Blanks are owed until a text follows, so that none end a line. *blanks: those owed.
static void print_cell(const struct table *table, const struct cell *cell, size_t column, bool is_last,
                       FILE *stream, bool colours, size_t *blanks)
{
    size_t left = table->widths[column] - cell->width;
    bool coloured = colours && cell->style != TABLE_PLAIN;
    if (table->aligns[column] == TABLE_RIGHT)
        *blanks += left;
    if (*cell->text) {
        fprintf(stream, "%*s%s%s%s", (int)*blanks, "", coloured ? COLOURS[cell->style] : "", cell->text,
                coloured ? PLAIN_AGAIN : "");
        *blanks = 0;
    }
    if (table->aligns[column] == TABLE_LEFT)
        *blanks += left;
    *blanks += strlen(GAP);
    if (!is_last)
        return;
    fputc('\n', stream);
    *blanks = 0;
}

struct table *table_create(void)
{
    return sim_memory_new(1, sizeof(struct table), "a table");
}

void table_destroy(struct table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->columns; i++)
        free(table->headers[i].text);
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i].text);
    free(table->headers);
    free(table->aligns);
    free(table->widths);
    free(table->cells);
    free(table);
}

void table_column(struct table *table, const char *header, enum table_align align)
{
    SIM_ASSERT(table->count == 0, "column %s comes after the first cell", header);
    size_t count = ++table->columns;
    table->headers = realloc(table->headers, count * sizeof(*table->headers));
    table->aligns = realloc(table->aligns, count * sizeof(*table->aligns));
    table->widths = realloc(table->widths, count * sizeof(*table->widths));
    SIM_ASSERT(table->headers && table->aligns && table->widths, "out of memory for column %s", header);
    table->headers[count - 1] = make_cell(header, TABLE_PLAIN);
    table->aligns[count - 1] = align;
    table->widths[count - 1] = table->headers[count - 1].width;
}

void table_cell(struct table *table, enum table_style style, const char *format, ...)
{
    SIM_ASSERT(table->columns > 0, "a cell without columns");
    table->cells =
        sim_memory_grow(table->cells, &table->capacity, table->count + 1, sizeof(*table->cells), "cells");
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    SIM_ASSERT(length >= 0, "a cell of format %s", format);
    char *text = sim_memory_new((size_t)length + 1, 1, "a cell");
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    size_t column = table->count % table->columns;
    struct cell cell = make_cell(text, style);
    free(text);
    table->cells[table->count++] = cell;
    if (cell.width > table->widths[column])
        table->widths[column] = cell.width;
}

void table_print(const struct table *table, FILE *stream, bool colours)
{
    size_t blanks = 0;
    for (size_t i = 0; i < table->columns; i++)
        print_cell(table, &table->headers[i], i, i + 1 == table->columns, stream, colours, &blanks);
    for (size_t i = 0; i < table->columns; i++) {
        for (size_t place = 0; place < table->widths[i]; place++)
            fputc('-', stream);
        fputs(i + 1 == table->columns ? "\n" : GAP, stream);
    }
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        bool is_last = column + 1 == table->columns || i + 1 == table->count;
        print_cell(table, &table->cells[i], column, is_last, stream, colours, &blanks);
    }
}

size_t table_width(const char *text)
{
    struct cell cell = make_cell(text, TABLE_PLAIN);
    free(cell.text);
    return cell.width;
}

void table_text(FILE *stream, const char *text)
{
    struct cell cell = make_cell(text, TABLE_PLAIN);
    fputs(cell.text, stream);
    free(cell.text);
}
