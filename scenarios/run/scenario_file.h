/// What `bind` sees of a scenario file. Others use bind.h.
#pragma once

#include "scenarios/run/bind.h"
#include "scenarios/run/tree.h"

/// A CSV file that the scenario names, read once.
struct data_file {
    const char *name;  // as the scenario names it
    const char *path;  // as the user can find it
    const char *fault; // why it could not be read, null if it was
    char *text;        // `size` bytes and a closing zero
    size_t size;
    struct data_file *next; // in file order
};

struct scenario_file {
    struct arena arena;
    const char *path;        // as the user wrote it
    const char *folder;      // of the path; null for the working folder
    struct node *root;       //
    struct data_file *data;  //
    struct sim_error faults; // of numbers and overrides, for bind to tell
    char *text;              // normalised
};

/// The data file of that name, null where the scenario names none.
const struct data_file *scenario_file_data(const struct scenario_file *file, const char *name);
