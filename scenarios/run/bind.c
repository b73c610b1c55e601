#include "scenarios/run/bind.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/binder.h"
#include "scenarios/run/schema.h"
#include "sim/clock.h"

/// Known names told in full; beyond that only the nearest is.
#define NAMES_TOLD_MAX 12
/// Faults told of one scenario; a bad column of a long CSV file has one in each row.
#define FAULTS_TOLD_MAX 1000

struct bound_memory {
    struct arena arena;
};

const char *place_text(struct arena *arena, const struct place *place, const struct place *below)
{
    if (!place || place == below || (!place->above && !place->name))
        return "";
    const char *above = place_text(arena, place->above, below);
    if (!place->name)
        return arena_print(arena, "%s[%lld]", above, (long long)place->index);
    return arena_print(arena, "%s%s%s", above, above[0] ? "." : "", place->name);
}

void bind_fault(struct binder *binder, const struct place *place, const struct node *node, const char *found,
                const char *expected)
{
    if (++binder->faults_told > FAULTS_TOLD_MAX) {
        if (binder->faults_told == FAULTS_TOLD_MAX + 1)
            sim_error_say(binder->error, SIM_BAD_DATA, "more than %d faults; the others are not told",
                          FAULTS_TOLD_MAX);
        return;
    }
    char *key = arena_print(&binder->scratch, "%s", place_text(&binder->scratch, place, NULL));
    for (char *at = key; *at; at++)
        if (iscntrl((unsigned char)*at))
            *at = '?';
    sim_error_add(binder->error, SIM_BAD_DATA, node->file, node->line, key[0] ? key : NULL, found, expected);
}

void bind_unknown(struct binder *binder, const struct place *place, const struct node *node, const char *name,
                  const char *found, const char *const *known, size_t count)
{
    const char *nearest = sim_nearest(name, known, count), *list = "";
    for (size_t i = 0; i < count && i < NAMES_TOLD_MAX && !nearest; i++)
        list = arena_print(&binder->scratch, "%s%s%s", list, i ? ", " : "", known[i]);
    if (nearest)
        list = arena_print(&binder->scratch, "perhaps \"%s\"", nearest);
    else
        list = arena_print(&binder->scratch, "one of %s%s", list, count > NAMES_TOLD_MAX ? ", ..." : "");
    bind_fault(binder, place, node, found, count ? list : "none");
}

const char *bind_file(struct binder *binder, const struct node *node)
{
    if (node->file != binder->last_file) {
        binder->last_file = node->file;
        binder->last_file_copy = arena_copy(binder->arena, node->file);
    }
    return binder->last_file_copy;
}

/// Bytes of the UTF-8 character that starts here, 0 where none does (RFC 3629: no overlong forms, no surrogates).
static size_t character_size(const unsigned char *at)
{
    if (at[0] < 0x80)
        return 1;
    size_t size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return size;
}

/// What is wrong with a text, null if nothing.
static const char *text_fault(struct arena *arena, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        size_t size = character_size(at);
        if (size == 0)
            return arena_print(arena, "a text with the byte 0x%02x", *at);
        // C0, DEL, and C1, which UTF-8 writes as c2 80..9f.
        if (*at < 0x20 || *at == 0x7f || (at[0] == 0xc2 && at[1] < 0xa0))
            return arena_print(arena, "a text with the control character 0x%02x", size == 1 ? at[0] : at[1]);
        at += size;
    }
    return NULL;
}

const char *bind_clean_text(struct binder *binder, const struct place *place, const struct node *node)
{
    const char *text = node_text(node);
    if (!text) {
        bind_fault(binder, place, node, node_describe(&binder->scratch, node), "a \"text\"");
        return NULL;
    }
    const char *fault = text_fault(&binder->scratch, text);
    if (fault) {
        bind_fault(binder, place, node, fault, "a text in UTF-8 without control characters");
        return NULL;
    }
    return arena_copy(binder->arena, text);
}

void bind_id(const struct sim_table *table, void *object, const char *id)
{
    SIM_ASSERT(table->field_count > 0 && table->fields[0].type == SIM_TEXT, "table %s has no id",
               table->name);
    memcpy((char *)object + table->fields[0].offset, &id, sizeof(id));
}

