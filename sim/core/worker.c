#include "sim/core/worker.h"

#include <stdlib.h>
#include <time.h>

#include "sim/memory.h"

/// Events of a block in a window from which its processes can be taken to write to most of its buckets.
#define FETCH_ENDS_EVENTS 64
/// Processes of a block that are fetched ahead of the one that runs.
#define FETCH_AHEAD 4
/// Blocks from which their buckets are taken not to stay in the cache.
#define FAR_APART_BLOCKS 64

void worker_create(struct sim_ctx *worker, struct sim_engine *engine, uint32_t index)
{
    *worker = (struct sim_ctx){.index = index,
                               .engine = engine,
                               .group = engine->table.groups,
                               .block_bits = engine->block_bits,
                               .block_worker = engine->owners[0],
                               .next_balance = BALANCE_FIRST,
                               .end = engine->def.end,
                               .window_end = engine->lookahead > 0 ? 0 : SIM_NEVER,
                               .far_apart = engine->block_count >= FAR_APART_BLOCKS,
                               .outbox_next = SIM_NEVER,
                               .last_lp = (sim_lp)engine->table.count,
                               .stall_time = -1};
    for (int set = 0; set < 2; set++)
        worker->handovers[set].outboxes =
            sim_memory_own(engine->worker_count, sizeof(struct outbox), "outboxes");
    worker->kind_events = sim_memory_own(engine->table.kind_count, sizeof(uint64_t), "statistics");
    worker->kind_queue_most = sim_memory_own(engine->table.kind_count, sizeof(uint64_t), "statistics");
    worker->kind_wall_ns = sim_memory_own(engine->table.kind_count, sizeof(uint64_t), "statistics");
    worker->blocks = sim_memory_new(engine->block_count, sizeof(*worker->blocks), "blocks of processes");
    batch_create(&worker->batch, 1u << engine->block_bits);
    if (engine->lookahead > 0)
        wheel_create(&worker->wheel, engine->lookahead, engine->block_bits, engine->block_count,
                     engine->buckets);
}

void worker_destroy(struct sim_ctx *worker)
{
    wheel_destroy(&worker->wheel);
    heap_clear(&worker->heap);
    batch_destroy(&worker->batch);
    for (int set = 0; set < 2; set++) {
        for (uint32_t i = 0; i < worker->engine->worker_count; i++)
            free(worker->handovers[set].outboxes[i].bytes);
        free(worker->handovers[set].outboxes);
        rows_clear(&worker->handovers[set].rows);
    }
    free(worker->blocks);
    free(worker->kind_events);
    free(worker->kind_wall_ns);
    free(worker->kind_queue_most);
}

typedef void (*step)(const void *params, void *state, struct sim_ctx *ctx);

/// Calls one of the kinds' functions for each process of the worker, in order. is_first: its streams are keyed before.
static void for_each(struct sim_ctx *worker, sim_time now, size_t step_offset, bool is_first)
{
    worker->now = now;
    for (uint32_t block = 0; block < worker->engine->block_count; block++) {
        sim_lp lp = (block << worker->block_bits) + 1, end = lp + (1u << worker->block_bits);
        worker->block = block;
        for (; worker->block_worker[block] == worker->index && lp < end && lp <= worker->last_lp; lp++) {
            worker_enter(worker, lp);
            const struct lp_group *group = worker->group;
            if (is_first)
                lp_key_streams(group, lp - group->first, worker->engine->def.replication);
            step call = *(const step *)(const void *)((const char *)group->kind + step_offset);
            if (call)
                call(group->params, worker->process + group->state_offset, worker);
        }
    }
}

void worker_start(struct sim_ctx *worker)
{
    for_each(worker, 0, offsetof(struct sim_kind, start), true);
}

void worker_resume(struct sim_ctx *worker)
{
    // A moment after the snapshot: what is due at once belongs to a window that has not run.
    for_each(worker, worker->engine->time + 1, offsetof(struct sim_kind, resume), true);
}

void worker_finish(struct sim_ctx *worker)
{
    for_each(worker, worker->end, offsetof(struct sim_kind, finish), false);
}

/// Hands an event to the process entered, unless it is a timer that was moved or stopped since. Returns events handled.
static inline uint32_t dispatch(struct sim_ctx *worker, const struct sim_event *event)
{
    const struct lp_group *group = worker->group;
    if (__builtin_expect(event->type >= SIM_TIMER(0), 0)) {
        uint32_t *set = lp_timer(worker->process, event->type - SIM_TIMER(0));
        if (*set != event->sequence)
            return 0;
        *set = 0;
    }
    worker->now = event->time;
    if (__builtin_expect(group->is_traced, 0))
        trace_event(worker, event);
    group->kind->handle(group->params, worker->process + group->state_offset, event, worker);
    return 1;
}

