/// What one worker owns, which is also what a handler holds as its context. Private to the engine.
///
/// Processes are dealt to workers in blocks of neighbours, whose events lie in the wheel (wheel.h) until their window comes
/// and are then run process by process (batch.h). A heap (heap.h) holds what the process that runs sends to itself inside
/// the window; where kinds have no lookahead, there are no windows, and the heap of the only worker holds all events.
///
/// Workers meet once a window. What one hands to others lies in two sets that alternate by window: while all fill the one,
/// the other is read.
#pragma once

#include "sim/core/barrier.h"
#include "sim/core/batch.h"
#include "sim/core/heap.h"
#include "sim/core/lp_table.h"
#include "sim/core/rows.h"
#include "sim/core/wheel.h"
#include "sim/engine.h"

/// Windows of which one is timed block by block, for the balance (balance.h), and those before it is first looked at.
#define BALANCE_TIMED 8
#define BALANCE_FIRST 16

/// Events from one worker to another, in the order sent, as they lie in chunks.
struct outbox {
    unsigned char *bytes;
    size_t size, capacity;
};

/// What a worker hands over at a meeting.
struct handover {
    _Alignas(128) struct outbox *outboxes; // by receiving worker
    struct rows rows;
    int64_t next; // earliest window of its pending events and of those in the outboxes; without windows: their time
};

struct sim_ctx {
    // The event that runs.
    _Alignas(128) sim_time now;
    const struct lp_group *group; // of the process entered
    unsigned char *process;       // its bytes
    sim_lp self;
    // What every send looks at.
    uint32_t index; // of this worker
    uint32_t block_bits;
    const uint16_t *block_worker;
    uint32_t block; // of the process that runs
    bool far_apart; // blocks' buckets do not stay in the cache: what is sent to another block is filed later, many at once
    sim_time end;        // events later than this are dropped
    sim_time window_end; // events before it go to the heap
    sim_time outbox_next; // earliest event in the outboxes that are being filled
    sim_lp last_lp;
    uint32_t parity; // which of the two handovers is being filled
    struct wheel wheel;
    struct handover handovers[2];
    // The rest.
    struct heap heap;
    struct batch batch;
    uint32_t *blocks; // that have events in the window
    struct sim_engine *engine;
    uint64_t *kind_events; // by kind of the engine
    uint64_t *kind_wall_ns; // likewise; only where statistics are asked for
    uint64_t *kind_queue_most; // likewise
    uint64_t windows;      // run so far; the same for all workers
    uint64_t next_balance; // windows after which the balance is looked at
    sim_time stall_time;   // where time stands,
    uint64_t stall_events; // and how many events it has stood there
};

struct sim_engine {
    struct sim_engine_def def;
    struct lp_table table;
    struct sim_ctx *workers;
    uint32_t worker_count;
    struct barrier barrier;
    sim_time lookahead; // of all kinds; 0: no windows
    uint32_t block_bits, block_count;
    struct bucket *buckets;
    uint16_t *owners[2]; // [block] its worker: the set in use, and the one that a new balance is planned in
    uint32_t owners_now;
    uint64_t *block_cost_ns; // [block] measured of late; written by its worker
    uint32_t moves;          // blocks that the last look at the balance moved
    uint64_t moved;          // in all
    uint64_t rows;
    uint64_t events_before; // of the run whose snapshot was taken up
    sim_time time;     // up to which all events have been run; -1 at first
    bool is_planned;   // processes are dealt to workers
    bool has_started;  // `start` was called, or a snapshot taken up
    bool is_taken_up;  // from a snapshot: `resume` is to be called
    bool has_run;      // to the end
};

/// Block of a process.
static inline uint32_t block_of(const struct sim_ctx *ctx, sim_lp lp)
{
    return (lp - 1) >> ctx->block_bits;
}

/// Emits an event as it is about to be handled, if its process is one that is asked for.
void trace_event(struct sim_ctx *ctx, const struct sim_event *event);

/// Finds the groups with processes that are asked for.
void trace_mark(struct sim_engine *engine);

/// Makes `lp` the process that runs.
static inline void worker_enter(struct sim_ctx *ctx, sim_lp lp)
{
    ctx->self = lp;
    if (lp - ctx->group->first >= ctx->group->count)
        ctx->group = lp_table_group(&ctx->engine->table, lp);
    ctx->process = ctx->group->memory + (size_t)(lp - ctx->group->first) * ctx->group->stride;
}

/// Files an event: in the heap, in the wheel, or in an outbox.
void worker_file(struct sim_ctx *ctx, struct event_head head, const void *payload);

void worker_create(struct sim_ctx *worker, struct sim_engine *engine, uint32_t index);
void worker_destroy(struct sim_ctx *worker);

/// Events handled so far.
uint64_t engine_events(const struct sim_engine *engine);

/// Makes an engine one that has run up to `time`, before its pending events are filed again.
void engine_take_up(struct sim_engine *engine, sim_time time);

/// Calls `start` (`resume`, `finish`) of all its processes, in order.
void worker_start(struct sim_ctx *worker);
void worker_resume(struct sim_ctx *worker);
void worker_finish(struct sim_ctx *worker);

/// Runs its events of a window up to `limit`; those after it stay.
void worker_run_window(struct sim_ctx *worker, int64_t window, sim_time limit);

/// Without windows: runs all events up to `limit`.
void worker_run_heap(struct sim_ctx *worker, sim_time limit);

/// Takes in what the other workers have handed over in set `parity`.
void worker_collect(struct sim_ctx *worker, uint32_t parity);

/// Says when its next events are: those pending, and those in the outboxes that are being filled.
void worker_tell_next(struct sim_ctx *worker);
