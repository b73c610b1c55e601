#include "sim/core/worker.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

void worker_create(struct worker *worker, struct sim_engine *engine)
{
    *worker = (struct worker){.ctx = {.engine = engine, .worker = worker}};
    worker->outboxes = sim_memory_new(engine->worker_count, sizeof(*worker->outboxes), "outboxes");
    uint32_t blocks = (engine->block_count + engine->worker_count - 1) / engine->worker_count;
    if (engine->lookahead > 0)
        bucket_set_create(&worker->buckets, engine->lookahead, engine->def.end / engine->lookahead + 1,
                          engine->block_bits, blocks);
}

void worker_destroy(struct worker *worker, uint32_t worker_count)
{
    bucket_set_destroy(&worker->buckets);
    pending_clear(&worker->pending);
    for (uint32_t i = 0; i < worker_count; i++)
        free(worker->outboxes[i].bytes);
    free(worker->outboxes);
    rows_clear(&worker->rows[0]);
    rows_clear(&worker->rows[1]);
}

static void enter(struct sim_ctx *ctx, sim_lp lp)
{
    ctx->self = lp;
    ctx->place = lp_table_find(&ctx->engine->table, lp);
}

/// Calls one of the kinds' functions for each process of the worker, in order.
static void for_each(struct worker *worker, sim_time now, bool is_start)
{
    const struct sim_engine *engine = worker->ctx.engine;
    uint32_t self = (uint32_t)(worker - engine->workers);
    worker->ctx.now = now;
    for (sim_lp lp = 1; lp <= engine->table.count; lp++) {
        if (engine->block_worker[block_of(engine, lp)] != self)
            continue;
        enter(&worker->ctx, lp);
        const struct lp_group *group = worker->ctx.place.group;
        void (*call)(const void *, void *, struct sim_ctx *) =
            is_start ? group->kind->start : group->kind->finish;
        if (call)
            call(group->params, worker->ctx.place.state, &worker->ctx);
    }
}

void worker_start(struct worker *worker)
{
    for_each(worker, 0, true);
}

void worker_finish(struct worker *worker)
{
    for_each(worker, worker->ctx.engine->def.end, false);
}

/// Hands an event to the process entered, unless it is a timer that was moved or stopped since.
static void dispatch(struct worker *worker, const struct sim_event *event, uint32_t sequence)
{
    struct sim_ctx *ctx = &worker->ctx;
    if (event->type >= SIM_TIMER(0)) {
        uint32_t *set = &ctx->place.counter[1 + event->type - SIM_TIMER(0)];
        if (*set != sequence)
            return;
        *set = 0;
    }
    ctx->now = event->time;
    worker->events++;
    const struct lp_group *group = ctx->place.group;
    group->kind->handle(group->params, ctx->place.state, event, ctx);
}

/// Runs the first event of the heap; the process it is for must be entered.
static void run_first(struct worker *worker)
{
    struct pending_event event;
    struct pending_body payload;
    pending_pop(&worker->pending, SIM_NEVER, &event, &payload);
    struct sim_event shown = {event.time, event.sender, event.type, event.size, payload.bytes};
    dispatch(worker, &shown, event.sequence);
}

/// The events of one process in a window, and what it sends to itself inside it.
static void run_process(struct worker *worker, const struct bucket_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct sim_event *event = &entries[i].event;
        while (pending_precedes(&worker->pending, event->time, event->sender, entries[i].sequence))
            run_first(worker);
        dispatch(worker, event, entries[i].sequence);
    }
    while (worker->pending.count > 0)
        run_first(worker);
}

static void run_block(struct worker *worker, uint32_t place, uint32_t block)
{
    const struct sim_engine *engine = worker->ctx.engine;
    struct bucket_entry *entries;
    sim_lp first = (block << engine->block_bits) + 1;
    size_t count = bucket_take(&worker->buckets, place, first, &entries);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && entries[end].to == entries[i].to; end++)
            ;
        enter(&worker->ctx, entries[i].to);
        run_process(worker, entries + i, end - i);
    }
    bucket_done(&worker->buckets, place);
}

static void run_all(struct worker *worker)
{
    while (worker->pending.count > 0) {
        enter(&worker->ctx, worker->pending.heap[0].to);
        run_first(worker);
    }
}