static __attribute__((cold, noinline)) void stall(const struct sim_ctx *worker, const struct sim_event *event)
{
    char receiver[96], sender[96];
    sim_name(worker->engine, worker->self, receiver, sizeof(receiver));
    sim_name(worker->engine, event->sender, sender, sizeof(sender));
    sim_panic(
        __FILE__, __LINE__,
        "time stands still on day %.9f: %llu events at this instant, the last to %s (%s) from %s, type %u",
        sim_in_days(event->time), (unsigned long long)worker->stall_events, receiver,
        worker->group->kind->name, sender, event->type);
}

/// Runs the first event of the heap; the process that it is for must be entered.
static uint32_t run_first(struct sim_ctx *worker)
{
    union pending_event event;
    heap_pop(&worker->heap, &event);
    if (event.event.time != worker->stall_time) {
        worker->stall_time = event.event.time;
        worker->stall_events = 0;
    } else if (++worker->stall_events > worker->engine->def.stall_events) {
        stall(worker, &event.event);
    }
    uint32_t handled = dispatch(worker, &event.event);
    heap_settle(&worker->heap);
    return handled;
}

/// The events of one process in a window, and what it sends to itself inside it.
static inline uint32_t run_events(struct sim_ctx *worker, const struct sim_event *const *events, size_t count)
{
    uint32_t handled = 0;
    for (size_t i = 0; i < count; i++) {
        while (__builtin_expect(heap_precedes(&worker->heap, events[i]), 0))
            handled += run_first(worker);
        handled += dispatch(worker, events[i]);
    }
    while (__builtin_expect(worker->heap.count > 0, 0))
        handled += run_first(worker);
    worker->stall_time = -1; // another process at the same instant is no standstill
    return handled;
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Takes the events after `limit` out of a chain and files them again.
static struct chunk *hold_back(struct sim_ctx *worker, struct chunk *chain, sim_time limit)
{
    struct bucket early = {0};
    for (const struct chunk *chunk = chain; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used;) {
            const struct sim_event *event = (const void *)(chunk->bytes + at);
            if (event->time > limit)
                wheel_put(&worker->wheel, worker->wheel.now, block_of(worker, event->to), event_head(event),
                          event->payload);
            else
                bucket_append(&worker->wheel.pool, &early, event_head(event), event->payload);
            at += (uint32_t)event_bytes(event->size);
        }
    chunk_give(&worker->wheel.pool, chain);
    return bucket_detach(&early);
}

/// Chains the events of a block in the window, by process, and fetches what running them will touch. Returns whether the
/// processes are fetched too: they are where all of them lie in one group.
static bool gather(struct sim_ctx *worker, const struct chunk *chain, uint32_t block)
{
    sim_lp first = (block << worker->block_bits) + 1, last = first + (1u << worker->block_bits) - 1;
    const struct lp_group *group = lp_table_group(&worker->engine->table, first);
    bool is_one_group = last - group->first < group->count;
    size_t n =
        batch_gather(&worker->batch, chain, first, lp_bytes(group, first), is_one_group ? group->stride : 0);
    if (n >= FETCH_ENDS_EVENTS)
        wheel_fetch_ends(&worker->wheel, block);
    return is_one_group;
}

/// Fetches a process that is run soon, and what is known of its group.
static inline void fetch_process(const struct sim_ctx *worker, sim_lp lp)
{
    const struct lp_group *group = worker->group;
    if (lp - group->first >= group->count)
        group = lp_table_group(&worker->engine->table, lp);
    const char *bytes = (const char *)lp_bytes(group, lp);
    __builtin_prefetch(bytes, 1);
    __builtin_prefetch(bytes + group->stride - 1, 1);
}

static void run_block(struct sim_ctx *worker, uint32_t block, bool is_timed, sim_time limit)
{
    uint32_t slot = (uint32_t)worker->wheel.now % WHEEL_FINE;
    sim_lp first = (block << worker->block_bits) + 1;
    struct chunk *chain = bucket_detach(wheel_bucket(&worker->wheel, slot, block));
    if (limit != SIM_NEVER)
        chain = hold_back(worker, chain, limit);
    worker->block = block;
    bool is_fetched = gather(worker, chain, block);
    const struct batch *batch = &worker->batch;
    for (size_t i = 0; i < batch->touched_count; i++) {
        size_t count;
        const struct sim_event *const *events = batch_take(&worker->batch, i, &count);
        worker_enter(worker, first + batch->touched[i]);
        if (!is_fetched && i + FETCH_AHEAD < batch->touched_count)
            fetch_process(worker, first + batch->touched[i + FETCH_AHEAD]);
        uint64_t began_ns = is_timed ? now_ns() : 0;
        uint32_t kind = worker->group->kind_index;
        worker->kind_events[kind] += run_events(worker, events, count);
        if (is_timed)
            worker->kind_wall_ns[kind] += now_ns() - began_ns;
    }
    chunk_give(&worker->wheel.pool, chain);
}

/// Lists the blocks that have events in the window that runs; returns how many.
static size_t list_blocks(struct sim_ctx *worker)
{
    size_t n = 0;
    for (uint32_t word = 0; word < worker->wheel.words; word++)
        for (uint64_t bits = wheel_claim(&worker->wheel, word); bits; bits &= bits - 1)
            worker->blocks[n++] = word * 64 + (uint32_t)__builtin_ctzll(bits);
    return n;
}

void worker_run_window(struct sim_ctx *worker, int64_t window, sim_time limit)
{
    struct sim_engine *engine = worker->engine;
    // The last window ends with the run: its own end may be later than any time.
    sim_time begin = window * worker->wheel.window_ns, left = worker->end - begin;
    sim_time end = left < worker->wheel.window_ns ? worker->end + 1 : begin + worker->wheel.window_ns;
    bool is_timed = engine->def.statistics, is_cut = limit < end - 1;
    bool is_weighed = engine->worker_count > 1 && worker->windows % BALANCE_TIMED == 0;
    wheel_enter(&worker->wheel, window);
    worker->window_end = is_cut ? limit + 1 : end;
    size_t n = list_blocks(worker);
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n)
            wheel_fetch_events(&worker->wheel, worker->blocks[i + 1]);
        if (i + 2 < n)
            wheel_fetch_row(&worker->wheel, worker->blocks[i + 2]);
        uint64_t began_ns = is_weighed ? now_ns() : 0;
        run_block(worker, worker->blocks[i], is_timed, is_cut ? limit : SIM_NEVER);
        if (is_weighed)
            engine->block_cost_ns[worker->blocks[i]] += now_ns() - began_ns;
    }
    if (is_cut)
        worker->wheel.now--; // what is left of the window will be the next one
}

