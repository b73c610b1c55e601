#include "sim/core/barrier.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Looks at the round before sleeping: a few microseconds, about what a sleep and wake-up cost. On shared hosts, where a core
/// may be taken away, waiting longer only burns the other one.
#define SPINS_WITH_CORES 500
#define SPINS_WITHOUT    20

static void pause_core(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

void barrier_init(struct barrier *barrier, uint32_t count, uint32_t cores)
{
    atomic_init(&barrier->arrived, 0);
    atomic_init(&barrier->round, 0);
    atomic_init(&barrier->sleepers, 0);
    barrier->count = count;
    barrier->spins = count <= cores ? SPINS_WITH_CORES : SPINS_WITHOUT;
}

static void sleep_in(struct barrier *barrier, uint32_t round)
{
    atomic_fetch_add(&barrier->sleepers, 1);
    // The kernel looks at the round once more before it puts us to sleep.
    while (atomic_load(&barrier->round) == round)
        syscall(SYS_futex, &barrier->round, FUTEX_WAIT_PRIVATE, round, NULL, NULL, 0);
    atomic_fetch_sub(&barrier->sleepers, 1);
}

void barrier_wait(struct barrier *barrier)
{
    if (barrier->count == 1)
        return;
    uint32_t round = atomic_load_explicit(&barrier->round, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&barrier->arrived, 1, memory_order_acq_rel) + 1 == barrier->count) {
        atomic_store_explicit(&barrier->arrived, 0, memory_order_relaxed);
        atomic_store(&barrier->round, round + 1);
        if (atomic_load(&barrier->sleepers) > 0)
            syscall(SYS_futex, &barrier->round, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
        return;
    }
    for (uint32_t i = 0; i < barrier->spins; i++) {
        if (atomic_load_explicit(&barrier->round, memory_order_acquire) != round)
            return;
        pause_core();
    }
    sleep_in(barrier, round);
}
