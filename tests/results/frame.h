/// Result files made by hand, for tests: what all have, and a line for each thing more.
///
///     struct store *store = frame_begin("a.h5", 3);
///     frame_names(store, SCHEMA_SITE, 2, sites);
///     frame_numbers(store, "site_racks", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE), racks);
///     struct load *load = frame_open(store, "a.h5");
///
/// Texts and numbers are those of all places, the last scale fastest, replications (of a sweep: points) first. A fault fails
/// the test.
#pragma once

#include "results/load.h"
#include "results/store.h"

/// Scales of a variable.
#define FRAME_BY(...) ((const char *const[]){__VA_ARGS__, NULL})

/// A run's head: title "By hand", seed 42, epoch 2022-12-31.
struct store_head frame_head(size_t replications);

struct store *frame_begin(const char *path, size_t replications);
struct store *frame_begin_with(const char *path, struct store_head head);

/// A sweep: points of a design of that size, each of them `replications` runs.
struct store *frame_begin_sweep(const char *path, const char *design, size_t size, size_t points,
                                size_t replications);

void frame_names(struct store *store, const char *scale, size_t count, const char *const *names);
/// Days step, 2 step, ... behind the epoch.
void frame_days(struct store *store, const char *scale, size_t count, double step);
/// Days as they are given.
void frame_dates(struct store *store, const char *scale, size_t count, const double *days);

void frame_texts(struct store *store, const char *name, const char *scale, const char *const *texts);
void frame_numbers(struct store *store, const char *name, const char *const *scales, const double *numbers);
/// The same of 32-bit integers.
void frame_whole(struct store *store, const char *name, const char *const *scales, const double *numbers);
/// The same with a unit and a text of what it is.
void frame_series(struct store *store, const struct store_variable *variable, const double *numbers);

/// `count` targets with dates in days, no rule and no source; values by (point and) replication and target, no cause.
struct frame_targets {
    size_t count;
    const char *const *ids, *const *senses, *const *units;
    const double *days, *goals, *values;
};
void frame_targets(struct store *store, const struct frame_targets *targets);

void frame_close(struct store *store);
struct load *frame_load(const char *path);
/// Closes what was written and opens it.
struct load *frame_open(struct store *store, const char *path);

/// Fails unless the error has one fault, whose key, found and expected are these (null: none is asked for); clears it.
#define frame_fault(error, status, key, found, expected)                                                     \
    frame_fault_at(error, status, key, found, expected, __FILE__, __LINE__)
void frame_fault_at(struct sim_error *error, enum sim_status status, const char *key, const char *found,
                    const char *expected, const char *file, int line);

/// What a function prints to a stream, to be freed.
#define FRAME_PRINTED(text, stream, call)                                                                    \
    do {                                                                                                     \
        size_t frame_size;                                                                                   \
        FILE *stream = open_memstream(&(text), &frame_size);                                                 \
        assert_non_null(stream);                                                                             \
        call;                                                                                                \
        assert_int_equal(fclose(stream), 0);                                                                 \
    } while (0)

/// Fails unless a text has a part, and shows both.
#define frame_has(text, part) frame_has_at(text, part, __FILE__, __LINE__)
void frame_has_at(const char *text, const char *part, const char *file, int line);
