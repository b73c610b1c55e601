/// What a model is to the engine.
#pragma once

#include "sim/event.h"

/// A kind of logical process. Parameters are const and shared; state is the process's own, zeroed before `start`,
/// written in place by its handlers only. A handler sends, wakes, draws and emits; it never locks, allocates, prints
/// or fails. State, payloads and items of queues are plain bytes without pointers, which a snapshot holds as they are; padding
/// inside them would be in it too.
struct sim_kind {
    const char *name;
    size_t state_size;     // bytes; 0..1,048,576
    uint32_t timer_count;  // named timers, 0..64
    uint32_t stream_count; // random streams, 0..64
    uint32_t queue_count;  // queues, 0..8
    sim_time lookahead;    // least delay of a message to another process; SIM_NEVER if it sends none

    /// At time 0, in the order in which the processes were added. May be null.
    void (*start)(const void *params, void *state, struct sim_ctx *ctx);
    /// One event. The switch over event->type in here is the only place where bytes become types.
    void (*handle)(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx);
    /// In place of `start` where a snapshot is taken up, just after its date: what `start` took from parameters that may
    /// have changed. May be null.
    void (*resume)(const void *params, void *state, struct sim_ctx *ctx);
    /// After the last event, at the end time: the last rows. Must not send. May be null.
    void (*finish)(const void *params, void *state, struct sim_ctx *ctx);
};