bool bind_is_reserved(const struct sim_table *table, const struct node *node)
{
    bool is_name = node->name && (strcmp(node->name, "source") == 0 || strcmp(node->name, "mark") == 0);
    return is_name && !(table && sim_table_find(table, node->name));
}

void bind_check_count(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, size_t count)
{
    double number = (double)count;
    if (number < field->min || number > field->max)
        bind_fault(binder, place, node, arena_print(&binder->scratch, "%zu elements", count),
                   arena_print(&binder->scratch, "%s elements", schema_range(&binder->scratch, field)));
}

static void wrong_type(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field)
{
    bind_fault(binder, place, node, node_describe(&binder->scratch, node),
               schema_expected(&binder->scratch, field));
}

static void bind_bool(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, int64_t *slot)
{
    bool is_true = node->type == NODE_CELL && strcmp(node->text, "true") == 0;
    bool is_false = node->type == NODE_CELL && strcmp(node->text, "false") == 0;
    if (node->type == NODE_BOOL)
        *slot = node->whole;
    else if (is_true || is_false)
        *slot = is_true;
    else
        wrong_type(binder, place, node, field);
}

static void bind_choice(struct binder *binder, const struct place *place, const struct node *node,
                        const struct sim_field *field, int64_t *slot)
{
    const char *text = node_text(node);
    size_t count = 0;
    while (field->choices[count])
        count++;
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(field->choices[i], text) == 0) {
            *slot = (int64_t)i;
            return;
        }
    const char *nearest = text ? sim_nearest(text, field->choices, count) : NULL;
    const char *expected = schema_expected(&binder->scratch, field);
    if (nearest)
        expected = arena_print(&binder->scratch, "%s; perhaps \"%s\"", expected, nearest);
    bind_fault(binder, place, node, node_describe(&binder->scratch, node), expected);
}

static void bind_date(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, int64_t *slot)
{
    const char *text = node_text(node);
    if (!text || !sim_date_read(text, slot))
        wrong_type(binder, place, node, field);
}

static void bind_name(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, int64_t *slot)
{
    const char *text = node_text(node);
    *slot = -1;
    if (!text)
        wrong_type(binder, place, node, field);
    else if (text[0] || !field->fallback_text) // an empty name is none, where there may be none
        references_add(binder, place, node, field->of, text, slot);
}

/// An element of a LIST or MAP: its place, node and slot.
static void bind_element(struct binder *binder, const struct place *place, const struct node *node,
                         const struct sim_field *field, void *object, struct origin origin)
{
    if (node->type != NODE_GROUP) {
        bind_fault(binder, place, node, node_describe(&binder->scratch, node), "a group { ... }");
        return;
    }
    bind_group(binder, place, node, field->table, object, origin, field->type == SIM_MAP);
}

/// A key of a map that only an override inside it has made: the element was meant to be there.
static void tell_no_element(struct binder *binder, const struct place *place, const struct node *map,
                            const struct node *node)
{
    const char **names = arena_alloc(&binder->scratch, map->count * sizeof(*names));
    size_t count = 0;
    for (const struct node *child = map->first; child; child = child->next)
        if (!child->is_implied && !bind_is_reserved(NULL, child))
            names[count++] = child->name;
    bind_unknown(binder, place, node, node->name, "no such element", names, count);
}

static void bind_elements(struct binder *binder, const struct place *place, const struct node *node,
                          const struct sim_field *field, struct sim_list *list, struct origin origin)
{
    bool is_map = field->type == SIM_MAP;
    size_t count = 0;
    if (is_map)
        origin = facts_origin(binder, place, node, NULL, origin);
    for (const struct node *child = node->first; child; child = child->next)
        count += !(is_map && bind_is_reserved(NULL, child) && child->type == NODE_TEXT);
    bind_check_count(binder, place, node, field, count);
    list->items = arena_alloc(binder->arena, count * field->table->size);
    for (const struct node *child = node->first; child; child = child->next) {
        if (is_map && bind_is_reserved(NULL, child) && child->type == NODE_TEXT)
            continue;
        struct place at = {.above = place, .name = child->name, .index = list->count};
        void *object = (char *)list->items + (size_t)list->count++ * field->table->size;
        if (is_map && child->is_implied) {
            tell_no_element(binder, &at, node, child);
            continue;
        }
        if (is_map)
            bind_id(field->table, object, arena_copy(binder->arena, child->name));
        bind_element(binder, &at, child, field, object, origin);
    }
}

