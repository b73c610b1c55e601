#include <stdlib.h>
#include <string.h>

#include "scenarios/run/binder.h"

struct reference {
    const char *map;
    const char *text;
    const char *path;
    const char *file;
    int line;
    int64_t *slot; // null: only its being there matters
    struct reference *next;
};

struct unread_map {
    const struct sim_field *field;
    struct unread_map *next;
};

struct entry {
    const char *id;
    int64_t index;
};

/// Elements of one root map, by id.
struct map_index {
    const char *map;
    struct entry *sorted;
    const char **ids; // in file order
    size_t count;
    struct map_index *next;
};

void references_add(struct binder *binder, const struct place *place, const struct node *node,
                    const char *map, const char *text, int64_t *slot)
{
    struct reference *reference = arena_alloc(&binder->scratch, sizeof(*reference));
    *reference = (struct reference){
        .map = map,
        .text = arena_copy(&binder->scratch, text),
        .path = place_text(&binder->scratch, place, NULL),
        .file = bind_file(binder, node),
        .line = node->line,
        .slot = slot,
    };
    if (binder->last_reference)
        *binder->last_reference = reference;
    else
        binder->references = reference;
    binder->last_reference = &reference->next;
}

void references_forget(struct binder *binder, const struct sim_field *map)
{
    struct unread_map *unread = arena_alloc(&binder->scratch, sizeof(*unread));
    *unread = (struct unread_map){.field = map, .next = binder->unread};
    binder->unread = unread;
}

static int compare_entries(const void *left, const void *right)
{
    return strcmp(((const struct entry *)left)->id, ((const struct entry *)right)->id);
}

static struct map_index *make_index(struct binder *binder, const struct sim_field *field)
{
    const struct sim_list *list = (const void *)((const char *)binder->root + field->offset);
    struct map_index *index = arena_alloc(&binder->scratch, sizeof(*index));
    size_t room = (size_t)list->count;
    index->map = field->name;
    index->sorted = arena_alloc(&binder->scratch, room * sizeof(*index->sorted));
    index->ids = arena_alloc(&binder->scratch, room * sizeof(*index->ids));
    for (size_t i = 0; i < room; i++) {
        const char *id = *(const char *const *)((const char *)list->items + i * field->table->size);
        if (!id)
            continue; // an element with a fault told
        index->sorted[index->count] = (struct entry){.id = id, .index = (int64_t)i};
        index->ids[index->count++] = id;
    }
    if (index->count > 1)
        qsort(index->sorted, index->count, sizeof(*index->sorted), compare_entries);
    index->next = binder->indices;
    return binder->indices = index;
}

/// Index of a root map, null where the root has none of that name.
static const struct map_index *index_of(struct binder *binder, const char *map)
{
    for (const struct map_index *index = binder->indices; index; index = index->next)
        if (strcmp(index->map, map) == 0)
            return index;
    const struct sim_field *field = sim_table_find(binder->root_table, map);
    return field && field->type == SIM_MAP ? make_index(binder, field) : NULL;
}

static bool is_unread(const struct binder *binder, const char *map)
{
    for (const struct unread_map *unread = binder->unread; unread; unread = unread->next)
        if (unread->field == sim_table_find(binder->root_table, map))
            return true;
    return false;
}

static void resolve(struct binder *binder, const struct reference *reference)
{
    const struct map_index *index = index_of(binder, reference->map);
    const struct entry wanted = {.id = reference->text};
    const struct entry *entry =
        index && index->count ? bsearch(&wanted, index->sorted, index->count, sizeof(wanted), compare_entries)
                              : NULL;
    if (entry && reference->slot)
        *reference->slot = entry->index;
    if (entry || is_unread(binder, reference->map))
        return;
    const struct node text = {.type = NODE_TEXT, .text = reference->text};
    const char *nearest = index ? sim_nearest(reference->text, index->ids, index->count) : NULL;
    const char *expected =
        nearest ? arena_print(&binder->scratch, "an element of %s, perhaps \"%s\"", reference->map, nearest)
                : arena_print(&binder->scratch, "an element of %s%s", reference->map,
                              !index              ? ", which this scenario has no place for"
                              : index->count == 0 ? ", which is empty"
                                                  : "");
    sim_error_add(binder->error, SIM_BAD_DATA, reference->file, reference->line, reference->path,
                  node_describe(&binder->scratch, &text), expected);
}

void references_resolve(struct binder *binder)
{
    for (const struct reference *reference = binder->references; reference; reference = reference->next)
        resolve(binder, reference);
}
