/// Rows emitted by one worker, and their merge: by time, then process, then order of emission.
#pragma once

#include "sim/record.h"

struct row_head {
    sim_time time;
    sim_lp lp;
    uint32_t order; // of emission on its worker: all rows of a process come from one worker
    const struct sim_row_type *type;
    size_t offset; // of the bytes
};

struct rows {
    struct row_head *heads;
    size_t count, capacity;
    unsigned char *bytes;
    size_t size, byte_capacity;
};

void rows_clear(struct rows *rows);
void rows_add(struct rows *rows, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row);

/// Hands all rows of all parts to the sink in order and empties the parts. Returns how many there were.
uint64_t rows_merge(struct rows *const *parts, size_t part_count, const struct sim_sink *sink);
