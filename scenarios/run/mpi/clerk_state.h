/// What the two sides of a clerk share: the work's threads (clerk.c) and the clerk (clerk_serve.c).
#pragma once

#include "scenarios/run/mpi/clerk.h"

enum message {
    MESSAGE_ASK,   // to 0: a thread is idle
    MESSAGE_GIVE,  // from 0: an item
    MESSAGE_NONE,  // from 0: no more
    MESSAGE_DONE,  // to 0: an item, with a note
    MESSAGE_STOP,  // both: hand out no more
    MESSAGE_WORD,  // to 0: what this rank says; from 0: what counts for all
    MESSAGE_ENDED, // to 0: the work of this rank is over
    MESSAGE_END,   // from 0: all is over; item: the status
    MESSAGE_BEAT,
};

struct head {
    uint64_t message, item;
};

/// A message from the work's threads that waits for the clerk.
struct post {
    struct post *next;
    size_t size;
    unsigned char bytes[]; // head, then the rest
};

struct clerk {
    uint32_t rank, count;
    struct ranks_deal deal; // on rank 0
    // Below: under the lock.
    pthread_mutex_t lock;
    pthread_cond_t for_clerk, for_work;
    struct post *first, **last; // to rank 0
    size_t *given, given_count; // items for this rank's threads
    size_t given_capacity;
    size_t waiting, asked; // threads that wait for an item; asks that have no answer yet
    bool is_empty, is_stopped;
    struct ranks_word word; // this rank's, then the one for all
    bool has_word, has_answer;
    bool has_ended;
    int status;
    // Below: the clerk's own.
    struct ranks_word *words; // [rank], on rank 0
    bool *has_words, *ended;  // likewise
    size_t word_count, ended_count;
    bool told_stop;
    double *silent_s; // [rank]; of those but 0, only [0]
    double looked_s, beat_s, interrupted_s, silence_s;
    long nap_ns;
    bool is_over;
};