/// Fetches what the event after the first will touch.
static inline void fetch_second(const struct sim_ctx *worker)
{
    const struct heap_key *second = heap_second(&worker->heap);
    if (!second)
        return;
    __builtin_prefetch(&worker->heap.slots[second->slot]);
    if (second->to - worker->group->first < worker->group->count)
        __builtin_prefetch(lp_bytes(worker->group, second->to), 1);
}

void worker_run_heap(struct sim_ctx *worker, sim_time limit)
{
    bool is_timed = worker->engine->def.statistics;
    while (heap_next(&worker->heap) <= limit && worker->heap.count > 0) {
        worker_enter(worker, heap_receiver(&worker->heap));
        fetch_second(worker);
        uint64_t began_ns = is_timed ? now_ns() : 0;
        uint32_t kind = worker->group->kind_index;
        worker->kind_events[kind] += run_first(worker);
        if (is_timed)
            worker->kind_wall_ns[kind] += now_ns() - began_ns;
    }
}

void worker_collect(struct sim_ctx *worker, uint32_t parity)
{
    struct sim_engine *engine = worker->engine;
    for (uint32_t from = 0; from < engine->worker_count; from++) {
        struct outbox *outbox = &engine->workers[from].handovers[parity].outboxes[worker->index];
        wheel_put_all(&worker->wheel, outbox->bytes, outbox->size);
        outbox->size = 0;
    }
}

void worker_tell_next(struct sim_ctx *worker)
{
    struct handover *handover = &worker->handovers[worker->parity];
    if (worker->engine->lookahead == 0) {
        handover->next = heap_next(&worker->heap) <= worker->end ? heap_next(&worker->heap) : INT64_MAX;
        return;
    }
    handover->next = wheel_next(&worker->wheel);
    if (worker->outbox_next < SIM_NEVER) {
        int64_t sent = wheel_window(&worker->wheel, worker->outbox_next);
        handover->next = sent < handover->next ? sent : handover->next;
        worker->outbox_next = SIM_NEVER;
    }
}
