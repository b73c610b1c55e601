#include "scenarios/run/tree.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Longest text shown in a message; longer ones are cut.
#define SHOWN_BYTES 60

/// What is common to the copy of a whole tree.
struct copier {
    struct arena *arena;
    const char *top, *folder;
    const struct sim_error *numbers;
    const char *last_name; // libconfig's name of the file of the last node
    const char *last_file; // and ours
};

static const char *file_of(struct copier *copier, const config_setting_t *setting)
{
    const char *name = setting->file;
    if (!name || strcmp(name, copier->top) == 0)
        return copier->top;
    if (name != copier->last_name) {
        copier->last_name = name;
        copier->last_file = copier->folder ? arena_print(copier->arena, "%s/%s", copier->folder, name)
                                           : arena_copy(copier->arena, name);
    }
    return copier->last_file;
}

static bool is_told(const struct copier *copier, const struct node *node, const char *path)
{
    for (size_t i = 0; i < copier->numbers->count; i++) {
        const struct sim_fault *fault = &copier->numbers->faults[i];
        if (fault->line == node->line && fault->key && strcmp(fault->key, path) == 0 &&
            strcmp(fault->file, node->file) == 0)
            return true;
    }
    return false;
}

static struct node *copy_setting(struct copier *copier, const config_setting_t *setting, const char *path);

static void copy_children(struct copier *copier, struct node *node, const config_setting_t *setting,
                          const char *path)
{
    int length = config_setting_length(setting);
    for (int i = 0; i < length; i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *child_path = NULL;
        if (path && child->name)
            child_path = arena_print(copier->arena, "%s%s%s", path, path[0] ? "." : "", child->name);
        else if (path)
            child_path = arena_print(copier->arena, "%s[%d]", path, i);
        node_append(node, copy_setting(copier, child, child_path));
    }
}

/// path: null where nobody asks for it.
static struct node *copy_setting(struct copier *copier, const config_setting_t *setting, const char *path)
{
    struct node *node = arena_alloc(copier->arena, sizeof(*node));
    node->name = arena_copy(copier->arena, setting->name);
    node->file = file_of(copier, setting);
    node->line = (int)setting->line;
    switch (setting->type) {
    case CONFIG_TYPE_INT:
        node->type = NODE_WHOLE;
        node->whole = setting->value.ival;
        break;
    case CONFIG_TYPE_INT64:
        node->type = NODE_WHOLE;
        node->whole = setting->value.llval;
        break;
    case CONFIG_TYPE_FLOAT:
        node->type = NODE_REAL;
        node->real = setting->value.fval;
        break;
    case CONFIG_TYPE_BOOL:
        node->type = NODE_BOOL;
        node->whole = setting->value.ival != 0;
        break;
    case CONFIG_TYPE_STRING:
        node->type = NODE_TEXT;
        node->text = arena_copy(copier->arena, setting->value.sval ? setting->value.sval : "");
        break;
    default:
        node->type = setting->type == CONFIG_TYPE_GROUP  ? NODE_GROUP
                     : setting->type == CONFIG_TYPE_LIST ? NODE_LIST
                                                         : NODE_ARRAY;
        copy_children(copier, node, setting, path);
    }
    node->is_told = path && is_told(copier, node, path);
    return node;
}

struct node *tree_of_config(struct arena *arena, const config_t *config, const char *top, const char *folder,
                            const struct sim_error *numbers)
{
    struct copier copier = {.arena = arena, .top = top, .folder = folder, .numbers = numbers};
    return copy_setting(&copier, config->root, numbers->count > 0 ? "" : NULL);
}

struct node *node_child(const struct node *node, const char *name)
{
    for (struct node *child = node->first; child; child = child->next)
        if (child->name && strcmp(child->name, name) == 0)
            return child;
    return NULL;
}

