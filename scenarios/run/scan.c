#include "scenarios/run/scan.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Longest key path told; longer ones are cut.
#define PATH_BYTES 512
/// Longest token told; longer ones are cut.
#define TOKEN_BYTES 80

/// A container that is open where the scan stands.
struct level {
    char closer;      // '}', ')' or ']'; 0 of the file itself
    long index;       // of the element, in lists and arrays
    size_t path_size; // of its own key path
};

/// What is common to a scenario and all that it includes.
struct scan {
    struct scan_faults *faults;
    const char *folder; // null: the working folder
    bool may_include;   //
    size_t bytes;       // read so far
    int include_depth;  //
    int depth;          // of levels
    bool stop;          // a limit is passed: nothing more can be told
    char path[PATH_BYTES];
    struct level levels[SCAN_NESTING_MAX + 1];
};

/// Where the scan stands in one text.
struct cursor {
    const char *file;
    const char *at;
    const char *end;
    int line; // 0 where the text has none
};

const char *scan_read(const char *path, char **text, size_t *size)
{
    *text = NULL;
    *size = 0;
    struct stat about;
    if (stat(path, &about) != 0)
        return strerror(errno);
    if (S_ISDIR(about.st_mode))
        return strerror(EISDIR);
    if (!S_ISREG(about.st_mode))
        return "not a regular file";
    if ((size_t)about.st_size > SCAN_BYTES_MAX)
        return "larger than 64 MB";
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return strerror(errno);
    size_t room = (size_t)about.st_size;
    *text = malloc(room + 1);
    SIM_ASSERT(*text, "out of memory for %zu bytes of %s", room, path);
    *size = fread(*text, 1, room, stream);
    (*text)[*size] = '\0';
    const char *fault = ferror(stream) ? strerror(errno) : NULL;
    fclose(stream);
    if (fault) {
        free(*text);
        *text = NULL;
    }
    return fault;
}

static void tell_broken(struct scan *scan, const struct cursor *c, int line, const char *found,
                        const char *expected)
{
    sim_error_add(&scan->faults->broken, SIM_BAD_DATA, c->file, line, scan->path[0] ? scan->path : NULL,
                  found, expected);
}

static void stop(struct scan *scan, const struct cursor *c, const char *found, const char *expected)
{
    tell_broken(scan, c, c->line, found, expected);
    scan->stop = true;
}

/// Adds text at the end of a path that is `size` long; returns the new length.
static size_t set_path(struct scan *scan, size_t size, const char *text, size_t length)
{
    if (size + length >= PATH_BYTES)
        length = PATH_BYTES - 1 - size;
    memcpy(scan->path + size, text, length);
    scan->path[size + length] = '\0';
    return size + length;
}

/// In lists and arrays the path of a value is its index.
static void begin_value(struct scan *scan)
{
    const struct level *level = &scan->levels[scan->depth];
    if (level->closer != ')' && level->closer != ']')
        return;
    char index[32];
    int length = snprintf(index, sizeof(index), "[%ld]", level->index);
    set_path(scan, level->path_size, index, (size_t)length);
}

static void skip_block_comment(struct scan *scan, struct cursor *c)
{
    int first_line = c->line;
    for (c->at += 2; c->at < c->end; c->at++) {
        if (*c->at == '\n' && c->line)
            c->line++;
        if (*c->at == '*' && c->at + 1 < c->end && c->at[1] == '/') {
            c->at += 2;
            return;
        }
    }
    tell_broken(scan, c, first_line, "a comment without end", "*/");
}

static void skip_string(struct scan *scan, struct cursor *c)
{
    int first_line = c->line;
    for (c->at++; c->at < c->end; c->at++) {
        if (*c->at == '"') {
            c->at++;
            return;
        }
        if (*c->at == '\\' && c->at + 1 < c->end)
            c->at++;
        if (*c->at == '\n' && c->line)
            c->line++;
    }
    tell_broken(scan, c, first_line, "a text without end", "a closing quotation mark");
}

static const char *skip_digits(const char *at)
{
    while (isdigit((unsigned char)*at))
        at++;
    return at;
}

/// End of an exponent ("e-5") that starts here, or `at` itself.
static const char *skip_exponent(const char *at)
{
    if (*at != 'e' && *at != 'E')
        return at;
    const char *digits = at + 1 + (at[1] == '+' || at[1] == '-');
    return isdigit((unsigned char)*digits) ? skip_digits(digits) : at;
}

static void tell_number(struct scan *scan, const struct cursor *c, const char *token, const char *expected)
{
    sim_error_add(&scan->faults->numbers, SIM_BAD_DATA, c->file, c->line, scan->path[0] ? scan->path : NULL,
                  token, expected);
}