static void bind_list(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, struct sim_list *list, struct origin origin)
{
    bool is_empty_array = node->type == NODE_ARRAY && node->count == 0;
    if (node->type == NODE_TEXT)
        rows_bind(binder, place, node, field, list, origin);
    else if (field->type == SIM_MAP ? node->type == NODE_GROUP : node->type == NODE_LIST || is_empty_array)
        bind_elements(binder, place, node, field, list, origin);
    else
        wrong_type(binder, place, node, field);
}

static void bind_value(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field, void *slot, struct origin origin)
{
    switch (field->type) {
    case SIM_F64:
        if (field->count > 1) {
            facts_bind_array(binder, place, node, field, slot, origin);
            return;
        }
        facts_bind_number(binder, place, node, field, slot, origin);
        return;
    case SIM_I64: facts_bind_number(binder, place, node, field, slot, origin); return;
    case SIM_BOOL: bind_bool(binder, place, node, field, slot); return;
    case SIM_TEXT: {
        const char *text = bind_clean_text(binder, place, node);
        memcpy(slot, &text, sizeof(text));
        return;
    }
    case SIM_CHOICE: bind_choice(binder, place, node, field, slot); return;
    case SIM_DATE: bind_date(binder, place, node, field, slot); return;
    case SIM_NAME: bind_name(binder, place, node, field, slot); return;
    case SIM_GROUP:
        if (node->type == NODE_GROUP)
            bind_group(binder, place, node, field->table, slot, origin, false);
        else
            wrong_type(binder, place, node, field);
        return;
    case SIM_LIST:
    case SIM_MAP: bind_list(binder, place, node, field, slot, origin); return;
    }
}

/// Tells a required key that is not there, at the line of the group that misses it.
static void tell_missing(struct binder *binder, const struct place *place, const struct node *group,
                         const struct sim_field *field)
{
    // A column that a CSV file does not have is told once, at its header.
    const char *column = binder->row ? place_text(&binder->scratch, place, binder->row) : "";
    bool is_column = false;
    for (size_t i = 0; i < binder->column_count && !is_column; i++)
        is_column = strcmp(binder->columns[i], column) == 0;
    if (binder->row && group->is_row && !is_column)
        return;
    bind_fault(binder, place, group, "nothing",
               arena_print(&binder->scratch, "%s (required)", schema_expected(&binder->scratch, field)));
}

static void bind_default(struct binder *binder, const struct place *place, const struct node *group,
                         const struct sim_field *field, void *slot);

/// All members of a group that is absent altogether.
static void bind_defaults(struct binder *binder, const struct place *place, const struct node *group,
                          const struct sim_table *table, void *object)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        const struct place at = {.above = place, .name = field->name};
        bind_default(binder, &at, group, field, (char *)object + field->offset);
    }
}

static void bind_default_text(struct binder *binder, const struct place *place, const struct node *group,
                              const struct sim_field *field, void *slot)
{
    const char *text = field->fallback_text;
    if (field->type == SIM_TEXT) {
        memcpy(slot, &text, sizeof(text));
    } else if (field->type == SIM_DATE) {
        bool is_date = sim_date_read(text, slot);
        SIM_ASSERT(is_date, "default \"%s\" of %s is no date", text, field->name);
    } else {
        *(int64_t *)slot = -1;
        if (text[0])
            references_add(binder, place, group, field->of, text, slot);
    }
}

static void bind_default(struct binder *binder, const struct place *place, const struct node *group,
                         const struct sim_field *field, void *slot)
{
    if (schema_is_required(field)) {
        tell_missing(binder, place, group, field);
        return;
    }
    switch (field->type) {
    case SIM_F64:
        for (size_t i = 0; i < field->count; i++)
            ((double *)slot)[i] = field->fallback;
        return;
    case SIM_I64:
    case SIM_BOOL:
    case SIM_CHOICE: *(int64_t *)slot = (int64_t)field->fallback; return;
    case SIM_TEXT:
    case SIM_DATE:
    case SIM_NAME: bind_default_text(binder, place, group, field, slot); return;
    case SIM_GROUP: bind_defaults(binder, place, group, field->table, slot); return;
    case SIM_LIST:
    case SIM_MAP: return; // zeroed is empty
    }
}

