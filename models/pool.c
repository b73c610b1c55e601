#include "models/pool.h"

#include <math.h>
#include <string.h>

enum { TIMER_ROUND };
enum { QUEUE_WANTS, QUEUE_OFFERS, QUEUE_SHARES, QUEUE_COUNT };

/// All that is told for a round comes at one instant; the round is held when it is in.
#define ROUND_DELAY SIM_HOUR

struct offer {
    struct port_offer told;
    uint64_t from; // sim_lp; eight bytes, so that no padding comes into a snapshot
};

/// What an offer is given: for its own city, then for all.
struct share {
    double own_tflops, tflops;
};

static const struct port_want *want_at(struct sim_ctx *ctx, uint32_t i)
{
    return sim_queue_at(ctx, QUEUE_WANTS, i);
}

static const struct offer *offer_at(struct sim_ctx *ctx, uint32_t i)
{
    return sim_queue_at(ctx, QUEUE_OFFERS, i);
}

/// Part of an offer that its own city asks for. Looks at all others: a province has some tens of sites.
static double own_share(const struct pool_wire *wire, const struct offer *offer, struct sim_ctx *ctx)
{
    int64_t city = wire->site_city[offer->told.site];
    double need = 0, waiting = 0;
    if (offer->told.waiting_tflops <= 0)
        return 0;
    for (uint32_t i = 0; i < sim_queue_count(ctx, QUEUE_WANTS); i++)
        if ((int64_t)want_at(ctx, i)->city == city)
            need += want_at(ctx, i)->tflops;
    for (uint32_t i = 0; i < sim_queue_count(ctx, QUEUE_OFFERS); i++) {
        const struct port_offer *other = &offer_at(ctx, i)->told;
        if (wire->site_city[other->site] != city)
            continue;
        need -= other->held_tflops;
        waiting += other->waiting_tflops;
    }
    return fmax(0, fmin(need, waiting)) * offer->told.waiting_tflops / waiting;
}

/// What is wanted and not held.
static double free_tflops(struct sim_ctx *ctx)
{
    double free = 0;
    for (uint32_t i = 0; i < sim_queue_count(ctx, QUEUE_WANTS); i++)
        free += want_at(ctx, i)->tflops;
    for (uint32_t i = 0; i < sim_queue_count(ctx, QUEUE_OFFERS); i++)
        free -= offer_at(ctx, i)->told.held_tflops;
    return fmax(0, free);
}

/// What waits beyond its own city's part, in clusters or outside of them. part: of the own parts that is given.
static double left_waiting(const struct pool_wire *wire, double part, int64_t is_cluster, struct sim_ctx *ctx)
{
    double left = 0;
    for (uint32_t i = 0; i < sim_queue_count(ctx, QUEUE_OFFERS); i++) {
        const struct port_offer *told = &offer_at(ctx, i)->told;
        const struct share *share = sim_queue_at(ctx, QUEUE_SHARES, i);
        if (wire->site_cluster[told->site] == is_cluster)
            left += told->waiting_tflops - part * share->own_tflops;
    }
    return fmax(0, left);
}

static double part_of(double available, double asked)
{
    return asked > 0 ? fmin(1, available / asked) : 0;
}

static void clear(struct sim_ctx *ctx)
{
    for (uint32_t queue = 0; queue < QUEUE_COUNT; queue++)
        while (sim_queue_count(ctx, queue) > 0)
            sim_queue_remove(ctx, queue, 0);
}

static void hold_round(const struct pool_wire *wire, struct pool_state *state, struct sim_ctx *ctx)
{
    uint32_t count = sim_queue_count(ctx, QUEUE_OFFERS);
    double free = free_tflops(ctx), own = 0;
    for (uint32_t i = 0; i < count && free > 0; i++) {
        struct share share = {.own_tflops = own_share(wire, offer_at(ctx, i), ctx)};
        own += share.own_tflops;
        sim_queue_push(ctx, QUEUE_SHARES, &share, sizeof(share));
    }
    if (free > 0) {
        double part = part_of(free, own), rest = free - part * own;
        double in_clusters = left_waiting(wire, part, 1, ctx), outside = left_waiting(wire, part, 0, ctx);
        double parts[2] = {part_of(rest - fmin(rest, in_clusters), outside), part_of(rest, in_clusters)};
        for (uint32_t i = 0; i < count; i++) {
            const struct offer *offer = offer_at(ctx, i);
            const struct share *share = sim_queue_at(ctx, QUEUE_SHARES, i);
            double given = part * share->own_tflops, left = offer->told.waiting_tflops - given;
            given += parts[wire->site_cluster[offer->told.site]] * fmax(0, left);
            struct port_tenants tenants = {.class_index = sim_self_index(ctx), .tflops = given};
            if (given > 0)
                port_send_tenants(ctx, (sim_lp)offer->from, PORT_LOOKAHEAD, &tenants);
        }
    }
    clear(ctx);
    state->rounds++;
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct offer offer = {.from = event->sender};
    struct port_want want;
    switch (event->type) {
    case PORT_WANT:
        memcpy(&want, event->payload, sizeof(want));
        sim_queue_push(ctx, QUEUE_WANTS, &want, sizeof(want));
        sim_timer_set(ctx, TIMER_ROUND, ROUND_DELAY);
        break;
    case PORT_OFFER:
        memcpy(&offer.told, event->payload, sizeof(offer.told));
        sim_queue_push(ctx, QUEUE_OFFERS, &offer, sizeof(offer));
        sim_timer_set(ctx, TIMER_ROUND, ROUND_DELAY);
        break;
    case SIM_TIMER(TIMER_ROUND): hold_round(params, state_bytes, ctx); break;
    }
}

const struct sim_kind pool_kind = {.name = "pool",
                                   .state_size = sizeof(struct pool_state),
                                   .timer_count = 1,
                                   .queue_count = QUEUE_COUNT,
                                   .lookahead = PORT_LOOKAHEAD,
                                   .handle = handle};
