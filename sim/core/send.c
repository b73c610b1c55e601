/// What handlers do to the future.
#include <stdio.h>

#include "sim/core/worker.h"
#include "sim/memory.h"

/// To another worker, or to oneself for later.
static void post_abroad(struct sim_ctx *ctx, uint32_t receiver, struct event_head head,
                        const void *payload)
{
    struct outbox *outbox = &ctx->handovers[ctx->parity].outboxes[receiver];
    size_t bytes = event_bytes(head.size);
    outbox->bytes = sim_memory_grow(outbox->bytes, &outbox->capacity, outbox->size + bytes, 1, "an outbox");
    event_write(outbox->bytes + outbox->size, head, payload);
    outbox->size += bytes;
    if (head.time < ctx->outbox_next)
        ctx->outbox_next = head.time;
}

static inline void file_event(struct sim_ctx *ctx, struct event_head head, const void *payload)
{
    if (head.time < ctx->window_end) {
        heap_push(&ctx->heap, head, payload);
        return;
    }
    uint32_t block = block_of(ctx, head.to), receiver = ctx->block_worker[block];
    if (receiver == ctx->index && (block == ctx->block || !ctx->far_apart))
        wheel_put(&ctx->wheel, wheel_window(&ctx->wheel, head.time), block, head, payload);
    else
        post_abroad(ctx, receiver, head, payload);
}

void worker_file(struct sim_ctx *ctx, struct event_head head, const void *payload)
{
    file_event(ctx, head, payload);
}

static void describe(const struct sim_ctx *ctx, char text[160])
{
    char name[96];
    sim_name(ctx->engine, ctx->self, name, sizeof(name));
    snprintf(text, 160, "%s (%s) on day %.6f", name, ctx->group->kind->name, sim_in_days(ctx->now));
}

/// A message that the model may not send: says who, to whom, what and when.
static __attribute__((cold, noinline)) void refuse(const struct sim_ctx *ctx, sim_lp to, sim_time delay,
                                                   uint32_t type, size_t size)
{
    char who[160], name[96], receiver[160] = "nobody";
    describe(ctx, who);
    if (to != 0 && to <= ctx->last_lp) {
        sim_name(ctx->engine, to, name, sizeof(name));
        snprintf(receiver, sizeof(receiver), "%s (%s)", name,
                 lp_table_group(&ctx->engine->table, to)->kind->name);
    }
    if (delay < 0 || size > SIM_PAYLOAD_MAX || type >= SIM_TIMER(0) || to == 0 || to > ctx->last_lp)
        sim_panic(__FILE__, __LINE__, "%s sends type %u of %zu bytes to %s with delay %lld ns", who, type,
                  size, receiver, (long long)delay);
    sim_panic(__FILE__, __LINE__, "%s sends type %u to %s with delay %lld ns, under its lookahead of %lld ns",
              who, type, receiver, (long long)delay, (long long)ctx->group->kind->lookahead);
}

static __attribute__((cold, noinline)) void run_out(const struct sim_ctx *ctx)
{
    char who[160];
    describe(ctx, who);
    sim_panic(__FILE__, __LINE__, "%s has sent 2^32 events, more than sequences can tell apart", who);
}

/// Gives the event its place in the order and files it, unless it would come after the end. Returns its sequence.
static inline uint32_t post(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type,
                            const void *payload, size_t size)
{
    uint32_t sequence = ++*lp_sequence(ctx->process);
    if (__builtin_expect(sequence == 0, 0))
        run_out(ctx);
    if (delay > ctx->end - ctx->now)
        return sequence;
    struct event_head head = {.time = ctx->now + delay,
                             .sender = ctx->self,
                             .sequence = sequence,
                             .to = to,
                             .type = (uint16_t)type,
                             .size = (uint16_t)size};
    file_event(ctx, head, payload);
    return sequence;
}

void sim_send(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type, const void *payload, size_t size)
{
    // To oneself at once, to others no sooner than the lookahead.
    sim_time least = to == ctx->self ? 0 : ctx->group->lookahead;
    if (__builtin_expect(
            (delay < least) | (size > SIM_PAYLOAD_MAX) | (type >= SIM_TIMER(0)) | (to - 1 >= ctx->last_lp),
            0))
        refuse(ctx, to, delay, type, size);
    post(ctx, to, delay, type, payload, size);
}

void sim_wake(struct sim_ctx *ctx, sim_time delay, uint32_t type, const void *payload, size_t size)
{
    sim_send(ctx, ctx->self, delay, type, payload, size);
}

static void check_timer(const struct sim_ctx *ctx, uint32_t k)
{
    SIM_ASSERT(k < ctx->group->kind->timer_count, "kind %s has no timer %u", ctx->group->kind->name, k);
}

void sim_timer_set(struct sim_ctx *ctx, uint32_t k, sim_time delay)
{
    check_timer(ctx, k);
    if (__builtin_expect(delay < 0, 0))
        refuse(ctx, ctx->self, delay, 0, 0);
    *lp_timer(ctx->process, k) = post(ctx, ctx->self, delay, SIM_TIMER(k), NULL, 0);
}

void sim_timer_stop(struct sim_ctx *ctx, uint32_t k)
{
    check_timer(ctx, k);
    *lp_timer(ctx->process, k) = 0;
}
