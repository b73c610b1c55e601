/// What a handler can do to the future: send, wake, set and stop timers.
///
/// Every event has a place in one total order, (time, sender, sender's sequence), so that the number of workers cannot
/// show. A message to another process must be at least the sender kind's lookahead away: that is what lets workers run
/// a window of that length without asking each other. A wake-up of oneself may be at once. A timer is a wake-up with a
/// name: setting it again moves it, stopping it is one store, and a process never has to look for a stale one.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sim/clock.h"
#include "sim/rng.h"

/// A logical process. 0 is none.
typedef uint32_t sim_lp;

/// Bytes that an event can carry.
#define SIM_PAYLOAD_MAX 64

/// Type of the events of timer k. Other types are the model's own, below SIM_TIMER(0).
#define SIM_TIMER(k) (0x8000u + (uint32_t)(k))

/// An event as its handler sees it, where it lies.
struct sim_event {
    sim_time time;                      // now
    sim_lp sender;                      // who sent it; the process itself for wake-ups and timers
    uint32_t sequence;                  // of the sender
    sim_lp to;                          // the process that runs
    uint16_t type;                      // of the message or SIM_TIMER(k)
    uint16_t size;                      // bytes of the payload
    _Alignas(8) unsigned char payload[]; // valid during the handler
};

/// The handler's hold on the engine. Opaque; never kept.
struct sim_ctx;

/// Sends a message. delay: >= the lookahead of the sender's kind (>= 0 to oneself). size: 0..SIM_PAYLOAD_MAX, copied.
void sim_send(struct sim_ctx *ctx, sim_lp to, sim_time delay, uint32_t type, const void *payload,
              size_t size);

/// Sends a message to oneself, `delay` >= 0 from now.
void sim_wake(struct sim_ctx *ctx, sim_time delay, uint32_t type, const void *payload, size_t size);

/// Sets timer `k` (0 .. kind's timer_count - 1) to go off once, `delay` >= 0 from now. A timer already set is moved.
void sim_timer_set(struct sim_ctx *ctx, uint32_t k, sim_time delay);

/// Stops timer `k`; nothing happens if it is not set.
void sim_timer_stop(struct sim_ctx *ctx, uint32_t k);

/// Queues of a process (0 .. kind's queue_count - 1): storage that grows belongs to the engine, so that handlers never
/// allocate. Items are copied; size: 1..SIM_PAYLOAD_MAX, the same for all items of one queue.
void sim_queue_push(struct sim_ctx *ctx, uint32_t queue, const void *item, size_t size);

/// Number of items.
uint32_t sim_queue_count(const struct sim_ctx *ctx, uint32_t queue);

/// Item `i` from the oldest; valid until the queue changes.
const void *sim_queue_at(const struct sim_ctx *ctx, uint32_t queue, uint32_t i);

/// Takes item `i` out; the others keep their order.
void sim_queue_remove(struct sim_ctx *ctx, uint32_t queue, uint32_t i);

/// Now.
sim_time sim_now(const struct sim_ctx *ctx);

/// Civil day of now (the day whose close is now or next).
int64_t sim_today(const struct sim_ctx *ctx);

/// The process that runs, and its index in the array it was added with.
sim_lp sim_self(const struct sim_ctx *ctx);
uint32_t sim_self_index(const struct sim_ctx *ctx);

/// Random stream `purpose` (0 .. kind's stream_count - 1) of the process that runs.
struct sim_rng *sim_draw(struct sim_ctx *ctx, uint32_t purpose);
