/// What the parts of `bind` share while one instance is bound: bind.c walks tables and tree, facts.c reads numbers and
/// distributions, rows.c reads CSV files, references.c resolves keys. Others use bind.h.
#pragma once

#include "scenarios/run/scenario_file.h"

/// A place in the scenario, on the stack of the walk; written out only where it is told.
struct place {
    const struct place *above; // null of the root
    const char *name;          // null for an element of a list
    int64_t index;             // of such an element
};

/// Where the numbers below come from, unless they say otherwise.
struct origin {
    const char *source; // "" where none
    const char *mark;   // "" where none
    bool is_override;   // it was given on the command line
};

struct map_index;
struct reference;
struct unread_map;

struct binder {
    const struct scenario_file *file;
    const struct sim_table *root_table;
    void *root;
    struct arena *arena;  // of the instance
    struct arena scratch; // of the binding
    struct sim_error *error;
    size_t faults_told;
    struct assumption *assumptions; // from malloc, while it grows
    size_t assumption_count, assumption_capacity;
    struct reference *references, **last_reference; // to resolve when all is bound
    struct map_index *indices;
    struct unread_map *unread;  // maps whose elements are not all known, because of a fault told
    const char *last_file;      // of the scenario file
    const char *last_file_copy; // and the instance's copy
    const struct place *row;    // of the CSV row that is being bound, null outside
    char **columns;             // of its file
    size_t column_count;        //
};

/// Path of a place below another (null: from the root), in the arena.
const char *place_text(struct arena *arena, const struct place *place, const struct place *below);

/// Tells a fault at a node.
void bind_fault(struct binder *binder, const struct place *place, const struct node *node, const char *found,
                const char *expected);

/// Tells at a place that a name is not among the known ones; found: what it is there, such as "an unknown key".
void bind_unknown(struct binder *binder, const struct place *place, const struct node *node, const char *name,
                  const char *found, const char *const *known, size_t count);

/// The instance's own copy of a node's file name.
const char *bind_file(struct binder *binder, const struct node *node);

/// A clean text (UTF-8 without control characters), copied; null where it is none and told.
const char *bind_clean_text(struct binder *binder, const struct place *place, const struct node *node);

/// Fills what a group gives and sets defaults for what it does not. is_element: of a MAP, whose id is set already.
void bind_group(struct binder *binder, const struct place *place, const struct node *node,
                const struct sim_table *table, void *object, struct origin origin, bool is_element);

/// Sets the id of a map's element.
void bind_id(const struct sim_table *table, void *object, const char *id);

/// Checks the number of elements of a list or map.
void bind_check_count(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, size_t count);

/// True of a key that says where numbers come from, unless the table has a field of that name.
bool bind_is_reserved(const struct sim_table *table, const struct node *node);

// facts.c

/// Origin of what is below a node: its own source and mark, else the outer ones. table: of the node, null if none; what
/// it has fields for is theirs to check.
struct origin facts_origin(struct binder *binder, const struct place *place, const struct node *node,
                           const struct sim_table *table, struct origin outer);

/// Reads an F64 or I64, plain, as a fact or as a distribution.
void facts_bind_number(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field, void *slot, struct origin origin);

/// Reads an F64 array, plain or as a fact.
void facts_bind_array(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, double *slots, struct origin origin);

// rows.c

/// Reads a LIST or MAP from the CSV file that a node names.
void rows_bind(struct binder *binder, const struct place *place, const struct node *node,
               const struct sim_field *field, struct sim_list *list, struct origin origin);

// references.c

/// Keeps a reference to an element of a root map for later. slot: null to check only. text and path: of the instance's
/// arena, or the binding's scratch.
void references_add(struct binder *binder, const struct place *place, const struct node *node,
                    const char *map, const char *text, int64_t *slot);

/// Notes that the elements of a map could not all be read, so that references to it are not told as faults.
void references_forget(struct binder *binder, const struct sim_field *map);

/// Resolves all of them. The root must be bound.
void references_resolve(struct binder *binder);
