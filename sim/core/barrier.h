/// Where workers meet at the end of a window: spins for a moment, then sleeps.
///
/// Two cores that spin meet in well under a microsecond. A worker whose partner has no core to run on gives its own away
/// instead of burning it, so that more workers than cores are slow but not stuck.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

struct barrier {
    _Alignas(64) _Atomic uint32_t arrived;
    _Alignas(64) _Atomic uint32_t round; // what the waiting watch
    _Atomic uint32_t sleepers;
    uint32_t count, spins;
};

/// count: threads that meet; cores: that they have.
void barrier_init(struct barrier *barrier, uint32_t count, uint32_t cores);

/// Returns when all have come. What each did before is seen by all after.
void barrier_wait(struct barrier *barrier);
