/// The events of chosen processes as a CSV file: what came to whom, when, from whom.
///
///     replication,date,day,process,kind,event,sender,payload
///
/// event: the name of a message (models/ports.h), "timer k", or the number of a model's own wake-up. payload: its 8-byte
/// words, as real numbers where they look like ones, else as whole numbers.
#pragma once

#include <stdio.h>

#include "sim/engine.h"

/// Text of one replication. Zero-initialise it.
struct trace_text {
    char *text;
    size_t size;
    FILE *stream;
};

void trace_text_begin(struct trace_text *trace);
void trace_text_end(struct trace_text *trace);
void trace_text_clear(struct trace_text *trace);

/// Adds one event.
void trace_text_add(struct trace_text *trace, const struct sim_engine *engine, uint32_t replication,
                    int64_t epoch_civil_day, sim_time time, sim_lp lp, const struct sim_trace_row *row);

struct trace_file;

/// Faults: 73 it cannot be created; then *out is null.
enum sim_status trace_file_create(const char *path, struct trace_file **out, struct sim_error *error);

/// Adds the next replication's text. A failure is kept for trace_file_close.
void trace_file_add(struct trace_file *file, const struct trace_text *trace);

/// Gives the file its name and frees it. Fault 74: then it is gone.
enum sim_status trace_file_close(struct trace_file *file, struct sim_error *error);

/// Removes what was written. Null is allowed.
void trace_file_abandon(struct trace_file *file);
