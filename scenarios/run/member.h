/// Members of bound structs by their paths, such as sites.changle.phases[0].racks.
#pragma once

#include "sim/field.h"

/// A field of a struct at hand.
struct member {
    const struct sim_field *field;
    const void *value; // null where there is none
    const char *rest;  // of the path, behind the member: ".pert" and the like is its value's own affair
};

/// Follows a path down to a field that is no group, list or map, or to a whole one of these where the path ends at it.
struct member member_find(const struct sim_table *table, const void *object, const char *path);

/// Calls back for each path that a pattern stands for: * in place of a key or an index is any of them, commas part several
/// patterns. What leads to nothing is called back as it is, with what is left of it.
void member_each(const struct sim_table *table, const void *object, const char *pattern,
                 void (*take)(void *self, const char *path, struct member member), void *self);
