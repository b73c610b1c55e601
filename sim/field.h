/// One table describes a struct once: for parsing, defaults, checks, documentation, overrides, sweeps and columns.
///
/// A described struct has only members that are eight bytes wide (or arrays of such), or described structs by value,
/// so that a test can prove that its table covers it exactly (`sim_table_covers`).
///
///     type     member               in a scenario file
///     F64      double [count]       number, or a distribution or fact group where `uncertain` is set; [a, b, ...]
///     I64      int64_t              whole number, likewise
///     BOOL     int64_t              true or false
///     TEXT     const char *         "string"
///     CHOICE   int64_t              one of `choices`, by name
///     DATE     int64_t              "YYYY-MM-DD", as civil day number (clock.h)
///     NAME     int64_t              the key of an element of the root's map `of`, as its index; -1 for none
///     GROUP    struct               { ... } described by `table`
///     LIST     struct sim_list      ( {...}, {...} ) of `table`
///     MAP      struct sim_list      { key = {...}; ... } of `table`, whose first member is TEXT "id", the key
///
/// A LIST or MAP may also be given as "file.csv": one row an element, the header naming the fields.
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_field_type {
    SIM_F64,
    SIM_I64,
    SIM_BOOL,
    SIM_TEXT,
    SIM_CHOICE,
    SIM_DATE,
    SIM_NAME,
    SIM_GROUP,
    SIM_LIST,
    SIM_MAP,
};

/// Elements of a LIST or MAP, contiguous, each of the element table's size.
struct sim_list {
    void *items;
    int64_t count;
};

struct sim_table;

struct sim_field {
    const char *name;              // key in a scenario, column in a result
    enum sim_field_type type;      //
    size_t offset;                 // of the member, bytes
    size_t count;                  // values in an F64 array; 1 for a single value
    const char *unit;              // "kW", "day", "1"; "" where none applies
    double min, max;               // inclusive; NAN where open. For LIST and MAP: number of elements
    double fallback;               // default of F64, I64, BOOL, CHOICE; NAN: the key is required
    const char *fallback_text;     // default of TEXT, DATE, NAME; null: the key is required
    bool uncertain;                // may be a distribution
    bool is_lever;                 // read when it is needed: a run that goes on from a snapshot may have another value
    const char *const *choices;    // of CHOICE, ended by null
    const char *of;                // of NAME: the root's map
    const struct sim_table *table; // of GROUP, LIST, MAP
    const char *text;              // meaning, one sentence
};

struct sim_table {
    const char *name; // of the struct
    const char *text; // what it is, one sentence
    size_t size;      // bytes
    const struct sim_field *fields;
    size_t field_count;
};

#define SIM_REQUIRED NAN
#define SIM_OPEN     NAN

/// Rows of a field table. `S` is the tag of the struct, `m` its member.
#define SIM_FIELD_F64(S, m, u, lo, hi, def, t)                                                               \
    {                                                                                                        \
        .name = #m, .type = SIM_F64, .offset = offsetof(struct S, m), .count = 1, .unit = u, .min = lo,      \
        .max = hi, .fallback = def, .uncertain = true, .text = t                                             \
    }
#define SIM_LEVER_F64(S, m, u, lo, hi, def, t)                                                               \
    {                                                                                                        \
        .name = #m, .type = SIM_F64, .offset = offsetof(struct S, m), .count = 1, .unit = u, .min = lo,      \
        .max = hi, .fallback = def, .uncertain = true, .is_lever = true, .text = t                           \
    }
#define SIM_FIELD_FIXED(S, m, u, lo, hi, def, t)                                                             \
    {                                                                                                        \
        .name = #m, .type = SIM_F64, .offset = offsetof(struct S, m), .count = 1, .unit = u, .min = lo,      \
        .max = hi, .fallback = def, .text = t                                                                \
    }
#define SIM_FIELD_ARRAY(S, m, n, u, lo, hi, def, t)                                                          \
    {                                                                                                        \
        .name = #m, .type = SIM_F64, .offset = offsetof(struct S, m), .count = n, .unit = u, .min = lo,      \
        .max = hi, .fallback = def, .text = t                                                                \
    }