void worker_run(struct worker *worker, int64_t window)
{
    const struct sim_engine *engine = worker->ctx.engine;
    if (engine->lookahead == 0) {
        run_all(worker);
        return;
    }
    bucket_enter(&worker->buckets, window);
    uint32_t self = (uint32_t)(worker - engine->workers);
    for (uint32_t place = 0, block = self; block < engine->block_count;
         place++, block += engine->worker_count)
        if (bucket_count(&worker->buckets, place) > 0)
            run_block(worker, place, block);
    bucket_leave(&worker->buckets);
}

/// Files a record under its receiver, who is the worker's own.
static inline void file_own(struct worker *worker, const struct bucket_record *record, const void *payload)
{
    struct sim_engine *engine = worker->ctx.engine;
    int64_t window = engine->lookahead == 0 ? 0 : bucket_window(&worker->buckets, record->time);
    if (engine->lookahead > 0 && window > worker->buckets.now) {
        bucket_put(&worker->buckets, window, engine->block_place[block_of(engine, record->to)], record,
                   payload);
        return;
    }
    struct pending_event event = {.time = record->time,
                                  .sender = record->sender,
                                  .sequence = record->sequence,
                                  .to = record->to,
                                  .type = record->type,
                                  .size = record->size};
    pending_push(&worker->pending, event, payload);
}

void worker_collect(struct worker *worker, uint32_t self)
{
    struct sim_engine *engine = worker->ctx.engine;
    for (uint32_t from = 0; from < engine->worker_count; from++) {
        struct outbox *outbox = &engine->workers[from].outboxes[self];
        for (size_t at = 0; at < outbox->size;) {
            struct bucket_record record;
            memcpy(&record, outbox->bytes + at, sizeof(record));
            file_own(worker, &record, outbox->bytes + at + sizeof(record));
            at += sizeof(record) + record.size;
        }
        outbox->size = 0;
    }
    worker->next = engine->lookahead > 0 ? bucket_next(&worker->buckets) : pending_next(&worker->pending);
}

/// Files a record under its receiver's worker.
static inline void deliver(struct sim_ctx *ctx, const struct bucket_record *record, const void *payload)
{
    struct sim_engine *engine = ctx->engine;
    uint32_t receiver = engine->block_worker[block_of(engine, record->to)];
    if (&engine->workers[receiver] == ctx->worker) {
        file_own(ctx->worker, record, payload);
        return;
    }
    struct outbox *outbox = &ctx->worker->outboxes[receiver];
    size_t bytes = sizeof(*record) + record->size;
    outbox->bytes = sim_memory_grow(outbox->bytes, &outbox->capacity, outbox->size + bytes, 1, "an outbox");
    memcpy(outbox->bytes + outbox->size, record, sizeof(*record));
    if (payload && record->size > 0)
        memcpy(outbox->bytes + outbox->size + sizeof(*record), payload, record->size);
    outbox->size += bytes;
}

static void describe(const struct sim_ctx *ctx, char text[160])
{
    char name[96];
    sim_name(ctx->engine, ctx->self, name, sizeof(name));
    snprintf(text, 160, "%s (%s) on day %.6f", name, ctx->place.group->kind->name, sim_in_days(ctx->now));
}

/// A message that the model may not send: says who, what and when.
static __attribute__((cold, noinline)) void refuse(const struct sim_ctx *ctx, sim_lp to, sim_time delay,
                                                   uint32_t type, size_t size)
{
    char who[160], receiver[96] = "nobody";
    describe(ctx, who);
    if (to != 0 && to <= ctx->engine->table.count)
        sim_name(ctx->engine, to, receiver, sizeof(receiver));
    if (delay < 0 || size > SIM_PAYLOAD_MAX || type >= SIM_TIMER(0))
        sim_panic(__FILE__, __LINE__, "%s sends type %u of %zu bytes to %s with delay %lld ns", who, type,
                  size, receiver, (long long)delay);
    sim_panic(__FILE__, __LINE__, "%s sends to %s with delay %lld ns, under its lookahead of %lld ns", who,
              receiver, (long long)delay, (long long)ctx->place.group->kind->lookahead);
}

/// Gives the event its place in the order and files it, unless it would come after the end. Returns its sequence.
static inline uint32_t post(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type,
                            const void *payload, size_t size)
{
    uint32_t sequence = ++ctx->place.counter[0];
    SIM_ASSERT(sequence != 0, "a process has sent 2^32 events, more than sequences can tell apart");
    if (delay > ctx->engine->def.end - ctx->now)
        return sequence;
    struct bucket_record record = {.time = ctx->now + delay,
                                   .sender = ctx->self,
                                   .sequence = sequence,
                                   .to = to,
                                   .type = (uint16_t)type,
                                   .size = (uint16_t)size};
    deliver(ctx, &record, payload);
    return sequence;
}

