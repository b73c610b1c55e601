/// The processes that share the units of one sweep: this one alone (suanli), or the ranks of MPI (suanli-mpi; mpi/).
///
///     rank 0 offers items --> a thread that is idle, on any rank, asks for the next --> works --> tells that it is done
///     all ranks meet      --> all know how it went with each, before they go on
///
/// Who asks first is served first, so that uneven items keep every thread busy. An item is a number that means something to
/// whoever offers it. Results do not travel: each rank writes its own (sweep_parts.h).
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

#define RANKS_TEXT 2000

/// What one rank says to all.
struct ranks_word {
    enum sim_status status;
    uint32_t rank;         // whose word it is
    char text[RANKS_TEXT]; // of a fault, or what rank 0 has to say where there is none
};

/// Hears on rank 0 of an item that any rank has done; one call at a time.
typedef void ranks_hear(void *self, size_t item, const void *note, size_t size);

struct ranks {
    uint32_t rank, count;
    uint32_t hosts;      // that they run on
    uint32_t processors; // for threads of this rank, where the user says no number
    uint32_t all_processors;
    const char *warning; // about how they were started; null if there is nothing
    const struct ranks_verbs *verbs;
    void *self;
};

/// What an implementation does. All may be called by several threads at once but `offer` and `meet`.
struct ranks_verbs {
    void (*offer)(void *self, const size_t *items, size_t count, ranks_hear *hear, void *ear);
    bool (*next)(void *self, size_t *item);
    void (*done)(void *self, size_t item, const void *note, size_t size);
    void (*stop)(void *self);
    void (*meet)(void *self, struct ranks_word *word);
};

/// This process alone.
const struct ranks *ranks_alone(void);

/// Rank 0 offers items, to be asked for after the next meeting; the others call it to begin anew. items: until all is done.
void ranks_offer(const struct ranks *ranks, const size_t *items, size_t count, ranks_hear *hear, void *ear);

/// The next item for the calling thread; false: there is none, or no more work is wanted.
bool ranks_next(const struct ranks *ranks, size_t *item);

/// Tells that an item is done. note: for rank 0's ear.
void ranks_done(const struct ranks *ranks, size_t item, const void *note, size_t size);

/// Asks for no more work on any rank, since something went wrong.
void ranks_stop(const struct ranks *ranks);

/// Waits for all ranks. word: this rank's, then the one that counts for all: that of the first rank whose status is not
/// SIM_OK (one that was interrupted counts only where no other went wrong), else rank 0's.
void ranks_meet(const struct ranks *ranks, struct ranks_word *word);

/// Items handed out one by one, by whoever holds them.
struct ranks_deal {
    pthread_mutex_t lock;
    const size_t *items;
    size_t count, next;
    bool is_stopped;
    ranks_hear *hear;
    void *ear;
};
void ranks_deal_offer(struct ranks_deal *deal, const size_t *items, size_t count, ranks_hear *hear,
                      void *ear);
bool ranks_deal_next(struct ranks_deal *deal, size_t *item);
void ranks_deal_done(struct ranks_deal *deal, size_t item, const void *note, size_t size);
void ranks_deal_stop(struct ranks_deal *deal);
