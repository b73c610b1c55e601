/// Rows of a CSV text after RFC 4180: comma, quotation marks doubled inside quotation marks, LF or CRLF.
/// A byte order mark is skipped, and so are empty lines.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "scenarios/run/arena.h"

/// Rows of one file beyond which it is refused, the header not counted.
#define CSV_ROWS_MAX 1000000

struct csv {
    const char *at;
    const char *end;
    int next_line;     // of the next row
    int line;          // of this row's first character
    char **cells;      // of this row
    size_t count;      //
    const char *fault; // what is wrong with this row, null if nothing
};

/// Begins at the first row. text: `size` bytes and a closing zero, borrowed.
struct csv csv_open(const char *text, size_t size);

/// Reads the next row into `arena`; false at the end, or where the row has a fault.
bool csv_next(struct csv *csv, struct arena *arena);
