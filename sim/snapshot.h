/// The whole state of a run as bytes: states, counters, timers, queues, positions of random streams, pending events.
///
/// An engine into which the same processes were added, in the same order, takes it up and goes on as if it had never
/// stopped, on any number of workers: the bytes do not depend on that either. Parameters are not in it. They may differ
/// from those of the run that was saved: what a handler reads from then on is the new value, and a kind whose `start` took
/// something from its parameters says in `resume` (kind.h) what a new value means.
#pragma once

#include <stdbool.h>

#include "sim/engine.h"

/// Bytes that grow. Zero-initialise it.
struct sim_bytes {
    unsigned char *bytes;
    size_t size, capacity;
};

void sim_bytes_clear(struct sim_bytes *bytes);
void sim_bytes_add(struct sim_bytes *bytes, const void *data, size_t size);

/// Saves an engine that has run up to `time` (the last call of sim_engine_run_to).
void sim_snapshot_save(const struct sim_engine *engine, struct sim_bytes *out);

/// Takes a snapshot up: after all processes are added, before the engine runs. Seed and replication must be those of the
/// snapshot.
/// @return false if the bytes are no snapshot of such an engine; then `fault` (of `fault_size` bytes) says why, and the
///         engine is good for nothing but sim_engine_destroy
bool sim_snapshot_load(struct sim_engine *engine, const void *bytes, size_t size, char *fault, size_t fault_size);