static void check_real(struct scan *scan, const struct cursor *c, const char *token, bool has_digits)
{
    if (!has_digits)
        tell_number(scan, c, token, "a number with digits");
    else if (!isfinite(strtod(token, NULL)))
        tell_number(scan, c, token, "a number of at most 1.7976931348623157e+308 in size");
}

/// token: an integer without its L.
static void check_integer(struct scan *scan, const struct cursor *c, const char *token, int base,
                          bool is_long)
{
    errno = 0;
    long long value = strtoll(token, NULL, base);
    if (errno == ERANGE)
        tell_number(scan, c, token, "a whole number of -9223372036854775808 to 9223372036854775807");
    else if (!is_long && (value < INT32_MIN || value > INT32_MAX))
        tell_number(scan, c, token,
                    "a whole number of -2147483648 to 2147483647, or an L after it (3000000000L)");
}

/// Scans a number; false where none starts here. Longest match, as libconfig's scanner does it.
static bool scan_number(struct scan *scan, struct cursor *c)
{
    const char *start = c->at, *digits = start + (*start == '+' || *start == '-');
    const char *end = skip_digits(digits);
    bool has_digits = end > digits, is_real = false;
    int base = 10;
    if (*end == '.') {
        const char *fraction = end + 1;
        end = skip_digits(fraction);
        has_digits = has_digits || end > fraction;
        end = skip_exponent(end);
        is_real = true;
    } else if (!has_digits) {
        return false;
    } else if (digits == start && end == digits + 1 && *digits == '0' && (*end == 'x' || *end == 'X') &&
               isxdigit((unsigned char)end[1])) {
        base = 16;
        for (end++; isxdigit((unsigned char)*end); end++)
            ;
    } else if (skip_exponent(end) > end) {
        end = skip_exponent(end);
        is_real = true;
    }
    size_t length = (size_t)(end - start);
    char *token = strndup(start, length);
    SIM_ASSERT(token, "out of memory for a number");
    bool is_long = !is_real && *end == 'L';
    begin_value(scan);
    if (is_real)
        check_real(scan, c, token, has_digits);
    else
        check_integer(scan, c, token, base, is_long);
    free(token);
    c->at = end + (is_long ? 1 + (end[1] == 'L') : 0);
    return true;
}

static bool is_name_start(char letter)
{
    return isalpha((unsigned char)letter) || letter == '*';
}

static void scan_name(struct scan *scan, struct cursor *c)
{
    const char *start = c->at;
    while (isalnum((unsigned char)*c->at) || *c->at == '-' || *c->at == '_' || *c->at == '*')
        c->at++;
    const struct level *level = &scan->levels[scan->depth];
    if (level->closer == ')' || level->closer == ']')
        return; // true, false, or a syntax error of libconfig's
    size_t size = level->path_size;
    const char *next = c->at;
    while (isspace((unsigned char)*next))
        next++;
    if (*next != '=' && *next != ':')
        return; // the value true or false
    if (size > 0)
        size = set_path(scan, size, ".", 1);
    set_path(scan, size, start, (size_t)(c->at - start));
}

static void open_level(struct scan *scan, struct cursor *c)
{
    char closer = *c->at == '{' ? '}' : *c->at == '(' ? ')' : ']';
    if (scan->depth == SCAN_NESTING_MAX) {
        stop(scan, c, "groups and lists nested deeper than 32", "at most 32 inside each other");
        return;
    }
    begin_value(scan);
    scan->depth++;
    scan->levels[scan->depth] = (struct level){.closer = closer, .path_size = strlen(scan->path)};
    c->at++;
}

static void close_level(struct scan *scan, struct cursor *c)
{
    if (scan->depth > 0) { // more closers than openers: libconfig says so
        scan->path[scan->levels[scan->depth].path_size] = '\0';
        scan->depth--;
    }
    c->at++;
}

/// The start of the name in `@include "name"`, where such a line starts here; else null.
static const char *include_name(const struct cursor *c)
{
    const char *at = c->at;
    while (*at == ' ' || *at == '\t')
        at++;
    if (strncmp(at, "@include", 8) != 0 || (at[8] != ' ' && at[8] != '\t'))
        return NULL;
    for (at += 8; *at == ' ' || *at == '\t'; at++)
        ;
    return *at == '"' ? at + 1 : NULL;
}

static void scan_text(struct scan *scan, struct cursor *c);

