/// The trace of jobs that a scenario names (dispatch.trace, dispatch.arrivals), as a dispatcher plays it.
///
/// Its beginning is the epoch. Processors become TFLOPS by dispatch.trace_tflops. A job's city is the one that the file
/// tells; else its user has one, by number, and without a user cities take turns.
#pragma once

#include "models/models.h"
#include "scenarios/run/scenario.h"

/// Null in *out where the scenario names none, or has no dispatcher.
enum sim_status jobs_trace_open(const struct scenario *scenario, struct dispatch_trace **out,
                                struct sim_error *error);
void jobs_trace_close(struct dispatch_trace *trace);
