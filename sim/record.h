/// Rows: what a process says about itself, for the results.
///
/// A row is a struct described by a field table. Rows reach the sink merged by (time, process, order of emission),
/// whatever worker they were emitted on.
#pragma once

#include "sim/event.h"
#include "sim/field.h"

/// A type of row. Make one constant object per type; its address is its identity.
struct sim_row_type {
    const char *name;
    const struct sim_table *table;
};

/// Receives rows, one at a time, from one thread at a time. row: table->size bytes, valid during the call.
struct sim_sink {
    void *self;
    void (*take)(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row);
};

/// Emits a row of the process that runs; copied.
void sim_emit(struct sim_ctx *ctx, const struct sim_row_type *type, const void *row);

/// An event as it was handled, where the engine's definition asks for a trace: emitted before its handler is called.
struct sim_trace_row {
    int64_t type;   // of the message, or SIM_TIMER(k)
    int64_t sender; // sim_lp
    int64_t size;   // bytes of the payload
    unsigned char payload[SIM_PAYLOAD_MAX];
};

extern const struct sim_row_type sim_trace_row_type;
