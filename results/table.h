/// Aligned tables for a terminal.
///
/// Columns align by display width: a Chinese character takes two places. Widths come from a table of our own, after
/// Unicode Standard Annex 11 (East Asian Width, W and F are wide), so that a table looks the same under every locale;
/// texts are UTF-8 always. Bytes that are no UTF-8 and control characters are shown as '?': what is in a file cannot
/// steer a terminal.
///
///     struct table *table = table_create();
///     table_column(table, "site", TABLE_LEFT);
///     table_column(table, "racks", TABLE_RIGHT);
///     table_cell(table, TABLE_PLAIN, "%s", name);
///     table_cell(table, TABLE_GOOD, "%g", racks);
///     table_print(table, stdout, colours);
///     table_destroy(table);
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum table_align { TABLE_LEFT, TABLE_RIGHT };

/// Colour of a cell, where colours are asked for.
enum table_style {
    TABLE_PLAIN,
    TABLE_GOOD, // green
    TABLE_FAIR, // cyan
    TABLE_POOR, // yellow
    TABLE_BAD,  // red
    TABLE_FAINT,
};

struct table;

struct table *table_create(void);
void table_destroy(struct table *table);

/// Adds a column. All columns come before the first cell.
void table_column(struct table *table, const char *header, enum table_align align);

/// Adds a cell, row by row from the left. The text is printf-style and copied.
void table_cell(struct table *table, enum table_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Prints header, rule and rows, two blanks between columns, none at the end of a line. The last row may be short.
void table_print(const struct table *table, FILE *stream, bool colours);

/// Places that a text takes on a terminal.
size_t table_width(const char *text);

/// Prints a text as a cell would show it, without padding.
void table_text(FILE *stream, const char *text);
