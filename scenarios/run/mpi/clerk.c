#include "scenarios/run/mpi/clerk.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scenarios/run/mpi/clerk_state.h"
#include "sim/memory.h"

static void post(struct clerk *clerk, enum message message, size_t item, const void *rest, size_t size)
{
    struct post *letter =
        sim_memory_new(1, sizeof(*letter) + sizeof(struct head) + size, "a message to rank 0");
    struct head head = {message, item};
    letter->size = sizeof(head) + size;
    memcpy(letter->bytes, &head, sizeof(head));
    if (size > 0)
        memcpy(letter->bytes + sizeof(head), rest, size);
    *clerk->last = letter;
    clerk->last = &letter->next;
    pthread_cond_signal(&clerk->for_clerk);
}

static void offer(void *self, const size_t *items, size_t count, ranks_hear *hear, void *ear)
{
    struct clerk *clerk = self;
    if (clerk->rank == 0)
        ranks_deal_offer(&clerk->deal, items, count, hear, ear);
    pthread_mutex_lock(&clerk->lock);
    while (clerk->asked > 0) // of the items before: their answers are no answers to what is asked from now on
        pthread_cond_wait(&clerk->for_work, &clerk->lock);
    clerk->is_empty = clerk->is_stopped = false;
    clerk->given_count = 0;
    pthread_mutex_unlock(&clerk->lock);
}

/// Asks one ahead: while a thread works, the next item is on its way.
static bool next(void *self, size_t *item)
{
    struct clerk *clerk = self;
    if (clerk->rank == 0)
        return ranks_deal_next(&clerk->deal, item);
    pthread_mutex_lock(&clerk->lock);
    clerk->waiting++;
    while (clerk->given_count + clerk->asked < clerk->waiting + 1 && !clerk->is_empty && !clerk->is_stopped) {
        clerk->asked++;
        post(clerk, MESSAGE_ASK, 0, NULL, 0);
    }
    while (clerk->given_count == 0 && !clerk->is_empty && !clerk->is_stopped)
        pthread_cond_wait(&clerk->for_work, &clerk->lock);
    clerk->waiting--;
    bool is_there = clerk->given_count > 0 && !clerk->is_stopped;
    if (is_there)
        *item = clerk->given[--clerk->given_count];
    pthread_mutex_unlock(&clerk->lock);
    return is_there;
}

static void done(void *self, size_t item, const void *note, size_t size)
{
    struct clerk *clerk = self;
    if (clerk->rank == 0) {
        ranks_deal_done(&clerk->deal, item, note, size);
        return;
    }
    pthread_mutex_lock(&clerk->lock);
    post(clerk, MESSAGE_DONE, item, note, size);
    pthread_mutex_unlock(&clerk->lock);
}

static void stop(void *self)
{
    struct clerk *clerk = self;
    if (clerk->rank == 0)
        ranks_deal_stop(&clerk->deal);
    pthread_mutex_lock(&clerk->lock);
    clerk->is_stopped = true;
    if (clerk->rank > 0)
        post(clerk, MESSAGE_STOP, 0, NULL, 0);
    pthread_cond_broadcast(&clerk->for_work);
    pthread_mutex_unlock(&clerk->lock);
}

static void meet(void *self, struct ranks_word *word)
{
    struct clerk *clerk = self;
    pthread_mutex_lock(&clerk->lock);
    if (clerk->rank == 0) {
        clerk->word = *word;
        clerk->has_word = true;
        pthread_cond_signal(&clerk->for_clerk);
    } else {
        post(clerk, MESSAGE_WORD, 0, word, sizeof(*word));
    }
    while (!clerk->has_answer)
        pthread_cond_wait(&clerk->for_work, &clerk->lock);
    clerk->has_answer = false;
    *word = clerk->word;
    pthread_mutex_unlock(&clerk->lock);
}

const struct ranks_verbs clerk_verbs = {offer, next, done, stop, meet};

void clerk_end(struct clerk *clerk, int status)
{
    pthread_mutex_lock(&clerk->lock);
    clerk->has_ended = true;
    clerk->status = status;
    if (clerk->rank > 0)
        post(clerk, MESSAGE_ENDED, 0, NULL, 0);
    pthread_cond_signal(&clerk->for_clerk);
    pthread_mutex_unlock(&clerk->lock);
}

struct clerk *clerk_create(uint32_t rank, uint32_t count)
{
    struct clerk *clerk = sim_memory_new(1, sizeof(*clerk), "ranks");
    pthread_condattr_t steady;
    clerk->rank = rank;
    clerk->count = count;
    clerk->last = &clerk->first;
    clerk->words = sim_memory_new(count, sizeof(*clerk->words), "ranks");
    clerk->has_words = sim_memory_new(count, sizeof(*clerk->has_words), "ranks");
    clerk->ended = sim_memory_new(count, sizeof(*clerk->ended), "ranks");
    clerk->silent_s = sim_memory_new(count, sizeof(*clerk->silent_s), "ranks");
    pthread_mutex_init(&clerk->deal.lock, NULL);
    pthread_mutex_init(&clerk->lock, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&clerk->for_clerk, &steady);
    pthread_cond_init(&clerk->for_work, &steady);
    pthread_condattr_destroy(&steady);
    return clerk;
}

void clerk_destroy(struct clerk *clerk)
{
    pthread_mutex_destroy(&clerk->deal.lock);
    pthread_mutex_destroy(&clerk->lock);
    pthread_cond_destroy(&clerk->for_clerk);
    pthread_cond_destroy(&clerk->for_work);
    free(clerk->given);
    free(clerk->words);
    free(clerk->has_words);
    free(clerk->ended);
    free(clerk->silent_s);
    free(clerk);
}
