/// The field tables as a reference for people and for programs, and the words in which messages tell a field.
#pragma once

#include <stdio.h>

#include "scenarios/run/arena.h"
#include "sim/field.h"

/// Every key below a root table, one entry each: path pattern (sites.*.phases[].racks), type, unit, range, default,
/// meaning.
void schema_print(FILE *stream, const struct sim_table *root);

/// The same as one JSON object: {"name", "text", "fields": [{"name", "path", "type", "unit", "min", "max", "default",
/// "required", "uncertain", "count", "choices", "of", "text", "table"}, ...]}; what does not apply is left out.
void schema_json(FILE *stream, const struct sim_table *root);

/// Whether a scenario must give the field; false for a GROUP, whose members say.
bool schema_is_required(const struct sim_field *field);

/// Inclusive range of a field: "0..100", ">= 0", "<= 5", or "" where it is open.
const char *schema_range(struct arena *arena, const struct sim_field *field);

/// What a field wants, for "expected ...": "a number in 0..100 kW", "one of new, large".
const char *schema_expected(struct arena *arena, const struct sim_field *field);
