#include "scenarios/run/csv.h"

#include <string.h>

struct csv csv_open(const char *text, size_t size)
{
    size_t mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    bool has_zero = memchr(text, '\0', size) != NULL; // cells end with one
    return (struct csv){
        .at = text + mark,
        .end = text + size,
        .next_line = 1,
        .line = 1,
        .fault = has_zero ? "a zero byte in the file" : NULL,
    };
}

static bool is_line_end(const struct csv *csv)
{
    return csv->at == csv->end || *csv->at == '\n' ||
           (*csv->at == '\r' && (csv->at + 1 == csv->end || csv->at[1] == '\n'));
}

static void skip_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    csv->next_line++;
}

/// Reads a cell in quotation marks to `out`; returns the end of what was written.
static char *read_quoted(struct csv *csv, char *out)
{
    for (csv->at++; csv->at < csv->end; csv->at++) {
        if (*csv->at == '"' && csv->at + 1 < csv->end && csv->at[1] == '"') {
            csv->at++;
        } else if (*csv->at == '"') {
            csv->at++;
            if (!is_line_end(csv) && *csv->at != ',')
                csv->fault = "text after a closing quotation mark";
            return out;
        }
        csv->next_line += *csv->at == '\n';
        *out++ = *csv->at;
    }
    csv->fault = "a quotation mark that is never closed";
    return out;
}

/// Reads a cell without quotation marks, less the blanks around it; returns the end of what was written.
static char *read_plain(struct csv *csv, char *out)
{
    while (*csv->at == ' ' || *csv->at == '\t')
        csv->at++;
    char *start = out;
    for (; !is_line_end(csv) && *csv->at != ','; csv->at++) {
        if (*csv->at == '"')
            csv->fault = "a quotation mark inside a cell that does not begin with one";
        *out++ = *csv->at;
    }
    while (out > start && (out[-1] == ' ' || out[-1] == '\t'))
        out--;
    return out;
}

/// Cells and bytes of the row that starts here, at most: commas in quotation marks are counted too.
static void measure(const struct csv *csv, size_t *cells, size_t *bytes)
{
    bool is_quoted = false;
    const char *at = csv->at;
    *cells = 1;
    for (; at < csv->end && (is_quoted || *at != '\n'); at++) {
        if (*at == '"')
            is_quoted = !is_quoted;
        *cells += *at == ',';
    }
    *bytes = (size_t)(at - csv->at) + *cells + 1;
}

bool csv_next(struct csv *csv, struct arena *arena)
{
    csv->count = 0;
    if (csv->fault)
        return false;
    while (csv->at < csv->end && is_line_end(csv))
        skip_line_end(csv);
    csv->line = csv->next_line;
    if (csv->at == csv->end)
        return false;
    size_t cells, bytes;
    measure(csv, &cells, &bytes);
    csv->cells = arena_alloc(arena, cells * sizeof(*csv->cells));
    char *out = arena_alloc(arena, bytes);
    for (;;) {
        csv->cells[csv->count++] = out;
        out = *csv->at == '"' ? read_quoted(csv, out) : read_plain(csv, out);
        *out++ = '\0';
        if (csv->fault || is_line_end(csv))
            break;
        csv->at++; // the comma
    }
    skip_line_end(csv);
    return !csv->fault;
}
