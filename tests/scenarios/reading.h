/// A world with every type of field, and scenarios of it that are read from a text and bound, for the tests of binding.
#pragma once

#include "scenarios/run/bind.h"

struct phase {
    int64_t racks;
    double kw;
};

struct site {
    const char *id;
    int64_t racks;
    double lead_days;
    int64_t climate;
    int64_t opens;
    struct sim_list phases;
};

struct climate {
    const char *id;
    double mean_degc[3];
};

struct shock {
    const char *id;
    const char *text;
};

struct plant {
    double cop;
    int64_t is_wet;
    double open;
};

struct world {
    const char *title;
    int64_t size;
    int64_t seed;
    struct plant plant;
    struct sim_list shocks;
    struct sim_list sites;
    struct sim_list climates;
};

extern const struct sim_table world_table;

/// A scenario without fault.
extern const char reading_sound[];

/// One whose figures have sources, marks and distributions.
extern const char reading_assumed[];

/// A scenario read from a text and bound, with its faults as printed.
struct reading {
    struct scenario_file *file;
    struct bound *bound;
    const struct world *world;
    enum sim_status status;
    size_t fault_count;
    char *faults;
};

/// Writes a text to a file.
void reading_write(const char *path, const char *text);
/// Reads and binds a file, or a text, with overrides. Free it with reading_done.
struct reading reading_of_file(const char *path, const char *const *overrides, size_t count);
struct reading reading_of(const char *text, const char *const *overrides, size_t count);
void reading_done(struct reading *reading);
/// The text is refused with these lines, no more and no fewer; or it is sound.
void reading_expect_faults(const char *text, const char *const *overrides, size_t count, const char *faults);
void reading_expect_sound(struct reading *reading);
/// A bound site by index; an assumption by path. The test fails where there is none.
const struct site *reading_site(const struct world *world, size_t index);
const struct assumption *reading_find(const struct bound *bound, const char *path);
