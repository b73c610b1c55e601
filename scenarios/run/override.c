#include "scenarios/run/override.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scenarios/run/scan.h"

bool is_csv_name(const char *text)
{
    size_t length = strlen(text);
    for (const char *at = text; *at; at++)
        if (iscntrl((unsigned char)*at))
            return false;
    return length > 4 && strcasecmp(text + length - 4, ".csv") == 0;
}

bool override_step(const char **path, struct override_step *step)
{
    const char *at = *path;
    *step = (struct override_step){0};
    if (*at == '[') {
        char *end;
        errno = 0;
        if (!isdigit((unsigned char)at[1]))
            return false;
        step->index = strtoll(at + 1, &end, 10);
        if (*end != ']' || errno == ERANGE)
            return false;
        at = end + 1;
    } else {
        step->name = at;
        step->length = strcspn(at, ".[]");
        if (step->length == 0)
            return false;
        at += step->length;
    }
    if (*at == '.' && at[1] != '\0' && at[1] != '.' && at[1] != '[')
        at++;
    else if (*at != '\0' && *at != '[')
        return false;
    *path = at;
    return true;
}

static bool is_path(const char *path)
{
    struct override_step step;
    size_t steps = 0;
    for (const char *at = path; *at; at++)
        if (iscntrl((unsigned char)*at))
            return false;
    while (*path)
        if (!override_step(&path, &step) || ++steps > SCAN_NESTING_MAX)
            return false;
    return steps > 0;
}

static void mark(struct node *node, const char *place)
{
    node->file = place;
    node->line = 0;
    node->is_override = true;
    for (struct node *child = node->first; child; child = child->next)
        mark(child, place);
}

/// The scan's faults, told under the override's path.
static void tell_scan(const struct sim_error *faults, const char *place, const char *path,
                      struct arena *arena, struct sim_error *error)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct sim_fault *fault = &faults->faults[i];
        const char *key = fault->key ? fault->key : "";
        key = arena_print(arena, "%s%s%s", path, key[0] == '[' || key[0] == '\0' ? "" : ".", key);
        sim_error_add(error, SIM_BAD_DATA, place, 0, key, fault->found, fault->expected);
    }
}

/// A value in quotation marks or brackets, as libconfig reads it; null and told where it cannot.
static struct node *parse_value(struct arena *arena, const char *text, const char *place, const char *path,
                                struct sim_error *error)
{
    struct scan_faults faults = {0};
    scan_value(text, place, &faults);
    bool is_sound = faults.broken.count + faults.numbers.count == 0;
    tell_scan(&faults.broken, place, path, arena, error);
    tell_scan(&faults.numbers, place, path, arena, error);
    scan_faults_clear(&faults);
    if (!is_sound)
        return NULL;
    config_t config;
    config_init(&config);
    struct node *value = NULL;
    if (config_read_string(&config, arena_print(arena, "value = %s\n;", text)) == CONFIG_TRUE) {
        const struct sim_error none = {0};
        struct node *root = tree_of_config(arena, &config, place, NULL, &none);
        value = root->count == 1 ? root->first : NULL;
    }
    if (!value)
        sim_error_add(error, SIM_BAD_DATA, place, 0, path, text,
                      "one value: a number, true, false, \"text\", [array], (list) or {group}");
    config_destroy(&config);
    return value;
}

/// A number without brackets; false where the text is none.
static bool read_number(const char *text, struct node *value)
{
    size_t length = strlen(text);
    char digits[64];
    if (length == 0 || length >= sizeof(digits))
        return false;
    memcpy(digits, text, length + 1);
    bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    for (int i = 0; i < 2 && length > 1 && digits[length - 1] == 'L' && !strpbrk(digits, ".eE"); i++)
        digits[--length] = '\0';
    if (is_hex) {
        char *end;
        errno = 0;
        value->type = NODE_WHOLE;
        value->whole = strtoll(digits, &end, 16);
        return errno == 0 && *end == '\0' && end > digits + 2;
    }
    const struct node cell = {.type = NODE_CELL, .text = digits};
    bool is_whole;
    if (!node_number(&cell, &value->real, &value->whole, &is_whole))
        return false;
    value->type = is_whole ? NODE_WHOLE : NODE_REAL;
    return true;
}

static struct node *read_value(struct arena *arena, const char *text, const char *place, const char *path,
                               struct sim_error *error)
{
    while (isspace((unsigned char)*text))
        text++;
    struct node *value = arena_alloc(arena, sizeof(*value));
    if (*text && strchr("\"{[(", *text)) {
        value = parse_value(arena, text, place, path, error);
    } else if (read_number(text, value)) {
        if (value->type == NODE_REAL && !isfinite(value->real)) {
            sim_error_add(error, SIM_BAD_DATA, place, 0, path, text,
                          "a number of at most 1.7976931348623157e+308 in size");
            return NULL;
        }
    } else if (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0) {
        value->type = NODE_BOOL;
        value->whole = strcasecmp(text, "true") == 0;
    } else {
        value->type = NODE_TEXT;
        value->text = arena_copy(arena, text);
    }
    if (value)
        mark(value, place);
    return value;
}

/// Puts a copy of the value where `old` is, among the same siblings and under the same name.
static void replace(struct arena *arena, struct node *old, const struct node *value)
{
    struct node *next = old->next;
    const char *name = old->name;
    bool has_replaced_group = old->type == NODE_GROUP || old->has_replaced_group;
    *old = *node_copy(arena, value);
    old->name = name;
    old->next = next;
    old->has_replaced_group = has_replaced_group;
}

