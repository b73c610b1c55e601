/// What a process has, as its handlers ask for it: queues, streams, the time, its name among others.
#include "sim/core/worker.h"
#include "sim/memory.h"

static struct lp_queue *queue_of(const struct sim_ctx *ctx, uint32_t queue)
{
    SIM_ASSERT(queue < ctx->group->kind->queue_count, "kind %s has no queue %u", ctx->group->kind->name,
               queue);
    return lp_queues(ctx->group, ctx->process) + queue;
}

void sim_queue_push(struct sim_ctx *ctx, uint32_t queue, const void *item, size_t size)
{
    struct lp_queue *q = queue_of(ctx, queue);
    SIM_ASSERT(size > 0 && size <= SIM_PAYLOAD_MAX && (q->item_size == 0 || q->item_size == size),
               "kind %s queues items of %zu and %zu bytes", ctx->group->kind->name, (size_t)q->item_size, size);
    q->item_size = (uint32_t)size;
    lp_queue_reserve(q, q->count + 1);
    memcpy(lp_queue_item(q, q->count++), item, size);
    if (__builtin_expect(ctx->engine->def.statistics, 0) &&
        q->count > ctx->kind_queue_most[ctx->group->kind_index])
        ctx->kind_queue_most[ctx->group->kind_index] = q->count;
}

uint32_t sim_queue_count(const struct sim_ctx *ctx, uint32_t queue)
{
    return (uint32_t)queue_of(ctx, queue)->count;
}

const void *sim_queue_at(const struct sim_ctx *ctx, uint32_t queue, uint32_t i)
{
    const struct lp_queue *q = queue_of(ctx, queue);
    SIM_ASSERT(i < q->count, "item %u of %zu", i, (size_t)q->count);
    return lp_queue_item(q, i);
}

void sim_queue_remove(struct sim_ctx *ctx, uint32_t queue, uint32_t i)
{
    struct lp_queue *q = queue_of(ctx, queue);
    SIM_ASSERT(i < q->count, "item %u of %zu", i, (size_t)q->count);
    lp_queue_remove(q, i);
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
    return ctx->self - ctx->group->first;
}

struct sim_rng *sim_draw(struct sim_ctx *ctx, uint32_t purpose)
{
    SIM_ASSERT(purpose < ctx->group->kind->stream_count, "kind %s has no stream %u", ctx->group->kind->name,
               purpose);
    return lp_streams(ctx->group, ctx->process) + purpose;
}

void sim_emit(struct sim_ctx *ctx, const struct sim_row_type *type, const void *row)
{
    if (ctx->engine->def.sink)
        rows_add(&ctx->handovers[ctx->parity].rows, ctx->now, ctx->self, type, row);
}