/// Opens and scans an included file, whose path is as the user can find it.
static void scan_included(struct scan *scan, const struct cursor *c, const char *path)
{
    char *text;
    size_t size;
    const char *fault = scan_read(path, &text, &size);
    if (fault) {
        char found[PATH_BYTES];
        snprintf(found, sizeof(found), "@include of %s (%s)", path, fault);
        tell_broken(scan, c, c->line, found, "a file that can be read");
        return;
    }
    struct cursor inner = {.file = path, .at = text, .end = text + size, .line = 1};
    scan->include_depth++;
    scan_text(scan, &inner);
    scan->include_depth--;
    free(text);
}

static void scan_include(struct scan *scan, struct cursor *c, const char *name)
{
    const char *end = name;
    while (end < c->end && *end != '"' && *end != '\n')
        end += *end == '\\' && end + 1 < c->end && (end[1] == '"' || end[1] == '\\') ? 2 : 1;
    if (end >= c->end || *end != '"') {
        tell_broken(scan, c, c->line, "an @include without end", "a closing quotation mark");
        c->at = end < c->end ? end : c->end;
        return;
    }
    c->at = end + 1;
    if (!scan->may_include) {
        tell_broken(scan, c, c->line, "an @include", "a value");
        return;
    }
    if (scan->include_depth == SCAN_INCLUDE_DEPTH_MAX) {
        stop(scan, c, "files included deeper than 10", "fewer (does one include itself?)");
        return;
    }
    size_t room = (scan->folder ? strlen(scan->folder) + 1 : 0) + (size_t)(end - name) + 1;
    char *path = malloc(room);
    SIM_ASSERT(path, "out of memory for a path");
    size_t length = scan->folder ? (size_t)snprintf(path, room, "%s/", scan->folder) : 0;
    for (const char *at = name; at < end; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        path[length++] = *at;
    }
    path[length] = '\0';
    scan_included(scan, c, path);
    free(path);
}

static void scan_token(struct scan *scan, struct cursor *c)
{
    char letter = *c->at, next = c->at + 1 < c->end ? c->at[1] : '\0';
    if (letter == '#' || (letter == '/' && next == '/')) {
        while (c->at < c->end && *c->at != '\n')
            c->at++;
    } else if (letter == '/' && next == '*') {
        skip_block_comment(scan, c);
    } else if (letter == '"') {
        skip_string(scan, c);
    } else if (letter == '{' || letter == '(' || letter == '[') {
        open_level(scan, c);
    } else if (letter == '}' || letter == ')' || letter == ']') {
        close_level(scan, c);
    } else if (letter == ',') {
        scan->levels[scan->depth].index++;
        c->at++;
    } else if (is_name_start(letter)) {
        scan_name(scan, c);
    } else if (!scan_number(scan, c)) {
        c->at++;
    }
}

static void scan_text(struct scan *scan, struct cursor *c)
{
    scan->bytes += (size_t)(c->end - c->at);
    if (scan->bytes > SCAN_BYTES_MAX) {
        stop(scan, c, "more than 64 MB with all that is included", "at most 64 MB");
        return;
    }
    if (memchr(c->at, '\0', (size_t)(c->end - c->at))) {
        stop(scan, c, "a zero byte", "plain text in UTF-8");
        return;
    }
    if (strncmp(c->at, "\xef\xbb\xbf", 3) == 0) {
        stop(scan, c, "a byte order mark", "plain text in UTF-8 without one");
        return;
    }
    bool at_line_start = true;
    while (c->at < c->end && !scan->stop) {
        const char *name = at_line_start ? include_name(c) : NULL;
        at_line_start = *c->at == '\n';
        if (at_line_start && c->line)
            c->line++;
        if (name)
            scan_include(scan, c, name);
        else
            scan_token(scan, c);
    }
}

void scan_file(const char *path, const char *folder, struct scan_faults *faults)
{
    char *text;
    size_t size;
    const char *fault = scan_read(path, &text, &size);
    if (fault) {
        sim_error_add(&faults->broken, SIM_NO_INPUT, path, 0, NULL, fault, "a scenario file");
        return;
    }
    struct scan scan = {.faults = faults, .folder = folder, .may_include = true};
    struct cursor cursor = {.file = path, .at = text, .end = text + size, .line = 1};
    scan_text(&scan, &cursor);
    free(text);
}

void scan_value(const char *text, const char *place, struct scan_faults *faults)
{
    struct scan scan = {.faults = faults};
    struct cursor cursor = {.file = place, .at = text, .end = text + strlen(text)};
    scan_text(&scan, &cursor);
}

void scan_faults_clear(struct scan_faults *faults)
{
    sim_error_clear(&faults->broken);
    sim_error_clear(&faults->numbers);
}