void node_append(struct node *parent, struct node *child)
{
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

struct node *node_copy(struct arena *arena, const struct node *node)
{
    struct node *copy = arena_alloc(arena, sizeof(*copy));
    *copy = *node;
    copy->name = NULL;
    copy->next = copy->first = copy->last = NULL;
    copy->pending = NULL;
    copy->count = 0;
    for (const struct node *child = node->first; child; child = child->next) {
        struct node *child_copy = node_copy(arena, child);
        child_copy->name = child->name;
        node_append(copy, child_copy);
    }
    return copy;
}

/// A text in quotation marks, cut to a length that a line can hold, at a character's border.
static const char *quoted(struct arena *arena, const char *text)
{
    size_t length = strlen(text);
    bool is_cut = length > SHOWN_BYTES;
    if (is_cut)
        length = SHOWN_BYTES;
    while (is_cut && length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    char *shown = arena_print(arena, "\"%.*s%s\"", (int)length, text, is_cut ? "..." : "");
    for (char *at = shown; *at; at++) // a terminal must not obey what a scenario says
        if (iscntrl((unsigned char)*at))
            *at = '?';
    return shown;
}

const char *node_describe(struct arena *arena, const struct node *node)
{
    char number[32];
    switch (node->type) {
    case NODE_GROUP: return "a group { ... }";
    case NODE_LIST: return arena_print(arena, "a list of %zu", node->count);
    case NODE_ARRAY: return arena_print(arena, "an array of %zu", node->count);
    case NODE_WHOLE: return arena_print(arena, "the number %lld", (long long)node->whole);
    case NODE_REAL: number_text(node->real, number); return arena_print(arena, "the number %s", number);
    case NODE_BOOL: return node->whole ? "true" : "false";
    case NODE_TEXT: return arena_print(arena, "the text %s", quoted(arena, node->text));
    case NODE_CELL: return arena_print(arena, "%s in column %d", quoted(arena, node->text), (int)node->whole);
    }
    return "nothing";
}

static bool cell_number(const char *text, double *real, int64_t *whole, bool *is_whole)
{
    size_t length = strspn(text, "+-.0123456789eE");
    if (length == 0 || text[length] != '\0' || strpbrk(text, "0123456789") == NULL)
        return false;
    char *end;
    *real = strtod(text, &end);
    if (*end != '\0')
        return false;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *is_whole = *end == '\0' && errno != ERANGE;
    if (*is_whole)
        *whole = value;
    return true;
}

bool node_number(const struct node *node, double *real, int64_t *whole, bool *is_whole)
{
    switch (node->type) {
    case NODE_WHOLE:
        *whole = node->whole;
        *real = (double)node->whole;
        *is_whole = true;
        return true;
    case NODE_REAL:
        *real = node->real;
        *is_whole = false;
        return true;
    case NODE_CELL: return cell_number(node->text, real, whole, is_whole);
    default: return false;
    }
}

const char *node_text(const struct node *node)
{
    return node->type == NODE_TEXT || node->type == NODE_CELL ? node->text : NULL;
}

void number_text(double value, char text[32])
{
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}

static void write_text(const char *text, FILE *stream)
{
    fputc('"', stream);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            fprintf(stream, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            fprintf(stream, "\\x%02x", byte);
        else
            fputc(byte, stream);
    }
    fputc('"', stream);
}

static void write_real(double value, FILE *stream)
{
    char text[32];
    number_text(value, text);
    // An exponent or a point keeps it a real; inf cannot be written, but the scan has told it.
    fprintf(stream, "%s%s", text, strpbrk(text, ".en") ? "" : ".0");
}

static void write_value(const struct node *node, int depth, FILE *stream);

static void write_children(const struct node *node, int depth, FILE *stream)
{
    for (const struct node *child = node->first; child; child = child->next) {
        fprintf(stream, "%*s%s = ", 4 * depth, "", child->name);
        write_value(child, depth, stream);
        fputs(";\n", stream);
        // Overrides inside a CSV file are part of what was run, though the language has no place for them.
        for (const struct pending *pending = child->pending; pending; pending = pending->next) {
            fprintf(stream, "%*s# %s = ", 4 * depth, "", pending->place);
            write_value(pending->value, -1, stream);
            fputc('\n', stream);
        }
    }
}

/// libconfig's arrays hold one type of scalars; after an override another may have come in.
static bool is_uniform(const struct node *array)
{
    for (const struct node *child = array->first; child; child = child->next)
        if (child->type != array->first->type || child->first)
            return false;
    return true;
}

/// Simple values in a line of their own, groups one below the other. depth: -1 for all in one line.
static void write_elements(const struct node *node, int depth, FILE *stream)
{
    bool is_array = node->type == NODE_ARRAY && is_uniform(node);
    fputc(is_array ? '[' : '(', stream);
    for (const struct node *child = node->first; child; child = child->next) {
        if (depth >= 0 && child->type == NODE_GROUP)
            fprintf(stream, "\n%*s", 4 * (depth + 1), "");
        else if (child != node->first)
            fputc(' ', stream);
        write_value(child, depth < 0 ? depth : depth + 1, stream);
        if (child->next)
            fputc(',', stream);
    }
    if (depth >= 0 && node->last && node->last->type == NODE_GROUP)
        fprintf(stream, "\n%*s", 4 * depth, "");
    fputc(is_array ? ']' : ')', stream);
}

static void write_line_group(const struct node *node, FILE *stream)
{
    fputs("{ ", stream);
    for (const struct node *child = node->first; child; child = child->next) {
        fprintf(stream, "%s = ", child->name);
        write_value(child, -1, stream);
        fputs("; ", stream);
    }
    fputc('}', stream);
}

static void write_value(const struct node *node, int depth, FILE *stream)
{
    switch (node->type) {
    case NODE_GROUP:
        if (depth < 0) {
            write_line_group(node, stream);
            return;
        }
        fputs("{\n", stream);
        write_children(node, depth + 1, stream);
        fprintf(stream, "%*s}", 4 * depth, "");
        return;
    case NODE_LIST:
    case NODE_ARRAY: write_elements(node, depth, stream); return;
    case NODE_WHOLE:
        fprintf(stream, "%lld%s", (long long)node->whole,
                node->whole < INT32_MIN || node->whole > INT32_MAX ? "L" : "");
        return;
    case NODE_REAL: write_real(node->real, stream); return;
    case NODE_BOOL: fputs(node->whole ? "true" : "false", stream); return;
    case NODE_TEXT:
    case NODE_CELL: write_text(node->text, stream); return;
    }
}

void tree_write(const struct node *root, FILE *stream)
{
    write_children(root, 0, stream);
}
