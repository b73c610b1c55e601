/// What one worker owns, and what a handler's context is. Private to the engine.
///
/// Processes are dealt to workers in blocks of neighbours, whose events lie in the worker's buckets (bucket.h). A heap
/// (pending.h) holds what the process that runs sends to itself inside the window; where kinds have no lookahead, there
/// are no windows, and the heap of the only worker holds all events. Two sets of rows alternate by window: while the
/// workers fill one, worker 0 hands the other to the sink.
#pragma once

#include "sim/core/barrier.h"
#include "sim/core/bucket.h"
#include "sim/core/lp_table.h"
#include "sim/core/pending.h"
#include "sim/core/rows.h"
#include "sim/engine.h"

/// Messages from one worker to another, in the order sent: records and their payloads.
struct outbox {
    unsigned char *bytes;
    size_t size, capacity;
};

struct sim_ctx {
    struct sim_engine *engine;
    struct worker *worker;
    sim_time now;
    sim_lp self;
    struct lp_place place;
};

struct worker {
    struct bucket_set buckets;
    struct pending pending;  // see above
    struct outbox *outboxes; // by receiving worker
    struct rows rows[2];
    uint32_t rows_now; // which of the two is being filled
    uint64_t events;
    int64_t next; // window of its next events, as told at the meeting; without windows: their time
    struct sim_ctx ctx;
};

struct sim_engine {
    struct sim_engine_def def;
    struct lp_table table;
    struct worker *workers;
    uint32_t worker_count;
    struct barrier barrier;
    sim_time lookahead; // of all kinds; 0: no windows
    uint32_t block_bits, block_count;
    uint32_t *block_worker, *block_place; // who has a block, and as which of its own
    uint64_t windows, rows;
    bool has_run;
};

/// Block of a process.
static inline uint32_t block_of(const struct sim_engine *engine, sim_lp lp)
{
    return (lp - 1) >> engine->block_bits;
}

void worker_create(struct worker *worker, struct sim_engine *engine);
void worker_destroy(struct worker *worker, uint32_t worker_count);

/// Calls `start` (or `finish`) of all its processes, in order.
void worker_start(struct worker *worker);
void worker_finish(struct worker *worker);

/// Runs its events of a window; without windows, all events.
void worker_run(struct worker *worker, int64_t window);

/// Takes in what the other workers sent, and says when its next events are (worker->next).
void worker_collect(struct worker *worker, uint32_t self);