void sim_send(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type, const void *payload, size_t size)
{
    // To oneself at once, to others no sooner than the lookahead.
    sim_time least = to == ctx->self ? 0 : ctx->place.group->kind->lookahead;
    if (__builtin_expect(delay < least || size > SIM_PAYLOAD_MAX || type >= SIM_TIMER(0) || to == 0 ||
                             to > ctx->engine->table.count,
                         0))
        refuse(ctx, to, delay, type, size);
    post(ctx, to, delay, type, payload, size);
}

void sim_wake(struct sim_ctx *ctx, sim_time delay, uint32_t type, const void *payload, size_t size)
{
    sim_send(ctx, ctx->self, delay, type, payload, size);
}

void sim_timer_set(struct sim_ctx *ctx, uint32_t k, sim_time delay)
{
    SIM_ASSERT(k < ctx->place.group->kind->timer_count, "kind %s has no timer %u",
               ctx->place.group->kind->name, k);
    if (__builtin_expect(delay < 0, 0))
        refuse(ctx, ctx->self, delay, 0, 0);
    ctx->place.counter[1 + k] = post(ctx, ctx->self, delay, SIM_TIMER(k), NULL, 0);
}

void sim_timer_stop(struct sim_ctx *ctx, uint32_t k)
{
    SIM_ASSERT(k < ctx->place.group->kind->timer_count, "kind %s has no timer %u",
               ctx->place.group->kind->name, k);
    ctx->place.counter[1 + k] = 0;
}

static struct lp_queue *queue_of(const struct sim_ctx *ctx, uint32_t queue)
{
    SIM_ASSERT(queue < ctx->place.group->kind->queue_count, "kind %s has no queue %u",
               ctx->place.group->kind->name, queue);
    return &ctx->place.queues[queue];
}

void sim_queue_push(struct sim_ctx *ctx, uint32_t queue, const void *item, size_t size)
{
    struct lp_queue *q = queue_of(ctx, queue);
    SIM_ASSERT(size > 0 && size <= SIM_PAYLOAD_MAX && (q->item_size == 0 || q->item_size == size),
               "kind %s queues items of %zu and %zu bytes", ctx->place.group->kind->name, q->item_size, size);
    q->item_size = size;
    q->items = sim_memory_grow(q->items, &q->capacity, q->count + 1, size, "a queue");
    memcpy(q->items + q->count++ * size, item, size);
}

uint32_t sim_queue_count(const struct sim_ctx *ctx, uint32_t queue)
{
    return (uint32_t)queue_of(ctx, queue)->count;
}

const void *sim_queue_at(const struct sim_ctx *ctx, uint32_t queue, uint32_t i)
{
    const struct lp_queue *q = queue_of(ctx, queue);
    SIM_ASSERT(i < q->count, "item %u of %zu", i, q->count);
    return q->items + i * q->item_size;
}

void sim_queue_remove(struct sim_ctx *ctx, uint32_t queue, uint32_t i)
{
    struct lp_queue *q = queue_of(ctx, queue);
    SIM_ASSERT(i < q->count, "item %u of %zu", i, q->count);
    unsigned char *place = q->items + i * q->item_size;
    memmove(place, place + q->item_size, (q->count - i - 1) * q->item_size);
    q->count--;
}

sim_time sim_now(const struct sim_ctx *ctx)
{
    return ctx->now;
}

int64_t sim_today(const struct sim_ctx *ctx)
{
    return ctx->engine->def.epoch_civil_day + (ctx->now + SIM_DAY - 1) / SIM_DAY;
}

sim_lp sim_self(const struct sim_ctx *ctx)
{
    return ctx->self;
}

uint32_t sim_self_index(const struct sim_ctx *ctx)
{
    return ctx->place.index;
}

struct sim_rng *sim_draw(struct sim_ctx *ctx, uint32_t purpose)
{
    SIM_ASSERT(purpose < ctx->place.group->kind->stream_count, "kind %s has no stream %u",
               ctx->place.group->kind->name, purpose);
    return &ctx->place.streams[purpose];
}

void sim_emit(struct sim_ctx *ctx, const struct sim_row_type *type, const void *row)
{
    if (ctx->engine->def.sink)
        rows_add(&ctx->worker->rows[ctx->worker->rows_now], ctx->now, ctx->self, type, row);
}