/// The child that a step leads to; null where there is none.
static struct node *find(const struct node *node, const struct override_step *step)
{
    int64_t index = 0;
    for (struct node *child = node->first; child; child = child->next, index++)
        if (step->name ? child->name && strlen(child->name) == step->length &&
                             strncmp(child->name, step->name, step->length) == 0
                       : index == step->index)
            return child;
    return NULL;
}

/// Where a step cannot be taken, tells so.
static bool can_step(struct arena *arena, const struct node *node, const struct override_step *step,
                     const char *place, const char *key, struct sim_error *error)
{
    bool has_elements = node->type == NODE_LIST || node->type == NODE_ARRAY;
    if (step->name ? node->type != NODE_GROUP : !has_elements) {
        sim_error_add(error, SIM_BAD_DATA, place, 0, key, node_describe(arena, node),
                      step->name ? "a group, to set a key in" : "a list or array, to set an element of");
        return false;
    }
    if (!step->name && (uint64_t)step->index >= node->count) {
        sim_error_add(error, SIM_BAD_DATA, place, 0, key,
                      arena_print(arena, "the index %lld", (long long)step->index),
                      node->count ? arena_print(arena, "an index of 0..%zu", node->count - 1)
                                  : "no index, as the list is empty");
        return false;
    }
    return true;
}

static void wait_for_rows(struct arena *arena, struct node *node, const char *path, const char *place,
                          const struct node *value)
{
    struct pending *pending = arena_alloc(arena, sizeof(*pending)), **end = &node->pending;
    *pending = (struct pending){.path = path, .place = place, .value = value};
    while (*end)
        end = &(*end)->next;
    *end = pending;
}

/// Path from the scenario's root up to where `rest` begins, which is the end of it. place: "-D path".
static const char *key_before(struct arena *arena, const char *place, const char *rest)
{
    const char *path = place + strlen("-D ");
    size_t size = strlen(path) - strlen(rest);
    if (size > 0 && path[size - 1] == '.')
        size--;
    return size > 0 ? arena_print(arena, "%.*s", (int)size, path) : NULL;
}

/// A key that libconfig can read back from the resolved text.
static bool is_key(const struct override_step *step)
{
    if (!isalpha((unsigned char)step->name[0]) && step->name[0] != '*')
        return false;
    for (size_t i = 0; i < step->length; i++)
        if (!isalnum((unsigned char)step->name[i]) && !strchr("-_*", step->name[i]))
            return false;
    return true;
}

/// Adds the key of a step that is not there; null and told where it cannot be. rest: of the path after it.
static struct node *add_key(struct arena *arena, struct node *group, const struct override_step *step,
                            const char *rest, const char *place, struct sim_error *error)
{
    const char *key = key_before(arena, place, rest);
    if (!is_key(step) || *rest == '[') {
        sim_error_add(error, SIM_BAD_DATA, place, 0, key, is_key(step) ? "nothing" : "a new key of that name",
                      is_key(step) ? "a list or array, to set an element of"
                                   : "a letter, then letters, digits, - and _");
        return NULL;
    }
    struct node *child = arena_alloc(arena, sizeof(*child));
    *child = (struct node){.type = NODE_GROUP, .file = place, .is_override = true, .is_implied = true};
    child->name = arena_print(arena, "%.*s", (int)step->length, step->name);
    node_append(group, child);
    return child;
}

/// Takes the last child off again.
static void drop_last(struct node *node)
{
    struct node **link = &node->first, *before = NULL;
    while ((*link)->next) {
        before = *link;
        link = &(*link)->next;
    }
    *link = NULL;
    node->last = before;
    node->count--;
}

void override_set(struct arena *arena, struct node *root, const char *path, const char *place,
                  const struct node *value, struct sim_error *error)
{
    struct node *node = root, *grown = NULL; // grown: the group that the first new key was added to
    const char *at = path;
    bool is_new = false;
    while (*at) {
        if (node->type == NODE_TEXT && is_csv_name(node->text)) {
            wait_for_rows(arena, node, at, place, value);
            return;
        }
        const char *key = key_before(arena, place, at);
        struct override_step step;
        bool is_sound = override_step(&at, &step);
        SIM_ASSERT(is_sound, "a path \"%s\" that was not checked", path);
        if (!can_step(arena, node, &step, place, key, error))
            return;
        struct node *child = find(node, &step);
        is_new = !child;
        if (is_new)
            child = add_key(arena, node, &step, at, place, error);
        if (!child) {
            if (grown) // a path that leads nowhere leaves nothing behind to be told again
                drop_last(grown);
            return;
        }
        if (is_new && !grown)
            grown = node;
        node = child;
    }
    replace(arena, node, value);
    node->has_replaced_group = node->has_replaced_group && !is_new;
}

void override_apply(struct arena *arena, struct node *root, const char *text, struct sim_error *error)
{
    const char *equals = strchr(text, '=');
    char *path = equals ? arena_print(arena, "%.*s", (int)(equals - text), text) : NULL;
    for (size_t size = path ? strlen(path) : 0; size > 0 && isspace((unsigned char)path[size - 1]); size--)
        path[size - 1] = '\0';
    if (!path || !is_path(path)) {
        sim_error_add(error, SIM_USAGE, arena_print(arena, "-D %s", text), 0, NULL,
                      equals ? "a malformed path" : "no \"=\"",
                      "path=value, such as sites.changle.phases[0].racks=5000");
        return;
    }
    const char *place = arena_print(arena, "-D %s", path);
    const struct node *value = read_value(arena, equals + 1, place, path, error);
    if (value)
        override_set(arena, root, path, place, value, error);
}
