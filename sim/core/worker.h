/// What one worker owns, and what a handler's context is. Private to the engine.
///
/// Processes are dealt to workers in blocks of neighbours. Two sets of rows alternate by window: while the workers fill
/// one, worker 0 hands the other to the sink.
#pragma once

#include "sim/core/lp_table.h"
#include "sim/core/pending.h"
#include "sim/core/rows.h"
#include "sim/engine.h"

/// Neighbours share a worker: racks of a hall talk to the hall, and share cache lines.
#define WORKER_BLOCK_BITS 6

/// Messages from one worker to another, in the order sent.
struct outbox {
    struct pending_event *events;
    struct pending_body *bodies;
    size_t count, event_capacity, body_capacity;
};

struct sim_ctx {
    struct sim_engine *engine;
    struct worker *worker;
    sim_time now;
    sim_lp self;
    struct lp_place place;
};

struct worker {
    struct pending pending;
    struct outbox *outboxes; // by receiving worker
    struct rows rows[2];
    uint32_t rows_now; // which of the two is being filled
    uint64_t events;
    sim_time next; // of its pending events, as told at the meeting
    struct sim_ctx ctx;
};

struct sim_engine {
    struct sim_engine_def def;
    struct lp_table table;
    struct worker *workers;
    uint32_t worker_count;
    sim_time lookahead;
    uint64_t windows, rows;
    bool has_run;
};

static inline uint32_t worker_of(const struct sim_engine *engine, sim_lp lp)
{
    return engine->worker_count == 1 ? 0 : (lp >> WORKER_BLOCK_BITS) % engine->worker_count;
}

void worker_create(struct worker *worker, struct sim_engine *engine);
void worker_destroy(struct worker *worker, uint32_t worker_count);

/// Calls `start` (or `finish`) of all its processes, in order.
void worker_start(struct worker *worker);
void worker_finish(struct worker *worker);

/// Runs all pending events before `limit`.
void worker_run(struct worker *worker, sim_time limit);

/// Takes in what the other workers sent, and says when its next event is (worker->next).
void worker_collect(struct worker *worker, uint32_t self);
