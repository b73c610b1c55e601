#include "sim/core/worker.h"

#include <stdlib.h>
#include <string.h>

#include "sim/core/memory.h"

void worker_create(struct worker *worker, struct sim_engine *engine)
{
    *worker = (struct worker){.ctx = {.engine = engine, .worker = worker}};
    worker->outboxes = memory_new(engine->worker_count, sizeof(*worker->outboxes), "outboxes");
}

void worker_destroy(struct worker *worker, uint32_t worker_count)
{
    pending_clear(&worker->pending);
    for (uint32_t i = 0; i < worker_count; i++) {
        free(worker->outboxes[i].events);
        free(worker->outboxes[i].bodies);
    }
    free(worker->outboxes);
    rows_clear(&worker->rows[0]);
    rows_clear(&worker->rows[1]);
}

static void enter(struct sim_ctx *ctx, sim_lp lp, sim_time now)
{
    ctx->now = now;
    ctx->self = lp;
    ctx->place = lp_table_find(&ctx->engine->table, lp);
}

void worker_start(struct worker *worker)
{
    const struct sim_engine *engine = worker->ctx.engine;
    uint32_t self = (uint32_t)(worker - engine->workers);
    for (sim_lp lp = 1; lp <= engine->table.count; lp++) {
        if (worker_of(engine, lp) != self)
            continue;
        enter(&worker->ctx, lp, 0);
        const struct lp_group *group = worker->ctx.place.group;
        if (group->kind->start)
            group->kind->start(group->params, worker->ctx.place.state, &worker->ctx);
    }
}

void worker_finish(struct worker *worker)
{
    const struct sim_engine *engine = worker->ctx.engine;
    uint32_t self = (uint32_t)(worker - engine->workers);
    for (sim_lp lp = 1; lp <= engine->table.count; lp++) {
        if (worker_of(engine, lp) != self)
            continue;
        enter(&worker->ctx, lp, engine->def.end);
        const struct lp_group *group = worker->ctx.place.group;
        if (group->kind->finish)
            group->kind->finish(group->params, worker->ctx.place.state, &worker->ctx);
    }
}

void worker_run(struct worker *worker, sim_time limit)
{
    struct sim_ctx *ctx = &worker->ctx;
    struct pending_event event;
    struct pending_body payload;
    while (pending_pop(&worker->pending, limit, &event, &payload)) {
        enter(ctx, event.to, event.time);
        if (event.type >= SIM_TIMER(0)) {
            uint32_t *set = &ctx->place.counter[1 + event.type - SIM_TIMER(0)];
            if (*set != event.sequence)
                continue; // moved or stopped since
            *set = 0;
        }
        worker->events++;
        struct sim_event shown = {.time = event.time,
                                  .sender = event.sender,
                                  .type = event.type,
                                  .size = event.size,
                                  .payload = payload.bytes};
        const struct lp_group *group = ctx->place.group;
        group->kind->handle(group->params, ctx->place.state, &shown, ctx);
    }
}

void worker_collect(struct worker *worker, uint32_t self)
{
    struct sim_engine *engine = worker->ctx.engine;
    for (uint32_t from = 0; from < engine->worker_count; from++) {
        struct outbox *outbox = &engine->workers[from].outboxes[self];
        for (size_t i = 0; i < outbox->count; i++)
            pending_push(&worker->pending, outbox->events[i], outbox->bodies[i].bytes);
        outbox->count = 0;
    }
    worker->next = pending_next(&worker->pending);
}

/// Files an event under its receiver's worker.
static void deliver(struct sim_ctx *ctx, struct pending_event event, const void *payload)
{
    struct sim_engine *engine = ctx->engine;
    uint32_t receiver = worker_of(engine, event.to);
    if (&engine->workers[receiver] == ctx->worker) {
        pending_push(&ctx->worker->pending, event, payload);
        return;
    }
    struct outbox *outbox = &ctx->worker->outboxes[receiver];
    outbox->events = memory_grow(outbox->events, &outbox->event_capacity, outbox->count + 1,
                                 sizeof(*outbox->events), "an outbox");
    outbox->bodies = memory_grow(outbox->bodies, &outbox->body_capacity, outbox->count + 1,
                                 sizeof(*outbox->bodies), "an outbox");
    outbox->events[outbox->count] = event;
    if (event.size > 0)
        memcpy(outbox->bodies[outbox->count].bytes, payload, event.size);
    outbox->count++;
}

static void describe(const struct sim_ctx *ctx, char text[160])
{
    char name[96];
    sim_name(ctx->engine, ctx->self, name, sizeof(name));
    snprintf(text, 160, "%s (%s) on day %.6f", name, ctx->place.group->kind->name, sim_in_days(ctx->now));
}

/// Gives the event its place in the order. Returns its sequence, 0 if it would come after the end.
static uint32_t post(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type, const void *payload,
                     size_t size)
{
    char who[160];
    if (delay < 0 || size > SIM_PAYLOAD_MAX) {
        describe(ctx, who);
        sim_panic(__FILE__, __LINE__, "%s sends %zu bytes with delay %lld ns", who, size, (long long)delay);
    }
    uint32_t sequence = ++ctx->place.counter[0];
    if (delay > ctx->engine->def.end - ctx->now)
        return sequence;
    struct pending_event event = {.time = ctx->now + delay,
                                  .sender = ctx->self,
                                  .sequence = sequence,
                                  .to = to,
                                  .type = (uint16_t)type,
                                  .size = (uint16_t)size};
    deliver(ctx, event, payload);
    return sequence;
}

void sim_send(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type, const void *payload, size_t size)
{
    if (to != ctx->self &&
        (delay < ctx->place.group->kind->lookahead || to == 0 || to > ctx->engine->table.count)) {
        char who[160], receiver[96] = "nobody";
        describe(ctx, who);
        if (to != 0 && to <= ctx->engine->table.count)
            sim_name(ctx->engine, to, receiver, sizeof(receiver));
        sim_panic(__FILE__, __LINE__, "%s sends to %s with delay %lld ns, under its lookahead of %lld ns",
                  who, receiver, (long long)delay, (long long)ctx->place.group->kind->lookahead);
    }
    post(ctx, to, delay, type, payload, size);
}

void sim_wake(struct sim_ctx *ctx, sim_time delay, uint32_t type, const void *payload, size_t size)
{
    post(ctx, ctx->self, delay, type, payload, size);
}

void sim_timer_set(struct sim_ctx *ctx, uint32_t k, sim_time delay)
{
    SIM_ASSERT(k < ctx->place.group->kind->timer_count, "kind %s has no timer %u",
               ctx->place.group->kind->name, k);
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
    q->items = memory_grow(q->items, &q->capacity, q->count + 1, size, "a queue");
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
