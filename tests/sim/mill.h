/// A model that grinds the engine: tokens with payloads of all sizes hop between processes, to themselves at once, nearby and
/// tens of thousands of windows ahead; timers are set, moved and stopped, queues filled and emptied, rows emitted. Every
/// process folds whatever it sees, and when, into a hash.
#pragma once

#include "tests/sim/harness.h"

struct mill {
    uint32_t processes, workers;
    sim_time lookahead, end;
    sim_time step;        // delays are whole multiples of it: events coincide where it is long
    uint32_t far_percent; // of tokens that go far ahead
    uint64_t burn_ns;     // in the first eighth of the processes, an event
    uint64_t pieces;      // > 0: run in random pieces, drawn from this seed
    bool with_impatient;  // a process of a kind without lookahead is there too
    bool statistics;
};

struct mill_result {
    uint64_t hash; // of all states, all rows, and how many events there were
    uint64_t rows;
    struct sim_totals totals;
};

/// Runs it. Fails the test where events arrive out of order or changed, or where totals do not add up.
struct mill_result mill_run(const struct mill *mill);