static void tell_unknown_key(struct binder *binder, const struct place *place, const struct node *node,
                             const struct sim_table *table, bool is_element)
{
    const char **names = arena_alloc(&binder->scratch, (table->field_count + 2) * sizeof(*names));
    size_t count = 0;
    for (size_t i = is_element; i < table->field_count; i++)
        names[count++] = table->fields[i].name;
    bind_unknown(binder, place, node, node->name, "an unknown key", names, count);
}

void bind_group(struct binder *binder, const struct place *place, const struct node *node,
                const struct sim_table *table, void *object, struct origin origin, bool is_element)
{
    origin = facts_origin(binder, place, node, table, origin);
    for (const struct node *child = node->first; child; child = child->next) {
        const struct place at = {.above = place, .name = child->name};
        const struct sim_field *field = sim_table_find(table, child->name);
        bool is_id = is_element && field == &table->fields[0];
        if (is_id)
            bind_fault(binder, &at, child, "a key \"id\"", "none: the element's key is its id");
        else if (field)
            bind_value(binder, &at, child, field, (char *)object + field->offset, origin);
        else if (!bind_is_reserved(table, child))
            tell_unknown_key(binder, &at, child, table, is_element);
    }
    for (size_t i = is_element; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        const struct place at = {.above = place, .name = field->name};
        if (!node_child(node, field->name))
            bind_default(binder, &at, node, field, (char *)object + field->offset);
    }
}

static void tell_kept_faults(struct binder *binder)
{
    const struct sim_error *kept = &binder->file->faults;
    for (size_t i = 0; i < kept->count; i++) {
        const struct sim_fault *fault = &kept->faults[i];
        sim_error_add(binder->error, fault->status, fault->file, fault->line, fault->key, fault->found,
                      fault->expected);
    }
}

/// Moves the assumptions to where they stay.
static void settle_assumptions(struct binder *binder, struct bound *bound)
{
    size_t size = binder->assumption_count * sizeof(*bound->assumptions);
    bound->assumptions = arena_alloc(binder->arena, size);
    if (size > 0)
        memcpy(bound->assumptions, binder->assumptions, size);
    bound->assumption_count = binder->assumption_count;
}

enum sim_status bind_root(const struct scenario_file *file, const struct sim_table *table, struct bound **out,
                          struct sim_error *error)
{
    *out = NULL;
    struct bound *bound = calloc(1, sizeof(*bound));
    struct bound_memory *memory = calloc(1, sizeof(*memory));
    SIM_ASSERT(bound && memory, "out of memory for %s", file->path);
    bound->memory = memory;
    bound->root = arena_alloc(&memory->arena, table->size);
    struct binder binder = {
        .file = file,
        .root_table = table,
        .root = bound->root,
        .arena = &memory->arena,
        .error = error,
    };
    size_t faults_before = error->count;
    tell_kept_faults(&binder);
    const struct place root = {0};
    bind_group(&binder, &root, file->root, table, bound->root, (struct origin){.source = "", .mark = ""},
               false);
    references_resolve(&binder);
    settle_assumptions(&binder, bound);
    free(binder.assumptions);
    arena_clear(&binder.scratch);
    if (error->count > faults_before) {
        bound_free(bound);
        return SIM_BAD_DATA;
    }
    *out = bound;
    return SIM_OK;
}

void bound_free(struct bound *bound)
{
    if (!bound)
        return;
    arena_clear(&bound->memory->arena);
    free(bound->memory);
    free(bound);
}

void assumption_set(const struct assumption *assumption, double value)
{
    SIM_ASSERT(isfinite(value), "%s is set to %g", assumption->path, value);
    if (assumption->field->type == SIM_F64) {
        *(double *)assumption->slot = value;
        return;
    }
    SIM_ASSERT(fabs(value) < 0x1p63, "%s is set to %g", assumption->path, value);
    *(int64_t *)assumption->slot = llround(value);
}
