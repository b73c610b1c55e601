/// The parallel discrete-event engine: create, add, run, destroy.
///
/// Processes are dealt to workers. All workers run one window [t, t + lookahead) of their own pending events, hand over
/// what they sent to others, meet, and agree on the next window's start. No message can arrive inside the window in
/// which it was sent, so no worker ever waits for, or undoes, anything (a conservative scheme, after Nicol's YAWNS:
/// "The cost of conservative synchronization in parallel discrete event simulations", J. ACM 40(2), 1993).
#pragma once

#include <stdbool.h>

#include "sim/kind.h"
#include "sim/record.h"
#include "sim/status.h"

struct sim_engine;

struct sim_engine_def {
    uint32_t workers;            // >= 1
    uint64_t seed;               // of all streams; 0 is a seed like any other
    uint32_t replication;        // of all streams
    sim_time end;                // events later than this are not run; >= 0
    int64_t epoch_civil_day;     // civil day whose close is time 0
    const struct sim_sink *sink; // null: rows are dropped
    uint64_t
        stall_events; // of one process to itself at one instant (without lookahead: of all processes): more of
                      // them, and time is taken to stand still
    const char
        *trace;      // pattern (fnmatch) of names of kinds or processes whose events are emitted; null: none
    bool statistics; // also measure the wall time and the queues of each kind
    uint32_t cookie; // set by sim_engine_def_default
};

/// One worker, seed 1, replication 0, end 0, epoch 1970-01-01, no sink.
struct sim_engine_def sim_engine_def_default(void);

struct sim_engine *sim_engine_create(const struct sim_engine_def *def);
void sim_engine_destroy(struct sim_engine *engine);

/// Adds a process. name: unique, it keys the random streams; copied. params: borrowed until destroy, may be filled in
/// until run.
sim_lp sim_add(struct sim_engine *engine, const struct sim_kind *kind, const char *name, const void *params);

/// Adds `count` processes that share params, called name[0], name[1], ...; returns the first, the others follow.
sim_lp sim_add_array(struct sim_engine *engine, const struct sim_kind *kind, const char *name, uint32_t count,
                     const void *params);

/// What a run did.
struct sim_totals {
    uint64_t events;    // handled
    uint64_t windows;   // synchronised
    uint64_t rows;      // emitted
    uint64_t processes; // added
    uint64_t
        moved_blocks; // of processes, from one worker to another to balance them; not the same from run to run
};

/// Runs all events up to `time` (at most the end). May be called again with later times.
void sim_engine_run_to(struct sim_engine *engine, sim_time time);

/// Runs to the end, once.
struct sim_totals sim_engine_run(struct sim_engine *engine);

/// What the processes of one kind did.
struct sim_kind_totals {
    const struct sim_kind *kind;
    uint64_t processes;
    uint64_t events;     // handled
    uint64_t queue_most; // items in the fullest of their queues at any time; 0 without def.statistics
    double wall_s; // in handlers, with what they sent and the order of their events; 0 without def.statistics
};

/// Number of kinds in the engine, and the totals of kind i, once it runs.
size_t sim_engine_kind_count(const struct sim_engine *engine);
struct sim_kind_totals sim_engine_kind(const struct sim_engine *engine, size_t i);

/// State of a process, for tests and sums after a run.
const void *sim_state(const struct sim_engine *engine, sim_lp lp);

/// Name of a process, as `sim_add` was given it or "name[i]"; writes at most size bytes, always ended.
void sim_name(const struct sim_engine *engine, sim_lp lp, char *text, size_t size);

/// A stream of this run by a name of its own: for draws that several processes are to have alike.
struct sim_rng sim_engine_stream(const struct sim_engine *engine, const char *name);

/// Name of a process's kind.
const char *sim_kind_name(const struct sim_engine *engine, sim_lp lp);
