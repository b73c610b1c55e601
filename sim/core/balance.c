#include "sim/core/balance.h"

#include <stdlib.h>

#include "sim/memory.h"

/// The longest time between two looks, in windows; at first it doubles.
#define MOST_WINDOWS 1024

/// The busiest may have so much more than the mean before anything is moved, 1/16: a move costs a few cache misses a block.
#define TOLERANCE_SHIFT 4

static void extremes(const uint64_t *load, uint32_t count, uint32_t *busiest, uint32_t *idlest)
{
    *busiest = *idlest = 0;
    for (uint32_t i = 1; i < count; i++) {
        *busiest = load[i] > load[*busiest] ? i : *busiest;
        *idlest = load[i] < load[*idlest] ? i : *idlest;
    }
}

/// Block of `from` whose cost is nearest to half the gap: moving it leaves the two most alike. block_count if none helps.
static uint32_t best_move(const uint64_t *cost, const uint16_t *owner, uint32_t block_count, uint32_t from,
                          uint64_t gap)
{
    uint32_t best = block_count;
    uint64_t best_rest = gap;
    for (uint32_t block = 0; block < block_count; block++) {
        if (owner[block] != from || cost[block] == 0 || cost[block] >= gap)
            continue;
        uint64_t twice = 2 * cost[block], rest = twice > gap ? twice - gap : gap - twice;
        if (rest < best_rest) {
            best = block;
            best_rest = rest;
        }
    }
    return best;
}

uint32_t balance_plan(const uint64_t *cost, uint16_t *owner, uint32_t block_count, uint64_t *load,
                      uint32_t worker_count)
{
    uint64_t total = 0;
    uint32_t moves = 0;
    memset(load, 0, worker_count * sizeof(*load));
    for (uint32_t block = 0; block < block_count; block++) {
        load[owner[block]] += cost[block];
        total += cost[block];
    }
    uint64_t mean = total / worker_count;
    for (; moves < block_count; moves++) {
        uint32_t busiest, idlest;
        extremes(load, worker_count, &busiest, &idlest);
        if (load[busiest] <= mean + (mean >> TOLERANCE_SHIFT))
            break;
        uint32_t block =
            best_move(cost, owner, block_count, busiest, load[busiest] - load[idlest]);
        if (block == block_count)
            break;
        owner[block] = (uint16_t)idlest;
        load[busiest] -= cost[block];
        load[idlest] += cost[block];
    }
    return moves;
}

/// Worker 0: plans into the set of owners that is not in use. What was measured before counts half from now on.
static void plan(struct sim_engine *engine)
{
    const uint16_t *now = engine->owners[engine->owners_now];
    uint16_t *next = engine->owners[1 - engine->owners_now];
    memcpy(next, now, engine->block_count * sizeof(*next));
    uint64_t *load = sim_memory_new(engine->worker_count, sizeof(*load), "the balance of workers");
    engine->moves = balance_plan(engine->block_cost_ns, next, engine->block_count, load, engine->worker_count);
    free(load);
    for (uint32_t block = 0; block < engine->block_count; block++)
        engine->block_cost_ns[block] /= 2;
    if (engine->moves > 0)
        engine->owners_now = 1 - engine->owners_now;
    engine->moved += engine->moves;
}

/// Takes over what is the worker's from now on, and hands on far events that no longer are.
static void take_over(struct sim_ctx *worker)
{
    worker->block_worker = worker->engine->owners[worker->engine->owners_now];
    wheel_recount(&worker->wheel, worker->block_worker, worker->index);
    struct chunk *far = wheel_release_far(&worker->wheel);
    for (const struct chunk *chunk = far; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used;) {
            const struct sim_event *event = (const void *)(chunk->bytes + at);
            worker_file(worker, event_head(event), event->payload);
            at += (uint32_t)event_bytes(event->size);
        }
    chunk_give(&worker->wheel.pool, far);
}

void balance_workers(struct sim_ctx *worker)
{
    struct sim_engine *engine = worker->engine;
    barrier_wait(&engine->barrier); // nothing is under way
    if (worker->index == 0)
        plan(engine);
    barrier_wait(&engine->barrier); // the plan is made
    if (engine->moves > 0)
        take_over(worker);
    worker->next_balance += worker->windows < MOST_WINDOWS ? worker->windows : MOST_WINDOWS;
}
