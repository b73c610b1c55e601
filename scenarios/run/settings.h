/// All that a resolved scenario sets, flat: the path of each value and the value as it is written.
#pragma once

#include <stddef.h>

#include "results/compare.h"
#include "sim/status.h"

struct settings {
    struct compare_setting *list; // in the order of the text
    size_t count, capacity;
};

/// Reads the text of a resolved scenario (the attribute of a result file). A list of plain values is one value. path: of the file,
/// for faults. Fault 65: it is no scenario's text.
enum sim_status settings_read(const char *text, const char *path, struct settings *settings,
                              struct sim_error *error);
void settings_clear(struct settings *settings);
