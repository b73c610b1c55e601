/// Files of results/report/ and D3, as CMake embeds them.
#pragma once

#include <stddef.h>

struct asset {
    const char *name; // of the file
    const char *text; // ends in a zero that is not counted
    size_t size;
};

/// What is embedded, in the order in which scripts are to run; ended by one without a name.
extern const struct asset assets[];