#define SIM_FIELD_I64(S, m, u, lo, hi, def, t)                                                               \
    {                                                                                                        \
        .name = #m, .type = SIM_I64, .offset = offsetof(struct S, m), .count = 1, .unit = u, .min = lo,      \
        .max = hi, .fallback = def, .uncertain = true, .text = t                                             \
    }
#define SIM_FIELD_BOOL(S, m, def, t)                                                                         \
    {                                                                                                        \
        .name = #m, .type = SIM_BOOL, .offset = offsetof(struct S, m), .count = 1, .unit = "", .min = 0,     \
        .max = 1, .fallback = def, .text = t                                                                 \
    }
#define SIM_FIELD_TEXT(S, m, def, t)                                                                         \
    {                                                                                                        \
        .name = #m, .type = SIM_TEXT, .offset = offsetof(struct S, m), .count = 1, .unit = "",               \
        .min = SIM_OPEN, .max = SIM_OPEN, .fallback_text = def, .text = t                                    \
    }
#define SIM_FIELD_CHOICE(S, m, names, def, t)                                                                \
    {                                                                                                        \
        .name = #m, .type = SIM_CHOICE, .offset = offsetof(struct S, m), .count = 1, .unit = "",             \
        .min = SIM_OPEN, .max = SIM_OPEN, .fallback = def, .choices = names, .text = t                       \
    }
#define SIM_FIELD_DATE(S, m, def, t)                                                                         \
    {                                                                                                        \
        .name = #m, .type = SIM_DATE, .offset = offsetof(struct S, m), .count = 1, .unit = "date",           \
        .min = SIM_OPEN, .max = SIM_OPEN, .fallback_text = def, .text = t                                    \
    }
#define SIM_LEVER_DATE(S, m, def, t)                                                                         \
    {                                                                                                        \
        .name = #m, .type = SIM_DATE, .offset = offsetof(struct S, m), .count = 1, .unit = "date",           \
        .min = SIM_OPEN, .max = SIM_OPEN, .fallback_text = def, .is_lever = true, .text = t                  \
    }
#define SIM_FIELD_NAME(S, m, map, def, t)                                                                    \
    {                                                                                                        \
        .name = #m, .type = SIM_NAME, .offset = offsetof(struct S, m), .count = 1, .unit = "",               \
        .min = SIM_OPEN, .max = SIM_OPEN, .fallback_text = def, .of = map, .text = t                         \
    }
#define SIM_FIELD_GROUP(S, m, tab, t)                                                                        \
    {                                                                                                        \
        .name = #m, .type = SIM_GROUP, .offset = offsetof(struct S, m), .count = 1, .unit = "",              \
        .min = SIM_OPEN, .max = SIM_OPEN, .table = tab, .text = t                                            \
    }
#define SIM_FIELD_LIST(S, m, tab, lo, hi, t)                                                                 \
    {                                                                                                        \
        .name = #m, .type = SIM_LIST, .offset = offsetof(struct S, m), .count = 1, .unit = "", .min = lo,    \
        .max = hi, .table = tab, .text = t                                                                   \
    }
#define SIM_FIELD_MAP(S, m, tab, lo, hi, t)                                                                  \
    {                                                                                                        \
        .name = #m, .type = SIM_MAP, .offset = offsetof(struct S, m), .count = 1, .unit = "", .min = lo,     \
        .max = hi, .table = tab, .text = t                                                                   \
    }

#define SIM_TABLE(S, field_array, t)                                                                         \
    {                                                                                                        \
        .name = #S, .text = t, .size = sizeof(struct S), .fields = field_array,                              \
        .field_count = sizeof(field_array) / sizeof(field_array[0])                                          \
    }

/// Bytes that a field occupies in its struct.
size_t sim_field_size(const struct sim_field *field);

/// True if the fields cover the struct exactly: in order, without a gap, and every choice, table and map given.
/// Nested tables are checked too.
bool sim_table_covers(const struct sim_table *table);

/// Field of that name, null if there is none.
const struct sim_field *sim_table_find(const struct sim_table *table, const char *name);

/// The known name nearest to `name` by edit distance (optimal string alignment), null if none is near.
const char *sim_nearest(const char *name, const char *const *known, size_t count);
