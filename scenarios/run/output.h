/// What the program says on standard output: an object of JSON, or a text for people.
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "sim/status.h"

/// Memory that runs out inside the JSON library ends the program as anywhere else, before a value is missed. Called once,
/// before any JSON is made.
void output_begin(void);

/// Prints an object, and the line's end. flags: jansson's.
void output_json(const json_t *json, size_t flags);

/// Whether all that was printed has arrived: a full disk or a closed pipe at the other end must not look like success.
/// Fault 74: it has not. Asked once, after the command.
enum sim_status output_end(struct sim_error *error);
