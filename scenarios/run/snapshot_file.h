/// A file with the state of all replications of a run at a date, to go on from.
///
///     seal      512 bytes (results/seal.h)
///     about     what run it is: numbers, the scenario's text, its overrides
///     parts     a replication each: engine (sim/snapshot.h) and rows so far, deflated
///
/// Numbers are of the machine's own order: a snapshot is for the program that wrote it, or its like on another machine.
/// It appears whole under its name or not at all.
#pragma once

#include "sim/snapshot.h"

struct snapshot_about {
    const char *scenario_text;    // resolved
    const char *const *overrides; // -D, in order
    size_t override_count;
    int64_t civil_day; // whose close the state is
    uint64_t seed;
    uint32_t replications;
    bool every_day;
};

/// One replication. Zero-initialise it.
struct snapshot_part {
    struct sim_bytes engine;
    struct sim_bytes rows; // as they were emitted
};

void snapshot_part_clear(struct snapshot_part *part);

struct snapshot_writer;

/// Faults: 73 it cannot be created; then *out is null.
enum sim_status snapshot_create(const char *path, const struct snapshot_about *about,
                                struct snapshot_writer **out, struct sim_error *error);

/// Adds the next replication. A failure is kept for snapshot_close.
void snapshot_add(struct snapshot_writer *writer, const struct snapshot_part *part);

/// Seals the file, gives it its name and frees the writer. Fault 74: then the file is gone.
enum sim_status snapshot_close(struct snapshot_writer *writer, struct sim_error *error);

/// Removes what was written. Null is allowed.
void snapshot_abandon(struct snapshot_writer *writer);

struct snapshot_reader;

/// Faults as seal_check has them, and 65 for a file that is no snapshot of this version; then *out is null.
enum sim_status snapshot_open(const char *path, struct snapshot_reader **out, struct sim_error *error);
void snapshot_reader_close(struct snapshot_reader *reader);

const struct snapshot_about *snapshot_about(const struct snapshot_reader *reader);

/// Reads a replication; may be called by several threads at once. False if it cannot be read.
bool snapshot_read(const struct snapshot_reader *reader, uint32_t replication, struct snapshot_part *part);
