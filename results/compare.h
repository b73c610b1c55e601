/// Scenarios side by side, from the files of their runs: what differs in what they assume, and what that did to each target.
///
/// The first file is the base; every other is compared with it. Replication r of two files with the same seed draws the same
/// random numbers (a draw's key is seed, replication, process, purpose), so that what chance does to both cancels: differences
/// are then taken replication by replication, over those that both files have. Files with other seeds, or of which one only is
/// antithetic, are two independent samples. Targets belong together by id, date, sense and unit, whatever their goals; those
/// that a file does not have are told.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "results/contrast.h"
#include "results/load.h"
#include "sim/status.h"

/// Files at a time: they are named by a letter.
#define COMPARE_FILES_MAX 26

/// A value of a scenario by its path, as it is written there.
struct compare_setting {
    const char *path;
    const char *text;
};

/// A file, and all that its scenario sets. Borrowed while the comparison is made.
struct compare_input {
    struct load *load;
    const struct compare_setting *settings;
    size_t setting_count;
};

struct compare_file {
    char *path;
    char *title;
    char *changes; // the overrides of its command, "" for none
    uint64_t seed;
    size_t replications;
    bool is_antithetic;
};

/// Something that differs. values: [file], null where a scenario does not have it.
struct compare_difference {
    char *path;
    char **values;
};

/// What a target came to in one file.
struct compare_side {
    bool is_there;
    double goal, p_reach, p_low, p_high, p05, p50, p95, mean;
};

enum compare_word {
    COMPARE_SAME,   // in each replication
    COMPARE_CHANCE, // the interval has room for no difference
    COMPARE_BETTER, // in the sense of the target
    COMPARE_WORSE,
    COMPARE_UNKNOWN, // too few values
};

/// What a target came to in a file, less what it came to in the first.
struct compare_change {
    bool is_there; // both have it
    bool is_paired;
    size_t count; // replications that went into it: pairs, or those of both
    struct contrast mean, p;
    double median; // difference of the medians
    enum compare_word mean_word, p_word;
};

struct compare_target {
    char *id;
    char date[11];
    char *unit;
    bool at_most;
    struct compare_side *sides;     // [file]
    struct compare_change *changes; // [file], nothing in the first
};

struct compare {
    struct compare_file *files;
    size_t file_count;
    struct compare_difference *differences; // in the order of the first file, then of the others
    size_t difference_count;
    struct compare_target *targets; // likewise
    size_t target_count;
};

/// inputs: 2..COMPARE_FILES_MAX files of runs. Faults: those of `verdict_create`, for all files at once; then *out is null.
enum sim_status compare_create(const struct compare_input *inputs, size_t count, struct compare **out,
                               struct sim_error *error);

/// Null is allowed.
void compare_destroy(struct compare *compare);

/// "same", "chance", "better", "worse", "unknown".
const char *compare_word_key(enum compare_word word);

/// The object of `--json`; a new reference. Print with VERDICT_JSON_FLAGS.
json_t *compare_json(const struct compare *compare);

/// Prints it for people.
void compare_print(const struct compare *compare, FILE *stream, bool colours);

/// Writes it as a page of its own (HTML, no script, no other file). Faults: 73, 74.
enum sim_status compare_write(const struct compare *compare, const char *path, struct sim_error *error);
