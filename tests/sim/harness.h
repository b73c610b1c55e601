/// What the engine's tests share: random bits, a hash of all rows, a run in a child process, a busy wait.
#pragma once

#include "sim/engine.h"

/// The next of a sequence of 64 random bits (SplitMix64), which is no stream of the engine's.
uint64_t random_bits(uint64_t *state);

/// Uniform in 0 .. count - 1, nearly. count: > 0.
uint64_t random_below(uint64_t *state, uint64_t count);

/// Rows as they reach the sink, in one hash. Fails the test if they are out of order or misaligned.
struct row_log {
    uint64_t hash, rows;
    sim_time last_time;
    sim_lp last_lp;
};

/// A sink that fills `log`, which it empties.
struct sim_sink row_log_sink(struct row_log *log);

/// Runs `run(argument)` in a child process; returns its exit status (-1 if a signal ended it) and what it wrote to standard
/// error. A run that returns exits 0. Before any engine of this program has run on several workers: OpenMP's threads do not
/// follow into a child.
int run_in_child(void (*run)(const void *argument), const void *argument, char *text, size_t size);

/// Keeps the core busy for so long.
void burn(uint64_t ns);
