/// A scenario as a tree of named values, each knowing where it was written.
///
/// libconfig parses; its tree is copied into this one at once, because ours can hold what libconfig's cannot: the
/// command line as a place, cells of a CSV row, and overrides that wait for the rows of a CSV file.
#pragma once

#include <libconfig.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "scenarios/run/arena.h"
#include "sim/status.h"

enum node_type {
    NODE_GROUP, // named children
    NODE_LIST,  // ( ... )
    NODE_ARRAY, // [ ... ]
    NODE_WHOLE, // 5
    NODE_REAL,  // 5.0
    NODE_BOOL,  // true
    NODE_TEXT,  // "5"
    NODE_CELL,  // of a CSV file: text, or a number or truth where the field wants one
};

struct pending;

struct node {
    const char *name; // null in lists and arrays, and of the root
    enum node_type type;
    int line;                // 0 where the place has none
    const char *file;        // or "-D path"
    bool is_override;        // given on the command line
    bool is_implied;         // made on the way to an override's last key
    bool has_replaced_group; // an override of a fact group, perhaps
    bool is_told;            // a number whose fault the scan has told already
    bool is_row;             // a row of a CSV file
    int64_t whole;           // NODE_WHOLE, NODE_BOOL; column of a NODE_CELL, from 1
    double real;             // NODE_REAL
    const char *text;        // NODE_TEXT, NODE_CELL
    struct node *first;      // of the children, in file order
    struct node *last;       //
    size_t count;            // of the children
    struct node *next;       // sibling
    struct pending *pending; // NODE_TEXT: overrides inside the CSV file that it names, in the order given
};

/// An override that goes inside a CSV file.
struct pending {
    const char *path;          // from the file's root: "changle.racks" or "[0].racks"
    const char *place;         // "-D sites.changle.racks"
    const struct node *value;  //
    const struct node *target; // the file's name
    struct pending *next;
};

/// Copies libconfig's tree. top: path of the scenario as the user wrote it; folder: joined before the names of included
/// files, null for none; numbers: faults of the scan, whose nodes are marked as told.
struct node *tree_of_config(struct arena *arena, const config_t *config, const char *top, const char *folder,
                            const struct sim_error *numbers);

/// Child of that name, null if there is none.
struct node *node_child(const struct node *node, const char *name);

/// Adds a child at the end.
void node_append(struct node *parent, struct node *child);

/// A copy with all its children, but without a name, siblings or pending overrides.
struct node *node_copy(struct arena *arena, const struct node *node);

/// How a node is told in a message, such as `the text "abc"`. arena: of the answer.
const char *node_describe(struct arena *arena, const struct node *node);

/// Whether a node is a number; whole: set where is_whole. A cell is a number if all of it reads as one.
bool node_number(const struct node *node, double *real, int64_t *whole, bool *is_whole);

/// Text of a NODE_TEXT or NODE_CELL, null of any other.
const char *node_text(const struct node *node);

/// Writes a tree in libconfig's language, the same bytes for the same tree.
void tree_write(const struct node *root, FILE *stream);

/// Shortest decimal that reads back as the same number; at most 31 bytes and the closing zero.
void number_text(double value, char text[32]);
